"""What follows from a letter comes with the next frame: nothing that is done at once may rely on the frame before."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from buffertui.core.state import Side, Snapshot
from buffertui.domain.drafts import Draft
from buffertui.domain.models import Account
from buffertui.ui.screens.compose import ComposeScreen, Sent
from buffertui.ui.widgets.filter_line import FilterLine
from tests.support.composer import OLD, PROFILES, host, settle, type_text
from tests.support.quick_pilot import quick_pilot
from tests.support.screen import opened

__all__ = ["quick_pilot"]


def at_once(pilot: Pilot[None], *keys: str) -> None:
    """Press keys without waiting between them."""
    for key in keys:
        pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))


async def test_the_counters_follow_every_letter() -> None:
    app = host(Draft("d1", ("x",), "a" * 270))
    async with app.run_test(size=(120, 40)) as pilot:
        for count in range(271, 284):
            await type_text(pilot, "b")
            assert f"{count}/280" in app.counters


async def test_letters_faster_than_frames_are_counted_in_the_end() -> None:
    app = host(Draft("d1", ("x",), "a" * 200))
    async with app.run_test(size=(120, 40)) as pilot:
        at_once(pilot, *"b" * 90)
        await settle(pilot)
        assert "290/280" in app.counters
        assert "too long for X" in app.hint


async def test_sending_behind_the_last_letter_counts_that_letter() -> None:
    app = host(Draft("d1", ("x",), "a" * 280))
    async with app.run_test(size=(120, 40)) as pilot:
        await type_text(pilot, "!")
        at_once(pilot, "?", "ctrl+s")
        await settle(pilot)
        assert app.result is None
        assert "2 over the limit of 280" in app.says
        assert "282/280" in app.counters


async def test_a_letter_after_a_warning_asks_again_however_fast_the_next_key_comes() -> None:
    app = host(Draft("d1", ("x",), "a" * 281))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("ctrl+s")
        assert "Send anyway" in app.keys
        await pilot.press("shift+left")
        at_once(pilot, "b")
        await pilot.press("ctrl+s")
        assert app.result is None
        assert "1 over the limit of 280" in app.says
        await pilot.press("ctrl+s")
    assert isinstance(app.result, Sent)
    assert app.result.write.text == "a" * 280 + "b"


async def test_what_was_said_about_a_paste_stays() -> None:
    app = host(Draft("d1", ("x",), "a"))
    async with app.run_test(size=(120, 40)) as pilot:
        app.editor.post_message(events.Paste("b\x07c"))
        await settle(pilot)
        assert "left out of the paste" in app.hint


async def test_the_draft_is_told_once_the_hand_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ComposeScreen, "PAUSE", 0.01)
    app = host(Draft("d1", ("x",), ""))
    async with app.run_test() as pilot:
        at_once(pilot, *"abc")
        await pilot.pause(0.05)
        assert [draft.text for draft in app.told][-1:] == ["abc"]


async def test_a_filter_is_whole_before_the_list_has_the_keys() -> None:
    async with opened() as person:
        await person.press("slash")
        line = person.main.query_one(FilterLine)
        for key in ("h", "a", "l", "d", "e", "n", "enter"):
            person.app.post_message(events.Key(key, key if len(key) == 1 else "\r"))
        await person.settle()
        assert line.value == "halden"
        assert person.app.focused is person.main.list_of(Side.PENDING)
        assert all("halden" in update.text.lower() for update in person.pending())
        assert "Halden" in person.chosen.text


async def test_the_same_rows_come_back_when_a_letter_is_taken_away() -> None:
    async with opened() as person:
        rows = person.main.list_of(Side.PENDING).rows.rows
        await person.press("slash")
        await person.type("print")
        some = person.main.list_of(Side.PENDING).rows.rows
        assert 0 < len(some) < len(rows)
        assert all(any(row is before for before in rows) for row in some)
        await person.press(*["backspace"] * 5)
        assert person.main.list_of(Side.PENDING).rows.rows == rows


class Desk(App[None]):
    """The line of the filter alone, and what it tells."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def compose(self) -> ComposeResult:
        yield FilterLine(id="filter")

    def on_filter_line_typed(self, message: FilterLine.Typed) -> None:
        self.told.append(message.query)

    def on_filter_line_left(self) -> None:
        self.told.append("left")


async def test_the_whole_filter_is_told_before_the_line_is_left() -> None:
    app = Desk()
    async with app.run_test() as pilot:
        line = app.query_one(FilterLine)
        line.begin()
        await pilot.pause()
        line.value = "hal"
        line.end(keep=True)
        await settle(pilot)
        assert app.told == ["hal", "left"]
        line.end(keep=False)
        await settle(pilot)
        assert app.told == ["hal", "left", "", "left"]


async def test_what_will_come_of_it_follows_the_clock_and_what_is_taken_but_not_the_text() -> None:
    """The first slot of the queue passes while somebody types."""
    app = host(Draft("d1", ("x",), "a"), taken={"x": ()})
    async with app.run_test(size=(120, 40)) as pilot:
        first = app.echo
        await type_text(pilot, "b")
        assert app.echo == first
        state = Snapshot(profiles=PROFILES, account=Account("a", timezone="Europe/Berlin"), lacks=OLD)
        app.composer.renew(state, {"x": (datetime(2026, 11, 23, 16, 0, tzinfo=UTC),)})
        await settle(pilot)
        second = app.echo
        assert second != first
        app.clock.jump(12 * 3600)
        await type_text(pilot, "c")
        assert app.echo == "Likely: Today 09:00"
