"""Looks for a token in everything that a program wrote or printed, however it may be written there."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote


def forms(token: str) -> dict[str, bytes]:
    """How a token may look: as it is, without its first part, in an address, in hexadecimal, and in base 64 wherever
    it begins in a longer text."""
    found = {
        "plain": token.encode(), "its secret part": token.rpartition("/")[2].encode(),
        "in an address": quote(token, safe="").encode(), "in hexadecimal": token.encode().hex().encode(),
        "as 16-bit text": token.encode("utf-16-le"),
    }
    for start in range(3):
        whole = base64.b64encode(b"x" * start + token.encode() + b"xx")
        # Without the letters that depend on what stands before and behind.
        found[f"in base 64 ({start})"] = whole[4 if start else 0 : -4 - (len(token) + start) % 3]
    return found


def leaks(token: str, places: Iterable[Path]) -> list[str]:
    """Each file below these places that holds the token, and in which form. Names of files count, too."""
    wanted = forms(token)
    wrong = []
    for place in places:
        for file in sorted([place, *place.rglob("*")]):
            content = str(file).encode() + (file.read_bytes() if file.is_file() else b"")
            wrong += [f"{file.name} holds the token {form}" for form, there in wanted.items() if there in content]
    return wrong
