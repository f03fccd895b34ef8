"""What GraphQL does to the sandbox's world: create, edit, share, delete and move, and every typed refusal."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest

pytest.importorskip("graphql")

from buffertui.clock import ManualClock
from buffertui.sandbox import Request, World, seed_organizations
from tests.support.sandbox_graphql import DELETE, MOVE, Asker

START = datetime(2026, 11, 23, 11, 3, tzinfo=UTC)
PHOTO = {"image": {"url": "https://img.example/day.png", "metadata": {"altText": "A gate"}}}
VIDEO = {"video": {"url": "https://img.example/day.mp4", "metadata": {"title": "Day"}}}


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def world(clock: ManualClock) -> World:
    return seed_organizations(clock)


@pytest.fixture
def asker(world: World) -> Asker:
    return Asker(world)


def channel_of(world: World, service: str) -> str:
    return next(profile.id for profile in world.profiles() if profile.service == service)


def v1(asker: Asker, method: str, path: str, **form: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {asker.world.accounts[0].token}"}
    if method == "POST":
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    answer = asker.door.deliver(Request.to(method, path, headers, urlencode(form).encode())).response
    found: dict[str, Any] = json.loads(answer.body)
    return found


def queue(asker: Asker, channel: str) -> list[str]:
    return [row["text"] for row in asker.posts("scheduled", channelIds=[channel], sort="dueAt asc")]


def test_next_slot_top_a_time_and_now(asker: Asker, world: World) -> None:
    channel = channel_of(world, "facebook")
    last = asker.create(channel, "At the end")["post"]
    top = asker.create(channel, "On top", mode="shareNext")["post"]
    fixed = asker.create(channel, "At noon", mode="customScheduled", dueAt="2026-11-24T12:00:00+01:00")["post"]
    now = asker.create(channel, "At once", mode="shareNow")["post"]
    assert (last["status"], last["shareMode"], last["isCustomScheduled"]) == ("scheduled", "addToQueue", False)
    assert (top["shareMode"], top["dueAt"]) == ("shareNext", "2026-11-23T17:15:00.000Z")
    assert (fixed["dueAt"], fixed["isCustomScheduled"]) == ("2026-11-24T11:00:00.000Z", True)
    assert (now["status"], now["shareMode"]) == ("sending", "shareNow")
    texts = queue(asker, channel)
    assert (texts[0], texts[-1]) == ("On top", "At the end")


async def test_what_is_shared_now_is_on_its_way_and_then_sent(asker: Asker, world: World, clock: ManualClock) -> None:
    post = asker.create(channel_of(world, "bluesky"), "At once", mode="shareNow")["post"]["id"]
    assert asker.post(post)["sentAt"] is None
    await clock.advance(5)
    after = asker.post(post)
    assert (after["status"], after["sentAt"]) == ("sent", "2026-11-23T11:03:00.000Z")
    assert after["externalLink"].startswith("https://sky.example/")


def test_one_world_for_both_protocols(asker: Asker, world: World) -> None:
    channel = channel_of(world, "twitter")
    here = asker.create(channel, "Written with GraphQL")["post"]["id"]
    there = v1(asker, "POST", "/1/updates/create.json", **{"profile_ids[]": channel, "text": "Written with v1"})
    assert v1(asker, "GET", f"/1/updates/{here}.json")["text"] == "Written with GraphQL"
    assert asker.post(there["updates"][0]["id"])["text"] == "Written with v1"
    v1(asker, "POST", f"/1/updates/{here}/update.json", text="Changed with v1")
    assert asker.post(here)["text"] == "Changed with v1"
    asker.edit(there["updates"][0]["id"], mode="shareNow")
    assert v1(asker, "GET", f"/1/updates/{there['updates'][0]['id']}.json")["status"] == "sent"


def test_drafts_take_no_slot_and_become_posts_when_told(asker: Asker, world: World) -> None:
    channel = channel_of(world, "twitter")
    before = queue(asker, channel)
    draft = asker.create(channel, "An idea for spring", saveToDraft=True)["post"]
    assert (draft["status"], draft["dueAt"]) == ("draft", None)
    assert queue(asker, channel) == before
    still = asker.edit(draft["id"], text="A better idea", mode="customScheduled", dueAt="2026-12-24T12:00:00Z")["post"]
    assert (still["status"], still["dueAt"]) == ("draft", "2026-12-24T12:00:00.000Z")
    out = asker.edit(draft["id"], saveToDraft=False)["post"]
    assert (out["status"], out["dueAt"]) == ("scheduled", "2026-12-24T12:00:00.000Z")
    back = asker.edit(draft["id"], saveToDraft=True)["post"]
    assert (back["status"], queue(asker, channel)) == ("draft", before)
    queued = asker.edit(draft["id"], saveToDraft=False, mode="addToQueue")["post"]
    assert (queued["status"], queued["isCustomScheduled"]) == ("scheduled", False)
    assert queue(asker, channel)[-1] == "A better idea"
    assert [row["id"] for row in asker.posts()].count(draft["id"]) == 1


def test_a_draft_never_goes_out_by_itself(asker: Asker, world: World) -> None:
    asker.create(channel_of(world, "twitter"), "Not yet", saveToDraft=True, mode="shareNow")
    asker.create(channel_of(world, "twitter"), "Not yet either", saveToDraft=True, mode="customScheduled",
                 dueAt="2026-11-23T12:00:00Z")
    assert {row["text"] for row in asker.posts("draft")} >= {"Not yet", "Not yet either"}


def test_approval_is_asked_for_and_taken_back_where_the_policy_wants_it(asker: Asker, world: World) -> None:
    channel = channel_of(world, "linkedin")
    post = asker.create(channel, "Please look", needsApproval=True)["post"]
    assert post["status"] == "needs_approval"
    assert asker.edit(post["id"], approvalChange="revert")["post"]["status"] == "draft"
    assert asker.edit(post["id"], approvalChange="request")["post"]["status"] == "needs_approval"
    assert asker.edit(post["id"], saveToDraft=False, mode="addToQueue")["post"]["status"] == "scheduled"
    assert asker.edit(post["id"], approvalChange="revert")["__typename"] == "InvalidInputError"
    elsewhere = asker.create(channel_of(world, "twitter"), "Please look", needsApproval=True)
    assert elsewhere["__typename"] == "InvalidInputError"
    both = asker.create(channel, "Please look too", needsApproval=True, saveToDraft=False)
    assert both["__typename"] == "InvalidInputError"


def test_an_edit_changes_what_it_names_and_nothing_else(asker: Asker, world: World) -> None:
    channel = channel_of(world, "facebook")
    tag = world.organizations(world.accounts[0])[0].tags[0].id
    post = asker.create(channel, "With a picture", assets=[PHOTO], tagIds=[tag])["post"]
    asker.edit(post["id"], text="With another text")
    kept = asker.post(post["id"])
    assert (kept["text"], kept["dueAt"], kept["tags"][0]["id"]) == ("With another text", post["dueAt"], tag)
    assert kept["assets"][0]["image"]["altText"] == "A gate"
    asker.edit(post["id"], assets=[], tagIds=[])
    bare = asker.post(post["id"])
    assert (bare["text"], bare["assets"], bare["tags"]) == ("With another text", [], [])
    assert asker.edit(post["id"], text=None)["__typename"] == "InvalidInputError"
    asker.edit(post["id"], assets=[PHOTO], text=None)
    assert asker.post(post["id"])["text"] == ""


def test_modes_of_an_edit_move_the_post(asker: Asker, world: World) -> None:
    channel = channel_of(world, "facebook")
    post = asker.create(channel, "Wandering")["post"]["id"]
    assert asker.edit(post, mode="shareNext")["post"]["shareMode"] == "shareNext"
    assert queue(asker, channel)[0] == "Wandering"
    fixed = asker.edit(post, mode="customScheduled", dueAt="2026-11-25T08:00:00Z")["post"]
    assert (fixed["isCustomScheduled"], fixed["dueAt"]) == (True, "2026-11-25T08:00:00.000Z")
    assert asker.edit(post, mode="addToQueue")["post"]["isCustomScheduled"] is False
    assert queue(asker, channel)[-1] == "Wandering"
    assert asker.edit(post, mode="shareNow")["post"]["status"] == "sending"
    assert "Wandering" not in queue(asker, channel)
    assert asker.edit(post, text="Too late")["__typename"] == "InvalidInputError"


def test_a_failed_post_can_be_tried_again(asker: Asker, world: World) -> None:
    (failed,) = asker.posts("error")
    again = asker.edit(failed["id"], mode="shareNow")["post"]
    assert again["status"] == "error"
    assert asker.post(failed["id"])["error"]["supportUrl"] == "https://help.example.org/reconnect"
    profile = world.profile(channel_of(world, "pinterest"))
    assert profile is not None
    profile.disconnected = False
    strange = asker.edit(failed["id"], mode="addToQueue", metadata={"pinterest": {"title": "Endpapers"}})
    assert "boardServiceId" in strange["message"]
    board = {"pinterest": {"boardServiceId": profile.boards[0][0]}}
    assert asker.edit(failed["id"], mode="addToQueue", metadata=board)["post"]["status"] == "scheduled"


def test_delete_works_once_and_then_says_not_found(asker: Asker, world: World) -> None:
    for status in ("scheduled", "draft", "error", "sent"):
        post = asker.posts(status)[0]["id"]
        gone = asker.data(DELETE, {"input": {"id": post}})["deletePost"]
        assert gone == {"__typename": "DeletePostSuccess", "id": post}
        again = asker.answer(DELETE, {"input": {"id": post}})
        assert again["data"] is None
        assert again["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    foreign = world.pending(world.profiles(world.accounts[1])[0].id)[0].id
    assert asker.answer(DELETE, {"input": {"id": foreign}})["errors"][0]["extensions"]["code"] == "FORBIDDEN"


def test_moving_is_for_queued_posts(asker: Asker, world: World) -> None:
    channel = channel_of(world, "twitter")
    texts = queue(asker, channel)
    rows = {row["text"]: row for row in asker.posts("scheduled", channelIds=[channel])}
    plain = [text for text in texts if not rows[text]["isCustomScheduled"]]
    asker.data(MOVE, {"input": {"id": rows[plain[-1]]["id"], "position": "top"}})
    asker.data(MOVE, {"input": {"id": rows[plain[0]]["id"], "position": "bottom"}})
    moved = [text for text in queue(asker, channel) if text in plain]
    assert moved == [plain[-1], *plain[1:-1], plain[0]]
    fixed = next(row["id"] for row in rows.values() if row["isCustomScheduled"])
    answer = asker.answer(MOVE, {"input": {"id": fixed, "position": "top"}})
    assert answer["data"] is None
    assert answer["errors"][0]["path"] == ["movePostInQueue"]


def test_every_typed_error_can_be_reached(asker: Asker, world: World) -> None:
    channel = channel_of(world, "twitter")
    asker.create(channel, "Said once")
    foreign = world.profiles(world.accounts[1])[0]
    told = {
        "nowhere": asker.create("0" * 24, "Hello"), "foreign": asker.create(foreign.id, "Hello"),
        "empty": asker.create(channel, "  "), "double": asker.create(channel, "Said once"),
        "locked": asker.create(channel_of(world, "youtube"), "Hello", assets=[VIDEO], metadata={
            "youtube": {"title": "Hello", "categoryId": "22"},
        }),
        "no post": asker.edit("0" * 24, text="Hello"),
        "foreign post": asker.edit(world.pending(foreign.id)[0].id, text="Hello"),
    }
    world.accounts[0].queue_limit = 1
    told["full"] = asker.create(channel, "One too many")
    assert {name: payload["__typename"] for name, payload in told.items()} == {
        "nowhere": "NotFoundError", "foreign": "UnauthorizedError", "empty": "InvalidInputError",
        "double": "RestProxyError", "locked": "LimitReachedError", "no post": "NotFoundError",
        "foreign post": "UnauthorizedError", "full": "RestProxyError",
    }
    assert (told["double"]["code"], told["double"]["link"]) == (1025, None)
    assert (told["full"]["code"], told["full"]["link"]) == (1023, "https://plans.example.org/")


def test_the_daily_limit_of_the_network_holds_except_for_drafts(asker: Asker, world: World) -> None:
    profile = world.profile(channel_of(world, "facebook"))
    assert profile is not None
    profile.daily_limit = 2
    due = {"mode": "customScheduled", "dueAt": "2026-12-30T12:00:00Z"}
    assert [asker.create(profile.id, f"Number {n}", **due)["__typename"] for n in range(3)] == [
        "PostActionSuccess", "PostActionSuccess", "LimitReachedError",
    ]
    assert asker.create(profile.id, "Number 3", saveToDraft=True, **due)["post"]["status"] == "draft"


@pytest.mark.parametrize(("service", "given"), [
    ("instagram", {"assets": []}),
    ("instagram", {"assets": [PHOTO]}),
    ("instagram", {"assets": [{"link": {"url": "https://example.org/x"}}]}),
    ("tiktok", {}),
    ("pinterest", {"assets": [PHOTO]}),
    ("pinterest", {"assets": [PHOTO], "metadata": {"pinterest": {"boardServiceId": "17"}}}),
    ("googlebusiness", {}),
    ("googlebusiness", {"metadata": {"google": {"type": "offer", "detailsWhatsNew": {"button": "none"}}}}),
    ("twitter", {"metadata": {"instagram": {"type": "post", "shouldShareToFeed": True}}}),
    ("twitter", {"metadata": {"twitter": {"thread": [{"text": "Other"}, {"text": "Two"}]}}}),
    ("twitter", {"assets": [{}]}),
    ("twitter", {"assets": [PHOTO | VIDEO]}),
    ("twitter", {"assets": [{"image": {"url": "file:///etc/hosts"}}]}),
    ("twitter", {"assets": [{"video": {"url": "https://x.example/a.mp4", "thumbnailUrl": "https://x.example/a.jpg"}}]}),
    ("twitter", {"mode": "customScheduled"}),
    ("twitter", {"mode": "customScheduled", "dueAt": "soon"}),
    ("twitter", {"mode": "customScheduled", "dueAt": "2026-11-23T12:00:00+01:00"}),
    ("twitter", {"tagIds": ["0" * 24]}),
    ("facebook", {"assets": [PHOTO], "metadata": {"facebook": {"type": "post", "linkAttachment": {
        "url": "https://example.org/",
    }}}}),
])
def test_input_that_breaks_a_rule_is_refused_and_changes_nothing(
    asker: Asker, world: World, service: str, given: dict[str, Any],
) -> None:
    before = len(asker.posts("scheduled"))
    payload = asker.create(channel_of(world, service), "Words", **given)
    assert payload["__typename"] == "InvalidInputError", payload
    assert len(asker.posts("scheduled")) == before


@pytest.mark.parametrize(("service", "given"), [
    ("instagram", {"assets": [PHOTO], "metadata": {"instagram": {
        "type": "post", "shouldShareToFeed": True, "firstComment": "#garden",
    }}}),
    ("tiktok", {"assets": [VIDEO], "metadata": {"tiktok": {"title": "Day"}}}),
    ("googlebusiness", {"metadata": {"google": {"type": "whats_new", "detailsWhatsNew": {
        "button": "learn_more", "link": "https://example.org/",
    }}}}),
    ("twitter", {"metadata": {"twitter": {"thread": [{"text": "Words"}, {"text": "Two", "assets": [PHOTO]}]}}}),
    ("mastodon", {"metadata": {"mastodon": {"spoilerText": "Spiders"}}}),
    ("linkedin", {"assets": [{"document": {
        "url": "https://x.example/a.pdf", "title": "A", "thumbnailUrl": "https://x.example/a.png",
    }}], "metadata": {"linkedin": {"firstComment": "More below"}}}),
    ("facebook", {"metadata": {"facebook": {"type": "post", "linkAttachment": {
        "url": "https://example.org/tulips", "title": "Tulips", "description": "All about bulbs",
        "thumbnail": {"url": "https://img.example/t.png"},
    }}}}),
])
def test_what_a_network_needs_is_kept_and_shown(
    asker: Asker, world: World, service: str, given: dict[str, Any],
) -> None:
    payload = asker.create(channel_of(world, service), "Words", **given)
    assert payload["__typename"] == "PostActionSuccess", payload
    shown = asker.data("""query ($input: PostInput!) { post(input: $input) { assets { __typename } metadata {
      __typename ... on CommonPostMetadata { type }
      ... on ThreadedPostMetadata { threadCount thread { text assets { source } } }
      ... on InstagramPostMetadata { firstComment shouldShareToFeed }
      ... on LinkedInPostMetadata { linkedinComment: firstComment }
      ... on MastodonPostMetadata { spoilerText } ... on TiktokPostMetadata { title }
      ... on GoogleBusinessPostMetadata { details { ... on GoogleBusinessWhatsNewMetaData { button link } } }
      ... on FacebookPostMetadata { linkAttachment { url title text thumbnail } } } } }""",
        {"input": {"id": payload["post"]["id"]}})["post"]
    told = json.dumps(shown)
    expected = {
        "instagram": "#garden", "tiktok": "Day", "googlebusiness": "learn_more", "twitter": "Two",
        "mastodon": "Spiders", "linkedin": "More below", "facebook": "All about bulbs",
    }
    assert expected[service] in told


def test_links_are_shortened_where_the_channel_does_so(asker: Asker, world: World) -> None:
    text = "Read https://example.org/a-long-address today"
    first, second = channel_of(world, "twitter"), world.profile(channel_of(world, "bluesky"))
    assert second is not None
    second.shortens = False
    assert "https://bfr.example/" in asker.create(first, text)["post"]["text"]
    assert asker.create(second.id, text)["post"]["text"] == text


async def test_paused_days_and_locked_channels_send_nothing(
    asker: Asker, world: World, clock: ManualClock,
) -> None:
    profile = world.profile(channel_of(world, "facebook"))
    assert profile is not None
    profile.paused_days = ("mon", "tue", "wed", "thu", "fri", "sat")
    assert asker.create(profile.id, "On Sunday", mode="shareNext")["post"]["dueAt"] == "2026-11-29T09:45:00.000Z"
    profile.locked = True
    waiting = {row["id"] for row in asker.posts("scheduled", channelIds=[profile.id])}
    assert asker.edit(next(iter(waiting)), mode="shareNow")["__typename"] == "LimitReachedError"
    await clock.advance(14 * 86_400)
    assert {row["id"] for row in asker.posts("scheduled", channelIds=[profile.id])} == waiting
