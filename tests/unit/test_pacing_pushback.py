"""What a 429 does to everybody at the door, and how it opens again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from buffertui.api.pacing import Limit, Pushback
from buffertui.domain.errors import Offline
from tests.support.street import NOON, READ, WRITE, Street


@pytest.fixture
async def street() -> AsyncIterator[Street]:
    made = Street()
    yield made
    await made.end()


async def test_a_429_shuts_the_door_for_everybody_until_the_time_named(street: Street) -> None:
    await street.send("a", READ, held=True)
    await street.answer("a", Pushback(30.0))
    await street.send("w", WRITE)
    pace = street.pacer.snapshot()
    assert pace.shut_until == NOON + timedelta(seconds=30)
    assert (pace.waiting, pace.waiting_writes) == (2, 1)
    assert pace.windows[0].used == 60, "others use the account: the window counts as full"
    await street.clock.advance(29.9)
    assert street.left == ["a"]
    await street.clock.advance(0.2)
    assert street.left == ["a", "w", "a"]
    assert street.pacer.snapshot().shut_until is None
    assert street.pacer.snapshot().windows[0].used < 60


async def test_what_a_429_refused_goes_first_afterwards_and_in_order() -> None:
    street = Street()
    for name in ("r1", "r2", "r3"):
        await street.send(name, READ, held=True)
    await street.send("r4", READ, held=True)
    await street.send("r5", READ)
    for name in ("r2", "r3", "r1"):
        await street.answer(name, Pushback(10.0))
    await street.answer("r4")
    street.left.clear()
    await street.clock.advance(10.1)
    assert street.left == ["r1"], "one request tries the door"
    await street.answer("r1")
    assert street.left == ["r1", "r2", "r3", "r5"]
    await street.end()


async def test_after_a_429_one_request_probes_and_a_second_429_keeps_all_others_in() -> None:
    street = Street()
    await street.send("w1", WRITE, held=True)
    await street.send("w2", WRITE, held=True)
    await street.answer("w1", Pushback(5.0))
    await street.answer("w2", Pushback(5.0))
    street.left.clear()
    await street.clock.advance(6)
    assert street.left == ["w1"]
    await street.answer("w1", Pushback(7.0))
    await street.clock.advance(6.9)
    assert street.left == ["w1"]
    await street.clock.advance(0.2)
    assert street.left == ["w1", "w1"]
    await street.answer("w1")
    assert street.left == ["w1", "w1", "w2"]
    await street.end()


@pytest.mark.parametrize("how", ["cancelled", "offline"])
async def test_a_probe_that_brings_no_answer_is_followed_by_another(how: str) -> None:
    street = Street()
    first = await street.send("w1", WRITE, held=True)
    await street.answer("w1", Pushback(5.0))
    await street.send("w2", WRITE, held=True)
    await street.send("w3", WRITE)
    await street.clock.advance(5.1)
    street.left.clear()
    if how == "cancelled":
        first.cancel()
        await street.turns()
    else:
        await street.answer("w1", Offline("No connection."))
        assert isinstance(first.exception(), Offline)
    assert street.left == ["w2"]
    await street.answer("w2")
    assert street.left == ["w2", "w3"]
    await street.end()


async def test_a_429_without_a_time_waits_for_the_oldest_request_to_leave_the_window(street: Street) -> None:
    await street.send("old")
    await street.clock.advance(40)
    await street.send("a", READ, held=True)
    await street.answer("a", Pushback())
    shut = street.pacer.snapshot().shut_until
    assert shut is not None
    assert timedelta(seconds=60) <= shut - NOON < timedelta(seconds=60.5)
    await street.clock.advance(20.5)
    assert street.left == ["old", "a", "a"]


async def test_a_429_without_a_time_waits_a_second_at_least(street: Street) -> None:
    await street.send("old")
    await street.clock.advance(59.9)
    await street.send("a", READ, held=True)
    await street.answer("a", Pushback())
    assert street.pacer.snapshot().shut_until == NOON + timedelta(seconds=60.9)


async def test_a_429_to_the_only_request_and_without_a_time_waits_a_whole_window(street: Street) -> None:
    await street.send("a", READ, held=True)
    await street.answer("a", Pushback())
    assert street.pacer.snapshot().shut_until == NOON + timedelta(seconds=60)


async def test_429s_without_a_time_one_after_the_other_wait_twice_as_long_each(street: Street) -> None:
    for index in range(30):
        await street.send(f"old{index}", WRITE)
        await street.clock.advance(1.5)
    await street.clock.advance(14.5)
    await street.send("a", WRITE, held=True)
    waits = []
    for _ in range(4):
        before = street.clock.now()
        await street.answer("a", Pushback())
        shut = street.pacer.snapshot().shut_until
        assert shut is not None
        waits.append(round((shut - before).total_seconds(), 3))
        await street.clock.advance(waits[-1])
    assert waits == [1.0, 2.0, 4.0, 8.0]


async def test_several_answers_429_to_one_burst_shut_until_the_latest_time(street: Street) -> None:
    await street.send("r1", READ, held=True)
    await street.send("r2", READ, held=True)
    await street.answer("r1", Pushback(20.0))
    await street.answer("r2", Pushback(10.0))
    assert street.pacer.snapshot().shut_until == NOON + timedelta(seconds=20)


async def test_the_servers_own_count_adds_what_others_used_and_never_takes_away() -> None:
    street = Street(limits=(Limit(10, 60.0), Limit(100, 86400.0)), reserve=0, read_reserve=0)  # type: ignore[arg-type]
    await street.send("a")
    street.pacer.observe(Limit(10, 60.0), remaining=2, reset=20.0)
    street.pacer.observe(Limit(250, 86400.0), remaining=250, reset=86400.0)
    first, second = street.pacer.snapshot().windows
    assert (first.used, first.limit) == (8, 10)
    assert (second.used, second.limit) == (1, 250)
    street.pacer.observe(Limit(10, 60.0), remaining=9, reset=20.0)
    assert street.pacer.snapshot().windows[0].used == 8
    await street.clock.advance(20.1)
    assert street.pacer.snapshot().windows[0].used == 1
    await street.end()


async def test_a_429_about_one_of_several_windows_fills_that_one() -> None:
    street = Street(limits=(Limit(10, 60.0), Limit(100, 86400.0)))  # type: ignore[arg-type]
    await street.send("a", READ, held=True)
    await street.answer("a", Pushback(3600.0, 86400.0))
    assert [window.used for window in street.pacer.snapshot().windows] == [1, 100]
    await street.end()
