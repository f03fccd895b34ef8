"""The sidebar: profiles with what waits on each, recognisable states, and choosing by keys and mouse."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from textual import on
from textual.app import App, ComposeResult

from buffertui.core.state import ALL, Link, Snapshot
from buffertui.domain.drafts import Delete, OutboxItem, State
from buffertui.domain.models import Counts, Profile, Update
from buffertui.ui.compat import screen_lines, screen_strips
from buffertui.ui.text import Drawing
from buffertui.ui.widgets.line_list import LineList
from buffertui.ui.widgets.sidebar import Sidebar
from tests.support.quick_pilot import quick_pilot

__all__ = ["quick_pilot"]

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
PROFILES = (
    Profile("p1", "twitter", "@northwind", counts=Counts(12, 1204), default=True),
    Profile("p2", "linkedin", "Northwind Studio of Fine Prints", counts=Counts(4, 17)),
    Profile("p3", "instagram", "northwind", counts=Counts(0, 3), disconnected=True),
    Profile("p4", "mastodon", "@nw@social.example", counts=Counts(5, None), paused=True),
    Profile("p5", "somewhere-new", "", counts=Counts()),
)
LIVE = Snapshot(profiles=PROFILES, link=Link.LIVE, as_of=NOW)
HELD = OutboxItem("o1", Delete(Update("u", "p1", "x")), State.HELD, NOW, NOW + timedelta(seconds=6))


class Shown(App[None]):
    """A sidebar, and what it told."""

    def __init__(self, snapshot: Snapshot = LIVE, *, width: int = 24, drawing: Drawing | None = None) -> None:
        super().__init__()
        self.snapshot = snapshot
        self.bar = Sidebar(drawing or Drawing())
        self.bar.styles.width = width
        self.told: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.bar

    def on_mount(self) -> None:
        self.bar.show(self.snapshot, NOW)
        self.bar.focus()

    @on(Sidebar.ProfileHighlighted)
    def _highlighted(self, message: Sidebar.ProfileHighlighted) -> None:
        self.told.append(f"on {message.profile_id or 'all'}")

    @on(Sidebar.ProfileChosen)
    def _chosen(self, message: Sidebar.ProfileChosen) -> None:
        self.told.append(f"chose {message.profile_id or 'all'}")

    @property
    def lines(self) -> list[str]:
        return screen_lines(self)


async def test_profiles_stand_in_buffers_order_with_marks_counts_and_states() -> None:
    app = Shown()
    async with app.run_test(size=(60, 12)):
        assert app.lines[:7] == [
            " PROFILES  5",
            "▌All profiles    21",
            " X  @northwind   12 ★",
            " in Northwind S…  4",
            " ig northwind     0 ⚠",
            " M  @nw@social.…  5 ‖",
            " so p5            –",
        ]


async def test_a_wide_sidebar_has_icons_and_the_counts_of_what_was_sent() -> None:
    app = Shown(width=42)
    async with app.run_test(size=(60, 12)):
        assert app.lines[1] == "▌All profiles               21  1,224"
        assert app.lines[2] == "   X  @northwind            12  1,204 ★"
        assert app.lines[4] == " ⌾ ig northwind              0      3 ⚠"
        assert app.lines[5] == "   M  @nw@social.example     5      – ‖"


async def test_letters_stand_in_for_glyphs() -> None:
    app = Shown(replace(LIVE, outbox=(HELD,)), drawing=Drawing(icons="letters"))
    async with app.run_test(size=(60, 12)):
        assert all(line.replace("…", "").replace("–", "").isascii() for line in app.lines)
        assert app.lines[1].startswith(">")
        assert app.lines[4].endswith("!")


async def test_moving_chooses_at_once_and_enter_goes_there() -> None:
    app = Shown()
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("j", "j", "enter", "G")
        await pilot.pause()
        assert app.told == ["on p1", "on p2", "chose p2", "on p5"]


async def test_a_click_chooses() -> None:
    app = Shown()
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.click(LineList, offset=(5, 2))
        await pilot.pause()
        assert app.told == ["on p2", "chose p2"]
        await pilot.click(LineList, offset=(5, 2))
        await pilot.pause()
        assert app.told[-1] == "chose p2"
        await pilot.click(LineList, offset=(5, 8))
        await pilot.pause()
        assert len(app.told) == 3


async def test_the_cursor_follows_what_is_chosen_elsewhere() -> None:
    app = Shown()
    async with app.run_test(size=(60, 12)) as pilot:
        app.bar.show(replace(LIVE, chosen="p3"), NOW)
        await pilot.pause()
        assert app.bar.list.cursor_key == "p3"
        assert app.told == []


async def test_the_cursor_is_not_pulled_back_by_a_choice_that_is_on_its_way() -> None:
    app = Shown()
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("j", "j", "j")
        app.bar.show(replace(LIVE, chosen="p1", sequence=1), NOW)
        await pilot.pause()
        assert app.bar.list.cursor_key == "p3"
        app.bar.show(replace(LIVE, chosen="p3", sequence=2), NOW)
        app.bar.show(replace(LIVE, chosen="p1", sequence=3), NOW)
        await pilot.pause()
        assert app.bar.list.cursor_key == "p1"


async def test_the_cursor_stays_on_its_profile_when_others_go() -> None:
    app = Shown(replace(LIVE, chosen="p4"))
    async with app.run_test(size=(60, 12)) as pilot:
        app.bar.show(replace(LIVE, chosen="p4", profiles=PROFILES[2:]), NOW)
        await pilot.pause()
        assert app.bar.list.cursor_key == "p4"
        app.bar.show(replace(LIVE, chosen=ALL, profiles=()), NOW)
        await pilot.pause()
        assert app.lines[1].split() == ["▌All", "profiles", "–"]


async def test_forty_profiles_scroll() -> None:
    profiles = tuple(Profile(f"p{n}", "mastodon", f"@brand{n}", counts=Counts(n, n)) for n in range(40))
    app = Shown(replace(LIVE, profiles=profiles))
    async with app.run_test(size=(60, 12)) as pilot:
        assert not any("@brand39" in line for line in app.lines)
        await pilot.press("G")
        await pilot.pause()
        assert any(line.startswith("▌M  @brand39") for line in app.lines)
        assert app.told == ["on p39"]


async def test_the_outbox_stands_at_the_foot_and_counts_down() -> None:
    app = Shown()
    async with app.run_test(size=(60, 12)) as pilot:
        assert not any("OUTBOX" in line for line in app.lines)
        app.bar.show(replace(LIVE, outbox=(HELD,)), NOW)
        await pilot.pause()
        assert app.lines[-2:] == [" OUTBOX              1", " ↺ delete  u 6s"]
        app.bar.show(replace(LIVE, outbox=(HELD,)), NOW + timedelta(seconds=2))
        await pilot.pause()
        assert app.lines[-1] == " ↺ delete  u 4s"
        app.bar.show(LIVE, NOW)
        await pilot.pause()
        assert not any("OUTBOX" in line for line in app.lines)


async def test_hostile_names_are_harmless() -> None:
    evil = Profile("p1", "odd[/]", "[@click=app.quit]x[/]\x1b]52;c;x\x07\u202e\ud800", counts=Counts(1, 1))
    app = Shown(replace(LIVE, profiles=(evil,)), width=50)
    async with app.run_test(size=(60, 12)) as pilot:
        assert "[@click=app.quit]x[/]␛]52;c;x␇\ufffd" in app.lines[2]
        await pilot.click(LineList, offset=(26, 1))
        await pilot.pause()
        assert app.is_running


async def test_no_width_breaks_anything() -> None:
    app = Shown(replace(LIVE, outbox=(HELD,)), width=24)
    async with app.run_test(size=(90, 14)) as pilot:
        for width in range(80):
            app.bar.styles.width = width
            await pilot.pause()
            for strip in screen_strips(app):
                assert sum(segment.cell_length for segment in strip) == 90
