"""The budget of the GraphQL API: every form of its headers, every form of a 429, and what the door makes of both."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from buffertui.api.answer import Answer
from buffertui.api.graphql.limits import DAY, MONTH, QUARTER, pushback, readings
from buffertui.api.pacing import Limit, Pushback
from buffertui.clock import ManualClock
from buffertui.domain.drafts import Create
from buffertui.domain.errors import Throttled
from buffertui.domain.models import Update
from tests.support.graphql_wire import NOON, Graph, channel, client_to, given, made, reply, rows, wrong
from tests.support.street import BACKGROUND, READ, WRITE, Street

NEWEST = [
    ("RateLimit", '"100-in-15min";r=97;t=812'), ("RateLimit", '"250-in-1day";r=240;t=86012'),
    ("RateLimit", '"3000-in-30days";r=2710;t=1901220'),
    ("RateLimit-Policy", '"100-in-15min";q=100;w=900;pk=:AAECAwQ=:'),
    ("RateLimit-Policy", '"250-in-1day";q=250;w=86400;pk=:AA,;w=1;/+Q=:'),
    ("RateLimit-Policy", '"3000-in-30days";q=3000;w=2592000;pk=:AAECAwQ=:'),
]
ONE_LINE = [
    ("ratelimit", '"15m"; r=97; t=812, "24h";r=240;t=86012 , "30d";r=2710;t=1901220'),
    ("ratelimit-policy", '"15m";q=100;w=900, "24h";q=250;w=86400, "30d";q=3000;w=2592000;pk=:AA,AA=:'),
]
RESET = NOON + timedelta(seconds=300)


def headed(*headers: tuple[str, str], status: int = 200, body: bytes = b"{}") -> Answer:
    return Answer(status, headers, body)


def read(*headers: tuple[str, str]) -> list[tuple[int, float, int, float]]:
    return [(r.limit.requests, r.limit.seconds, r.remaining, r.reset) for r in readings(headed(*headers), NOON)]


@pytest.mark.parametrize("headers", [NEWEST, ONE_LINE], ids=["three lines", "one line"])
def test_three_windows_in_one_answer(headers: list[tuple[str, str]]) -> None:
    assert read(*headers) == [(100, QUARTER, 97, 812), (250, DAY, 240, 86012), (3000, MONTH, 2710, 1901220)]


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ([("X-RateLimit-Limit", "100"), ("X-RateLimit-Remaining", "40"),
          ("X-RateLimit-Reset", str(int(RESET.timestamp())))], [(100, QUARTER, 40, 300)]),
        ([("RateLimit-Limit", "100"), ("RateLimit-Remaining", "40"), ("RateLimit-Reset", RESET.isoformat())],
         [(100, QUARTER, 40, 300)]),
        ([("RateLimit-Limit", "250"), ("RateLimit-Remaining", "40"), ("RateLimit-Reset", "2026-11-23T20:00:00Z")],
         [(250, DAY, 40, 28800)]),
        ([("RateLimit-Limit", "100"), ("RateLimit-Reset", "2026-11-23T20:00:00.000Z")], [(100, DAY, 100, 28800)]),
        ([("RateLimit-Policy", '"a";q=100;w=900')], [(100, QUARTER, 100, QUARTER)]),
        ([("RateLimit-Policy", '"a,b";q=100;w=900'), ("RateLimit", '"a,b";r=3;t=9')], [(100, QUARTER, 3, 9)]),
        ([("RateLimit-Policy", '"a";q=100;w=900'), ("RateLimit", '"a";r=500;t=99999')], [(100, QUARTER, 100, QUARTER)]),
        ([("RateLimit-Policy", '"a";q=100;w=900, "b";q=50;w=900'), ("RateLimit", '"a";r=9, "b";r=2')],
         [(50, QUARTER, 2, QUARTER)]),
        ([("RateLimit-Policy", '"b";q=50;w=900, "a";q=100;w=900'), ("RateLimit", '"a";r=9, "b";r=2')],
         [(50, QUARTER, 2, QUARTER)]),
        ([("RateLimit", '"a";r=3;t=9')], []),
        ([("RateLimit-Policy", '"a";q=0;w=900')], []),
        ([("RateLimit-Policy", '"a";q=x;w=900'), ("RateLimit-Policy", '"b";q=9;w=-1'), ("RateLimit-Policy", ";;;,,")],
         []),
        ([("RateLimit-Policy", '"open;q=1;w=900"'), ("X-RateLimit-Limit", "many")], []),
        ([], []),
    ],
)
def test_every_other_form_and_what_is_broken(headers: list[tuple[str, str]], found: list[Any]) -> None:
    assert read(*headers) == found


def refused(status: int = 429, headers: list[tuple[str, str]] | None = None, **extensions: object) -> Answer:
    response = wrong("RATE_LIMIT_EXCEEDED", status=status, **extensions)
    return Answer(status, tuple(headers or ()), response.content)


@pytest.mark.parametrize(
    ("answer", "wait", "window"),
    [
        (refused(headers=[("Retry-After", "7200")], window="24h"), 7200, DAY),
        (refused(headers=[("Retry-After", "Mon, 23 Nov 2026 12:00:45 GMT")], window="15m"), 45, QUARTER),
        (refused(headers=[("Retry-After", "900000")], window="30d"), 900000, MONTH),
        (refused(retryAfter=600, limitType="CLIENT_ACCOUNT"), 600, None),
        (refused(headers=[("Retry-After", "30")], retryAfter=600), 30, None),
        (refused(headers=[*NEWEST[3:], ("RateLimit", '"250-in-1day";r=0;t=5000'),
                          ("RateLimit", '"100-in-15min";r=90;t=100')]), 5000, DAY),
        (refused(window="15m"), 900, QUARTER),
        (refused(), 900, None),
        (refused(window="1y"), 900, None),
        (refused(200), 900, None),
        (headed(status=429, body=b"<html>slow down"), 900, None),
        (headed(("Retry-After", "soon"), status=429), 900, None),
        (headed(("Retry-After", "9" * 40), status=429), 900, None),
    ],
)
def test_a_refusal_for_pace_says_how_long_and_which_window(answer: Answer, wait: float, window: float | None) -> None:
    push = pushback(answer, NOON)
    assert push is not None
    assert (push.wait, push.window) == (wait, window)


@pytest.mark.parametrize(
    "response",
    [reply({"data": {"post": {"id": "u", "text": "RATE_LIMIT_EXCEEDED"}}}), wrong("FORBIDDEN"), reply([]),
     wrong("RATE_LIMIT_EXCEEDED", data={"createPost": made()}),
     wrong("RATE_LIMIT_EXCEEDED", path=["createPost", "post", "dueAt"])],
    ids=["a text", "another code", "no object", "it was done", "deep"],
)
def test_other_answers_are_no_refusal_for_pace(response: httpx.Response) -> None:
    answer = Answer(response.status_code, (), response.content)
    assert pushback(answer, NOON) is None


async def test_the_windows_of_the_headers_show_in_the_pace() -> None:
    client = client_to(Graph(Posts=reply({"data": {"posts": rows()}}, headers=NEWEST)))
    assert [(w.limit, w.seconds) for w in client.pace().windows] == [(100, QUARTER)]
    seen: list[int] = []
    client.on_pace(lambda: seen.append(1))
    await client.pending("p1")
    assert [(w.used, w.limit, w.seconds) for w in client.pace().windows] == [
        (3, 100, QUARTER), (10, 250, DAY), (290, 3000, MONTH),
    ]
    assert seen


async def test_a_429_is_waited_for_and_sent_again_by_itself() -> None:
    clock = ManualClock(NOON)
    short = reply(wrong("RATE_LIMIT_EXCEEDED").json(), 429, [("Retry-After", "20")])
    server = Graph(Channels=given(channels=[channel("p1")], counted=rows()),
                   CreatePost=[short, given(createPost=made())])
    task = asyncio.create_task(client_to(server, clock).create(Create(("p1",), "x")))
    await clock.advance(19)
    assert server.names == ["Channels", "CreatePost"]
    await clock.advance(2)
    assert [u.id for u in (await task).updates] == ["n1"]


async def test_a_wait_of_hours_turns_everybody_away_and_says_when_it_ends() -> None:
    clock = ManualClock(NOON)
    long = reply(wrong("RATE_LIMIT_EXCEEDED", window="24h").json(), 429, [("Retry-After", "7500"), *NEWEST])
    posts = reply({"data": {"posts": rows()}})
    server = Graph(Posts=[long, posts], EditPost=given(editPost=made()), MovePost=given(movePostInQueue=made()))
    client = client_to(server, clock)
    with pytest.raises(Throttled, match="2 h 5 min") as caught:
        await asyncio.wait_for(client.pending("p1"), 5)
    assert caught.value.until == NOON + timedelta(seconds=7500) == client.pace().shut_until
    with pytest.raises(Throttled):
        await asyncio.wait_for(client.sent("p1"), 5)
    with pytest.raises(Throttled) as caught:
        await asyncio.wait_for(client.move_to_top(Update("u1", "p1", "x")), 5)
    assert caught.value.until == client.pace().shut_until, "a write waits in the outbox, where it can be taken back"
    assert server.names == ["Posts"]
    await clock.advance(7501)
    await client.move_to_top(Update("u1", "p1", "x"))
    assert (await client.pending("p1")).updates == ()


async def test_a_window_without_room_for_hours_turns_reads_away_before_they_leave() -> None:
    headers = [*NEWEST[3:], ("RateLimit", '"100-in-15min";r=90;t=812'), ("RateLimit", '"250-in-1day";r=8;t=40000')]
    server = Graph(Posts=reply({"data": {"posts": rows()}}, headers=headers), MovePost=given(movePostInQueue=made()))
    client = client_to(server)
    await client.pending("p1")
    with pytest.raises(Throttled):
        await asyncio.wait_for(client.pending("p1"), 5)
    await asyncio.wait_for(client.move_to_top(Update("u1", "p1", "x")), 5)
    assert server.names == ["Posts", "MovePost"], "the reserve is for writes"


async def test_a_long_window_believes_the_servers_newer_word() -> None:
    street = Street(limits=(Limit(10, 60.0),))  # type: ignore[arg-type]
    await street.send("a")
    street.pacer.observe(Limit(250, DAY), remaining=10, reset=80000)
    assert street.pacer.snapshot().windows[1].used == 240
    await street.clock.advance(30000)
    street.pacer.observe(Limit(250, DAY), remaining=200, reset=50000)
    assert street.pacer.snapshot().windows[1].used == 50
    await street.send("b", WRITE)
    assert street.pacer.snapshot().windows[1].used == 51
    await street.end()


async def test_only_who_would_wait_too_long_is_turned_away() -> None:
    street = Street(limit=5, patience=30.0, reserve=1, read_reserve=1)
    for name in "abc":
        await street.send(name, WRITE)
    await street.clock.advance(40)
    await street.send("d", WRITE)
    read = await street.send("read", READ)
    late = await street.send("late", BACKGROUND)
    assert not read.done()
    assert not late.done(), "both have room in 20 seconds"
    await street.clock.advance(21)
    assert street.left[-2:] == ["read", "late"]
    refused = await street.send("f", WRITE, held=True)
    await street.answer("f", Pushback(31.0))
    for turned in (refused, await street.send("x", READ), await street.send("y", WRITE)):
        error = turned.exception()
        assert isinstance(error, Throttled)
        assert error.until is not None
    assert street.pacer.snapshot().waiting == 0
    await street.end()


def test_dates_of_the_servers_zone_are_understood() -> None:
    found = readings(
        headed(("RateLimit-Limit", "100"), ("RateLimit-Reset", "2026-11-23T13:05:00+01:00")),
        datetime(2026, 11, 23, 12, tzinfo=UTC),
    )
    assert found[0].reset == 300
