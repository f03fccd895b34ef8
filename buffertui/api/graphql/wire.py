"""The shapes of the GraphQL API's answers, each with the method that makes it the program's own words.

The schema promises much to be there; none of these shapes relies on it, because it grows (reference, section 7):
unknown fields, values, services and union members are taken as they come, and anything but an id may be missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from buffertui.api import values
from buffertui.api.shapes import NOTHING, Count, Flag, Id, Moment, Open, Rows, Said, Shape, Text, Word
from buffertui.domain.models import (
    DAYS,
    FAILED,
    FROM_NETWORK,
    SENT,
    WAITING,
    Account,
    Board,
    Counts,
    Media,
    Profile,
    Schedule,
    Tag,
    Update,
)
from buffertui.domain.overview import DailyLimit, Organization

from .inputs import assets_of
from .telling import fields_of

STATUSES = {"scheduled": WAITING, "sent": SENT, "error": FAILED}
"""Buffer's words for a status in the program's (section 12.3); the others (draft, sending, ...) stay as they are."""


class WireAccount(Shape):
    """Section 10.3. Often there is no name."""

    id: Id
    email: Word = ""
    name: Word = ""
    timezone: Word = ""

    def to_domain(self) -> Account:
        return Account(id=self.id, name=self.name.strip() or self.email.strip(), timezone=self.timezone)


class WireOrganization(Shape):
    """Section 10.3."""

    id: Id
    name: Word = ""
    channelCount: Count = None

    def to_domain(self) -> Organization:
        return Organization(id=self.id, name=self.name.strip(), channels=self.channelCount)


class WireChannel(Shape):
    """Section 10.1."""

    id: Id
    service: Word = ""
    type: Word = ""
    name: Word = ""
    displayName: Word = ""
    descriptor: Word = ""
    timezone: Word = ""
    isDisconnected: Flag = False
    isLocked: Flag = False
    isQueuePaused: Flag = False
    postingSchedule: Rows = ()
    metadata: Open = NOTHING

    def to_domain(self, pending: int | None = None) -> Profile:
        """``pending`` is how many posts wait, where they were counted."""
        return Profile(
            id=self.id,
            service=self.service or "unknown",
            username=self.displayName.strip() or self.name,
            service_type=self.type or "profile",
            service_name=self.descriptor,
            counts=Counts(pending=pending),
            disconnected=self.isDisconnected,
            paused=self.isQueuePaused,
            timezone=self.timezone,
            schedules=read_schedules(self.postingSchedule),
            locked=self.isLocked,
            boards=tuple(_boards(self.metadata)),
        )


class WireAsset(Shape):
    """Section 10.2, with the members of the images."""

    type: Word = ""
    mimeType: Word = ""
    source: Word = ""
    thumbnail: Word = ""
    image: Open = NOTHING

    def to_domain(self) -> Media:
        """An asset of a kind that is not known is shown as a link to it."""
        kind = self.type or self.mimeType.partition("/")[0]
        if kind == "image":
            alt = values.word(self.image.get("altText"))
            return Media(photo=self.source, thumbnail=self.thumbnail, alt_text=alt)
        if kind == "video":
            return Media(video=self.source, thumbnail=self.thumbnail)
        return Media(link=self.source, thumbnail=self.thumbnail)


class WirePost(Shape):
    """Section 10.2."""

    id: Id
    channelId: Word = ""
    channelService: Word = ""
    status: Word = ""
    text: Text = ""
    dueAt: Moment = None
    sentAt: Moment = None
    createdAt: Moment = None
    updatedAt: Moment = None
    via: Word = ""
    isCustomScheduled: Flag = False
    externalLink: Word = ""
    author: Open = NOTHING
    error: Open = NOTHING
    assets: Rows = ()
    tags: Rows = ()
    metadata: Open = NOTHING
    metrics: Rows = ()

    def to_domain(self, profile_id: str = "") -> Update:
        """``profile_id`` is that of the list asked for, in case a row does not say."""
        return Update(
            id=self.id,
            profile_id=self.channelId or profile_id,
            text=self.text,
            status=status_of(self.status, self.via),
            service=self.channelService,
            created_at=self.createdAt,
            updated_at=self.updatedAt,
            due_at=self.dueAt,
            sent_at=self.sentAt,
            fixed=self.isCustomScheduled,
            media=tuple(item for item in self._media() if item),
            statistics=MappingProxyType(_numbers(self.metrics)),
            via=self.via,
            kind=values.word(self.metadata.get("type")),
            link=self.externalLink,
            error=values.word(self.error.get("message")),
            error_link=values.word(self.error.get("supportUrl")),
            author=values.word(self.author.get("name")),
            tags=tuple(_tags(self.tags)),
            fields=MappingProxyType(fields_of(self.channelService, self.channelId or profile_id, self.metadata)),
        )

    def _media(self) -> Iterable[Media]:
        for row in self.assets:
            if isinstance(row, dict):
                yield WireAsset.read(row).to_domain()
        link = values.mapping(self.metadata.get("linkAttachment"))
        yield Media(
            link=values.word(link.get("url")), title=values.word(link.get("title")),
            description=values.word(link.get("text")), picture=values.word(link.get("thumbnail")),
        )


class WireMade(Shape):
    """The little that a mutation is asked for (section 3.4); ``None`` is what was not asked or did not come."""

    id: Id
    status: Word = ""
    dueAt: Moment = None
    shareMode: Word = ""
    isCustomScheduled: Said = None

    @property
    def fixed(self) -> bool:
        """Whether it stands at a time of its own."""
        if self.isCustomScheduled is not None:
            return self.isCustomScheduled
        return self.shareMode == "customScheduled"


class WireLimit(Shape):
    """Section 9.16."""

    channelId: Id
    limit: Count = None
    scheduled: Count = None
    sent: Count = None
    isAtLimit: Flag = False

    def to_domain(self) -> DailyLimit:
        return DailyLimit(self.channelId, self.limit, self.scheduled or 0, self.sent or 0, self.isAtLimit)


def status_of(status: str, via: str = "") -> str:
    """A status in the program's words (section 12.3)."""
    if status == "sent" and via == "network":
        return FROM_NETWORK
    return STATUSES.get(status, status or WAITING)


def read_schedules(rows: Sequence[Any]) -> tuple[Schedule, ...]:
    """One entry for each day (section 9.15) as schedules: days with the same times stand together.

    A paused day counts as one without times (section 12.1). What is no entry is left out.
    """
    by_day: dict[str, tuple[str, ...]] = {}
    for row in rows:
        entry = values.mapping(row)
        for day in values.days([entry.get("day")]):
            times = () if values.flag(entry.get("paused")) else values.times(entry.get("times"))
            by_day[day] = tuple(sorted({*by_day.get(day, ()), *times}))
    grouped: dict[tuple[str, ...], list[str]] = {}
    for day in DAYS:
        if times := by_day.get(day, ()):
            grouped.setdefault(times, []).append(day)
    return tuple(Schedule(days=tuple(days), times=times) for times, days in grouped.items())


def _boards(metadata: Mapping[str, Any]) -> Iterable[Board]:
    for row in map(values.mapping, values.rows(metadata.get("boards"))):
        if number := values.word(row.get("serviceId")):
            yield Board(number, values.word(row.get("name")).strip())


def _tags(rows: Sequence[Any]) -> Iterable[Tag]:
    for row in map(values.mapping, rows):
        if number := values.word(row.get("id")):
            yield Tag(number, values.word(row.get("name")).strip(), values.word(row.get("color")))


def read_thread(post: Mapping[str, object]) -> tuple[list[dict[str, Any]], ...]:
    """What hangs on each item of a thread, as Buffer takes it."""
    items = values.rows(values.mapping(post.get("metadata")).get("thread"))
    return tuple(
        assets_of(
            WireAsset.read(row).to_domain()
            for row in values.rows(values.mapping(item).get("assets")) if isinstance(row, dict)
        )
        for item in items
    )


def _numbers(rows: Sequence[Any]) -> dict[str, float]:
    """Metrics by their type (section 12.4). Zero may stand for "not known" there; it is shown as it came."""
    read = ((values.word(row.get("type")), values.number(row.get("value"))) for row in map(values.mapping, rows))
    return {name: value for name, value in read if name and value is not None}
