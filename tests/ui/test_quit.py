"""Leaving while something has not gone out, and the price of dear loads."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from buffertui.core.state import Link, Snapshot
from buffertui.domain.drafts import Create, Delete, Draft, OutboxItem, State
from buffertui.domain.models import Profile, Update
from buffertui.domain.ports import Pace, Window
from buffertui.sandbox.faults import Fault, Kind
from buffertui.ui.present_price import price
from buffertui.ui.screens.quitting import QuitDialog, question
from tests.support.screen import LOW, Person, opened

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PROFILES = (Profile("p1", "twitter", "@northwind"),)


def held(item_id: str = "i1", state: State = State.HELD) -> OutboxItem:
    update = Update("u1", "p1", "The studio opens at noon.")
    return OutboxItem(item_id, Delete(update), state, NOW, NOW + timedelta(seconds=8) if state is State.HELD else None)


def says(snapshot: Snapshot, *, demo: bool = False) -> dict[str, str]:
    return {choice.id: choice.label.plain for choice in question(snapshot, NOW, demo=demo).choices}


async def post(person: Person, text: str) -> None:
    session = person.stage.session
    assert session is not None
    draft = Draft(session.drafts.new_id(), (person.now.chosen,), text)
    session.drafts.post(draft)
    session.write.submit(Create(draft.profile_ids, text), draft)
    await person.settle()


async def test_with_nothing_to_lose_q_leaves_at_once() -> None:
    async with opened() as person:
        await person.press("q")
        assert person.app.return_value == 0


async def test_it_names_what_has_not_gone_out_and_what_each_answer_does() -> None:
    async with opened() as person:
        await person.press("d", "q")
        person.sees("One change has not gone out yet", "held 8 s · delete · @northwind · Launch day.")
        person.sees("Send now, and quit", "It leaves at once", "Drop, and quit", "Nothing of it is done at Buffer")
        person.sees_not("Keep for the next start")


async def test_sending_now_lets_it_leave_and_is_waited_for() -> None:
    async with opened() as person:
        update = person.chosen
        await person.press("d", "q", "enter")
        session = person.stage.session
        assert session is not None
        assert person.app.return_value == 0
        await session.write.finish(10)
        assert person.stage.world.update(update.id) is None


async def test_several_of_one_profile_all_leave() -> None:
    async with opened() as person:
        await person.press("d", "j", "d", "j", "d", "q")
        person.sees("3 changes have not gone out yet")
        await person.press("enter")
        session = person.stage.session
        assert session is not None
        await session.write.finish(10)
        assert len([request for request in person.stage.requests() if "destroy" in request]) == 3


async def test_keeping_leaves_it_recorded_for_the_next_start() -> None:
    async with opened(demo=False) as person:
        await person.press("d", "q")
        person.sees("Keep for the next start", "goes out when buffertui is opened again")
        await person.press("j", "enter")
        assert person.app.return_value == 0
        assert [item.state for item in person.now.outbox] == [State.HELD]
        assert not [request for request in person.stage.requests() if "destroy" in request]


async def test_the_question_stays_true_while_what_is_held_goes_out() -> None:
    async with opened() as person:
        await person.press("d", "j", "d", "q", "j", "j")
        await person.wait(3)
        dialog = person.app.screen
        assert isinstance(dialog, QuitDialog)
        dialog.draw()
        await person.settle()
        person.sees("held 5 s")
        await person.wait(20)
        person.sees("Meanwhile it has gone out")
        person.sees_not("Drop, and quit")
        await person.press("enter")
        assert person.app.return_value is None, "the cursor went to staying, not to quitting"


async def test_without_a_connection_sending_now_says_what_will_happen() -> None:
    async with opened(demo=False) as person:
        person.stage.faults.add(Fault(Kind.OFFLINE, times=None))
        await post(person, "Into the dark")
        await person.press("q")
        person.sees("waiting · post", "There is no connection now.", "what cannot leave is kept")


async def test_dropping_keeps_the_text_as_a_draft() -> None:
    async with opened(demo=False) as person:
        person.stage.faults.add(Fault(Kind.OFFLINE, times=None))
        await post(person, "Into the dark")
        await person.press("q")
        person.sees("A text stays among the drafts.")
        await person.press("j", "j", "j", "enter")
        assert person.now.outbox == ()
        assert [draft.text for draft in person.now.drafts] == ["Into the dark"]


async def test_it_fits_a_low_terminal_with_many_items() -> None:
    async with opened(LOW, undo_seconds=60) as person:
        for _ in range(8):
            await person.press("d", "j")
        await person.press("q")
        person.sees("8 changes have not gone out yet", "and 2 others")
        person.fits()


def test_each_answer_fits_how_things_stand() -> None:
    one = Snapshot(profiles=PROFILES, outbox=(held(),))
    assert "is recorded here and goes out" in says(one)["keep"]
    two = replace(one, outbox=(held("i1"), held("i2", State.WAITING)))
    assert "They leave at once" in says(two)["send"]
    assert "are recorded here and go out" in says(two)["keep"]
    assert "refuses the token" in says(replace(one, link=Link.REFUSED))["send"]
    demo = says(replace(one, link=Link.OFFLINE), demo=True)
    assert "lost with the demo" in demo["send"]
    assert "keep" not in demo
    assert says(replace(one, outbox=()))["send"] == "Quit\n  Nothing is held or waiting any more."
    assert "waited for" in says(replace(one, outbox=(held(state=State.SENDING),)))["send"]


async def test_the_price_of_all_profiles_is_told_before_it_is_paid() -> None:
    async with opened() as person:
        await person.press("1", "g")
        await person.wait(1)
        person.told("Loading", "10 requests, 56 left; Esc stops.")
        assert len(person.stage.requests()) == 14, "the price was right"
        await person.press("r")
        person.told("15 requests, 46 left; Esc stops.")
        assert len(person.stage.requests()) == 29


async def test_a_cheap_load_names_no_price() -> None:
    async with opened() as person:
        await person.press("1", "j")
        await person.wait(1)
        await person.press("r")
        assert not person.toasts()


@pytest.mark.parametrize("again", [False, True])
async def test_escape_stops_a_load_and_what_had_come_stays(again: bool) -> None:
    async with opened() as person:
        await person.press("1", "g")
        if again:
            await person.wait(1)
        person.stage.faults.add(Fault(Kind.SLOW, "updates", "GET", times=None, after=3, seconds=600))
        await person.press("r") if again else await person.wait(1)
        before = len(person.stage.requests())
        person.sees("loading…")
        await person.press("escape")
        person.told("Stopped", "What had come is shown.", "would load the rest (r)")
        person.sees_not("loading…")
        person.stage.faults.clear()
        await person.wait(5)
        assert len(person.stage.requests()) == before
        person.sees("PENDING")


async def test_escape_with_nothing_under_way_does_nothing() -> None:
    async with opened() as person:
        await person.press("escape")
        assert not person.toasts()


def test_a_price_above_the_budget_says_how_long_it_takes() -> None:
    pace = Pace((Window(20, 60, 60.0),))
    assert price(12, pace) == "12 requests, 40 left; Esc stops."
    assert price(100, pace) == (
        "100 requests, 40 left: it takes at least 1:00. What you send goes first; Esc stops."
    )
    assert price(1, Pace()) == "1 request; Esc stops."
    assert price(50, Pace((Window(20, 60, 60.0), Window(90, 100, 900.0)))).startswith("50 requests, 10 left: ")
