"""The shapes of v1's answers (reference, section 4), each with the method that makes it the program's own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any, Self

from buffertui.api import values
from buffertui.api.shapes import NOTHING, Flag, Id, Moment, Open, Rows, Shape, Text, Word
from buffertui.domain.models import (
    SENT,
    WAITING,
    Account,
    Configuration,
    Counts,
    Interaction,
    Media,
    Profile,
    Schedule,
    ServiceLimits,
    Update,
)


def _address(value: object) -> str:
    """A video is an address, or an object in which an address stands somewhere (section 4.3 names no fields)."""
    if not isinstance(value, dict):
        return values.word(value)
    for key in ("url", "link", "location", "transcoded_location", "source"):
        if isinstance(value.get(key), str) and value[key]:
            return str(value[key])
    inner = value.get("details")
    return (_address(inner) if isinstance(inner, dict) else "") or ("video" if value else "")


def _text_and_link(value: object) -> tuple[str, str]:
    if isinstance(value, dict):
        return values.word(value.get("text")) or values.word(value.get("message")), values.word(value.get("link"))
    return values.word(value), ""


class Identified(Shape):
    """A row with an id, which comes as ``id``, ``_id`` or both (section 1.3). Everything else may be missing."""

    id: Id

    @classmethod
    def read(cls, row: object) -> Self:
        if isinstance(row, dict) and row.get("id") in (None, "") and "_id" in row:
            row = {**row, "id": row["_id"]}
        return super().read(row)


class WireSchedule(Shape):
    days: Annotated[tuple[str, ...], values.days] = ()
    times: Annotated[tuple[str, ...], values.times] = ()

    def to_domain(self) -> Schedule:
        return Schedule(days=self.days, times=self.times)


class WireUser(Identified):
    """Section 4.6. ``secret_email`` is not read at all: mail to it becomes a post."""

    name: Word = ""
    plan: Word = ""
    timezone: Word = ""

    def to_domain(self) -> Account:
        return Account(id=self.id, name=self.name.strip(), plan=self.plan, timezone=self.timezone)


class WireProfile(Identified):
    """Section 4.1."""

    service: Word = ""
    service_type: Word = ""
    formatted_username: Word = ""
    service_username: Word = ""
    formatted_service: Word = ""
    counts: Open = NOTHING
    default: Flag = False
    disconnected: Flag = False
    paused: Flag = False
    timezone: Word = ""
    schedules: Rows = ()

    def to_domain(self) -> Profile:
        return Profile(
            id=self.id,
            service=self.service or "unknown",
            username=self.formatted_username or self.service_username,
            service_type=self.service_type or "profile",
            service_name=self.formatted_service,
            counts=Counts(values.count(self.counts.get("pending")), values.count(self.counts.get("sent"))),
            default=self.default,
            disconnected=self.disconnected,
            paused=self.paused,
            timezone=self.timezone,
            schedules=read_schedules(self.schedules),
        )


class WireMedia(Shape):
    """Section 4.3."""

    link: Word = ""
    title: Word = ""
    description: Word = ""
    picture: Word = ""
    photo: Word = ""
    thumbnail: Word = ""
    alt_text: Word = ""
    video: Annotated[str, _address] = ""

    def to_domain(self, kind: str) -> Media:
        """An image post comes back with its image under ``picture`` (section 2.6): there it is the photo again."""
        image = bool(self.picture) and (kind == "image" or not self.link)
        return Media(
            link=self.link,
            title=self.title,
            description=self.description,
            picture="" if image else self.picture,
            photo=self.photo or (self.picture if image else ""),
            thumbnail=self.thumbnail,
            alt_text=self.alt_text,
            video=self.video,
        )


def _media(value: object) -> WireMedia:
    if isinstance(value, str):
        return WireMedia({"picture": value})
    return WireMedia.read(values.mapping(value))


class WireUpdate(Identified):
    """Section 4.2."""

    text: Text = ""
    profile_id: Word = ""
    profile_service: Word = ""
    status: Word = ""
    created_at: Moment = None
    updated_at: Moment = None
    due_at: Moment = None
    scheduled_at: Moment = None
    sent_at: Moment = None
    media: Annotated[WireMedia, _media] = WireMedia()
    extra_media: Rows = ()
    statistics: Annotated[Mapping[str, float], values.numbers] = NOTHING
    via: Word = ""
    type: Word = ""
    service_link: Word = ""
    error: Annotated[tuple[str, str], _text_and_link] = ("", "")
    user: Open = NOTHING

    def to_domain(self, profile_id: str = "", status: str = WAITING) -> Update:
        """``profile_id`` and ``status`` are those of the list asked for; rows sometimes leave them out."""
        attached = [self.media, *(_media(item) for item in self.extra_media)]
        media = (item.to_domain(self.type) for item in attached)
        return Update(
            id=self.id,
            profile_id=self.profile_id or profile_id,
            text=self.text,
            status=self.status or (SENT if self.sent_at else status),
            service=self.profile_service,
            created_at=self.created_at,
            updated_at=self.updated_at,
            due_at=self.due_at or self.scheduled_at,
            sent_at=self.sent_at,
            fixed=self.scheduled_at is not None,
            media=tuple(item for item in media if item),
            statistics=MappingProxyType(self.statistics),
            via=self.via,
            kind=self.type,
            link=self.service_link,
            error=self.error[0],
            error_link=self.error[1],
            author=values.word(self.user.get("name")),
        )


class WireInteraction(Identified):
    """Section 3.7."""

    event: Word = ""
    created_at: Moment = None
    user: Open = NOTHING

    def to_domain(self, event: str = "") -> Interaction:
        return Interaction(
            id=self.id,
            event=self.event or event,
            username=values.word(self.user.get("username")),
            followers=values.count(self.user.get("followers")),
            created_at=self.created_at,
        )


class WireConfiguration(Shape):
    """Section 4.7."""

    services: Open = NOTHING
    media: Open = NOTHING

    def to_domain(self) -> Configuration:
        limits = {
            (service, kind): _limits(values.mapping(one))
            for service, about in self.services.items()
            for kind, one in values.mapping(values.mapping(about).get("types")).items()
        }
        return Configuration(
            services=MappingProxyType(limits),
            picture_size_min=values.count(self.media.get("picture_size_min")),
            picture_size_max=values.count(self.media.get("picture_size_max")),
            picture_filetypes=values.words(self.media.get("picture_filetypes")),
        )


def read_schedules(rows: Sequence[Any]) -> tuple[Schedule, ...]:
    """The schedules among ``rows``; what is none is left out."""
    return tuple(WireSchedule.read(row).to_domain() for row in rows if isinstance(row, dict))


def _limits(one: Mapping[str, object]) -> ServiceLimits:
    return ServiceLimits(
        name=values.word(one.get("name")),
        character_limit=values.count(one.get("character_limit")),
        schedule_limit=values.count(one.get("schedule_limit")),
        interactions=values.words(one.get("supported_interactions")),
    )
