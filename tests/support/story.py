"""A session over the simulated Buffer on a clock that moves only when a story says so."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from buffertui.api import graphql
from buffertui.api.http import HttpDoor
from buffertui.api.pacing import Pacer
from buffertui.api.rest_v1.client import RestV1
from buffertui.clock import ManualClock
from buffertui.core.board import Notice
from buffertui.core.session import Options, Session
from buffertui.core.state import Side, Snapshot
from buffertui.domain.models import Update
from buffertui.domain.ports import BufferService
from buffertui.domain.secret import Secret
from buffertui.sandbox.faults import Faults
from buffertui.sandbox.seed import seed_world
from buffertui.sandbox.transport import SandboxTransport
from buffertui.sandbox.world import World
from buffertui.store.memory import MemoryStore

MORNING = datetime(2026, 11, 23, 8, 3, tzinfo=UTC)
"""A Monday, 09:03 in Berlin."""


@dataclass
class Story:
    """Everything a story looks at. ``crashes`` must stay empty."""

    clock: ManualClock
    world: World
    transport: SandboxTransport
    store: MemoryStore
    session: Session
    notices: list[Notice] = field(default_factory=list)
    crashes: list[BaseException] = field(default_factory=list)

    @property
    def now(self) -> Snapshot:
        """The newest snapshot."""
        return self.session.snapshot

    def operations(self) -> list[str]:
        """The name of each GraphQL operation that the sandbox saw."""
        return [entry.operation for entry in self.transport.door.requests]

    @property
    def faults(self) -> Faults:
        """What is still to go wrong."""
        return self.transport.faults

    def requests(self) -> list[str]:
        """Method and path of every request that the sandbox saw."""
        return [f"{entry.method} {entry.path}" for entry in self.transport.door.requests]

    def pending_texts(self) -> list[str]:
        """What the pending pane shows."""
        return [update.text for update in self.now.pending.updates]

    def update(self, n: int, side: Side = Side.PENDING) -> Update:
        """The n-th update of a pane."""
        return self.now.pane(side).updates[n]

    async def wait(self, seconds: float = 0.0) -> None:
        """Let time pass."""
        await self.clock.advance(seconds)

    async def close(self) -> None:
        """End the session and see that nothing failed unseen."""
        await self.session.close()
        assert not self.crashes


def begin(
    *, world: Callable[[ManualClock], World] = seed_world, store: MemoryStore | None = None, undo_seconds: float = 8.0,
    refresh_seconds: float = 0.0, clock: ManualClock | None = None, transport: SandboxTransport | None = None,
    read_only: bool = False, api: str = "v1", organization: str = "",
) -> Story:
    """A story before its first request. Without ``refresh_seconds`` nothing is asked by itself."""
    clock = clock or ManualClock(MORNING)
    there = transport or SandboxTransport(world(clock))
    store = store or MemoryStore()
    ids = (f"id{n}" for n in itertools.count(1))
    crashes: list[BaseException] = []
    options = Options(undo_seconds=undo_seconds, refresh_seconds=refresh_seconds, read_only=read_only)
    service = client_of(api, there, clock, organization)
    session = Session(service, store, clock, lambda: next(ids), options, crashes.append)
    story = Story(clock, there.world, there, store, session, crashes=crashes)
    session.board.on_notice(story.notices.append)
    return story


def client_of(api: str, there: SandboxTransport, clock: ManualClock, organization: str = "") -> BufferService:
    """A client of the first account over one of the two faces. ``organization`` is one that an earlier run found."""
    owner = there.world.accounts[0]
    if api == "graphql":
        return graphql.connect(
            Secret(owner.key), clock, "https://buffer.example/graphql", organization=organization, chance=Random(1),
            transport=there,
        )
    door = HttpDoor("https://buffer.example/1/", Secret(owner.token), Pacer(clock), clock, transport=there)
    return RestV1(door)
