"""Lists draw a line once: scrolling draws what comes into view, and a change of focus the item under the cursor."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import App, ComposeResult

from buffertui.ui.compat import screen_lines
from buffertui.ui.pieces import Piece, Pieces
from buffertui.ui.widgets.line_list import LineList
from tests.support.quick_pilot import quick_pilot

__all__ = ["quick_pilot"]

LINES = 3


class Counting:
    """A hundred items of three lines, that note which were drawn."""

    def __init__(self) -> None:
        self.keys = tuple(str(number) for number in range(100))
        self.drawn: list[int] = []

    def measure(self, width: int) -> Sequence[int]:
        return [LINES] * len(self.keys)

    def draw(self, index: int, width: int, *, cursor: bool, focused: bool) -> Sequence[Pieces]:
        self.drawn.append(index)
        return [(Piece(f"{'▌' if focused else '▏' if cursor else ' '}{index}.{line}"),) for line in range(LINES)]

    def above(self, index: int) -> int:
        return 0

    def empty(self) -> Sequence[Pieces]:
        return ()

    def after(self, width: int) -> Pieces:
        return (Piece("the end"),)


class Listing(LineList):
    """A list that nothing is done with."""

    def moved(self) -> None: ...

    def opened(self) -> None: ...


class Two(App[None]):
    """Two lists, one over the other."""

    def __init__(self) -> None:
        super().__init__()
        self.sheet = Counting()
        self.first, self.second = Listing(self.sheet), Listing(Counting())

    def compose(self) -> ComposeResult:
        yield self.first
        yield self.second

    def on_mount(self) -> None:
        self.first.restack()
        self.second.restack()


def lines(app: App[None]) -> list[str]:
    """What stands on the screen beside the scroll bars."""
    return [line[:20].rstrip() for line in screen_lines(app)]


async def test_scrolling_draws_only_what_was_not_in_view() -> None:
    app = Two()
    async with app.run_test(size=(30, 42)) as pilot:
        await pilot.press(*["down"] * 6)
        await pilot.pause()
        screen_lines(app)
        app.sheet.drawn.clear()
        await pilot.press("down")
        await pilot.pause()
        shown = lines(app)[:21]
        # The view went on by a third of its height more than it had to; 6 is where the cursor was.
        assert (shown[0], shown[11], shown[20]) == (" 3.1", "▌7.0", " 10.0")
        assert sorted(app.sheet.drawn) == [6, 7, 8, 9, 10]


async def test_a_change_of_focus_draws_the_cursor_alone() -> None:
    app = Two()
    async with app.run_test(size=(30, 42)) as pilot:
        await pilot.press("down")
        await pilot.pause()
        assert lines(app)[3] == "▌1.0"
        app.sheet.drawn.clear()
        await pilot.press("tab")
        await pilot.pause()
        assert lines(app)[3] == "▏1.0"
        assert lines(app)[21] == "▌0.0"
        assert app.sheet.drawn == [1]
        await pilot.press("shift+tab")
        await pilot.pause()
        assert lines(app)[3] == "▌1.0"


async def test_the_end_and_what_is_below_it_are_drawn_too() -> None:
    app = Two()
    async with app.run_test(size=(30, 42)) as pilot:
        await pilot.press("end")
        await pilot.pause()
        assert lines(app)[17:21] == ["▌99.0", "▌99.1", "▌99.2", "the end"]
        app.sheet.keys = app.sheet.keys[:2]
        app.first.restack()
        await pilot.pause()
        assert lines(app)[5:9] == ["▌1.2", "the end", "", ""]
