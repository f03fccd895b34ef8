"""Brings profiles and lists from Buffer onto the board, for as few requests as the protocol allows."""

from __future__ import annotations

from collections.abc import Iterable

from buffertui.domain.errors import BuffertuiError
from buffertui.domain.ports import BufferService, Clock, Priority

from .board import Board
from .counting import count_of, still_counted, with_count
from .kept_lists import FIRST_ROWS, KeptLists
from .listing import PAGE
from .loading import Tickets
from .overviews import put_lists
from .paging import Paging
from .shelf import Key, Shelf
from .state import ALL, QUEUES, Side


class Reader(Paging):
    """Reads for one session. What was read stays on the shelf, so that going back costs nothing."""

    def __init__(self, service: BufferService, board: Board, clock: Clock, shelf: Shelf, kept: KeptLists) -> None:
        super().__init__(service, board, clock, shelf, kept)
        self._turn = 0
        self.thrifty = False
        """Whether requests are dear here, and a whole screen comes in one of them."""

    async def begin(self, preferred: str = ALL) -> None:
        """The first screen: account, profiles, and both lists of one profile. One request, or four on v1."""
        with self._board.busy("starting"):
            at_once = await self._whole(preferred, self._loads.begin(*self._keys(preferred)))
            if not at_once:
                account = await self._service.account()
                self._board.change(account=account)
                await self.profiles()
        if preferred in (ALL, self._board.snapshot.chosen):
            self.show(self._first(preferred))
        chosen = self._board.snapshot.chosen
        if chosen != ALL and not at_once:
            await self.both(chosen)
        elif chosen not in (ALL, preferred):
            await self.load()

    def _keys(self, profile_id: str) -> tuple[Key, ...]:
        """The lists that come in one answer with the rest of the screen, where there is such an answer."""
        return (*((side, profile_id) for side in QUEUES), *((side, ALL) for side in self._shelf.views))

    async def _whole(self, profile_id: str, tickets: Tickets) -> bool:
        """Read a whole screen in one request and put its parts where they belong; false where the API has no such
        thing. A list that the program changed meanwhile, and its count, stay as they are."""
        try:
            await self._kept.up_to(FIRST_ROWS, *tickets)
            found = await self._service.main_screen(profile_id or None)
            if found is not None:
                await self._kept.up_to(PAGE, *tickets)
        except BuffertuiError:
            self._loads.end(tickets)
            self._shelf.show()
            raise
        finally:
            self._loads.end(tickets)
        if found is None:
            self._shelf.show()
            return False
        now, valid = self._clock.now(), self._loads.valid(tickets)
        profiles = still_counted(found.profiles, self._board.snapshot.profiles)
        before = self._board.snapshot.profile(profile_id)
        for side in QUEUES:
            count = count_of(before, side) if before is not None and (side, profile_id) not in valid else None
            if count is not None:
                profiles = with_count(profiles, side, profile_id, count)
        limits = {**self._board.snapshot.limits, **{one.profile_id: one for one in found.limits}}
        self._board.change(
            account=found.account, profiles=profiles, as_of=now, organizations=found.organizations,
            organization=found.organization, limits=limits, thrifty=True,
        )
        self._board.answered()
        self.thrifty = True
        first = self._first(ALL)
        if profile_id == ALL:
            await self._kept.up_to(PAGE, *self._keys(first))
        put_lists(self._shelf, found, profile_id, first, now, valid)
        self._shelf.show()
        return True

    def _first(self, preferred: str) -> str:
        profiles = self._board.snapshot.profiles
        ids = [p.id for p in profiles]
        if preferred in ids:
            return preferred
        default = next((p.id for p in profiles if p.default), None)
        return default or (ids[0] if ids else ALL)

    async def profiles(self, priority: Priority = Priority.READ) -> tuple[str, ...]:
        """Read the profiles. Returns the ids of those whose counts show that one of their lists changed."""
        profiles = await self._service.profiles(priority)
        before = {p.id: p.counts for p in self._board.snapshot.profiles}
        changed = tuple(p.id for p in profiles if p.id in before and before[p.id] != p.counts)
        for profile_id in changed:
            self._shelf.stale |= {(side, profile_id) for side in QUEUES}
        self._board.change(profiles=profiles, as_of=self._clock.now())
        self._board.answered()
        if self._board.snapshot.chosen not in (ALL, *(p.id for p in profiles)):
            self._board.change(chosen=self._first(ALL))
            self._shelf.show()
        return changed

    async def both(self, profile_id: str, *, priority: Priority = Priority.READ) -> None:
        """Read both lists of a profile anew, pending first."""
        for side in QUEUES:
            await self.list(side, profile_id, priority)

    def show(self, profile_id: str) -> None:
        """Show a profile, or all of them, as far as they were read, now or in an earlier run. Costs nothing."""
        self._kept.open_profile(profile_id)
        self._shelf.wanted(profile_id)
        self._board.change(chosen=profile_id)
        self._shelf.show()

    async def load(self) -> None:
        """Read what is shown and not on the shelf, or known to have changed."""
        await self._kept.arrived()
        chosen = self._board.snapshot.chosen
        if chosen != ALL:
            if self._in_one(chosen):
                await self.overview(chosen)
                return
            for side in self._shelf.wanted(chosen):
                await self.list(side, chosen)
            return
        for profile in self._board.snapshot.profiles:
            if self._in_one(profile.id) and not await self.overview(profile.id):
                return
        wanted = [(s, p) for s in QUEUES for p in self._board.snapshot.profiles if s in self._shelf.wanted(p.id)]
        for n, (side, profile) in enumerate(wanted):
            with self._board.busy(f"all profiles: {n} of {len(wanted)} lists"):
                await self.list(side, profile.id, Priority.BACKGROUND)

    def _in_one(self, profile_id: str, *, again: bool = False) -> bool:
        """Whether both lists of a profile are wanted (or known, with ``again``) and can come in one request."""
        lists = {*self._shelf.wanted(profile_id)}
        lists |= {side for side in QUEUES if again and self._shelf.has(side, profile_id)}
        short = all(self._shelf.listing(side, profile_id).reach <= 1 for side in QUEUES)
        return self.thrifty and short and len(lists) == len(QUEUES)

    async def overview(self, profile_id: str) -> bool:
        """Read all lists of a profile in one request; false when that failed."""
        tickets = self._loads.begin(*self._keys(profile_id))
        try:
            await self._whole(profile_id, tickets)
        except BuffertuiError as error:
            self._loads.failed(tickets, error)
            return False
        return True

    def price(self, *, again: bool = False) -> int:
        """Requests that ``load`` would make now, or (``again``) ``refresh``."""
        snapshot = self._board.snapshot
        if again and self.thrifty and snapshot.chosen != ALL:
            return 1
        ids = [snapshot.chosen] if snapshot.chosen != ALL else [p.id for p in snapshot.profiles]
        wanted = [(side, i) for i in ids for side in self._shelf.wanted(i)]
        known = [(side, i) for i in ids for side in QUEUES if self._shelf.has(side, i)]
        lists = {*wanted, *known} if again else wanted
        saved = sum(self._in_one(i, again=again) for i in ids)
        return again + sum(self._shelf.listing(side, i).reach for side, i in lists) - saved

    async def view(self, side: Side, *, again: bool = False) -> None:
        """Read one of the views of what is chosen, when that is needed. All profiles together are one list of Buffer's,
        and one request."""
        if side in self._shelf.views and (again or self._shelf.wanted_view(side)):
            await self.list(side, self._board.snapshot.chosen)

    def view_price(self, side: Side, *, again: bool = False) -> int:
        """Requests that ``view`` would make now."""
        if side not in self._shelf.views or not (again or self._shelf.wanted_view(side)):
            return 0
        return self._shelf.listing(side, self._board.snapshot.chosen).reach

    async def refresh(self) -> None:
        """Everything that is on the screen, asked again because the person wants it."""
        with self._board.busy("refreshing"):
            chosen = self._board.snapshot.chosen
            try:
                if chosen != ALL and await self._whole(chosen, self._loads.begin(*self._keys(chosen))):
                    return
                await self.profiles()
            except BuffertuiError as error:
                self._board.failed(error)
                raise
            chosen = self._board.snapshot.chosen
            if chosen != ALL:
                await self.both(chosen)
                return
        self._shelf.mark_all_stale()
        await self.load()

    async def tick(self) -> None:
        """One look in the background, for one request when nothing changed.

        The looks take turns: the profiles, whose counts show what came and went anywhere, and the first page of the
        queue on the screen, which shows what was edited or moved in it.
        """
        self._turn += 1
        chosen = self._board.snapshot.chosen
        try:
            if self._turn % 2 and chosen != ALL and self._board.snapshot.pending.updates:
                await self.glance(Side.PENDING, chosen)
                return
            await self.profiles(Priority.BACKGROUND)
        except BuffertuiError as error:
            self._board.failed(error)
            return
        for side, profile_id in self._stale_on_screen(chosen):
            await self.glance(side, profile_id)

    async def look(self) -> None:
        """One look in the background, for one request, where a whole screen is one. What was read beyond its first
        page, or of all profiles, stays: then it is only looked whose counts have changed."""
        chosen = self._board.snapshot.chosen
        if chosen != ALL and all(self._shelf.listing(side, chosen).reach <= 1 for side in QUEUES):
            await self.overview(chosen)
            return
        try:
            await self.profiles(Priority.BACKGROUND)
        except BuffertuiError as error:
            self._board.failed(error)

    def _stale_on_screen(self, chosen: str) -> Iterable[tuple[Side, str]]:
        return [(s, p) for s, p in sorted(self._shelf.stale) if chosen in (ALL, p) and self._shelf.has(s, p)]
