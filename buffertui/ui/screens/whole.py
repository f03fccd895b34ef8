"""A screen that comes up in one picture, in the shape that the window asks for."""

from __future__ import annotations

from rich.style import Style
from textual.events import ScreenResume
from textual.geometry import Region, Size
from textual.strip import Strip

from buffertui.ui.compat import HeldScreen
from buffertui.ui.widgets.line_list import LineList

NARROWEST, LOWEST = 40, 10
"""Columns and rows below which nothing of use can be drawn."""

WIDE, TALL = 104, 30
"""Columns and rows from which on there is more room."""


def shape(size: Size) -> set[str]:
    """The classes of a screen in a window of that size."""
    found = {"-wide" if size.width >= WIDE else "-narrow", "-tall" if size.height >= TALL else "-low"}
    return found | {"-too-small"} if size.width < NARROWEST or size.height < LOWEST else found


class WholeScreen(HeldScreen):
    """Has its shape before its widgets are made, and draws nothing before the lists know how high they are.

    Subclasses say in ``on_mount`` what is to be seen.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - declared so by Textual
    VERTICAL_BREAKPOINTS = [(0, "-low"), (TALL, "-tall")]  # noqa: RUF012 - declared so by Textual

    def __init__(self, size: Size, *classes: str) -> None:
        super().__init__(classes=" ".join(sorted({*shape(size), *classes})))

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Before Textual's own answer, which lays the screen out."""
        if self.held:
            # Everything got its styles when it was mounted, a moment ago.
            event.refresh_styles = False
            self.call_next(self.come_up)

    def come_up(self) -> None:
        """Everything was laid out once: let it be seen."""
        self.let_go()

    def settle(self) -> None:
        """The lists know how wide they are, and so how high; where they need a scroll bar, it gets its place."""
        for each in self.query(LineList):
            each.fit()
        super().settle()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Nothing of the screen itself is seen but its ground: one line, as often as there are lines."""
        ground = self.background_colors[1]
        strip = Strip.blank(crop.width, Style.from_color(bgcolor=ground.rich_color))
        for line_filter in self.get_line_filters():
            strip = strip.apply_filter(line_filter, ground)
        return [strip] * crop.height
