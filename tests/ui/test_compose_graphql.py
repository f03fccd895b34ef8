"""Fields of single networks all the way: from the keys through the composer and the drafts to the simulated Buffer."""

from __future__ import annotations

import pytest

from buffertui.core.state import Side
from buffertui.domain.drafts import Draft
from buffertui.domain.models import Media, Profile
from buffertui.sandbox.records import UpdateRecord
from tests.support.screen import LOW, Person, opened

pytest.importorskip("graphql")

PHOTO = Media(photo="https://img.example/fern.jpg")


def profile(person: Person, service: str) -> Profile:
    return next(one for one in person.now.profiles if one.service == service)


async def keep(person: Person, draft: Draft) -> None:
    """A text that was closed unsent."""
    assert person.stage.session is not None
    await person.stage.session.drafts.save(draft)
    await person.settle()


def made(person: Person, text: str) -> UpdateRecord:
    """The post that Buffer has."""
    there = [one for owner in person.stage.world.profiles() for one in (*owner.queue, *owner.fixed, *owner.drafts)]
    [found] = [one for one in there if one.text == text]
    return found


async def test_a_story_and_its_comment_reach_buffer() -> None:
    async with opened(LOW, api="graphql") as person:
        await keep(person, Draft("d1", (profile(person, "instagram").id,), "A fern", PHOTO))
        await person.press("c")
        person.sees("Fields ▸ Instagram post")
        person.app.screen.query_one("#fields-row").focus()
        await person.press("enter", "right", "right", "tab", "tab")
        await person.type("#fern")
        await person.press("ctrl+s")
        await person.settle()
        extras = made(person, "A fern").extras
        assert (extras["type"], extras["shouldShareToFeed"], extras["firstComment"]) == ("story", True, "#fern")


async def test_a_draft_without_a_board_is_not_sent_and_opens_with_what_is_missing() -> None:
    async with opened(LOW, api="graphql") as person:
        pins = profile(person, "pinterest")
        await keep(person, Draft("d1", (pins.id,), "A pin", PHOTO))
        await person.press("D")
        person.sees("Pinterest wants a board")
        await person.press("enter")
        person.sees("Pinterest wants a board", "Fields ▸ Pinterest: board?")
        await person.press("ctrl+s", "right", "ctrl+s")
        person.sees("Send anyway")
        await person.press("ctrl+s")
        assert made(person, "A pin").extras["boardServiceId"] == pins.boards[0].id


async def test_a_thread_reaches_buffer_and_comes_back_as_fields() -> None:
    async with opened(api="graphql") as person:
        x = profile(person, "twitter")
        await keep(person, Draft("d1", (x.id,), "One\n---\nTwo", placement="top", fields={"thread": "on"}))
        await person.press("c", "ctrl+s")
        await person.press("r")
        post = made(person, "One")
        assert [item["text"] for item in post.extras["thread"]] == ["One", "Two"]
        update = next(one for one in person.now.pane(Side.PENDING).updates if one.id == post.id)
        assert update.fields == {"thread.2": "Two"}


async def test_a_draft_kept_at_buffer_is_no_pending_post() -> None:
    async with opened(LOW, api="graphql") as person:
        await keep(person, Draft("d1", (profile(person, "instagram").id,), "Not yet", placement="draft"))
        await person.press("c", "ctrl+s")
        await person.settle()
        assert made(person, "Not yet").status == "draft"


@pytest.mark.parametrize(
    ("api", "said"), [("graphql", "Send to 2 profiles (2 requests)"), ("v1", "Send to 2 profiles")]
)
async def test_what_a_post_to_several_profiles_costs_is_said_before_it_is_sent(api: str, said: str) -> None:
    async with opened(LOW, api=api) as person:
        ids = profile(person, "twitter").id, profile(person, "mastodon").id
        await keep(person, Draft("d1", ids, "Twice"))
        await person.press("c")
        person.sees(said)
        assert ("requests)" in person.text) is (api == "graphql")
