"""What a post tells that only its network knows: Buffer's metadata into the keys of ``domain.fields``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from buffertui.api import values
from buffertui.domain.field_catalogue import THREADED
from buffertui.domain.fields import COMMENT, with_thread

from .metadata import COMMENTED

Told = Iterator[tuple[str, object]]


def fields_of(service: str, profile_id: str, metadata: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a post; what was not told is not in them. Members that are not known are passed over."""
    told = [*_READERS.get(service, _nothing)(metadata, profile_id)]
    if service in COMMENTED:
        told.append((COMMENT, metadata.get("firstComment")))
    fields = {key: word for key, value in told if (word := _said(value))}
    if service in THREADED:
        posts = [values.word(values.mapping(row).get("text")) for row in values.rows(metadata.get("thread"))]
        fields = with_thread(fields, posts[1:])
    return fields


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return values.word(value)


def _nothing(metadata: Mapping[str, Any], profile_id: str) -> Told:
    return iter(())


def _instagram(metadata: Mapping[str, Any], profile_id: str) -> Told:
    yield "instagram.type", metadata.get("type")
    yield "instagram.feed", metadata.get("shouldShareToFeed")


def _facebook(metadata: Mapping[str, Any], profile_id: str) -> Told:
    yield "facebook.type", metadata.get("type")


def _google(metadata: Mapping[str, Any], profile_id: str) -> Told:
    details = values.mapping(metadata.get("details"))
    whole_days = values.flag(details.get("isFullDayEvent")) or metadata.get("type") == "offer"
    yield "google.type", metadata.get("type")
    yield "google.title", details.get("title") or metadata.get("title")
    for key, name in (("google.start", "startDate"), ("google.end", "endDate")):
        yield key, _day_or_time(values.moment(details.get(name)), whole_days=whole_days)
    for name in ("button", "link", "code", "terms"):
        yield f"google.{name}", details.get(name)


def _youtube(metadata: Mapping[str, Any], profile_id: str) -> Told:
    yield "youtube.title", metadata.get("title")
    yield "youtube.category", values.mapping(metadata.get("category")).get("categoryId")
    yield "youtube.privacy", metadata.get("privacy")
    yield "youtube.kids", metadata.get("madeForKids")


def _pinterest(metadata: Mapping[str, Any], profile_id: str) -> Told:
    yield f"pinterest.board:{profile_id}", values.mapping(metadata.get("board")).get("serviceId")
    yield "pinterest.title", metadata.get("title")
    yield "pinterest.link", metadata.get("url")


def _tiktok(metadata: Mapping[str, Any], profile_id: str) -> Told:
    yield "tiktok.title", metadata.get("title")


def _mastodon(metadata: Mapping[str, Any], profile_id: str) -> Told:
    yield "mastodon.warning", metadata.get("spoilerText")


def _threads(metadata: Mapping[str, Any], profile_id: str) -> Told:
    yield "threads.topic", metadata.get("topic")


_READERS: Mapping[str, Callable[[Mapping[str, Any], str], Told]] = {
    "instagram": _instagram, "facebook": _facebook, "googlebusiness": _google, "youtube": _youtube,
    "pinterest": _pinterest, "tiktok": _tiktok, "mastodon": _mastodon, "threads": _threads,
}


def _day_or_time(at: datetime | None, *, whole_days: bool) -> str:
    """ISO 8601: a day where only days count, which Buffer writes as midnight in UTC; else a time with its offset."""
    if at is None:
        return ""
    utc = at.astimezone(UTC)
    midnight = (utc.hour, utc.minute, utc.second, utc.microsecond) == (0, 0, 0, 0)
    return utc.date().isoformat() if whole_days and midnight else utc.isoformat(timespec="seconds")
