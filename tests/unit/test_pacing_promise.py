"""Whatever comes in whatever order: the server never counts too many in a window, and everybody is served."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from buffertui.api.pacing import Limit, Pacer, Pushback
from buffertui.clock import ManualClock
from buffertui.domain.ports import Priority

WINDOW = 60.0


@dataclass(frozen=True)
class Caller:
    """Comes ``gap`` seconds after the one before; the server stamps his request within ``latency`` seconds."""

    gap: float
    priority: Priority
    latency: float
    stamped: float
    cancelled_after: float | None
    pushed_back: float | None


callers = st.builds(
    Caller,
    gap=st.sampled_from([0.0, 0.0, 0.0, 0.3, 7.0, 31.0, 59.9, 60.0]),
    priority=st.sampled_from(list(Priority)),
    latency=st.sampled_from([0.0, 0.1, 2.5, 20.0]),
    stamped=st.sampled_from([0.0, 0.5, 1.0]),
    cancelled_after=st.none() | st.sampled_from([0.0, 0.05, 10.0, 70.0]),
    pushed_back=st.none() | st.none() | st.none() | st.sampled_from([1.0, 12.5, 90.0]),
)


class Judge:
    """The server: counts stamps in the last minute, as v1 does (reference, section 1.5)."""

    def __init__(self, clock: ManualClock, limit: int) -> None:
        self.clock, self.limit = clock, limit
        self.stamps: list[float] = []
        self.broken = 0

    def stamp(self) -> None:
        now = self.clock.monotonic()
        self.stamps.append(now)
        self.broken += sum(one > now - WINDOW for one in self.stamps) > self.limit


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.lists(callers, min_size=1, max_size=25), st.integers(1, 6), st.integers(0, 3), st.integers(1, 3))
def test_the_limit_holds_and_nobody_is_forgotten(
    coming: list[Caller], limit: int, reserve: int, concurrency: int
) -> None:
    async def story() -> None:
        clock = ManualClock(datetime(2026, 11, 23, tzinfo=UTC))
        pacer = Pacer(clock, (Limit(limit, WINDOW),), reserve=reserve, concurrency=concurrency)
        judge = Judge(clock, limit)
        left: dict[Priority, list[int]] = {priority: [] for priority in Priority}

        async def call(number: int, caller: Caller) -> None:
            tries = 0

            async def send() -> None:
                nonlocal tries
                tries += 1
                if tries == 1:
                    left[caller.priority].append(number)
                await clock.sleep(caller.latency * caller.stamped)
                judge.stamp()
                await clock.sleep(caller.latency * (1 - caller.stamped))
                if tries == 1 and caller.pushed_back is not None:
                    raise Pushback(caller.pushed_back)

            await pacer.run(send, caller.priority)

        tasks = []
        for number, caller in enumerate(coming):
            await clock.advance(caller.gap)
            task = asyncio.get_running_loop().create_task(call(number, caller))
            tasks.append(task)
            await clock.advance(0)
            if caller.cancelled_after is not None:
                await clock.advance(caller.cancelled_after)
                task.cancel()
                await clock.advance(0)
        for _ in range(len(coming) * 3):
            await clock.advance(100)
        assert all(task.done() for task in tasks), "somebody still waits"
        assert judge.broken == 0, "the server counted more than its limit"
        assert all(line == sorted(line) for line in left.values()), "a class did not go in its order"
        pace = pacer.snapshot()
        assert (pace.under_way, pace.waiting, pace.windows[0].used) == (0, 0, 0)
        pacer.close()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(story())
