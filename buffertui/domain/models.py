"""What Buffer holds, in the program's own words: account, profile, update, media, schedule.

Every time is an aware ``datetime`` in UTC. Every value is frozen, so a snapshot handed to the screen never changes
under it. Both protocols are translated into these shapes at the wire; nothing behind the wire knows which one it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from types import MappingProxyType

from .records import dataclass

WAITING = "buffer"
"""Status of an update that waits in the queue or for its fixed time."""
SENT = "sent"
"""Status of an update that Buffer has published."""
FROM_NETWORK = "service"
"""Status of a post made on the network itself, which Buffer only read."""
FAILED = "error"
"""Status of an update that the network refused."""
SENDING = "sending"
"""Status of an update that is on its way to the network right now (GraphQL only)."""
DRAFT = "draft"
"""Status of a post that waits at Buffer until somebody gives it a place or a time (GraphQL reference, section 9.7)."""
NEEDS_APPROVAL = "needs_approval"
"""Status of a post that somebody has to approve before it takes its place (GraphQL reference, section 12.3)."""
UNREADABLE = "unreadable"
"""Our own status: a row of an answer that could not be understood; it stands in its place so that nothing is hidden."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Weekday names as Buffer writes them, Monday first (v1 reference, Schedule)."""


@dataclass(frozen=True, slots=True)
class Account:
    """Whose token this is. ``name`` falls back to the id, because v1 often sends no name."""

    id: str
    name: str = ""
    plan: str = ""
    timezone: str = ""

    @property
    def label(self) -> str:
        """What to call the account on the screen."""
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class Counts:
    """How many updates a profile has; ``None`` where Buffer did not say."""

    pending: int | None = None
    sent: int | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """Posting times: each day of ``days`` (``mon`` .. ``sun``) has all ``times`` (``HH:MM``, the profile's zone)."""

    days: tuple[str, ...] = ()
    times: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """A board of a Pinterest profile; ``id`` is the one that a post names (``serviceId``)."""

    id: str
    name: str = ""

    @property
    def label(self) -> str:
        """What to call it on the screen."""
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of an organization. ``color`` is as Buffer writes it (``#E0A100``), or empty."""

    id: str
    name: str = ""
    color: str = ""

    @property
    def label(self) -> str:
        """What to call it on the screen."""
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class Profile:
    """One connected page or account on a network. ``service`` is an open set (``twitter``, ``mastodon``, ...).

    ``locked`` is a profile that the plan of its organization has no room for: Buffer publishes nothing of it until it
    is unlocked on Buffer's page (GraphQL reference, section 10.1).
    """

    id: str
    service: str
    username: str = ""
    service_type: str = "profile"
    service_name: str = ""
    counts: Counts = Counts()
    default: bool = False
    disconnected: bool = False
    paused: bool = False
    timezone: str = ""
    schedules: tuple[Schedule, ...] = ()
    locked: bool = False
    boards: tuple[Board, ...] = ()

    @property
    def has_slots(self) -> bool:
        """Whether the queue of this profile has any posting time at all."""
        return any(s.days and s.times for s in self.schedules)


@dataclass(frozen=True, slots=True)
class Media:
    """What hangs on an update: an image post (``photo``), or a link preview (``link`` and its texts and picture).

    All values are addresses of files that are public on the web, or texts; v1 has no upload.
    """

    link: str = ""
    title: str = ""
    description: str = ""
    picture: str = ""
    photo: str = ""
    thumbnail: str = ""
    alt_text: str = ""
    video: str = ""

    def __bool__(self) -> bool:
        return any((self.link, self.title, self.description, self.picture, self.photo, self.thumbnail, self.video))


@dataclass(frozen=True, slots=True)
class Update:
    """One post, waiting or sent.

    ``fixed`` is true when the user chose its time, false when the queue gave it a slot. ``due_at`` is ``None`` when
    the profile has no posting times. ``media`` holds the main attachment first, further images after it.
    ``statistics`` is an open mapping of the network's own names to numbers. ``fields`` is what belongs to its network
    alone, as ``domain.fields`` names it; of a thread, ``text`` is the first post and ``thread.2`` the second.
    """

    id: str
    profile_id: str
    text: str
    status: str = WAITING
    service: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None
    due_at: datetime | None = None
    sent_at: datetime | None = None
    fixed: bool = False
    media: tuple[Media, ...] = ()
    statistics: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    via: str = ""
    kind: str = ""
    link: str = ""
    error: str = ""
    error_link: str = ""
    author: str = ""
    tags: tuple[Tag, ...] = ()
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def at(self) -> datetime | None:
        """The time to sort and group by: when it went out, else when it will."""
        return self.sent_at or self.due_at

    @property
    def readable(self) -> bool:
        """False for the placeholder of a row that could not be understood; no command applies to it."""
        return self.status != UNREADABLE


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list of updates. ``next`` is an opaque mark for the following part, ``None`` at the end.

    ``total`` counts all updates of the list as the server knows them, ``None`` where it did not say.
    ``odd`` counts rows that became placeholders.
    """

    updates: tuple[Update, ...] = ()
    total: int | None = None
    next: str | None = None
    odd: int = 0


@dataclass(frozen=True, slots=True)
class Interaction:
    """Somebody's reaction to a sent update."""

    id: str
    event: str
    username: str = ""
    followers: int | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ServiceLimits:
    """What the server says about one service: longest text in characters, posting times a day."""

    name: str = ""
    character_limit: int | None = None
    schedule_limit: int | None = None
    interactions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Configuration:
    """Limits that the server names, by ``(service, service_type)``; picture sizes are in bytes."""

    services: Mapping[tuple[str, str], ServiceLimits] = field(default_factory=lambda: MappingProxyType({}))
    picture_size_min: int | None = None
    picture_size_max: int | None = None
    picture_filetypes: tuple[str, ...] = ()

    def limits(self, service: str, service_type: str = "profile") -> ServiceLimits | None:
        """The limits of a service, by its type when the server tells them apart, else of any type of it."""
        exact = self.services.get((service, service_type))
        return exact or next((v for (name, _), v in self.services.items() if name == service), None)
