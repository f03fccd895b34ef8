"""Faults on demand, as a client of httpx meets them through the sandbox's transport."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from buffertui.clock import ManualClock
from buffertui.sandbox import Fault, Kind, SandboxTransport, World, seed_world

START = datetime(2026, 11, 23, 11, 3, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def world(clock: ManualClock) -> World:
    return seed_world(clock, profiles=2, pending=12, sent=30)


@pytest.fixture
def transport(world: World) -> SandboxTransport:
    return SandboxTransport(world)


@pytest.fixture
async def client(transport: SandboxTransport, world: World) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": f"Bearer {world.accounts[0].token}"}
    async with httpx.AsyncClient(base_url="https://api.example/1/", transport=transport, headers=headers) as client:
        yield client


def form(world: World, text: str) -> dict[str, Any]:
    return {"profile_ids[]": [world.profiles()[0].id], "text": text, "top": True}


def top(world: World) -> str:
    return world.profiles()[0].queue[0].text


async def test_without_a_fault_the_answer_is_that_of_v1(client: httpx.AsyncClient, world: World) -> None:
    answer = await client.post("updates/create.json", data=form(world, "All is well"))
    assert (answer.status_code, answer.reason_phrase) == (200, "Awesome")
    assert answer.json()["updates"][0]["text"] == top(world) == "All is well"


@pytest.mark.parametrize(("kind", "error", "done"), [
    (Kind.OFFLINE, httpx.ConnectError, False),
    (Kind.CUT_BEFORE, httpx.RemoteProtocolError, False),
    (Kind.CUT_AFTER, httpx.ReadError, True),
    (Kind.CUT_HALF, httpx.RemoteProtocolError, True),
])
async def test_a_cut_connection(
    client: httpx.AsyncClient, transport: SandboxTransport, world: World, kind: Kind, error: type[Exception],
    done: bool,
) -> None:
    transport.faults.add(Fault(kind, "create"))
    with pytest.raises(error):
        await client.post("updates/create.json", data=form(world, "Cut off"))
    assert (top(world) == "Cut off") is done
    assert (await client.get("user.json")).status_code == 200


@pytest.mark.parametrize(("fault", "status", "done"), [
    (Fault(Kind.HTML_502), 502, False),
    (Fault(Kind.HTML_502_AFTER), 502, True),
    (Fault(Kind.ERROR_500), 500, False),
    (Fault(Kind.ERROR_500_AFTER), 500, True),
    (Fault(Kind.HTML_200), 200, False),
    (Fault(Kind.BROKEN_JSON), 200, True),
    (Fault(Kind.SUCCESS_FALSE), 200, False),
    (Fault(Kind.REFUSED, code=1028), 403, False),
    (Fault(Kind.MESSAGE_OBJECT), 400, False),
    (Fault(Kind.RETIRED), 410, False),
    (Fault(Kind.RETIRED, status=404), 404, False),
    (Fault(Kind.THROTTLED), 429, False),
    (Fault(Kind.REDIRECT), 302, False),
    (Fault(Kind.LIST), 200, True),
])
async def test_a_spoiled_answer(
    client: httpx.AsyncClient, transport: SandboxTransport, world: World, fault: Fault, status: int, done: bool,
) -> None:
    transport.faults.add(fault)
    answer = await client.post("updates/create.json", data=form(world, "Spoiled"))
    assert answer.status_code == status
    assert (top(world) == "Spoiled") is done
    match fault.kind:
        case Kind.HTML_200 | Kind.HTML_502 | Kind.HTML_502_AFTER | Kind.RETIRED:
            assert answer.headers["content-type"].startswith("text/html")
        case Kind.BROKEN_JSON:
            assert answer.headers["content-type"].startswith("application/json")
            with pytest.raises(json.JSONDecodeError):
                answer.json()
        case Kind.SUCCESS_FALSE:
            assert answer.json()["success"] is False
        case Kind.REFUSED:
            assert answer.json()["code"] == 1028
        case Kind.MESSAGE_OBJECT:
            assert answer.json()["message"]["text"]
        case Kind.REDIRECT:
            assert answer.headers["location"].startswith("https://elsewhere.example/")
        case Kind.LIST:
            assert isinstance(answer.json(), list)
        case _:
            assert answer.json()["success"] is False


async def test_a_throttling_says_what_it_was_told(client: httpx.AsyncClient, transport: SandboxTransport) -> None:
    for value in ("7", "Mon, 23 Nov 2026 11:04:00 GMT", "soon", None):
        transport.faults.add(Fault(Kind.THROTTLED, retry_after=value))
        assert (await client.get("user.json")).headers.get("retry-after") == value


async def test_a_revoked_token_stays_revoked(client: httpx.AsyncClient, transport: SandboxTransport) -> None:
    transport.faults.add(Fault(Kind.REVOKED, "pending"))
    assert (await client.get("user.json")).status_code == 200
    profile = transport.world.profiles()[0].id
    assert (await client.get(f"profiles/{profile}/updates/pending.json")).status_code == 401
    assert (await client.get("user.json")).status_code == 401


async def test_a_slow_answer_comes_late_and_the_work_was_done(
    client: httpx.AsyncClient, transport: SandboxTransport, world: World, clock: ManualClock,
) -> None:
    transport.faults.add(Fault(Kind.SLOW, seconds=3))
    asked = asyncio.create_task(client.post("updates/create.json", data=form(world, "Slow")))
    await clock.advance(2.9)
    assert not asked.done()
    assert top(world) == "Slow"
    await clock.advance(0.2)
    assert (await asked).status_code == 200


async def test_an_answer_that_is_too_slow_ends_at_the_read_timeout(
    client: httpx.AsyncClient, transport: SandboxTransport, clock: ManualClock,
) -> None:
    transport.faults.add(Fault(Kind.SLOW, seconds=3000))
    asked = asyncio.create_task(client.get("user.json", timeout=10))
    await clock.advance(10)
    assert asked.done()
    with pytest.raises(httpx.ReadTimeout):
        await asked


async def test_a_trickle_never_ends_and_never_times_out_by_itself(
    client: httpx.AsyncClient, transport: SandboxTransport, clock: ManualClock,
) -> None:
    transport.faults.add(Fault(Kind.TRICKLE, seconds=1))
    asked = asyncio.create_task(client.get("user.json", timeout=10))
    await clock.advance(120)
    assert not asked.done()
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked


async def test_a_huge_body_names_no_length(client: httpx.AsyncClient, transport: SandboxTransport) -> None:
    transport.faults.add(Fault(Kind.HUGE, size=300_000))
    async with client.stream("GET", "user.json") as answer:
        assert "content-length" not in answer.headers
        sizes = [len(chunk) async for chunk in answer.aiter_bytes()]
    assert sum(sizes) > 300_000
    assert max(sizes) <= 65_536


async def test_odd_rows_stand_between_the_good_ones(client: httpx.AsyncClient, transport: SandboxTransport) -> None:
    profile = transport.world.profiles()[0].id
    transport.faults.add(Fault(Kind.ODD_ROWS, "pending"))
    answer = (await client.get(f"profiles/{profile}/updates/pending.json")).json()
    good = [row for row in answer["updates"] if isinstance(row, dict) and row.get("id")]
    assert (len(good), answer["total"]) == (12, 12)
    assert None in answer["updates"]
    assert any(isinstance(row, dict) and "id" not in row for row in answer["updates"])


async def ids(client: httpx.AsyncClient, world: World, page: int) -> list[str]:
    path = f"profiles/{world.profiles()[0].id}/updates/pending.json"
    answer = (await client.get(path, params={"page": page, "count": 5})).json()
    return [row["id"] for row in answer["updates"]]


async def test_a_queue_that_shifts_between_two_pages_skips_one_or_shows_one_twice(
    client: httpx.AsyncClient, transport: SandboxTransport, world: World,
) -> None:
    everything = [update.id for update in world.pending(world.profiles()[0].id)]
    transport.faults.add(Fault(Kind.SHIFT))
    read = await ids(client, world, 1) + await ids(client, world, 2)
    assert set(everything[:10]) - set(read)
    transport.faults.add(Fault(Kind.SHIFT, shift="insert"))
    read = await ids(client, world, 1) + await ids(client, world, 2)
    assert len(read) > len(set(read))


async def test_a_fault_strikes_where_when_and_as_often_as_it_was_told(
    client: httpx.AsyncClient, transport: SandboxTransport,
) -> None:
    transport.faults.add(Fault(Kind.ERROR_500, "user", method="get", after=1, times=2))
    assert [(await client.get("profiles.json")).status_code for _ in range(3)] == [200] * 3
    assert [(await client.get("user.json")).status_code for _ in range(4)] == [200, 500, 500, 200]
    transport.faults.add(Fault(Kind.ERROR_500, times=None))
    assert [(await client.get("user.json")).status_code for _ in range(3)] == [500] * 3
    transport.faults.clear()
    assert (await client.get("user.json")).status_code == 200


async def test_every_request_is_written_down_without_its_token(
    client: httpx.AsyncClient, transport: SandboxTransport, world: World,
) -> None:
    transport.faults.add(Fault(Kind.CUT_AFTER, "create"))
    with pytest.raises(httpx.ReadError):
        await client.post("updates/create.json", data=form(world, "Noted"))
    await client.get("user.json", params={"access_token": world.accounts[0].token, "pretty": "true"})
    made, asked = transport.door.requests
    assert (made.method, made.path, made.status, made.fault) == ("POST", "/1/updates/create.json", 0, "cut_after")
    assert made.params["text"] == ["Noted"]
    assert (asked.params, asked.token_in_url) == ({"pretty": ["true"]}, True)
    assert transport.door.count("POST") == transport.door.count(path_contains="create") == 1
    assert world.accounts[0].token not in repr(transport.door.requests)
