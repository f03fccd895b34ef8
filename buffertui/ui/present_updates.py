"""The updates of a pane as rows, made once for each update and kept until it changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, tzinfo
from functools import lru_cache

from buffertui.core.state import ALL, Mark, Pane, Side, Snapshot
from buffertui.domain.matching import fold, matcher
from buffertui.domain.models import Update
from buffertui.domain.networks import network
from buffertui.domain.records import dataclass
from buffertui.domain.times import clock_label, date_label, local_day

from .pieces import Piece, Pieces, Ranked
from .present import day_name, zone_of
from .present_marks import doing, failure, media_kind, statistics, status_marks, tag_marks
from .present_pane import empty_lines, foot, title_left, title_right
from .text import PLAIN, Drawing, Span, clean, drawn_spans, one_line

LONGEST = 4000
"""Characters of a text that a row can hold: more than any layout shows of one. Enter opens the whole."""

WRITTEN = (Side.DRAFTS, Side.APPROVAL)
"""Lists that stand in the order in which they were written: what is in them goes out when somebody says so."""

_NO_TIME = "––:––"

Matches = Mapping[str, Sequence[Span]]
"""Ids of the updates that a filter leaves, each with the spans of its text (as Buffer has it) that matched."""


class Marked(Mapping[str, Sequence[Span]]):
    """Updates that a query leaves. What to mark in one is looked for when it is drawn."""

    def __init__(self, updates: Iterable[Update], query: str) -> None:
        self.query = query
        self._match = matcher(query)
        self._texts = {update.id: update.text for update in updates}

    def __getitem__(self, update_id: str) -> Sequence[Span]:
        return self._match(self._texts[update_id]) or ()

    def __contains__(self, update_id: object) -> bool:
        return update_id in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Marked):
            return self.query == other.query and self._texts == other._texts
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]


class Filtered(Marked):
    """What a filter leaves of the updates of a pane: those at ``places``."""

    def __init__(self, updates: Sequence[Update], query: str, before: Filtered | None = None) -> None:
        self.updates = updates
        if before is not None and before.updates is updates:
            self._folded: list[str] = before._folded
        else:
            self._folded = [fold(update.text) for update in updates]
        self.places = matcher(query).select(self._folded)
        super().__init__((updates[at] for at in self.places), query)


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
    """One update ready to be laid out at any width.

    ``below`` are lines of their own under the text. A ``faint`` time is not when it goes out.
    """

    update: Update
    voice: Voice
    day: date | None
    time: str
    text: str
    marks: tuple[Ranked, ...] = ()
    below: tuple[tuple[Ranked, ...], ...] = ()
    passing: bool = False
    faint: bool = False

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
    kept: bool = False


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
            row = _row(update, voice, pane.side, mark, now, drawing)
        rows.append(row)
    return _around(tuple(rows), pane, snapshot, now, keys, matches, query, drawing)


def filtered_rows(
    whole: Rows, matches: Filtered, pane: Pane, snapshot: Snapshot, now: datetime, *, keys: Mapping[str, str],
    query: str, drawing: Drawing = PLAIN,
) -> Rows:
    """The same as ``update_rows`` with ``matches``, out of the rows of the ``whole`` pane."""
    shown = tuple([whole.rows[at] for at in matches.places])
    return _around(shown, pane, snapshot, now, keys, matches, query, drawing)


def _around(
    shown: tuple[Row, ...], pane: Pane, snapshot: Snapshot, now: datetime, keys: Mapping[str, str],
    matches: Matches | None, query: str, drawing: Drawing,
) -> Rows:
    """Rows with what stands over, between and under them."""
    return Rows(
        side=pane.side, scope=pane.profile_id, rows=shown, days=_days(shown, pane.side, now),
        title=title_left(pane, snapshot, len(shown) if matches is not None else None, drawing),
        notice=title_right(pane, snapshot, drawing),
        empty=() if shown else empty_lines(pane, snapshot, keys, query, drawing),
        foot=foot(pane, keys, filtered=matches is not None) if shown else (),
        matches=matches, more=pane.more, loading=pane.loading, failed=bool(pane.error),
        kept=pane.kept,
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


def _row(update: Update, voice: Voice, side: Side, mark: Mark | None, now: datetime, drawing: Drawing) -> Row:
    at = _basis(update, side)
    day, time = local_day(at, voice.zone) if at else None, clock_label(at, voice.zone) if at else _NO_TIME
    if not update.readable:
        said = "Buffer sent a row here that could not be read. It is shown so that nothing is hidden."
        mark_it: tuple[Ranked, ...] = ((0, (Piece("unreadable", "warn"),)),)
        return Row(update, voice, day, time, said, marks=mark_it)
    below = (statistics(update, drawing), failure(update, side, drawing))
    return Row(
        update, voice, day, time, clean(update.text[:LONGEST], drawing).strip("\n"),
        marks=_marks(update, voice, side, mark, now, drawing), below=tuple(line for line in below if line),
        passing=mark is not None, faint=side in WRITTEN,
    )


def _basis(update: Update, side: Side) -> datetime | None:
    """By what a row is put under a day. What somebody still has to decide on stands where it was written."""
    return update.created_at if side in WRITTEN else update.at


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


def _days(rows: tuple[Row, ...], side: Side, now: datetime) -> tuple[Pieces, ...]:
    headings: list[Pieces] = []
    todays: dict[tzinfo, date] = {}
    last: object = rows
    for row in rows:
        if (day := row.day) == last:
            headings.append(())
            continue
        where = row.voice.zone
        if (today := todays.get(where)) is None:
            today = todays[where] = local_day(now, where)
        headings.append(_heading(day, today, side))
        last = day
    return tuple(headings)


@lru_cache(maxsize=4096)
def _heading(day: date | None, today: date, side: Side) -> Pieces:
    if day is None:
        return (Piece("No date" if side in WRITTEN else "No posting time", "strong"),)
    near, written = day_name(day, today)
    if side in WRITTEN:
        near = f"Written {near.lower() if written else near}"
    return (Piece(near, "strong"), *((Piece(f" · {written}", "muted"),) if written else ()))


def _marks(
    update: Update, voice: Voice, side: Side, mark: Mark | None, now: datetime, drawing: Drawing
) -> tuple[Ranked, ...]:
    """What is said of an update beside its text: first what happens to it now, then what it is, then whose it is."""
    groups: list[Ranked] = []
    if mark is not None:
        groups.append((0, doing(mark, now, drawing)))
    groups += status_marks(update, side, drawing)
    if side in WRITTEN and update.due_at is not None:
        due = update.due_at.astimezone(voice.zone)
        day = date_label(due.date(), with_year=due.year != now.astimezone(voice.zone).year)
        when = f"{day}, {clock_label(due, voice.zone)}"
        groups.append((1, (Piece(drawing.mark(f"◷ {when}", f"for {when}")),)))
    elif update.fixed and update.sent_at is None:
        groups.append((2, (Piece(drawing.mark("◷ fixed", "fixed"), "muted"),)))
    if kind := media_kind(update):
        groups.append((3, (Piece(drawing.mark(f"▣ {kind}", kind), "muted"),)))
    if voice.shown and voice.name:
        groups.append((4, (Piece(voice.name, "muted"),)))
    if voice.shown and voice.elsewhere:
        groups.append((5, (Piece(f"{voice.elsewhere} time", "muted"),)))
    return (*groups, *tag_marks(update.tags, drawing))
