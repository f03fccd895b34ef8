"""The profiles as the sidebar shows them, and what the outbox holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from buffertui.core.state import ALL, Snapshot
from buffertui.core.wording import noun
from buffertui.domain.drafts import OutboxItem, State
from buffertui.domain.models import Counts, Profile
from buffertui.domain.networks import network
from buffertui.domain.overview import DailyLimit
from buffertui.domain.records import dataclass

from .cells import fit, width_of
from .pieces import Piece, Pieces, cells, cut
from .present import count, seconds_left
from .text import PLAIN, Drawing, one_line

SENT_FROM = 34
"""Width from which a sidebar has room for the counts of sent updates."""
ICON_FROM = 28
"""Width from which the network's icon stands beside its short name."""


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One line of the sidebar. ``id`` is ``ALL`` for the line on top; ``quiet`` says that nothing waits there."""

    id: str
    name: str
    counts: Counts
    icon: str = ""
    short: str = ""
    colour: str = ""
    flags: Pieces = ()
    quiet: bool = False


def profile_rows(snapshot: Snapshot, drawing: Drawing = PLAIN) -> tuple[ProfileRow, ...]:
    """"All profiles", then the profiles in Buffer's order."""
    profiles = snapshot.profiles
    both = Counts(_sum(p.counts.pending for p in profiles), _sum(p.counts.sent for p in profiles))
    top = ProfileRow(ALL, "All profiles", both if profiles else Counts())
    return (top, *(_row(profile, drawing) for profile in profiles))


def _sum(numbers: Iterable[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _row(profile: Profile, drawing: Drawing) -> ProfileRow:
    net = network(profile.service)
    flags: list[Piece] = []
    if profile.locked:
        flags.append(Piece(drawing.mark("⊘", "x"), "warn"))
    elif profile.disconnected:
        flags.append(Piece(drawing.mark("⚠", "!"), "warn"))
    if profile.paused:
        flags.append(Piece(drawing.mark("‖", "="), "warn"))
    if profile.default:
        flags.append(Piece(drawing.mark("★", "*"), "accent"))
    return ProfileRow(
        profile.id, one_line(profile.username or profile.service_name or profile.id, drawing), profile.counts,
        icon="" if drawing.icons == "letters" or net.icon == net.short else net.icon, short=net.short,
        colour=net.colour, flags=tuple(flags), quiet=not profile.counts.pending,
    )


@dataclass(frozen=True, slots=True)
class Columns:
    """How wide the parts of the sidebar's lines are, so that all numbers stand under one another."""

    icon: bool
    pending: int
    sent: int
    flags: int


def columns(rows: tuple[ProfileRow, ...], width: int) -> Columns:
    """The columns that fit a width."""
    sent = max((len(count(row.counts.sent)) for row in rows), default=0) if width >= SENT_FROM else 0
    pending = max((len(count(row.counts.pending)) for row in rows), default=0)
    flags = max((cells(row.flags) for row in rows), default=0)
    return Columns(width >= ICON_FROM and any(row.icon for row in rows), pending, sent, flags)


def profile_line(row: ProfileRow, width: int, has: Columns, *, chosen: bool) -> Pieces:
    """One line of the sidebar without the cursor's bar: mark, name, numbers, flags; the name gives way."""
    tail = _tail(row, has)
    marks: Pieces = ()
    if row.id != ALL:
        icon = (Piece((row.icon or " ") + " ", colour=row.colour),) if has.icon else ()
        marks = (*icon, Piece(row.short + " " * (3 - width_of(row.short)), "strong", row.colour))
    room = width - cells(tail) - cells(marks) - 1
    if room < 4 and marks:
        return cut((*marks, *tail), width)
    name = Piece(fit(row.name, room), "strong" if chosen else "muted" if row.quiet and row.id != ALL else "")
    return cut((*marks, name, Piece(" " * max(1, width - cells((*marks, name)) - cells(tail))), *tail), width)


def _tail(row: ProfileRow, has: Columns) -> Pieces:
    pending = Piece(count(row.counts.pending).rjust(has.pending), "muted" if row.quiet else "")
    sent = (Piece("  " + count(row.counts.sent).rjust(has.sent), "muted"),) if has.sent else ()
    flags = (Piece(" "), *row.flags, Piece(" " * (has.flags - cells(row.flags)))) if has.flags else ()
    return (pending, *sent, *flags)


def outbox_lines(
    snapshot: Snapshot, now: datetime, width: int, most: int = 4, drawing: Drawing = PLAIN
) -> tuple[Pieces, ...]:
    """``OUTBOX`` with its number, and its items, the newest first; nothing while the outbox is empty."""
    items = [item for item in reversed(snapshot.outbox) if item.state not in (State.DONE, State.CANCELLED)]
    if not items:
        return ()
    number = count(len(items))
    head = (Piece("OUTBOX", "strong"), Piece(number.rjust(max(2, width - 6))))
    shown = items if len(items) <= most else items[: most - 1]
    lines = [cut(_item(item, now, drawing), width) for item in shown]
    if len(items) > len(shown):
        lines.append((Piece(f"  {len(items) - len(shown)} more", "muted"),))
    return (cut(head, width), *lines)


def _item(item: OutboxItem, now: datetime, drawing: Drawing) -> Pieces:
    what = noun(item.write)
    match item.state:
        case State.HELD:
            left = seconds_left(item.held_until, now)
            return (Piece(f"{drawing.mark('↺', '<')} {what}  u {left}s", "warn"),)
        case State.SENDING:
            return (Piece(f"{drawing.mark('⟳', '~')} {what}", "accent"),)
        case State.WAITING:
            return (Piece(f"{drawing.mark('…', '.')} {what} waits"),)
        case State.UNSURE:
            return (Piece(f"? {what} unsure", "warn"),)
        case _:
            return (Piece(f"{drawing.mark('✗', '!')} {what} refused", "error"),)


def profiles_title(snapshot: Snapshot) -> Callable[[int], Pieces]:
    """The title over the profiles, for a width; at its end what the chosen one may still post today, when it is little.

    The number of profiles gives way to that.
    """
    number = count(len(snapshot.profiles)) if snapshot.profiles else ""
    whole: Pieces = (Piece("PROFILES", "strong"), Piece(f"  {number}" if number else "", "muted"))
    limit = snapshot.limits.get(snapshot.chosen)
    notices = limit_words(limit) if limit is not None else ()

    def make(width: int) -> Pieces:
        for notice in notices:
            for title in (whole, whole[:1]):
                free = width - cells(title) - width_of(notice.text)
                if free >= 2:
                    return (*title, Piece(" " * free), notice)
        return cut(whole, width)

    return make


def limit_words(limit: DailyLimit) -> tuple[Piece, ...]:
    """What a profile may still post today in ever fewer words; nothing while that is enough.

    What is planned for today takes its place as well (GraphQL reference, section 9.16).
    """
    if limit.limit is None and not limit.reached:
        return ()
    most = limit.limit or 0
    left = 0 if limit.reached else max(0, most - limit.sent - limit.scheduled)
    short = f"{left}/{count(most)} left"
    if left == 0:
        words = ("limit of today reached", "limit reached", *((short,) if most else ()))
        return tuple(Piece(text, "warn") for text in words)
    if left > max(most // 5, min(3, most // 2)):
        return ()
    return tuple(Piece(text, "muted") for text in (f"{left} of {count(most)} left today", short))
