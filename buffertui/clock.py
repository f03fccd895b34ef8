"""The two clocks: the machine's, and one that stands still until it is told to move."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))


class ManualClock:
    """A clock that moves only by ``advance``: for tests, and for pictures that are the same on every day.

    Sleepers wake in the order of their times while it advances, and each gets its turns before the next one wakes.
    """

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._elapsed = 0.0
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._elapsed

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._elapsed + seconds, next(self._order), waiter))
        await waiter

    def jump(self, seconds: float) -> None:
        """Move the wall clock alone, as when somebody sets the machine's time."""
        self._now += timedelta(seconds=seconds)

    async def advance(self, seconds: float) -> None:
        """Let time pass, waking every sleeper whose time comes."""
        end = self._elapsed + seconds
        await self._turns()
        while self._sleepers and self._sleepers[0][0] <= end:
            at, _, waiter = heapq.heappop(self._sleepers)
            self._step(at)
            if not waiter.done():
                waiter.set_result(None)
                await self._turns()
        self._step(end)
        await self._turns()

    def _step(self, to: float) -> None:
        self._now += timedelta(seconds=to - self._elapsed)
        self._elapsed = to

    @staticmethod
    async def _turns() -> None:
        for _ in range(20):
            await asyncio.sleep(0)
