"""Lines and lists as rows of a frame: runs of text with the codes that the terminal would get."""

from __future__ import annotations

from collections.abc import Sequence

from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.scrollbar import ScrollBarRender
from textual.strip import Strip
from textual.widget import Widget

from .cells import width_of
from .pieces import Pieces
from .widgets.line_list import Sheet
from .widgets.paint import Painter
from .widgets.stack import Stack

Run = tuple[str, int, str]
"""Codes of a style (SGR), cells, text."""

Row = tuple[Run, ...]

AGE = "\0"
"""Stands for the age of the screen, which is said when the frame is shown."""

_NEW = " (just now)"
"""The age of a screen that has just been read, as the status line says it."""

SYSTEMS = {"standard": ColorSystem.STANDARD, "256": ColorSystem.EIGHT_BIT, "truecolor": ColorSystem.TRUECOLOR}


class RowMaker:
    """Makes rows as the widgets of this app would draw them."""

    def __init__(self, app: App[int], system: ColorSystem) -> None:
        self._system = system
        self._filters = app.get_line_filters()
        self._codes: dict[Style | None, str] = {}
        self._grounds: dict[Widget, Color] = {}

    def lines(
        self, sheet: Sheet, where: Widget, width: int, height: int, cursor: int, focused: bool, whole: int = 0
    ) -> list[Strip]:
        """The lines of a list that was just opened, and the gutter of its scroll bar. ``whole``: lines of all items."""
        painter, stack = Painter(where), Stack(sheet.measure(width))
        whole = max(whole, stack.height)
        first = _scrolled(stack, cursor, height, whole)
        bar = self._scrollbar(where, height, whole, first)
        found: list[Strip] = []
        drawn: dict[int, Sequence[Pieces]] = {}
        for line in range(first, first + height):
            if not sheet.keys:
                strip = painter.centred(sheet.empty(), line, width, height)
            elif line >= stack.height:
                strip = painter.strip(sheet.after(width) if line == stack.height else (), width)
            else:
                index = stack.at(line)
                here, offset = index == cursor, line - stack.top(index)
                if index not in drawn:
                    drawn[index] = sheet.draw(index, width, cursor=here, focused=focused and here)
                lit = focused and here and offset >= sheet.above(index)
                strip = painter.strip(drawn[index][offset] if offset < len(drawn[index]) else (), width, cursor=lit)
            found.append(Strip.join([strip, bar[line - first]]))
        return found

    def _scrollbar(self, where: Widget, height: int, whole: int, first: int) -> list[Strip]:
        if whole <= height:
            return [Painter(where).strip((), 1)] * height
        styles = where.styles
        ground = where.background_colors[0] + styles.scrollbar_background
        bar = ground + styles.scrollbar_color
        base = Style.from_color(bar.rich_color, ground.rich_color)
        segments = ScrollBarRender.render_bar(
            size=height, virtual_size=whole, window_size=height, position=first, thickness=1, vertical=True,
            back_color=ground.rich_color, bar_color=bar.rich_color,
        ).segments
        return [Strip([Segment(text, base + (style or Style()))]) for text, style, _ in segments]

    def rows(self, where: Widget, strips: Sequence[Strip]) -> list[Row]:
        return [self.row(where, strip) for strip in strips]

    def row(self, where: Widget, strip: Strip) -> Row:
        """A strip as it would reach the terminal, neighbours of one style together."""
        if where not in self._grounds:
            self._grounds[where] = where.background_colors[1]
        for line_filter in self._filters:
            strip = strip.apply_filter(line_filter, self._grounds[where])
        runs: list[Run] = []
        for segment in strip:
            codes = self._sgr(segment.style)
            for text in _around_age(segment.text) if where.id == "status" else (segment.text,):
                length = width_of(text)
                if text == _NEW:
                    runs.append((codes, length, AGE))
                elif runs and runs[-1][0] == codes and runs[-1][2] != AGE and _blank(runs[-1][2]) == _blank(text):
                    runs[-1] = (codes, runs[-1][1] + length, runs[-1][2] + text)
                elif text:
                    runs.append((codes, length, text))
        return tuple(runs)

    def _sgr(self, style: Style | None) -> str:
        codes = self._codes.get(style)
        if codes is None:
            plain = Style(link=None) if style is None else style.update_link(None)
            before, _, _ = plain.render("x", color_system=self._system).partition("x")
            codes = self._codes[style] = before.removeprefix("\x1b[").removesuffix("m") or "0"
        return codes


def _scrolled(stack: Stack, cursor: int, height: int, whole: int) -> int:
    """The first line in view of a list that was opened at the top, with its cursor brought into view."""
    if not len(stack) or stack.bottom(cursor) <= height:
        return 0
    top, bottom = stack.top(cursor), stack.bottom(cursor)
    ahead = min(height // 3, max(0, height - (bottom - top)))
    return max(0, min(top, bottom - height + ahead, whole - height))


def _around_age(text: str) -> tuple[str, ...]:
    """A text of the status line in parts, of which the age of the screen is one."""
    before, age, after = text.partition(_NEW)
    return tuple(part for part in (before, age, after) if part)


def _blank(text: str) -> bool:
    return not text.strip(" ")
