"""A pacer with people at its door, who come, leave and get their answers as a test says."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from buffertui.api.pacing import Limit, Pacer
from buffertui.clock import ManualClock
from buffertui.domain.ports import Priority

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
READ, WRITE, BACKGROUND = Priority.READ, Priority.WRITE, Priority.BACKGROUND


class Street:
    """A pacer with people at its door; ``left`` is who went out, in order."""

    def __init__(self, limit: int = 60, **options: float) -> None:
        self.clock = ManualClock(NOON)
        limits = options.pop("limits", None) or (Limit(limit, 60.0),)
        self.pacer = Pacer(self.clock, limits, **options)  # type: ignore[arg-type]
        self.left: list[str] = []
        self.open: dict[str, asyncio.Future[str]] = {}
        self.tasks: list[asyncio.Task[str]] = []

    async def turns(self) -> None:
        await self.clock.advance(0)

    async def send(self, name: str, priority: Priority = READ, *, held: bool = False) -> asyncio.Task[str]:
        """Someone comes to the door. ``held``: his answer comes only with ``answer``."""

        async def request() -> str:
            self.left.append(name)
            if not held:
                return name
            self.open[name] = asyncio.get_running_loop().create_future()
            return await self.open[name]

        task = asyncio.get_running_loop().create_task(self.pacer.run(request, priority))
        self.tasks.append(task)
        await self.turns()
        return task

    async def answer(self, name: str, error: BaseException | None = None) -> None:
        future = self.open.pop(name)
        if error is None:
            future.set_result(name)
        else:
            future.set_exception(error)
        await self.turns()

    async def end(self) -> None:
        self.pacer.close()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


async def fill(street: Street, count: int, priority: Priority = WRITE) -> None:
    """Send so many and forget their names."""
    for index in range(count):
        await street.send(f"fill{index}", priority)
    street.left.clear()
