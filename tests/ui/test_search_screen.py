"""The search over everything ever seen, and deleted updates made anew."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from buffertui.core.session import Session
from buffertui.core.state import Snapshot
from buffertui.domain.drafts import At, Create, Delete, NextSlot, OutboxItem, State
from buffertui.domain.errors import StoreError
from buffertui.domain.memory import Found
from buffertui.domain.models import FAILED, Media, Profile, Update
from buffertui.sandbox.faults import Fault, Kind
from buffertui.ui.pieces import cells, plain
from buffertui.ui.present import key_names
from buffertui.ui.present_drafts import deleted_about, lost_media, restored_when
from buffertui.ui.present_search import FoundRows, found_rows
from buffertui.ui.screens.compose import ComposeScreen
from buffertui.ui.screens.detail import DetailScreen
from buffertui.ui.screens.search import SearchScreen
from tests.support.screen import LOW, Person, Stage, opened

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PROFILES = (Profile("p1", "twitter", "@northwind"),)


async def seen(person: Person) -> None:
    """Everything was loaded once and what is remembered was written."""
    await person.press("1", "g")
    await person.wait(5)
    await person.press("j")
    await person.wait(5)


async def searching(person: Person) -> SearchScreen:
    await person.press("F")
    assert isinstance(person.app.screen, SearchScreen)
    return person.app.screen


def session_of(person: Person) -> Session:
    assert person.stage.session is not None
    return person.stage.session


async def test_it_finds_pending_and_sent_of_every_profile_while_typing() -> None:
    async with opened() as person:
        await seen(person)
        await searching(person)
        person.sees("Type a word.", "every update of 7 profiles")
        await person.type("stu")
        first = int(person.lines()[_line(person, "Search everything")].split()[-2])
        await person.type("dio night")
        person.sees("2 found", "Leaving the studio light on", "sent", "@northwind@press.example")
        assert first > 1


def _line(person: Person, text: str) -> int:
    return next(n for n, line in enumerate(person.lines()) if text in line)


async def test_it_works_without_a_network() -> None:
    async with opened() as person:
        await seen(person)
        person.stage.faults.add(Fault(Kind.OFFLINE, times=None))
        requests = len(person.stage.requests())
        await searching(person)
        await person.type("calendar")
        person.sees("found", "The tide calendar ships")
        assert len(person.stage.requests()) == requests


async def test_nothing_found_says_what_to_do() -> None:
    async with opened() as person:
        await searching(person)
        await person.type("zzz")
        person.sees("Nothing that was seen has “zzz” in it.", "scroll down in Sent")


async def test_typing_does_not_wait_for_a_slow_search() -> None:
    async with opened() as person:
        session, asked = session_of(person), list[str]()
        gate = asyncio.Event()
        real = session.archive.search

        async def slow(query: str, limit: int = 200) -> tuple[Found, ...]:
            asked.append(query)
            await gate.wait()
            return await real(query, limit)

        session.archive.search = slow  # type: ignore[method-assign]
        await seen(person)
        await searching(person)
        await person.type("tide")
        person.sees("tide", "Searching…")
        assert asked == ["t"], "one search is under way at a time"
        gate.set()
        await person.settle()
        assert asked == ["t", "tide"], "only what was typed last is searched next"
        person.sees("The tide calendar ships")


async def test_a_broken_store_says_so_and_the_next_letter_tries_again() -> None:
    async with opened() as person:
        session = session_of(person)
        real: Callable[..., Awaitable[tuple[Found, ...]]] = session.archive.search

        async def broken(query: str, limit: int = 200) -> tuple[Found, ...]:
            raise StoreError("The index is being built.", hint="Try again in a moment.")

        await seen(person)
        session.archive.search = broken  # type: ignore[method-assign, assignment]
        await searching(person)
        await person.type("tid")
        person.sees("It cannot be searched now.", "The index is being built. Try again in a moment.")
        session.archive.search = real  # type: ignore[method-assign, assignment]
        await person.type("e")
        person.sees("The tide calendar ships")


async def test_enter_opens_a_result_whole_and_escape_goes_back_to_it() -> None:
    async with opened() as person:
        await seen(person)
        screen = await searching(person)
        await person.type("tide")
        await person.press("enter")
        assert isinstance(person.app.screen, DetailScreen)
        person.sees("Status")
        await person.press("escape")
        assert person.app.screen is screen
        person.sees("found")
        await person.press("escape")
        assert person.app.screen is person.main


async def test_arrows_go_to_the_results_where_letters_are_commands() -> None:
    async with opened() as person:
        await seen(person)
        screen = await searching(person)
        await person.type("tide")
        person.sees("↓ to the results")
        await person.press("down")
        person.sees("y copy")
        assert screen.found is not None
        await person.press("y")
        assert person.app.clipboard == screen.found.update.text
        await person.press("slash")
        await person.type("s")
        person.sees("tides")
        await person.press("backspace", "down", "k")
        await person.type("x")
        person.sees("tidex")


async def test_a_change_closes_the_search_and_acts_on_the_result() -> None:
    async with opened() as person:
        await seen(person)
        await searching(person)
        await person.type("tide calendar ships")
        await person.press("enter", "e")
        assert isinstance(person.app.screen, ComposeScreen)
        person.sees("Edit", "The tide calendar ships")


async def test_it_fits_a_low_terminal() -> None:
    async with opened(LOW) as person:
        await seen(person)
        await searching(person)
        await person.type("o")
        person.sees("Search everything", "the newest 200", "Esc close")
        person.fits()


def test_results_say_where_they_stood_and_mark_what_matched() -> None:
    def one(update_id: str, side: str, **more: object) -> Found:
        return Found(Update(update_id, "p1", "Café at noon", **more), side)  # type: ignore[arg-type]

    found = (
        one("a", "pending", due_at=NOW + timedelta(days=1)), one("b", "pending", due_at=NOW - timedelta(hours=1)),
        one("c", "sent", sent_at=NOW - timedelta(days=1)), one("d", "sent", sent_at=NOW, status=FAILED),
        one("c", "pending", due_at=NOW - timedelta(days=1)),
    )
    rows = found_rows(found, "cafe", Snapshot(profiles=PROFILES), NOW, keys=key_names())
    marks = {row.id: plain(row.marks[0][1]) for row in rows.rows}
    assert marks == {"a": "waits", "b": "was due", "c": "sent", "d": "✗ failed"}
    assert rows.matches is not None
    assert rows.matches["a"] == ((0, 4),)
    assert all(cells(heading) for heading in rows.days[:1])


def test_results_of_the_next_letter_take_over_the_rows_of_the_one_before() -> None:
    found = tuple(Found(Update(n, "p1", f"Café at {n}"), "sent") for n in ("noon", "nine", "ten"))
    make = FoundRows()
    before = make(found, "n", Snapshot(profiles=PROFILES), NOW, keys=key_names())
    state = Snapshot(profiles=PROFILES)
    fewer = make(found[:2], "no", state, NOW, keys=key_names())
    assert [a is b for a, b in zip(fewer.rows, before.rows, strict=False)] == [True, True]
    assert fewer.matches is not None
    assert fewer.matches["noon"] == ((8, 10),)
    moved = make((Found(found[0].update, "pending"),), "no", state, NOW, keys=key_names())
    assert plain(moved.rows[0].marks[0][1]) == "waits"
    assert len(moved.rows[0].marks) == len(before.rows[0].marks)


async def deleted(person: Person) -> Update:
    update = person.chosen
    await person.press("d")
    await person.wait(12)
    return update


async def restoring(person: Person) -> None:
    await person.press("ctrl+p")
    await person.search("restore")
    await person.press("enter")


async def test_a_deleted_update_is_made_anew_with_its_text_and_time() -> None:
    async with opened() as person:
        update = await deleted(person)
        assert update.text not in [u.text for u in person.pending()]
        await restoring(person)
        person.sees("Deleted updates  1", "Launch day.", "a new post for the time it had", "Enter restore")
        await person.press("enter")
        anew = next(u for u in person.pending() if u.text == update.text)
        assert (anew.due_at, anew.id != update.id) == (update.due_at, True)
        assert any("Restoring: It becomes a new post" in told for told in person.toasts())
        assert person.now.drafts == ()


async def test_a_restored_post_that_is_refused_keeps_its_text() -> None:
    async with opened() as person:
        update = await deleted(person)
        person.stage.faults.add(Fault(Kind.REFUSED, "create", "POST"))
        await restoring(person)
        await person.press("enter")
        assert [draft.text for draft in person.now.drafts] == [update.text]
        await person.press("b", "e")
        assert isinstance(person.app.screen, ComposeScreen)
        draft = person.app.screen.draft
        assert (draft.text, draft.placement, draft.when) == (update.text, "at", "2026-11-23 12:00")


async def test_nothing_deleted_says_so_and_enter_does_nothing() -> None:
    async with opened() as person:
        await restoring(person)
        person.sees("Nothing was deleted.")
        await person.press("enter")
        person.sees("Nothing was deleted.")


def test_what_cannot_be_restored_is_said() -> None:
    pictures = tuple(Media(photo=f"https://example.org/{n}.png") for n in range(3))
    update = Update("u1", "p1", "Three pictures", media=pictures)
    item = OutboxItem("i1", Delete(update), State.DONE, NOW, settled_at=NOW)
    assert "2 further ones cannot be restored" in lost_media(item)
    snapshot = Snapshot(profiles=PROFILES)
    write = Create(("p1",), "Three pictures", pictures[0], NextSlot())
    said = "\n".join(text for text, _ in deleted_about(item, write, snapshot, NOW))
    assert "next free slot" in said
    assert "cannot be restored" in said
    assert "for the time it had, Today 12:00" in restored_when(
        Create(("p1",), "x", when=At(NOW + timedelta(hours=3))), snapshot, NOW
    )
    assert not lost_media(OutboxItem("i2", Delete(Update("u2", "p1", "None")), State.DONE, NOW))


def make_stage_offline(stage: Stage) -> None:
    stage.faults.add(Fault(Kind.OFFLINE, times=None))


async def test_an_offline_start_can_search_too() -> None:
    async with opened(prepare=make_stage_offline) as person:
        await searching(person)
        person.sees("every update of your profiles")
        await person.type("a")
        person.sees("Nothing that was seen")
