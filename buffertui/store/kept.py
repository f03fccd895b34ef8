"""Rows of the store and the values in them."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from .encoding import decode, encode

T = TypeVar("T")

Unkept = (ValueError, TypeError, RecursionError)
"""What reading a value that is no longer whole may raise."""


def key_of(name: str) -> bytes:
    """An id as a key. Bytes, because an id is whatever a server sends, and not all of that is a text to SQLite."""
    return name.encode("utf-8", "surrogatepass")


def kept(value: object) -> str:
    """A value as text; what no disk takes as it is (half a pair of surrogates) is escaped."""
    return json.dumps(encode(value), separators=(",", ":"))


def read(kind: type[T], raw: Any) -> T:
    """The value that was kept. Raises one of ``Unkept``."""
    return decode(kind, json.loads(raw))
