"""Pieces with roles painted in the colours of the theme that is in use, always readable on what is behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.color import Color, ColorParseError
from textual.strip import Strip
from textual.widget import Widget

from buffertui.ui.pieces import ROLES, Piece, Pieces, cells, cut
from buffertui.ui.themes import readable

COMPONENTS = frozenset(f"paint--{role}" for role in (*ROLES, "cursor"))

CSS = """
    & > .paint--strong { text-style: bold; }
    & > .paint--muted { color: $text-muted; }
    & > .paint--accent { color: $text-accent; }
    & > .paint--good { color: $text-success; }
    & > .paint--warn { color: $text-warning; }
    & > .paint--error { color: $text-error; }
    & > .paint--match { text-style: bold underline reverse; }
    & > .paint--head { color: $text-accent; text-style: bold; }
    & > .paint--cursor { background: $foreground 9%; }
    &:ansi > .paint--muted { color: ansi_default; text-style: dim; }
    &:ansi > .paint--cursor { background: ansi_default; }
"""
"""Rules of the roles, for the DEFAULT_CSS of every widget that paints."""


class Painter:
    """Turns pieces into strips for one widget. Its styles are forgotten when the theme changes."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._styles: dict[tuple[str, str, bool], Style] = {}

    def forget(self) -> None:
        """Look the colours up again."""
        self._styles.clear()

    def strip(self, pieces: Iterable[Piece], width: int, *, cursor: bool = False) -> Strip:
        """One line of exactly ``width`` cells."""
        segments = [Segment(text, self._style(role, colour, cursor)) for text, role, colour in pieces if text]
        return Strip(segments).adjust_cell_length(max(0, width), self._style("", "", cursor))

    def lines(self, lines: Iterable[Pieces], width: int, *, cursor: bool = False) -> list[Strip]:
        """Several lines of exactly ``width`` cells."""
        return [self.strip(pieces, width, cursor=cursor) for pieces in lines]

    def centred(self, lines: Sequence[Pieces], y: int, width: int, height: int) -> Strip:
        """Line ``y`` of an otherwise empty view with these lines in its upper middle."""
        row = y - max(0, (height - len(lines)) // 3)
        if not 0 <= row < len(lines):
            return self.strip((), width)
        size = min(cells(lines[row]), width)
        left = (width - size) // 2
        return self.strip((Piece(" " * left), *cut(lines[row], width)), width)

    def _style(self, role: str, colour: str, cursor: bool) -> Style:
        key = (role, colour, cursor)
        if (style := self._styles.get(key)) is None:
            style = self._styles[key] = self._resolve(role, colour, cursor)
        return style

    def _resolve(self, role: str, colour: str, cursor: bool) -> Style:
        widget = self._widget
        found = widget.get_component_rich_style(f"paint--{role}") if role else widget.rich_style
        back = widget.get_component_rich_style("paint--cursor").bgcolor if cursor else widget.rich_style.bgcolor
        background, text = Color.from_rich_color(back), Color.from_rich_color(found.color)
        if colour and background.ansi is None:
            try:
                text = Color.parse(colour)
            except ColorParseError:
                text = Color.from_rich_color(found.color)
        return found + Style.from_color(readable(text, background).rich_color, back)
