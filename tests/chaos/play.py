"""One run: a small Buffer over real HTTP, a program that is killed some times, and a judge at the end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from buffertui.sandbox.door import Cut, Delivery
from buffertui.sandbox.http import Request, html_response
from buffertui.sandbox.seed import seed_world
from buffertui.sandbox.server import SandboxServer, serve
from buffertui.sandbox.world import World
from tests.chaos import faces, weather
from tests.chaos.fast_clock import FastClock
from tests.chaos.judge import Case, Chronicle, judge
from tests.chaos.leaks import leaks
from tests.chaos.mishaps import Mishaps
from tests.chaos.robot import read_facts

ROOT = Path(__file__).resolve().parents[2]
FACTOR = 100.0
PATIENCE = 40.0
"""Seconds of the machine that the last life may take until everything has settled."""

STALL = 0.35
"""Seconds for which the judge's own process may stand still: longer, and what was seen proves nothing."""


class Nursery:
    """Makes programs, one living at a time, and knows when they have died."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.pid = 0
        self.status = 0

    async def begin(self, plan: dict[str, Any]) -> None:
        """A new program is born."""
        self._write(json.dumps(plan))
        self.pid = int(await self._read("born"))

    async def end(self) -> int:
        """Wait until it has died; returns the signal or the exit status."""
        try:
            self.status = int(await self._read("died"))
        finally:
            self.pid = 0
        self._write("bury")
        return self.status

    def kill(self) -> None:
        """End the program at once, if it lives. Its id is not given to another before ``end`` returns."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)

    def _write(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())

    async def _read(self, word: str) -> str:
        assert self._process.stdout is not None
        line = (await self._process.stdout.readline()).decode().split()
        assert line, "the nursery is gone"
        assert line[0] == word, line
        return line[1]


@contextlib.asynccontextmanager
async def nursery() -> AsyncIterator[Nursery]:
    """A nursery for as long as the block lasts."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("BUFFER")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.chaos.nursery", cwd=ROOT, env=environ,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )
    made = Nursery(process)
    try:
        yield made
    finally:
        made.kill()
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


@dataclass
class Verdict:
    """What came of a run. ``wrong`` is empty when every promise was kept; ``stalled`` when the run proves nothing."""

    seed: int
    api: str
    wrong: list[str]
    stalled: bool
    seconds: float
    counts: dict[str, int] = field(default_factory=dict)
    folder: str = ""


async def play(
    seed: int, folder: Path, nest: Nursery, *, api: str = "v1", factor: float = FACTOR, plant: bool = False
) -> Verdict:
    """Play the run of a seed in a folder of its own. With ``plant`` the program prints its token."""
    began = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - once, before anything runs
    async with stage(seed, folder, nest, factor, api) as run:
        run.plant = plant
        for life in range(run.chance.choice((1, 2, 2, 3))):
            await run.live(life)
        await run.last()
    wrong = judge(run.case()) + run.trouble + leaks(run.token, [folder])
    counts = run.counts()
    return Verdict(seed, api, wrong, run.watch.worst > STALL, time.monotonic() - began, counts, str(folder))


@contextlib.asynccontextmanager
async def stage(seed: int, folder: Path, nest: Nursery, factor: float, api: str) -> AsyncIterator[Run]:
    """The world of a seed, served over HTTP."""
    chance = random.Random(seed)
    clock = FastClock(factor, time.monotonic())
    world = seed_world(clock, profiles=chance.choice((2, 3, 3, 4)), pending=chance.choice((2, 4, 6)), sent=4, seed=seed)
    quirks = chance.random() < 0.3
    manners = faces.manners(chance) if api == "graphql" else None
    async with serve(world, quirks=quirks, graphql=manners) as server, Watch() as watch:
        yield Run(seed, folder, nest, clock, chance, world, server, watch, api)


class Watch:
    """Measures for how long this process's own loop stood still at most."""

    def __init__(self) -> None:
        self.worst = 0.0

    async def __aenter__(self) -> Watch:
        self._task = asyncio.create_task(self._look())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()

    async def _look(self) -> None:
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.02)
            self.worst = max(self.worst, time.monotonic() - before - 0.02)


class Run:
    """One account's day: some lives that end badly, and a last one in good weather."""

    def __init__(
        self, seed: int, folder: Path, nest: Nursery, clock: FastClock, chance: random.Random, world: World,
        server: SandboxServer, watch: Watch, api: str,
    ) -> None:
        self.api = api
        self.token = faces.token(api, world.accounts[0])
        self.seed = seed
        self.folder = folder
        self.nest = nest
        self.clock = clock
        self.chance = chance
        self.world = world
        self.server = server
        self.watch = watch
        self.trouble: list[str] = []
        self.chronicle = Chronicle(world)
        self.killed = 0
        self.plant = False
        self.mishaps = Mishaps(server.door, clock)
        if chance.random() < 0.6:
            self.mishaps.overlook_doubles()
        self._tripwire: Callable[[Request], str] | None = None
        self._deliver = server.door.deliver
        server.door.deliver = self._watched  # type: ignore[method-assign]

    async def live(self, life: int) -> None:
        """One life in bad weather, and how it ends."""
        for fault in weather.faults(self.chance, self.api):
            self.server.door.faults.add(fault)
        self.mishaps.late, self.mishaps.halves = weather.mishap(self.chance)
        death = weather.death(self.chance)
        plan = self._plan(life, acts=self.chance.randrange(3, 13), pause=self.chance.choice((0.0, 2.0, 6.0)))
        plan |= {"strike": death.get("strike", 0), "strike_before": death.get("strike_before", False)}
        plan["end"] = "quit" if death.get("quit") else "linger"
        self._set_tripwire(death)
        await self.nest.begin(plan)
        ended = asyncio.create_task(self.nest.end())
        longest = death.get("after_seconds", 1.2)
        await asyncio.wait([ended], timeout=longest)
        if not ended.done():
            self.nest.kill()
        status = await ended
        self.killed += status == signal.SIGKILL
        if status not in (0, signal.SIGKILL):
            self.trouble.append(f"life {life} ended with status {status}")
        self._tripwire = None
        faces.give_back(self.world.accounts[0])

    async def last(self) -> None:
        """The last life: the weather is good, everything settles, and the screen is compared with the world."""
        self.server.door.faults.clear()
        self.mishaps.late, self.mishaps.halves = [], 0
        plan = self._plan(99, acts=self.chance.choice((0, 2, 4)), pause=1.0)
        await self.nest.begin(plan | {"end": "last"})
        ended = asyncio.create_task(self.nest.end())
        quiet = asyncio.create_task(self._quiet())
        await asyncio.wait([ended, quiet], timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        if not quiet.done():
            self.trouble.append("the last life never came to rest")
            quiet.cancel()
        self.world.catch_up()
        while faces.on_its_way(self.world):
            await asyncio.sleep(0.01)
            self.world.catch_up()
        self.clock.freeze()
        (self.folder / "go").touch()
        await asyncio.wait([ended], timeout=10.0)
        if not ended.done():
            self.trouble.append("the last life did not end")
            self.nest.kill()
        if (status := await ended) != 0:
            self.trouble.append(f"the last life ended with status {status}")

    def case(self) -> Case:
        """All that the judge looks at."""
        return Case(read_facts(self.folder / "facts"), self.world, self.chronicle, api=self.api)

    def counts(self) -> dict[str, int]:
        """Numbers for the summary."""
        door = self.server.door
        facts = read_facts(self.folder / "facts")
        return {
            "kills": self.killed, "faults": sum(1 for r in door.requests if r.fault), "requests": len(door.requests),
            "writes": sum(1 for f in facts if f["what"] == "item"),
            "undone": sum(1 for f in facts if f["what"] == "undone"),
            "429": sum(1 for r in door.requests if r.status == 429 and not r.fault),
        } | Counter(f"fault {kind}" for r in door.requests for kind in r.fault.split())

    def _plan(self, life: int, *, acts: int, pause: float) -> dict[str, Any]:
        home = self.folder / "home"
        home.mkdir(parents=True, exist_ok=True)
        return {
            "seed": self.seed * 100 + life, "name": f"{self.seed}y{life}", "acts": acts, "pause": pause,
            "plant": self.plant,
            "factor": self.clock.factor, "origin": self.clock.origin,
            "api": self.api, "base_url": faces.address(self.api, self.server),
            **{name: str(self.folder / name) for name in ("facts", "said", "go")},
            "environ": {"HOME": str(home), "BUFFER_ACCESS_TOKEN": self.token},
        }

    async def _quiet(self) -> None:
        while not any(fact["what"] == "quiet" for fact in read_facts(self.folder / "facts")):  # noqa: ASYNC110
            await asyncio.sleep(0.02)

    def _set_tripwire(self, death: dict[str, Any]) -> None:
        if "post" not in death and "request" not in death:
            self._tripwire = None
            return
        left = death.get("post", death.get("request"))

        def tripped(request: Request) -> str:
            nonlocal left
            if "post" in death and not faces.writes(self.server.door, request):
                return ""
            left -= 1
            return death["work"] if left == 0 else ""

        self._tripwire = tripped

    def _watched(self, request: Request) -> Delivery:
        """The door, with a kill at the request for which it was ordered."""
        order = self._tripwire(request) if self._tripwire else ""
        if not order:
            return self._deliver(request)
        if order == "lost":
            self.nest.kill()
            return Delivery(html_response("", 502), cut=Cut.UNHEARD)
        if order == "late":
            self.nest.kill()
            return self._deliver(request)
        delivery = self._deliver(request)
        self.nest.kill()
        return delivery
