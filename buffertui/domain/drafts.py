"""What a person asks for: a draft being written, a write for Buffer, and the outbox item that carries it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from .models import Media, Schedule, Update
from .records import dataclass


@dataclass(frozen=True, slots=True)
class NextSlot:
    """At the end of the queue: the next free posting time."""


@dataclass(frozen=True, slots=True)
class Top:
    """At the front of the queue."""


@dataclass(frozen=True, slots=True)
class Now:
    """Published at once."""


@dataclass(frozen=True, slots=True)
class At:
    """At a fixed time (aware, UTC)."""

    time: datetime


When = NextSlot | Top | Now | At


@dataclass(frozen=True, slots=True)
class Create:
    """A new update for one or several profiles. An empty ``media`` is none.

    ``fields`` is what single networks want (``domain.fields``): a network takes its own and leaves the others. As a
    ``draft`` it stays at Buffer until it is given a place; nothing publishes it (GraphQL only).
    """

    profile_ids: tuple[str, ...]
    text: str
    media: Media = Media()
    when: When = NextSlot()
    shorten: bool = True
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    draft: bool = False


class Approval(StrEnum):
    """What is asked about the approval of a post (GraphQL reference, section 11.2: PostApprovalChange)."""

    REQUEST = "request"
    REVERT = "revert"


@dataclass(frozen=True, slots=True)
class Edit:
    """Changes to an update that is not sent; ``None`` means "as it was". ``before`` is it as the person saw it.

    v1 takes a time or "now" and nothing else of ``when``, and none of the last three. ``fields`` are all that the post
    is to have of its network's own. ``draft`` true puts it back among Buffer's drafts, false takes it out of them.
    """

    before: Update
    text: str | None = None
    media: Media | None = None
    when: When | None = None
    fields: Mapping[str, str] | None = None
    draft: bool | None = None
    approval: Approval | None = None

    @property
    def changes(self) -> bool:
        """Whether there is anything to send at all."""
        asked = (self.text, self.media, self.when, self.fields, self.draft, self.approval)
        return any(one is not None for one in asked)


@dataclass(frozen=True, slots=True)
class ShareNow:
    """Publish a waiting update at once."""

    update: Update


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete a waiting update. It is carried whole so that it can be shown, and made anew, afterwards."""

    update: Update


@dataclass(frozen=True, slots=True)
class MoveToTop:
    """Move a waiting update to the front of its queue."""

    update: Update


@dataclass(frozen=True, slots=True)
class MoveToBottom:
    """Move a waiting update to the end of its queue."""

    update: Update


@dataclass(frozen=True, slots=True)
class Reorder:
    """Put the queue of a profile in this order (update ids, first goes out first). ``before`` is the order it had."""

    profile_id: str
    order: tuple[str, ...]
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shuffle:
    """Put the queue of a profile in a chance order. ``before`` is the order it had, for taking it back."""

    profile_id: str
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetSchedules:
    """Replace all posting times of a profile."""

    profile_id: str
    schedules: tuple[Schedule, ...]


Write = Create | Edit | ShareNow | Delete | MoveToTop | MoveToBottom | Reorder | Shuffle | SetSchedules


def profiles_of(write: Write) -> tuple[str, ...]:
    """The ids of the profiles whose queues a write touches."""
    match write:
        case Create(profile_ids=ids):
            return ids
        case Edit(before=update):
            return (update.profile_id,)
        case ShareNow(update=update) | Delete(update=update) | MoveToTop(update=update) | MoveToBottom(update=update):
            return (update.profile_id,)
        case Reorder(profile_id=one) | Shuffle(profile_id=one) | SetSchedules(profile_id=one):
            return (one,)


def update_of(write: Write) -> Update | None:
    """The update that a write changes, where it changes one."""
    match write:
        case Edit(before=update):
            return update
        case ShareNow(update=update) | Delete(update=update) | MoveToTop(update=update) | MoveToBottom(update=update):
            return update
        case _:
            return None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a write: the updates as Buffer answered, and the profiles that got nothing although asked for.

    Buffer drops profile ids that it does not like without an error (v1 reference, section 2.6), so ``missing`` is
    found by comparing the answer with the question.
    """

    updates: tuple[Update, ...] = ()
    missing: tuple[str, ...] = ()
    message: str = ""


class State(StrEnum):
    """Where an outbox item stands. The last four are ends; the first three can still be taken back or change."""

    HELD = "held"
    WAITING = "waiting"
    SENDING = "sending"
    DONE = "done"
    REFUSED = "refused"
    UNSURE = "unsure"
    CANCELLED = "cancelled"

    @property
    def open(self) -> bool:
        """Whether something may still happen by itself."""
        return self in (State.HELD, State.WAITING, State.SENDING)


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """One write on its way to Buffer. ``held_until`` runs while it can be taken back with one key.

    ``lost_at`` is when the first attempt began whose answer never came; from then on traces of it may be at Buffer.
    While a person has to decide, ``outcome`` holds the updates that may be its traces.
    """

    id: str
    write: Write
    state: State
    created_at: datetime
    held_until: datetime | None = None
    began_at: datetime | None = None
    lost_at: datetime | None = None
    settled_at: datetime | None = None
    reason: str = ""
    hint: str = ""
    outcome: Outcome | None = None
    draft_id: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A text being written, exactly as typed. ``when`` is what was typed ("tomorrow 9:00"), not what it means.

    ``placement`` is one of ``next``, ``top``, ``now``, ``at``, ``draft`` (kept at Buffer as a draft), or ``keep`` (an
    edit whose time stays). ``editing`` is the update that is edited, ``None`` for a new post. ``fields`` is what was
    put in for single networks (``domain.fields``); with ``thread`` on, a line of three dashes parts ``text``.
    """

    id: str
    profile_ids: tuple[str, ...] = ()
    text: str = ""
    media: Media = Media()
    placement: str = "next"
    when: str = ""
    shorten: bool = True
    editing: Update | None = None
    saved_at: datetime | None = None
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it that a person would miss."""
        return self.editing is None and not self.text.strip() and not self.media
