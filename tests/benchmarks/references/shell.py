"""S: three panes and 2,000 rows with nothing but speed in it, which is what every key is measured against.

A title, a list of channels, a list that draws its own lines, a detail pane that follows the cursor without a layout,
and one line of text as a footer; no borders, and what the start made is kept from the garbage collector.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import OptionList, Static

ROWS, CHANNELS = 2_000, 12
CURSOR, PLAIN = Style.parse("reverse"), Style()


def row(number: int) -> str:
    """The text of a row."""
    return f"row {number:05d}  09:{number % 60:02d}  A short post, number {number}"


class Rows(ScrollView, can_focus=True):
    """One line for each row, made when it is looked at."""

    BINDINGS = [("down,j", "move(1)"), ("up,k", "move(-1)")]  # noqa: RUF012 - declared so by Textual

    def __init__(self, moved: Callable[[int], None], *, id: str) -> None:
        super().__init__(id=id)
        self._moved = moved
        self._cursor = 0

    def on_mount(self) -> None:
        self.virtual_size = Size(1, ROWS)

    def render_line(self, y: int) -> Strip:
        number, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        if number >= ROWS:
            return Strip.blank(width)
        return Strip([Segment(row(number), CURSOR if number == self._cursor else PLAIN)]).adjust_cell_length(width)

    def action_move(self, by: int) -> None:
        """Put the cursor further down or up."""
        before, self._cursor = self._cursor, max(0, min(ROWS - 1, self._cursor + by))
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if top <= self._cursor < top + height:
            for number in (before, self._cursor):
                self.refresh(Region(0, number - top, self.size.width, 1))
        else:
            self.scroll_to(y=self._cursor - (height - 1 if by > 0 else 0), animate=False)
        self._moved(self._cursor)


class Shell(App[None]):
    """Three panes between two lines."""

    CSS = """
    #foot { height: 1; }
    #title { height: 1; background: $primary; color: $text; }
    #channels { width: 26; height: 1fr; }
    #rows { width: 1fr; height: 1fr; }
    #detail { width: 36; height: 1fr; }
    """

    def compose(self) -> ComposeResult:
        yield Static("shell", id="title")
        with Horizontal():
            yield OptionList(*(f"channel {number:02d}" for number in range(CHANNELS)), id="channels")
            yield Rows(self.show, id="rows")
            yield Static("detail", id="detail")
        keys = "q Quit  n New post  e Edit  s Share now  m Move  d Delete  / Find  r Refresh"
        yield Static(keys, id="foot", markup=False)

    def on_mount(self) -> None:
        self.query_one(Rows).focus()
        self.set_timer(0.5, self._freeze)

    def _freeze(self) -> None:
        gc.collect()
        gc.freeze()

    def show(self, number: int) -> None:
        """Say more about a row."""
        told = f"Post {number}\n\nA short post, number {number}\n\nDue 09:{number % 60:02d}"
        self.query_one("#detail", Static).update(told, layout=False)


if __name__ == "__main__":
    Shell().run()
