"""Reading profiles, the account, limits, reactions, posting times and shares from v1."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest

from buffertui.domain.errors import BadAnswer, NotFound, Refused
from buffertui.domain.models import (
    Account,
    Configuration,
    Counts,
    Interaction,
    Schedule,
)
from tests.support.v1_wire import Server, answer, client_of

T = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
UNIX = 1_700_000_000


async def test_a_profile_is_translated() -> None:
    row = {
        "id": "p1", "service": "twitter", "service_type": "page", "formatted_username": "@gardenclub",
        "formatted_service": "X", "default": True, "counts": {"pending": "3", "sent": 128}, "timezone": "Europe/Berlin",
        "schedules": [{"days": ["mon", "Tuesday", "x"], "times": ["09:15", "7:05", "25:00", 5]}, None],
        "paused": True, "disconnected": None,
    }
    got = (await client_of(Server(answer([row]))).profiles())[0]
    assert (got.id, got.service, got.service_type, got.username) == ("p1", "twitter", "page", "@gardenclub")
    assert (got.service_name, got.counts, got.timezone) == ("X", Counts(3, 128), "Europe/Berlin")
    assert (got.default, got.paused, got.disconnected) == (True, True, False)
    assert got.schedules == (Schedule(("mon", "tue"), ("09:15", "07:05")),)


@pytest.mark.parametrize(
    ("sent", "understood"),
    [(None, False), (False, False), (True, True), ("", False), ("0", False), ("false", False), ("token expired", True),
     (1700000000, True), (0, False), ([], False), ({"at": 1}, True)],
)
async def test_a_profile_is_disconnected_when_something_stands_there(sent: object, understood: bool) -> None:
    got = await client_of(Server(answer({"id": "p", "disconnected": sent}))).profile("p")
    assert got.disconnected is understood


@pytest.mark.parametrize("counts", [None, [], {}, "x", {"pending": None, "sent": -4}, {"pending": "many"}])
async def test_counts_that_are_not_there_are_unknown_and_not_zero(counts: object) -> None:
    got = await client_of(Server(answer({"id": "p", "service": "x", "counts": counts}))).profile("p")
    assert got.counts == Counts(None, None)


async def test_profiles_without_an_id_are_left_out_and_the_others_stay(caplog: pytest.LogCaptureFixture) -> None:
    body = [None, {"id": "p1"}, {"service": "twitter"}, "x", {"_id": 5, "timezone": None, "schedules": None}]
    got = await client_of(Server(answer(body))).profiles()
    assert [(p.id, p.service) for p in got] == [("p1", "unknown"), ("5", "unknown")]
    assert "3 of 5 profiles" in caplog.text


@pytest.mark.parametrize("body", [{}, {"profiles": 1}, None, "x", [None], [{"service": "twitter"}]])
async def test_profiles_that_cannot_be_read_are_not_an_empty_account(body: object) -> None:
    with pytest.raises(BadAnswer):
        await client_of(Server(answer(body))).profiles()


async def test_an_account_without_a_name_is_known_by_its_id() -> None:
    body = {"_id": "a1", "plan": "free", "timezone": None, "secret_email": "x@example.org"}
    got = await client_of(Server(answer(body))).account()
    assert got == Account(id="a1", name="", plan="free", timezone="")
    assert got.label == "a1"
    assert "example.org" not in repr(got)


@pytest.mark.parametrize("body", [[], {}, {"name": "Kim"}, None])
async def test_an_account_without_an_id_is_no_account(body: object) -> None:
    with pytest.raises(BadAnswer):
        await client_of(Server(answer(body))).account()


async def test_the_limits_of_the_networks_are_read() -> None:
    body = {
        "services": {"twitter": {"types": {"profile": {"name": "X", "character_limit": "280", "schedule_limit": 288,
                                                       "supported_interactions": ["like", 5]}}},
                     "odd": None, "odder": {"types": []}, "oddest": {"types": {"page": None}}},
        "media": {"picture_size_min": 0, "picture_size_max": 5242880, "picture_filetypes": ["png"]},
    }
    got = await client_of(Server(answer(body))).configuration()
    limits = got.limits("twitter")
    assert limits is not None
    assert (limits.name, limits.character_limit, limits.schedule_limit) == ("X", 280, 288)
    assert limits.interactions == ("like",)
    assert (got.picture_size_min, got.picture_size_max, got.picture_filetypes) == (0, 5242880, ("png",))


GONE = [
    httpx.Response(404, headers={"Content-Type": "text/html"}, content=b"<h1>Not here</h1>"),
    httpx.Response(410),
    answer({"error": "The endpoint you requested was not found.", "code": 404}, 404),
    answer({"error": "Not found"}, 404),
]


@pytest.mark.parametrize("gone", GONE)
async def test_what_v1_no_longer_offers_is_said_or_empty(gone: httpx.Response) -> None:
    client = client_of(Server(gone))
    assert await client.configuration() == Configuration()
    with pytest.raises(Refused, match="does not offer reactions"):
        await client.interactions("u1", "like")
    with pytest.raises(Refused, match="does not count shares"):
        await client.shares("http://example.org/")


async def test_the_reactions_of_a_missing_update_are_something_else() -> None:
    with pytest.raises(NotFound):
        await client_of(Server(answer({"code": 1020}, 404))).interactions("u1", "like")


async def test_reactions_are_read() -> None:
    rows_given = [{"id": "i1", "event": "retweet", "created_at": UNIX, "user": {"username": "kim", "followers": "160"}},
                  {"id": "i2", "user": []}, {"replies": 3}, None]
    got = await client_of(Server(answer({"interactions": rows_given}))).interactions("u1", "like", after="2")
    assert got == (Interaction("i1", "retweet", "kim", 160, T), Interaction("i2", "like"))


async def test_schedules_come_as_a_list_or_as_one() -> None:
    one = {"days": ["mon"], "times": ["12:00"]}
    for body in ([one], one, [one, None, 5]):
        assert await client_of(Server(answer(body))).schedules("p1") == (Schedule(("mon",), ("12:00",)),)
    assert await client_of(Server(answer([]))).schedules("p1") == ()


@pytest.mark.parametrize(("body", "shares"), [({"shares": 47348}, 47348), ({"shares": "12"}, 12)])
async def test_shares_are_a_number(body: object, shares: int) -> None:
    assert await client_of(Server(answer(body))).shares("http://example.org/") == shares


@pytest.mark.parametrize("body", [{}, {"shares": None}, {"shares": "many"}, []])
async def test_no_number_of_shares_is_not_zero(body: object) -> None:
    with pytest.raises(BadAnswer):
        await client_of(Server(answer(body))).shares("http://example.org/")
