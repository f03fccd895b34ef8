"""What a person does at the screen, as single acts that end when the screen shows that they are done."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from .terminal import Terminal

Row = dict[str, Any]


def opened(terminal: Terminal) -> Terminal:
    """Wait until the first screen is read: both lists are there and nothing is under way."""
    terminal.until(lambda: "as of" in terminal.text and rests(terminal), "the first screen did not come")
    return terminal


def rests(terminal: Terminal) -> bool:
    """Whether nothing is being asked of Buffer, as far as the screen says."""
    return not any(sign in terminal.text for sign in ("under way", "Loading…", "connecting…", "loading"))


def framed(terminal: Terminal) -> bool:
    """Whether the lines at the edges are where they belong: title, status, and keys."""
    title, *_, status, keys = terminal.screen.lines
    return title.startswith(" buffertui") and "▱" in status and "? all keys" in keys


Label = tuple[str, str]
"""What stands on the line of an update under the cursor: bar and time of day, and the first words."""


def label(update: Row, zone: str) -> Label:
    """That of an update in a list that has the focus."""
    at = datetime.fromtimestamp(update["sent_at"] or update["due_at"], UTC).astimezone(ZoneInfo(zone))
    return f"▌{at:%H:%M}  ", update["text"].splitlines()[0][:10].rstrip()


def shown(terminal: Terminal, at: Label) -> bool:
    """Whether the cursor stands on that update."""
    return any(at[1] in line.partition(at[0])[2] for line in terminal.screen.lines)


def go_to_end(terminal: Terminal, last: Label, *, again: float = 0.3) -> None:
    """Press G as long as it takes until the last update of all has the cursor: older ones come in pages."""
    pressed = 0.0

    def there() -> bool:
        nonlocal pressed
        if shown(terminal, last) and rests(terminal):
            return True
        if time.monotonic() > pressed + again:
            pressed = time.monotonic()
            terminal.keys("G")
        return False

    terminal.until(there, f"the end of the list was not reached: {last}")


def go_to_profile(terminal: Terminal, name: str, *keys: str) -> None:
    """Go to a line of the sidebar with these keys, and wait until its lists are there; no name is all profiles."""
    terminal.keys("1", *keys)
    title = re.compile(rf"PENDING  [\d,]+ · {re.escape(name)}" if name else r"PENDING  [\d,]+ +SENT")
    terminal.until(lambda: title.search(terminal.text) and rests(terminal), f"the lists did not come: {name or 'all'}")


def go_to_update(terminal: Terminal, place: int, update: Row, zone: str) -> None:
    """Put the cursor of the pending list on an update that stands ``place`` lines below the first one."""
    terminal.keys("2", "g", *["j"] * place)
    at = label(update, zone)
    terminal.until(lambda: shown(terminal, at), f"the cursor did not come to {at}")
