"""What the simulated Buffer remembers: accounts, profiles and updates, and the reasons for which it says no.

Times are whole Unix seconds, because every rule of a queue compares or adds them. No record knows a wire format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Protocol

from buffertui.domain.models import WAITING, Media, Schedule

DRAFT = "draft"
"""Status of an update that nobody has asked to be posted yet."""
NEEDS_APPROVAL = "needs_approval"
"""Status of a draft that waits until somebody else in the organization agrees."""
UNPLANNED = (DRAFT, NEEDS_APPROVAL)


class Reason(StrEnum):
    """Why something was refused, in the simulation's own words; each wire format has its own codes for them."""

    TEXT_MISSING = "text missing"
    MEDIA_MISSING = "media missing"
    OUT_OF_BOUNDS = "out of bounds"
    NO_PROFILE = "no such profile"
    FOREIGN_PROFILE = "profile of somebody else"
    PROFILE_NOT_SAVED = "profile not saved"
    TOO_MANY_TIMES = "too many posting times"
    NO_UPDATE = "no such update"
    FOREIGN_UPDATE = "update of somebody else"
    NOT_SAVED = "update not saved"
    QUEUE_FULL = "queue full"
    DUPLICATE = "posted recently"
    NOT_MOVABLE = "cannot move to the top"
    UNKNOWN_EVENT = "event not supported"
    MEDIA_TYPE = "media type not supported"
    GROUP_IMAGE = "no images to groups"
    PAST = "time lies in the past"
    NOT_SHARED = "could not be shared"
    INVALID = "input breaks a rule"
    LIMIT = "limit of the plan or the network"
    FOREIGN_ORGANIZATION = "organization of somebody else"
    NO_ORGANIZATION = "no such organization"


class WorldError(Exception):
    """A refusal, with a sentence for a person and sometimes the address of a page about it."""

    def __init__(self, reason: Reason, message: str, link: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.link = link


@dataclass(frozen=True, slots=True)
class Retweet:
    """A tweet that is shown again, with a comment above it."""

    tweet_id: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A paper that hangs on an update, by its addresses."""

    url: str
    title: str = ""
    thumbnail: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """A mark that people of an organization put on updates."""

    id: str
    name: str
    color: str = "#B9B9B9"
    color_name: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A remark beside an update, seen only inside the organization."""

    id: str
    text: str
    created_at: int


@dataclass(slots=True)
class OrganizationRecord:
    """A team of an account, which owns profiles and tags. Without a ``name`` it goes by that of the account."""

    id: str
    account_id: str
    name: str = ""
    tags: list[Tag] = field(default_factory=list)


@dataclass(slots=True)
class AccountRecord:
    """One user, the token that opens the account for v1 and the personal ``key`` that opens it for GraphQL.

    ``queue_limit`` is the plan's allowance per profile. ``key_permissions`` are those that were chosen when the key
    was made (``posts:read``, ...); ``None``: all, as with keys from before there were any.
    """

    id: str
    token: str
    name: str = ""
    email: str = ""
    plan: str = "agency"
    timezone: str = "UTC"
    created_at: int = 0
    queue_limit: int = 500
    revoked: bool = False
    key: str = ""
    key_revoked: bool = False
    key_permissions: frozenset[str] | None = None


@dataclass(slots=True)
class UpdateRecord:
    """One post. ``scheduled_at`` is set for a fixed time only; ``source`` is the text before links were shortened.

    ``extras`` holds what only its network knows, such as a first comment, a board or a thread, by name.
    """

    id: str
    profile_id: str
    account_id: str
    text: str
    created_at: int
    status: str = WAITING
    source: str = ""
    updated_at: int = 0
    due_at: int = 0
    scheduled_at: int | None = None
    sent_at: int | None = None
    media: Media = Media()
    extra_media: tuple[Media, ...] = ()
    retweet: Retweet | None = None
    via: str = "api"
    shared_now: bool = False
    shared_next: bool = False
    reply: bool = False
    error: str = ""
    error_link: str = ""
    tags: tuple[Tag, ...] = ()
    notes: tuple[Note, ...] = ()
    documents: tuple[Document, ...] = ()
    extras: Mapping[str, Any] = field(default_factory=dict)
    by_hand: bool = False

    @property
    def kind(self) -> str:
        """``retweet``, ``video``, ``image``, ``link`` or ``text``."""
        if self.retweet:
            return "retweet"
        if self.media.video:
            return "video"
        if self.media.photo or (self.media.picture and not self.media.link):
            return "image"
        return "link" if self.media.link else "text"


class Archive(Protocol):
    """Old sent updates that are made only when somebody looks at them; number 0 is the newest."""

    def __len__(self) -> int: ...

    def record(self, number: int) -> UpdateRecord: ...

    def sent_at(self, number: int) -> int: ...

    def created_at(self, number: int) -> int: ...

    def id_of(self, number: int) -> str: ...

    def find(self, update_id: str) -> UpdateRecord | None: ...


@dataclass(slots=True)
class ProfileRecord:
    """One connected page or account with its queue.

    ``queue`` holds the updates that wait for slots, first goes out first; ``fixed`` those with a time of their own,
    by time; ``failed`` those that the network refused; ``sent`` the published ones, oldest first, all of them newer
    than those in ``archive``; ``drafts`` those that nobody asked to be posted. Slots of ``paused_days`` are passed
    over. A ``locked`` profile, one too many for its plan, publishes nothing. ``approval`` says that the posting policy
    lets some people write drafts only; ``daily_limit`` is the network's, ``None`` where there is none.
    """

    id: str
    account_id: str
    service: str
    username: str
    service_type: str = "profile"
    service_id: str = ""
    timezone: str = "UTC"
    created_at: int = 0
    default: bool = False
    disconnected: bool = False
    paused: bool = False
    followers: int = 0
    avatar: str = ""
    schedules: tuple[Schedule, ...] = ()
    queue: list[UpdateRecord] = field(default_factory=list)
    fixed: list[UpdateRecord] = field(default_factory=list)
    failed: list[UpdateRecord] = field(default_factory=list)
    sent: list[UpdateRecord] = field(default_factory=list)
    archive: Archive | None = None
    drafts: list[UpdateRecord] = field(default_factory=list)
    organization_id: str = ""
    locked: bool = False
    paused_days: tuple[str, ...] = ()
    approval: bool = False
    daily_limit: int | None = None
    shortens: bool = True
    boards: tuple[tuple[str, str], ...] = ()

    @property
    def running(self) -> tuple[Schedule, ...]:
        """The posting times without those of paused days."""
        if not self.paused_days:
            return self.schedules
        return tuple(
            replace(one, days=tuple(day for day in one.days if day not in self.paused_days)) for one in self.schedules
        )

    @property
    def pending_count(self) -> int:
        """How many updates wait, with those that failed and still ask for a decision."""
        return len(self.queue) + len(self.fixed) + len(self.failed)

    @property
    def sent_count(self) -> int:
        """How many updates were published, the archived ones included."""
        return len(self.sent) + (len(self.archive) if self.archive else 0)


@dataclass(frozen=True, slots=True)
class NewUpdate:
    """What somebody asks to be posted. ``scheduled_at`` wins over ``now`` and ``top`` (v1 reference, section 2.6)."""

    profile_ids: tuple[str, ...]
    text: str = ""
    shorten: bool = True
    now: bool = False
    top: bool = False
    scheduled_at: int | None = None
    media: Media = Media()
    extra_media: tuple[Media, ...] = ()
    attachment: bool = True
    retweet: Retweet | None = None
    via: str = "api"


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be different in a waiting update; media that is left out stays (v1 reference, section 2.7)."""

    text: str
    media: Media | None = None
    scheduled_at: int | None = None
    now: bool = False
