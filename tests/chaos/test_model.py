"""Any order of acts, faults, waits and kills, on a clock that stands still between them: the promises hold."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from buffertui.api import graphql, rest_v1
from buffertui.clock import ManualClock
from buffertui.core.session import Options, Session
from buffertui.domain.ports import BufferService
from buffertui.domain.secret import Secret
from buffertui.sandbox.faults import Fault, Kind
from buffertui.sandbox.graphql_manners import Manners
from buffertui.sandbox.seed import seed_world
from buffertui.sandbox.transport import SandboxTransport
from buffertui.store.memory import MemoryStore
from tests.chaos import faces
from tests.chaos.fast_clock import BEGAN
from tests.chaos.judge import Case, Chronicle, judge
from tests.chaos.mishaps import Mishaps
from tests.chaos.robot import ACTS, Robot

QUICK = (Kind.CUT_AFTER, Kind.CUT_BEFORE, Kind.CUT_HALF, Kind.ERROR_500_AFTER, Kind.ERROR_500, Kind.BROKEN_JSON,
         Kind.OFFLINE, Kind.THROTTLED, Kind.REFUSED, Kind.ODD_ROWS, Kind.SLOW, Kind.HTML_200, Kind.REVOKED)

LOST = (Kind.CUT_AFTER, Kind.CUT_AFTER, Kind.CUT_BEFORE, Kind.ERROR_500_AFTER, Kind.BROKEN_JSON)
AIMS = {"post": "create", "twins": "create", "edit": "/update.json", "relink": "/update.json", "share": "share",
        "delete": "destroy"}
UNCLEAR = (Kind.GRAPHQL_ERRORS_AFTER, Kind.GRAPHQL_ERRORS_AFTER, Kind.GRAPHQL_ERRORS_AFTER, Kind.UNEXPECTED,
           Kind.UNEXPECTED, Kind.GRAPHQL_ERRORS, Kind.NULLS, Kind.PARTIAL, Kind.UNKNOWN_TYPENAME, Kind.GROWN)
ROOTS = {"create": "createPost", "share": "editPost", "/update.json": "editPost", "destroy": "deletePost",
         "updates": "posts", "": ""}
"""The root fields of GraphQL that do what the paths of v1 do."""
ROOM = Manners(quotas=(1000, 10_000, 100_000), sending_seconds=0)

TURNS = (1, 1, 4, 12)
"""How long the wire and the disk take, in turns of the loop."""


class Notes:
    """The facts of a run, in memory."""

    def __init__(self) -> None:
        self.all: list[dict[str, Any]] = []

    def before(self) -> list[dict[str, Any]]:
        return self.all

    def tell(self, what: str, **about: Any) -> None:
        self.all.append(json.loads(json.dumps({"what": what, **about})))


class MachineClock:
    """This machine's clock, which somebody may have set wrong. Buffer's own is the other one."""

    def __init__(self, right: ManualClock) -> None:
        self._right = right
        self.off = timedelta()

    def now(self) -> datetime:
        return self._right.now() + self.off

    def monotonic(self) -> float:
        return self._right.monotonic()

    async def sleep(self, seconds: float) -> None:
        await self._right.sleep(seconds)


class Wire(httpx.AsyncBaseTransport):
    """The way to Buffer of one life: it takes some turns, and whoever is dead neither sends nor hears."""

    def __init__(self, there: SandboxTransport, life: Life) -> None:
        self._there = there
        self._life = life

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await self._life.turns(self._life.wire)
        answer = await self._there.handle_async_request(request)
        await self._life.turns(self._life.wire)
        return answer


class Life:
    """One life of the program over a disk that takes its time; a kill leaves what is on the disk, and nothing else."""

    def __init__(self, machine: Day, wire: int, disk: int) -> None:
        self._machine = machine
        self.wire = wire
        self.disk = disk
        self.dead = False
        self._disk: list[tuple[Callable[[], Any], asyncio.Future[Any]]] = []
        service = machine.client(Wire(machine.transport, self))
        ids = (f"i{len(machine.lives)}n{n}" for n in itertools.count(1))
        self.session = Session(service, machine.store, machine.own_clock, lambda: next(ids),
                               Options(refresh_seconds=0.0), machine.crashed, self._queue)
        chance = random.Random(len(machine.lives))
        self.robot = Robot(self.session, machine.own_clock, machine.notes, chance, f"l{len(machine.lives)}")
        self.tasks = [machine.loop.create_task(self.session.start()), machine.loop.create_task(self._write())]

    def do(self, act: str, seed: int) -> None:
        """Begin one act; how far it comes is for the turns to say."""
        self.robot.chance.seed(seed)
        self.tasks.append(self._machine.loop.create_task(getattr(self.robot, act)()))

    async def turn(self) -> None:
        """Give others a turn; the dead never come back from it."""
        await asyncio.sleep(0)
        if self.dead:
            await asyncio.Event().wait()

    async def turns(self, number: int) -> None:
        for _ in range(number):
            await self.turn()

    async def kill(self) -> None:
        """From here on nothing of this life has an effect."""
        self.dead = True
        tasks = [*self.tasks, *self.session._tasks.running()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.session._service._door.pacer.close()  # type: ignore[attr-defined]
        self._machine.store.end_run()

    def _queue(self, call: Callable[[], Any]) -> asyncio.Future[Any]:
        future: asyncio.Future[Any] = self._machine.loop.create_future()
        if not self.dead:
            self._disk.append((call, future))
        return future

    async def _write(self) -> None:
        """Carry out what was queued, one call after the other."""
        while True:
            await self.turn()
            if self._disk:
                call, future = self._disk.pop(0)
                await self.turns(self.disk)
                answer = call()
                await self.turns(self.disk)
                if not future.done():
                    future.set_result(answer)


class Day(RuleBasedStateMachine):
    """What may happen to somebody who runs an account."""

    api = "v1"

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.clock = ManualClock(BEGAN)
        self.own_clock = MachineClock(self.clock)
        world = seed_world(self.clock, profiles=2, pending=3, sent=2, seed=3)
        self.transport = SandboxTransport(world, graphql=ROOM)
        self.store = MemoryStore()
        self.notes = Notes()
        self.lives: list[Life] = []
        self.mishaps = Mishaps(self.transport.door, self.clock)
        self.chronicle = Chronicle(self.transport.world)
        self.clock_was_wrong = False
        self.crashes: list[BaseException] = []

    @property
    def life(self) -> Life:
        return self.lives[-1]

    def client(self, wire: httpx.AsyncBaseTransport) -> BufferService:
        """A client of the account over that wire."""
        token = Secret(faces.token(self.api, self.transport.world.accounts[0]))
        if self.api == "graphql":
            return graphql.connect(token, self.own_clock, "https://buffer.example/graphql",
                                   chance=random.Random(len(self.lives)), transport=wire)
        return rest_v1.connect(token, self.own_clock, "https://buffer.example/1/", transport=wire)

    def place(self, path: str) -> str:
        """Where a fault strikes that is meant for a path of v1."""
        return ROOTS[path] if self.api == "graphql" else path

    def crashed(self, error: BaseException) -> None:
        self.crashes.append(error)

    def run(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    @initialize(doubles=st.booleans(), wire=st.sampled_from(TURNS), disk=st.sampled_from(TURNS))
    def begin(self, doubles: bool, wire: int, disk: int) -> None:
        if doubles:
            self.mishaps.overlook_doubles()
        self._start(wire, disk)
        self.pass_time(1.0)

    @rule(act=st.sampled_from([a for a, n in ACTS.items() for _ in range(n)]), seed=st.integers(0, 50),
          turns=st.integers(0, 40))
    def act(self, act: str, seed: int, turns: int) -> None:
        self.life.do(act, seed)
        self.some_turns(turns)

    @rule(turns=st.integers(1, 40))
    def some_turns(self, turns: int) -> None:
        async def pass_by() -> None:
            for _ in range(turns):
                await asyncio.sleep(0)

        self.run(pass_by())

    @rule(seconds=st.sampled_from([0.0, 0.5, 2.0, 8.1, 20.0, 60.0, 130.0]))
    def pass_time(self, seconds: float) -> None:
        self.run(self.clock.advance(seconds))

    @rule(kind=st.sampled_from(QUICK), where=st.sampled_from(["create", "create", "share", "destroy", "updates", ""]),
          method=st.sampled_from(["", "POST"]), times=st.integers(1, 3))
    def fault(self, kind: Kind, where: str, method: str, times: int) -> None:
        self.transport.faults.add(Fault(kind, self.place(where), method, times))

    @rule(act=st.sampled_from(tuple(AIMS)), seed=st.integers(0, 50), kind=st.sampled_from(LOST),
          turns=st.integers(0, 90), seconds=st.sampled_from([None, 0.0, 0.5, 8.1, 130.0]))
    def lose(self, act: str, seed: int, kind: Kind, turns: int, seconds: float | None) -> None:
        """A write whose answer is lost; with ``seconds`` the program is killed then, some turns later."""
        self.transport.faults.add(Fault(kind, self.place(AIMS[act]), "POST"))
        self.act(act, seed, turns)
        if seconds is not None:
            self.pass_time(seconds)
            self.some_turns(turns)
            self.kill_and_start(1, 1)

    @rule(act=st.sampled_from(("post", "twins")), seed=st.integers(0, 50), turns=st.integers(0, 120))
    def kill_while_writing(self, act: str, seed: int, turns: int) -> None:
        """The program is killed some turns after somebody began to post."""
        self.act(act, seed, turns)
        self.kill_and_start(1, 1)

    @rule(seed=st.integers(0, 50), seconds=st.sampled_from([100.0, 111.5, 114.0]), turns=st.integers(0, 60))
    def kill_while_settling(self, seed: int, seconds: float, turns: int) -> None:
        """A post is made by halves, and the program is killed about when it has found that out."""
        self.kill_and_start(1, 12)
        self.pass_time(1.0)
        self.halve()
        self.act("post", seed, 90)
        self.pass_time(seconds)
        self.some_turns(turns)
        self.kill_and_start(1, 1)

    @rule(seconds=st.sampled_from([1.0, 20.0]))
    def lose_the_network(self, seconds: float) -> None:
        """For so long, and until somebody starts the program again."""
        self.transport.faults.add(Fault(Kind.OFFLINE, times=None))
        self.pass_time(seconds)

    @rule(seconds=st.sampled_from([5.0, 30.0, 75.0]))
    def be_late(self, seconds: float) -> None:
        """The next post or share is carried out long after its connection broke."""
        self.mishaps.late.append(seconds)

    @rule()
    def halve(self) -> None:
        """The next post to several profiles is made for one of them."""
        self.mishaps.halves += 1

    @rule(wire=st.sampled_from(TURNS), disk=st.sampled_from(TURNS))
    def kill_and_start(self, wire: int, disk: int) -> None:
        self.run(self.life.kill())
        self.transport.faults.clear()
        faces.give_back(self.transport.world.accounts[0])
        self._start(wire, disk)

    @rule(hours=st.sampled_from([-1, 0, 1]))
    def set_the_clock(self, hours: int) -> None:
        """Somebody sets this machine's clock, rightly or not."""
        self.clock_was_wrong |= hours != 0
        self.own_clock.off = timedelta(hours=hours)

    def teardown(self) -> None:
        """The weather clears, everything settles, and the promises are checked."""
        try:
            if self.lives:
                self._check()
        finally:
            for life in self.lives:
                life.dead = True
            while tasks := asyncio.all_tasks(self.loop):
                for task in tasks:
                    task.cancel()
                self.run(asyncio.wait(tasks))
            self.loop.close()

    def _start(self, wire: int, disk: int) -> None:
        async def born() -> None:
            self.lives.append(Life(self, wire, disk))

        self.run(born())

    async def _put_away(self) -> bool:
        return self.life.robot.put_away()

    def _check(self) -> None:
        self.transport.faults.clear()
        self.mishaps.late.clear()
        self.mishaps.halves = 0
        self.kill_and_start(1, 1)
        robot = self.life.robot
        for _ in range(60):
            self.pass_time(30.0)
            if not robot.moving() and not self.run(self._put_away()) and robot.affords_a_look():
                break
        shown = self.loop.create_task(robot.show_all())
        for _ in range(20):
            self.pass_time(5.0)
            if shown.done():
                break
        assert shown.done(), "the last look never ended"
        shown.result()
        assert not self.crashes, self.crashes
        wrong = judge(Case(self.notes.all, self.transport.world, self.chronicle, self.clock_was_wrong, self.api))
        assert not wrong, "\n".join(wrong)


class GraphqlDay(Day):
    """The same on an account of GraphQL, where an answer may leave open whether a mutation was carried out."""

    api = "graphql"

    # A post to several profiles is several posts here, and none of them is made by halves.
    halve = None
    kill_while_settling = None

    @rule(act=st.sampled_from(("post", "post", *AIMS)), seed=st.integers(0, 50), kind=st.sampled_from(UNCLEAR),
          done=st.booleans(), field=st.sampled_from(["", "post", "createPost", "editPost"]), turns=st.integers(0, 90),
          seconds=st.sampled_from([0.5, 2.0, 9.0, 130.0]))
    def answer_unclearly(
        self, act: str, seed: int, kind: Kind, done: bool, field: str, turns: int, seconds: float
    ) -> None:
        """A mutation whose answer says neither that it was done nor that it was not."""
        self.transport.faults.clear()
        fault = Fault(kind, self.place(AIMS[act]), done=done, field=field, typename="QuietHoursNotice")
        self.transport.faults.add(fault)
        self.act(act, seed, turns)
        self.pass_time(seconds)


@pytest.mark.parametrize(("day", "examples"), [(Day, 250), (GraphqlDay, 100)])
def test_no_order_of_things_breaks_a_promise(day: type[Day], examples: int) -> None:
    run_state_machine_as_test(day, settings=settings(
        max_examples=examples, stateful_step_count=14, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    ))
