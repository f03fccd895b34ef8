"""The drafts on the screen: go on with one, copy, send or throw it away; one text is written by one copy only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from buffertui.core.drafting import Problem, draft_of
from buffertui.core.state import Snapshot
from buffertui.domain.drafts import Create, Draft, OutboxItem, State
from buffertui.domain.errors import StoreError
from buffertui.domain.models import Media, Profile, Update
from buffertui.ui.pieces import plain
from buffertui.ui.present_drafts import draft_about, draft_entries
from buffertui.ui.screens.compose import ComposeScreen
from buffertui.ui.screens.drafts import DraftsScreen
from tests.support.screen import LOW, Person, opened

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PROFILES = (Profile("p1", "twitter", "@northwind"), Profile("p2", "linkedin", "Northwind Studio"))


async def keep(person: Person, text: str, **more: object) -> Draft:
    """A text that was closed unsent."""
    session = person.stage.session
    assert session is not None
    draft = Draft(session.drafts.new_id(), (person.now.chosen,), text)
    for name, value in more.items():
        object.__setattr__(draft, name, value)
    await session.drafts.save(draft)
    await person.settle()
    return draft


def texts(person: Person) -> list[str]:
    return [draft.text for draft in person.now.drafts]


def taken_elsewhere(person: Person) -> None:
    """Another running copy has every draft open."""
    store = person.stage.session._keeper.store  # type: ignore[union-attr]
    store.open_draft = lambda draft_id: False  # type: ignore[method-assign]


async def test_the_newest_comes_first_with_age_profile_and_time() -> None:
    async with opened() as person:
        await keep(person, "The older one")
        await person.wait(180)
        await keep(person, "The newer one", placement="at", when="tomorrow 9:00")
        await person.press("D")
        person.sees("Drafts  2", "The newer one", "@northwind · tomorrow 9:00", "just now", "3 min ago")
        assert person.text.index("The newer one") < person.text.index("The older one")


async def test_without_drafts_it_says_what_makes_one() -> None:
    async with opened() as person:
        await person.press("D")
        person.sees("No draft is kept.", "c writes a post")
        await person.press("enter")
        person.sees("No draft is selected.")
        await person.press("escape")
        assert person.app.screen is person.main


async def test_enter_goes_on_with_a_draft() -> None:
    async with opened() as person:
        await keep(person, "To go on with")
        await keep(person, "Another")
        await person.press("D", "j", "enter")
        assert isinstance(person.app.screen, ComposeScreen)
        assert person.app.screen.draft.text == "To go on with"
        await person.press("escape")
        assert sorted(texts(person)) == ["Another", "To go on with"]


async def test_a_duplicate_is_a_new_post_and_the_first_stays() -> None:
    async with opened() as person:
        update = person.chosen
        session = person.stage.session
        assert session is not None
        await session.drafts.save(draft_of(update, session.drafts.new_id()))
        await person.press("D")
        person.sees("edit of “Launch day.")
        await person.press("c")
        person.sees("Drafts  2", "Copied as a new post", "New post · @northwind")
        twin, first = person.now.drafts
        assert (twin.editing, twin.placement, twin.text) == (None, "next", first.text)
        assert first.editing is not None


async def test_deleting_asks_once_and_can_be_taken_back() -> None:
    async with opened() as person:
        await keep(person, "Away with it")
        await person.press("D", "d")
        person.sees("The text is thrown away. Press d again")
        assert texts(person) == ["Away with it"]
        await person.press("d")
        person.sees("No draft is kept.", "u brings it back", "u bring back")
        await person.press("u")
        assert texts(person) == ["Away with it"]
        person.sees("It is back.")
        await person.press("u")
        person.sees("Nothing was thrown away")


async def test_s_sends_a_draft_as_it_stands() -> None:
    async with opened() as person:
        await keep(person, "Ready to go")
        await person.press("D", "s")
        assert [update for update in person.pending() if update.text == "Ready to go"]
        assert texts(person) == []
        assert person.app.screen is person.main


async def test_what_speaks_against_sending_is_said_and_nothing_is_sent() -> None:
    async with opened() as person:
        await keep(person, "For when?", placement="at", when="yesterday")
        await person.press("D", "s")
        person.sees("Not sent.")
        assert isinstance(person.app.screen, DraftsScreen)
        await person.press("escape")
        await keep(person, "x" * 400)
        await person.press("D", "s")
        person.sees("over the limit of 280", "Press s again")
        assert not [request for request in person.stage.requests() if "create" in request]


async def test_a_draft_on_its_way_is_marked_and_left_alone() -> None:
    async with opened() as person:
        draft = await keep(person, "On its way")
        session = person.stage.session
        assert session is not None
        session.write.outbox.add(Create(draft.profile_ids, draft.text), hold=60, draft_id=draft.id)
        await person.press("D")
        person.sees("⟳ outbox")
        for key in ("enter", "s", "d"):
            await person.press(key)
            person.sees("This text is in the outbox.")
        assert texts(person) == ["On its way"]


@pytest.mark.parametrize("keys", [("c",), ("D", "enter")])
async def test_a_text_that_another_copy_writes_on_is_not_opened(keys: tuple[str, ...]) -> None:
    async with opened() as person:
        await keep(person, "Somebody else is at it")
        taken_elsewhere(person)
        await person.press(*keys)
        assert person.app.screen is person.main
        person.told("Another buffertui is writing on this text.")
        assert texts(person) == ["Somebody else is at it"]


async def test_a_text_that_another_copy_writes_on_is_not_sent() -> None:
    async with opened() as person:
        await keep(person, "Somebody else is at it")
        taken_elsewhere(person)
        await person.press("D", "s")
        person.told("Another buffertui is writing on this text.")
        assert person.now.outbox == ()


async def test_a_draft_is_claimed_while_it_is_open_and_until_it_is_sent() -> None:
    async with opened() as person:
        draft = await keep(person, "Mine")
        calls: list[tuple[str, str]] = []
        store = person.stage.session._keeper.store  # type: ignore[union-attr]
        store.open_draft = lambda i: not calls.append(("open", i))  # type: ignore[method-assign, func-returns-value]
        store.close_draft = lambda i: calls.append(("close", i))  # type: ignore[method-assign, func-returns-value]
        await person.press("c")
        assert calls == [("open", draft.id)]
        await person.press("escape")
        assert calls == [("open", draft.id), ("close", draft.id)]
        await person.press("c", "ctrl+s")
        assert calls[2:] == [("open", draft.id)], "another copy must not see a text that is on its way"


async def test_where_claims_cannot_be_kept_one_can_write_all_the_same() -> None:
    async with opened() as person:
        await keep(person, "The disk is broken")

        def broken(draft_id: str) -> bool:
            raise StoreError("The disk is broken.")

        person.stage.session._keeper.store.open_draft = broken  # type: ignore[union-attr, method-assign]
        await person.press("c")
        assert isinstance(person.app.screen, ComposeScreen)
        person.told("The disk is broken.")


async def test_it_fits_a_low_terminal() -> None:
    async with opened(LOW) as person:
        await keep(person, "A text " * 60)
        await person.press("D")
        person.sees("Drafts  1", "TEXT", "Enter go on", "Esc close")
        person.fits()
        await person.press("y")
        assert person.app.clipboard == "A text " * 60


async def test_read_only_shows_the_drafts_and_opens_none() -> None:
    async with opened(read_only=True) as person:
        await keep(person, "Only to look at")
        await person.press("D")
        person.sees("Only to look at")
        person.sees_not("Enter go on")
        await person.press("enter")
        person.sees("This window only looks")


def test_everything_about_a_draft_is_said() -> None:
    before = Update("u1", "p1", "As it was")
    draft = Draft("d1", ("p1", "p2"), "As it is", Media(link="https://example.org"), "keep", editing=before,
                  saved_at=NOW - timedelta(hours=2))
    problems = (Problem("text", "Too long."), Problem("media", "Odd.", blocking=False))
    said = draft_about(draft, Snapshot(profiles=PROFILES), problems, NOW)
    text = "\n".join(sentence for sentence, _ in said)
    assert "Edit · @northwind (X), Northwind Studio (LinkedIn)\nIts time stays. Saved 2 h ago." in text
    assert ("Too long.", "error") in said
    assert ("Odd.", "warn") in said
    assert "TEXT\nAs it is\nLink: https://example.org" in text
    assert "AS IT WAS\nAs it was" in text


def test_lines_of_a_draft_say_whose_and_when() -> None:
    drafts = (
        Draft("d1", (), ""), Draft("d2", ("p1", "p2"), "Two", placement="now"),
        Draft("d3", ("p1",), "Typed", placement="at"), Draft("d4", ("gone",), "Gone", placement="top"),
    )
    away = OutboxItem("i1", Create(("p1",), "Typed"), State.WAITING, NOW, draft_id="d3")
    entries = draft_entries(Snapshot(profiles=PROFILES, drafts=drafts, outbox=(away,)), NOW)
    lines = [tuple(plain(left) for left, _ in entry.lines) for entry in entries]
    assert lines == [
        ("(no text)", "for nobody yet · next free slot"), ("Two", "2 profiles · at once"),
        ("Typed", "@northwind · no time yet"), ("Gone", "a profile · front of the queue"),
    ]
    assert [bool(entry.lines[0][1]) for entry in entries] == [False, False, True, False]
