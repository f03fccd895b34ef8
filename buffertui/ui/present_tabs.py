"""The lists that take turns in one pane, as a row of tabs over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from buffertui.core.state import VIEWS, Pane, Side, Snapshot
from buffertui.domain.ports import Can
from buffertui.domain.records import dataclass

from .pieces import Piece, Pieces, Role, cells, cut
from .present import count
from .present_pane import number_of, whose
from .text import PLAIN, Drawing

LEFT = (Side.PENDING, *VIEWS)
"""The lists that take turns at the left."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One list: its number as far as it is known, the ``key`` that brings it, and ``name``, whose list it is.

    ``none`` says that it is known to be empty, ``loud`` that somebody should look at it.
    """

    side: Side
    number: str = ""
    key: str = ""
    name: str = ""
    shown: bool = False
    none: bool = False
    loud: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A tab as it is drawn, and the cells that it takes of its line."""

    side: Side
    pieces: Pieces
    start: int
    end: int


def has_views(snapshot: Snapshot) -> bool:
    """Whether the API shows drafts, approvals and failed posts. Before it is known which one it is, nothing is shown
    that may have to go again."""
    return bool(snapshot.protocol) and Can.DRAFTS not in snapshot.lacks


def tabs_of(
    snapshot: Snapshot, shown: Side, *, keys: Mapping[str, str], matching: int | None = None, sent: bool = False,
    drawing: Drawing = PLAIN,
) -> tuple[Tab, ...]:
    """The tabs of the left pane; ``matching`` rows of the one that is ``shown`` are left by a filter.

    With ``sent`` the list of what was sent takes its turn among the others.
    """
    return tuple(
        _tab(snapshot.pane(side), snapshot, side is shown, keys.get(f"view.{side}", ""), matching, drawing)
        for side in (*LEFT, *((Side.SENT,) if sent else ()))
    )


def _tab(
    pane: Pane, snapshot: Snapshot, shown: bool, key: str, matching: int | None, drawing: Drawing
) -> Tab:
    known = len(pane.updates) if pane.total is None else pane.total
    number = number_of(pane, matching if shown else None)
    if pane.side in VIEWS and pane.as_of is None and not pane.updates:
        number = "" if pane.total is None else count(pane.total)
    return Tab(
        pane.side, number, key, whose(pane, snapshot, drawing) if shown else "", shown,
        none=number == "0", loud=pane.side is Side.FAILED and known > 0,
    )


def lay_tabs(
    tabs: Sequence[Tab], width: int, *, focused: bool, drawing: Drawing = PLAIN
) -> tuple[Placed, ...]:
    """The tabs in a line of ``width`` cells, as much of them as fits: the words go last, what failed never goes."""
    for between, drawn in _forms(tabs, focused, drawing):
        if sum(cells(pieces) + between for _, pieces in drawn) - between <= width:
            return _place(drawn, between)
    return _squeezed(tabs, width, focused, drawing)


Drawn = list[tuple[Side, Pieces]]


def _forms(tabs: Sequence[Tab], focused: bool, drawing: Drawing) -> Iterator[tuple[int, Drawn]]:
    """Ever shorter ones, each with the cells between its tabs."""
    some = [tab for tab in tabs if tab.shown or not tab.none or tab.side is Side.PENDING]
    yield 3, [(tab.side, _whole(tab, focused, drawing, named=True)) for tab in tabs]
    yield 3, [(tab.side, _whole(tab, focused, drawing)) for tab in tabs]
    yield 2, [(tab.side, _whole(tab, focused, drawing)) for tab in tabs]
    yield 2, [(tab.side, _whole(tab, focused, drawing)) for tab in some]
    yield 2, [(tab.side, _whole(tab, focused, drawing) if tab.shown else _short(tab)) for tab in tabs]
    yield 2, [(tab.side, _whole(tab, focused, drawing) if tab.shown else _short(tab)) for tab in some]
    yield 2, [(tab.side, _whole(tab, focused, drawing) if tab.shown else _short(tab))
              for tab in tabs if tab.shown or tab.loud]


def _squeezed(tabs: Sequence[Tab], width: int, focused: bool, drawing: Drawing) -> tuple[Placed, ...]:
    """What is shown, cut to what the failed ones leave of the line."""
    loud = [(tab.side, _alarm(tab, drawing)) for tab in tabs if tab.loud and not tab.shown]
    room = width - sum(cells(pieces) + 1 for _, pieces in loud)
    shown = [(tab.side, cut(_whole(tab, focused, drawing), max(0, room))) for tab in tabs if tab.shown]
    return _place([*(one for one in shown if one[1]), *loud], 1)


def _place(drawn: Drawn, between: int) -> tuple[Placed, ...]:
    placed: list[Placed] = []
    start = 0
    for side, pieces in drawn:
        end = start + cells(pieces)
        placed.append(Placed(side, pieces, start, end))
        start = end + between
    return tuple(placed)


def _whole(tab: Tab, focused: bool, drawing: Drawing, *, named: bool = False) -> Pieces:
    if not tab.shown:
        role: Role = "warn" if tab.loud else "muted"
        return (Piece(f"{tab.side} {tab.number}".rstrip(), role),)
    head: Role = "head" if focused else "strong"
    name = f"{'  ' if not tab.number else drawing.mark(' · ', ' - ')}{tab.name}" if named and tab.name else ""
    number = (Piece(f"  {tab.number}", "warn" if tab.loud else ""),) if tab.number else ()
    return (Piece(tab.side.upper(), head), *number, *((Piece(name, "muted"),) if name else ()))


def _short(tab: Tab) -> Pieces:
    """``4:3``, the key and the number; a list without a key has its first letter."""
    role: Role = "warn" if tab.loud else "muted"
    number = f":{tab.number}" if tab.number else ""
    return (Piece(tab.key or tab.side[0], "warn" if tab.loud else "head"), *((Piece(number, role),) if number else ()))


def _alarm(tab: Tab, drawing: Drawing) -> Pieces:
    return (Piece(f"{drawing.mark('✗', '!')}{tab.number}", "warn"),)


def tab_at(placed: Sequence[Placed], x: int) -> Side | None:
    """Which list's tab stands at a column."""
    return next((one.side for one in placed if one.start <= x < one.end), None)


def tab_pieces(placed: Sequence[Placed]) -> Pieces:
    """The tabs as one line."""
    found: list[Piece] = []
    at = 0
    for one in placed:
        found += [Piece(" " * (one.start - at))] if one.start > at else []
        found += one.pieces
        at = one.end
    return tuple(found)
