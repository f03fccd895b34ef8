"""The screen stays whole and honest with accounts of every size and state, at every size of the terminal."""

from __future__ import annotations

import pytest

from buffertui.clock import ManualClock
from buffertui.sandbox.faults import Fault, Kind
from buffertui.sandbox.seed import seed_empty, seed_single, seed_world
from buffertui.sandbox.world import World
from tests.support.screen import HUGE, LOW, WIDE, Stage, opened

SIZES = pytest.mark.parametrize("size", [LOW, WIDE, HUGE], ids=["80x24", "120x40", "200x50"])


def forty(clock: ManualClock) -> World:
    return seed_world(clock, profiles=40, pending=6, sent=9)


@SIZES
async def test_an_empty_account_says_what_to_do(size: tuple[int, int]) -> None:
    async with opened(size, world=seed_empty) as person:
        person.fits()
        person.sees("Northwind Studio", "No profile is connected yet.", "r looks for it.")
        await person.press("c")
        person.told("no profile to write for")


@SIZES
async def test_one_profile(size: tuple[int, int]) -> None:
    async with opened(size, world=seed_single) as person:
        person.fits()
        person.sees("PROFILES  1", "PENDING  3")
        await person.press("3")
        person.sees("SENT  5")


@SIZES
async def test_forty_profiles_can_all_be_reached(size: tuple[int, int]) -> None:
    async with opened(size, world=forty) as person:
        person.fits()
        await person.press("1", "G")
        await person.wait(1)
        last = person.now.profiles[-1]
        assert person.now.chosen == last.id
        person.sees(f"PENDING  6 · {last.username}")
        await person.press("g")
        await person.wait(1)
        person.sees("PENDING  240")
        person.fits()


async def test_odd_states_of_profiles_are_seen_without_colour() -> None:
    async with opened() as person:
        lines = {name: next(line for line in person.lines() if name in line[:30])[:30] for name in
                 ("@northwind ", "@northwind@press", "Northwind Prints")}
        assert lines["@northwind "].rstrip().endswith("★")
        assert lines["@northwind@press"].rstrip().endswith("‖")
        assert lines["Northwind Prints"].rstrip().endswith("⚠")


async def test_empty_lists_say_that_they_are_empty_and_what_to_do() -> None:
    async with opened() as person:
        await person.press("1", "G")
        await person.wait(1)
        person.sees("Nothing waits here.", "c writes a post.", "Nothing has been sent yet.")


async def test_all_pages_of_a_long_history_come_as_one_scrolls() -> None:
    async with opened() as person:
        await person.press("3")
        for _ in range(30):
            if len(person.now.sent.updates) == 166:
                break
            await person.press("G")
        ids = [update.id for update in person.now.sent.updates]
        assert len(ids) == len({*ids}) == 166


def offline(stage: Stage) -> None:
    stage.faults.add(Fault(Kind.OFFLINE, times=None))


@SIZES
async def test_without_a_network_it_says_so_and_comes_to_life_by_itself(size: tuple[int, int]) -> None:
    async with opened(size, prepare=offline) as person:
        person.fits()
        person.sees("offline", "No connection")
        person.stage.faults.clear()
        await person.wait(61)
        person.sees("PENDING  14")
        person.sees_not("offline")


async def test_a_wrong_token_is_said_and_nothing_is_asked_again() -> None:
    async with opened(prepare=lambda stage: stage.faults.add(Fault(Kind.REVOKED))) as person:
        person.sees("token refused", "Log in")
        asked = len(person.stage.requests())
        await person.wait(600)
        assert len(person.stage.requests()) == asked


async def test_a_token_withdrawn_while_running_keeps_what_is_shown() -> None:
    async with opened() as person:
        person.stage.faults.add(Fault(Kind.REVOKED))
        await person.press("r")
        person.sees("token refused", "Launch day")
        await person.press("d")
        person.told("refused the token", "texts are kept")


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.REVOKED])
async def test_whatever_goes_wrong_the_lists_stay_and_the_screen_is_whole(kind: Kind) -> None:
    async with opened(LOW) as person:
        person.stage.faults.add(Fault(kind, times=None, seconds=3.0))
        await person.press("r")
        await person.wait(30)
        person.fits()
        person.sees("PENDING", "Launch day")
        person.stage.faults.clear()
        await person.wait(400)
        await person.press("r")
        await person.wait(30)
        person.sees("demo · as of", "PENDING")
        person.sees_not("offline", "door shut")


async def test_every_size_of_the_terminal_leaves_the_screen_whole() -> None:
    async with opened() as person:
        for width, height in ((1, 1), (20, 5), (40, 10), (41, 11), (62, 17), (79, 23), (103, 29), (104, 30), (260, 70)):
            await person.resize(width, height)
            person.fits()
        await person.resize(*WIDE)
        person.sees("PENDING  14", "SENT  166")
