"""Finds out what became of a write whose answer was lost, by looking and never by repeating it (v1 reference, 6)."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import repeat

from buffertui.domain.drafts import (
    Create,
    Delete,
    Edit,
    MoveToBottom,
    MoveToTop,
    Now,
    OutboxItem,
    Outcome,
    Reorder,
    SetSchedules,
    ShareNow,
    Shuffle,
)
from buffertui.domain.errors import AnswerLost, BuffertuiError, NotFound, Offline, Throttled
from buffertui.domain.models import FROM_NETWORK, NEEDS_APPROVAL, Update
from buffertui.domain.ports import BufferService, Clock
from buffertui.domain.records import dataclass

from .tracing import Trace, essence, failed_anew, is_out, made_by, trace_of

__all__ = ["Finding", "Settler", "Verdict", "essence"]

SKEW = timedelta(minutes=2)
"""How far the clocks of this machine and of Buffer usually differ at most."""

WRONG_CLOCK = timedelta(hours=25)
"""How far they may differ when this machine's is set wrong: what is as old as that is shown to the person."""

PAUSES = (3.0, 6.0, 12.0, 30.0, 60.0)
"""Seconds before each look; the last one is repeated while there is no network."""

SURE_AFTER = 90.0
"""Seconds of looking after which, what a server does not show, it did not do: three times the longest wait for an
answer. They count from the loss on this run's own steady clock: an attempt may have waited long at the door before it
left, and the wall clock may jump."""


class Verdict(StrEnum):
    """What looking found."""

    DONE = "done"
    REPEAT = "repeat"
    """It was surely not done, or repeating leaves the same state however often it is done."""
    SPLIT = "split"
    """Some profiles have it; what is missing stands in ``rest``."""
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict with what was found. ``doubt`` holds what may be the ``rest`` of a split, for the person to decide."""

    verdict: Verdict
    outcome: Outcome | None = None
    reason: str = ""
    rest: Create | None = None
    doubt: Outcome | None = None


class Settler:
    """Looks for the traces of one write."""

    def __init__(self, service: BufferService, clock: Clock) -> None:
        self._service = service
        self._clock = clock
        self._first_loss: dict[str, float] = {}

    async def look(self, item: OutboxItem, others: Container[str] = ()) -> Finding:
        """What became of ``item``. Waits as long as there is no network; a doubt is handed to the person.

        ``others`` are ids of updates that are known to have come from other writes.
        """
        began = self._clock.monotonic()
        pauses = self._pauses(item, began)
        match item.write:
            case Delete() | Reorder() | SetSchedules() | MoveToTop() | MoveToBottom():
                await self._clock.sleep(next(pauses))
                return Finding(Verdict.REPEAT)
            case Shuffle():
                return Finding(Verdict.DONE, Outcome(), "The answer was lost; the queue is shown as it is now.")
        while True:
            await self._clock.sleep(next(pauses))
            sure = self._clock.monotonic() - began >= SURE_AFTER
            try:
                finding = await self._once(item, others, sure=sure)
            except (AnswerLost, Offline, Throttled):
                continue
            except BuffertuiError as error:
                return Finding(Verdict.ASK, reason=f"Whether this was done could not be found out: {error.message}")
            if finding is not None:
                return finding

    def _pauses(self, item: OutboxItem, now: float) -> Iterator[float]:
        """Seconds before each look. A write that is lost again and again is looked for, and sent, ever more seldom."""
        lost_for = now - self._first_loss.setdefault(item.id, now)
        yield min(max(PAUSES[0], lost_for), PAUSES[-1])
        yield from PAUSES[1:]
        yield from repeat(PAUSES[-1])

    async def _once(self, item: OutboxItem, others: Container[str], *, sure: bool) -> Finding | None:
        match item.write:
            case Create():
                return await self._created(item, item.write, others, sure=sure)
            case Edit(when=Now()):
                return await self._shared(item.write.before, item.write.text, sure=sure)
            case Edit():
                return await self._edited(item.write)
            case ShareNow(update=update):
                return await self._shared(update, None, sure=sure)
        raise AssertionError(item.write)

    async def _shared(self, update: Update, text: str | None, *, sure: bool) -> Finding | None:
        try:
            now = await self._service.update(update.id)
        except NotFound:
            return Finding(Verdict.ASK, reason="The update is gone from the queue. Look in Sent whether it went out.")
        asked = now.status == NEEDS_APPROVAL and update.status != NEEDS_APPROVAL
        if is_out(now) or failed_anew(now, update) or asked:
            if text is not None and essence(now.text) != essence(text):
                return Finding(Verdict.ASK, Outcome((now,)), "It went out meanwhile, with another text than yours.")
            return Finding(Verdict.DONE, Outcome((now,)))
        return Finding(Verdict.REPEAT) if sure else None

    async def _edited(self, write: Edit) -> Finding:
        now = await self._service.update(write.before.id)
        match trace_of(now, write):
            case Trace.THERE:
                return Finding(Verdict.DONE, Outcome((now,)))
            case Trace.LEFT:
                told = "It went out meanwhile" if is_out(now) else "It was approved meanwhile"
                return Finding(Verdict.ASK, Outcome((now,)), f"{told}. Look whether your change is in it.")
            case Trace.ABSENT:
                return Finding(Verdict.REPEAT)

    async def _created(
        self, item: OutboxItem, write: Create, others: Container[str], *, sure: bool
    ) -> Finding | None:
        began = item.lost_at or item.began_at or item.created_at
        found: list[Update] = []
        absent: list[str] = []
        doubtful: list[Update] = []
        doubts: list[str] = []
        unread = 0
        for profile_id in write.profile_ids:
            traces, odd = await self._traces(profile_id, essence(write.text), began - WRONG_CLOCK)
            traces = [update for update in traces if update.id not in others]
            near = [u for u in traces if made_by(u, write) and (u.created_at is None or u.created_at >= began - SKEW)]
            unread += odd
            if len(near) == 1:
                found += near
            elif traces or odd:
                doubts.append(profile_id)
                doubtful += near or traces
            else:
                absent.append(profile_id)
        if (absent or unread) and not sure:
            return None
        return _verdict(write, found, absent, doubts, doubtful)

    async def _traces(self, profile_id: str, wanted: str, since: datetime) -> tuple[list[Update], int]:
        """Updates of a profile that may be the lost one, and how many rows could not be read.

        Raises ``AnswerLost`` when the list moved between two of its pages: something may have slipped through.
        """
        same: dict[str, Update] = {}
        unread = 0
        for read in (self._service.pending, self._service.sent):
            after: str | None = None
            totals: set[int | None] = set()
            while True:
                page = await read(profile_id, since=since, after=after)
                unread += page.odd
                totals.add(page.total)
                for update in page.updates:
                    recent = update.created_at is None or update.created_at >= since
                    if update.readable and update.status != FROM_NETWORK and recent and essence(update.text) == wanted:
                        same[update.id] = update if update.profile_id else replace(update, profile_id=profile_id)
                after = page.next
                if after is None:
                    break
            if len(totals) > 1:
                raise AnswerLost("The list moved while it was read.")
        return list(same.values()), unread


def _verdict(
    write: Create, found: list[Update], absent: list[str], doubts: list[str], doubtful: list[Update]
) -> Finding:
    told = "The answer was lost; Buffer was asked, and it is there."
    if not doubts and not absent:
        return Finding(Verdict.DONE, Outcome(tuple(found)), told)
    if not found:
        if not doubts:
            return Finding(Verdict.REPEAT, reason="The answer was lost; it is not at Buffer, so it is sent again.")
        why = "More than one equal update was found" if len(doubtful) > 1 else "One that may be it was found"
        if not doubtful:
            why = "Not every row that Buffer sent could be read"
        return Finding(Verdict.ASK, Outcome(tuple(doubtful)), f"{why}, so only you can tell whether it is there.")
    rest = replace(write, profile_ids=(*doubts, *absent))
    return Finding(Verdict.SPLIT, Outcome(tuple(found)), told, rest, Outcome(tuple(doubtful)) if doubts else None)
