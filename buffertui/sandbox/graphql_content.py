"""What a post is to hold, read from the input of GraphQL, and what each network refuses (GraphQL reference, 9.10)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from buffertui.domain.models import Media

from .graphql_assets import THREADED
from .graphql_schema import service_name
from .records import Document, ProfileRecord, Reason, Retweet, UpdateRecord, WorldError
from .rules import check_media, check_text
from .wording import trim

Given = Mapping[str, Any]

HELP = "https://help.example.org/posts"
_MEMBERS = {"googlebusiness": "google"}
_DETAILS = {"whats_new": "detailsWhatsNew", "offer": "detailsOffer", "event": "detailsEvent"}
_WEB = re.compile(r"https?://[^\s/]+", re.IGNORECASE)


@dataclass(slots=True)
class Content:
    """Everything about a post but its time. ``media`` holds pictures and videos, or one link alone."""

    text: str = ""
    media: tuple[Media, ...] = ()
    documents: tuple[Document, ...] = ()
    extras: Given = field(default_factory=dict)
    retweet: Retweet | None = None

    @classmethod
    def of(cls, update: UpdateRecord) -> Content:
        """What a post holds now."""
        media = (update.media, *update.extra_media) if update.media else ()
        return cls(update.text, media, update.documents, update.extras, update.retweet)

    @property
    def link(self) -> Media | None:
        """The link preview, when there is one instead of assets."""
        return next((media for media in self.media if media.link and not (media.photo or media.video)), None)

    @property
    def assets(self) -> bool:
        """Whether there is a picture, a video or a paper."""
        return bool(self.documents) or any(media.photo or media.video for media in self.media)

    def put_into(self, update: UpdateRecord) -> None:
        """Make this the content of a post."""
        update.media = self.media[0] if self.media else Media()
        update.extra_media, update.documents = self.media[1:], self.documents
        update.extras, update.retweet = self.extras, self.retweet


def read(given: Given, profile: ProfileRecord, before: Content | None = None) -> Content:
    """The content that an input asks for; what it leaves out is as ``before``.

    A text of null clears it; a null elsewhere counts as left out (GraphQL reference, section 9.11).
    """
    now = before or Content()
    content = Content(now.text, now.media, now.documents, now.extras, now.retweet)
    if "text" in given:
        content.text = trim(given["text"] or "")
    assets = given.get("assets")
    metadata = _own_metadata(given.get("metadata"), profile)
    attachment = (metadata or {}).get("linkAttachment")
    if assets and attachment:
        raise _invalid("A link attachment and assets exclude each other.")
    if assets is not None:
        content.media, content.documents = _assets(assets)
    if metadata is not None:
        own = {name: value for name, value in metadata.items() if name not in ("linkAttachment", "retweet")}
        content.extras = {**now.extras, **own}
        if retweet := metadata.get("retweet"):
            content.retweet = Retweet(retweet["id"], retweet.get("comment") or "")
    if attachment:
        content.media, content.documents = (_link(attachment),), ()
    return content


def check(content: Content, profile: ProfileRecord, *, draft: bool, told: bool) -> None:
    """Refuse what cannot be posted. Of a draft the network asks nothing yet.

    ``told`` is true where the input speaks for its network: a new post does, and an edit that brings metadata. Posts
    that came by v1 or from the browser have what they need, though not in words of GraphQL.
    """
    if not (content.text or content.assets or content.link or content.retweet):
        raise _invalid("A post needs a text or an asset.")
    check_text(content.text)
    thread = content.extras.get("thread")
    if thread and trim(thread[0].get("text") or "") != content.text:
        raise _invalid("The first item of a thread has the same text as the post.")
    if draft:
        return
    for media in content.media:
        check_media(profile, media)
    _check_assets(content, service_name(profile.service))
    if told:
        _check_metadata(content, service_name(profile.service))
    board = content.extras.get("boardServiceId")
    if board and board not in dict(profile.boards):
        raise _invalid("This channel has no such board.")


def read_time(value: Any, name: str) -> int | None:
    """Unix seconds of an ISO 8601 time, which is in UTC unless it says otherwise; nothing for null."""
    if value is None:
        return None
    try:
        time = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        time = None
    if time is None:
        raise _invalid(f"{name} is not a time in ISO 8601.")
    return int((time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp())


def _own_metadata(given: Given | None, profile: ProfileRecord) -> Given | None:
    """The member for the network of the channel; those for others are refused."""
    if given is None:
        return None
    own = _MEMBERS.get(service_name(profile.service), service_name(profile.service))
    foreign = sorted(name for name, value in given.items() if value is not None and name != own)
    if foreign:
        raise _invalid(f"This channel takes no metadata of {foreign[0]}.")
    found = given.get(own)
    return None if found is None else {name: value for name, value in found.items() if value is not None}


def _assets(given: Sequence[Given]) -> tuple[tuple[Media, ...], tuple[Document, ...]]:
    media: list[Media] = []
    documents: list[Document] = []
    for asset in given:
        members = {name: value for name, value in asset.items() if value is not None}
        if len(members) != 1:
            raise _invalid("An asset is exactly one of image, video, document and link.")
        ((kind, one),) = members.items()
        if not _WEB.match(one["url"]):
            raise _invalid("An asset is fetched from a public address, which begins with https://.")
        metadata = one.get("metadata") or {}
        if kind == "image":
            thumbnail = one.get("thumbnailUrl") or ""
            media.append(Media(photo=one["url"], thumbnail=thumbnail, alt_text=metadata.get("altText", "")))
        elif kind == "video":
            if one.get("thumbnailUrl") is not None:
                raise _invalid("thumbnailUrl of a video is not supported; use metadata.thumbnailOffset.")
            media.append(Media(video=one["url"], title=metadata.get("title") or ""))
        elif kind == "document":
            documents.append(Document(one["url"], one["title"], one["thumbnailUrl"]))
        else:
            media.append(_link({**one, "thumbnail": {"url": one.get("thumbnailUrl") or ""}}))
    return tuple(media), tuple(documents)


def _link(given: Given) -> Media:
    return Media(
        link=given["url"], title=given.get("title") or "", description=given.get("description") or "",
        picture=(given.get("thumbnail") or {}).get("url", ""),
    )


def _check_assets(content: Content, service: str) -> None:
    """The least that each network needs to see (GraphQL reference, 9.10)."""
    image = any(media.photo or media.picture for media in content.media)
    video = any(media.video for media in content.media)
    if service in THREADED and not content.text and not content.retweet and not content.assets:
        raise _invalid("This network needs a text.")
    if service in ("instagram", "tiktok") and not (image or video):
        raise _invalid("This network needs an image or a video.")
    if service == "pinterest" and not image:
        raise _invalid("A pin needs an image.")
    if service == "youtube" and not video:
        raise _invalid("YouTube needs a video.")


def _check_metadata(content: Content, service: str) -> None:
    """The least that each network needs to be told."""
    extras = content.extras
    if service == "instagram" and not {"type", "shouldShareToFeed"} <= set(extras):
        raise _invalid("metadata.instagram needs type and shouldShareToFeed.")
    if service == "pinterest" and not extras.get("boardServiceId"):
        raise _invalid("A pin needs metadata.pinterest.boardServiceId.")
    if service == "youtube" and not (extras.get("title") and extras.get("categoryId")):
        raise _invalid("metadata.youtube needs title and categoryId.")
    if service == "googlebusiness" and not extras.get(_DETAILS.get(extras.get("type", ""), "")):
        raise _invalid("metadata.google needs type and the details that belong to it.")


def _invalid(sentence: str) -> WorldError:
    return WorldError(Reason.INVALID, sentence, HELP)
