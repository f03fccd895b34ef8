"""The outbox as a person reads it: each item on two or three lines, and everything that is known of one of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from buffertui.core.placing import moment, named
from buffertui.core.state import Link, Snapshot
from buffertui.core.wording import name_of, verb, where
from buffertui.domain.drafts import (
    At,
    Create,
    Edit,
    NextSlot,
    Now,
    OutboxItem,
    Reorder,
    SetSchedules,
    Shuffle,
    State,
    Top,
    When,
    Write,
    profiles_of,
    update_of,
)
from buffertui.domain.models import SENT, Media, Update

from .pieces import Piece, Pieces, Role
from .present import ago, plural, seconds_left, zone_of
from .present_detail import media_facts
from .text import PLAIN, Drawing, one_line
from .widgets.entries import Entry
from .widgets.says import Sentence

LONGEST = 400
"""Characters of a text that one line can hold on any screen."""

STATES: dict[State, tuple[str, str, Role]] = {
    State.HELD: ("↺", "<", "warn"),
    State.WAITING: ("…", ".", ""),
    State.SENDING: ("⟳", "~", "accent"),
    State.REFUSED: ("✗", "!", "error"),
    State.UNSURE: ("?", "?", "warn"),
}
"""For each state the sign that stands before its word, the same in ASCII, and its role."""

COLUMN = 11
"""Cells before what an item does: sign, state, blanks."""


def outbox_title(snapshot: Snapshot, drawing: Drawing = PLAIN) -> Pieces:
    """``Outbox  3 · 1 to decide``."""
    items = snapshot.outbox
    decide = sum(1 for item in items if item.state in (State.REFUSED, State.UNSURE))
    dot = drawing.mark(" · ", " - ")
    rest = f"{dot}{decide} for you to decide" if decide else ""
    return Piece("Outbox", "strong"), Piece(f"  {len(items)}" if items else ""), Piece(rest, "warn")


def outbox_entries(snapshot: Snapshot, now: datetime, drawing: Drawing = PLAIN) -> tuple[Entry, ...]:
    """The items in the order in which they came and leave."""
    return tuple(_entry(item, snapshot, now, drawing) for item in snapshot.outbox if item.state in STATES)


def _entry(item: OutboxItem, snapshot: Snapshot, now: datetime, drawing: Drawing) -> Entry:
    sign, letter, role = STATES[item.state]
    state = f"{drawing.mark(sign, letter)} {item.state.value}"
    place = one_line(where(item.write, snapshot.profiles), drawing)
    dot = drawing.mark(" · ", " - ")
    head = Piece(f"{state:<{COLUMN}}", role), Piece(verb(item.write), "strong"), Piece(f"{dot}{place}")
    left = seconds_left(item.held_until, now)
    tail = Piece(f"{left} s", "warn") if left else Piece(ago(item.created_at, now), "muted")
    indent = Piece(" " * COLUMN)
    lines: list[tuple[Pieces, Pieces]] = [(head, (tail,))]
    if text := one_line(text_of(item.write)[:LONGEST], drawing):
        lines.append(((indent, Piece(text, "muted")), ()))
    if item.reason:
        lines.append(((indent, Piece(one_line(item.reason, drawing), role)), ()))
    return Entry(item.id, tuple(lines))


def text_of(write: Write) -> str:
    """The text that a write is about."""
    match write:
        case Create(text=text):
            return text
        case Edit(before=before, text=text):
            return before.text if text is None else text
        case Reorder(order=order):
            return plural(len(order), "update")
        case SetSchedules(schedules=schedules):
            return "; ".join(f"{' '.join(s.days)} {' '.join(s.times)}" for s in schedules)
        case _:
            update = update_of(write)
            return update.text if update else ""


def outbox_about(item: OutboxItem, snapshot: Snapshot, now: datetime, keys: Mapping[str, str]) -> list[Sentence]:
    """Everything about one item: what it does, how it stands, why, and what the person can decide by."""
    names = ", ".join(_named(snapshot, i) for i in profiles_of(item.write))
    said: list[Sentence] = [(f"{verb(item.write).capitalize()} · {names}", "strong")]
    said += _standing(item, snapshot, now, keys)
    if isinstance(item.write, Create | Edit) and item.write.when is not None:
        said.append((when_words(item.write.when, snapshot, profiles_of(item.write)[0], now), "muted"))
    said += _texts(item.write)
    if item.state is State.UNSURE and item.outcome and item.outcome.updates:
        for update in item.outcome.updates:
            said += _trace(update, snapshot, now)
    return said


def _named(snapshot: Snapshot, profile_id: str) -> str:
    profile = snapshot.profile(profile_id)
    return named(profile) if profile else name_of((), profile_id)


def _standing(item: OutboxItem, snapshot: Snapshot, now: datetime, keys: Mapping[str, str]) -> list[Sentence]:
    """How the item stands, in full sentences, with the server's own reason."""
    role = STATES[item.state][2]
    why = f"{item.reason} {item.hint}".strip()
    match item.state:
        case State.HELD:
            left = seconds_left(item.held_until, now)
            return [(f"It goes out in {left} s. {_key(keys, 'outbox.take_back')} takes it back.", role)]
        case State.WAITING:
            return [(_waits(item, snapshot), role), *(((why, "warn"),) if why else ())]
        case State.SENDING:
            return [("It has left; Buffer's answer is awaited.", role)]
        case State.REFUSED:
            return [(f"Buffer refused it: {why}", role), ("Nothing was changed at Buffer by it.", "muted")]
        case _:
            return [(item.reason or "It left, and no answer came.", role), (_decide(item, keys), "muted")]


def _waits(item: OutboxItem, snapshot: Snapshot) -> str:
    before = snapshot.outbox[: snapshot.outbox.index(item)] if item in snapshot.outbox else ()
    mine = set(profiles_of(item.write))
    going = (State.WAITING, State.SENDING, State.UNSURE)
    ahead = [other for other in before if mine & set(profiles_of(other.write)) and other.state in going]
    if any(other.state is State.UNSURE for other in ahead):
        return "It waits until it is known what became of the unsure one before it."
    if snapshot.link is Link.REFUSED:
        return "It waits for a token that Buffer takes."
    if snapshot.link is Link.OFFLINE:
        return "There is no connection. It goes out by itself, in its order, when there is one."
    return "It goes out by itself when the one before it is done." if ahead else "It goes out by itself in a moment."


def _decide(item: OutboxItem, keys: Mapping[str, str]) -> str:
    done, again = _key(keys, "outbox.done"), _key(keys, "outbox.again")
    if item.outcome and item.outcome.updates:
        return f"Compare what was found at Buffer below. {done}: it is there. {again}: it is not, send it once more."
    return (
        "Buffer is being asked, and nothing is repeated until it is sure. "
        f"If you know more: {done}, it is there; {again}, it is not, send it once more."
    )


def _key(keys: Mapping[str, str], command_id: str) -> str:
    return keys.get(command_id, "The palette")


def when_words(when: When, snapshot: Snapshot, profile_id: str, now: datetime) -> str:
    """For when a text is meant."""
    match when:
        case At(time=time):
            return f"For {moment(time, zone_of(snapshot.profile(profile_id), snapshot.account_zone), now)}."
        case Now():
            return "To be published at once."
        case Top():
            return "For the front of the queue."
        case NextSlot():
            return "For the next free slot."


def heading(text: str) -> list[Sentence]:
    """The name of a part, with air above it."""
    return [(" ", ""), (text, "muted")]


def media_words(media: Media) -> list[Sentence]:
    """What hangs on a text, one part on a line."""
    return [(f"{label}: {value}", "muted") for label, value in media_facts((media,))] if media else []


def _texts(write: Write) -> list[Sentence]:
    match write:
        case Create(text=text, media=media):
            return [*heading("TEXT"), (text or "(no text)", ""), *media_words(media)]
        case Edit(before=before, text=text, media=media):
            changed = [*heading("NEW TEXT"), (text, "")] if text is not None else []
            return [*changed, *media_words(media or Media()), *heading("AS IT WAS"), (before.text or "(no text)", "")]
        case Shuffle() | Reorder() | SetSchedules():
            return [*heading("WHAT"), (text_of(write), "")] if text_of(write) else []
        case _:
            return [*heading("TEXT"), (text_of(write) or "(no text)", "")]


def _trace(update: Update, snapshot: Snapshot, now: datetime) -> list[Sentence]:
    """An update that may be what became of the write."""
    where_ = zone_of(snapshot.profile(update.profile_id), snapshot.account_zone)
    sent = update.sent_at or (update.due_at if update.status == SENT else None)
    facts = [
        _named(snapshot, update.profile_id),
        f"sent {moment(sent, where_, now)}" if sent else "",
        f"waits for {moment(update.due_at, where_, now)}" if update.due_at and not sent else "",
        f"made {moment(update.created_at, where_, now)}" if update.created_at else "",
    ]
    said = " · ".join(fact for fact in facts if fact)
    return [*heading("FOUND AT BUFFER"), (said, "warn"), (update.text or "(no text)", "")]
