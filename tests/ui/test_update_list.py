"""The lists of updates as a person sees and uses them: cursor, scrolling, mouse, filter, and every width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.events import MouseScrollDown
from textual.pilot import Pilot

from buffertui.core.state import ALL, Link, Mark, Pane, Side, Snapshot
from buffertui.domain.models import Account, Media, Profile, Update
from buffertui.ui.compat import screen_lines, screen_strips
from buffertui.ui.pieces import Pieces
from buffertui.ui.present import key_names
from buffertui.ui.present_updates import Matches, Rows, update_rows
from buffertui.ui.text import Drawing
from buffertui.ui.widgets.stack import Stack, scroll_after, survivor
from buffertui.ui.widgets.update_list import UpdateList, UpdatePane
from tests.support.quick_pilot import quick_pilot

__all__ = ["quick_pilot"]

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
PROFILES = (Profile("p1", "twitter", "@northwind", timezone="UTC"), Profile("p2", "mastodon", "@nw", timezone="UTC"))
LIVE = Snapshot(profiles=PROFILES, account=Account("a"), link=Link.LIVE, as_of=NOW)
LONG = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen."


def update(number: int, text: str = "", minutes: int = 0, **fields: object) -> Update:
    due = NOW + timedelta(minutes=minutes or number)
    made = Update(f"u{number}", "p1", text or f"Text number {number}", due_at=due)
    return replace(made, **fields)  # type: ignore[arg-type]


def many(count: int, first: int = 0) -> tuple[Update, ...]:
    return tuple(update(number) for number in range(first, first + count))


def rows(
    *updates: Update, snapshot: Snapshot = LIVE, before: Rows | None = None, matches: Matches | None = None,
    now: datetime = NOW, profile_id: str = "p1", **fields: object,
) -> Rows:
    pane = replace(Pane(Side.PENDING, profile_id, updates, as_of=NOW), **fields)  # type: ignore[arg-type]
    return update_rows(pane, snapshot, now, keys=key_names(), matches=matches, before=before)


class Shown(App[None]):
    """One pane, and what it told."""

    def __init__(self, shown: Rows, *, lines: int = 2, drawing: Drawing | None = None) -> None:
        super().__init__()
        self.shown = shown
        self.pane = UpdatePane(Side.PENDING, lines=lines, drawing=drawing or Drawing())
        self.told: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.pane

    def on_mount(self) -> None:
        self.pane.show(self.shown)
        self.pane.focus()

    @on(UpdateList.CursorMoved)
    def _moved(self, message: UpdateList.CursorMoved) -> None:
        self.told.append(f"at {message.update.id if message.update else None}")

    @on(UpdateList.Opened)
    def _opened(self, message: UpdateList.Opened) -> None:
        self.told.append(f"open {message.update.id}")

    @on(UpdateList.NearEnd)
    def _near_end(self, message: UpdateList.NearEnd) -> None:
        self.told.append(f"end {message.side}")

    @property
    def lines(self) -> list[str]:
        return screen_lines(self)

    @property
    def cursor(self) -> str | None:
        return self.pane.list.cursor_key

    def line_of(self, text: str) -> int:
        return next(at for at, line in enumerate(self.lines) if text in line)


def watch_drawing(app: Shown) -> list[int]:
    """From now on, which updates are drawn."""
    drawn: list[int] = []
    sheet = app.pane.list.sheet
    draw = sheet.draw

    def watched(index: int, width: int, *, cursor: bool, focused: bool) -> Sequence[Pieces]:
        drawn.append(index)
        return draw(index, width, cursor=cursor, focused=focused)

    sheet.draw = watched  # type: ignore[method-assign]
    return drawn


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


async def test_the_list_is_drawn_by_day_with_time_text_and_marks() -> None:
    shown = rows(
        update(1, LONG, 240, media=(Media(photo="a"),)), update(2, "Second", 300, fixed=True), update(3, "Third", 1500),
        total=12,
    )
    app = Shown(shown)
    async with app.run_test(size=(60, 12)):
        assert app.lines[:9] == [
            "PENDING  12 · @northwind",
            "Today · Mon 23 Nov",
            "▌12:00  One two three four five six seven eight nine ten",
            "▌       eleven twelve thirteen fourteen fifteen…   ▣ photo",
            " 13:00  Second                                     ◷ fixed",
            "Tomorrow · Tue 24 Nov",
            " 09:00  Third",
            "",
            "",
        ]


async def test_all_profiles_show_whose_an_update_is() -> None:
    app = Shown(rows(update(1, "First", 240), update(2, "Second", 300, profile_id="p2"), profile_id=ALL))
    async with app.run_test(size=(60, 8)):
        assert app.lines[2] == "▌12:00  X  First                                @northwind"
        assert app.lines[3] == " 13:00  M  Second                                      @nw"


async def test_the_focus_is_seen_without_colour() -> None:
    app = Shown(rows(*many(3)))
    async with app.run_test(size=(40, 8)) as pilot:
        assert app.lines[2].startswith("▌")
        app.screen.set_focus(None)
        await pilot.pause()
        assert app.lines[2].startswith("▏")


async def test_letters_stand_in_for_glyphs() -> None:
    letters = Drawing(icons="letters")
    app = Shown(rows(*many(2)), drawing=letters)
    async with app.run_test(size=(40, 8)):
        assert app.lines[2].startswith(">08:00")


@pytest.mark.parametrize(
    ("keys", "at"),
    [
        (("j", "j", "k"), "u1"), (("down", "down", "up"), "u1"), (("G",), "u49"), (("end",), "u49"), (("G", "g"), "u0"),
        (("G", "home"), "u0"), (("k",), "u0"), (("pagedown",), "u8"), (("pagedown", "pagedown", "pageup"), "u8"),
    ],
)
async def test_keys_move_the_cursor_and_it_stays_in_view(keys: tuple[str, ...], at: str) -> None:
    app = Shown(rows(*many(50)))
    async with app.run_test(size=(40, 11)) as pilot:
        await press(pilot, *keys)
        assert app.cursor == at
        assert any(line.startswith("▌") for line in app.lines)
        assert app.told[-1] == f"at {at}"


async def test_a_changed_keymap_moves_the_cursor() -> None:
    app = Shown(rows(*many(5)))
    async with app.run_test(size=(40, 11)) as pilot:
        app.set_keymap({"cursor.down": "n"})
        await press(pilot, "n", "j")
        assert app.cursor == "u1"


async def test_the_first_line_shows_the_day_again() -> None:
    app = Shown(rows(*many(50)))
    async with app.run_test(size=(40, 11)) as pilot:
        await press(pilot, "G", "g")
        assert app.lines[1] == "Today · Mon 23 Nov"


async def test_enter_opens_the_update() -> None:
    app = Shown(rows(*many(5)))
    async with app.run_test(size=(40, 11)) as pilot:
        await press(pilot, "j", "enter")
        assert app.told[-1] == "open u1"


async def test_a_click_selects_and_the_second_one_opens() -> None:
    app = Shown(rows(*many(5)))
    async with app.run_test(size=(40, 11)) as pilot:
        await pilot.click(UpdateList, offset=(10, 3))
        await pilot.pause()
        assert app.cursor == "u2"
        assert "open u2" not in app.told
        await pilot.click(UpdateList, offset=(10, 3))
        await pilot.pause()
        assert app.told[-1] == "open u2"


async def test_the_click_that_gives_the_focus_opens_nothing() -> None:
    app = Shown(rows(*many(5)))
    async with app.run_test(size=(40, 11)) as pilot:
        app.screen.set_focus(None)
        await pilot.click(UpdateList, offset=(10, 1))
        await pilot.pause()
        assert app.pane.list.has_focus
        assert not any(told.startswith("open") for told in app.told)


async def test_a_click_below_the_last_update_does_nothing() -> None:
    app = Shown(rows(*many(2)))
    async with app.run_test(size=(40, 11)) as pilot:
        await pilot.click(UpdateList, offset=(10, 8))
        await pilot.pause()
        assert app.cursor == "u0"
        assert not any(told.startswith("open") for told in app.told)


async def test_the_wheel_scrolls() -> None:
    app = Shown(rows(*many(50)))
    async with app.run_test(size=(40, 11)) as pilot:
        app.pane.list.post_message(MouseScrollDown(app.pane.list, 5, 5, 0, 0, 0, False, False, False))
        await pilot.pause()
        assert "Today" not in "".join(app.lines)
        assert app.cursor == "u0"


async def test_the_cursor_stays_on_its_update_when_others_come_and_go() -> None:
    app = Shown(rows(*many(20)))
    async with app.run_test(size=(40, 11)) as pilot:
        await press(pilot, *"jjj")
        app.pane.show(rows(*many(3, first=90), *many(20), before=app.pane.list.rows))
        await pilot.pause()
        assert app.cursor == "u3"
        app.pane.show(rows(*many(10, first=2)))
        await pilot.pause()
        assert app.cursor == "u3"


async def test_the_view_stays_where_it_is_when_something_comes_above_it() -> None:
    app = Shown(rows(*many(60)))
    async with app.run_test(size=(40, 11)) as pilot:
        await press(pilot, "pagedown", "pagedown", "pagedown", "j")
        at = app.line_of("▌")
        before = app.lines
        app.pane.show(rows(update(99, LONG, 1), *many(60)))
        await pilot.pause()
        assert app.line_of("▌") == at
        assert [line[:30] for line in app.lines[1:]] == [line[:30] for line in before[1:]]


async def test_at_the_very_top_what_comes_in_is_seen() -> None:
    app = Shown(rows(*many(20)))
    async with app.run_test(size=(40, 11)) as pilot:
        app.pane.show(rows(update(99, "Newcomer", 1), *many(20)))
        await pilot.pause()
        assert "Newcomer" in app.lines[2]
        assert app.cursor == "u0"
        assert app.lines[3].startswith("▌")


async def test_when_the_update_under_the_cursor_goes_the_next_one_is_under_it() -> None:
    app = Shown(rows(*many(20)))
    async with app.run_test(size=(40, 11)) as pilot:
        await press(pilot, *"jj")
        app.pane.show(rows(*many(2), *many(17, first=3)))
        await pilot.pause()
        assert app.cursor == "u3"
        assert app.told[-1] == "at u3"
        app.pane.show(rows(*many(2)))
        await pilot.pause()
        assert app.cursor == "u1"
        app.pane.show(rows())
        await pilot.pause()
        assert app.told[-1] == "at None"


async def test_another_profiles_list_opens_where_it_was_left() -> None:
    app = Shown(rows(*many(20)))
    async with app.run_test(size=(40, 11)) as pilot:
        await press(pilot, *"jjjj")
        app.pane.show(rows(*many(9, first=50), profile_id="p2"))
        await pilot.pause()
        assert app.cursor == "u50"
        app.pane.show(rows(*many(20)))
        await pilot.pause()
        assert app.cursor == "u4"


async def test_a_countdown_draws_only_its_own_update() -> None:
    app = Shown(rows(*many(20)))
    async with app.run_test(size=(60, 11)) as pilot:
        held = replace(LIVE, marks={"u2": Mark("deleting", NOW + timedelta(seconds=6))})
        shown = rows(*many(20), snapshot=held, before=app.pane.list.rows)
        app.pane.show(shown)
        await pilot.pause()
        assert "↺ deleting · u 6s" in app.lines[app.line_of("number 2")]
        await pilot.pause()
        drawn = watch_drawing(app)
        app.pane.show(rows(*many(20), snapshot=held, before=shown, now=NOW + timedelta(seconds=1)))
        await pilot.pause()
        assert "u 5s" in app.lines[app.line_of("number 2")]
        assert drawn == [2]


async def test_moving_the_cursor_draws_two_updates() -> None:
    app = Shown(rows(*many(20)))
    async with app.run_test(size=(60, 15)) as pilot:
        await pilot.pause()
        drawn = watch_drawing(app)
        await press(pilot, "j")
        assert sorted(set(drawn)) == [0, 1]


async def test_more_is_asked_for_once_before_the_end_comes_into_view() -> None:
    first = rows(*many(60), more=True, total=90)
    app = Shown(first)
    async with app.run_test(size=(60, 13)) as pilot:
        assert "end pending" not in app.told
        for _ in range(4):
            await press(pilot, "pagedown")
        assert app.told.count("end pending") == 1
        app.pane.show(rows(*many(60), more=True, total=90, loading=True))
        await press(pilot, "G")
        assert app.told.count("end pending") == 1
        assert "… 30 later, loading" in app.lines[-1]
        app.pane.show(rows(*many(90), total=90))
        await press(pilot, "G")
        assert app.told.count("end pending") == 1
        assert app.cursor == "u89"


async def test_a_short_list_asks_for_more_at_once_but_not_again_after_a_failure() -> None:
    app = Shown(rows(*many(3), more=True))
    async with app.run_test(size=(60, 13)) as pilot:
        await pilot.pause()
        assert app.told.count("end pending") == 1
        app.pane.show(rows(*many(3), more=True, loading=True))
        app.pane.show(rows(*many(3), more=True, error="No answer."))
        await pilot.pause()
        assert app.told.count("end pending") == 1
        await press(pilot, "j")
        assert app.told.count("end pending") == 2


async def test_matches_are_marked_and_a_late_one_is_brought_into_view() -> None:
    text = f"{LONG} {LONG} needle {LONG}"
    at = text.index("needle")
    shown = rows(update(1, text), update(2), matches={"u1": ((at, at + 6),)})
    app = Shown(shown)
    async with app.run_test(size=(50, 10)):
        assert "… " in app.lines[2]
        line = app.line_of("needle")
        strip = screen_strips(app)[line]
        (marked,) = (segment for segment in strip if segment.text == "needle")
        assert marked.style is not None
        assert marked.style.underline
        assert marked.style.reverse
        assert not any("number 2" in line for line in app.lines)


async def test_an_empty_pane_says_what_to_do() -> None:
    app = Shown(rows())
    async with app.run_test(size=(40, 12)) as pilot:
        text = "\n".join(app.lines)
        assert "Nothing waits here." in text
        assert "c writes a post." in text
        await press(pilot, "j", "G", "enter", "pagedown")
        assert not any(told.startswith("open") for told in app.told)


async def test_markup_and_actions_in_texts_do_nothing() -> None:
    hostile = "[@click=app.quit]x[/] [bold red]y[/] [/] \x1b[2J"
    app = Shown(rows(update(1, hostile)))
    async with app.run_test(size=(70, 8)) as pilot:
        assert "[@click=app.quit]x[/] [bold red]y[/] [/] ␛[2J" in app.lines[2]
        await pilot.click(UpdateList, offset=(26, 1))
        await pilot.pause()
        assert app.is_running


async def test_more_lines_for_each_update_where_there_is_room() -> None:
    app = Shown(rows(update(1, LONG), update(2, LONG)))
    async with app.run_test(size=(50, 14)) as pilot:
        app.pane.list.lines_per_update = 4
        await pilot.pause()
        assert "seventeen." in app.lines[4]


async def test_no_width_and_no_height_breaks_anything() -> None:
    odd = (
        update(1, LONG, media=(Media(photo="a"),), fixed=True), update(2, "新しいポスター🎉" * 9),
        update(3, "👩\u200d💻" * 40, profile_id="p2"),
        update(4, "x" * 300, error="Refused. " * 9), update(5, ""), update(6, "a\n\n\nb\n"), *many(40, first=10),
    )
    held = replace(LIVE, marks={"u2": Mark("deleting", NOW + timedelta(seconds=6))})
    app = Shown(rows(*odd, snapshot=held, profile_id=ALL, more=True, total=99))
    async with app.run_test(size=(80, 24)) as pilot:
        for width in (*range(1, 60), 61, 79, 80, 81, 120, 200, 250):
            await pilot.resize_terminal(width, 1 + width % 23)
            while app.pane.size.width != width:
                await pilot.pause()
            app.pane.list.action_move("last" if width % 2 else "first")
            for strip in screen_strips(app):
                assert strip.cell_length == width
                assert sum(segment.cell_length for segment in strip) == width
        await pilot.resize_terminal(80, 24)
        await press(pilot, "g")
        assert app.lines[2].startswith("▌08:01")


async def test_ten_thousand_updates_are_not_drawn_but_shown() -> None:
    app = Shown(rows(*many(10_000)))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "G", "k")
        assert app.cursor == "u9998"
        assert len(app.pane.list._drawn) < 100


def test_a_stack_knows_what_stands_where() -> None:
    stack = Stack([2, 1, 3])
    assert (len(stack), stack.height, stack.top(1), stack.bottom(2)) == (3, 6, 2, 6)
    assert [stack.at(line) for line in (-1, 0, 1, 2, 3, 5, 6, 99)] == [0, 0, 0, 1, 2, 2, 2, 2]
    assert Stack().at(0) == 0


def test_the_one_that_stays_is_found() -> None:
    assert survivor(("a", "b", "c"), 1, ("b", "a")) == 0
    assert survivor(("a", "b", "c"), 1, ("a", "c")) == 1
    assert survivor(("a", "b", "c"), 2, ("a", "b")) == 1
    assert survivor(("a",), 0, ("x", "y")) == 0
    assert survivor(("a",), 0, ()) == 0


def test_the_anchor_is_the_cursor_while_it_is_in_view() -> None:
    before, after = tuple("abcdef"), tuple("xabcdef")
    old, new = Stack([2] * 6), Stack([2] * 7)
    assert scroll_after(old, new, before, after, cursor=3, scroll=4, height=6) == 6
    assert scroll_after(old, new, before, after, cursor=0, scroll=5, height=6) == 7
    assert scroll_after(old, new, before, after, cursor=0, scroll=0, height=6) == 0
    assert scroll_after(old, new, before, after, cursor=2, scroll=0, height=6) == 2
