"""Everything that was ever seen or done: the search over it, and deleted updates made anew."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from buffertui.domain.drafts import At, Create, Delete, NextSlot, OutboxItem, State
from buffertui.domain.memory import Found
from buffertui.domain.models import DRAFT, NEEDS_APPROVAL, Media
from buffertui.domain.ports import Clock

from .keeper import Keeper

LEAST_AHEAD = timedelta(minutes=1)
"""A time that is nearer than this may be past when the request arrives."""


class Archive:
    """The store's memory, for the screens that look back."""

    def __init__(self, keeper: Keeper, clock: Clock) -> None:
        self._keeper = keeper
        self._clock = clock

    async def search(self, query: str, limit: int = 200) -> tuple[Found, ...]:
        """Everything ever seen that fits, newest first. Raises ``StoreError``."""
        return await self._keeper.ask(partial(self._keeper.store.search, query, limit))

    async def journal(self, limit: int = 200) -> tuple[OutboxItem, ...]:
        """Settled writes, newest first. Raises ``StoreError``."""
        return await self._keeper.ask(partial(self._keeper.store.journal, limit))

    async def deleted(self) -> tuple[OutboxItem, ...]:
        """Deletes that were carried out, newest first. Raises ``StoreError``."""
        done = await self.journal()
        return tuple(i for i in done if isinstance(i.write, Delete) and i.state is State.DONE)

    def anew(self, write: Delete) -> Create:
        """The post that stands for a deleted update: its text, its media, and its time where that is still ahead.

        Buffer cannot undo a delete (v1 reference, section 9), so it is a new post with a new id. What nothing would
        have published becomes a draft.
        """
        update, now = write.update, self._clock.now()
        return Create(
            (update.profile_id,), update.text, update.media[0] if update.media else Media(), _when(update.due_at, now),
            shorten=False, fields=update.fields, draft=update.status in (DRAFT, NEEDS_APPROVAL),
        )


def _when(due_at: datetime | None, now: datetime) -> At | NextSlot:
    return At(due_at) if due_at is not None and due_at > now + LEAST_AHEAD else NextSlot()
