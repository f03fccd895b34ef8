"""Updates that wait, were sent, failed and so on: a list by day, and the pane with its title above it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Self

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from buffertui.core.commands import command
from buffertui.core.state import Side
from buffertui.domain.models import Update
from buffertui.ui.pieces import Pieces
from buffertui.ui.present_tabs import Tab
from buffertui.ui.present_updates import Rows
from buffertui.ui.text import PLAIN, Drawing

from .clear import Clear
from .line_list import LineList
from .tab_line import TabLine
from .update_sheet import UpdateSheet


class UpdateList(LineList):
    """A list of updates. ``show`` is cheap when little changed, and does nothing for the same rows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(",".join(command("update.open").keys), "open", "Open", show=False, id="update.open"),
    ]

    class CursorMoved(Message):
        """The cursor stands on another update, or on none."""

        def __init__(self, side: Side, update: Update | None) -> None:
            super().__init__()
            self.side = side
            self.update = update

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, UpdateList.CursorMoved) and message.side is self.side

    class Opened(Message):
        """Somebody wants to see the whole update."""

        def __init__(self, update: Update) -> None:
            super().__init__()
            self.update = update

    class NearEnd(Message):
        """Less than a screen of what is loaded is left, and the server has more."""

        def __init__(self, side: Side) -> None:
            super().__init__()
            self.side = side

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, UpdateList.NearEnd) and message.side is self.side

    def __init__(
        self, side: Side, *, lines: int = 2, drawing: Drawing = PLAIN, id: str | None = None, classes: str | None = None
    ) -> None:
        self._updates = UpdateSheet(Rows(side, ""), lines=lines, drawing=drawing)
        super().__init__(self._updates, id=id, classes=classes)
        self._sheets = {side: self._updates}
        self._left_at: dict[tuple[Side, str], str] = {}
        self._asked = False
        self.when_moved: Callable[[], object] | None = None
        """Called at once when the cursor stands on another update, in the place of ``CursorMoved``: what depends on it
        is drawn in the same picture."""

    @property
    def side(self) -> Side:
        """Which list is shown."""
        return self._updates.rows.side

    @property
    def rows(self) -> Rows:
        """What is shown."""
        return self._updates.rows

    @property
    def update(self) -> Update | None:
        """The update under the cursor."""
        return self.rows.rows[self.cursor].update if self.rows.rows else None

    @property
    def lines_per_update(self) -> int:
        """On how many lines the text of an update may stand."""
        return self._updates.lines

    @lines_per_update.setter
    def lines_per_update(self, lines: int) -> None:
        if lines != self._updates.lines:
            for sheet in self._sheets.values():
                sheet.lines = max(1, lines)
            self.restack()

    def show(self, rows: Rows) -> None:
        """Show these rows. The cursor stays on its update; another list opens where it was left."""
        before, was = self.rows, self.update
        if rows is before:
            return
        old, new = (before.side, before.scope), (rows.side, rows.scope)
        if old != new and was is not None:
            self._left_at[old] = was.id
        if old != new or len(rows.rows) != len(before.rows) or rows.loading != before.loading:
            self._asked = False
        self._turn_to(rows.side)
        self._updates.show(rows)
        if old == new and self._show_changes(before, rows):
            self._look_ahead()
        else:
            self.restack(at=self._left_at.get(new), reset=old != new)
        if self.update is not was:
            self._tell_moved()

    def _turn_to(self, side: Side) -> None:
        """Each list has a sheet of its own, so that coming back measures nothing anew."""
        lines, drawing = self._updates.lines, self._updates.drawing
        if side not in self._sheets:
            self._sheets[side] = UpdateSheet(Rows(side, ""), lines=lines, drawing=drawing)
        self.sheet = self._updates = self._sheets[side]

    def _show_changes(self, before: Rows, rows: Rows) -> bool:
        """Draw only what is different, where every update kept its place and height."""
        same = (before.matches, bool(before.foot)) == (rows.matches, bool(rows.foot))
        if not same or not rows.rows or self._keys != self._updates.keys or self._width <= 0:
            return False
        if [self._stack.bottom(at) - self._stack.top(at) for at in range(len(self._stack))] != list(
            self._updates.measure(self._width)
        ):
            return False
        pairs = zip(before.rows, rows.rows, before.days, rows.days, strict=True)
        self.repaint(*(at for at, (a, b, day, new) in enumerate(pairs) if a is not b or day != new))
        if before.foot != rows.foot:
            self.refresh_lines(self._stack.height)
        return True

    def restack(self, *, at: str | None = None, reset: bool = False) -> None:
        super().restack(at=at, reset=reset)
        self._look_ahead()

    def select(self, update_id: str) -> bool:
        """Put the cursor on that update; false when it is not in the list."""
        if update_id not in self._keys:
            return False
        self.move_to(self._keys.index(update_id))
        return True

    def moved(self) -> None:
        self._tell_moved()
        self._look_ahead(again=True)

    def _tell_moved(self) -> None:
        if self.when_moved is not None:
            self.when_moved()
        else:
            self.post_message(self.CursorMoved(self.side, self.update))

    def opened(self) -> None:
        if self.update is not None:
            self.post_message(self.Opened(self.update))

    def action_open(self) -> None:
        """Show the whole update under the cursor."""
        self.opened()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._look_ahead(again=True)

    def _look_ahead(self, *, again: bool = False) -> None:
        """Tell once that the end is near, until more came or the loading ended.

        Where loading has failed only a person who goes on (``again``) makes it try again; what the store has comes in
        any case.
        """
        rows, seen = self.rows, self.scroll_offset.y + 2 * self._height
        if not rows.kept and (rows.loading or (rows.failed and not again)):
            return
        if rows.more and not self._asked and self._width > 0 and seen >= self._stack.height:
            self._asked = True
            self.post_message(self.NearEnd(self.side))


class UpdatePane(Clear):
    """A list of updates under its title."""

    def __init__(
        self, side: Side, *, lines: int = 2, drawing: Drawing = PLAIN, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.list = UpdateList(side, lines=lines, drawing=drawing)
        self.side = side
        """The list that is to be shown; ``list.side`` is the one that is."""
        self._title = TabLine(drawing, classes="title")
        self._tabs: tuple[Tab, ...] = ()
        self._notice: Pieces = ()

    def compose(self) -> ComposeResult:
        yield self._title
        yield self.list

    def focus(self, scroll_visible: bool = True) -> Self:
        """Give the list the focus."""
        self.list.focus(scroll_visible)
        return self

    def show(self, rows: Rows, tabs: Sequence[Tab] = (), notice: Pieces = ()) -> None:
        """Show these rows and their title, or tabs in its place; ``notice`` where the rows have none of their own."""
        self.list.show(rows)
        self._tabs, self._notice = tuple(tabs), notice
        self._tell()

    def _tell(self) -> None:
        rows = self.list.rows
        self._title.tell(rows.title, rows.notice or self._notice, self._tabs, focused=self.list.has_focus)

    def on_descendant_focus(self) -> None:
        self._tell()

    def on_descendant_blur(self) -> None:
        self._tell()
