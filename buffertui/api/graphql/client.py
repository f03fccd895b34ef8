"""Buffer's GraphQL API as the program's ``BufferService``: the budget and the order of a queue, on top of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from random import Random
from types import MappingProxyType

from buffertui.api.http import HttpDoor
from buffertui.domain.drafts import Outcome
from buffertui.domain.errors import PowerMissing, Refused
from buffertui.domain.models import WAITING, Profile, Schedule, Update
from buffertui.domain.ports import Can, Priority

from .exchanging import Moves, Times, exchange, plan, reorder_price, resumable, slots
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

    ``chance`` shuffles. Creating costs a request for each profile, another order what ``reorder_price`` says, an edit
    of a thread two; everything else is one request. Nothing is repeated but what was refused for its pace.
    """

    reads_order_itself = True
    """``reorder`` reads the queue anew and needs to be told only what is to be in another order."""

    def __init__(
        self, door: HttpDoor, organization: str = "", chance: Random | None = None, known: Iterable[Profile] = ()
    ) -> None:
        super().__init__(door, organization, known)
        self._chance = chance or Random()  # noqa: S311 - the order of a queue is no secret
        self._begun: dict[str, Times] = {}
        self._given: dict[str, datetime] = {}

    @property
    def name(self) -> str:
        """For the title line."""
        return "graphql"

    @property
    def lacks(self) -> Mapping[Can, str]:
        """What only v1 could do (reference, section 12.6)."""
        return LACKS

    @property
    def movable(self) -> frozenset[str]:
        """Ids of posts that have a fixed time only by an exchange of this client: they keep a place in the order."""
        return frozenset(self._given)

    def reorder_price(self, current: tuple[Update, ...], order: tuple[str, ...]) -> int:
        """Requests that ``reorder`` costs as a whole, reading the queue included."""
        return reorder_price(current, order, self._movable(current))

    async def reorder(self, profile_id: str, order: tuple[str, ...]) -> Outcome:
        """Put a queue into this order; the queue is read before, and what ``order`` does not name comes behind.

        Where moving posts to the ends of the queue is not dearer, that is done: all keep their places in it. Else due
        times are exchanged, by an edit for each post whose time changes. **Each of these has a fixed time afterwards**
        and is no longer moved up by the queue, because a time can only be set with the mode ``customScheduled``
        (sections 9.11 and 9.14). Posts to which the person gave a time keep it. An exchange that is broken off is taken
        up by the next call with the times that it began with, as long as this client lives; until then two posts can
        stand at the same time.
        """
        return await self._arrange(profile_id, await self._queue(profile_id), order)

    async def shuffle(self, profile_id: str) -> Outcome:
        """Put the posts in the slots of a queue in a chance order; for the price and what it does see ``reorder``."""
        current = await self._queue(profile_id)
        order = list(slots(current, self._movable(current)))
        self._chance.shuffle(order)
        return await self._arrange(profile_id, current, tuple(order))

    async def set_schedules(self, profile_id: str, schedules: tuple[Schedule, ...]) -> Outcome:
        """Always ``PowerMissing`` (section 9.15)."""
        raise PowerMissing(LACKS[Can.SCHEDULES])

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

    def _movable(self, current: Iterable[Update]) -> frozenset[str]:
        """Those that still stand at the time that they were given."""
        return frozenset(u.id for u in current if u.due_at is not None and self._given.get(u.id) == u.due_at)

    async def _arrange(self, profile_id: str, current: tuple[Update, ...], order: tuple[str, ...]) -> Outcome:
        by_id = {update.id: update for update in current}
        movable = self._movable(current)
        begun = self._begun.get(profile_id, {})
        if resumable(begun, by_id):
            return await self._exchange(profile_id, by_id, {**slots(current, movable), **begun}, order)
        found = plan(current, order, movable)
        if isinstance(found, Moves):
            return await self._move_all(current, found)
        return await self._exchange(profile_id, by_id, slots(current, movable), order)

    async def _move_all(self, current: tuple[Update, ...], moves: Moves) -> Outcome:
        by_id = {update.id: update for update in current}
        line = [update for update in current if update.status == WAITING and not update.fixed]
        ids = [update.id for update in line]
        for done, (update_id, position) in enumerate(moves.steps):
            try:
                await self._move(by_id[update_id], position)
            except Refused as error:
                if not done:
                    raise
                raise _halfway(error, f"{done} of {len(moves.steps)} posts were moved") from error
            ids.remove(update_id)
            ids.insert(0 if position == "top" else len(ids), update_id)
        # The places stay, and whoever stands at one has its time.
        placed = zip(ids, [update.due_at for update in line], strict=True)
        return Outcome(tuple(replace(by_id[i], due_at=at) for i, at in placed if by_id[i].due_at != at))

    async def _exchange(
        self, profile_id: str, by_id: Mapping[str, Update], times: Times, order: tuple[str, ...]
    ) -> Outcome:
        standing = {i: at for i in times if (at := by_id[i].due_at) is not None}
        changes = exchange(times, order, standing)
        done: list[Update] = []
        self._begun[profile_id] = times
        for update_id, time in changes.items():
            # Noted before it leaves: if the answer is lost, the time may have been taken over all the same.
            self._given[update_id] = time
            try:
                outcome = await self.change(time_input(update_id, time), by_id[update_id])
            except Refused as error:
                if not done:
                    raise
                raise _halfway(
                    error, f"{len(done)} of {len(changes)} posts have their new time",
                    "Refresh: two posts may stand at the same time now.",
                ) from error
            done += outcome.updates
        self._begun.pop(profile_id, None)
        return Outcome(tuple(done))


def _halfway(error: Refused, how_far: str, hint: str = "Refresh to see how the queue stands now.") -> Refused:
    """A refusal in the middle of several requests."""
    return Refused(
        f"{how_far}, then Buffer refused: {error.message}", code=error.code, status=error.status, hint=hint
    )
