"""Words, numbers, times and keys as the screen says them; pure functions, shared by everything that presents."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime, tzinfo

from buffertui.core.commands import COMMANDS
from buffertui.domain.models import Profile
from buffertui.domain.times import date_label, day_label, zone

_KEY_NAMES = {
    "slash": "/", "question_mark": "?", "pagedown": "PgDn", "pageup": "PgUp", "escape": "Esc", "enter": "Enter",
    "tab": "Tab", "space": "Space", "up": "↑", "down": "↓", "left": "←", "right": "→", "home": "Home", "end": "End",
    "delete": "Del", "backspace": "Bksp", "insert": "Ins", "comma": ",", "full_stop": ".", "semicolon": ";",
    "colon": ":", "minus": "-", "plus": "+", "equals_sign": "=", "exclamation_mark": "!", "at": "@",
    "number_sign": "#", "asterisk": "*", "underscore": "_", "apostrophe": "'", "quotation_mark": '"',
    "backslash": "\\", "less_than_sign": "<", "greater_than_sign": ">", "vertical_line": "|", "tilde": "~",
    "left_square_bracket": "[", "right_square_bracket": "]", "grave_accent": "`", "dollar_sign": "$",
    "percent_sign": "%", "ampersand": "&", "left_parenthesis": "(", "right_parenthesis": ")", "circumflex_accent": "^",
}
_MODIFIERS = {"ctrl": "Ctrl", "alt": "Alt", "shift": "Shift", "super": "Super", "meta": "Meta", "hyper": "Hyper"}


def zone_of(profile: Profile | None, fallback: str) -> tzinfo:
    """The zone in which times of a profile are said: its own, else the one of that name, else UTC."""
    return zone(profile.timezone if profile else "", fallback)


def day_name(day: date, today: date) -> tuple[str, str]:
    """A day as a heading, in two parts: ``("Today", "Mon 23 Nov")``, or ``("Fri 27 Nov", "")`` further away."""
    written = date_label(day, with_year=day.year != today.year)
    near = day_label(day, today)
    return (near, "") if near == written else (near, written)


def ago(then: datetime, now: datetime) -> str:
    """How long ago, roughly: ``just now``, ``2 min ago``, ``3 h ago``, ``4 days ago``."""
    seconds = (now - then).total_seconds()
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{int(seconds // 60)} min ago"
    if seconds < 2 * 86400:
        return f"{int(seconds // 3600)} h ago"
    return f"{int(seconds // 86400)} days ago"


def seconds_left(until: datetime | None, now: datetime) -> int:
    """Whole seconds until then, rounded up so that a countdown ends at 1; zero when it has passed."""
    return 0 if until is None else max(0, math.ceil((until - now).total_seconds()))


def countdown(seconds: int) -> str:
    """``0:42``, ``12:05``, ``1:02:03``."""
    minutes, rest = divmod(max(0, seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def compact(number: float) -> str:
    """A number in at most five characters up to a billion: ``240``, ``1.2k``, ``31k``, ``4.6M``."""
    size = abs(number)
    if size < 1000:
        return f"{number:.1f}".removesuffix(".0")
    for unit, name in ((1_000, "k"), (1_000_000, "M"), (1_000_000_000, "B")):
        scaled = number / unit
        if abs(scaled) < 9.95:
            return f"{scaled:.1f}".removesuffix(".0") + name
        if abs(scaled) < 999.5 or name == "B":
            return f"{scaled:.0f}{name}"
    raise AssertionError(number)


def count(number: int | None) -> str:
    """A count of updates: ``1,204``, or ``–`` where Buffer did not say."""
    return "–" if number is None else f"{number:,}"


def plural(number: int, one: str, many: str = "") -> str:
    """``1 request``, ``2 requests``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def key_name(key: str) -> str:
    """A key as a person knows it: ``/`` for ``slash``, ``Ctrl+P`` for ``ctrl+p``."""
    *modifiers, last = key.strip().split("+") if key.strip() != "+" else ["plus"]
    loud = (modifiers and len(last) == 1) or (last[:1] == "f" and last[1:].isdecimal())
    name = _KEY_NAMES.get(last) or (last.upper() if loud else last)
    return "+".join((*(_MODIFIERS.get(part, part) for part in modifiers), name))


def key_names(keymap: Mapping[str, str] | None = None) -> dict[str, str]:
    """The first key of each command as a person knows it; ``keymap`` holds the keys that were changed, by command.

    A command without a key is not in it.
    """
    changed = keymap or {}
    first = {command.id: changed.get(command.id, ",".join(command.keys)).split(",")[0] for command in COMMANDS}
    return {command_id: key_name(key) for command_id, key in first.items() if key.strip()}
