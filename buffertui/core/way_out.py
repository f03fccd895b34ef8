"""Whether writes can leave at all: without a network, or without room in the budget, they wait for a better moment."""

from __future__ import annotations

from collections.abc import Callable

from buffertui.domain.errors import Throttled
from buffertui.domain.ports import Clock

from .tasks import Tasks

AGAIN = 5.0
"""Seconds until a write that could not leave tries the network again."""

DOOR_AGAIN = 60.0
"""Seconds after which a write that the request budget has no room for asks for it again; asking costs nothing."""

THEN = "It goes by itself then. Until then it can be taken back, and it outlives this run."


class WayOut:
    """Calls ``go`` when it is worth trying again. ``shut`` is why nothing can leave before that."""

    def __init__(self, clock: Clock, tasks: Tasks, go: Callable[[], None]) -> None:
        self._clock = clock
        self._tasks = tasks
        self._go = go
        self.shut: Throttled | None = None

    def full(self, error: Throttled) -> None:
        """The budget is used up for longer than anybody waits at the door."""
        self.shut = error
        self._tasks.start("outbox-door", self._later(DOOR_AGAIN))
        self._go()

    def broken(self) -> None:
        """There is no connection."""
        self._tasks.start("outbox-again", self._later(AGAIN))

    async def _later(self, seconds: float) -> None:
        await self._clock.sleep(seconds)
        if seconds == DOOR_AGAIN:
            self.shut = None
        self._go()
