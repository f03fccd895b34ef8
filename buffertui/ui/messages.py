"""Past facts that travel from the session to the screens."""

from __future__ import annotations

from textual.message import Message

from buffertui.core.board import Notice
from buffertui.core.state import Snapshot


class SnapshotTaken(Message):
    """There is a newer state; older ones that still wait are of no use any more."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self.snapshot = snapshot

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, SnapshotTaken)


class PaceChanged(Message):
    """The budget changed."""

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, PaceChanged)


class NoticeGiven(Message):
    """Something happened that the screen does not show otherwise."""

    def __init__(self, notice: Notice) -> None:
        super().__init__()
        self.notice = notice


class WorkCrashed(Message):
    """Background work failed in a way nobody foresaw: a fault of the program."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error


class TokenNeeded(Message):
    """There is no usable token for the account; ``reason`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason
