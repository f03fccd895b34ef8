"""Another order of a queue by exchanging due times: which posts get which time, with as few edits as possible.

GraphQL has no reordering (reference, section 12.5). A post that gets its time by an edit leaves the slots of the queue
for a fixed time of its own, because a time can be set only with the mode ``customScheduled`` (sections 9.11, 9.14).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from buffertui.domain.models import WAITING, Update

Times = Mapping[str, datetime]
"""Ids of posts and the times that they have, or are to get."""


def slots(current: Iterable[Update]) -> dict[str, datetime]:
    """The posts whose times can be exchanged: those that wait in a slot. A fixed time stays with its post."""
    return {u.id: u.due_at for u in current if u.status == WAITING and not u.fixed and u.due_at is not None}


def exchange(times: Times, order: Iterable[str], standing: Times | None = None) -> dict[str, datetime]:
    """New times that put the posts of ``times`` into ``order``, only for those whose time changes.

    The times stay the same as a set. Posts that ``order`` does not name come behind, as they stood. ``standing`` are
    the times that the posts have by now, when an exchange was begun and broken off.
    """
    rank = {update_id: place for place, update_id in enumerate(order)}
    before = sorted(times, key=lambda update_id: times[update_id])
    wanted = sorted(before, key=lambda update_id: rank.get(update_id, len(rank)))
    standing = times if standing is None else standing
    placed = zip(wanted, sorted(times.values()), strict=True)
    return {update_id: time for update_id, time in placed if standing.get(update_id) != time}


def resumable(begun: Times, by_id: Mapping[str, Update]) -> bool:
    """Whether an exchange that was broken off can be taken up: nothing of it went, and no time in it is a stranger."""
    known = set(begun.values())
    return bool(begun) and all(i in by_id and by_id[i].due_at in known for i in begun)


def reorder_price(current: Iterable[Update], order: Iterable[str]) -> int:
    """Requests that putting ``current`` into ``order`` costs: one for each post whose time changes.

    Each of these posts has a fixed time afterwards. Reading the queue anew costs one more for each of its pages.
    """
    return len(exchange(slots(current), order))
