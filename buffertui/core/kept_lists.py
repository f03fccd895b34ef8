"""Lists that the store has: opened when they are first shown, and read on in as far as somebody looks."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TypeVar

from buffertui.domain.errors import StoreError
from buffertui.domain.memory import KnownList

from .keeper import Keeper
from .shelf import ORDERS, Key, Shelf
from .state import ALL, Pane, Side

FIRST_ROWS = 40
"""Rows with which a list opens: what fills a screen of a hundred lines."""

FIRST_OF_ALL = 25
"""Rows with which each list opens where all profiles are shown."""

MORE_ROWS = 100
"""Rows that come at once when somebody goes on in a list."""

Wanted = Mapping[Key, int | None]
"""Lists, each with how many more rows of it are wanted; ``None`` for all."""

T = TypeVar("T")

Times = Mapping[str, tuple[datetime, ...]]


def as_opened(pane: Pane) -> Pane:
    """A pane as the next start opens it from the store, if the store has what stands in it now."""
    updates = pane.updates
    if pane.profile_id != ALL:
        updates = updates[:FIRST_ROWS]
    else:
        by, count = ORDERS[pane.side], Counter[str]()
        edges: dict[str, float] = {}
        for update in updates:
            count[update.profile_id] += 1
            if count[update.profile_id] == FIRST_OF_ALL:
                edges[update.profile_id] = by(update)
        cut = [edges[one] for one, rows in count.items() if rows > FIRST_OF_ALL]
        updates = tuple(update for update in updates if not cut or by(update) <= min(cut))
    if len(updates) == len(pane.updates):
        return pane
    return replace(pane, updates=updates, more=True, kept=True)


class KeptLists:
    """Brings lists from the store to the shelf. Nothing here fails: what the store cannot give, Buffer is asked for."""

    def __init__(self, keeper: Keeper, shelf: Shelf) -> None:
        self._keeper = keeper
        self._shelf = shelf
        self._coming: dict[Key, asyncio.Future[None]] = {}
        shelf.on_missing = lambda side, profile_id: self.open(((side, profile_id),))

    def open(self, keys: Iterable[Key], rows: int = FIRST_ROWS) -> None:
        """Put the beginnings of these lists on the shelf, of those that are not there yet: at once where the store
        answers at once, else some moments later."""
        self._bring({key: rows for key in keys if key in self._shelf.unread})

    def open_profile(self, profile_id: str) -> None:
        """The same for all lists of a profile, or of all profiles."""
        shown = [key for key in self._shelf.unread if profile_id in (ALL, key[1])]
        self.open(shown, FIRST_OF_ALL if profile_id == ALL else FIRST_ROWS)

    async def arrived(self) -> None:
        """Wait for what is on its way."""
        while self._coming:
            await asyncio.shield(next(iter(self._coming.values())))

    async def up_to(self, rows: int, *keys: Key) -> None:
        """See to it that so many rows of these lists are here, as far as there are that many. They are shown with what
        comes next, which they are wanted for."""
        await self._while({key: partial(self._lacking, key, rows) for key in keys})

    async def further(self, *keys: Key, rows: int | None = MORE_ROWS) -> None:
        """So many more rows of these lists."""
        await self.arrived()
        self._bring({key: rows for key in keys if self._shelf.listing(*key).rest is not None})
        await self.arrived()

    def taken(self, then: Callable[[Times], None] | None = None) -> Times:
        """The times that are taken in each queue that is known to its end, by profile: here, or in the store. Where the
        store has to be asked for some moments, it is what is known here, and ``then`` is called with all."""
        if not self._unknown():
            return self._shelf.taken()
        none: Times = {}
        future = self._keeper.ask(self._keeper.store.recall_times)
        if future.done():
            return self._with_kept(_answer(future, none))
        if then is not None:
            future.add_done_callback(lambda ended: then(self._with_kept(_answer(ended, none))))
        return self._shelf.taken()

    def _with_kept(self, kept: Times) -> Times:
        return {**{one: kept[one] for one in self._unknown() if one in kept}, **self._shelf.taken()}

    def _unknown(self) -> list[str]:
        """The profiles whose queue may be known to its end in the store alone."""
        shelf, keys = self._shelf, [(Side.PENDING, one) for one in self._shelf.ids]
        return [one for side, one in keys if (side, one) in shelf.unread or shelf.listing(side, one).rest is not None]

    def _lacking(self, key: Key, rows: int) -> int:
        if key in self._shelf.unread:
            return rows
        listing = self._shelf.listing(*key)
        return max(0, rows - len(listing.updates)) if listing.rest is not None else 0

    async def _while(self, lacking: Mapping[Key, Callable[[], int]]) -> None:
        await self.arrived()
        while wanted := {key: more for key, how_many in lacking.items() if (more := how_many())}:
            self._bring(wanted, show=False)
            await self.arrived()

    def _bring(self, wanted: Wanted, *, show: bool = True) -> None:
        ask = {key: rows for key, rows in wanted.items() if key not in self._coming}
        if not ask:
            return
        begins = {key: self._shelf.listing(*key).rest for key in ask}
        store = self._keeper.store

        def work() -> list[KnownList | None]:
            return [store.recall_list(side.value, one, ask[side, one], begins[side, one]) for side, one in ask]

        future = self._keeper.ask(work)
        if future.done():
            self._take(begins, future, show=show)
            return
        there: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._coming |= dict.fromkeys(ask, there)

        def came(ended: asyncio.Future[list[KnownList | None]]) -> None:
            for key in begins:
                del self._coming[key]
            self._take(begins, ended, show=show)
            there.set_result(None)

        future.add_done_callback(came)

    def _take(
        self, begins: Mapping[Key, str | None], future: asyncio.Future[list[KnownList | None]], *, show: bool
    ) -> None:
        nothing: list[KnownList | None] = [None] * len(begins)
        found = _answer(future, nothing)
        for (key, begin), known in zip(begins.items(), found, strict=True):
            if key in self._shelf.unread:
                self._shelf.open(key, known)
            elif begin is not None and self._shelf.listing(*key).rest == begin:
                self._shelf.go_on(key, known)
        if show:
            self._shelf.show()


def _answer(future: asyncio.Future[T], otherwise: T) -> T:
    """What the store said; ``otherwise`` where it could not, or was asked too late."""
    if future.cancelled():
        return otherwise
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, StoreError):
        return otherwise
    raise error
