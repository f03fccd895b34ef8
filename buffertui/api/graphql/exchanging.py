"""Another order of a queue, which GraphQL cannot ask for (reference, section 12.5): with as few requests as possible.

Either posts are moved to an end of the queue, one after the other (section 9.14): they keep their places in it. Or
their due times are exchanged: a post that gets its time by an edit leaves the slots of the queue for a fixed time of
its own, because a time can be set only with the mode ``customScheduled`` (sections 9.11, 9.14).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from buffertui.domain.models import WAITING, Update

from .pages import LARGEST_PAGE

Times = Mapping[str, datetime]
"""Ids of posts and the times that they have, or are to get."""


@dataclass(frozen=True, slots=True)
class Moves:
    """Posts to be moved, each to its end of the queue, in this order."""

    steps: tuple[tuple[str, str], ...] = ()


def slots(current: Iterable[Update], movable: Container[str] = ()) -> dict[str, datetime]:
    """The posts whose times can be exchanged: those that wait in a slot, and those with a fixed time in ``movable``."""
    return {
        u.id: u.due_at for u in current
        if u.status == WAITING and u.due_at is not None and (not u.fixed or u.id in movable)
    }


def exchange(times: Times, order: Iterable[str], standing: Times | None = None) -> dict[str, datetime]:
    """New times that put the posts of ``times`` into ``order``, only for those whose time changes.

    The times stay the same as a set. Posts that ``order`` does not name come behind, as they stood. ``standing`` are
    the times that the posts have by now, when an exchange was begun and broken off.
    """
    before = sorted(times, key=lambda update_id: times[update_id])
    standing = times if standing is None else standing
    placed = zip(_wanted(before, order), sorted(times.values()), strict=True)
    return {update_id: time for update_id, time in placed if standing.get(update_id) != time}


def moves(line: Sequence[str], order: Iterable[str]) -> Moves:
    """The fewest moves to an end that put ``line`` into ``order``.

    The longest stretch of the new order that stands in it as before is left alone. What comes before it goes to the
    top, last first; what comes after it to the bottom, first first.
    """
    wanted = _wanted(line, order)
    place = {update_id: number for number, update_id in enumerate(line)}
    best, start = (0, 0), 0
    for end in range(1, len(wanted) + 1):
        if end == len(wanted) or place[wanted[end]] < place[wanted[end - 1]]:
            best = max(best, (end - start, -start))
            start = end
    kept, first = best[0], -best[1]
    to_top = [(update_id, "top") for update_id in reversed(wanted[:first])]
    return Moves((*to_top, *((update_id, "bottom") for update_id in wanted[first + kept:])))


def plan(current: Sequence[Update], order: Sequence[str], movable: Container[str] = ()) -> Moves | dict[str, datetime]:
    """Moves where they cost no more than an exchange of times and all whose order changes are posts in slots."""
    line = [u.id for u in current if u.status == WAITING and not u.fixed]
    if any(u.fixed and u.id in movable for u in current):
        return exchange(slots(current, movable), order)
    found, changes = moves(line, order), exchange(slots(current), order)
    loose = any(u.due_at is None for u in current if u.id in line)
    return found if loose or len(found.steps) <= len(changes) else changes


def resumable(begun: Times, by_id: Mapping[str, Update]) -> bool:
    """Whether an exchange that was broken off can be taken up: nothing of it went, and no time in it is a stranger."""
    known = set(begun.values())
    return bool(begun) and all(i in by_id and by_id[i].due_at in known for i in begun)


def reorder_price(current: Sequence[Update], order: Sequence[str], movable: Container[str] = ()) -> int:
    """Requests that putting ``current`` into ``order`` costs: each page of the queue, then each move or new time."""
    found = plan(current, order, movable)
    pages = max(1, -(-len(current) // LARGEST_PAGE))
    return pages + len(found.steps if isinstance(found, Moves) else found)


def _wanted(before: Sequence[str], order: Iterable[str]) -> list[str]:
    """The new order of those that are in ``before``; what it does not name comes behind, as it stood."""
    rank = {update_id: place for place, update_id in enumerate(order)}
    return sorted(before, key=lambda update_id: rank.get(update_id, len(rank)))
