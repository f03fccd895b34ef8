"""Where in a TOML text a key stands, so that a message can name the line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence

from .settings import KEYS

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_PATH = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_TABLE = re.compile(rf"\s*\[\[?\s*({_PATH})\s*\]")
_SETTING = re.compile(rf"\s*({_PATH})\s*=")


def lines_of(text: str) -> dict[tuple[str, ...], int]:
    """The line (from 1) of every table and key of a text that is valid TOML.

    Keys inside an inline table are not found by themselves; ``line_of`` falls back to the key that holds the table.
    """
    found: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    inside = ""
    for number, line in enumerate(text.splitlines(), 1):
        if not inside:
            if header := _TABLE.match(line):
                table = _parts(header[1])
                found.setdefault(table, number)
            elif setting := _SETTING.match(line):
                found.setdefault(table + _parts(setting[1]), number)
        inside = _open_string(line, inside)
    for key, number in [*found.items()]:
        if key[0] == KEYS and len(key) > 2:
            found.setdefault((KEYS, ".".join(key[1:])), number)
    return found


def line_of(found: dict[tuple[str, ...], int], path: Sequence[str]) -> int | None:
    """The line of a key, else of the nearest table around it; ``None`` when none of them is written."""
    whole = tuple(path)
    for size in range(len(whole), 0, -1):
        if whole[:size] in found:
            return found[whole[:size]]
        below = [line for key, line in found.items() if key[:size] == whole[:size]]
        if below:
            return min(below)
    return None


def _parts(written: str) -> tuple[str, ...]:
    try:
        table = tomllib.loads(f"{written} = 0")
    except tomllib.TOMLDecodeError:
        return (written,)
    names = []
    below: object = table
    while isinstance(below, dict):
        name, below = next(iter(below.items()))
        names.append(name)
    return tuple(names)


def _open_string(line: str, inside: str) -> str:
    """The quotation mark of the text over several lines that is open after this line, or nothing."""
    while True:
        if inside:
            _, mark, line = line.partition(inside)
            if not mark:
                return inside
            inside = ""
        else:
            opening = re.search("\"\"\"|'''", line)
            if not opening:
                return ""
            inside, line = opening[0], line[opening.end():]
