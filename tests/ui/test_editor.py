"""The editing widgets: whole characters, typed as typed, safe pastes, and the mark over what is too long."""

from __future__ import annotations

import pytest
from textual import events, on
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from buffertui.ui.widgets.editor import PostEditor
from buffertui.ui.widgets.post_input import PostInput
from tests.support.quick_pilot import quick_pilot

__all__ = ["quick_pilot"]

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
FLAG = "\U0001f1e9\U0001f1ea"
ACUTE = "e\u0301"
THUMB = "\U0001f44d\U0001f3fd"


class Desk(App[None]):
    """An editor and a one-line input, nothing else."""

    CSS = "PostEditor { height: 12; } PostInput { height: 1; }"

    def __init__(self, text: str = "", line: str = "") -> None:
        super().__init__()
        self.start = text
        self.line = line
        self.dropped: list[int] = []

    def compose(self) -> ComposeResult:
        yield PostEditor(self.start, id="editor")
        yield PostInput(self.line, id="line")

    @property
    def editor(self) -> PostEditor:
        return self.query_one(PostEditor)

    @property
    def input(self) -> PostInput:
        return self.query_one(PostInput)

    @on(PostEditor.ControlsDropped)
    def _count(self, event: PostEditor.ControlsDropped) -> None:
        self.dropped.append(event.dropped)


async def type_text(pilot: Pilot[None], text: str) -> None:
    """Type characters one key at a time, as a terminal sends them."""
    for character in text:
        pilot.app.post_message(events.Key("enter" if character == "\n" else f"char_{ord(character):x}", character))
        await pilot.pause()


async def to_end(pilot: Pilot[None]) -> None:
    """Put the cursor behind the last character."""
    editor = pilot.app.query_one(PostEditor)
    editor.move_cursor(editor.document.end)
    await pilot.pause()


TYPED = {
    "joined emoji": FAMILY,
    "flag": FLAG,
    "Persian with ZWNJ": "\u0645\u06cc\u200c\u0631\u0648\u0645",
    "no-break spaces": "10\u00a0000\u202f€",
    "ideographic space": "東京\u3000大阪",
    "direction marks": "a\u200fb\u200ec",
    "flag of tags": "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "emoji newer than the tables": "\U0001fadf\U0001f6d8",
    "soft hyphen": "re\u00adtype",
    "brackets": "[@click=app.quit]x[/]",
}


@pytest.mark.parametrize("text", TYPED.values(), ids=TYPED.keys())
async def test_what_is_typed_arrives_as_typed(text: str) -> None:
    app = Desk()
    async with app.run_test() as pilot:
        await type_text(pilot, text)
        assert app.editor.text == text
        app.input.focus()
        await type_text(pilot, text)
        assert app.input.value == text


@pytest.mark.parametrize("one", [FAMILY, FLAG, ACUTE, THUMB, "\u0915\u094d\u0937\u093f", "x"])
async def test_backspace_delete_left_and_right_take_a_whole_character(one: str) -> None:
    app = Desk(f"a{one}b", f"a{one}b")
    async with app.run_test() as pilot:
        await to_end(pilot)
        await pilot.press("left", "backspace")
        assert app.editor.text == "ab"
        await pilot.press("ctrl+z", "home", "right", "delete")
        assert app.editor.text == "ab"
        await pilot.press("ctrl+z", "home", "right", "right")
        assert app.editor.cursor_location == (0, 1 + len(one))
        await pilot.press("shift+left")
        assert app.editor.selected_text == one
        app.input.focus()
        await pilot.press("end", "left", "backspace")
        assert app.input.value == "ab"
        app.input.value = f"a{one}b"
        await pilot.press("home", "right", "right", "shift+left")
        assert app.input.selected_text == one
        await pilot.press("backspace", "home", "right", "delete")
        assert app.input.value == "a"


async def test_two_halves_of_a_flag_typed_before_another_flag_stay_in_order() -> None:
    france = "\U0001f1eb\U0001f1f7"
    app = Desk(FLAG)
    async with app.run_test() as pilot:
        await type_text(pilot, france)
        assert app.editor.text == france + FLAG


async def test_word_keys_take_whole_words_with_their_marks() -> None:
    word = f"caf{ACUTE}"
    app = Desk(f"one {word} two")
    async with app.run_test() as pilot:
        await to_end(pilot)
        await pilot.press("ctrl+left", "ctrl+left")
        assert app.editor.cursor_location == (0, 4)
        await pilot.press("alt+delete")
        assert app.editor.text == "one  two"
        await pilot.press("ctrl+z")
        await pilot.press("ctrl+right", "ctrl+w")
        assert word not in app.editor.text


async def test_up_and_down_never_stop_inside_a_character() -> None:
    app = Desk(f"ab{FAMILY}{FAMILY}\n12345678901234\n{FAMILY}{FLAG}{FLAG}")
    async with app.run_test() as pilot:
        starts = {0: {0, 1, 2, 9, 16}, 2: {0, 7, 9, 11}}
        for column in range(14):
            app.editor.move_cursor((1, column))
            await pilot.press("up")
            assert app.editor.cursor_location[1] in starts[0]
            app.editor.move_cursor((1, column))
            await pilot.press("down")
            assert app.editor.cursor_location[1] in starts[2]


async def test_a_click_inside_an_emoji_lands_on_its_edge() -> None:
    app = Desk(f"{FAMILY}b")
    async with app.run_test() as pilot:
        for x in range(4):
            await pilot.click(PostEditor, offset=(x, 0))
            assert app.editor.cursor_location[1] in {0, 7, 8}


async def test_paste_keeps_the_text_and_leaves_controls_outside() -> None:
    app = Desk()
    async with app.run_test() as pilot:
        app.editor.post_message(events.Paste("red \x1b[31mtext\x1b[0m\r\nbell\x07 \x1b]52;c;AAAA\x07end\tx\x9b1m"))
        await pilot.pause()
        assert app.editor.text == "red text\nbell end\tx"
        assert app.dropped == [5]
        assert app.editor.cursor_location == app.editor.document.end
        await pilot.press("ctrl+z")
        assert app.editor.text == ""


async def test_a_paste_with_an_unfinished_sequence_loses_only_its_control() -> None:
    app = Desk()
    async with app.run_test() as pilot:
        app.editor.post_message(events.Paste("keep \x1b]0;all of this"))
        await pilot.pause()
        assert app.editor.text == "keep ]0;all of this"


async def test_paste_into_one_line_becomes_one_line() -> None:
    app = Desk()
    async with app.run_test() as pilot:
        app.input.focus()
        app.input.post_message(events.Paste("https://example.com/a\n"))
        await pilot.pause()
        assert app.input.value == "https://example.com/a"
        app.input.post_message(events.Paste("\x1b[2J and\nmore"))
        await pilot.pause()
        assert app.input.value == "https://example.com/aand more"


async def test_a_big_paste_arrives_whole() -> None:
    app = Desk()
    text = "\n".join(f"line {n} of a long text é" for n in range(4000))
    async with app.run_test() as pilot:
        app.editor.post_message(events.Paste(text))
        await pilot.pause()
        assert app.editor.text == text


def marked(app: Desk) -> str:
    """The characters on the screen that carry the mark of "too long" (underlined)."""
    strips = [app.editor.render_line(y) for y in range(app.editor.size.height)]
    return "".join(s.text for strip in strips for s in strip if s.style and s.style.underline)


async def test_what_is_over_the_limit_is_marked_where_it_stands() -> None:
    app = Desk("first line\nsecond line")
    async with app.run_test() as pilot:
        assert marked(app) == ""
        app.editor.over_from = 15
        await pilot.pause()
        assert marked(app) == "nd line"
        app.editor.over_from = 6
        await pilot.pause()
        assert marked(app) == "line" + "second line"
        app.editor.over_from = None
        await pilot.pause()
        assert marked(app) == ""


async def test_the_mark_takes_whole_characters() -> None:
    app = Desk(f"ab{FAMILY}{FLAG}")
    async with app.run_test() as pilot:
        app.editor.over_from = 5
        await pilot.pause()
        assert marked(app) == FAMILY + FLAG


async def test_the_mark_survives_typing_undo_and_wrapping() -> None:
    app = Desk("word " * 40)
    async with app.run_test(size=(30, 20)) as pilot:
        app.editor.over_from = 190
        await pilot.pause()
        assert marked(app).split() == ["word", "word"]
        await to_end(pilot)
        await pilot.press("x", "y")
        assert "".join(marked(app).split()) == "wordwordxy"
        await pilot.press("ctrl+z")
        assert "".join(marked(app).split()) == "wordword"


async def test_the_cursor_covers_a_whole_emoji() -> None:
    app = Desk(f"{FAMILY}b")
    async with app.run_test() as pilot:
        await pilot.press("home")
        texts = [segment.text for segment in app.editor.render_line(0)]
        assert texts[0] == FAMILY
        assert app.editor.render_line(0).cell_length == app.editor.size.width


async def test_controls_in_a_loaded_text_do_not_reach_the_screen() -> None:
    app = Desk("a\x1b]52;c;AAAA\x07b\u202ec\x9b31md\ud800e", "x\x1b[31my\u2066z")
    async with app.run_test() as pilot:
        await pilot.pause()
        shown = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
        assert not set(shown) & set("\x1b\x07\x9b\u202e\u2066\ud800")
        assert "a" in shown


async def test_taking_a_text_from_outside_can_be_undone() -> None:
    app = Desk("before")
    async with app.run_test() as pilot:
        app.editor.take("after\nwards")
        assert app.editor.text == "after\nwards"
        await pilot.press("ctrl+z")
        assert app.editor.text == "before"
        await pilot.press("ctrl+y")
        assert app.editor.text == "after\nwards"


async def test_tab_leaves_the_editor_and_ctrl_e_is_not_its_own() -> None:
    app = Desk("some words")
    async with app.run_test() as pilot:
        await pilot.press("home", "ctrl+e")
        assert app.editor.cursor_location == (0, 0)
        await pilot.press("end")
        assert app.editor.cursor_location == (0, 10)
        await pilot.press("tab")
        assert app.focused is app.input
