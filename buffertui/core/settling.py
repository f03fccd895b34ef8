"""Finds out what became of a write whose answer was lost, by looking and never by repeating it (v1 reference, 6)."""

from __future__ import annotations

import re
from datetime import timedelta
from enum import StrEnum

from buffertui.domain.drafts import (
    At,
    Create,
    Delete,
    Edit,
    MoveToTop,
    Now,
    OutboxItem,
    Outcome,
    Reorder,
    SetSchedules,
    ShareNow,
    Shuffle,
)
from buffertui.domain.errors import AnswerLost, BuffertuiError, NotFound
from buffertui.domain.models import FROM_NETWORK, SENT, Update
from buffertui.domain.ports import BufferService, Clock

SKEW = timedelta(minutes=2)
"""How far the clocks of this machine and of Buffer may differ."""

PAUSES = (3.0, 6.0, 12.0, 30.0)
"""Seconds before each look: a server that was slow to answer may also be slow to show what it did."""

_LINK = re.compile(r"https?://\S+")


class Verdict(StrEnum):
    """What looking found."""

    DONE = "done"
    REPEAT = "repeat"
    """Repeating does no harm: the write leaves the same state however often it is done."""
    ASK = "ask"


Finding = tuple[Verdict, Outcome | None, str]


def essence(text: str) -> str:
    """A text without what Buffer may have changed in it: links (they get shortened) and runs of spaces."""
    return " ".join(_LINK.sub("\N{LINK SYMBOL}", text).split())


class Settler:
    """Looks for the traces of one write."""

    def __init__(self, service: BufferService, clock: Clock) -> None:
        self._service = service
        self._clock = clock

    async def look(self, item: OutboxItem) -> Finding:
        """What became of ``item``. Waits while the network is away; a doubt is handed to the person."""
        match item.write:
            case Delete() | Reorder() | SetSchedules() | MoveToTop():
                return Verdict.REPEAT, None, ""
            case Shuffle():
                return Verdict.DONE, Outcome(), "The answer was lost; the queue is shown as it is now."
        for pause in PAUSES:
            await self._clock.sleep(pause)
            try:
                finding = await self._once(item)
            except AnswerLost:
                continue
            except BuffertuiError as error:
                return Verdict.ASK, None, f"It could not be found out whether this was done: {error.message}"
            if finding is not None:
                return finding
        return Verdict.ASK, None, "No trace of it was found, and that is not proof. Look at the queue, then decide."

    async def _once(self, item: OutboxItem) -> Finding | None:
        match item.write:
            case Create():
                return await self._created(item, item.write)
            case Edit():
                return await self._edited(item.write)
            case ShareNow(update=update):
                return await self._shared(update)
        return None

    async def _shared(self, update: Update) -> Finding | None:
        try:
            now = await self._service.update(update.id)
        except NotFound:
            return Verdict.ASK, None, "The update is gone from the queue. Look in Sent whether it went out."
        if now.sent_at is not None or now.status == SENT:
            return Verdict.DONE, Outcome((now,)), ""
        return None

    async def _edited(self, write: Edit) -> Finding | None:
        if isinstance(write.when, Now):
            return await self._shared(write.before)
        now = await self._service.update(write.before.id)
        text_there = write.text is None or essence(now.text) == essence(write.text)
        time_there = not isinstance(write.when, At) or (now.due_at is not None and now.due_at == write.when.time)
        if text_there and time_there and write.media is None:
            return Verdict.DONE, Outcome((now,)), ""
        return Verdict.REPEAT, None, ""

    async def _created(self, item: OutboxItem, write: Create) -> Finding | None:
        since = (item.began_at or item.created_at) - SKEW
        found: list[Update] = []
        for profile_id in write.profile_ids:
            pages = [await self._service.pending(profile_id, since=since)]
            if isinstance(write.when, Now | At):
                pages.append(await self._service.sent(profile_id, since=since))
            same = [
                update
                for page in pages
                for update in page.updates
                if update.status != FROM_NETWORK
                and essence(update.text) == essence(write.text)
                and (update.created_at is None or update.created_at >= since)
            ]
            if len(same) > 1:
                return Verdict.ASK, None, "Two equal updates were found. Look at the queue, then decide."
            found += same
        if not found:
            return None
        there = {update.profile_id for update in found}
        missing = tuple(p for p in write.profile_ids if p not in there)
        return Verdict.DONE, Outcome(tuple(found), missing), "The answer was lost; it was found at Buffer."
