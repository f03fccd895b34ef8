"""Single values of an answer, read as kindly as v1's reference asks: numbers as text, null anywhere, odd times."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from buffertui.domain.models import DAYS

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_TIME_OF_DAY = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_YES, _NO = frozenset(("1", "true", "t", "yes", "y", "on")), frozenset(("0", "false", "f", "no", "n", "off"))
_LAST = 32503680000
"""The year 3000: a later "time" is a mistake (milliseconds, mostly) and would break sums with time zones."""


def number(value: object) -> float | None:
    """A finite number, also one written as text; anything else is ``None``."""
    if isinstance(value, str):
        text = value.strip()
        if not _NUMBER.fullmatch(text):
            return None
        return float(text) if "." in text else int(text)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) < 1e18 and math.isfinite(value) else None


def count(value: object) -> int | None:
    """A whole number from zero up, else ``None``."""
    found = number(value)
    return None if found is None or found < 0 else int(found)


def word(value: object) -> str:
    """A piece of text that matters little: what is no text and no number becomes empty."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return str(value)


def text(value: object) -> str:
    """The text of a post. Null and an empty list are empty; ``ValueError`` for a shape that cannot be a text."""
    if value in (None, [], {}):
        return ""
    if isinstance(value, bool | list | dict):
        raise ValueError("no text")
    return word(value)


def identity(value: object) -> str:
    """An id as text, whole numbers too; ``ValueError`` when there is none."""
    found = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(found, str) or not found.strip():
        raise ValueError("no id")
    return found


def flag(value: object) -> bool:
    """Whether something is set: PHP's falsehoods and the words for no are false, every other value is true."""
    if isinstance(value, str):
        return value.strip().lower() not in {"", "0", "false", "no", "off", "null"}
    return bool(value)


def said(value: object) -> bool | None:
    """Yes, no, or ``None`` for what was not said; ``ValueError`` for what is neither."""
    if value is None or isinstance(value, bool):
        return value
    if value in (0, 1):
        return value == 1
    answer = value.lower() if isinstance(value, str) else ""
    if answer in _YES:
        return True
    if answer in _NO:
        return False
    raise ValueError("neither yes nor no")


def moment(value: object) -> datetime | None:
    """Unix seconds (v1 reference, section 1.3) or ISO 8601 as an aware time in UTC.

    Zero means "no time" (section 4.2, ``due_at``); negative, endless and far-away times are ``None`` too.
    """
    seconds = number(value)
    if seconds is None:
        return _iso(value) if isinstance(value, str) else None
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < _LAST else None


def words(value: object) -> tuple[str, ...]:
    """The texts in a list."""
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def days(value: object) -> tuple[str, ...]:
    """Weekdays as Buffer writes them; others are left out."""
    return tuple(day for item in words(value) if (day := item.strip().lower()[:3]) in DAYS)


def times(value: object) -> tuple[str, ...]:
    """Times of day as ``HH:MM``; others are left out."""
    found = (_TIME_OF_DAY.fullmatch(item.strip()) for item in words(value))
    return tuple(f"{int(match[1]):02}:{match[2]}" for match in found if match)


def numbers(value: object) -> dict[str, float]:
    """An open mapping of names to numbers; what is neither number nor digits counts as absent (section 4.4)."""
    if not isinstance(value, dict):
        return {}
    read = ((name, number(item)) for name, item in value.items())
    return {name: found for name, found in read if found is not None}


def mapping(value: object) -> Mapping[str, object]:
    """An object; null, ``[]`` (PHP's empty object) and everything else is an empty one."""
    return value if isinstance(value, dict) else {}


def rows(value: object) -> list[object]:
    """A list; null and ``{}`` are empty, and an object with the keys 0, 1, 2 .. is PHP's list with gaps."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and all(key.isdecimal() for key in value):
        return list(value.values())
    return []


def _iso(value: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(value.strip())
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if 1970 <= found.year < 3000 else None
