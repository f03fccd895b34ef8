"""Keeps the last known screen in the store, and paints it before the first request of the next start."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from buffertui.domain.errors import StoreError
from buffertui.domain.memory import KnownList, Remembered
from buffertui.domain.ports import Clock

from .board import Board, Tone
from .keeper import Keeper
from .kept_lists import FIRST_OF_ALL, FIRST_ROWS
from .shelf import Key, Shelf
from .state import ALL, VIEWS, Side, Snapshot
from .tasks import Tasks

PAUSE = 1.0
"""Seconds in which further changes of the lists are written together."""


class Remembering:
    """Writes what changed, some moments later and beside the screen."""

    def __init__(self, keeper: Keeper, board: Board, shelf: Shelf, tasks: Tasks, clock: Clock) -> None:
        self._keeper = keeper
        self._board = board
        self._shelf = shelf
        self._tasks = tasks
        self._clock = clock
        self._changed: set[Key] = set()
        self._last: tuple[object, ...] = ()

    async def recall(self) -> None:
        """Put the last known screen on the board, marked with its age; everything on it counts as stale."""
        try:
            known = await self._keeper.ask(partial(self._keeper.store.recall, FIRST_ROWS, FIRST_OF_ALL))
        except StoreError as error:
            self._board.tell("The last screen could not be read", f"{error.message} {error.hint}".strip(), Tone.WARNING)
            return
        paint(known, self._board, self._shelf)

    def note(self, side: Side, profile_id: str) -> None:
        """A list changed: write it soon. A list of all profiles mixed is only the beginning of theirs."""
        if profile_id == ALL:
            return
        self._changed.add((side, profile_id))
        if not self._tasks.running("remember"):
            self._tasks.start("remember", self._soon())

    async def _soon(self) -> None:
        await self._clock.sleep(PAUSE)
        self.write()

    def write(self) -> None:
        """Queue what changed for the store."""
        snapshot, store = self._board.snapshot, self._keeper.store
        top = (snapshot.account, snapshot.profiles, snapshot.chosen, snapshot.as_of)
        if snapshot.account is not None and snapshot.as_of is not None and top != self._last:
            self._last = top
            self._keeper.post(
                partial(store.remember, snapshot.account, snapshot.profiles, snapshot.chosen, snapshot.as_of),
                "The screen could not be remembered",
            )
        changed, self._changed = self._changed, set()
        for side, profile_id in sorted(changed):
            listing = self._shelf.listing(side, profile_id)
            known = KnownList(
                side.value, profile_id, listing.updates, listing.total, listing.next, listing.pages,
                self._shelf.as_of(side, profile_id), listing.rest,
            )
            self._keeper.post(partial(store.remember_list, known), "The screen could not be remembered")


def paint(known: Remembered, board: Board, shelf: Shelf) -> None:
    """Put what is remembered on a board; nothing, when it is the first start."""
    if known.account is None:
        return
    for one in known.lists:
        shelf.open((Side(one.side), one.profile_id), one)
    shelf.unread |= {(Side(side), profile_id) for side, profile_id in known.others}
    ids = {profile.id for profile in known.profiles}
    board.change(
        account=known.account, profiles=known.profiles, as_of=known.as_of,
        chosen=known.chosen if known.chosen in ids else ALL,
    )
    shelf.show()


def first_picture(known: Remembered, blank: Snapshot, clock: Clock) -> Snapshot:
    """The last known screen as a snapshot, for the moments before there is a session."""
    board = Board(blank)
    paint(known, board, Shelf(board, clock))
    # Whether the API has further lists is not known yet; that some were remembered shows it.
    sides = {*(one.side for one in known.lists), *(side for side, _ in known.others)}
    views = board.snapshot.views if sides.intersection(VIEWS) else {}
    return replace(board.snapshot, views=views)
