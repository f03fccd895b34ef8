"""The frame that is kept is the first picture of the next start: same text, same colours, same places."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from rich.color import ColorSystem
from rich.style import Style

from buffertui import frame_file
from buffertui.clock import ManualClock
from buffertui.core.kept_lists import FIRST_OF_ALL, FIRST_ROWS
from buffertui.core.session import Session
from buffertui.core.state import Link, Snapshot
from buffertui.domain.memory import Remembered
from buffertui.kept_frame import written
from buffertui.ui.app import BuffertuiApp
from buffertui.ui.compat import screen_strips
from buffertui.ui.last_frame import Frame, draw_frame, shown_first
from buffertui.ui.plan import Plan
from tests.support.screen import HUGE, LOW, WIDE, Person, opened

Cells = list[tuple[str, str]]
"""Each character with the codes of its style."""

SIZES = (WIDE, LOW, HUGE, (103, 30), (104, 29), (90, 40), (60, 20), (40, 10), (133, 45))
ANSI = re.compile(r"\x1b\[([0-9;]*)([mH])")


def drawn_by(frame: Frame, size: tuple[int, int], now: datetime) -> list[Cells]:
    """What the splash puts on a terminal, row by row."""
    text = written(frame, "key", "state").decode().partition("\n")[2]
    rows: list[Cells] = []
    style, at = "", 0
    told = frame_file.lay(text, *size, now.timestamp()).decode()
    for found in [*ANSI.finditer(told), None]:
        end = found.start() if found else len(told)
        if rows:
            rows[-1] += [(character, style) for character in told[at:end]]
        if found is None:
            break
        at = found.end()
        if found[2] == "H":
            assert found[1] == f"{len(rows) + 1};1"
            rows.append([])
        else:
            style = found[1].removeprefix("0;")
    return rows


SYSTEMS = {"standard": ColorSystem.STANDARD, "256": ColorSystem.EIGHT_BIT, "truecolor": ColorSystem.TRUECOLOR}


def live(app: BuffertuiApp) -> list[Cells]:
    """What a live screen draws, row by row."""
    rows: list[Cells] = []
    for strip in screen_strips(app):
        rows.append([])
        for text, style, _ in strip:
            system = SYSTEMS[app.console.color_system or ""]
            codes = (style or Style()).render("x", color_system=system).partition("x")[0]
            rows[-1] += [(character, codes[2:-1] or "0") for character in text]
    return rows


async def first_picture(known: Remembered, size: tuple[int, int], at: datetime, of: Plan) -> list[Cells]:
    """What a start draws of this before it has a session."""
    connecting = asyncio.Event()

    async def connect(account: str, on_crash: Any) -> Session:
        connecting.set()
        await asyncio.Event().wait()
        raise AssertionError

    async def recall(account: str) -> Remembered:
        return known

    app = BuffertuiApp(replace(of, connect=connect, recall=recall, clock=ManualClock(at), demo=False))
    async with app.run_test(size=size) as pilot:
        await connecting.wait()
        await pilot.pause()
        await pilot.pause()
        return live(app)


async def kept(person: Person) -> tuple[Frame, Remembered]:
    """The frame at this moment, and what the store has for the next start."""
    await person.wait(5)
    session = person.stage.session
    assert session is not None
    frame = draw_frame(person.main, as_on_an_account(session.snapshot), frame_file.layout)
    assert frame is not None
    return frame, session._keeper.store.recall(FIRST_ROWS, FIRST_OF_ALL)


def as_on_an_account(snapshot: Snapshot) -> Snapshot:
    return replace(snapshot, demo=False)


def said(rows: list[Cells]) -> str:
    return "\n".join("".join(character for character, _ in row) for row in rows)


def seen(rows: list[Cells]) -> list[Cells]:
    """What can be told apart by eye: of a blank only the colour of its ground, unless it is reversed."""
    return [
        [(c, codes if c != " " or "7;" in f"{codes};" else codes.rpartition("48;2;")[2]) for c, codes in row]
        for row in rows
    ]


def same(one: list[Cells], other: list[Cells]) -> None:
    assert said(one) == said(other)
    for number, (left, right) in enumerate(zip(seen(one), seen(other), strict=True)):
        assert left == right, f"row {number}"


@pytest.fixture(autouse=True)
def many_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of today."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_it_is_the_first_picture_of_the_next_start(size: tuple[int, int]) -> None:
    async with opened(size) as person:
        await person.press("j", "j", "j", "tab", "j", "2")
        frame, known = await kept(person)
        now = person.clock.now()
        same(drawn_by(frame, size, now), await first_picture(known, size, now, person.app.plan))


@pytest.mark.parametrize("days", [1, 2, 7], ids=str)
async def test_on_a_later_day_it_has_the_headings_of_that_day(days: int) -> None:
    async with opened(HUGE) as person:
        frame, known = await kept(person)
        later = person.clock.now() + timedelta(days=days, minutes=3)
        shown = drawn_by(frame, HUGE, later)
        assert shown != drawn_by(frame, HUGE, person.clock.now())
        same(shown, await first_picture(known, HUGE, later, person.app.plan))


async def test_what_is_held_and_what_waits_is_not_on_it() -> None:
    async with opened(WIDE) as person:
        await person.press("d", "j", "t")
        await person.wait(1)
        person.sees("OUTBOX", "deleting")
        frame, known = await kept(person)
        now = person.clock.now()
        shown = drawn_by(frame, WIDE, now)
        assert "OUTBOX" not in said(shown)
        assert "deleting" not in said(shown)
        same(shown, await first_picture(known, WIDE, now, person.app.plan))


async def test_where_the_budget_and_the_time_went_on_only_the_age_says_so() -> None:
    async with opened(WIDE) as person:
        frame, _ = await kept(person)
        now = person.clock.now()
        for later, age in ((0, "just now"), (61, "1 min ago"), (7300, "2 h ago")):
            assert f"({age})" in said(drawn_by(frame, WIDE, now + timedelta(seconds=later)))


async def test_another_theme_than_the_next_start_has_is_not_kept() -> None:
    async with opened(WIDE) as person:
        person.app.theme = "buffertui-light"
        await person.settle()
        assert draw_frame(person.main, as_on_an_account(person.now), frame_file.layout) is None


async def test_nothing_is_kept_of_a_demo_or_of_an_account_that_was_never_read() -> None:
    async with opened(WIDE) as person:
        assert shown_first(person.now) is None
        assert draw_frame(person.main, person.now, frame_file.layout) is None
        busy = replace(person.now.pending, loading=True, error="No connection.")
        assert shown_first(replace(as_on_an_account(person.now), pending=busy)) == shown_first(
            as_on_an_account(person.now)
        )
        assert shown_first(replace(as_on_an_account(person.now), as_of=None)) is None
        assert shown_first(replace(as_on_an_account(person.now), link=Link.REFUSED)) is None

