"""The door for requests: who goes first, what is kept back, and that nobody is forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from buffertui.api.pacing import Limit, Pushback
from buffertui.domain.errors import Offline
from tests.support.street import BACKGROUND, NOON, READ, WRITE, Street, fill


@pytest.fixture
async def street() -> AsyncIterator[Street]:
    made = Street()
    yield made
    await made.end()


async def test_requests_go_at_once_while_there_is_budget(street: Street) -> None:
    task = await street.send("a")
    assert task.result() == "a"
    pace = street.pacer.snapshot()
    assert (pace.windows[0].used, pace.windows[0].limit, pace.windows[0].seconds) == (1, 60, 60.0)
    assert (pace.under_way, pace.waiting, pace.shut_until) == (0, 0, None)
    assert pace.windows[0].free_at is not None
    assert timedelta(seconds=60) <= pace.windows[0].free_at - NOON <= timedelta(seconds=61)


async def test_the_sixty_first_waits_until_the_first_is_a_minute_old(street: Street) -> None:
    await fill(street, 60)
    await street.send("late", WRITE)
    assert street.left == []
    assert street.pacer.snapshot().waiting_writes == 1
    await street.clock.advance(59.9)
    assert street.left == []
    await street.clock.advance(0.2)
    assert street.left == ["late"]
    assert street.pacer.snapshot().waiting == 0


async def test_a_request_counts_from_its_leaving_until_a_minute_after_its_answer() -> None:
    street = Street(1)
    await street.send("slow", WRITE, held=True)
    await street.send("next", WRITE)
    await street.clock.advance(100)
    assert street.left == ["slow"], "the server may stamp it as late as its answer"
    await street.answer("slow")
    await street.clock.advance(59)
    assert street.left == ["slow"]
    await street.clock.advance(1.1)
    assert street.left == ["slow", "next"]
    await street.end()


async def test_writes_go_before_reads_before_background_and_each_class_in_its_order(street: Street) -> None:
    await fill(street, 60)
    for name, priority in (("b1", BACKGROUND), ("r1", READ), ("w1", WRITE), ("b2", BACKGROUND), ("r2", READ),
                           ("w2", WRITE)):
        await street.send(name, priority)
    await street.clock.advance(61)
    assert street.left == ["w1", "w2", "r1", "r2", "b1", "b2"]


async def test_some_requests_are_kept_for_writes_and_some_more_for_reads(street: Street) -> None:
    for index in range(70):
        await street.send(f"b{index}", BACKGROUND)
    assert len(street.left) == 50
    for index in range(10):
        await street.send(f"r{index}", READ)
    assert [name for name in street.left if name[0] == "r"] == [f"r{n}" for n in range(5)]
    for index in range(10):
        await street.send(f"w{index}", WRITE)
    assert [name for name in street.left if name[0] == "w"] == [f"w{n}" for n in range(5)]
    assert street.pacer.snapshot().windows[0].used == 60


@pytest.mark.parametrize("limit", [1, 3, 7])
async def test_a_small_limit_leaves_something_for_every_class(limit: int) -> None:
    street = Street(limit)
    await street.send("b", BACKGROUND)
    assert street.left == ["b"]
    await street.end()


async def test_only_so_many_reads_are_under_way_at_once_but_a_write_need_not_wait_for_them() -> None:
    street = Street(concurrency=2)
    for name in ("r1", "r2", "r3"):
        await street.send(name, READ, held=True)
    assert street.left == ["r1", "r2"]
    assert (street.pacer.snapshot().under_way, street.pacer.snapshot().waiting) == (2, 1)
    await street.send("w", WRITE)
    assert street.left == ["r1", "r2", "w"]
    await street.answer("r1")
    assert street.left[-1] == "r3"
    await street.end()


async def test_the_tightest_of_several_windows_decides() -> None:
    street = Street(limits=(Limit(4, 10.0), Limit(6, 100.0)))  # type: ignore[arg-type]
    await fill(street, 4)
    for name in ("e", "f", "g"):
        await street.send(name, WRITE)
    await street.clock.advance(11)
    assert street.left == ["e", "f"]
    await street.clock.advance(85)
    assert street.left == ["e", "f"]
    await street.clock.advance(10)
    assert street.left == ["e", "f", "g"]
    assert [window.seconds for window in street.pacer.snapshot().windows] == [10.0, 100.0]
    await street.end()


async def test_the_wall_clock_may_jump_without_opening_or_closing_the_door(street: Street) -> None:
    await fill(street, 60)
    await street.send("a", WRITE)
    street.clock.jump(86400)
    await street.turns()
    assert street.left == []
    free = street.pacer.snapshot().windows[0].free_at
    assert free is not None
    assert timedelta(0) < free - street.clock.now() <= timedelta(seconds=61)
    street.clock.jump(-2 * 86400)
    await street.clock.advance(60.1)
    assert street.left == ["a"]


async def test_cancelling_one_who_waits_takes_him_out_of_the_line_and_costs_nothing(street: Street) -> None:
    await fill(street, 60)
    gone = await street.send("gone", WRITE)
    await street.send("next", WRITE)
    gone.cancel()
    await street.turns()
    assert gone.cancelled()
    assert street.pacer.snapshot().waiting == 1
    await street.clock.advance(60.1)
    assert street.left == ["next"]
    assert street.pacer.snapshot().windows[0].used == 1


async def test_cancelling_in_the_moment_of_the_turn_gives_the_turn_to_the_next() -> None:
    street = Street(1)
    await street.send("first", WRITE, held=True)
    second = await street.send("second", WRITE)
    await street.send("third", WRITE)
    street.open["first"].set_exception(Offline("No connection."))
    await asyncio.sleep(0)
    second.cancel()
    await street.turns()
    assert street.left == ["first", "third"]
    assert street.pacer.snapshot().under_way == 0
    await street.end()


async def test_cancelling_a_request_under_way_frees_its_place_but_still_counts_it() -> None:
    street = Street(concurrency=1)
    first = await street.send("a", READ, held=True)
    await street.send("b", READ)
    first.cancel()
    await street.turns()
    assert street.left == ["a", "b"]
    pace = street.pacer.snapshot()
    assert (pace.under_way, pace.windows[0].used) == (0, 2)
    await street.end()


async def test_what_never_left_does_not_count(street: Street) -> None:
    task = await street.send("a", READ, held=True)
    await street.answer("a", Offline("No connection."))
    assert isinstance(task.exception(), Offline)
    assert street.pacer.snapshot().windows[0].used == 0


async def test_an_error_counts_and_is_passed_on(street: Street) -> None:
    task = await street.send("a", READ, held=True)
    await street.answer("a", ValueError("broken"))
    assert isinstance(task.exception(), ValueError)
    assert street.pacer.snapshot().windows[0].used == 1


async def test_listeners_hear_of_every_change_also_of_those_by_time_alone(street: Street) -> None:
    heard: list[tuple[int, int, int, bool]] = []

    def listen() -> None:
        pace = street.pacer.snapshot()
        heard.append((pace.windows[0].used, pace.under_way, pace.waiting, pace.shut_until is not None))

    stop = street.pacer.on_change(listen)
    await street.send("a", READ, held=True)
    assert heard[-1] == (1, 1, 0, False)
    await street.answer("a", Pushback(10.0))
    assert heard[-1] == (60, 0, 1, True)
    await street.clock.advance(10.1)
    assert heard[-1] == (2, 1, 0, False)
    await street.answer("a")
    assert heard[-1] == (2, 0, 0, False)
    await street.clock.advance(100)
    assert heard[-1] == (0, 0, 0, False)
    stop()
    before = len(heard)
    await street.send("b")
    assert len(heard) == before


async def test_closing_cancels_those_who_wait_and_lets_nobody_in(street: Street) -> None:
    await fill(street, 60)
    waiting = await street.send("a", WRITE)
    street.pacer.close()
    await street.turns()
    assert waiting.cancelled()
    late = await street.send("b", WRITE)
    assert isinstance(late.exception(), Offline)
    assert street.left == []
