"""One line, or a few, of pieces; drawn again only when what they say has changed."""

from __future__ import annotations

from collections.abc import Callable

from textual.strip import Strip
from textual.widget import Widget

from buffertui.ui.pieces import Pieces, plain

from .paint import Painter

Make = Callable[[int], Pieces]
"""Makes the pieces of a line for a width in cells."""


class Line(Widget):
    """Lines that are given, or made for the width at hand. They never ask for a new layout."""

    DEFAULT_CSS = """
    Line {
        height: 1;
        width: 1fr;
    }
    """
    ALLOW_SELECT = False

    def __init__(self, *lines: Pieces | Make, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._painter = Painter(self)
        self._lines = lines
        self._made: tuple[Pieces, ...] = ()
        self._made_for = -1

    @property
    def text(self) -> str:
        """What the lines say at the width at hand."""
        return "\n".join(plain(pieces) for pieces in self._make(self.size.width))

    @property
    def pieces(self) -> Pieces:
        """The pieces of the first line at the width at hand."""
        made = self._make(self.size.width)
        return made[0] if made else ()

    def show(self, *lines: Pieces | Make) -> None:
        """Show these; nothing is drawn when they say and look the same as before."""
        before = self._made
        self._lines, self._made_for = lines, -1
        if self._make(self.size.width) != before:
            self.refresh()

    def _make(self, width: int) -> tuple[Pieces, ...]:
        if self._made_for != width:
            self._made = tuple(line(width) if callable(line) else line for line in self._lines)
            self._made_for = width
        return self._made

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        made = self._make(width)
        return self._painter.strip(made[y] if y < len(made) else (), width)

    def notify_style_update(self) -> None:
        self._painter.forget()
        super().notify_style_update()
