"""Reading from the GraphQL API: what is asked, what is made of the answers, and that nothing odd breaks a list."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from buffertui.domain.errors import AnswerLost, BadAnswer, NotFound, PowerMissing, Refused, Unauthorized
from buffertui.domain.models import (
    FAILED,
    FROM_NETWORK,
    SENT,
    UNREADABLE,
    WAITING,
    Board,
    Configuration,
    Media,
    Schedule,
    Tag,
)
from buffertui.domain.overview import DailyLimit, Organization
from buffertui.domain.ports import Can
from tests.support.graphql_wire import (
    KEY,
    NOON,
    Graph,
    channel,
    client_to,
    given,
    post,
    reply,
    rows,
    wrong,
)

VIEWER = {"id": "a1", "email": "kim@example.org", "name": None, "timezone": "Europe/Berlin",
          "organizations": [{"id": "o1", "name": "Garden Club", "channelCount": 2}, {"id": "o2", "name": ""}]}


async def test_the_request_is_what_the_reference_describes() -> None:
    server = Graph(Viewer=given(account=VIEWER))
    await client_to(server).account()
    request = server.requests[0]
    assert (request.method, request.url.host, request.url.raw_path) == ("POST", "api.example.com", b"/")
    assert request.headers["Authorization"] == f"Bearer {KEY}"
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["User-Agent"].startswith("buffertui/")


async def test_an_address_with_a_path_gets_no_slash_behind_it() -> None:
    server = Graph(Viewer=given(account=VIEWER))
    await client_to(server, base_url="https://api.example.com/graphql").account()
    assert str(server.requests[0].url) == "https://api.example.com/graphql"


async def test_an_account_without_a_name_goes_by_its_address() -> None:
    account = await client_to(Graph(Viewer=given(account=VIEWER))).account()
    assert (account.id, account.label, account.timezone) == ("a1", "kim@example.org", "Europe/Berlin")


async def test_the_first_organization_is_taken_and_found_only_once() -> None:
    server = Graph(Viewer=given(account=VIEWER), Posts=given(posts=rows()))
    client = client_to(server, organization="")
    await client.pending("p1")
    await client.pending("p1")
    assert server.names == ["Viewer", "Posts", "Posts"]
    assert {one["organizationId"] for one in server.inputs("Posts")} == {"o1"}
    assert await client.organizations() == (Organization("o1", "Garden Club", 2), Organization("o2", "", None))
    assert server.names.count("Viewer") == 1


async def test_an_organization_that_was_chosen_is_the_one_asked_for() -> None:
    server = Graph(Viewer=given(account=VIEWER), Posts=given(posts=rows()))
    client = client_to(server, organization="o2")
    await client.account()
    await client.pending("p1")
    assert server.inputs("Posts")[0]["organizationId"] == "o2"


async def test_a_key_without_any_organization_says_so() -> None:
    server = Graph(Viewer=given(account={**VIEWER, "organizations": []}))
    with pytest.raises(Refused, match="no organization"):
        await client_to(server, organization="").profiles()


async def test_channels_are_profiles_with_their_posts_counted_in_the_same_request() -> None:
    days = [{"day": "mon", "paused": False, "times": ["17:40", "09:15"]},
            {"day": "wed", "paused": False, "times": ["09:15", "17:40"]},
            {"day": "sun", "paused": True, "times": ["10:00"]}, {"day": "sat", "paused": False, "times": []}]
    server = Graph(Channels=given(
        channels=[channel("p1", postingSchedule=days), channel("p2", "linkedin", displayName=None, isQueuePaused=True)],
        counted=rows({"channelId": "p1"}, {"channelId": "p1"}),
    ))
    one, two = await client_to(server).profiles()
    assert (one.username, one.service_name, one.timezone) == ("Northwind", "Twitter Profile", "Europe/Berlin")
    assert one.schedules == (Schedule(("mon", "wed"), ("09:15", "17:40")),)
    assert (one.counts.pending, two.counts.pending, one.counts.sent) == (2, 0, None)
    assert (two.username, two.service, two.paused, two.has_slots) == ("northwind", "linkedin", True, False)
    assert server.names == ["Channels"]


@pytest.mark.parametrize(
    "counted", [None, rows({"channelId": "p1"}, more=True, cursor="c"), "text"], ids=["null", "more", "odd"]
)
async def test_counts_that_are_not_whole_are_no_counts(counted: object) -> None:
    server = Graph(Channels=reply({"data": {"channels": [channel("p1")], "counted": counted}, "errors": [{}]}))
    assert (await client_to(server).profiles())[0].counts.pending is None


async def test_refused_channels_are_refused_whatever_else_came() -> None:
    server = Graph(Channels=wrong("FORBIDDEN", data={"channels": None, "counted": rows()}, path=["channels"]))
    with pytest.raises(Refused, match="does not open this organization"):
        await client_to(server).profiles()


@pytest.mark.parametrize("flags", [(True, False), (False, True)])
async def test_a_channel_that_lost_its_network_and_one_that_the_plan_has_no_room_for_are_told_apart(
    flags: tuple[bool, bool],
) -> None:
    server = Graph(Channel=given(channel=channel("p1", isDisconnected=flags[0], isLocked=flags[1])))
    profile = await client_to(server).profile("p1")
    assert (profile.disconnected, profile.locked) == flags
    assert server.inputs("Channel") == [{"id": "p1"}]


async def test_boards_of_a_pinterest_channel_come_with_it_and_odd_ones_cost_only_themselves() -> None:
    boards = [{"serviceId": "81", "name": " Prints "}, None, {"name": "no id"}, {"serviceId": "82"}]
    metadata = {"__typename": "PinterestMetadata", "boards": boards}
    server = Graph(Channel=given(channel=channel("p1", "pinterest", metadata=metadata)))
    assert (await client_to(server).profile("p1")).boards == (Board("81", "Prints"), Board("82", ""))


async def test_tags_of_a_post_are_read_and_odd_ones_cost_only_themselves() -> None:
    tags = [{"id": "t1", "name": "garden", "color": "#F523F1"}, None, {"name": "x"}, {"id": "t2", "color": None}]
    server = Graph(PostDetail=given(post=post("u1", tags=tags)))
    assert (await client_to(server).update("u1")).tags == (Tag("t1", "garden", "#F523F1"), Tag("t2"))


async def test_an_odd_channel_costs_only_itself() -> None:
    server = Graph(Channels=given(
        channels=[None, {"id": None}, channel("p3", "substack", type="newKind", timezone=None, postingSchedule=None)],
        counted=rows(),
    ))
    (profile,) = await client_to(server).profiles()
    assert (profile.id, profile.service, profile.service_type, profile.timezone) == ("p3", "substack", "newKind", "")


async def test_pending_asks_for_one_profile_in_queue_order() -> None:
    server = Graph(Posts=given(posts=rows(post("u1"), more=True, cursor="b3BhcXVl")))
    page = await client_to(server).pending("p1", count=500)
    assert server.asked == [("Posts", {
        "input": {"organizationId": "org1", "filter": {"status": ["scheduled", "sending"], "channelIds": ["p1"]},
                  "sort": [{"field": "dueAt", "direction": "asc"}, {"field": "createdAt", "direction": "asc"}]},
        "first": 100,
    })]
    assert (page.next, page.total) == ("b3BhcXVl", None)
    await client_to(server).pending("p1", after="b3BhcXVl", count=25)
    assert server.asked[-1][1]["after"] == "b3BhcXVl"
    assert server.asked[-1][1]["first"] == 25


@pytest.mark.parametrize(
    ("connection", "following", "total"),
    [
        (rows(post("u1")), None, 1),
        (rows(post("u1"), more=True, cursor="old"), None, None),
        (rows(post("u1"), more=True), None, None),
        ({"edges": None, "pageInfo": {"hasNextPage": False, "endCursor": None}}, None, None),
        ({"edges": []}, None, None),
        (rows(post("u1"), more=True, cursor="new"), "new", None),
    ],
    ids=["last", "same cursor", "no cursor", "null edges", "no page info", "more"],
)
async def test_paging_ends_where_it_cannot_go_on(connection: Any, following: str | None, total: int | None) -> None:
    after = None if total else "old"
    page = await client_to(Graph(Posts=given(posts=connection))).pending("p1", after=after)
    assert (page.next, page.total) == (following, total)


async def test_every_field_of_a_post_finds_its_place() -> None:
    row = post(
        "u1", dueAt="2026-11-24T10:00:00+01:00", isCustomScheduled=True, externalLink="https://example.com/1",
        author={"name": "Kim"}, error={"message": "Too long", "supportUrl": "https://example.org/help"},
        assets=[{"__typename": "ImageAsset", "type": "image", "source": "https://example.org/a.png",
                 "thumbnail": "https://example.org/s.png", "image": {"altText": "A gate"}},
                {"__typename": "VideoAsset", "type": "video", "source": "https://example.org/v.mp4", "thumbnail": ""}],
        metadata={"__typename": "FacebookPostMetadata", "type": "post", "linkAttachment": {
            "url": "https://example.org/t", "title": "Tulips", "text": "All", "thumbnail": "https://example.org/t.png"}},
    )
    (update,) = (await client_to(Graph(Posts=given(posts=rows(row)))).pending("p1")).updates
    assert update.due_at == datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert (update.fixed, update.kind, update.link, update.author) == (True, "post", "https://example.com/1", "Kim")
    assert (update.error, update.error_link) == ("Too long", "https://example.org/help")
    assert update.media == (
        Media(photo="https://example.org/a.png", thumbnail="https://example.org/s.png", alt_text="A gate"),
        Media(video="https://example.org/v.mp4"),
        Media(link="https://example.org/t", title="Tulips", description="All", picture="https://example.org/t.png"),
    )


@pytest.mark.parametrize(
    ("status", "via", "shown"),
    [("scheduled", "api", WAITING), ("sent", "buffer", SENT), ("sent", "network", FROM_NETWORK), ("error", "", FAILED),
     ("draft", "", "draft"), ("sending", "", "sending"), ("needs_approval", "", "needs_approval"), ("new", "", "new")],
)
async def test_each_status_in_the_programs_words(status: str, via: str, shown: str) -> None:
    server = Graph(PostDetail=given(post=post("u1", status=status, via=via)))
    assert (await client_to(server).update("u1")).status == shown


async def test_an_odd_row_stands_in_its_place_and_costs_no_other() -> None:
    connection = {"edges": [{"node": post("u1")}, None, {"node": None}, {"node": {"text": "no id"}}, 7,
                            {"node": post("u2", status="new", channelService="substack", assets=[None, {"type": "x"}],
                                          metadata={"__typename": "SubstackPostMetadata"}, error="text")}],
                  "pageInfo": None}
    page = await client_to(Graph(Posts=given(posts=connection))).pending("p1")
    assert [u.status for u in page.updates] == [WAITING, UNREADABLE, UNREADABLE, UNREADABLE, UNREADABLE, "new"]
    assert page.odd == 4
    assert len({u.id for u in page.updates}) == 6


@pytest.mark.parametrize("name", ["channelId", "channelService", "status", "text", "dueAt", "createdAt", "via",
                                  "isCustomScheduled", "assets", "metadata", "author", "error"])
async def test_null_where_it_was_never_null_leaves_the_post_readable(name: str) -> None:
    page = await client_to(Graph(Posts=given(posts=rows(post("u1", **{name: None}))))).pending("p1")
    (update,) = page.updates
    assert (update.id, update.profile_id, page.odd) == ("u1", "p1", 0)


async def test_sent_posts_come_newest_first_with_metrics() -> None:
    metrics = [{"type": "reactions", "value": 12.0}, {"type": "brandNew", "value": 1.5}, {"type": None}, None]
    server = Graph(Posts=given(posts=rows(
        post("u1", status="sent", sentAt="2026-11-20T09:00:00Z", metrics=metrics),
        post("u2", status="sent", sentAt="2026-11-21T09:00:00Z", dueAt=None, metrics=None),
        {"id": None},
    )))
    page = await client_to(server).sent("p1")
    assert [u.id for u in page.updates[:2]] == ["u2", "u1"]
    assert page.odd == 1
    assert dict(page.updates[1].statistics) == {"reactions": 12.0, "brandNew": 1.5}
    assert "metrics" in server.documents[0]
    assert server.inputs("Posts")[0]["sort"] == [{"field": "dueAt", "direction": "desc"}]


async def test_refused_metrics_are_left_out_from_then_on() -> None:
    server = Graph(Posts=[wrong("FORBIDDEN", path=["posts", "edges", 0, "node", "metrics"]),
                          given(posts=rows(post("u1", status="sent")))])
    client = client_to(server)
    assert [u.id for u in (await client.sent("p1")).updates] == ["u1"]
    await client.sent("p1")
    assert ["metrics" in document for document in server.documents] == [True, False, False]


async def test_a_refusal_deep_in_an_answer_does_not_mean_that_the_key_is_bad() -> None:
    server = Graph(Posts=[wrong("UNAUTHORIZED", path=["posts", "edges", 0, "node", "metrics"]), given(posts=rows())])
    assert (await client_to(server).sent("p1")).updates == ()


async def test_a_part_that_failed_leaves_the_rest() -> None:
    partial = {"posts": rows(post("u1", status="sent", metrics=None))}
    server = Graph(Posts=wrong("FORBIDDEN", data=partial, path=["posts", "edges", 0, "node", "metrics"]))
    assert [u.id for u in (await client_to(server).sent("p1")).updates] == ["u1"]


@pytest.mark.parametrize(
    ("read", "statuses", "field"),
    [("drafts", ["draft"], "createdAt"), ("needs_approval", ["needs_approval"], "createdAt"),
     ("failed", ["error"], "dueAt")],
)
async def test_the_lists_that_only_this_api_has(read: str, statuses: list[str], field: str) -> None:
    server = Graph(Posts=given(posts=rows(post("u1", dueAt=None))))
    page = await getattr(client_to(server), read)("")
    asked = server.inputs("Posts")[0]
    assert asked["filter"] == {"status": statuses}, "an empty profile is all of them"
    assert asked["sort"] == [{"field": field, "direction": "desc"}]
    assert page.updates[0].due_at is None


async def test_looking_for_a_lost_post_finds_it_wherever_it_went() -> None:
    server = Graph(Posts=given(posts=rows()))
    client = client_to(server)
    await client.pending("p1", since=NOON - timedelta(minutes=2))
    await client.sent("p1", since=NOON)
    pending, sent = (one["filter"] for one in server.inputs("Posts"))
    assert pending == {"status": ["scheduled", "sending", "draft", "needs_approval", "error"], "channelIds": ["p1"],
                       "createdAt": {"start": "2026-11-23T11:58:00Z"}}
    assert sent == {"status": ["sent"], "channelIds": ["p1"], "createdAt": {"start": "2026-11-23T12:00:00Z"}}


async def test_the_main_screen_is_one_request() -> None:
    server = Graph(MainScreen=given(
        account=VIEWER, channels=[channel("p1")], counted=rows({"channelId": "p1"}),
        pending=rows(post("u1"), more=True, cursor="next"), sent=rows(post("u2", status="sent")),
    ))
    seen = await client_to(server).main_screen("p1")
    assert server.names == ["MainScreen"]
    assert (seen.account.id, seen.profiles[0].counts.pending) == ("a1", 1)
    assert ([u.id for u in seen.pending.updates], seen.pending.next) == (["u1"], "next")
    assert [u.id for u in seen.sent.updates] == ["u2"]
    variables = server.asked[0][1]
    assert [variables[k]["filter"].get("channelIds") for k in ("pending", "sent", "waiting")] == [["p1"], ["p1"], None]


async def test_a_missing_list_of_the_main_screen_is_one_odd_row() -> None:
    data = {"account": VIEWER, "channels": [channel("p1")], "counted": None, "pending": None, "sent": rows()}
    seen = await client_to(Graph(MainScreen=wrong("UNEXPECTED", data=data))).main_screen(None)
    assert (seen.pending.odd, seen.pending.updates[0].status) == (1, UNREADABLE)
    assert seen.sent.updates == ()


async def test_posting_times_and_daily_limits() -> None:
    server = Graph(
        PostingSchedule=given(channel={"id": "p1", "postingSchedule": [{"day": "fri", "times": ["9:05", "x"]}]}),
        DailyLimits=given(dailyPostingLimits=[{"channelId": "p1", "limit": 3, "scheduled": 2, "sent": 1,
                                               "isAtLimit": True}]),
    )
    client = client_to(server)
    assert await client.schedules("p1") == (Schedule(("fri",), ("09:05",)),)
    assert await client.daily_limits("p1") == DailyLimit("p1", 3, 2, 1, reached=True)
    assert server.asked[-1] == ("DailyLimits", {"limits": {"channelIds": ["p1"]}})


async def test_what_only_v1_can_is_a_power_with_a_reason() -> None:
    client = client_to(Graph())
    assert set(client.lacks) == {Can.SHORTEN, Can.SCHEDULES, Can.INTERACTIONS}
    assert all(reason.endswith(".") for reason in client.lacks.values())
    assert await client.configuration() == Configuration()
    for call in (client.interactions("u1", "like"), client.shares("https://example.org/"),
                 client.set_schedules("p1", ())):
        with pytest.raises(PowerMissing):
            await call


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (wrong("UNAUTHENTICATED", status=401), Unauthorized),
        (wrong("UNAUTHORIZED"), Unauthorized),
        (httpx.Response(401, content=b"no"), Unauthorized),
        (wrong("FORBIDDEN"), Refused),
        (reply({}, 403), Refused),
        (wrong("NOT_FOUND", data={"post": None}, path=["post"]), NotFound),
        (wrong("UNEXPECTED"), AnswerLost),
        (wrong(None, message="Query depth limit"), Refused),
        (wrong("SOMETHING_NEW"), Refused),
        (reply({"data": None}), BadAnswer),
        (reply({}), BadAnswer),
        (reply([]), BadAnswer),
        (reply({"data": {"post": {"text": "no id"}}}), BadAnswer),
        (httpx.Response(200, content=b"<html>"), BadAnswer),
        (httpx.Response(302, headers={"Location": "https://example.com/"}), BadAnswer),
        (httpx.Response(404, content=b"nothing here"), Refused),
        (httpx.Response(502, content=b"<html>"), AnswerLost),
        (reply({"errors": "all wrong"}), Refused),
        (reply({"errors": [None]}), Refused),
    ],
)
async def test_every_refusal_of_a_read_in_its_class(answer: httpx.Response, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        await client_to(Graph(PostDetail=answer)).update("u1")
    assert type(caught.value) is error or error is Refused


async def test_a_403_that_is_no_json_was_blocked_on_the_way_and_names_the_ray() -> None:
    answer = httpx.Response(403, headers={"cf-ray": "8a1b-FRA"}, content=b"<html>Attention")
    with pytest.raises(Refused, match="blocked on its way") as caught:
        await client_to(Graph(PostDetail=answer)).update("u1")
    assert "8a1b-FRA" in caught.value.hint
    assert not isinstance(caught.value, Unauthorized)


async def test_buffers_sentence_stands_behind_ours_as_plain_text() -> None:
    answer = wrong("FORBIDDEN", message="<b>Not</b> yours\x1b[31m")
    with pytest.raises(Refused, match=r"^This key may not do that\. Buffer says: Not yours \[31m$"):
        await client_to(Graph(PostDetail=answer)).update("u1")
