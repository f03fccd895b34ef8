"""Drafts and deleted updates as a person reads them: each on two lines, and everything that is known of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from buffertui.core.drafting import Problem
from buffertui.core.placing import chosen, moment, named
from buffertui.core.state import Snapshot
from buffertui.core.wording import name_of
from buffertui.domain.drafts import At, Create, Delete, Draft, OutboxItem
from buffertui.domain.models import Profile

from .pieces import Piece, Pieces
from .present import ago, plural, zone_of
from .present_outbox import LONGEST, heading, media_words
from .text import PLAIN, Drawing, one_line
from .widgets.entries import Entry
from .widgets.says import Sentence

PLACEMENTS = {
    "next": "next free slot", "top": "front of the queue", "now": "at once", "keep": "its time stays",
    "draft": "a draft at Buffer",
}


def drafts_title(snapshot: Snapshot) -> Pieces:
    """``Drafts  3``."""
    number = len(snapshot.drafts)
    return Piece("Drafts", "strong"), Piece(f"  {number}" if number else "")


def draft_entries(snapshot: Snapshot, now: datetime, drawing: Drawing = PLAIN) -> tuple[Entry, ...]:
    """The drafts, the newest first."""
    away = {item.draft_id for item in snapshot.outbox}
    return tuple(_entry(draft, snapshot, now, drawing, away=draft.id in away) for draft in snapshot.drafts)


def _entry(draft: Draft, snapshot: Snapshot, now: datetime, drawing: Drawing, *, away: bool) -> Entry:
    dot = drawing.mark(" · ", " - ")
    text = one_line(draft.text[:LONGEST], drawing)
    first = Piece(text, "strong") if text else Piece("(no text)", "muted")
    below = [part for part in (whose(draft, snapshot), when_of(draft)) if part]
    mark = (Piece(drawing.mark("⟳ outbox", "~ outbox"), "accent"),) if away else ()
    age = Piece(ago(draft.saved_at, now) if draft.saved_at else "", "muted")
    facts = Piece(one_line(dot.join(below), drawing), "muted")
    lines: list[tuple[Pieces, Pieces]] = [((first,), mark), ((facts,), (age,))]
    if draft.editing is not None:
        was = one_line(draft.editing.text[:LONGEST], drawing)
        lines.append(((Piece(f"edit of “{was}”", "muted"),), ()))
    return Entry(draft.id, tuple(lines))


def whose(draft: Draft, snapshot: Snapshot) -> str:
    """The profiles of a draft: the name of one, the number of several."""
    ids = draft.profile_ids
    if len(ids) == 1:
        return name_of(snapshot.profiles, ids[0])
    return f"{len(ids)} profiles" if ids else "for nobody yet"


def when_of(draft: Draft) -> str:
    """For when a draft is meant, as it was typed."""
    return draft.when or "no time yet" if draft.placement == "at" else PLACEMENTS.get(draft.placement, "")


def draft_about(
    draft: Draft, snapshot: Snapshot, found: Sequence[Problem], now: datetime
) -> list[Sentence]:
    """A draft whole: where it goes and when, its text, and what speaks against sending it."""
    profiles = chosen(draft, snapshot.profiles)
    to = ", ".join(named(profile) for profile in profiles) or "nobody yet"
    saved = f" Saved {ago(draft.saved_at, now)}." if draft.saved_at else ""
    said: list[Sentence] = [
        (f"{'Edit' if draft.editing else 'New post'} · {to}", "strong"),
        (f"{when_of(draft).capitalize()}.{saved}", "muted"),
    ]
    said += [(problem.message, "error" if problem.blocking else "warn") for problem in found]
    said += [*heading("TEXT"), (draft.text or "(no text)", ""), *media_words(draft.media)]
    if draft.editing is not None:
        said += [*heading("AS IT WAS"), (draft.editing.text or "(no text)", "")]
    return said


def deleted_entries(
    items: Sequence[OutboxItem], snapshot: Snapshot, now: datetime, drawing: Drawing = PLAIN
) -> tuple[Entry, ...]:
    """Deleted updates, the one that was deleted last first."""
    entries = []
    for item in items:
        if not isinstance(item.write, Delete):
            continue
        update = item.write.update
        text = one_line(update.text[:LONGEST], drawing)
        profile = snapshot.profile(update.profile_id)
        due = _due(update.due_at, profile, snapshot, now)
        name = name_of(snapshot.profiles, update.profile_id)
        below = drawing.mark(" · ", " - ").join(part for part in (name, due) if part)
        age = f"deleted {ago(item.settled_at or item.created_at, now)}"
        entries.append(Entry(item.id, (
            ((Piece(text or "(no text)", "strong" if text else "muted"),), ()),
            ((Piece(one_line(below, drawing), "muted"),), (Piece(age, "muted"),)),
        )))
    return tuple(entries)


def _due(due_at: datetime | None, profile: Profile | None, snapshot: Snapshot, now: datetime) -> str:
    if due_at is None:
        return ""
    return f"{'was due' if due_at <= now else 'due'} {moment(due_at, zone_of(profile, snapshot.account_zone), now)}"


def restored_when(write: Create, snapshot: Snapshot, now: datetime) -> str:
    """When the post that stands for a deleted update will go out, as a sentence."""
    if isinstance(write.when, At):
        where = zone_of(snapshot.profile(write.profile_ids[0]), snapshot.account_zone)
        return f"It becomes a new post for the time it had, {moment(write.when.time, where, now)}."
    return "It becomes a new post in the next free slot, because the time it had is past."


def deleted_about(item: OutboxItem, write: Create, snapshot: Snapshot, now: datetime) -> list[Sentence]:
    """A deleted update whole, and what restoring it will do."""
    if not isinstance(item.write, Delete):
        return []
    update = item.write.update
    profile = snapshot.profile(update.profile_id)
    name = named(profile) if profile else "a profile that is not connected any more"
    said: list[Sentence] = [(f"Deleted · {name}", "strong"), (restored_when(write, snapshot, now), "accent")]
    if lost := lost_media(item):
        said.append((lost, "warn"))
    return [*said, *heading("TEXT"), (update.text or "(no text)", ""), *media_words(write.media)]


def lost_media(item: OutboxItem) -> str:
    """What of a deleted update cannot be made anew: a post of v1 carries one attachment (v1 reference, section 2.6)."""
    further = len(item.write.update.media) - 1 if isinstance(item.write, Delete) else 0
    if further < 1:
        return ""
    lost = plural(further, "further one")
    return f"Only its first attachment comes back: Buffer's API v1 takes one, so {lost} cannot be restored."
