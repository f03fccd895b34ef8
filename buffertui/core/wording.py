"""Sentences about outbox items: what was asked, what became of it, for which profile."""

from __future__ import annotations

from buffertui.domain.drafts import (
    Approval,
    Create,
    Delete,
    Edit,
    MoveToBottom,
    MoveToTop,
    NextSlot,
    OutboxItem,
    Reorder,
    SetSchedules,
    ShareNow,
    Shuffle,
    State,
    Top,
    Write,
    profiles_of,
)
from buffertui.domain.models import DRAFT, NEEDS_APPROVAL, Profile, Update
from buffertui.domain.records import dataclass

from .state import Snapshot

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


@dataclass(frozen=True, slots=True)
class Phrases:
    """What an edit that changes only a place or a status is called: short, while it runs, with hardly any room, and
    done."""

    verb: str
    doing: str
    noun: str
    done: str


TO_QUEUE = Phrases("put in the queue", "to the queue", "to queue", "Put in the queue")
TO_FRONT = Phrases("put at the front", "to the front", "to front", "Put at the front of the queue")
TO_DRAFTS = Phrases("back to the drafts", "to the drafts", "to drafts", "Back among the drafts")
ASKED = Phrases("ask for approval", "asking for approval", "approval", "Approval asked")
UNASKED = Phrases("take the question back", "taking the question back", "no approval", "Approval no longer asked")

WAITS = "It waits for approval."
KEPT = "It is kept as a draft at Buffer."


def phrases(write: Write) -> Phrases | None:
    """The words for an edit that changes only where an update stands; ``None`` for everything else."""
    if not isinstance(write, Edit) or (write.text, write.media, write.fields) != (None, None, None):
        return None
    if write.approval is not None:
        return ASKED if write.approval is Approval.REQUEST else UNASKED
    if write.draft:
        return TO_DRAFTS if write.when is None else None
    match write.when:
        case NextSlot():
            return TO_QUEUE
        case Top():
            return TO_FRONT
        case _:
            return None


def station(update: Update) -> str:
    """Where an update has gone instead of a queue, as a sentence; empty when it is there, or was published."""
    return {NEEDS_APPROVAL: WAITS, DRAFT: KEPT}.get(update.status, "")


def name_of(profiles: tuple[Profile, ...], profile_id: str) -> str:
    """What to call a profile that may not be loaded any more."""
    profile = next((p for p in profiles if p.id == profile_id), None)
    return (profile.username or profile.service) if profile else "a profile"


def verb(write: Write) -> str:
    """The short name of a write, as in the outbox."""
    own = phrases(write)
    return own.verb if own else VERBS[type(write)]


def noun(write: Write) -> str:
    """What a write is called where there is hardly any room."""
    own = phrases(write)
    return own.noun if own else NOUNS[type(write)]


def where(write: Write, profiles: tuple[Profile, ...]) -> str:
    """The profiles of a write, as few words as they fit."""
    ids = profiles_of(write)
    return name_of(profiles, ids[0]) if len(ids) == 1 else f"{len(ids)} profiles"


def left_behind(snapshot: Snapshot) -> str:
    """What to say when another organization is shown while posts of this one are still in the outbox."""
    n = len(snapshot.outbox)
    if n == 0:
        return ""
    name = next((one.label for one in snapshot.organizations if one.id == snapshot.organization), "this organization")
    what = "One thing waits" if n == 1 else f"{n} things wait"
    return f"{what} in the outbox of {name}. Nothing of that is sent until it is opened again."


def settled_title(item: OutboxItem, profiles: tuple[Profile, ...]) -> str:
    """The first line of a notice about a settled item."""
    place = where(item.write, profiles)
    match item.state:
        case State.DONE:
            if isinstance(item.write, Create):
                return _made(item.write, item.outcome.updates if item.outcome else None, place)
            own = phrases(item.write)
            return f"{own.done if own else DONE[type(item.write)]} · {place}"
        case State.UNSURE:
            return f"Not known whether it was done: {verb(item.write)} · {place}"
        case _:
            return f"Buffer refused: {verb(item.write)} · {place}"


def _made(write: Create, updates: tuple[Update, ...] | None, place: str) -> str:
    total = len(write.profile_ids)
    made = total if updates is None else len(updates)
    statuses = {update.status for update in updates or ()}
    if statuses == {NEEDS_APPROVAL}:
        said = "Waits for approval"
    elif statuses == {DRAFT} or (write.draft and not updates):
        said = "Kept as a draft at Buffer"
    else:
        return f"Posted to {made} of {total} profiles" if total > 1 or made != total else f"Posted · {place}"
    return f"{said} · {made} of {total} profiles" if total > 1 or made != total else f"{said} · {place}"
