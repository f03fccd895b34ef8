"""Posts that have not gone out yet, as they will stand in the queue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from buffertui.domain.drafts import At, Create, NextSlot, OutboxItem, State, Top
from buffertui.domain.models import DRAFT, WAITING, Profile, Update
from buffertui.domain.times import next_free_slot, zone

PREFIX = "outbox:"
"""The ids of ghosts begin so; no id of Buffer's does."""

LABELS = {
    State.HELD: "held", State.WAITING: "waits to be sent", State.SENDING: "sending", State.UNSURE: "not known if sent",
}


def is_ghost(update: Update) -> bool:
    """Whether an update stands only in the outbox."""
    return update.id.startswith(PREFIX)


def ghost_id(item: OutboxItem, profile_id: str) -> str:
    """The id of what an item will become on a profile."""
    return f"{PREFIX}{item.id}:{profile_id}"


def ghosts(
    outbox: Iterable[OutboxItem], profile: Profile, queue: tuple[Update, ...], account_zone: str, now: datetime,
    *, drafts: bool = False,
) -> tuple[Update, ...]:
    """What the outbox will bring to the queue of a profile, each at the time that it will probably get.

    With ``drafts`` it is what it will bring to Buffer's drafts of that profile instead.
    """
    found: list[Update] = []
    for item in outbox:
        write = item.write
        if not isinstance(write, Create) or item.state not in LABELS or profile.id not in write.profile_ids:
            continue
        if write.draft is not drafts:
            continue
        taken = [u.due_at for u in (*queue, *found) if u.due_at is not None]
        due: datetime | None = None
        match write.when:
            case At(time=time):
                due = time
            case Top() if not drafts:
                due = min(taken) - timedelta(microseconds=1) if taken else None
            case NextSlot() if not drafts:
                due = next_free_slot(profile.schedules, zone(profile.timezone, account_zone), taken, now)
        found.append(
            Update(
                ghost_id(item, profile.id), profile.id, write.text, status=DRAFT if drafts else WAITING,
                service=profile.service, created_at=item.created_at, due_at=due, fixed=isinstance(write.when, At),
                media=(write.media,) if write.media else (),
            )
        )
    return tuple(found)
