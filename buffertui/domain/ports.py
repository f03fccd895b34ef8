"""What the program needs from the outside, as protocols: a service, a clock, a store. No protocol knows another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Protocol

from .drafts import Create, Draft, Edit, OutboxItem, Outcome
from .models import Account, Configuration, Interaction, Page, Profile, Schedule, Update


class Priority(IntEnum):
    """Who goes first through the door: a write of the user, a read the user waits for, everything else."""

    WRITE = 0
    READ = 1
    BACKGROUND = 2


@dataclass(frozen=True, slots=True)
class Window:
    """One limit: ``used`` of ``limit`` requests in ``seconds``; ``free_at`` is when the next one becomes free."""

    used: int
    limit: int
    seconds: float
    free_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """The budget at a moment: all windows, requests under way and waiting, and until when the door is shut by a 429."""

    windows: tuple[Window, ...] = ()
    under_way: int = 0
    waiting: int = 0
    waiting_writes: int = 0
    shut_until: datetime | None = None


class Can(StrEnum):
    """Powers that not every API has."""

    REORDER = "reorder"
    SHUFFLE = "shuffle"
    MOVE_TO_TOP = "move_to_top"
    SHORTEN = "shorten"
    SCHEDULES = "schedules"
    INTERACTIONS = "interactions"


class Clock(Protocol):
    """Time as an argument, so that tests and the sandbox can hold it."""

    def now(self) -> datetime:
        """The wall clock, aware, in UTC. It may jump."""

    def monotonic(self) -> float:
        """Seconds that never jump; only differences mean anything."""

    async def sleep(self, seconds: float) -> None:
        """Wait. Zero or less gives others a turn."""


class BufferService(Protocol):
    """Buffer, whichever protocol speaks to it. Every method may raise a ``ServiceError``.

    Requests wait at the pacer as long as it takes; cancelling the calling task takes a request that has not left
    out of the line.
    """

    @property
    def name(self) -> str:
        """Short name of the protocol for the title line: ``v1`` or ``graphql``."""

    @property
    def lacks(self) -> Mapping[Can, str]:
        """Powers that are missing, each with the reason as a sentence for the person."""

    def pace(self) -> Pace:
        """The budget now."""

    def on_pace(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` whenever the budget changes; returns a function that stops it."""

    async def account(self, priority: Priority = Priority.READ) -> Account: ...

    async def profiles(self, priority: Priority = Priority.READ) -> tuple[Profile, ...]:
        """All profiles in Buffer's own order."""

    async def profile(self, profile_id: str, priority: Priority = Priority.READ) -> Profile: ...

    async def configuration(self, priority: Priority = Priority.BACKGROUND) -> Configuration:
        """Limits of the networks; empty when the API does not offer them any more."""

    async def pending(
        self, profile_id: str, *, after: str | None = None, count: int = 100, since: datetime | None = None,
        priority: Priority = Priority.READ,
    ) -> Page:
        """Waiting updates in queue order. ``after`` is the ``next`` of the page before; ``count`` 1 to 100."""

    async def sent(
        self, profile_id: str, *, after: str | None = None, count: int = 100, since: datetime | None = None,
        priority: Priority = Priority.READ,
    ) -> Page:
        """Sent updates, newest first."""

    async def update(self, update_id: str, priority: Priority = Priority.READ) -> Update: ...

    async def interactions(
        self, update_id: str, event: str, *, after: str | None = None, priority: Priority = Priority.READ
    ) -> tuple[Interaction, ...]: ...

    async def schedules(self, profile_id: str, priority: Priority = Priority.READ) -> tuple[Schedule, ...]: ...

    async def shares(self, url: str, priority: Priority = Priority.BACKGROUND) -> int:
        """How often an address was shared through Buffer."""

    async def create(self, write: Create) -> Outcome:
        """Make new updates; profiles that got none stand in ``Outcome.missing``."""

    async def edit(self, write: Edit) -> Outcome:
        """Send only what changed."""

    async def share_now(self, update: Update) -> Outcome: ...

    async def delete(self, update: Update) -> Outcome: ...

    async def move_to_top(self, update: Update) -> Outcome: ...

    async def reorder(self, profile_id: str, order: tuple[str, ...]) -> Outcome: ...

    async def shuffle(self, profile_id: str) -> Outcome: ...

    async def set_schedules(self, profile_id: str, schedules: tuple[Schedule, ...]) -> Outcome: ...

    async def aclose(self) -> None:
        """Give connections back. Requests that wait at the door are cancelled."""


class Store(Protocol):
    """What outlives a screen: drafts and the outbox. Every method may raise a ``StoreError``."""

    def save_draft(self, draft: Draft) -> None: ...

    def drop_draft(self, draft_id: str) -> None: ...

    def drafts(self) -> tuple[Draft, ...]:
        """Newest first."""

    def record(self, item: OutboxItem) -> None:
        """Insert or replace an item by its id, before it leaves and after it is settled."""

    def outbox(self) -> tuple[OutboxItem, ...]:
        """Oldest first."""

    def close(self) -> None: ...
