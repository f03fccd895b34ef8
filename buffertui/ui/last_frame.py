"""The first picture that the next start will draw, made while this run still knows everything for it.

It is the main screen as the live program shows it before it has asked anything: lists from their tops, nothing held,
nothing counted down. ``tests/ui/test_last_frame.py`` holds it equal to what the live program draws.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from rich.color import ColorSystem
from textual.strip import Strip

from buffertui.core.commands import Situation
from buffertui.core.ghosts import is_ghost
from buffertui.core.kept_lists import as_opened
from buffertui.core.state import ALL, QUEUES, Link, Pane, Side, Snapshot
from buffertui.domain.ports import Pace
from buffertui.domain.times import local_day, to_utc

from .last_frame_rows import SYSTEMS, Row, RowMaker
from .pieces import Piece, Pieces, lay
from .present import count, key_names, zone_of
from .present_pane import title_left
from .present_profiles import profile_rows, profiles_title
from .present_status import footer_line, status_line, title_line
from .present_updates import Rows, update_rows
from .widgets.line import Line
from .widgets.paint import Painter
from .widgets.sidebar import ProfileSheet, Sidebar
from .widgets.stack import Stack
from .widgets.update_list import UpdateList, UpdatePane
from .widgets.update_sheet import UpdateSheet

if TYPE_CHECKING:
    from .screens.main import MainScreen

Place = tuple[int, int, int, int, str]
"""Left, top, width, height and name of a part of the screen."""

Layout = Callable[[int, int], Sequence[Place]]
"""The places of the parts for a number of columns and rows."""

DAYS = 8
"""So many midnights ahead the headings of the days are known; later the frame is of no use."""

MOST_MIDNIGHTS = 40
"""Over all zones. Where there are more, the frame is of use for fewer days."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Rows by part of the screen. ``later`` are rows that change at a time (epoch): when, where, which, and as what.

    ``shows`` is what it was made of: another frame of the same is the same.
    """

    shows: Snapshot
    begin: float
    end: float
    as_of: float
    size: tuple[int, int]
    blank: str
    parts: dict[str, list[Row]] = field(default_factory=dict)
    later: tuple[tuple[float, str, int, Row], ...] = ()


def shown_first(snapshot: Snapshot) -> Snapshot | None:
    """What the next start knows of this before it has asked anything; ``None`` when there is nothing worth showing."""
    if snapshot.account is None or snapshot.as_of is None or snapshot.link is Link.REFUSED or snapshot.demo:
        return None
    return Snapshot(
        account_name=snapshot.account_name, accounts=snapshot.accounts, read_only=snapshot.read_only,
        account=snapshot.account, profiles=snapshot.profiles, as_of=snapshot.as_of,
        chosen=snapshot.chosen if snapshot.profile(snapshot.chosen) else ALL,
        pending=_calm(snapshot.pending), sent=_calm(snapshot.sent),
    )


def _calm(pane: Pane) -> Pane:
    updates = pane.updates
    if any(is_ghost(update) for update in updates):
        updates = tuple(update for update in updates if not is_ghost(update))
    return as_opened(replace(pane, updates=updates, loading=False, error=""))


def draw_frame(main: MainScreen, snapshot: Snapshot, layout: Layout) -> Frame | None:
    """The frame of this snapshot at the size of the main screen, in the colours that it has now.

    ``None`` when there is nothing worth keeping, when the theme is not the one that the next start begins with, or
    when the parts of the screen do not stand where ``layout`` says.
    """
    first = shown_first(snapshot)
    system = SYSTEMS.get(main.app.console.color_system or "")
    themed = main.plan.theme == main.app.theme
    if first is None or first.as_of is None or system is None or not themed or main.has_class("-too-small"):
        return None
    places = layout(*main.size)
    if not _as_laid_out(main, places):
        return None
    return _Drawer(main, first, system).frame(places, first.as_of)


def _as_laid_out(main: MainScreen, places: Sequence[Place]) -> bool:
    """Whether the live parts stand at these places; one that is hidden stands anywhere."""
    for left, top, width, height, name in places:
        widget = main.query_one(f"#{name}")
        if widget.display and widget.region != (left, top, width, height):
            return False
    return True


class _Drawer:
    """Draws the parts of one frame."""

    def __init__(self, main: MainScreen, first: Snapshot, system: ColorSystem) -> None:
        self._main = main
        self.first = first
        self.make = RowMaker(main.app, system)
        self.now = main.plan.clock.now()
        self.drawing = main.picture.drawing
        self._keys = key_names(main.plan.keys)
        self._alone = main.has_class("-narrow") and main.has_class("-low")

    def frame(self, places: Sequence[Place], as_of: datetime) -> Frame:
        parts: dict[str, list[Row]] = {}
        later: list[tuple[float, str, int, Row]] = []
        midnights = self._midnights()
        sizes = {name: (width, height) for _, _, width, height, name in places}
        sizes.setdefault("sent", sizes["pending"])
        for name in ("title", "status", "footer"):
            parts[name] = self.make.rows(self._main.query_one(f"#{name}", Line), [self._edge(name, sizes[name][0])])
        parts["profiles"] = self._profiles(*sizes["profiles"])
        for side in QUEUES:
            pane = self._main.query_one(f"#{side}", UpdatePane)
            drawn = _DrawnPane(self, pane, side, *sizes[side])
            parts[side] = drawn.rows()
            later += [(at.timestamp(), side.value, number, row) for at, number, row in drawn.later(midnights)]
        blank = self.make.rows(self._main, [Painter(self._main.query_one(Sidebar).list).strip((), 1)])[0][0][0]
        width, height = self._main.size
        end = (midnights[-1] if midnights else self.now + timedelta(hours=1)).timestamp()
        return Frame(
            self.first, self.now.timestamp(), end, as_of.timestamp(), (width, height), blank, parts,
            tuple(sorted(later, key=lambda one: one[0])),
        )

    def _midnights(self) -> list[datetime]:
        """When a day begins, for anybody on the screen."""
        first = self.first
        zones = {zone_of(profile, first.account_zone) for profile in first.profiles}
        zones.add(zone_of(None, first.account_zone))
        found = {
            to_utc(datetime.combine(local_day(self.now, where) + timedelta(days=days), time.min), where)
            for where in zones for days in range(1, DAYS + 1)
        }
        return sorted(found)[:MOST_MIDNIGHTS]

    def _edge(self, name: str, width: int) -> Strip:
        """One of the three lines at the edges. The age of the screen is left open."""
        first, drawing = self.first, self.drawing
        if name == "title":
            pieces = title_line(first, self.now, width, drawing=drawing)
        elif name == "status":
            now = first.as_of or self.now
            pieces = status_line(first, Pace(), now, width, keys=self._keys, drawing=drawing)
        else:
            top = next(iter(first.pending.updates), None)
            pieces = footer_line(Situation(first, Side.PENDING, top, False), self.now, width, keys=self._keys)
        return Painter(self._main.query_one(f"#{name}", Line)).strip(pieces, width)

    def _profiles(self, width: int, height: int) -> list[Row]:
        sidebar = self._main.query_one(Sidebar)
        sheet = ProfileSheet(self.drawing)
        sheet.show(profile_rows(self.first, self.drawing))
        painter = Painter(sidebar.list)
        title = (Piece(" "), *profiles_title(self.first)(width - 2))
        room = sidebar.list.region.width
        lines = self.make.lines(sheet, sidebar.list, room - 1, height - 1, sheet.keys.index(self.first.chosen), False)
        blank = painter.strip((), width - room)
        return self.make.rows(sidebar.list, [painter.strip(title, width), *(Strip.join([one, blank]) for one in lines)])

    def pane_rows(self, pane: Pane, now: datetime, most: int, before: Rows | None = None) -> Rows:
        """The rows of a pane as far as they can be seen."""
        seen = replace(pane, updates=pane.updates[:most])
        rows = update_rows(seen, self.first, now, keys=self._keys, drawing=self.drawing, before=before)
        rows = replace(rows, title=title_left(pane, self.first, None, self.drawing))
        if not self._alone:
            return rows
        other = pane.side.other
        key, total = self._keys.get(f"view.{other}"), self.first.pane(other).total
        number = f" {count(total)}" if total is not None else ""
        return replace(rows, notice=(Piece(key, "head"), Piece(f" {other}{number}", "muted")) if key else ())

class _DrawnPane:
    """One of the two lists of updates, today and on the days after."""

    def __init__(self, drawer: _Drawer, pane: UpdatePane, side: Side, width: int, height: int) -> None:
        self._drawer = drawer
        self._list: UpdateList = pane.list
        self._title = pane.query_one(Line)
        self._pane = drawer.first.pane(side)
        self._focused = side is Side.PENDING
        self._pad = 1 if side is Side.PENDING else 0
        self._size = width, height
        self._most = height + 1
        self._shown = drawer.pane_rows(self._pane, drawer.now, self._most)
        self._sheet = self._of(self._shown)
        self._gutter: list[Strip] = []

    def _of(self, rows: Rows) -> UpdateSheet:
        return UpdateSheet(rows, lines=self._list.lines_per_update, drawing=self._drawer.drawing)

    def rows(self) -> list[Row]:
        width, height = self._size
        room = width - self._pad
        drawer, blank = self._drawer, Painter(self._list).strip((), self._pad)
        lines = drawer.make.lines(self._sheet, self._list, room - 1, height - 1, 0, self._focused, self._whole(room))
        self._gutter = [Strip.join([line.crop(room - 1), blank]) for line in lines]
        title = Painter(self._title).strip(self._title_pieces(room), room)
        found = [drawer.make.row(self._title, Strip.join([title, blank]))]
        return found + [drawer.make.row(self._list, Strip.join([line, blank])) for line in lines]

    def _whole(self, room: int) -> int:
        """Lines of all updates, also of those that were not laid out. About so many, where the list is hidden."""
        seen, known = len(self._shown.rows), len(self._pane.updates)
        below = bool(self._sheet.after(room - 1))
        if seen == known:
            return sum(self._sheet.measure(room - 1)) + below
        there = [row.id for row in self._list.rows.rows[:known]]
        if self._list.size.width == room and there == [update.id for update in self._pane.updates]:
            return self._list.lines_of(known) + below
        return sum(self._sheet.measure(room - 1)) * known // seen

    def _title_pieces(self, room: int) -> Pieces:
        title = self._shown.title
        if self._focused:
            title = tuple(piece._replace(role="head") if piece.role == "strong" else piece for piece in title)
        return lay(title, self._shown.notice, max(0, room - 1))

    def later(self, midnights: Sequence[datetime]) -> Iterator[tuple[datetime, int, Row]]:
        """The headings of days that read differently from a midnight on, each with the number of its row."""
        width, height = self._size
        room, before, drawer = width - self._pad - 1, self._shown, self._drawer
        stack = Stack(self._sheet.measure(room))
        painter = Painter(self._list)
        for midnight in midnights:
            rows = drawer.pane_rows(self._pane, midnight, self._most, before)
            sheet = self._of(rows)
            for index, (old, new) in enumerate(zip(before.days, rows.days, strict=True)):
                number = stack.top(index) + sheet.above(index)
                if old != new and number < height:
                    heading = sheet.draw(index, room, cursor=False, focused=False)[sheet.above(index) - 1]
                    strip = Strip.join([painter.strip(heading, room), self._gutter[number - 1]])
                    yield midnight, number, drawer.make.row(self._list, strip)
            before = rows
