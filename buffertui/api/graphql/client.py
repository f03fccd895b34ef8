"""Buffer's GraphQL API as the program's ``BufferService``: the budget and the order of a queue, on top of the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType

from buffertui.api.http import HttpDoor
from buffertui.domain.drafts import Outcome
from buffertui.domain.errors import PowerMissing, Refused
from buffertui.domain.models import Schedule, Update
from buffertui.domain.ports import Can, Pace, Priority

from .exchanging import Times, exchange, reorder_price, resumable, slots
from .inputs import time_input
from .reads import NO_INTERACTIONS
from .writes import Writer

LACKS: Mapping[Can, str] = MappingProxyType({
    Can.SHORTEN: "Buffer's GraphQL API has no switch for shortening links: the profile's own setting counts.",
    Can.SCHEDULES: "Buffer's GraphQL API only shows the posting times. They can be changed on Buffer's page.",
    Can.INTERACTIONS: NO_INTERACTIONS,
})


class GraphQL(Writer):
    """Both halves of ``BufferService`` on GraphQL, and the reads and moves that only it has.

    ``chance`` shuffles. Creating costs a request for each profile, another order one for each post that gets another
    time; everything else is one request. Nothing is repeated but what was refused for its pace.
    """

    def __init__(self, door: HttpDoor, organization: str = "", chance: Random | None = None) -> None:
        super().__init__(door, organization)
        self._chance = chance or Random()  # noqa: S311 - the order of a queue is no secret
        self._begun: dict[str, Times] = {}

    @property
    def name(self) -> str:
        """For the title line."""
        return "graphql"

    @property
    def lacks(self) -> Mapping[Can, str]:
        """What only v1 could do (reference, section 12.6)."""
        return LACKS

    def pace(self) -> Pace:
        """The budget now."""
        return self._door.pacer.snapshot()

    def on_pace(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` whenever the budget changes; returns a function that stops it."""
        return self._door.pacer.on_change(listener)

    def reorder_price(self, current: tuple[Update, ...], order: tuple[str, ...]) -> int:
        """Requests that ``reorder`` costs besides reading the queue."""
        return reorder_price(current, order)

    async def reorder(self, profile_id: str, order: tuple[str, ...]) -> Outcome:
        """Put a queue into this order by exchanging due times: an edit for each post whose time changes.

        **Each of these posts has a fixed time afterwards** and is no longer moved up by the queue, because a time can
        only be set with the mode ``customScheduled`` (sections 9.11 and 9.14). Posts with a fixed time keep it. The
        queue is read before. What is broken off is taken up by the next call with the times that it began with, as
        long as this client lives; until then two posts can stand at the same time.
        """
        current = await self._queue(profile_id)
        return await self._exchange(profile_id, current, order)

    async def shuffle(self, profile_id: str) -> Outcome:
        """Put the posts in the slots of a queue in a chance order; for the price and what it does see ``reorder``."""
        current = await self._queue(profile_id)
        order = list(slots(current))
        self._chance.shuffle(order)
        return await self._exchange(profile_id, current, tuple(order))

    async def set_schedules(self, profile_id: str, schedules: tuple[Schedule, ...]) -> Outcome:
        """Always ``PowerMissing`` (section 9.15)."""
        raise PowerMissing(LACKS[Can.SCHEDULES])

    async def aclose(self) -> None:
        """Give connections back. Requests that wait at the door are cancelled."""
        await self._door.aclose()

    async def _queue(self, profile_id: str) -> tuple[Update, ...]:
        """The whole queue, read now."""
        found: dict[str, Update] = {}
        after: str | None = None
        while True:
            page = await self.pending(profile_id, after=after, priority=Priority.WRITE)
            found |= {update.id: update for update in page.updates if update.readable}
            after = page.next
            if after is None:
                return tuple(found.values())

    async def _exchange(self, profile_id: str, current: tuple[Update, ...], order: tuple[str, ...]) -> Outcome:
        by_id = {update.id: update for update in current}
        times: Times = slots(current)
        begun = self._begun.get(profile_id, {})
        if resumable(begun, by_id):
            times = {**times, **begun}
        standing = {i: at for i in times if (at := by_id[i].due_at) is not None}
        changes = exchange(times, order, standing)
        done: list[Update] = []
        self._begun[profile_id] = times
        for update_id, time in changes.items():
            try:
                outcome = await self.change(time_input(update_id, time), by_id[update_id])
            except Refused as error:
                if not done:
                    raise
                raise Refused(
                    f"{len(done)} of {len(changes)} posts have their new time, then Buffer refused: {error.message}",
                    code=error.code, status=error.status, hint="Refresh: two posts may stand at the same time now.",
                ) from error
            done += outcome.updates
        self._begun.pop(profile_id, None)
        return Outcome(tuple(done))
