"""The sandbox over real HTTP on loopback: keep-alive, cuts, bounds, and the control channel."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from buffertui.clock import SystemClock
from buffertui.sandbox import Fault, Kind, SandboxClock, SandboxServer, World, seed_world, serve, serve_forever


@pytest.fixture
def world() -> World:
    return seed_world(SandboxClock(SystemClock()), profiles=2, pending=5, sent=12)


@pytest.fixture
async def server(world: World) -> AsyncIterator[SandboxServer]:
    async with serve(world, control=True) as server:
        yield server


@pytest.fixture
async def client(server: SandboxServer, world: World) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": f"Bearer {world.accounts[0].token}"}
    async with httpx.AsyncClient(base_url=server.base_url, headers=headers, timeout=5, trust_env=False) as client:
        yield client


async def raw(server: SandboxServer, sent: bytes) -> bytes:
    """What comes back on a bare socket until the server closes it."""
    host, _, port = server.origin.removeprefix("http://").rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(sent)
    await writer.drain()
    writer.write_eof()
    heard = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    await writer.wait_closed()
    return heard


async def test_the_base_url_ends_in_1_and_answers(server: SandboxServer, client: httpx.AsyncClient) -> None:
    assert server.base_url.startswith("http://127.0.0.1:")
    assert server.base_url.endswith("/1")
    answer = await client.get("/user.json")
    assert (answer.status_code, answer.reason_phrase) == (200, "Awesome")


async def test_one_connection_serves_many_requests(server: SandboxServer, world: World) -> None:
    token = world.accounts[0].token
    one = f"GET /1/user.json HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
    last = one.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    heard = await raw(server, one + one + last)
    assert heard.count(b"HTTP/1.1 200 Awesome") == 3


async def test_a_form_makes_an_update(client: httpx.AsyncClient, world: World) -> None:
    profile = world.profiles()[0].id
    answer = await client.post("/updates/create.json", data={"profile_ids[]": [profile], "text": "ZWJ 👩‍👩‍👧 kept"})
    assert answer.json()["success"] is True
    assert "ZWJ 👩‍👩‍👧 kept" in [update.text for update in world.pending(profile)]


async def test_cuts_are_real(server: SandboxServer, client: httpx.AsyncClient, world: World) -> None:
    profile = world.profiles()[0].id
    for kind, done in ((Kind.CUT_BEFORE, False), (Kind.CUT_AFTER, True), (Kind.CUT_HALF, True), (Kind.OFFLINE, False)):
        server.door.faults.add(Fault(kind))
        with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
            await client.post("/updates/create.json", data={"profile_ids[]": [profile], "text": f"{kind}"})
        assert (str(kind) in [update.text for update in world.pending(profile)]) is done
    assert (await client.get("/user.json")).status_code == 200


async def test_slow_huge_and_trickling_answers(server: SandboxServer, client: httpx.AsyncClient) -> None:
    server.door.faults.add(Fault(Kind.SLOW, seconds=60))
    with pytest.raises(httpx.ReadTimeout):
        await client.get("/user.json", timeout=0.05)
    server.door.faults.add(Fault(Kind.HUGE, size=500_000))
    assert len((await client.get("/user.json")).content) > 500_000
    server.door.faults.add(Fault(Kind.TRICKLE, seconds=0.001))
    async with client.stream("GET", "/user.json") as answer:
        drops = answer.aiter_raw()
        assert [await anext(drops) for _ in range(5)] == [b" "] * 5


async def test_what_is_not_http_or_too_large_is_refused(server: SandboxServer) -> None:
    assert (await raw(server, b"\x16\x03\x01 this is not http\r\n\r\n")).startswith(b"HTTP/1.1 400")
    large = b"GET /1/user.json HTTP/1.1\r\nHost: x\r\nX-Padding: " + b"x" * 70_000 + b"\r\n\r\n"
    assert (await raw(server, large)).startswith(b"HTTP/1.1 431")
    body = b"POST /1/updates/create.json HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n" + b"x" * 2_000_000
    assert (await raw(server, body)).startswith(b"HTTP/1.1 413")
    assert await raw(server, b"") == b""


async def test_the_state_tells_everything(server: SandboxServer, client: httpx.AsyncClient, world: World) -> None:
    await client.get("/user.json")
    state = (await client.get(server.origin + "/_sandbox/state.json?sent=3")).json()
    assert [profile["id"] for profile in state["profiles"]] == [profile.id for profile in world.profiles()]
    first = state["profiles"][0]
    assert [row["id"] for row in first["pending"]] == [update.id for update in world.pending(first["id"])]
    assert (len(first["sent"]), first["sent_total"]) == (3, 12)
    assert state["requests"]["by_path"] == {"GET /1/user.json": 1}
    assert state["accounts"][0]["used"] == 1


async def test_faults_and_time_from_another_process(
    server: SandboxServer, client: httpx.AsyncClient, world: World,
) -> None:
    control = server.origin + "/_sandbox/"
    added = await client.post(control + "faults", json=[{"kind": "error_500"}, {"kind": "html_502", "times": None}])
    assert added.json() == {"waiting": 2}
    assert [(await client.get("/user.json")).status_code for _ in range(3)] == [500, 502, 502]
    assert (await client.delete(control + "faults")).json() == {"waiting": 0}
    waiting = len(world.pending(world.profiles()[0].id))
    assert (await client.post(control + "advance?seconds=31536000")).status_code == 200
    assert waiting > 0
    assert world.pending(world.profiles()[0].id) == []
    for wrong in ("advance?seconds=-5", "advance", "advance?seconds=soon"):
        assert (await client.post(control + wrong)).status_code == 400
    assert (await client.post(control + "faults", json={"kind": "earthquake"})).status_code == 400
    assert (await client.post(control + "faults", json={"kind": "slow", "colour": 1})).status_code == 400


async def test_without_the_flag_there_is_no_control(world: World) -> None:
    async with serve(world) as server, httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(server.origin + "/_sandbox/state.json")).status_code == 404


async def test_control_is_for_this_machine_only(world: World) -> None:
    with pytest.raises(ValueError, match="this machine"):
        async with serve(world, "0.0.0.0", control=True):
            pass


async def test_the_program_says_where_it_is_and_the_token() -> None:
    said: list[str] = []
    heard = asyncio.Event()

    def say(line: str) -> None:
        said.append(line)
        if line.startswith("Token"):
            heard.set()

    running = asyncio.create_task(serve_forever(0, 3, 4, 5, 7, say=say, clock=SystemClock()))
    await asyncio.wait_for(heard.wait(), 5)
    base, token = (line.split()[-1] for line in said[:2])
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(base + "/profiles.json", headers={"Authorization": f"Bearer {token}"})
    assert [row["counts"] for row in json.loads(answer.content)] == [{"pending": 4, "sent": 5, "drafts": 0}] * 3
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


def test_the_clock_of_the_world_is_that_of_the_machine(world: World) -> None:
    assert abs(world.now() - datetime.now(UTC).timestamp()) < 60
