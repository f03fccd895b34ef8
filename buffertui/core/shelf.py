"""Everything that was read, by list; and the panes that the screen shows of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from buffertui.domain.memory import KnownList
from buffertui.domain.models import Update
from buffertui.domain.ports import Can, Clock

from .board import Board
from .counting import count_of
from .ghosts import ghosts
from .listing import Kept, Listing, Order, made_key, newest_key, queue_key
from .state import ALL, QUEUES, VIEWS, Pane, Side

Key = tuple[Side, str]

ORDERS: dict[Side, Order] = {
    Side.PENDING: queue_key, Side.SENT: newest_key, Side.DRAFTS: made_key, Side.APPROVAL: made_key,
    Side.FAILED: newest_key,
}
"""What the lists are sorted by."""


class Shelf:
    """Lists by side and profile. ``show`` puts those of the chosen profile, or of all, on the board.

    Of ``VIEWS`` there can be a list of all profiles mixed (``ALL``) as well, while it is not known to its end; then it
    is taken apart.
    """

    def __init__(self, board: Board, clock: Clock) -> None:
        self._board = board
        self._clock = clock
        self._lists: dict[Key, Listing] = {}
        self._as_of: dict[Key, datetime] = {}
        self.loading: set[Key] = set()
        self.errors: dict[Key, str] = {}
        self.stale: set[Key] = set()
        self.unread: set[Key] = set()
        """Lists that the store has and that were not opened yet."""
        self._put_off: dict[Key, list[Callable[[Listing], Listing]]] = {}
        self.on_missing: Callable[[Side, str], None] = lambda side, profile_id: None
        self.on_put: Callable[[Side, str], None] = lambda side, profile_id: None
        self.on_edit: Callable[[Side, str], None] = lambda side, profile_id: None

    @property
    def views(self) -> tuple[Side, ...]:
        """Those of ``VIEWS`` that the API has."""
        return () if Can.DRAFTS in self._board.snapshot.lacks else VIEWS

    @property
    def ids(self) -> list[str]:
        """The profiles, in Buffer's own order."""
        return [profile.id for profile in self._board.snapshot.profiles]

    def listing(self, side: Side, profile_id: str) -> Listing:
        """What is known of a list; empty when nothing is."""
        return self._lists.get((side, profile_id), Listing())

    def has(self, side: Side, profile_id: str) -> bool:
        """Whether the list was read at all."""
        return (side, profile_id) in self._lists

    def put(self, side: Side, profile_id: str, listing: Listing, at: datetime | None = None) -> None:
        """Keep a list. With ``at`` it comes fresh from the server, without it the program changed it itself."""
        if side not in QUEUES and not listing.more and listing.total is None:
            listing = replace(listing, total=len(listing.updates))
        if profile_id == ALL and at is not None and listing.next is None and all(u.readable for u in listing.updates):
            self._take_apart(side, listing, at)
            return
        key = side, profile_id
        self._lists[key] = listing
        self.unread.discard(key)
        if at is not None:
            self._as_of[key] = at
            self.stale.discard(key)
            self.errors.pop(key, None)
            if profile_id != ALL and self.has(side, ALL):
                self.stale.add((side, ALL))
        self.on_put(side, profile_id)

    def renew(self, side: Side, profile_id: str, beginning: Listing, at: datetime) -> None:
        """Keep the beginning of a list as it came from the server, with what the store has behind it where that still
        follows."""
        known = self.listing(side, profile_id)
        self.put(side, profile_id, known.renewed(beginning, newest_first=side is not Side.PENDING) or beginning, at)

    def open(self, key: Key, known: KnownList | None) -> None:
        """Take over a list from the store, with what the program itself did to it meanwhile; ``None``: it is gone."""
        self.unread.discard(key)
        changes = self._put_off.pop(key, [])
        if known is None:
            return
        kept = Kept(known.rest) if known.rest is not None else None
        self._lists[key] = Listing(known.updates, known.total, known.next, known.pages, kept=kept)
        self.stale.add(key)
        if known.as_of is not None:
            self._as_of[key] = known.as_of
        for change in changes:
            self.put(*key, change(self._lists[key]))

    def go_on(self, key: Key, known: KnownList | None) -> None:
        """Take over what follows of a list from the store; ``None``: it is not there any more."""
        listing = self.listing(*key)
        if known is None:
            # It does not reach to its end, and its next page is its first one.
            self._lists[key] = replace(listing, next="", kept=None)
            self.stale.add(key)
            return
        ids = {update.id for update in listing.updates}
        kept = replace(listing.kept or Kept(), rest=known.rest)
        updates = (*listing.updates, *(update for update in known.updates if update.id not in ids))
        self._lists[key] = replace(listing, updates=updates, kept=kept if kept != Kept() else None)

    def _take_apart(self, side: Side, listing: Listing, at: datetime) -> None:
        """A list of all profiles that ended holds that of each profile whole."""
        key = side, ALL
        self._lists.pop(key, None)
        self._as_of.pop(key, None)
        self.errors.pop(key, None)
        self.stale.discard(key)
        for one in self.ids:
            part = tuple(u for u in listing.updates if u.profile_id == one)
            self.put(side, one, Listing(part, len(part), None, 1), at)

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
            count = count_of(profile, side) if profile is not None else None
            if key not in self._lists and key not in self.unread and count == 0:
                self.put(side, profile_id, Listing(total=0, pages=1), self._board.snapshot.as_of)
            elif key not in self._lists or key in self.stale:
                sides.append(side)
        return tuple(sides)

    def wanted_view(self, side: Side) -> bool:
        """Whether one of ``VIEWS`` of what is chosen has to be read before it is known, and known to be current."""
        chosen = self._board.snapshot.chosen
        ids = [chosen] if chosen != ALL or self.has(side, ALL) else self.ids
        return any((side, one) not in self._lists or (side, one) in self.stale for one in ids)

    def next_to_load(self, side: Side) -> str | None:
        """Whose next page the pane on the screen waits for; ``None`` when all is there."""
        chosen = self._board.snapshot.chosen
        if chosen != ALL or self.has(side, ALL):
            return chosen if self.listing(side, chosen).more else None
        open_lists = [(one, self.listing(side, one)) for one in self.ids]
        unfinished = [(i, at) for i, at in open_lists if at.more and at.updates]
        if not unfinished:
            return None
        return min(unfinished, key=lambda pair: ORDERS[side](pair[1].updates[-1]))[0]

    def kept(self, side: Side) -> tuple[Key, ...]:
        """The lists of what is chosen of which the store has more."""
        chosen = self._board.snapshot.chosen
        ids = [chosen] if chosen != ALL else [] if self.has(side, ALL) else self.ids
        return tuple((side, i) for i in ids if (side, i) in self.unread or self.listing(side, i).rest is not None)

    def show(self) -> None:
        """Put the panes of what is chosen on the board."""
        self._board.change(
            pending=self._pane(Side.PENDING), sent=self._pane(Side.SENT),
            views={side: self._pane(side) for side in self.views},
        )

    def _pane(self, side: Side) -> Pane:
        chosen = self._board.snapshot.chosen
        if chosen == ALL and not self.has(side, ALL):
            return self._pane_of_all(side)
        key = side, chosen
        listing = self.listing(side, chosen)
        return Pane(
            side, chosen, self._shown(side, chosen), listing.total, listing.more, key in self.loading,
            self.errors.get(key, ""), self._as_of.get(key), key in self.unread or listing.rest is not None,
        )

    def _shown(self, side: Side, profile_id: str) -> tuple[Update, ...]:
        """What is known of a list, with what the outbox will bring to it in its place."""
        updates, snapshot = self.listing(side, profile_id).updates, self._board.snapshot
        if side not in (Side.PENDING, Side.DRAFTS) or not snapshot.outbox:
            return updates
        coming = [
            ghost for profile in snapshot.profiles if profile_id in (ALL, profile.id)
            for ghost in ghosts(snapshot.outbox, profile, updates, snapshot.account_zone, self._clock.now(),
                                drafts=side is Side.DRAFTS)
        ]
        return tuple(sorted((*updates, *coming), key=ORDERS[side])) if coming else updates

    def _pane_of_all(self, side: Side) -> Pane:
        """All lists in one, as far as every list reaches, so that nothing appears later in the middle."""
        profiles = self._board.snapshot.profiles
        keys = [(side, p.id) for p in profiles]
        lists = [self.listing(*key) for key in keys]
        by = ORDERS[side]
        updates = sorted((u for p in profiles for u in self._shown(side, p.id)), key=by)
        edges = [by(at.updates[-1]) for at in lists if at.more and at.updates]
        if edges:
            edge = min(edges)
            updates = [u for u in updates if by(u) <= edge]
        totals = [
            at.total if at.total is not None else count_of(p, side) for at, p in zip(lists, profiles, strict=True)
        ]
        times = [self._as_of[key] for key in keys if key in self._as_of]
        whole = side in QUEUES or all(key in self._lists for key in keys)
        keys.append((side, ALL))
        error = next((self.errors[key] for key in keys if key in self.errors), "")
        known = [t for t in totals if t is not None]
        return Pane(
            side, ALL, tuple(updates), sum(known) if totals and len(known) == len(totals) else None,
            any(at.more for at in lists), any(key in self.loading for key in keys), error,
            min(times) if times and whole else None, bool(self.kept(side)),
        )

    def taken(self) -> dict[str, tuple[datetime, ...]]:
        """The times that are taken in each queue that is known to its end, by profile."""
        known: dict[str, tuple[datetime, ...]] = {}
        for profile in self._board.snapshot.profiles:
            listing = self.listing(Side.PENDING, profile.id)
            if profile.counts.pending == 0:
                known[profile.id] = ()
            if self.has(Side.PENDING, profile.id) and not listing.more:
                known[profile.id] = tuple(u.due_at for u in listing.updates if u.due_at is not None)
        return known

    def holder(self, update_id: str, profile_id: str) -> Side | None:
        """The list of a profile in which an update stands."""
        return next((s for s in Side if any(u.id == update_id for u in self.listing(s, profile_id).updates)), None)

    def doubt(self, profile_id: str, *sides: Side) -> None:
        """Note that lists on the shelf may no longer agree with the server."""
        for side in sides or tuple(Side):
            self.stale |= {(side, one) for one in (profile_id, ALL) if self.has(side, one)}

    def edit(self, side: Side, profile_id: str, change: Callable[[Listing], Listing]) -> None:
        """Change a list that was read by what the program itself did to it, and show it."""
        for one in (profile_id, ALL):
            if self.has(side, one) or (one == ALL and (side, one) in self.loading):
                self.on_edit(side, one)
            if self.has(side, one):
                self.put(side, one, change(self.listing(side, one)))
            elif (side, one) in self.unread:
                self._put_off.setdefault((side, one), []).append(change)
                self.on_missing(side, one)
        self.show()
