"""What a search over everything ever seen has found, as rows by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from buffertui.core.state import ALL, Pane, Side, Snapshot
from buffertui.domain.memory import Found
from buffertui.domain.models import DRAFT, FAILED, NEEDS_APPROVAL

from .pieces import Piece, Pieces, Ranked
from .present import plural
from .present_updates import Marked, Row, Rows, update_rows
from .text import PLAIN, Drawing, one_line


class _Same:
    """A value that equals nothing but itself, so that comparing costs nothing."""

    def __init__(self, value: object) -> None:
        self._value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self._value is other._value

    __hash__ = None  # type: ignore[assignment]


class FoundRows:
    """The results as rows, newest first, with what matched marked; each once, as it was seen last.

    What one query has found the next one finds mostly again: rows of which nothing changed are taken over.
    """

    def __init__(self, drawing: Drawing = PLAIN) -> None:
        self._drawing = drawing
        self._plain: Rows | None = None
        self._made: dict[str, tuple[Row, tuple[Ranked, ...], Row]] = {}
        self._shown: Rows | None = None
        self._for: tuple[object, ...] = ()

    def __call__(
        self, found: Sequence[Found], query: str, snapshot: Snapshot, now: datetime, *, keys: Mapping[str, str],
    ) -> Rows:
        """The rows of what a query has found; the same ones as before for the same call within a minute."""
        asked = (_Same(found), _Same(snapshot), query, now.replace(second=0, microsecond=0))
        if self._shown is not None and self._for == asked:
            return self._shown
        sides: dict[str, Found] = {}
        for one in found:
            if one.update.id not in sides or one.side == Side.SENT:
                sides[one.update.id] = one
        updates = tuple(one.update for one in sides.values())
        pane = Pane(Side.SENT, ALL, updates, len(updates), as_of=now)
        rows = self._plain = update_rows(
            pane, snapshot, now, keys=keys, matches=Marked(updates, query), query=query, drawing=self._drawing,
            before=self._plain,
        )
        before = self._made
        self._made = {row.id: _marked(row, _side(sides[row.id], now), before.get(row.id)) for row in rows.rows}
        self._shown, self._for = replace(rows, rows=tuple(made for _, _, made in self._made.values())), asked
        return self._shown


def _marked(
    row: Row, side: tuple[Ranked, ...], known: tuple[Row, tuple[Ranked, ...], Row] | None
) -> tuple[Row, tuple[Ranked, ...], Row]:
    """The row, its side, and the row that says it."""
    if known is not None and known[0] is row and known[1] == side:
        return known
    return row, side, replace(row, marks=(*side, *row.marks))


def found_rows(
    found: Sequence[Found], query: str, snapshot: Snapshot, now: datetime, *, keys: Mapping[str, str],
    drawing: Drawing = PLAIN,
) -> Rows:
    """The rows of one query alone, as ``FoundRows`` makes them."""
    return FoundRows(drawing)(found, query, snapshot, now, keys=keys)


def _side(found: Found, now: datetime) -> tuple[Ranked, ...]:
    """Whether it waits or was sent, as it was seen last. What was due since then may have been sent or deleted."""
    if found.update.status in (FAILED, DRAFT, NEEDS_APPROVAL):
        return ()
    if found.side == Side.SENT:
        return ((1, (Piece("sent", "muted"),)),)
    due = found.update.due_at
    return ((1, (Piece("waits", "accent") if due is None or due > now else Piece("was due", "warn"),)),)


def search_title(rows: Rows, query: str, limit: int) -> Pieces:
    """``Search  23 found``."""
    n = len(rows.rows)
    number = "" if not query.strip() else f"  the newest {n:,}" if n >= limit else f"  {n:,} found"
    return Piece("Search everything", "strong"), Piece(number if n else "")


def nothing_found(
    query: str, failed: str, *, searching: bool, profiles: int, drawing: Drawing = PLAIN
) -> tuple[Pieces, ...]:
    """What stands where the results would."""
    if failed:
        return _lines("It cannot be searched now.", one_line(failed, drawing))
    if not query.strip():
        whose = plural(profiles, "profile") if profiles else "your profiles"
        return _lines(
            "Type a word.", f"Searches every update of {whose} that this machine has ever seen,",
            "pending and sent, also without a network.",
        )
    if searching:
        return _lines("Searching…")
    return _lines(
        f"Nothing that was seen has “{one_line(query, drawing)[:60]}” in it.",
        "Older updates are found once they were loaded: open a profile and scroll down in Sent.",
    )


def _lines(first: str, *others: str) -> tuple[Pieces, ...]:
    return ((Piece(first, "strong"),), *((Piece(line, "muted"),) for line in others))
