"""Draws the newest state on the main screen, and only what changed of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from buffertui.core.state import Pane, Side, Snapshot
from buffertui.domain.matching import fold

from .pieces import Piece, Pieces
from .plan import Plan
from .present import count, key_names
from .present_status import footer_line, status_line, title_line
from .present_tabs import Tab, has_views, tabs_of
from .present_updates import Filtered, Rows, filtered_rows, update_rows
from .text import Drawing
from .ticking import Ticking, until_change
from .work import work

if TYPE_CHECKING:
    from .screens.main import MainScreen
    from .widgets.update_list import UpdatePane


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
        self._ticking = Ticking(screen, self.tick)
        self.drawing = drawing_of(plan)
        self._keys = key_names(plan.keys)
        self._rows: dict[Side, Rows] = {}
        self._drawn: dict[Side, tuple[object, ...]] = {}
        self._whole: dict[Side, Rows] = {}
        self._queries: dict[Side, str] = {}
        self._filtered: dict[Side, Filtered] = {}
        self._expected = False

    def draw(self) -> None:
        """Draw everything that changed."""
        now = self._clock.now()
        self._screen.sidebar.show(self.snapshot, now)
        self.draw_panes()
        self.draw_lines()
        if self._expected and not self.query:
            self._screen.call_after_refresh(self._read_texts)

    def draw_panes(self) -> None:
        """Draw the lists, as far as they changed or took turns."""
        now = self._clock.now()
        for pane in self._screen.panes:
            self._draw_pane(pane, now)

    def tick(self) -> None:
        """Countdowns and ages move; nothing else is touched."""
        if self.snapshot.outbox:
            self.draw()
        else:
            self.draw_lines()
            self.draw_panes()

    def draw_lines(self) -> None:
        """Draw the three lines at the edges."""
        now, pace = self._clock.now(), self._screen.connection.pace()
        snapshot, keys, drawing = self.snapshot, self._keys, self.drawing

        def title(width: int) -> Pieces:
            return title_line(snapshot, now, width, drawing=drawing)

        def status(width: int) -> Pieces:
            return status_line(snapshot, pace, now, width, keys=keys, drawing=drawing)

        self._screen.title_line.show(title)
        self._screen.status_line.show(status)
        self.draw_footer()
        self._ticking.sleep(now, until_change(snapshot, pace, now))

    def draw_footer(self) -> None:
        """Draw the keys that work now. Of all at the edges only they depend on where the cursor is."""
        now, at, keys = self._clock.now(), self._screen.situation(), self._keys

        def footer(width: int) -> Pieces:
            return footer_line(at, now, width, keys=keys)

        self._screen.footer_line.show(footer)
        self._expect_filter()

    def _expect_filter(self) -> None:
        """Bring and read all texts when somebody is about to type a filter, so that its first letter need not wait."""
        focused = self._screen.focused
        about = focused is not None and focused.id == "filter"
        if about and not self._expected:
            if self._screen.session is not None:
                work(self._screen.app, "find", self._screen.session.find_all())
            self._screen.call_after_refresh(self._read_texts)
        self._expected = about

    def _read_texts(self) -> None:
        for pane in self._screen.panes:
            for update in self.snapshot.pane(pane.side).updates:
                fold(update.text)

    def _draw_pane(self, widget: UpdatePane, now: datetime) -> None:
        side = widget.side
        alone = self._screen.has_class("-narrow") and self._screen.has_class("-low")
        rows = self._rows_of(side, now)
        tabs = self._tabs(side, rows, alone=alone)
        widget.show(rows, tabs, self._way_to(side.other) if alone and not tabs else ())

    def _rows_of(self, side: Side, now: datetime) -> Rows:
        """The rows of a list, the same ones as before where nothing that they show has changed."""
        pane, snapshot = self.snapshot.pane(side), self.snapshot
        if pane.kept and not pane.updates and side in self._rows:
            # Its rows come from the store, with the next frame or the one after: no blank one in between.
            return self._rows[side]
        held = tuple(mark.held_until for mark in snapshot.marks.values())
        # Only an empty list says why it is empty.
        why = "" if pane.updates else f"{snapshot.reason} {bool(snapshot.busy)}"
        inputs = (
            why, pane, snapshot.profiles, snapshot.marks, snapshot.link, snapshot.account,
            now.replace(minute=0, second=0, microsecond=0), now if any(held) else None,
        )
        before = self._drawn.get(side)
        if before is None or not all(_same(a, b) for a, b in zip(before, inputs, strict=True)):
            self._drawn[side] = inputs
            self._whole[side] = update_rows(
                pane, snapshot, now, keys=self._keys, drawing=self.drawing, before=self._whole.get(side)
            )
        elif self._queries.get(side) == self.query:
            return self._rows[side]
        self._queries[side], self._rows[side] = self.query, self._through_filter(pane, now)
        return self._rows[side]

    def _through_filter(self, pane: Pane, now: datetime) -> Rows:
        """What the filter leaves of the rows; they themselves stay as they are, so that a letter makes none anew."""
        whole, query = self._whole[pane.side], self.query
        if not query.strip():
            return whole
        left = self._filtered.get(pane.side)
        if left is None or left.updates is not pane.updates or left.query != query:
            left = self._filtered[pane.side] = Filtered(pane.updates, query, left)
        return filtered_rows(whole, left, pane, self.snapshot, now, keys=self._keys, query=query, drawing=self.drawing)

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


def _same(one: object, other: object) -> bool:
    return one is other or (not isinstance(one, Pane | tuple) and one == other)
