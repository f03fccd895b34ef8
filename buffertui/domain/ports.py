"""What the program needs from the outside, as protocols: a service, a clock, a store. No protocol knows another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Protocol, runtime_checkable

from .drafts import Create, Draft, Edit, OutboxItem, Outcome
from .memory import Found, KnownList, Remembered
from .models import Account, Configuration, Interaction, Page, Profile, Schedule, Update
from .overview import Organization, Overview
from .records import dataclass


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
    REQUEUE = "requeue"
    """Give a post a place in the queue after it had a time, was a draft or failed."""
    DRAFTS = "drafts"
    """Drafts at Buffer, approvals, and the list of posts that failed."""
    FIELDS = "fields"
    """Fields of single networks: types, boards, titles, first comments, threads."""
    ORGANIZATIONS = "organizations"
    """Several organizations behind one key."""


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

    async def main_screen(self, profile_id: str | None = None) -> Overview | None:
        """Account, profiles and both lists of one profile (``None``: of all mixed) in one request; ``None`` where the
        API has no such thing."""

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

    async def drafts(
        self, profile_id: str, *, after: str | None = None, count: int = 100, since: datetime | None = None,
        priority: Priority = Priority.READ,
    ) -> Page:
        """Drafts at Buffer, newest first."""

    async def needs_approval(
        self, profile_id: str, *, after: str | None = None, count: int = 100, since: datetime | None = None,
        priority: Priority = Priority.READ,
    ) -> Page:
        """Posts that somebody has to approve, newest first."""

    async def failed(
        self, profile_id: str, *, after: str | None = None, count: int = 100, since: datetime | None = None,
        priority: Priority = Priority.READ,
    ) -> Page:
        """Posts that the network refused, newest first, each with its reason."""

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

    async def move_to_bottom(self, update: Update) -> Outcome: ...

    @property
    def reads_order_itself(self) -> bool:
        """Whether ``reorder`` reads the queue anew by itself, and costs what ``reorder_price`` says. Where it does not,
        it wants to be told the whole order of the queue as it is now."""

    def reorder_price(self, current: tuple[Update, ...], order: tuple[str, ...]) -> int:
        """Requests that a ``reorder`` of this queue costs; ``shuffle`` costs at most that of turning it round."""

    async def reorder(self, profile_id: str, order: tuple[str, ...]) -> Outcome: ...

    async def shuffle(self, profile_id: str) -> Outcome: ...

    async def set_schedules(self, profile_id: str, schedules: tuple[Schedule, ...]) -> Outcome: ...

    async def aclose(self) -> None:
        """Give connections back. Requests that wait at the door are cancelled."""


@runtime_checkable
class Organized(Protocol):
    """What a service has besides where ``Can.ORGANIZATIONS`` is not missing."""

    async def organizations(self, priority: Priority = Priority.READ) -> tuple[Organization, ...]:
        """All organizations that the key opens."""


class Store(Protocol):
    """What outlives a run, for one account. Methods block, may be called from any thread, may raise ``StoreError``.

    Several copies of the program may have the same account open: drafts, what is remembered and the search are
    shared; an outbox item belongs to the run that recorded it, until that run has ended.
    """

    def save_draft(self, draft: Draft) -> None:
        """Keep a draft; on disk when this returns."""

    def drop_draft(self, draft_id: str) -> None: ...

    def drafts(self) -> tuple[Draft, ...]:
        """Newest first; without those that another living run has open (``open_draft``)."""

    def open_draft(self, draft_id: str) -> bool:
        """Note that this run writes on a draft; false when another living run does. Ended by ``save`` never, by
        ``close_draft``, and by the end of the run."""

    def close_draft(self, draft_id: str) -> None: ...

    def record(self, item: OutboxItem) -> None:
        """Insert or replace an item of this run by its id; on disk when this returns. A settled one goes to the
        journal."""

    def adopt(self) -> tuple[OutboxItem, ...]:
        """Take over what is not settled of all runs that have ended, however they did; oldest first. Each item is
        given to one run only, also when several ask at the same moment."""

    def journal(self, limit: int = 200) -> tuple[OutboxItem, ...]:
        """Settled items of all runs, newest first."""

    def recall(self, rows: int | None = None, rows_of_all: int | None = None) -> Remembered:
        """The last known screen; empty at the first start. Of each list of the profile that was shown come the first
        ``rows``, of each list where all were shown the first ``rows_of_all``; all, where that is ``None``."""

    def recall_list(
        self, side: str, profile_id: str, rows: int | None = None, after: str | None = None
    ) -> KnownList | None:
        """The first ``rows`` of one list, or those from its ``rest`` on (``after``). ``None`` where there is no such
        list, or where it changed so much meanwhile that ``after`` is not in it any more."""

    def recall_times(self) -> Mapping[str, tuple[datetime, ...]]:
        """The times that are taken in each remembered queue that is known to its end, by profile."""

    def remember(self, account: Account, profiles: tuple[Profile, ...], chosen: str, at: datetime) -> None: ...

    def remember_list(self, known: KnownList) -> None:
        """Keep a list as it is now, and what is in it for the search. Where it has a ``rest``, what is remembered from
        there on stays behind it."""

    def search(self, query: str, limit: int = 200) -> tuple[Found, ...]:
        """Everything ever seen that holds the words of ``query``, newest first; the last word may be unfinished."""

    def notices(self) -> tuple[str, ...]:
        """What the person must know about how the store was opened: set aside, damaged, newer. Mostly empty."""

    def close(self) -> None: ...


class Ledger(Protocol):
    """The use of one account's budget, shared by all copies on this machine. Seconds are of the monotonic clock,
    which all processes of a machine share since it was started. Methods block for less than a frame."""

    def enter(self, now: float, limits: tuple[tuple[int, float], ...]) -> tuple[int, float]:
        """Take a place in every window (``(requests, seconds)``) at once, atomically over all copies.

        Returns ``(ticket, 0.0)``, or ``(0, wait)`` when a window is full or the door is shut: seconds until it is
        worth asking again.
        """

    def leave(self, ticket: int, now: float, *, counts: bool) -> None:
        """The answer came (the place is kept until the window has passed it), or, without ``counts``, nothing left."""

    def shut(self, until: float) -> None:
        """A 429 shut the door for every copy."""

    def use(self, now: float, limits: tuple[tuple[int, float], ...]) -> tuple[tuple[int, float], ...]:
        """For each window: places taken by all copies, and the moment at which the next becomes free."""

    def shut_until(self, now: float) -> float | None:
        """Until when the door is shut, if it is."""
