"""The outbox on the screen: it is true while it is open, says why, and each item can be acted on or says why not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from buffertui.core.state import Link, Snapshot
from buffertui.domain.drafts import (
    At,
    Create,
    Delete,
    Draft,
    Edit,
    Now,
    OutboxItem,
    Outcome,
    Reorder,
    SetSchedules,
    ShareNow,
    Shuffle,
    State,
    Top,
    Write,
)
from buffertui.domain.models import Media, Profile, Schedule, Update
from buffertui.sandbox.faults import Fault, Kind
from buffertui.ui.pieces import plain
from buffertui.ui.present import key_names
from buffertui.ui.present_outbox import outbox_about, outbox_entries, outbox_title
from buffertui.ui.screens.compose import ComposeScreen
from buffertui.ui.screens.outbox import OutboxScreen
from buffertui.ui.text import Drawing
from tests.support.screen import LOW, Person, opened

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PROFILES = (Profile("p1", "twitter", "@northwind"), Profile("p2", "linkedin", "Northwind Studio"))
UPDATE = Update("u1", "p1", "The studio opens at noon.", due_at=NOW + timedelta(hours=3))


def item(write: Write, state: State = State.WAITING, item_id: str = "i1", **more: object) -> OutboxItem:
    return OutboxItem(item_id, write, state, NOW - timedelta(minutes=2), **more)  # type: ignore[arg-type]


def about(one: OutboxItem, *others: OutboxItem, link: Link = Link.LIVE) -> str:
    snapshot = Snapshot(profiles=PROFILES, outbox=(*others, one), link=link)
    return "\n".join(text for text, _ in outbox_about(one, snapshot, NOW, key_names()))


async def write(person: Person, text: str) -> None:
    """What the composer does with a text that is sent; typing it would only cost time here."""
    session = person.stage.session
    assert session is not None
    profile_id = person.now.chosen
    draft = Draft(session.drafts.new_id(), (profile_id,), text)
    session.drafts.post(draft)
    session.write.submit(Create((profile_id,), text), draft)
    await person.settle()


async def refused(person: Person, text: str = "Nobody wants this one.") -> None:
    person.stage.faults.add(Fault(Kind.REFUSED, "create", "POST"))
    await write(person, text)


async def unsure(person: Person, text: str = "Did this one arrive?") -> None:
    """A post whose answer is lost, while Buffer cannot be asked about it."""
    person.stage.faults.add(Fault(Kind.CUT_AFTER, "create", "POST"))
    person.stage.faults.add(Fault(Kind.OFFLINE, "updates", "GET", times=None))
    await write(person, text)


async def test_it_lists_every_item_with_its_state_in_words_and_what_can_be_done() -> None:
    async with opened() as person:
        await person.press("d")
        await refused(person)
        await person.press("b")
        person.sees("Outbox  2 · 1 for you to decide", "↺ held", "delete · @northwind", "✗ refused", "post")
        person.sees("It goes out in 8 s.", "u take back")
        person.sees_not("r try again")
        await person.press("j")
        person.sees("Buffer refused it", "Nobody wants this one.", "r try again", "x put away", "e change")
        person.sees_not("u take back")


async def test_it_changes_while_it_is_open_and_says_when_it_is_empty() -> None:
    async with opened() as person:
        await person.press("d", "b")
        person.sees("8 s")
        await person.wait(3)
        person.app.screen.draw()  # type: ignore[attr-defined]
        await person.settle()
        person.sees("It goes out in 5 s.")
        await person.wait(6)
        person.sees("The outbox is empty.")
        assert isinstance(person.app.screen, OutboxScreen)
        await person.press("escape")
        person.sees("PENDING  13")


async def test_the_cursor_stays_on_its_item_while_another_one_leaves() -> None:
    async with opened() as person:
        await person.press("d")
        await refused(person)
        await person.press("b", "j")
        await person.wait(9)
        person.sees("Outbox  1", "Nobody wants this one.", "r try again")


async def test_what_is_held_can_be_taken_back_there() -> None:
    async with opened() as person:
        update = person.chosen
        await person.press("d", "b", "u")
        person.sees("Taken back: delete.", "The outbox is empty.")
        await person.wait(30)
        assert person.stage.world.update(update.id) is not None
        assert not [request for request in person.stage.requests() if "destroy" in request]


async def test_a_post_that_is_taken_back_keeps_its_text() -> None:
    async with opened(undo_seconds=60) as person:
        person.stage.faults.add(Fault(Kind.OFFLINE, "create", "POST", times=None))
        await write(person, "Better not.")
        await person.press("b")
        person.sees("waiting", "There is no connection.")
        await person.press("u")
        person.sees("Its text is among the drafts")
        assert [draft.text for draft in person.now.drafts] == ["Better not."]
        person.stage.faults.clear()
        await person.wait(60)
        assert not [update for update in person.pending() if update.text == "Better not."]


async def test_a_text_without_a_draft_gets_one_when_it_is_taken_back() -> None:
    async with opened() as person:
        session, update = person.stage.session, person.chosen
        assert session is not None
        due = person.clock.now() + timedelta(days=1)
        session.write.outbox.add(Create((update.profile_id,), "Never saved", when=At(due)), hold=60)
        session.write.outbox.add(Edit(update, text="Changed"), hold=60)
        await person.press("b", "u", "u")
        edit, post = person.now.drafts
        assert (post.text, post.placement, post.when) == ("Never saved", "at", "2026-11-24 09:03")
        assert (edit.text, edit.placement, edit.editing, edit.media) == ("Changed", "keep", update, update.media[0])


async def test_a_refused_post_is_sent_again_by_one_key() -> None:
    async with opened() as person:
        await refused(person)
        await person.press("b", "r")
        person.sees("The outbox is empty.")
        assert [update for update in person.pending() if update.text == "Nobody wants this one."]


async def test_a_refused_post_can_be_put_away_and_its_text_stays() -> None:
    async with opened() as person:
        await refused(person)
        await person.press("b", "x")
        person.sees("Put away.", "The outbox is empty.")
        assert [draft.text for draft in person.now.drafts] == ["Nobody wants this one."]


@pytest.mark.parametrize("key", ["e", "enter"])
async def test_a_refused_post_can_be_changed_and_is_then_sent_once(key: str) -> None:
    async with opened() as person:
        await refused(person)
        await person.press("b", key)
        assert isinstance(person.app.screen, ComposeScreen)
        assert person.app.screen.draft.text == "Nobody wants this one."
        assert person.now.outbox == ()
        await person.type(" Or do they?")
        await person.press("ctrl+s")
        texts = [update.text for update in person.pending() if "Nobody" in update.text]
        assert texts == ["Nobody wants this one. Or do they?"]


async def test_an_unsure_post_is_sent_again_only_after_a_second_key() -> None:
    async with opened() as person:
        await unsure(person)
        await person.press("b")
        person.sees("? unsure", "m it is there")
        posts = len([request for request in person.stage.requests() if "create" in request])
        await person.press("r")
        person.sees("it will be posted twice", "Press r again")
        assert len([request for request in person.stage.requests() if "create" in request]) == posts
        await person.press("r")
        assert len([request for request in person.stage.requests() if "create" in request]) == posts + 1


async def test_the_second_key_counts_only_for_the_same_item() -> None:
    async with opened() as person:
        await unsure(person)
        await person.press("d", "b", "r", "j", "k", "r")
        person.sees("Press r again")
        assert len([request for request in person.stage.requests() if "create" in request]) == 1


async def test_a_person_who_saw_it_at_buffer_says_so() -> None:
    async with opened() as person:
        await unsure(person)
        await person.press("b", "m")
        person.sees("The outbox is empty.")
        person.told("Posted · @northwind", "You said that it was done.")
        assert person.now.drafts == ()
        person.stage.faults.clear()
        await person.wait(300)
        assert len([request for request in person.stage.requests() if "create" in request]) == 1


async def test_a_command_that_cannot_run_says_why_and_does_nothing() -> None:
    async with opened() as person:
        await person.press("d", "b", "r")
        person.sees("It has not left yet and goes out by itself.")
        await person.press("e")
        person.sees("Only a post or an edit has a text")
        await person.press("m")
        person.sees("goes out by itself")
        assert len(person.now.outbox) == 1


async def test_the_text_can_be_copied() -> None:
    async with opened() as person:
        await refused(person)
        await person.press("b", "y")
        assert person.app.clipboard == "Nobody wants this one."
        person.sees("Copied: Nobody wants")


async def test_it_fits_a_low_terminal_and_a_click_on_a_key_works() -> None:
    async with opened(LOW) as person:
        await refused(person)
        await person.press("d", "b")
        person.sees("Outbox  2", "Nothing was changed at Buffer by it.", "Esc close")
        person.fits()
        await person.press("j")
        await person.click("#entries-keys", offset=(2, 0))
        person.sees("Taken back: delete.")


async def test_keys_of_the_configuration_are_used_and_shown() -> None:
    async with opened(keys={"outbox.take_back": "Z"}) as person:
        await person.press("d", "b")
        person.sees("Z take back", "Z takes it back")
        await person.press("Z")
        person.sees("The outbox is empty.")


def test_each_kind_of_write_says_what_it_is_about() -> None:
    assert "THE NEW" not in about(item(Delete(UPDATE)))
    assert "The studio opens at noon." in about(item(ShareNow(UPDATE)))
    edit = about(item(Edit(UPDATE, text="It opens at one.", when=At(NOW + timedelta(hours=4)))))
    assert "NEW TEXT\nIt opens at one." in edit
    assert "AS IT WAS\nThe studio opens at noon." in edit
    assert "For Today 13:00." in edit
    assert "3 updates" in about(item(Reorder("p1", ("a", "b", "c"))))
    assert "mon tue 09:00" in about(item(SetSchedules("p1", (Schedule(("mon", "tue"), ("09:00",)),))))
    assert "Shuffle · Northwind Studio (LinkedIn)" in about(item(Shuffle("p2")))
    post = about(item(Create(("p1", "p2"), "Hello", Media(photo="https://example.org/a.png"), Top())))
    assert "Post · @northwind (X), Northwind Studio (LinkedIn)" in post
    assert "front of the queue" in post
    assert "Photo: https://example.org/a.png" in post
    assert "at once" in about(item(Create(("p1",), "Hello", when=Now())))


def test_why_something_waits_is_said() -> None:
    waiting = item(Create(("p1",), "Second"), item_id="i2")
    first = item(Create(("p1", "p2"), "First"), State.SENDING)
    assert "in a moment" in about(waiting)
    assert "when the one before it is done" in about(waiting, first)
    assert "unsure one before it" in about(waiting, item(Create(("p1",), "First"), State.UNSURE))
    assert "no connection" in about(waiting, link=Link.OFFLINE)
    assert "token" in about(waiting, link=Link.REFUSED)
    elsewhere = item(Create(("p2",), "Elsewhere"), State.SENDING)
    assert "in a moment" in about(waiting, elsewhere)


def test_what_was_found_at_buffer_stands_beside_what_was_sent() -> None:
    traces = tuple(
        Update(f"u{n}", "p1", "The same text", created_at=NOW, due_at=NOW + timedelta(hours=n)) for n in (1, 2)
    )
    said = about(item(Create(("p1",), "The same text"), State.UNSURE, reason="More than one.", outcome=Outcome(traces)))
    assert said.count("FOUND AT BUFFER\n@northwind (X) · waits for Today 1") == 2
    assert "Compare what was found" in said
    assert "More than one." in said


def test_states_differ_without_colour_and_in_ascii() -> None:
    states = (State.HELD, State.WAITING, State.SENDING, State.REFUSED, State.UNSURE)
    outbox = tuple(item(Delete(UPDATE), state, state.value) for state in states)
    for drawing in (Drawing(), Drawing(icons="letters")):
        entries = outbox_entries(Snapshot(profiles=PROFILES, outbox=outbox), NOW, drawing)
        heads = [plain(entry.lines[0][0])[:11] for entry in entries]
        assert len({head[0] for head in heads}) == len({head[2:] for head in heads}) == 5
        if drawing.icons == "letters":
            assert all(head.isascii() for head in heads)
    assert plain(outbox_title(Snapshot(outbox=outbox))) == "Outbox  5 · 2 for you to decide"


def test_hostile_texts_stay_on_their_lines() -> None:
    evil = "[@click=app.quit]x[/]\x1b]52;c;eA==\x07\u202e\nsecond line"
    outbox = (item(Create(("p1",), evil), State.REFUSED, reason=evil),)
    for left, _ in outbox_entries(Snapshot(profiles=PROFILES, outbox=outbox), NOW)[0].lines:
        assert "\x1b" not in plain(left)
        assert "\n" not in plain(left)
        assert "\u202e" not in plain(left)
