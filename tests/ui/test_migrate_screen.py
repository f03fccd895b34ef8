"""The screen for moving from v1: pairs and differences, a save in the background, and what it says without a side."""

from __future__ import annotations

from dataclasses import replace

import pytest

from buffertui.core.commands import Situation
from buffertui.core.keeper import at_once
from buffertui.core.migrating_desk import MigratingDesk
from buffertui.core.migrating_ports import MemoryFolder
from buffertui.core.migrating_state import decode_rows
from buffertui.domain.secret import Secret
from buffertui.migrate_sides import WorldSides
from buffertui.moving import demo_desk
from buffertui.sandbox.faults import Fault, Kind
from buffertui.ui.actions.moving import move
from buffertui.ui.screens.migrate import MigrateScreen
from tests.support.screen import HUGE, LOW, WIDE, Person, opened

pytest.importorskip("graphql")


def desk_of(person: Person, *, key: bool = True, frm: bool = True, demo: bool = False) -> MigratingDesk:
    owner = person.stage.world.accounts[0]
    sides = WorldSides(
        person.clock, person.stage.transport, Secret(owner.token), Secret(owner.key) if key else None,
        folder_at=MemoryFolder("save"), demo=demo,
    )
    if not frm:
        sides.frm = ""
    return MigratingDesk(sides, person.clock, at_once)


async def show(person: Person, desk: MigratingDesk) -> None:
    person.app.push_screen(MigrateScreen(desk))
    await person.settle()


def requests(person: Person) -> int:
    return len(person.stage.transport.door.requests)


@pytest.mark.parametrize("size", [LOW, WIDE, HUGE, (52, 16)])
async def test_both_sides_are_paired_at_any_size(size: tuple[int, int]) -> None:
    async with opened(size) as person:
        await show(person, desk_of(person))
        person.fits()
        person.sees("Move from v1", "From", "s save", "Esc")
        if size[1] >= 24:
            person.sees("2027-02-01, in 70 days", "Found on both sides  7", "X @northwind")
            person.sees("All 14 waiting posts are there")


async def test_the_rest_is_reached_by_scrolling_and_looking_again_asks_anew() -> None:
    async with opened(LOW) as person:
        await show(person, desk_of(person))
        person.sees_not("100 in 15 minutes")
        await person.press("pagedown")
        person.sees("100 in 15 minutes")
        before = requests(person)
        await person.press("escape")
        await show(person, person_desk := desk_of(person))
        assert requests(person) > before
        before = requests(person)
        await person.press("escape")
        await show(person, person_desk)
        assert requests(person) == before, "what was found before is shown again without a request"
        await person.press("r")
        assert requests(person) > before


async def test_saving_shows_what_came_and_names_the_price_of_who_reacted_first() -> None:
    async with opened(WIDE) as person:
        desk = desk_of(person)
        await show(person, desk)
        await person.press("i")
        person.told("Save first (s)")
        await person.press("s")
        person.sees("7 profiles, 45 waiting, 525 sent", "i save who reacted")
        before = desk.state.saved
        assert before is not None
        assert before.price is not None
        person.sees(f"{before.price:,} requests")
        methods = {entry.method for entry in person.stage.transport.door.requests if entry.path.startswith("/1/")}
        assert methods == {"GET"}


async def test_a_save_goes_on_behind_the_screen_and_can_be_stopped() -> None:
    async with opened(LOW) as person:
        desk = desk_of(person)
        await show(person, desk)
        await person.press("s", "i")
        person.sees("x stop saving", "Esc close, goes on", "who", "requests")
        await person.press("escape")
        at = desk.state.progress.done
        await person.wait(61)
        assert desk.state.progress.done > at
        await show(person, desk)
        await person.press("x")
        person.sees("Stopped. What was complete is kept", "s save", "i save who reacted")
        assert not desk.state.saving
        folder = desk.sides.folder("", reactions=True)
        assert isinstance(folder, MemoryFolder)
        kept = [decode_rows(content) for name, content in folder.files.items() if name.startswith("interactions/")]
        assert sum(map(len, kept)) > 0


async def test_an_end_behind_the_screen_is_told_in_the_corner() -> None:
    async with opened(LOW) as person:
        desk = desk_of(person)
        await show(person, desk)
        person.stage.faults.add(Fault(Kind.SLOW, seconds=10, path_contains="configuration"))
        await person.press("s", "escape")
        assert desk.state.saving
        await person.wait(11)
        person.told("Saved", "save", "Who reacted is not in it")


async def test_with_one_kind_of_account_it_says_what_is_missing() -> None:
    async with opened(LOW) as person:
        await show(person, desk_of(person, key=False))
        person.sees("no account with a key", "publish.buffer.com/settings/api", "login --account new", "s save")
        await person.press("escape")
        before = requests(person)
        await show(person, desk_of(person, frm=False))
        person.sees("There is no account with API v1 here")
        person.sees_not("s save")
        await person.press("s", "r")
        assert requests(person) == before
        person.told("no account with API v1")


async def test_the_demo_shows_it_and_writes_nothing() -> None:
    async with opened(LOW) as person:
        await show(person, desk_of(person, demo=True))
        person.sees("The demo writes no files")
        person.sees_not("s save")
        await person.press("s")
        person.told("The demo writes no files")


async def test_trouble_is_said_where_the_pairs_would_stand() -> None:
    async with opened(LOW) as person:
        person.stage.faults.add(Fault(Kind.OFFLINE, times=None))
        await show(person, desk_of(person))
        person.sees("The two sides could not be read. Press r", "No connection to Buffer")
        person.stage.faults.clear()
        await person.press("r")
        person.sees("Found on both sides  7")


async def test_the_command_opens_the_desk_of_the_plan_or_says_that_there_is_none() -> None:
    async with opened(LOW) as person:
        move(person.main, Situation(person.now))
        if not person.main.plan.moving:
            await person.settle()
            person.told("no accounts here between which to move")
        owner = person.stage.world.accounts[0]
        make = demo_desk(person.clock, at_once, person.stage.transport, owner.token, owner.key)
        assert make() is make()
        assert replace(make().state).look is None
