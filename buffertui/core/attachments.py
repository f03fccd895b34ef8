"""What hangs on a draft: its media as they go out, and what speaks against them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from buffertui.domain import networks
from buffertui.domain.drafts import Draft
from buffertui.domain.field_catalogue import THREADED
from buffertui.domain.models import Media, Profile, Update
from buffertui.domain.networks import network

from .placing import chosen
from .problem import Problem

_ADDRESS = re.compile(r"https?://[^\s/]+\S*$", re.IGNORECASE)


def is_address(text: str) -> bool:
    """Whether this can be fetched: it begins with https:// or http://, and has no blanks."""
    return _ADDRESS.match(text) is not None


def trimmed(media: Media) -> Media:
    """The media without blanks around what was typed."""
    return replace(
        media, link=media.link.strip(), title=media.title.strip(), description=media.description.strip(),
        picture=media.picture.strip(), photo=media.photo.strip(), video=media.video.strip(),
        alt_text=media.alt_text.strip(),
    )


def media_of(update: Update) -> Media:
    """The main attachment of an update."""
    return update.media[0] if update.media else Media()


def all_media(draft: Draft) -> tuple[Media, ...]:
    """What would hang on the post, the main attachment first; those of an edit that follow it stay."""
    further = draft.editing.media[1:] if draft.editing else ()
    return (trimmed(draft.media), *further)


def media_problems(draft: Draft, *, able: bool) -> Iterable[Problem]:
    """What is wrong with the media whatever the network. ``able``: the API knows videos and alternative texts."""
    media = trimmed(draft.media)
    addresses = {"link": media.link, "picture": media.picture, "photo": media.photo}
    if able:
        addresses["video"] = media.video
    for name, value in addresses.items():
        if value and not is_address(value):
            yield Problem("media", f"The {name} is not an address that begins with https://.", blocking=False)
    if draft.editing is None and (media.title or media.description) and not media.link:
        yield Problem("media", "A title or description needs the link it describes.", blocking=False)
    if able:
        yield from _left_out(media)


def _left_out(media: Media) -> Iterable[Problem]:
    """A post has a link preview or files, not both (GraphQL reference, section 9.10); the first kind there is goes."""
    if media.alt_text and not (media.photo or media.picture):
        yield Problem("media", "An alternative text needs the picture it describes.", blocking=False)
    if media.photo and media.video:
        yield Problem("media", "A post takes a photo or a video here: the photo goes out, the video does not.",
                      blocking=False)
    if media.link and (media.photo or media.video):
        what = "photo" if media.photo else "video"
        told = f"A post takes a link preview or a {what}: the {what} goes out, the preview does not."
        yield Problem("media", told, blocking=False)


def needs_problems(draft: Draft, profiles: Sequence[Profile]) -> Iterable[Problem]:
    """What a network refuses a post without (GraphQL reference, section 9.10, "Least input per service").

    It blocks a new post and an edit that changes the media. Of a post that is edited otherwise Buffer keeps what hangs
    on it, which may be more than can be seen here.
    """
    media = all_media(draft)
    before = draft.editing
    blocking = before is None or trimmed(draft.media) != trimmed(media_of(before))
    for service in dict.fromkeys(network(profile.service).service for profile in chosen(draft, profiles)):
        name = network(service).name
        for message in networks.needs(service, media):
            key = "photo" if "picture" in message else "video"
            yield Problem("media", f"{message[:-1]}: put its address in under Media.", blocking, key)
        if service in THREADED and not draft.text.strip() and any(media):
            files = networks.pictures(media) or any(item.video for item in media)
            told = f"{name} wants a text." if files else f"{name} needs a text."
            yield Problem("text", told, blocking and not files)
