"""One line of the screen: made for its width, and drawn again only when it says something else."""

from __future__ import annotations

from textual.app import App, ComposeResult

from buffertui.ui.compat import screen_lines
from buffertui.ui.pieces import Piece, Pieces, lay
from buffertui.ui.widgets.line import Line
from tests.support.quick_pilot import quick_pilot

__all__ = ["quick_pilot"]


class Counted(Line):
    """Counts how often it was drawn."""

    drawn = 0

    def render_line(self, y: int) -> object:  # type: ignore[override]
        """Count, and draw."""
        self.drawn += 1
        return super().render_line(y)


class Shown(App[None]):
    """One line."""

    def compose(self) -> ComposeResult:
        yield Counted()

    @property
    def line(self) -> Counted:
        return self.query_one(Counted)


def ends(width: int) -> Pieces:
    return lay((Piece("left", "strong"),), (Piece("right"),), width)


async def test_a_line_is_made_for_its_width() -> None:
    app = Shown()
    async with app.run_test(size=(20, 2)) as pilot:
        app.line.show(ends)
        await pilot.pause()
        assert screen_lines(app)[0] == "left           right"
        await pilot.resize_terminal(14, 2)
        while app.line.size.width != 14:
            await pilot.pause()
        assert screen_lines(app)[0] == app.line.text == "left     right"


async def test_the_same_words_are_not_drawn_again() -> None:
    app = Shown()
    async with app.run_test(size=(20, 2)) as pilot:
        app.line.show((Piece("one"),))
        await pilot.pause()
        screen_lines(app)
        before = app.line.drawn
        app.line.show(lambda width: (Piece("one"),))
        await pilot.pause()
        assert app.line.drawn == before
        app.line.show((Piece("one", "warn"),))
        await pilot.pause()
        assert app.line.drawn == before + 1


async def test_text_that_is_too_long_is_cropped_and_not_wrapped() -> None:
    app = Shown()
    async with app.run_test(size=(6, 2)) as pilot:
        app.line.show((Piece("新しいポスター"),))
        await pilot.pause()
        assert screen_lines(app) == ["新しい", ""]
