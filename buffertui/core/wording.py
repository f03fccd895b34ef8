"""Sentences about outbox items: what was asked, what became of it, for which profile."""

from __future__ import annotations

from datetime import datetime

from buffertui.domain.drafts import (
    Create,
    Delete,
    Edit,
    MoveToTop,
    OutboxItem,
    Reorder,
    SetSchedules,
    ShareNow,
    Shuffle,
    State,
    Write,
    profiles_of,
)
from buffertui.domain.models import SENT, Profile, Update
from buffertui.domain.times import clock_label, day_label, zone

VERBS: dict[type[Write], str] = {
    Create: "post", Edit: "edit", ShareNow: "share now", Delete: "delete", MoveToTop: "move to top",
    Reorder: "new order", Shuffle: "shuffle", SetSchedules: "posting times",
}

DONE: dict[type[Write], str] = {
    Create: "Posted", Edit: "Saved", ShareNow: "Shared", Delete: "Deleted", MoveToTop: "Moved to the top",
    Reorder: "New order saved", Shuffle: "Shuffled", SetSchedules: "Posting times saved",
}


def name_of(profiles: tuple[Profile, ...], profile_id: str) -> str:
    """What to call a profile that may not be loaded any more."""
    profile = next((p for p in profiles if p.id == profile_id), None)
    return (profile.username or profile.service) if profile else "a profile"


def verb(write: Write) -> str:
    """The short name of a write, as in the outbox."""
    return VERBS[type(write)]


def where(write: Write, profiles: tuple[Profile, ...]) -> str:
    """The profiles of a write, as few words as they fit."""
    ids = profiles_of(write)
    return name_of(profiles, ids[0]) if len(ids) == 1 else f"{len(ids)} profiles"


def settled_title(item: OutboxItem, profiles: tuple[Profile, ...]) -> str:
    """The first line of a notice about a settled item."""
    place = where(item.write, profiles)
    match item.state:
        case State.DONE:
            if isinstance(item.write, Create):
                made = len(item.outcome.updates) if item.outcome else 0
                total = len(item.write.profile_ids)
                return f"Posted to {made} of {total} profiles" if total > 1 or made != total else f"Posted · {place}"
            return f"{DONE[type(item.write)]} · {place}"
        case State.UNSURE:
            return f"Not known whether it was done: {verb(item.write)} · {place}"
        case _:
            return f"Buffer refused: {verb(item.write)} · {place}"


def sentence(item: OutboxItem, profiles: tuple[Profile, ...], fallback_zone: str, now: datetime) -> str:
    """What was made of a post, a line for each profile that was asked for; empty for other writes without a message."""
    outcome = item.outcome
    if outcome is None:
        return item.reason
    lines = []
    if isinstance(item.write, Create):
        fates = [(u.profile_id, _fate(u, profiles, fallback_zone, now)) for u in outcome.updates]
        lines = [f"{name_of(profiles, profile_id)}: {fate}" for profile_id, fate in fates]
        lines += [
            f"{name_of(profiles, missing)}: Buffer made nothing of it. The text is kept for this profile (c)."
            for missing in outcome.missing
        ]
    return "\n".join(line for line in (*lines, item.reason) if line)


def _fate(update: Update, profiles: tuple[Profile, ...], fallback_zone: str, now: datetime) -> str:
    if update.error:
        return f"the network refused it: {update.error}"
    if update.status == SENT:
        return "sent"
    if update.due_at is None:
        return "in the queue, without a posting time"
    profile = next((p for p in profiles if p.id == update.profile_id), None)
    place = zone(profile.timezone if profile else "", fallback_zone)
    local = update.due_at.astimezone(place)
    return f"{day_label(local.date(), now.astimezone(place).date())} {clock_label(update.due_at, place)}"
