"""Reads one list of Buffer's page by page, and puts what came behind what was known of it."""

from __future__ import annotations

from dataclasses import replace

from buffertui.domain.errors import BuffertuiError
from buffertui.domain.models import Page
from buffertui.domain.ports import BufferService, Clock, Priority

from .board import Board
from .counting import count_of, with_count
from .kept_lists import FIRST_OF_ALL, FIRST_ROWS, KeptLists
from .listing import PAGE, Listing
from .loading import Loads
from .overviews import FROM_THE_START
from .shelf import Shelf
from .state import VIEWS, Link, Side

ATTEMPTS = 3
"""How often a list that moves while it is read is begun again before it is shown as it came."""

STEADY = 3
"""Pages of a list that are kept for reading without a network, where its beginning shows that the rest has changed."""


class Paging:
    """Reads lists. What was read stays on the shelf, so that going back costs nothing."""

    def __init__(self, service: BufferService, board: Board, clock: Clock, shelf: Shelf, kept: KeptLists) -> None:
        self._service = service
        self._board = board
        self._clock = clock
        self._shelf = shelf
        self._kept = kept
        self._loads = Loads(board, shelf)
        self._reads = {
            Side.PENDING: service.pending, Side.SENT: service.sent, Side.DRAFTS: service.drafts,
            Side.APPROVAL: service.needs_approval, Side.FAILED: service.failed,
        }

    async def list(self, side: Side, profile_id: str, priority: Priority = Priority.READ) -> None:
        """Read a list from its beginning, as far as it was here before; a list that moves is begun again."""
        tickets = self._loads.begin((side, profile_id))
        listing = Listing()
        try:
            await self._kept.up_to(FIRST_ROWS, (side, profile_id))
            for _ in range(ATTEMPTS):
                listing = await self._pages(side, profile_id, priority)
                if not listing.shifted:
                    break
        except BuffertuiError as error:
            self._loads.failed(tickets, error)
            return
        finally:
            self._loads.end(tickets)
        if self._loads.valid(tickets):
            self._shelf.put(side, profile_id, replace(listing, shifted=False), self._clock.now())
            self._count(side, profile_id, listing.total)
        self._shelf.show()

    async def _pages(self, side: Side, profile_id: str, priority: Priority) -> Listing:
        """A list as far as it was here. Where the store has more of it, and what comes shows that it still follows, it
        stays; else some more pages are read, for days without a network."""
        known, newest_first = self._shelf.listing(side, profile_id), side is not Side.PENDING
        listing, reach = Listing(), known.reach
        pages = reach
        while listing.pages < pages and (listing.pages == 0 or listing.next is not None):
            page = await self._page(side, profile_id, listing.next, priority)
            listing = listing.further(page, newest_first=newest_first)
            if listing.shifted:
                break
            if listing.pages == reach and known.rest is not None:
                await self._kept.up_to(reach * PAGE, (side, profile_id))
                known = self._shelf.listing(side, profile_id)
                if (renewed := known.renewed(listing, newest_first=newest_first)) is not None:
                    return renewed
                pages = max(pages, min(STEADY, known.pages))
        return listing

    async def _page(self, side: Side, profile_id: str, after: str | None, priority: Priority) -> Page:
        page = await self._reads[side](profile_id, after=after or None, count=PAGE, priority=priority)
        self._board.answered()
        return page

    async def more(self, side: Side) -> None:
        """The next older rows of the list that is shown: those that the store has at once, and then as Buffer has them
        now; else the next page. Of all profiles it is that of the one that the list waits for."""
        if kept := self._shelf.kept(side):
            await self._kept.further(*kept, rows=PAGE if len(kept) == 1 else FIRST_OF_ALL)
            if len(kept) == 1:
                await self._confirm(*kept[0])
            return
        profile_id = self._shelf.next_to_load(side)
        if profile_id is None or (side, profile_id) in self._shelf.loading:
            return
        listing = self._shelf.listing(side, profile_id)
        tickets = self._loads.begin((side, profile_id))
        try:
            page = await self._page(side, profile_id, listing.next, Priority.READ)
        except BuffertuiError as error:
            self._loads.failed(tickets, error)
            return
        finally:
            self._loads.end(tickets)
        if not self._loads.valid(tickets):
            return
        if side in VIEWS and listing.next == FROM_THE_START:
            listing = Listing()
        longer = listing.further(page, newest_first=side is not Side.PENDING)
        self._shelf.put(side, profile_id, longer, self._clock.now())
        self._shelf.show()
        if longer.shifted:
            await self.list(side, profile_id)
        elif side is Side.SENT and page.total != listing.total and listing.next != FROM_THE_START:
            await self.glance(side, profile_id)

    async def _confirm(self, side: Side, profile_id: str) -> None:
        """Read the page behind what Buffer has confirmed of a list that came from the store, where it can be asked."""
        known = self._shelf.listing(side, profile_id)
        mark = known.kept.mark if known.kept is not None else None
        live = self._board.snapshot.link is Link.LIVE
        if mark is None or not live or (side, profile_id) in self._shelf.loading:
            return
        tickets = self._loads.begin((side, profile_id))
        try:
            page = await self._page(side, profile_id, mark, Priority.BACKGROUND)
        except BuffertuiError as error:
            self._loads.failed(tickets, error)
            return
        finally:
            self._loads.end(tickets)
        if not self._loads.valid(tickets):
            return
        confirmed = self._shelf.listing(side, profile_id).confirmed(page)
        if confirmed is None:
            await self.list(side, profile_id, Priority.BACKGROUND)
            return
        self._shelf.put(side, profile_id, confirmed, self._clock.now())
        self._shelf.show()

    async def glance(self, side: Side, profile_id: str, priority: Priority = Priority.BACKGROUND) -> None:
        """Read only the first page of a list; the rest of it too when the first page shows that it changed."""
        tickets = self._loads.begin((side, profile_id))
        try:
            await self._kept.up_to(FIRST_ROWS, (side, profile_id))
            page = await self._page(side, profile_id, None, priority)
            await self._kept.up_to(PAGE, (side, profile_id))
        except BuffertuiError as error:
            self._loads.failed(tickets, error)
            return
        finally:
            self._loads.end(tickets)
        if not self._loads.valid(tickets):
            return
        listing = self._shelf.listing(side, profile_id).with_head(page, newest_first=side is not Side.PENDING)
        if listing is None:
            await self.list(side, profile_id, priority)
            return
        self._shelf.put(side, profile_id, listing, self._clock.now())
        self._count(side, profile_id, listing.total)
        self._shelf.show()

    def _count(self, side: Side, profile_id: str, total: int | None) -> None:
        """Where the profiles came without counts, the list's own total stands in for it.

        A count that did come is left alone: it is what the next look is compared with, and it may count other things
        than the list holds (sent updates with or without replies; v1 reference, section 2.5).
        """
        profile = self._board.snapshot.profile(profile_id)
        if profile is not None and total is not None and count_of(profile, side) is None:
            self._board.change(profiles=with_count(self._board.snapshot.profiles, side, profile_id, total))
