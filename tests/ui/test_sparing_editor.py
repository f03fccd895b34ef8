"""A key in the editor draws the lines it changes and no others, and what stands on the screen is never an old line."""

from __future__ import annotations

import asyncio
import random
from typing import Any

from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.strip import Strip

from buffertui.ui.compat import screen_strips
from buffertui.ui.widgets.editor import PostEditor
from buffertui.ui.widgets.post_input import PostInput
from tests.support.quick_pilot import quick_pilot

__all__ = ["quick_pilot"]

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
TEXT = "\n".join(f"paragraph {n} has\ttabs, wide 漢字 and {FAMILY} " + "words that wrap " * 4 for n in range(9))
KEYS = (
    "left", "right", "up", "down", "home", "end", "pageup", "pagedown", "backspace", "delete", "enter", "ctrl+z",
    "ctrl+y", "shift+left", "shift+down", "shift+up", "ctrl+w", "ctrl+k", "ctrl+x", "ctrl+v", "ctrl+left", "ctrl+right",
)


class Counting(PostEditor):
    """Notes which lines were asked for."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        self.asked: list[int] = []
        super().__init__(*args, **settings)

    def render_line(self, y: int) -> Strip:
        self.asked.append(y)
        return super().render_line(y)


class Desk(App[None]):
    """An editor over an input."""

    CSS = "PostEditor { height: 14; } PostInput { height: 1; }"

    def __init__(self, text: str) -> None:
        super().__init__()
        self.start = text
        self.laid_out = 0

    def compose(self) -> ComposeResult:
        yield Counting(self.start, id="editor")
        yield PostInput("", id="line")

    def on_mount(self) -> None:
        self.editor.cursor_blink = False
        self.screen.screen_layout_refresh_signal.subscribe(self, self._count)

    def _count(self, _: object) -> None:
        self.laid_out += 1

    @property
    def editor(self) -> Counting:
        return self.query_one(Counting)


def drawn(app: App[None]) -> list[list[tuple[str, object]]]:
    """The screen, line by line, each character with its style."""
    return [[(char, part.style) for part in strip for char in part.text] for strip in screen_strips(app)]


async def frame(pilot: Pilot[None]) -> None:
    """Wait until what is due is drawn."""
    stands = asyncio.Event()
    await pilot.pause()
    pilot.app.screen.call_after_refresh(stands.set)
    await stands.wait()


async def anew(pilot: Pilot[None]) -> list[list[tuple[str, object]]]:
    """The same after everything was forgotten and drawn again."""
    editor = pilot.app.query_one(Counting)
    editor.notify_style_update()
    editor.refresh()
    await pilot.pause()
    return drawn(pilot.app)


async def test_a_letter_draws_the_line_it_stands_on() -> None:
    app = Desk("\n".join(["A line of its own"] * 10))
    async with app.run_test(size=(60, 20)) as pilot:
        app.editor.move_cursor((4, 3))
        await pilot.pause()
        app.editor.asked.clear()
        await pilot.press("x")
        await frame(pilot)
        assert set(app.editor.asked) == {4}
        await pilot.press("down")
        await frame(pilot)
        assert set(app.editor.asked) == {4, 5}


async def test_what_is_too_long_stays_marked_while_typing_and_costs_no_other_line() -> None:
    app = Desk("\n".join(["A line of its own"] * 10))
    async with app.run_test(size=(60, 20)) as pilot:
        app.editor.over_from = 120
        app.editor.move_cursor(app.editor.document.end)
        await pilot.pause()
        app.editor.asked.clear()
        for letter in "xyz":
            await pilot.press(letter)
            length = len(app.editor.text)
            app.editor.over = ((120, length),)
            await pilot.pause()
        assert set(app.editor.asked) == {9}
        assert drawn(app) == await anew(pilot)


async def test_the_screen_is_as_if_everything_were_drawn_anew() -> None:
    chance = random.Random(11)
    app = Desk(TEXT)
    async with app.run_test(size=(50, 18)) as pilot:
        for step in range(160):
            kind = chance.random()
            if kind < 0.45:
                letter = chance.choice(f"ab é漢{FAMILY}")
                app.post_message(events.Key(f"char_{ord(letter):x}", letter))
            elif kind < 0.9:
                await pilot.press(chance.choice(KEYS))
            else:
                start = chance.randrange(len(app.editor.text) + 1)
                app.editor.over = chance.choice(((), ((start, len(app.editor.text)),), ((start, start + 9),)))
            await pilot.pause()
            if step % 4 == 0:
                shown = drawn(app)
                assert shown == await anew(pilot), f"step {step}"


async def test_another_theme_colours_every_line() -> None:
    app = Desk(TEXT)
    async with app.run_test(size=(50, 18)) as pilot:
        app.editor.over_from = 40
        await pilot.pause()
        before = drawn(app)
        app.theme = "textual-light"
        await pilot.pause()
        shown = drawn(app)
        assert shown != before
        assert shown == await anew(pilot)


async def test_the_scroll_bar_comes_with_the_first_line_too_many() -> None:
    app = Desk("\n".join(["line"] * 14))
    async with app.run_test(size=(50, 18)) as pilot:
        app.editor.move_cursor(app.editor.document.end)
        await pilot.pause()
        assert not app.editor.show_vertical_scrollbar
        await pilot.press("enter", "x")
        assert app.editor.show_vertical_scrollbar
        assert app.editor.max_scroll_y == 1
        assert drawn(app) == await anew(pilot)


async def test_neither_a_letter_nor_a_new_line_lays_the_screen_out() -> None:
    app = Desk("some words")
    async with app.run_test(size=(50, 18)) as pilot:
        await frame(pilot)
        app.laid_out = 0
        await pilot.press("x", "enter", "y")
        await frame(pilot)
        assert app.laid_out == 0
        app.query_one(PostInput).focus()
        await frame(pilot)
        app.laid_out = 0
        await pilot.press("a", "b", "backspace")
        await frame(pilot)
        assert app.laid_out == 0
        assert app.query_one(PostInput).value == "a"


async def test_a_line_longer_than_its_input_scrolls() -> None:
    app = Desk("")
    async with app.run_test(size=(20, 18)) as pilot:
        line = app.query_one(PostInput)
        line.focus()
        for letter in "abcdefghijklmnopqrstuvwxyz":
            await pilot.press(letter)
        assert "z" in screen_strips(app)[14].text
        assert "abc" not in screen_strips(app)[14].text
