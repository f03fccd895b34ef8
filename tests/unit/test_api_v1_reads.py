"""Reading from v1: what is asked, how kindly it is understood, and how pages follow one another."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import Any

import pytest

from buffertui.api.rest_v1 import connect
from buffertui.clock import ManualClock
from buffertui.domain.errors import BadAnswer, ConfigError, NotFound
from buffertui.domain.models import (
    FROM_NETWORK,
    SENT,
    UNREADABLE,
    WAITING,
    Media,
    Update,
)
from buffertui.domain.ports import BufferService, Can, Priority
from buffertui.domain.secret import Secret
from tests.support.v1_wire import NOON, TOKEN, Server, answer, client_of

T = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
UNIX = 1_700_000_000


async def read_update(row: dict[str, Any]) -> Update:
    return await client_of(Server(answer(row))).update("u1")


async def page_of(body: object, **options: Any) -> Any:
    return await client_of(Server(answer(body))).pending("p1", **options)


def test_the_client_is_a_whole_service_without_what_came_with_graphql() -> None:
    clock = ManualClock(NOON)
    service: BufferService = connect(Secret(TOKEN), clock)
    assert (service.name, set(service.lacks)) == ("v1", {Can.REQUEUE, Can.DRAFTS, Can.FIELDS, Can.ORGANIZATIONS})
    assert all(reason.endswith(".") for reason in service.lacks.values())
    assert service.pace().windows[0].limit == 60
    with pytest.raises(ConfigError):
        connect(Secret(TOKEN), clock, "http://api.example.com/1/")


async def test_each_read_is_one_request_to_its_documented_path() -> None:
    since = datetime(2026, 11, 1, tzinfo=UTC)
    rows_of = {"updates": [], "total": 0, "interactions": [], "shares": 1, "id": "x", "services": {}}
    server = Server(answer(rows_of))
    client = client_of(server)
    await client.account()
    await client.profile("p1")
    await client.configuration()
    await client.pending("p1", since=since)
    await client.sent("p1", after="3", count=20)
    await client.update("u1")
    await client.interactions("u1", "favorite")
    await client.shares("http://example.org/a?b=1&c")
    server.replies = [answer([])]
    await client.profiles()
    await client.schedules("p1")
    assert server.asked == [
        "GET user.json",
        "GET profiles/p1.json",
        "GET info/configuration.json",
        "GET profiles/p1/updates/pending.json?page=1&count=100&since=1793491200",
        "GET profiles/p1/updates/sent.json?page=3&count=20",
        "GET updates/u1.json",
        "GET updates/u1/interactions.json?event=favorite&page=1&count=100",
        "GET links/shares.json?url=http%3A%2F%2Fexample.org%2Fa%3Fb%3D1%26c",
        "GET profiles.json",
        "GET profiles/p1/schedules.json",
    ]
    assert client.pace().windows[0].used == 10


async def test_reads_wait_in_the_class_that_the_caller_names() -> None:
    client = client_of(Server(answer({"updates": [], "total": 0})))
    for _ in range(50):
        await client.pending("p1", priority=Priority.BACKGROUND)
    late = asyncio.get_running_loop().create_task(client.sent("p1", priority=Priority.BACKGROUND))
    for _ in range(5):
        await asyncio.sleep(0)
    assert client.pace().waiting == 1
    await client.sent("p1", priority=Priority.READ)
    assert client.pace().windows[0].used == 51
    late.cancel()


@pytest.mark.parametrize("given", ["../user", "a/b", "a?b=c", "a#b", "a b", "é", "%2e"])
async def test_an_id_from_outside_stays_one_step_of_the_path(given: str) -> None:
    server = Server(answer({"id": "x"}))
    await client_of(server).update(given)
    path = server.requests[0].url.raw_path.decode()
    assert path.startswith("/1/updates/")
    assert path.count("/") == 3
    assert "?" not in path


@pytest.mark.parametrize("given", ["", ".", "..", "..."])
async def test_an_id_that_is_no_step_is_not_asked_for(given: str) -> None:
    server = Server(answer({"id": "x"}))
    with pytest.raises(NotFound):
        await client_of(server).update(given)
    assert server.requests == []


async def test_a_whole_update_is_translated() -> None:
    row = {
        "id": "u1", "_id": "u1", "text": "Seed swap <b>on</b> Sunday", "text_formatted": "<i>no</i>", "status": "sent",
        "profile_id": "p9", "profile_service": "mastodon", "created_at": UNIX, "updated_at": UNIX + 1,
        "due_at": UNIX + 2, "scheduled_at": UNIX + 3, "sent_at": UNIX + 4, "via": "api", "type": "link",
        "service_link": "https://example.org/s", "user": {"name": "Kim"}, "statistics": {"reach": 5, "clicks": "7"},
        "media": {"link": "http://example.org/", "title": "T", "description": "D", "picture": "http://example.org/p",
                  "thumbnail": "http://example.org/t", "alt_text": "A"},
        "extra_media": [{"photo": "http://example.org/2"}, "http://example.org/3", None],
        "error": {"text": "Reconnect", "link": "https://example.org/help"}, "unknown": {"a": [1]},
    }
    got = await read_update(row)
    assert got == Update(
        id="u1", profile_id="p9", text="Seed swap <b>on</b> Sunday", status=SENT, service="mastodon", created_at=T,
        updated_at=T.replace(second=21), due_at=T.replace(second=22), sent_at=T.replace(second=24), fixed=True,
        media=(
            Media(link="http://example.org/", title="T", description="D", picture="http://example.org/p",
                  thumbnail="http://example.org/t", alt_text="A"),
            Media(photo="http://example.org/2"), Media(photo="http://example.org/3"),
        ),
        statistics={"reach": 5, "clicks": 7}, via="api", kind="link", link="https://example.org/s",
        error="Reconnect", error_link="https://example.org/help", author="Kim",
    )


async def test_an_image_post_comes_back_as_a_photo_not_as_a_preview() -> None:
    row = {"id": "u", "type": "image", "media": {"picture": "http://example.org/p", "thumbnail": "http://example.org/t"}}
    assert (await read_update(row)).media == (Media(photo="http://example.org/p", thumbnail="http://example.org/t"),)


@pytest.mark.parametrize(
    ("video", "address"),
    [
        ("http://example.org/v", "http://example.org/v"),
        ({"url": "http://example.org/v"}, "http://example.org/v"),
        ({"details": {"location": "http://example.org/v"}}, "http://example.org/v"),
        ({"progress": "3"}, "video"),
        ({}, ""), (None, ""), ([], ""), (False, ""),
    ],
)
async def test_a_video_is_an_address_or_an_object(video: object, address: str) -> None:
    media = (await read_update({"id": "u", "media": {"video": video}})).media
    assert (media[0].video if media else "") == address


@pytest.mark.parametrize("nothing", [None, [], {}, "", 0, False, "absent"])
async def test_every_field_but_the_id_may_be_nothing(nothing: object) -> None:
    names = [
        "text", "status", "profile_id", "created_at", "updated_at", "due_at", "scheduled_at", "sent_at", "media",
        "extra_media", "statistics", "via", "type", "service_link", "error", "user", "profile_service",
    ]
    row = {"id": "u"} if nothing == "absent" else {"id": "u", **dict.fromkeys(names, nothing)}
    if nothing in (0, False):
        row["text"] = ""
    got = await read_update(row)
    for field in ("text", "media", "via", "created_at", "due_at", "sent_at", "error", "fixed"):
        assert not getattr(got, field) or (nothing == 0 and getattr(got, field) == "0"), field


@pytest.mark.parametrize(
    "when", [1e20, -5, float("nan"), float("inf"), "soon", True, [], {}, "1" * 400, 10**400, 1.7e12]
)
async def test_an_absurd_time_is_no_time(when: object) -> None:
    row = {"id": "u", "text": "kept", "due_at": when, "scheduled_at": when, "sent_at": when, "created_at": when}
    got = await page_of({"total": 1, "updates": [row]})
    assert got.updates[0].text == "kept"
    assert (got.updates[0].due_at, got.updates[0].created_at, got.updates[0].fixed) == (None, None, False)


@pytest.mark.parametrize(
    "when",
    [UNIX, float(UNIX), str(UNIX), f" {UNIX}.0 ", "2023-11-14T22:13:20Z", "2023-11-14T23:13:20+01:00",
     "2023-11-14T22:13:20"],
)
async def test_a_time_comes_as_number_text_or_iso(when: object) -> None:
    assert (await read_update({"id": "u", "due_at": when})).due_at == T


async def test_a_due_time_of_zero_means_that_the_profile_has_no_slots() -> None:
    assert (await read_update({"id": "u", "due_at": 0})).due_at is None


async def test_a_fixed_time_without_a_due_time_is_when_it_is_due() -> None:
    got = await read_update({"id": "u", "scheduled_at": UNIX})
    assert (got.due_at, got.fixed) == (T, True)


async def test_texts_arrive_as_they_are() -> None:
    texts = ["\ud800 half", "👩‍🌾 \u200d\u202e\x1b[31m\u0000", " spaces \r\n", "[@click=app.quit]x[/]", "&lt;"]
    got = await page_of({"total": 5, "updates": [{"id": str(n), "text": one} for n, one in enumerate(texts)]})
    assert [update.text for update in got.updates] == texts


async def test_an_unknown_status_is_shown_and_a_missing_one_follows_the_list() -> None:
    rows_given = [{"id": 1}, {"id": 2, "status": "service"}, {"id": 3, "status": "new"}]
    client = client_of(Server(answer({"updates": rows_given})))
    assert [u.status for u in (await client.sent("p1")).updates] == [SENT, FROM_NETWORK, "new"]
    assert [u.status for u in (await client.pending("p1")).updates] == [WAITING, FROM_NETWORK, "new"]
    assert {u.profile_id for u in (await client.sent("p1")).updates} == {"p1"}


async def test_an_odd_row_keeps_its_place_and_costs_no_other(caplog: pytest.LogCaptureFixture) -> None:
    odd_rows: list[object] = [None, 7, "row", [], {}, {"text": "private words"}, {"id": None}, {"id": {"$oid": "x"}},
                              {"id": True}, {"id": "u", "text": {"a": "private words"}}]
    body = {"total": 12, "updates": [{"id": "a", "text": "first"}, *odd_rows, {"_id": 7, "text": "last"}]}
    with caplog.at_level(logging.DEBUG):
        got = await page_of(body, after="2", count=12)
        again = await page_of(body, after="2", count=12)
    assert [u.id for u in got.updates if u.readable] == ["a", "7"]
    assert got.odd == len(odd_rows)
    assert [u.readable for u in got.updates] == [True, *[False] * len(odd_rows), True]
    assert {(u.status, u.text) for u in got.updates[1:-1]} == {(UNREADABLE, "This update could not be read.")}
    assert got.updates[1].id == "unreadable-pending-p1-2-1"
    assert len({u.id for u in got.updates}) == 12
    assert again == got
    assert "10 of 12 updates in pending could not be read" in caplog.text
    assert "private words" not in caplog.text


async def test_the_same_odd_row_of_two_lists_has_two_ids() -> None:
    client = client_of(Server(answer({"updates": [None]})))
    ids = {(await client.pending("p1")).updates[0].id, (await client.sent("p1")).updates[0].id,
           (await client.pending("p2")).updates[0].id}
    assert len(ids) == 3


@pytest.mark.parametrize(
    ("total", "page", "rows_given", "count_asked", "following"),
    [
        (250, None, 100, 100, "2"),
        (250, "2", 100, 100, "3"),
        (250, "3", 50, 100, None),
        (200, "2", 100, 100, None),
        (0, None, 0, 100, None),
        (250, "4", 0, 100, None),
        (250, None, 0, 100, None),
        ("250", None, 100, 100, "2"),
        (None, None, 100, 100, "2"),
        (None, None, 99, 100, None),
        (-1, None, 100, 100, "2"),
        (-1, None, 3, 100, None),
        ("many", None, 5, 5, "2"),
        (True, None, 5, 5, "2"),
        (1e300, None, 5, 5, "2"),
        (3, None, 5, 5, None),
    ],
)
async def test_pages_follow_by_the_total_or_by_being_full(
    total: object, page: str | None, rows_given: int, count_asked: int, following: str | None
) -> None:
    body: dict[str, object] = {"updates": [{"id": n, "text": ""} for n in range(rows_given)]}
    if total is not None:
        body["total"] = total
    got = await page_of(body, after=page, count=count_asked)
    assert got.next == following
    assert len(got.updates) == rows_given
    assert got.total is None or got.total >= 0


@pytest.mark.parametrize(("asked", "sent"), [(0, "1"), (-3, "1"), (101, "100"), (20, "20")])
async def test_the_page_size_stays_within_bounds(asked: int, sent: str) -> None:
    server = Server(answer({"updates": []}))
    await client_of(server).pending("p1", count=asked)
    assert server.requests[0].url.params["count"] == sent


@pytest.mark.parametrize("empty", [None, [], {}])
async def test_no_updates_may_be_said_in_three_ways(empty: object) -> None:
    got = await page_of({"total": 0, "updates": empty})
    assert (got.updates, got.total, got.next, got.odd) == ((), 0, None, 0)


async def test_phps_list_with_gaps_is_a_list() -> None:
    assert [u.id for u in (await page_of({"updates": {"0": {"id": "a"}, "2": {"id": "b"}}})).updates] == ["a", "b"]


@pytest.mark.parametrize("body", [[], {}, None, 5, "x", {"success": True}])
async def test_another_shape_than_a_page_is_one_clear_sentence(body: object) -> None:
    with pytest.raises(BadAnswer, match="could not be understood") as caught:
        await page_of(body)
    assert "2027-02-01" in caught.value.hint
