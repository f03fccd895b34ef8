"""Reads one paged list of v1 into its file: nothing twice, nothing skipped, and it goes on where it was broken off.

v1 pages by position, so a list that moves between two reads repeats or skips rows (v1 reference, section 2.4). That is
seen by the total and by rows that repeat; only when as many rows came as went between two reads can it stay unseen.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from .migrating_ports import RawPage
from .migrating_state import ListState, encode_rows, id_of

PASSES = 3
"""How often a list that moves is read whole, at most."""

Fetch = Callable[[int], Awaitable[RawPage]]
"""Asks for a page, from 1."""

Commit = Callable[[bytes, int], Awaitable[None]]
"""Writes rows behind so many bytes of the list's file, then the state."""


class ListReader:
    """One list. ``grows`` is a history: it grows at its head and its rows stay true, so what is saved is kept.

    A queue is a picture of one moment: when it moves, it is read from the beginning.
    """

    def __init__(self, state: ListState, known: set[str], fetch: Fetch, commit: Commit, *, grows: bool) -> None:
        self._state = state
        self._known = known
        self._fetch = fetch
        self._commit = commit
        self._grows = grows
        self._seen = set(known) if state.passes == 0 else set()
        if state.passes:
            self._state.pages = 0

    async def read(self) -> None:
        """Ask until the list is whole. Raises what the server says; what came before is kept."""
        while not self._state.done:
            page = await self._fetch(self._state.pages + 1)
            await self._take(page)

    async def _take(self, page: RawPage) -> None:
        state = self._state
        fresh = list({id_of(row): row for row in page.rows if id_of(row) not in self._known}.values())
        ids = {id_of(row) for row in page.rows}
        repeated = bool(ids & self._seen) or len(ids) < len(page.rows)
        changed = state.pages > 0 and page.total != state.total
        if changed and (page.total or 0) < (state.total or 0):
            state.shrank = True
        state.moved = state.moved or repeated or changed
        state.ever_moved = state.ever_moved or state.moved
        state.total = page.total
        state.pages += 1
        self._seen |= ids
        self._known |= ids
        content, at = encode_rows(fresh), state.size
        state.size, state.rows = at + len(content), state.rows + len(fresh)
        if not page.rows or (len(page.rows) < page.full if page.total is None else
                             state.pages * page.full >= page.total):
            self._end_pass()
        elif state.passes and self._grows and not (fresh or state.moved or state.shrank) and self._enough():
            state.done = True
        await self._commit(content, at)

    def _enough(self) -> bool:
        total = self._state.total
        return total is None or len(self._known) >= total

    def _end_pass(self) -> None:
        """The end of the list was reached: it is whole, or it has to be looked through again."""
        state = self._state
        sure = not state.moved and (state.total is None or len(self._seen) == state.total)
        if not sure and state.moved and state.passes + 1 < PASSES:
            state.passes, state.pages, state.moved = state.passes + 1, 0, False
            if not self._grows:
                state.size, state.rows = 0, 0
                self._known.clear()
            self._seen = set()
            return
        state.done = True
        state.lacking = 0 if state.total is None else max(0, state.total - len(self._known))
