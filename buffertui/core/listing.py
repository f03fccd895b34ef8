"""A list of updates as its pages come in: nothing twice, nothing skipped, and honest about what is missing.

v1 pages by position, so a queue that moves between two reads shifts under the reader (v1 reference, section 2.4).
"""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import replace
from math import inf

from buffertui.domain.models import WAITING, Page, Update
from buffertui.domain.records import dataclass

PAGE = 100
"""Updates asked for at once: the most that v1 gives (v1 reference, section 2.4)."""

Order = Callable[[Update], float]
"""What a list is sorted by."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How far a list is here that was opened from the store.

    ``rest`` is the id of the first row that stands only there, ``None`` when all are here. The first ``sure`` rows came
    from Buffer in this run, and ``mark`` names the page behind them, where that is known.
    """

    rest: str | None = None
    sure: int = 0
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What is known of one list. ``shifted`` is true when the pages cannot all belong to one moment.

    Of a list that is ``kept`` only the beginning may be here; total, pages and ``next`` are those of the whole.
    """

    updates: tuple[Update, ...] = ()
    total: int | None = None
    next: str | None = None
    pages: int = 0
    shifted: bool = False
    kept: Kept | None = None

    @property
    def rest(self) -> str | None:
        """The id of the first row that stands only in the store, if there is one."""
        return self.kept.rest if self.kept is not None else None

    @property
    def more(self) -> bool:
        """Whether there are further rows, in the store or at Buffer."""
        return self.next is not None or self.rest is not None

    @property
    def reach(self) -> int:
        """How many pages it takes to read anew what is here."""
        return max(1, self.pages if self.rest is None else -(-len(self.updates) // PAGE))

    def renewed(self, fresh: Listing, *, newest_first: bool) -> Listing | None:
        """This list with its beginning read anew, where the store has more of it and ``fresh`` shows that the rest
        still follows; else ``None``. It is told as in ``with_head``, which says why."""
        count = len(fresh.updates)
        if self.rest is None or fresh.next is None or fresh.shifted or not 0 < count <= len(self.updates):
            return None
        known, ids = {u.id for u in self.updates}, {u.id for u in fresh.updates}
        again = [u.id for u in fresh.updates if u.id in known]
        came = count - len(again)
        grew_by = 0 if fresh.total is None or self.total is None else fresh.total - self.total
        if not again or came != grew_by or (came and not newest_first):
            return None
        if [u.id for u in self.updates[: len(again)]] != again:
            return None
        behind = tuple(u for u in self.updates if u.id not in ids)
        kept = Kept(self.rest, count, fresh.next or None)
        total = self.total if fresh.total is None else fresh.total
        return replace(self, updates=(*fresh.updates, *behind), total=total, kept=kept)

    def confirmed(self, page: Page) -> Listing | None:
        """This list with the page behind what is sure, where that holds the very rows that stand there."""
        kept = self.kept
        if kept is None or (page.total is not None and page.total != self.total):
            return None
        sure = {u.id for u in self.updates[: kept.sure]}
        fresh = tuple(u for u in page.updates if u.id not in sure)
        end = kept.sure + len(fresh)
        if not fresh or [u.id for u in self.updates[kept.sure : end]] != [u.id for u in fresh]:
            return None
        updates = (*self.updates[: kept.sure], *fresh, *self.updates[end:])
        if self.rest is None and end == len(updates):
            return replace(self, updates=updates, next=page.next, pages=-(-end // PAGE), kept=None)
        return replace(self, updates=updates, kept=Kept(self.rest, end, page.next))

    def further(self, page: Page, *, newest_first: bool = False) -> Listing:
        """This list with one more page at its end.

        A row that is there already, a total that changed, or a last page that leaves the sum wrong each prove that the
        list moved between two reads. A history that grew at its head (``newest_first``) only repeats rows; that skips
        nothing.
        """
        known = {update.id for update in self.updates}
        fresh = tuple(update for update in _unique(page.updates) if update.id not in known)
        updates = self.updates + fresh
        repeated, changed = len(fresh) < len(page.updates), self.pages > 0 and page.total != self.total
        moved = changed and (page.total or 0) < (self.total or 0) if newest_first else repeated or changed
        sum_wrong = page.total is not None and self.pages > 0 and len(updates) != page.total
        ended_wrong = page.next is None and sum_wrong and not (newest_first and changed)
        return Listing(updates, page.total, page.next, self.pages + 1, self.shifted or moved or ended_wrong)

    def with_head(self, page: Page, *, newest_first: bool) -> Listing | None:
        """This list with its first page read anew; ``None`` when that does not tell how the rest stands now.

        A history only grows at its head. A queue can change anywhere, so its rest is kept only while the head and the
        total are what they were.
        """
        if self.rest is not None:
            return self.renewed(Listing().further(page), newest_first=newest_first)
        if self.pages <= 1:
            return Listing().further(page)
        fresh = {update.id: update for update in page.updates}
        came = sum(1 for update_id in fresh if update_id not in {u.id for u in self.updates})
        same_head = [u.id for u in self.updates[: len(page.updates)]] == list(fresh)
        grew_by = None if page.total is None or self.total is None else page.total - self.total
        if came != grew_by or (came and not newest_first) or not (newest_first or same_head) or came == len(fresh):
            return None
        tail = tuple(u for u in self.updates if u.id not in fresh)
        return replace(self, updates=(*fresh.values(), *tail), total=page.total)

    def without(self, update_id: str) -> Listing:
        """This list after one update left it; the queue moves up into its time."""
        left = tuple(u for u in self.updates if u.id != update_id)
        if len(left) == len(self.updates):
            return self
        return replace(self, updates=left, total=None if self.total is None else max(0, self.total - 1))

    def moved_up(self, update_id: str) -> Listing:
        """This queue after one update left it, the slots behind it each given to the next in line."""
        gone = next((u for u in self.updates if u.id == update_id), None)
        left = self.without(update_id)
        if gone is None or gone.fixed or gone.status != WAITING:
            return left
        behind = [
            u for u in left.updates if not u.fixed and u.status == WAITING and queue_key(u) > queue_key(gone)
        ]
        slots = [gone.due_at, *(u.due_at for u in behind)]
        moved = {u.id: replace(u, due_at=at) for u, at in zip(behind, slots[:-1], strict=True)}
        return replace(left, updates=tuple(sorted((moved.get(u.id, u) for u in left.updates), key=queue_key)))

    def holding(self, update: Update, by: Order | None = None) -> Listing:
        """This list with ``update`` in its place, new or in the stead of the one with its id."""
        others = tuple(u for u in self.updates if u.id != update.id)
        grown = len(others) == len(self.updates)
        total = self.total + 1 if grown and self.total is not None else self.total
        updates = tuple(sorted((*others, update), key=by or queue_key))
        return replace(self, updates=updates, total=total)

    def ordered(self, order: tuple[str, ...], movable: Container[str] = ()) -> Listing:
        """This list with the named updates in that order, on the times that their slots had."""
        return replace(self, updates=in_order(self.updates, order, movable))


def _unique(updates: tuple[Update, ...]) -> tuple[Update, ...]:
    return tuple({update.id: update for update in updates}.values())


def queue_key(update: Update) -> float:
    """Sorts a queue: what goes out first stands first, what has no time stands last."""
    return inf if update.due_at is None else update.due_at.timestamp()


def newest_key(update: Update) -> float:
    """Sorts a history: newest first, what has no time last."""
    at = update.at or update.created_at
    return inf if at is None else -at.timestamp()


def made_key(update: Update) -> float:
    """Sorts what has no time yet: made last first, what is not known to be made at any time last."""
    return inf if update.created_at is None else -update.created_at.timestamp()


def in_slots(updates: tuple[Update, ...], movable: Container[str] = ()) -> tuple[Update, ...]:
    """Those that have a place in the order: all without a fixed time, and the ``movable`` ones of the others."""
    return tuple(u for u in updates if not u.fixed or u.id in movable)


def in_order(updates: tuple[Update, ...], order: tuple[str, ...], movable: Container[str] = ()) -> tuple[Update, ...]:
    """The queue with its slot updates in ``order``; slot times stay where they are, fixed times stay with their update.

    Ids that ``order`` does not name keep their relative place behind those it names.
    """
    rank = {update_id: n for n, update_id in enumerate(order)}
    slots = list(in_slots(updates, movable))
    ids = {u.id for u in slots}
    times = [u.due_at for u in slots]
    slots.sort(key=lambda u: rank.get(u.id, len(rank)))
    placed = [replace(u, due_at=at) for u, at in zip(slots, times, strict=True)]
    return tuple(sorted((*placed, *(u for u in updates if u.id not in ids)), key=queue_key))


def swapped(
    updates: tuple[Update, ...], update_id: str, by: int, movable: Container[str] = ()
) -> tuple[str, ...] | None:
    """The order of the slot updates after moving one by one place down (``by`` 1) or up (-1); ``None`` at the end."""
    order = [u.id for u in in_slots(updates, movable) if u.readable]
    if update_id not in order:
        return None
    here = order.index(update_id)
    there = here + by
    if not 0 <= there < len(order):
        return None
    order[here], order[there] = order[there], order[here]
    return tuple(order)
