"""The last screen from the store: in the very first frame, read on in as one scrolls, and with no network at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from textual.app import App
from textual.screen import Screen

from buffertui.core.kept_lists import FIRST_OF_ALL, FIRST_ROWS
from buffertui.core.listing import PAGE
from buffertui.core.state import Side
from buffertui.domain.memory import KnownList, Remembered
from buffertui.domain.models import Account, Counts, Profile, Schedule, Update
from buffertui.sandbox.faults import Fault, Kind
from buffertui.store.memory import MemoryStore
from buffertui.ui.app import BuffertuiApp
from buffertui.ui.compat import screen_lines
from buffertui.ui.present_pane import foot
from buffertui.ui.screens.main import MainScreen
from tests.support.screen import Person, Stage, opened
from tests.support.story import MORNING

PENDING = 260
PROFILES = (
    Profile("p1", "mastodon", "northwind", counts=Counts(PENDING, 0), default=True, timezone="UTC",
            schedules=(Schedule(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ("09:00",)),)),
    Profile("p2", "linkedin", "Harbour", counts=Counts(PENDING, 0), timezone="UTC",
            schedules=(Schedule(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ("09:00",)),)),
)


def queue(profile: str) -> tuple[Update, ...]:
    return tuple(
        Update(f"{profile}-{n}", profile, f"Boat {n} of {profile} in the harbour", service="mastodon",
               due_at=MORNING.replace(hour=9, minute=0) + timedelta(days=n))
        for n in range(PENDING)
    )


def left(chosen: str = "p1") -> MemoryStore:
    """What an evening left: both queues, read to their ends."""
    store = MemoryStore()
    for profile in ("p1", "p2"):
        store.remember_list(KnownList("pending", profile, queue(profile), PENDING, None, 3, MORNING))
        store.remember_list(KnownList("sent", profile, (), 0, None, 1, MORNING))
    store.remember(Account("a1", "Northwind"), PROFILES, chosen, MORNING)
    return store


@asynccontextmanager
async def offline(store: MemoryStore, *, early: bool = True) -> AsyncIterator[Person]:
    """The screen on what was left, with no network. ``early``: it was read before the screen came up."""
    known = store.recall(FIRST_ROWS, FIRST_OF_ALL)

    async def recall(account: str) -> Remembered:
        return known

    def prepare(stage: Stage) -> None:
        stage.store = store
        stage.faults.add(Fault(Kind.OFFLINE, times=None))

    ready: Callable[[], Remembered | None] = lambda: known if early else None  # noqa: E731
    async with opened(prepare=prepare, recall=recall, known=ready, demo=False) as person:
        for _ in range(100):
            if person.stage.session is not None:
                break
            await person.settle()
        await person.settle()
        yield person


@pytest.fixture
def frames(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The text of everything that was drawn on the main screen, frame by frame."""
    found: list[str] = []
    display = App._display

    def recorded(self: BuffertuiApp, screen: Screen[Any], renderable: Any) -> None:
        display(self, screen, renderable)
        if isinstance(screen, MainScreen) and renderable is not None and screen is self.screen:
            found.append("\n".join(screen_lines(self)))

    monkeypatch.setattr(App, "_display", recorded)
    return found


async def test_the_first_frame_has_the_posts(frames: list[str]) -> None:
    async with offline(left()) as person:
        person.sees("Boat 0 of p1")
    assert frames
    for part in ("Boat 0 of p1", "northwind", "Harbour"):
        assert part in frames[0], f"{part} is not on the first frame:\n{frames[0]}"
    assert all("Boat 0 of p1" in frame for frame in frames)


async def test_where_the_store_is_slower_than_the_screen_the_posts_follow() -> None:
    async with offline(left(), early=False) as person:
        person.sees("Boat 0 of p1")


async def test_without_a_network_one_can_scroll_to_the_last_post_of_every_queue() -> None:
    async with offline(left()) as person:
        assert len(person.pending()) <= 2 * PAGE
        for _ in range(6):
            await person.press("G")
        assert [update.id for update in person.pending()] == [update.id for update in queue("p1")]
        person.sees(f"Boat {PENDING - 1} of p1")
        await person.press("1", "j", "enter")
        person.sees("Boat 0 of p2")
        for _ in range(6):
            await person.press("G")
        person.sees(f"Boat {PENDING - 1} of p2")


async def test_what_is_still_in_the_store_is_not_said_to_have_failed() -> None:
    async with offline(left()) as person:
        person.sees("offline")
        person.sees_not("loading…")
        failed = replace(person.now.pending, error="No connection.")
        said = "".join(piece.text for _, pieces in foot(failed, {}, filtered=False) for piece in pieces)
        assert "could not be loaded" not in said
        assert "as you scroll" in said


async def test_what_the_store_has_comes_also_while_buffer_is_asked() -> None:
    async with offline(left()) as person:
        session = person.stage.session
        assert session is not None
        session._shelf.loading.add((Side.PENDING, "p1"))
        session._shelf.show()
        await person.settle()
        person.sees("loading…")
        for _ in range(6):
            await person.press("G")
        assert len(person.pending()) == PENDING


async def test_a_filter_finds_what_only_the_store_has() -> None:
    async with offline(left()) as person:
        await person.press("/")
        await person.type("Boat 255")
        assert [update.id for update in person.pending()] == ["p1-255"]
        await person.press("escape", "escape", "g")
    async with offline(left()) as person:
        await person.press("/")
        await person.type("harbour")
        assert len(person.pending()) == PENDING


async def test_the_composer_counts_the_times_of_a_queue_that_was_not_opened() -> None:
    async with offline(left()) as person:
        await person.press("c")
        last = queue("p1")[-1].due_at
        assert last is not None
        free = last + timedelta(days=1)
        person.sees(f"{free:%b}")
        person.sees(f"{free.day} {free:%b}")


async def test_while_a_profile_comes_from_the_store_no_blank_list_is_drawn(frames: list[str]) -> None:
    async with offline(left()) as person:
        session = person.stage.session
        assert session is not None
        waiting: list[tuple[Callable[[], Any], asyncio.Future[Any]]] = []

        def slow(call: Callable[[], Any]) -> asyncio.Future[Any]:
            future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
            waiting.append((call, future))
            return future

        usual, session._keeper._run = session._keeper._run, slow
        before = len(frames)
        await person.press("1", "j")
        session._keeper._run = usual
        chosen, shown = person.now.chosen, person.text
        for call, future in waiting:
            future.set_result(call())
        await person.settle()
        assert chosen == "p2"
        assert "Boat 0 of p1" in shown
        person.sees("Boat 0 of p2")
        assert all("Boat 0 of p1" in frame or "Boat 0 of p2" in frame for frame in frames[before:])
        assert not any("Loading" in frame for frame in frames[before:])
