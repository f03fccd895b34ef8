"""Sentences about outbox items: what was asked, what became of it, for which profile."""

from __future__ import annotations

from buffertui.domain.drafts import (
    Create,
    Delete,
    Edit,
    MoveToBottom,
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
from buffertui.domain.models import Profile

VERBS: dict[type[Write], str] = {
    Create: "post", Edit: "edit", ShareNow: "share now", Delete: "delete", MoveToTop: "move to top",
    MoveToBottom: "move to bottom",
    Reorder: "new order", Shuffle: "shuffle", SetSchedules: "posting times",
}

NOUNS: dict[type[Write], str] = VERBS | {
    ShareNow: "share", MoveToTop: "to top", MoveToBottom: "to bottom", Reorder: "reorder", SetSchedules: "times",
}

DONE: dict[type[Write], str] = {
    Create: "Posted", Edit: "Saved", ShareNow: "Shared", Delete: "Deleted", MoveToTop: "Moved to the top",
    MoveToBottom: "Moved to the bottom",
    Reorder: "New order saved", Shuffle: "Shuffled", SetSchedules: "Posting times saved",
}


def name_of(profiles: tuple[Profile, ...], profile_id: str) -> str:
    """What to call a profile that may not be loaded any more."""
    profile = next((p for p in profiles if p.id == profile_id), None)
    return (profile.username or profile.service) if profile else "a profile"


def verb(write: Write) -> str:
    """The short name of a write, as in the outbox."""
    return VERBS[type(write)]


def noun(write: Write) -> str:
    """What a write is called where there is hardly any room."""
    return NOUNS[type(write)]


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
                total = len(item.write.profile_ids)
                made = len(item.outcome.updates) if item.outcome else total
                return f"Posted to {made} of {total} profiles" if total > 1 or made != total else f"Posted · {place}"
            return f"{DONE[type(item.write)]} · {place}"
        case State.UNSURE:
            return f"Not known whether it was done: {verb(item.write)} · {place}"
        case _:
            return f"Buffer refused: {verb(item.write)} · {place}"
