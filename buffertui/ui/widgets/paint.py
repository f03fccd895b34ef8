"""Pieces with roles painted in the colours of the theme that is in use, always readable on what is behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color, ColorParseError
from textual.strip import Strip
from textual.widget import Widget

from buffertui.ui.cells import width_of
from buffertui.ui.pieces import Piece, Pieces, cells, cut
from buffertui.ui.themes import readable

_VARIABLES: Mapping[str, str] = {
    "muted": "text-muted", "accent": "text-accent", "good": "text-success", "warn": "text-warning",
    "error": "text-error", "head": "text-accent",
}
"""The theme's variable that colours a role; the others have the colour of plain text."""

_EMPHASIS: Mapping[str, Style] = {
    "strong": Style(bold=True), "head": Style(bold=True), "match": Style(bold=True, underline=True, reverse=True),
}

_CURSOR = 0.09
"""How much of the text's colour shines through behind the cursor."""


class Look(NamedTuple):
    """What the colours of a widget's roles are made of: its own style, the theme's colours, and whose they are."""

    base: Style
    inks: tuple[str, ...]
    foreground: str
    ansi: bool


def look_of(widget: Widget) -> Look:
    """How that widget's pieces look now."""
    variables = widget.app.theme_variables
    inks = tuple(variables[name] for name in _VARIABLES.values())
    return Look(widget.rich_style, inks, variables["foreground"], widget.app.native_ansi_color)


class Painter:
    """Turns pieces into strips for one widget."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._look: Look | None = None
        self._styles: dict[tuple[str, str, bool], Style] = {}

    def forget(self) -> bool:
        """Look the colours up again. Where they are others than before, the widget is drawn anew; true then."""
        if self._look is None or look_of(self._widget) == self._look:
            return False
        self._look = None
        self._styles.clear()
        self._widget.refresh()
        return True

    def strip(self, pieces: Iterable[Piece], width: int, *, cursor: bool = False) -> Strip:
        """One line of exactly ``width`` cells, neighbours of one style in one segment."""
        texts: list[str] = []
        styles: list[Style] = []
        used = 0
        for text, role, colour in pieces:
            if not text:
                continue
            used += width_of(text)
            style = self._style(role, colour, cursor)
            if styles and styles[-1] is style:
                texts[-1] += text
            else:
                texts.append(text)
                styles.append(style)
        blank = self._style("", "", cursor)
        if used > width:
            return Strip(map(Segment, texts, styles)).adjust_cell_length(max(0, width), blank)
        if used < width:
            if styles and styles[-1] is blank:
                texts[-1] += " " * (width - used)
            else:
                texts.append(" " * (width - used))
                styles.append(blank)
        return Strip(map(Segment, texts, styles), width)

    @property
    def ground(self) -> Style:
        """What is behind everything, as the style of blanks that say nothing."""
        if self._look is None:
            self._look = look_of(self._widget)
        return Style.from_color(bgcolor=self._look.base.bgcolor)

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
            if self._look is None:
                self._look = look_of(self._widget)
            style = self._styles[key] = resolve(self._look, role, colour, cursor)
        return style


@lru_cache(maxsize=1024)
def resolve(look: Look, role: str, colour: str, cursor: bool) -> Style:
    """The style of a role, or of a network's own ``colour``, on the widget's ground or behind the cursor."""
    base, ground = look.base, Color.from_rich_color(look.base.bgcolor)
    ink, back, emphasis = base.color, base.bgcolor, _EMPHASIS.get(role, Style.null())
    if role in _VARIABLES:
        ink = _ink(look.inks[tuple(_VARIABLES).index(role)], ground)
    if role == "muted" and look.ansi:
        ink, emphasis = RichColor.default(), Style(dim=True)
    if cursor:
        back = RichColor.default() if look.ansi else _behind_cursor(look.foreground, ground)
    background, text = Color.from_rich_color(back), Color.from_rich_color(ink)
    if colour and background.ansi is None:
        try:
            text = Color.parse(colour)
        except ColorParseError:
            text = Color.from_rich_color(ink)
    return base + emphasis + Style.from_color(readable(text, background).rich_color, back)


def _behind_cursor(foreground: str, ground: Color) -> RichColor:
    return (ground + Color.parse(foreground).multiply_alpha(_CURSOR)).rich_color


def _ink(value: str, ground: Color) -> RichColor:
    """A variable of a theme as a colour on a ground: ``#rrggbb``, ``ansi_green``, ``auto 60%``."""
    name, _, share = value.partition(" ")
    alpha = float(share.rstrip("%")) / 100 if share else 1.0
    if name == "auto":
        return (ground + ground.get_contrast_text(alpha)).rich_color
    return (ground + Color.parse(name).multiply_alpha(alpha)).rich_color
