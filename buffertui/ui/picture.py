"""Draws the newest state on the main screen, and only what changed of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from buffertui.core.state import Pane, Side, Snapshot
from buffertui.domain.matching import matcher

from .pieces import Piece, Pieces
from .plan import Plan
from .present import count, key_names
from .present_status import footer_line, status_line, title_line
from .present_tabs import Tab, has_views, tabs_of
from .present_updates import Matches, Rows, update_rows
from .text import Drawing
from .widgets.line import Line
from .widgets.sidebar import Sidebar
from .widgets.update_list import UpdatePane

if TYPE_CHECKING:
    from .screens.main import MainScreen


def drawing_of(plan: Plan) -> Drawing:
    """What this terminal can draw, as the plan says."""
    return Drawing(
        emoji="simple" if plan.emoji == "simple" else "full", icons="letters" if plan.icons == "letters" else "glyphs"
    )


class Picture:
    """The main screen as it is to look now: the newest snapshot, through the filter that is typed."""

    def __init__(self, screen: MainScreen, plan: Plan) -> None:
        self.snapshot = Snapshot(
            account_name=plan.account, accounts=plan.accounts, demo=plan.demo, read_only=plan.read_only
        )
        self.query = ""
        self._screen = screen
        self._clock = plan.clock
        self.drawing = drawing_of(plan)
        self._keys = key_names(plan.keys)
        self._rows: dict[Side, Rows] = {}
        self._drawn: dict[Side, tuple[object, ...]] = {}
        self._matched: dict[Side, tuple[Pane, str, Matches | None]] = {}

    def draw(self) -> None:
        """Draw everything that changed."""
        now = self._clock.now()
        self._screen.query_one(Sidebar).show(self.snapshot, now)
        self.draw_panes()
        self.draw_lines()

    def draw_panes(self) -> None:
        """Draw the lists, as far as they changed or took turns."""
        now = self._clock.now()
        for pane in self._screen.query(UpdatePane):
            self._draw_pane(pane, now)

    def tick(self) -> None:
        """A second has passed: countdowns and ages move; nothing else is touched."""
        if self.snapshot.outbox:
            self.draw()
        else:
            self.draw_lines()
            self.draw_panes()

    def draw_lines(self) -> None:
        """Draw the three lines at the edges."""
        now = self._clock.now()
        at, pace = self._screen.situation(), self._screen.connection.pace()
        snapshot, keys, drawing = self.snapshot, self._keys, self.drawing

        def title(width: int) -> Pieces:
            return title_line(snapshot, now, width, drawing=drawing)

        def status(width: int) -> Pieces:
            return status_line(snapshot, pace, now, width, keys=keys, drawing=drawing)

        def footer(width: int) -> Pieces:
            return footer_line(at, now, width, keys=keys)

        self._screen.query_one("#title", Line).show(title)
        self._screen.query_one("#status", Line).show(status)
        self._screen.query_one("#footer", Line).show(footer)

    def _draw_pane(self, widget: UpdatePane, now: datetime) -> None:
        side = widget.side
        alone = self._screen.has_class("-narrow") and self._screen.has_class("-low")
        rows = self._rows_of(side, now)
        tabs = self._tabs(side, rows, alone=alone)
        widget.show(rows, tabs, self._way_to(side.other) if alone and not tabs else ())

    def _rows_of(self, side: Side, now: datetime) -> Rows:
        """The rows of a list, the same ones as before where nothing that they show has changed."""
        pane, snapshot = self.snapshot.pane(side), self.snapshot
        held = tuple(mark.held_until for mark in snapshot.marks.values())
        inputs = (
            pane, snapshot.profiles, snapshot.marks, snapshot.link, self.query, snapshot.account,
            now.replace(minute=0, second=0, microsecond=0), now if any(held) else None,
        )
        before = self._drawn.get(side)
        if before is not None and all(_same(a, b) for a, b in zip(before, inputs, strict=True)):
            return self._rows[side]
        self._drawn[side] = inputs
        self._rows[side] = update_rows(
            pane, snapshot, now, keys=self._keys, matches=self._matches(pane), query=self.query,
            drawing=self.drawing, before=self._rows.get(side),
        )
        return self._rows[side]

    def _tabs(self, side: Side, rows: Rows, *, alone: bool) -> tuple[Tab, ...]:
        """Where only one list has room, what was sent takes its turn with the others."""
        if not has_views(self.snapshot) or (side is Side.SENT and not alone):
            return ()
        matching = None if rows.matches is None else len(rows.rows)
        return tabs_of(self.snapshot, side, keys=self._keys, matching=matching, sent=alone, drawing=self.drawing)

    def _way_to(self, side: Side) -> Pieces:
        """Where only one list has room, the key to the other one and its count."""
        key, total = self._keys.get(f"view.{side}"), self.snapshot.pane(side).total
        number = f" {count(total)}" if total is not None else ""
        return (Piece(key, "head"), Piece(f" {side}{number}", "muted")) if key else ()

    def _matches(self, pane: Pane) -> Matches | None:
        if not self.query.strip():
            return None
        known = self._matched.get(pane.side)
        if known is not None and known[0].updates is pane.updates and known[1] == self.query:
            return known[2]
        match = matcher(self.query)
        found = {u.id: spans for u in pane.updates if (spans := match(u.text)) is not None}
        self._matched[pane.side] = (pane, self.query, found)
        return found


def _same(one: object, other: object) -> bool:
    return one is other or (not isinstance(one, Pane | tuple) and one == other)
