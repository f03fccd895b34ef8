"""The sandbox without graphql-core: v1 works, and whoever asks for GraphQL is told what is missing."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from buffertui.clock import ManualClock, SystemClock
from buffertui.sandbox import GraphqlMissing, Request, World, seed_world, serve_forever
from buffertui.sandbox.door import Door

START = datetime(2026, 11, 23, 11, 3, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    return seed_world(ManualClock(START), profiles=1, pending=1, sent=1)


@pytest.fixture(autouse=True)
def without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*sys.modules]:
        if name == "graphql" or name.startswith(("graphql.", "buffertui.sandbox.graphql_face")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "graphql", None)


def test_v1_is_served_and_graphql_says_what_to_install(world: World) -> None:
    door = Door(world)
    token = {"Authorization": f"Bearer {world.accounts[0].token}"}
    assert door.deliver(Request.to("GET", "/1/user.json", token)).response.status == 200
    answer = door.deliver(Request.to("POST", "/graphql", token, b"{}")).response
    assert answer.status == 501
    assert "pip install 'buffertui[sandbox]'" in json.loads(answer.body)["errors"][0]["message"]
    with pytest.raises(GraphqlMissing, match="graphql-core"):
        _ = door.graphql


async def test_the_program_says_only_what_it_serves() -> None:
    said: list[str] = []
    heard = asyncio.Event()

    def say(line: str) -> None:
        said.append(line)
        heard.set()

    running = asyncio.create_task(serve_forever(0, 1, 1, 1, 7, say=say, clock=SystemClock()))
    await asyncio.wait_for(heard.wait(), 5)
    assert [line.split(":")[0] for line in said] == ["Base URL", "Token"]
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


def test_importing_the_sandbox_never_loads_the_package() -> None:
    script = "import sys, buffertui.sandbox; sys.exit(int('graphql' in sys.modules))"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
