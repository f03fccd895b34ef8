"""The file store with what it cannot do yet left out."""

from __future__ import annotations

from datetime import datetime

from buffertui.domain.drafts import OutboxItem, State
from buffertui.domain.memory import Found, KnownList, Remembered
from buffertui.domain.models import Account, Profile

from .files import FileStore


class InterimStore(FileStore):
    """Drafts and outbox on disk; nothing else is remembered."""

    def open_draft(self, draft_id: str) -> bool:
        return True

    def close_draft(self, draft_id: str) -> None:
        return

    def adopt(self) -> tuple[OutboxItem, ...]:
        return tuple(i for i in self.outbox() if i.state not in (State.DONE, State.CANCELLED))

    def journal(self, limit: int = 200) -> tuple[OutboxItem, ...]:
        return ()

    def recall(self) -> Remembered:
        return Remembered()

    def remember(self, account: Account, profiles: tuple[Profile, ...], chosen: str, at: datetime) -> None:
        return

    def remember_list(self, known: KnownList) -> None:
        return

    def search(self, query: str, limit: int = 200) -> tuple[Found, ...]:
        return ()

    def notices(self) -> tuple[str, ...]:
        return tuple(f"{file.name} could not be read; it was set aside." for file in self.damaged)
