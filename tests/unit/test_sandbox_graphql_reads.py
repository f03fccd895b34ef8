"""What GraphQL shows of the sandbox's world: accounts, channels, posts in pages, limits, and the same ids as v1."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

pytest.importorskip("graphql")

from buffertui.clock import ManualClock
from buffertui.sandbox import Manners, Request, World, seed_hostile, seed_organizations, seed_world
from tests.support.sandbox_graphql import ACCOUNT, CHANNELS, POSTS, Asker

START = datetime(2026, 11, 23, 11, 3, tzinfo=UTC)
SCHEDULE = """query ($input: ChannelInput!) {
  channel(input: $input) { postingSchedule { day paused times } postingGoal { goal status scheduledCount }
    metadata { __typename ... on PinterestMetadata { boards { serviceId name } }
               ... on MastodonMetadata { serverUrl maxCharacters } } } }"""
LIMITS = """query ($input: DailyPostingLimitsInput!) {
  dailyPostingLimits(input: $input) { channelId limit scheduled sent isAtLimit } }"""


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def world(clock: ManualClock) -> World:
    return seed_organizations(clock)


@pytest.fixture
def asker(world: World) -> Asker:
    return Asker(world)


def v1(world: World, path: str) -> dict[str, object]:
    token = world.accounts[0].token
    answer = Asker(world).door.deliver(Request.to("GET", path, {"Authorization": f"Bearer {token}"})).response
    found: dict[str, object] = json.loads(answer.body)
    return found


def channel_of(world: World, service: str) -> str:
    return next(profile.id for profile in world.profiles() if profile.service == service)


def code(answer: dict[str, list[dict[str, dict[str, str]]]]) -> str:
    return answer["errors"][0]["extensions"]["code"]


def test_the_account_has_both_organizations_and_each_its_channels(asker: Asker, world: World) -> None:
    account = asker.data(ACCOUNT)["account"]
    assert account["name"] == "Northwind Studio"
    assert [(one["name"], one["channelCount"]) for one in account["organizations"]] == [
        ("Northwind Studio", 7), ("Fishmarket Union", 4),
    ]
    first, second = (
        asker.data(CHANNELS, {"input": {"organizationId": one["id"]}})["channels"] for one in account["organizations"]
    )
    assert [row["id"] for row in first + second] == [profile.id for profile in world.profiles()]
    assert [row["service"] for row in first if row["isDisconnected"]] == ["pinterest"]
    assert [row["service"] for row in first if row["isQueuePaused"]] == ["mastodon"]
    assert [row["service"] for row in second if row["isLocked"]] == ["youtube"]


def test_locked_channels_can_be_left_out(asker: Asker, world: World) -> None:
    second = world.organizations(world.accounts[0])[1].id
    rows = asker.data(CHANNELS, {"input": {"organizationId": second, "filter": {"isLocked": False}}})["channels"]
    assert [row["service"] for row in rows] == ["googlebusiness", "threads", "tiktok"]


@pytest.mark.parametrize(("place", "expected"), [("nowhere", "NOT_FOUND"), ("neighbour", "FORBIDDEN")])
def test_other_organizations_are_closed(asker: Asker, world: World, place: str, expected: str) -> None:
    wanted = "0" * 24 if place == "nowhere" else world.organizations(world.accounts[1])[0].id
    answer = asker.answer(CHANNELS, {"input": {"organizationId": wanted}})
    assert answer["data"] is None
    assert code(answer) == expected


def test_a_channel_has_its_schedule_with_paused_days_and_what_only_its_network_knows(
    asker: Asker, world: World,
) -> None:
    linked, pins, toots = (
        asker.data(SCHEDULE, {"input": {"id": channel_of(world, name)}})["channel"]
        for name in ("linkedin", "pinterest", "mastodon")
    )
    assert {"day": "sun", "paused": True, "times": []} in linked["postingSchedule"]
    assert {"day": "tue", "paused": False, "times": ["08:10", "12:40"]} in linked["postingSchedule"]
    assert linked["postingGoal"]["goal"] == 6
    assert pins["metadata"]["boards"][0]["name"] == "Seed packets"
    assert toots["metadata"] == {
        "__typename": "MastodonMetadata", "serverUrl": "https://press.example", "maxCharacters": 500,
    }
    answer = asker.answer(SCHEDULE, {"input": {"id": channel_of(world, "threads")}})
    assert answer["data"]["channel"]["metadata"] is None


def test_the_queue_is_that_of_v1(asker: Asker, world: World) -> None:
    channel = channel_of(world, "twitter")
    rows = asker.posts("scheduled", "sending", channelIds=[channel], sort="dueAt asc")
    pending = v1(world, f"/1/profiles/{channel}/updates/pending.json?count=100")
    updates = pending["updates"]
    assert isinstance(updates, list)
    assert [(row["id"], row["text"]) for row in rows] == [(one["id"], one["text"]) for one in updates]
    assert [row["isCustomScheduled"] for row in rows] == ["scheduled_at" in one for one in updates]
    assert {row["shareMode"] for row in rows} == {"addToQueue", "customScheduled"}
    assert rows[0]["dueAt"] == "2026-11-23T16:00:00.000Z"


def test_drafts_and_approvals_are_seen_here_and_not_in_the_lists_of_v1(asker: Asker, world: World) -> None:
    rows = asker.posts("draft", "needs_approval", sort="createdAt desc")
    assert {row["status"] for row in rows} == {"draft", "needs_approval"}
    assert [row["createdAt"] for row in rows] == sorted((row["createdAt"] for row in rows), reverse=True)
    waiting = {update.id for profile in world.profiles() for update in world.pending(profile.id)}
    assert waiting.isdisjoint(row["id"] for row in rows)
    with_time = asker.posts("draft", dueAtPresence="present")
    assert [row["text"][:13] for row in with_time] == ["Save the date"]
    assert asker.post(next(row["id"] for row in rows if row["status"] == "needs_approval"))["notes"]


def test_a_failed_post_says_why_and_where_help_is(asker: Asker) -> None:
    (row,) = asker.posts("error")
    assert "connect this profile again" in row["error"]["message"]
    assert row["error"]["supportUrl"] == "https://help.example.org/reconnect"
    assert "publishPostNow" in row["allowedActions"]


def test_metrics_come_with_the_daily_collection(asker: Asker, clock: ManualClock) -> None:
    query = """query ($input: PostsInput!) { posts(input: $input, first: 100) { edges { node {
      sentAt via metricsUpdatedAt metrics { type value unit } } } } }"""
    given = {"input": {
        "organizationId": asker.organization, "filter": {"status": ["sent"]},
        "sort": [{"field": "dueAt", "direction": "desc"}],
    }}
    nodes = [edge["node"] for edge in asker.data(query, given)["posts"]["edges"]]
    today = [node for node in nodes if node["sentAt"] >= "2026-11-23T04:00"]
    before = [node for node in nodes if node["sentAt"] < "2026-11-23T04:00" and node["via"] != "network"]
    assert today
    assert before
    assert all(node["metrics"] is None for node in today)
    assert all(node["metricsUpdatedAt"] == "2026-11-23T04:00:00.000Z" for node in before)
    kinds = {metric["type"] for node in before for metric in node["metrics"]}
    assert kinds >= {"reactions", "comments", "reposts", "clicks", "reach", "engagementRate"}


def test_made_on_the_network_is_said_so(asker: Asker) -> None:
    rows = asker.posts("sent", first=100)
    assert {row["via"] for row in rows} == {"api", "buffer", "network"}
    assert all(row["externalLink"] for row in rows)


def test_pages_hold_every_post_once_even_when_the_queue_moves(world: World, clock: ManualClock) -> None:
    asker = Asker(seed_world(clock, profiles=3, pending=20, sent=60))
    sort = [{"field": "dueAt", "direction": "desc"}, {"field": "createdAt", "direction": "asc"}]
    given = {"organizationId": asker.organization, "sort": sort}
    expected = {row["id"] for name in ("sent", "draft", "needs_approval") for row in _all(asker, [name])}
    seen: list[str] = []
    after: str | None = None
    while True:
        page = asker.data(POSTS, {"input": given, "first": 7, "after": after})["posts"]
        seen += [edge["node"]["id"] for edge in page["edges"]]
        assert page["pageInfo"]["hasPreviousPage"] is False
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
        queue = asker.world.profiles()[0].queue
        if len(seen) == 35 and queue:
            asker.world.forget(queue[0])
    assert len(seen) == len(set(seen))
    assert expected <= set(seen)


def _all(asker: Asker, statuses: list[str], **sort: str) -> list[dict[str, object]]:
    given = {"organizationId": asker.organization, "filter": {"status": statuses}}
    rows: list[dict[str, object]] = []
    after = None
    while True:
        page = asker.data(POSTS, {"input": given, "first": 100, "after": after})["posts"]
        rows += [edge["node"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return rows


@pytest.mark.parametrize("sort", ["dueAt asc", "dueAt desc", "createdAt asc", "createdAt desc"])
def test_an_archive_is_sorted_as_asked(clock: ManualClock, sort: str) -> None:
    asker = Asker(seed_world(clock, profiles=2, pending=0, sent=150))
    field, direction = sort.split()
    given = {"organizationId": asker.organization, "sort": [{"field": field, "direction": direction}]}
    times: list[str] = []
    after = None
    for _ in range(10):
        page = asker.data(POSTS, {"input": given, "first": 40, "after": after})["posts"]
        times += [edge["node"][field] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert len(times) == 300
    assert times == sorted(times, reverse=direction == "desc")


def test_first_has_a_default_and_a_largest_value(clock: ManualClock) -> None:
    world = seed_world(clock, profiles=1, pending=0, sent=300)
    asker = Asker(world, Manners(default_first=11))
    given = {"input": {"organizationId": asker.organization}}
    assert len(asker.data(POSTS, given)["posts"]["edges"]) == 11
    assert len(asker.data(POSTS, given | {"first": 5000})["posts"]["edges"]) == 100
    assert code(asker.answer(POSTS, given | {"first": 0})) == "BAD_USER_INPUT"
    assert code(asker.answer(POSTS, given | {"after": "b3BhcXVl"})) == "BAD_USER_INPUT"


def test_filters_hold_together(asker: Asker, world: World) -> None:
    channel = channel_of(world, "twitter")
    tag = next(tag for tag in world.organizations(world.accounts[0])[0].tags if tag.name == "launch")
    marked = asker.posts("scheduled", tags={"in": [tag.id]})
    assert marked
    assert all([one["name"] for one in row["tags"]] == ["launch"] for row in marked)
    here = asker.posts("scheduled", tags={"in": [tag.id]}, channelIds=[channel])
    assert 0 < len(here) < len(marked)
    untagged = asker.posts("scheduled", tags={"in": [], "isEmpty": True})
    assert len(untagged) + len(asker.posts("scheduled", tags={"in": [t.id for t in _tags(world)]})) == len(
        asker.posts("scheduled"),
    )
    assert asker.posts("scheduled", channelIds=[]) == []
    late = asker.posts("scheduled", dueAt={"start": "2026-11-25T00:00:00Z"})
    assert late
    assert all(row["dueAt"] >= "2026-11-25" for row in late)
    young = asker.posts(createdAt={"start": "2026-11-23T06:00:00+01:00"})
    assert young
    assert all(row["createdAt"] >= "2026-11-23T05:00" for row in young)


def _tags(world: World) -> list[object]:
    return list(world.organizations(world.accounts[0])[0].tags)


def test_a_channel_of_another_organization_is_refused(asker: Asker, world: World) -> None:
    foreign = channel_of(world, "threads")
    given = {"organizationId": asker.organization, "filter": {"channelIds": [foreign]}}
    assert code(asker.answer(POSTS, {"input": given, "first": 5})) == "FORBIDDEN"


def test_what_does_not_exist_is_not_found(asker: Asker) -> None:
    for query in ("query { post(input: {id: \"nothing\"}) { id } }", "query { channel(input: {id: \"x\"}) { id } }"):
        answer = asker.answer(query)
        assert answer["data"] is None
        assert code(answer) == "NOT_FOUND"


def test_daily_limits_count_the_local_day_of_the_channel(asker: Asker, world: World) -> None:
    channel = channel_of(world, "instagram")
    rows = asker.data(LIMITS, {"input": {"channelIds": [channel, channel_of(world, "facebook")]}})
    first, second = rows["dailyPostingLimits"]
    assert (first["limit"], first["isAtLimit"], second["limit"]) == (25, False, None)
    assert first["scheduled"] == 2
    mixed = {"input": {"channelIds": [channel, channel_of(world, "threads")]}}
    assert code(asker.answer(LIMITS, mixed)) == "BAD_USER_INPUT"


def test_sums_count_what_buffer_sent(asker: Asker, world: World) -> None:
    query = """query ($input: AggregatedPostMetricsInput!) {
      aggregatedPostMetrics(input: $input) { metricsUpdatedAt metrics { type value } } }"""
    channel = channel_of(world, "twitter")
    given = {"organizationId": asker.organization, "channelIds": [channel], "startDateTime": "2026-11-01T00:00:00Z"}
    sums = asker.data(query, {"input": given | {"endDateTime": "2026-11-22T00:00:00Z"}})["aggregatedPostMetrics"]
    numbers = {row["type"]: row["value"] for row in sums["metrics"]}
    sent = [one for one in world.sent(channel) if one.status == "sent" and (one.sent_at or 0) >= 1793491200]
    assert 0 < numbers["postCount"] <= len(sent)
    assert numbers["reactions"] > 0
    assert code(asker.answer(query, {"input": given | {"endDateTime": "2028-11-22T00:00:00Z"}})) == "BAD_USER_INPUT"
    none = asker.data(query, {"input": given | {"channelIds": [], "endDateTime": "2026-11-22T00:00:00Z"}})
    assert none["aggregatedPostMetrics"]["metrics"][0] == {"type": "postCount", "value": 0.0}


def test_a_key_with_few_permissions_gets_a_part(asker: Asker, world: World) -> None:
    world.accounts[0].key_permissions = frozenset({"account:read", "posts:read"})
    query = "query ($input: PostInput!) { post(input: $input) { id metrics { type } } }"
    sent = world.sent(world.profiles()[0].id)[3].id
    answer = asker.answer(query, {"input": {"id": sent}})
    assert answer["data"] == {"post": {"id": sent, "metrics": None}}
    assert (answer["errors"][0]["path"], code(answer)) == (["post", "metrics"], "FORBIDDEN")
    refused = asker.answer("mutation { deletePost(input: {id: \"x\"}) { __typename } }")
    assert (refused["data"], code(refused)) == (None, "FORBIDDEN")


def test_hostile_worlds_can_be_read(clock: ManualClock) -> None:
    asker = Asker(seed_hostile(clock))
    channels = asker.data(CHANNELS, {"input": {"organizationId": asker.organization}})["channels"]
    assert {row["service"] for row in channels} == {"twitter", "red7mnetwork"}
    assert len(_all(asker, ["scheduled", "sent", "error"])) > 400
