"""What a person does at the screen, as single acts that end when the screen shows that they are done."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from .sandbox_process import SandboxProcess
from .terminal import Terminal

Row = dict[str, Any]


@dataclass(frozen=True)
class AccountKind:
    """What is different at the screen between accounts of the two APIs.

    ``pending`` and ``sent`` are updates of each profile, a little more than one answer holds: on GraphQL few enough
    that a shuffle of a queue, an edit for each post, fits into what a key may ask in a quarter of an hour.
    ``browsing`` are requests for both lists of a profile to their ends. ``reordering`` stands in the paths of what
    brings a new order. ``moved_is_fixed``: what was moved may have a fixed time, the one that the place had.
    """

    api: str
    pending: int
    sent: int
    browsing: int
    reordering: tuple[str, ...]
    moved_is_fixed: bool

    @property
    def size(self) -> tuple[str, ...]:
        """Arguments of the sandbox."""
        return "--profiles", "4", "--pending", str(self.pending), "--sent", str(self.sent)

    def read(self, account: SandboxProcess, profile: Row | None = None) -> int:
        """How many requests for lists came; on v1 those of one profile can be told."""
        if self.api == "graphql":
            return account.requests("/graphql account+channels+posts") + account.requests("/graphql posts")
        of = f"{profile['id']}/updates/" if profile else ""
        return sum(account.requests(f"{of}{side}.json") for side in ("pending", "sent"))

    def reordered(self, account: SandboxProcess) -> int:
        """How many requests for a new order came."""
        return sum(account.requests(part) for part in self.reordering)

    def read_whole(self, account: SandboxProcess, profile: Row) -> int:
        """The same, where both lists of a profile came."""
        if self.api == "graphql":
            return account.requests("/graphql account+channels+posts") + account.requests("/graphql posts") // 2
        return account.requests(f"{profile['id']}/updates/sent.json")


KINDS = (
    AccountKind("v1", 104, 120, browsing=4, reordering=("/updates/reorder",), moved_is_fixed=False),
    # The first answer holds fifty of each list, and all profiles in it.
    AccountKind("graphql", 54, 60, browsing=3, reordering=("movePostInQueue", "editPost"), moved_is_fixed=True),
)


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
    # Where there are drafts at Buffer too, their number stands in the place of the name over the pending list.
    whose = rf" · {re.escape(name)}" if name else r"(?!\S| ·)"
    title = re.compile(rf"PENDING  [\d,]+\+? .*SENT  [\d,]+\+?{whose}")
    terminal.until(lambda: title.search(terminal.text) and rests(terminal), f"the lists did not come: {name or 'all'}")


def go_to_update(terminal: Terminal, place: int, update: Row, zone: str) -> None:
    """Put the cursor of the pending list on an update that stands ``place`` lines below the first one."""
    terminal.keys("2", "g", *["j"] * place)
    at = label(update, zone)
    terminal.until(lambda: shown(terminal, at), f"the cursor did not come to {at}")
