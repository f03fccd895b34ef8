"""The queue of one profile: who stands where, and which slot that means."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from buffertui.domain.models import FAILED, FROM_NETWORK, SENT

from .records import UNPLANNED, ProfileRecord, UpdateRecord
from .slots import slots_after


def renumber(profile: ProfileRecord, now: int) -> None:
    """Give every update of the queue its slot, in order, starting with the next one.

    A slot at which a fixed-time update goes out is passed over. Without slots ``due_at`` is 0 (v1 reference, 4.2).
    """
    taken = {update.due_at for update in profile.fixed}
    free = (at for at in slots_after(profile.running, profile.timezone, now) if at not in taken)
    for update in profile.queue:
        update.due_at = next(free, 0)


def waiting(profile: ProfileRecord) -> list[UpdateRecord]:
    """All that waits, soonest first; failed ones stand where their time was, those without a time at the end."""
    rows = [*profile.failed, *profile.fixed, *profile.queue]
    return sorted(rows, key=lambda update: update.due_at or 1 << 60)


def next_due(profile: ProfileRecord) -> UpdateRecord | None:
    """The update that goes out next, or ``None`` when nothing has a time."""
    heads = [line[0] for line in (profile.fixed, profile.queue) if line and line[0].due_at]
    return min(heads, key=lambda update: update.due_at) if heads else None


def join(profile: ProfileRecord, update: UpdateRecord, now: int, *, top: bool = False) -> None:
    """Put an update into the line: by its fixed time when it has one, else at the end or the top of the queue."""
    if update.scheduled_at is not None:
        update.due_at = update.scheduled_at
        bisect.insort(profile.fixed, update, key=lambda other: other.due_at)
    else:
        profile.queue.insert(0 if top else len(profile.queue), update)
    renumber(profile, now)


def leave(profile: ProfileRecord, update: UpdateRecord) -> None:
    """Take an update out of whichever line it stands in. The others keep their slots until ``renumber``."""
    if update.status == FAILED:
        line = profile.failed
    elif update.status in UNPLANNED:
        line = profile.drafts
    elif update.status in (SENT, FROM_NETWORK):
        line = profile.sent
    else:
        line = profile.queue if update.scheduled_at is None else profile.fixed
    line[:] = [other for other in line if other is not update]


def rearrange(profile: ProfileRecord, order: Sequence[str], offset: int, now: int) -> None:
    """Put the named updates one after the other, from position ``offset`` of the whole line on (counted from 0).

    Fixed times stay (v1 reference, section 3.4). Ids that do not wait here are passed over: between reading a queue
    and ordering it an update may have gone out.
    """
    wanted = {update_id: place for place, update_id in reversed(list(enumerate(order)))}
    named = sorted((u for u in profile.queue if u.id in wanted), key=lambda update: wanted[update.id])
    ahead = {update.id for update in waiting(profile)[:offset]}
    rest = [update for update in profile.queue if update.id not in wanted]
    place = sum(1 for update in rest if update.id in ahead)
    profile.queue[:] = [*rest[:place], *named, *rest[place:]]
    renumber(profile, now)
