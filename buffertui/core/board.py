"""The one place where the state of a session stands: it makes each new snapshot and tells who listens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import Any

from buffertui.domain.errors import BuffertuiError, Refused, Unauthorized
from buffertui.domain.records import dataclass

from .state import Link, Snapshot


class Tone(StrEnum):
    """How a notice is meant."""

    DONE = "information"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that happened and cannot be seen on the screen otherwise. ``title`` is short, ``text`` says it."""

    title: str
    text: str = ""
    tone: Tone = Tone.DONE


class Board:
    """Holds the current snapshot. Listeners are called at once, in the order in which they came."""

    def __init__(self, first: Snapshot) -> None:
        self.snapshot = first
        self._listeners: list[Callable[[Snapshot], None]] = []
        self._readers: list[Callable[[Notice], None]] = []

    def listen(self, listener: Callable[[Snapshot], None]) -> Callable[[], None]:
        """Call ``listener`` with every new snapshot; returns a function that stops it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def on_notice(self, reader: Callable[[Notice], None]) -> Callable[[], None]:
        """Call ``reader`` with every notice; returns a function that stops it."""
        self._readers.append(reader)
        return lambda: self._readers.remove(reader)

    def change(self, **fields: Any) -> None:
        """Replace fields of the snapshot; nothing happens when they all are what they were."""
        now = self.snapshot
        if all(getattr(now, name) == value for name, value in fields.items()):
            return
        self.snapshot = replace(now, sequence=now.sequence + 1, **fields)
        for listener in tuple(self._listeners):
            listener(self.snapshot)

    def tell(self, title: str, text: str = "", tone: Tone = Tone.DONE) -> None:
        """Give a notice."""
        for reader in tuple(self._readers):
            reader(Notice(title, text, tone))

    def busy(self, what: str) -> Busy:
        """``with board.busy("…"):`` shows in the status bar what is under way."""
        return Busy(self, what)

    def answered(self) -> None:
        """An answer came: whatever stood between the program and Buffer is gone."""
        self.change(link=Link.LIVE, reason="")

    def failed(self, error: BuffertuiError) -> None:
        """A request failed: note what that says about the connection as a whole."""
        if isinstance(error, Unauthorized):
            self.change(link=Link.REFUSED, reason=f"{error.message} {error.hint}".strip())
        elif isinstance(error, Refused):
            self.answered()
        else:
            self.change(link=Link.OFFLINE, reason=error.message)


class Busy:
    """Names one thing under way for as long as its block runs."""

    def __init__(self, board: Board, what: str) -> None:
        self._board = board
        self._what = what

    def __enter__(self) -> None:
        self._board.change(busy=(*self._board.snapshot.busy, self._what))

    def __exit__(self, *_: object) -> None:
        left = list(self._board.snapshot.busy)
        left.remove(self._what)
        self._board.change(busy=tuple(left))
