"""Both faces of a simulated Buffer with a desk between them, and a person who waits for what it does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from buffertui.clock import ManualClock
from buffertui.core.keeper import at_once
from buffertui.core.migrating_desk import MigratingDesk
from buffertui.core.migrating_ports import Folder, MemoryFolder
from buffertui.domain.secret import Secret
from buffertui.migrate_sides import WorldSides
from buffertui.sandbox.seed import seed_world
from buffertui.sandbox.transport import SandboxTransport
from buffertui.sandbox.world import World

from .story import MORNING

T = TypeVar("T")


class Move:
    """A world, its two faces, and the desk. ``asked`` are the paths of v1's requests, ``writes`` must stay empty."""

    def __init__(
        self, make: Callable[[ManualClock], World] = seed_world, *, to: bool = True, folder: Folder | None = None,
        key_of: int = 0,
    ) -> None:
        self.clock = ManualClock(MORNING)
        self.world = make(self.clock)
        self.transport = SandboxTransport(self.world)
        self.folder = folder or MemoryFolder()
        self.files = self.folder.files if isinstance(self.folder, MemoryFolder) else {}
        self.key = self.world.accounts[key_of].key if to else ""
        self.desk = self.new_desk()

    def new_desk(self) -> MigratingDesk:
        """A desk as the next run of the program has it, on the same folder."""
        token, key = Secret(self.world.accounts[0].token), Secret(self.key) if self.key else None
        sides = WorldSides(self.clock, self.transport, token, key, folder_at=self.folder)
        return MigratingDesk(sides, self.clock, at_once)

    async def run(self, verb: Coroutine[Any, Any, T]) -> T:
        """Wait for a verb; time passes only while nothing else moves."""
        task = asyncio.ensure_future(verb)
        while not task.done():
            before = len(self.transport.door.requests)
            for _ in range(5):
                await self.clock.advance(0)
            if len(self.transport.door.requests) == before and not task.done():
                await self.clock.advance(1)
        return task.result()

    @property
    def asked(self) -> list[str]:
        """Path and page of every request so far, v1's and GraphQL's."""
        found = self.transport.door.requests
        return [f"{entry.path} {''.join(entry.params.get('page', []))}".strip() for entry in found]

    @property
    def writes(self) -> list[str]:
        """Everything that was no pure read."""
        reads = {"account", "channels", "channels+posts", "posts"}
        return [f"{entry.method} {entry.path}" for entry in self.transport.door.requests
                if not (entry.method == "GET" and entry.path.startswith("/1/"))
                and not (entry.method == "POST" and entry.path.partition(" ")[2] in reads)]
