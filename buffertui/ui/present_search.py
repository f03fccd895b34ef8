"""What a search over everything ever seen has found, as rows by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from buffertui.core.state import ALL, Pane, Side, Snapshot
from buffertui.domain.matching import matcher
from buffertui.domain.memory import Found
from buffertui.domain.models import DRAFT, FAILED, NEEDS_APPROVAL

from .pieces import Piece, Pieces, Ranked
from .present import plural
from .present_updates import Rows, update_rows
from .text import PLAIN, Drawing, one_line


def found_rows(
    found: Sequence[Found], query: str, snapshot: Snapshot, now: datetime, *, keys: Mapping[str, str],
    drawing: Drawing = PLAIN,
) -> Rows:
    """The results, newest first, with what matched marked; each once, as it was seen last."""
    sides: dict[str, Found] = {}
    for one in found:
        if one.update.id not in sides or one.side == Side.SENT:
            sides[one.update.id] = one
    match = matcher(query)
    matches = {one.update.id: match(one.update.text) or () for one in sides.values()}
    updates = tuple(one.update for one in sides.values())
    pane = Pane(Side.SENT, ALL, updates, len(updates), as_of=now)
    rows = update_rows(pane, snapshot, now, keys=keys, matches=matches, query=query, drawing=drawing)
    marked = tuple(replace(row, marks=(*_side(sides[row.id], now), *row.marks)) for row in rows.rows)
    return replace(rows, rows=marked)


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
