"""The updates of a pane as rows, made once for each update and kept until it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from buffertui.core.state import ALL, Mark, Pane, Side, Snapshot
from buffertui.domain.models import FAILED, FROM_NETWORK, Update
from buffertui.domain.networks import network
from buffertui.domain.times import clock_label, local_day

from .pieces import Piece, Pieces, Ranked
from .present import compact, day_name, seconds_left, zone_of
from .present_pane import empty_lines, foot, title_left, title_right
from .text import PLAIN, Drawing, Span, clean, drawn_spans, one_line

LONGEST = 4000
"""Characters of a text that a row can hold: more than any layout shows of one. Enter opens the whole."""

_SIGNS = {
    "likes": "♥", "favorites": "♥", "favourites": "♥", "hearts": "♥", "reactions": "♥",
    "retweets": "↻", "reposts": "↻", "reblogs": "↻", "boosts": "↻", "shares": "↻", "repins": "↻",
    "reach": "◉", "impressions": "◉", "views": "◉",
}
"""Signs for the numbers that most networks count; any other number is shown under the network's own word for it."""
_RANKS = {name: rank for rank, name in enumerate((*_SIGNS, "comments", "replies", "mentions", "clicks"))}
_NO_TIME = "––:––"

Matches = Mapping[str, Sequence[Span]]
"""Ids of the updates that a filter leaves, each with the spans of its text (as Buffer has it) that matched."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What all rows of one profile share: its zone, its network's mark, its name, and whether they are shown."""

    zone: tzinfo
    mark: Piece
    name: str
    elsewhere: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One update ready to be laid out at any width. ``below`` are lines of their own under the text."""

    update: Update
    voice: Voice
    day: date | None
    time: str
    text: str
    marks: tuple[Ranked, ...] = ()
    below: tuple[tuple[Ranked, ...], ...] = ()
    passing: bool = False

    @property
    def id(self) -> str:
        """The update's id."""
        return self.update.id


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything a list of updates shows. ``days`` has a heading for each row that begins a day, else ``()``.

    ``matches`` are marked where they are drawn: a filter changes which rows are shown, but not the rows.
    """

    side: Side
    scope: str
    rows: tuple[Row, ...] = ()
    days: tuple[Pieces, ...] = ()
    title: Pieces = ()
    notice: Pieces = ()
    empty: tuple[Pieces, ...] = ()
    foot: tuple[Ranked, ...] = ()
    matches: Matches | None = None
    more: bool = False
    loading: bool = False
    failed: bool = False


def update_rows(
    pane: Pane, snapshot: Snapshot, now: datetime, *, keys: Mapping[str, str], matches: Matches | None = None,
    query: str = "", zone: str = "", drawing: Drawing = PLAIN, before: Rows | None = None,
) -> Rows:
    """The rows of a pane. Rows of ``before`` are taken over as they are wherever nothing about them changed.

    ``zone`` is the zone for profiles that name none (default: the account's). With ``matches`` only those updates are
    shown. ``keys`` are names of keys by command, as ``present.key_names`` gives them.
    """
    voices = _voices(pane, snapshot, zone or snapshot.account_zone, drawing)
    unknown = _unknown(pane, zone or snapshot.account_zone)
    old = {row.id: row for row in before.rows} if before else {}
    rows: list[Row] = []
    for update in pane.updates:
        if matches is not None and update.id not in matches:
            continue
        voice, mark = voices.get(update.profile_id, unknown), snapshot.marks.get(update.id)
        row = old.get(update.id)
        same = row is not None and (row.update is update or row.update == update) and row.voice == voice
        if row is None or not same or row.passing or mark:
            row = _row(update, voice, mark, now, drawing)
        rows.append(row)
    shown = tuple(rows)
    return Rows(
        side=pane.side, scope=pane.profile_id, rows=shown, days=_days(shown, now),
        title=title_left(pane, snapshot, len(shown) if matches is not None else None, drawing),
        notice=title_right(pane, drawing), empty=() if shown else empty_lines(pane, snapshot, keys, query, drawing),
        foot=foot(pane, keys, filtered=matches is not None) if shown else (),
        matches=matches, more=pane.more, loading=pane.loading, failed=bool(pane.error),
    )


def _voices(pane: Pane, snapshot: Snapshot, account_zone: str, drawing: Drawing) -> dict[str, Voice]:
    found: dict[str, Voice] = {}
    for profile in snapshot.profiles:
        where, net = zone_of(profile, account_zone), network(profile.service)
        away = profile.timezone and account_zone and profile.timezone != account_zone
        elsewhere = one_line(profile.timezone.rpartition("/")[2].replace("_", " ")) if away else ""
        mark = Piece(net.short, "strong", net.colour)
        name = one_line(profile.username or profile.service_name or profile.id, drawing)
        found[profile.id] = Voice(where, mark, name, elsewhere, pane.profile_id == ALL)
    return found


def _unknown(pane: Pane, account_zone: str) -> Voice:
    return Voice(zone_of(None, account_zone), Piece("?", "strong"), "", "", pane.profile_id == ALL)


def _row(update: Update, voice: Voice, mark: Mark | None, now: datetime, drawing: Drawing) -> Row:
    if not update.readable:
        said = "Buffer sent a row here that could not be read. It is shown so that nothing is hidden."
        mark_it: tuple[Ranked, ...] = ((0, (Piece("unreadable", "warn"),)),)
        return Row(update, voice, _day(update, voice), _time(update, voice), said, marks=mark_it)
    below = (_statistics(update, drawing), _failure(update, drawing))
    return Row(
        update, voice, _day(update, voice), _time(update, voice), clean(update.text[:LONGEST], drawing).strip("\n"),
        marks=_marks(update, voice, mark, now, drawing), below=tuple(line for line in below if line),
        passing=mark is not None,
    )


def matched(rows: Rows, row: Row, drawing: Drawing = PLAIN) -> tuple[Span, ...]:
    """Where the filter's matches stand in a row's text."""
    spans = rows.matches.get(row.id, ()) if rows.matches and row.update.readable else ()
    if not spans:
        return ()
    text = row.update.text[:LONGEST]
    drawn = clean(text, drawing)
    gone = len(drawn) - len(drawn.lstrip("\n"))
    found = ((start - gone, end - gone) for start, end in drawn_spans(text, spans, drawing))
    return tuple((max(0, start), min(end, len(row.text))) for start, end in found if end > 0 and start < len(row.text))


def _day(update: Update, voice: Voice) -> date | None:
    return local_day(update.at, voice.zone) if update.at else None


def _time(update: Update, voice: Voice) -> str:
    return clock_label(update.at, voice.zone) if update.at else _NO_TIME


def _days(rows: tuple[Row, ...], now: datetime) -> tuple[Pieces, ...]:
    headings: list[Pieces] = []
    last: object = rows
    for row in rows:
        headings.append(() if row.day == last else _heading(row, now))
        last = row.day
    return tuple(headings)


def _heading(row: Row, now: datetime) -> Pieces:
    if row.day is None:
        return (Piece("No posting time", "strong"),)
    near, written = day_name(row.day, local_day(now, row.voice.zone))
    return (Piece(near, "strong"), *((Piece(f" · {written}", "muted"),) if written else ()))


def _marks(
    update: Update, voice: Voice, mark: Mark | None, now: datetime, drawing: Drawing
) -> tuple[Ranked, ...]:
    """What is said of an update beside its text: first what happens to it now, then what it is, then whose it is."""
    groups: list[Ranked] = []
    if mark is not None:
        groups.append((0, _doing(mark, now, drawing)))
    if update.status == FAILED or update.error:
        groups.append((1, (Piece(drawing.mark("✗ failed", "! failed"), "error"),)))
    if update.status == FROM_NETWORK:
        groups.append((2, (Piece("on the network", "muted"),)))
    if update.fixed and update.sent_at is None:
        groups.append((2, (Piece(drawing.mark("◷ fixed", "fixed"), "muted"),)))
    if kind := _media(update):
        groups.append((3, (Piece(drawing.mark(f"▣ {kind}", kind), "muted"),)))
    if voice.shown and voice.name:
        groups.append((4, (Piece(voice.name, "muted"),)))
    if voice.shown and voice.elsewhere:
        groups.append((5, (Piece(f"{voice.elsewhere} time", "muted"),)))
    return tuple(groups)


def _doing(mark: Mark, now: datetime, drawing: Drawing) -> Pieces:
    label = one_line(mark.label, drawing)
    if left := seconds_left(mark.held_until, now):
        return (Piece(f"{drawing.mark('↺', '<')} {label} {drawing.mark('·', '-')} u {left}s", "warn"),)
    return (Piece(f"{drawing.mark('⟳', '~')} {label}", "accent"),)


def _media(update: Update) -> str:
    if not update.media:
        return ""
    first = update.media[0]
    if first.video:
        return "video"
    photos = sum(1 for item in update.media if item.photo)
    if photos > 1:
        return f"{photos} photos"
    return "photo" if photos else "link" if first.link else "picture"


def _statistics(update: Update, drawing: Drawing) -> tuple[Ranked, ...]:
    """Numbers that the network counted, the known ones first and under their short signs."""
    if update.sent_at is None or not update.statistics:
        return ()
    groups: list[Ranked] = []
    used: set[str] = set()
    for name in sorted(update.statistics, key=lambda name: (_RANKS.get(name, len(_RANKS)), name)):
        sign = drawing.mark(_SIGNS.get(name, ""), "")
        label = one_line(name, drawing)[:20] if not sign or sign in used else sign
        used.add(sign)
        groups.append((len(groups), (Piece(f"{label} {compact(update.statistics[name])}", "muted"),)))
    return tuple(groups)


def _failure(update: Update, drawing: Drawing) -> tuple[Ranked, ...]:
    return ((0, (Piece(one_line(update.error, drawing)[:300], "error"),)),) if update.error else ()
