"""What a real server does and the sandbox's faults do not: work done late, or by halves, and no eye for doubles.

All three take the answer with them, so that the program is left without one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from buffertui.domain.ports import Clock
from buffertui.sandbox.door import Cut, Delivery, Door
from buffertui.sandbox.http import Request, html_response
from buffertui.sandbox.records import UpdateRecord
from tests.chaos.faces import creates, publishes


class Mishaps:
    """Stands in front of a sandbox's door. ``late`` and ``halves`` hold what is still to strike.

    ``late`` are seconds after which a post or a share is carried out whose connection broke; ``halves`` is how many
    posts to several profiles are made for the first of them only; GraphQL knows no such posts.
    """

    def __init__(self, door: Door, clock: Clock) -> None:
        self.late: list[float] = []
        self.halves = 0
        self._door = door
        self._clock = clock
        self._deliver = door.deliver
        self._tasks: set[asyncio.Task[None]] = set()
        door.deliver = self.deliver  # type: ignore[method-assign]

    def overlook_doubles(self) -> None:
        """Let equal posts through, as Buffer may (v1 reference, section 6: a partial net and no protection)."""

        def nothing(*_: object, **__: object) -> Iterator[UpdateRecord]:
            return iter(())

        self._door.world.recent = nothing  # type: ignore[method-assign]

    def deliver(self, request: Request) -> Delivery:
        """The door's answer, unless something is due."""
        create = bool(self.late or self.halves) and creates(self._door, request)
        if self.late and (create or publishes(self._door, request)):
            task = asyncio.get_running_loop().create_task(self._afterwards(self.late.pop(0), request))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            return Delivery(html_response("", 502), cut=Cut.UNHEARD)
        if self.halves and create:
            pairs = parse_qsl(request.body.decode(), keep_blank_values=True)
            profiles = [pair for pair in pairs if pair[0].startswith("profile_ids")]
            if len(profiles) > 1:
                self.halves -= 1
                kept = [pair for pair in pairs if pair not in profiles[1:]]
                delivery = self._deliver(replace(request, body=urlencode(kept).encode()))
                return Delivery(delivery.response, cut=Cut.SILENT)
        return self._deliver(request)

    async def _afterwards(self, seconds: float, request: Request) -> None:
        await self._clock.sleep(seconds)
        self._deliver(request)
