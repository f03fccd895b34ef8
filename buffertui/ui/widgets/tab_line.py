"""The title of a pane: one list, or the lists that take turns in it, each of which can be clicked."""

from __future__ import annotations

from collections.abc import Sequence

from textual.events import Click
from textual.message import Message

from buffertui.core.state import Side
from buffertui.ui.pieces import Piece, Pieces, cells, lay
from buffertui.ui.present_tabs import Placed, Tab, lay_tabs, tab_at, tab_pieces
from buffertui.ui.text import PLAIN, Drawing

from .line import Line

GAP = 2
"""Cells that stay free before what stands at the right."""


class TabLine(Line):
    """A title at the left and a notice at the right, or tabs in the place of the title."""

    class Picked(Message):
        """Somebody clicked the tab of a list."""

        def __init__(self, side: Side) -> None:
            super().__init__()
            self.side = side

    def __init__(self, drawing: Drawing = PLAIN, *, classes: str | None = None) -> None:
        super().__init__(self._pieces, classes=classes)
        self._drawing = drawing
        self._title: Pieces = ()
        self._notice: Pieces = ()
        self._tabs: tuple[Tab, ...] = ()
        self._focused = False

    def tell(self, title: Pieces, notice: Pieces, tabs: Sequence[Tab], *, focused: bool) -> None:
        """Show the tabs, or where there are none the title, and the notice if it fits."""
        self._title, self._notice, self._tabs, self._focused = title, notice, tuple(tabs), focused
        self.set_class(bool(tabs), "-tabs")
        self.show(self._pieces)

    def _pieces(self, width: int) -> Pieces:
        width = max(0, width - 1)
        if not self._tabs:
            title = self._title
            if self._focused:
                title = tuple(piece._replace(role="head") if piece.role == "strong" else piece for piece in title)
            return lay(title, self._notice, width)
        tabs, notice = tab_pieces(self._placed(width)), self._fitting(width)
        free = width - cells(tabs) - cells(notice)
        return (*tabs, Piece(" " * free), *notice) if notice and free >= GAP else tabs

    def _fitting(self, width: int) -> Pieces:
        """A warning makes the tabs shorter, or is cut to its sign; anything else only takes what they leave."""
        if not self._warns or cells(self._notice) * 2 < width:
            return self._notice
        return (self._notice[0]._replace(text=self._notice[0].text.partition(" ")[0]),)

    @property
    def _warns(self) -> bool:
        return any(piece.role == "warn" for piece in self._notice)

    def _placed(self, width: int) -> tuple[Placed, ...]:
        room = width - cells(self._fitting(width)) - GAP if self._warns else width
        return lay_tabs(self._tabs, max(0, room), focused=self._focused, drawing=self._drawing)

    def on_click(self, event: Click) -> None:
        """Bring the list whose tab was clicked."""
        place = event.get_content_offset(self)
        side = tab_at(self._placed(max(0, self.size.width - 1)), place.x) if place is not None else None
        if side is not None and self._tabs:
            self.post_message(self.Picked(side))
