"""A store that forgets when the program ends: for ``--demo`` and for tests."""

from __future__ import annotations

from buffertui.domain.drafts import Draft, OutboxItem

from .order import newest_first, oldest_first


class MemoryStore:
    """Drafts and the outbox in two dictionaries."""

    def __init__(self) -> None:
        self._drafts: dict[str, Draft] = {}
        self._outbox: dict[str, OutboxItem] = {}

    def save_draft(self, draft: Draft) -> None:
        self._drafts[draft.id] = draft

    def drop_draft(self, draft_id: str) -> None:
        self._drafts.pop(draft_id, None)

    def drafts(self) -> tuple[Draft, ...]:
        return newest_first(self._drafts.values())

    def record(self, item: OutboxItem) -> None:
        self._outbox[item.id] = item

    def outbox(self) -> tuple[OutboxItem, ...]:
        return oldest_first(self._outbox.values())

    def close(self) -> None:
        """Nothing to close; what is in it stays readable."""
