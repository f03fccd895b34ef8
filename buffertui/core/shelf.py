"""Everything that was read, by list; and the panes that the screen shows of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from buffertui.domain.models import Update
from buffertui.domain.ports import Clock

from .board import Board
from .ghosts import ghosts
from .listing import Listing, newest_key, queue_key
from .state import ALL, QUEUES, Pane, Side

Key = tuple[Side, str]


class Shelf:
    """Lists by side and profile. ``show`` puts those of the chosen profile, or of all, on the board."""

    def __init__(self, board: Board, clock: Clock) -> None:
        self._board = board
        self._clock = clock
        self._lists: dict[Key, Listing] = {}
        self._as_of: dict[Key, datetime] = {}
        self.loading: set[Key] = set()
        self.errors: dict[Key, str] = {}
        self.stale: set[Key] = set()
        self.on_put: Callable[[Side, str], None] = lambda side, profile_id: None
        self.on_edit: Callable[[Side, str], None] = lambda side, profile_id: None

    def listing(self, side: Side, profile_id: str) -> Listing:
        """What is known of a list; empty when nothing is."""
        return self._lists.get((side, profile_id), Listing())

    def has(self, side: Side, profile_id: str) -> bool:
        """Whether the list was read at all."""
        return (side, profile_id) in self._lists

    def put(self, side: Side, profile_id: str, listing: Listing, at: datetime | None = None) -> None:
        """Keep a list. With ``at`` it comes fresh from the server, without it the program changed it itself."""
        key = side, profile_id
        self._lists[key] = listing
        if at is not None:
            self._as_of[key] = at
            self.stale.discard(key)
            self.errors.pop(key, None)
        self.on_put(side, profile_id)

    def as_of(self, side: Side, profile_id: str) -> datetime | None:
        """When the newest answer in a list came."""
        return self._as_of.get((side, profile_id))

    def mark_all_stale(self) -> None:
        """Nothing is known to be current any more."""
        self.stale |= set(self._lists)

    def wanted(self, profile_id: str) -> tuple[Side, ...]:
        """The lists of a profile to read before they can be shown; one that is empty by its count need not be."""
        profile = self._board.snapshot.profile(profile_id)
        sides = []
        for side in QUEUES:
            key = side, profile_id
            count = None
            if profile is not None:
                count = profile.counts.pending if side is Side.PENDING else profile.counts.sent
            if key not in self._lists and count == 0:
                self.put(side, profile_id, Listing(total=0, pages=1), self._board.snapshot.as_of)
            elif key not in self._lists or key in self.stale:
                sides.append(side)
        return tuple(sides)

    def next_to_load(self, side: Side) -> str | None:
        """Whose next page the pane on the screen waits for; ``None`` when all is there."""
        chosen = self._board.snapshot.chosen
        if chosen != ALL:
            return chosen if self.listing(side, chosen).next is not None else None
        open_lists = [(p.id, self.listing(side, p.id)) for p in self._board.snapshot.profiles]
        unfinished = [(i, at) for i, at in open_lists if at.next is not None and at.updates]
        if not unfinished:
            return None
        key = queue_key if side is Side.PENDING else newest_key
        return min(unfinished, key=lambda pair: key(pair[1].updates[-1]))[0]

    def show(self) -> None:
        """Put the panes of what is chosen on the board."""
        self._board.change(pending=self._pane(Side.PENDING), sent=self._pane(Side.SENT))

    def _pane(self, side: Side) -> Pane:
        chosen = self._board.snapshot.chosen
        if chosen == ALL:
            return self._pane_of_all(side)
        key = side, chosen
        listing = self.listing(side, chosen)
        return Pane(
            side, chosen, self._shown(side, chosen), listing.total, listing.next is not None, key in self.loading,
            self.errors.get(key, ""), self._as_of.get(key),
        )

    def _shown(self, side: Side, profile_id: str) -> tuple[Update, ...]:
        """What is known of a list, with what the outbox will bring to it in its place."""
        updates, snapshot = self.listing(side, profile_id).updates, self._board.snapshot
        profile = snapshot.profile(profile_id)
        if side is Side.SENT or profile is None or not snapshot.outbox:
            return updates
        coming = ghosts(snapshot.outbox, profile, updates, snapshot.account_zone, self._clock.now())
        return tuple(sorted((*updates, *coming), key=queue_key)) if coming else updates

    def _pane_of_all(self, side: Side) -> Pane:
        """All lists in one, as far as every list reaches, so that nothing appears later in the middle."""
        profiles = self._board.snapshot.profiles
        keys = [(side, p.id) for p in profiles]
        lists = [self.listing(*key) for key in keys]
        by = queue_key if side is Side.PENDING else newest_key
        updates = sorted((u for p in profiles for u in self._shown(side, p.id)), key=by)
        edges = [by(at.updates[-1]) for at in lists if at.next is not None and at.updates]
        if edges:
            edge = min(edges)
            updates = [u for u in updates if by(u) <= edge]
        totals = [
            at.total if at.total is not None else (p.counts.pending if side is Side.PENDING else p.counts.sent)
            for at, p in zip(lists, profiles, strict=True)
        ]
        times = [self._as_of[key] for key in keys if key in self._as_of]
        error = next((self.errors[key] for key in keys if key in self.errors), "")
        return Pane(
            side, ALL, tuple(updates), sum(t for t in totals if t is not None) if totals else None,
            any(at.next is not None for at in lists), any(key in self.loading for key in keys), error,
            min(times) if times else None,
        )

    def taken(self) -> dict[str, tuple[datetime, ...]]:
        """The times that are taken in each queue that is known to its end, by profile."""
        known: dict[str, tuple[datetime, ...]] = {}
        for profile in self._board.snapshot.profiles:
            listing = self.listing(Side.PENDING, profile.id)
            if profile.counts.pending == 0:
                known[profile.id] = ()
            if self.has(Side.PENDING, profile.id) and listing.next is None:
                known[profile.id] = tuple(u.due_at for u in listing.updates if u.due_at is not None)
        return known

    def doubt(self, profile_id: str, *sides: Side) -> None:
        """Note that lists on the shelf may no longer agree with the server."""
        self.stale |= {(side, profile_id) for side in sides or tuple(Side) if self.has(side, profile_id)}

    def edit(self, side: Side, profile_id: str, change: Callable[[Listing], Listing]) -> None:
        """Change a list that was read by what the program itself did to it, and show it."""
        if self.has(side, profile_id):
            self.on_edit(side, profile_id)
            self.put(side, profile_id, change(self.listing(side, profile_id)))
            self.show()
