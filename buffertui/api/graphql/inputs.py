"""Variables for the documents: only what is set is in them, because an absent field stays and a null clears."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from buffertui.domain.drafts import At, Create, Edit, Now, Top, When
from buffertui.domain.models import Media, Update

Fields = dict[str, Any]

DRAFT = "draft"
PENDING_STATUSES = ("scheduled", "sending")
UNSENT_STATUSES = ("scheduled", "sending", "draft", "needs_approval", "error")
"""Where a post may be that was made and is not sent; approval policies and networks decide."""

LINK_ATTACHMENT = frozenset({"facebook", "linkedin", "threads", "bluesky"})
"""Services whose link preview is a part of their metadata (section 11.1); for others it is an asset."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def posts_input(
    organization_id: str, profile_id: str, statuses: Iterable[str], sort: str, *, since: datetime | None = None
) -> Fields:
    """Posts of one profile, or of all (``profile_id`` empty). ``sort`` is ``dueAt`` or ``createdAt``, ``-`` for down.

    There is no other sort key (section 9.6), and ``since`` is about their making.
    """
    about: Fields = {"status": list(statuses)}
    if profile_id:
        about["channelIds"] = [profile_id]
    if since is not None:
        about["createdAt"] = {"start": iso(since)}
    field = sort.lstrip("-")
    order = [{"field": field, "direction": "desc" if sort.startswith("-") else "asc"}]
    if sort == "dueAt":
        order.append({"field": "createdAt", "direction": "asc"})
    return {"organizationId": organization_id, "filter": about, "sort": order}


def create_input(write: Create, profile_id: str, service: str) -> Fields:
    """A new post on one channel (section 9.10)."""
    made: Fields = {"channelId": profile_id, "schedulingType": "automatic", **timing(write.when)}
    if write.text:
        made["text"] = plain_text(write.text)
    assets, metadata = _attached(write.media, service)
    if assets:
        made["assets"] = assets
    if metadata := _required(write.media, service) | metadata:
        made["metadata"] = {_member(service): metadata}
    return made


def edit_input(write: Edit) -> Fields:
    """What changed, and nothing else (section 9.11). Attachments after the first stay as they were."""
    before = write.before
    changed: Fields = {"id": before.id}
    if write.text is not None:
        changed["text"] = plain_text(write.text)
    if write.media is not None:
        assets, metadata = _attached(write.media, before.service)
        kept = [one for media in before.media[1:] for one in _attached(media, "")[0]]
        changed["assets"] = assets if metadata else assets + kept
        if metadata:
            changed["metadata"] = {_member(before.service): _typed(before) | metadata}
    if write.when is not None:
        changed |= timing(write.when)
        changed |= _out_of_drafts(before)
    return changed


def share_input(update: Update) -> Fields:
    """Share now (section 9.12)."""
    return {"id": update.id, "mode": "shareNow", **_out_of_drafts(update)}


def time_input(update_id: str, time: datetime) -> Fields:
    """A time of its own for a post."""
    return {"id": update_id, **timing(At(time))}


def timing(when: When) -> Fields:
    """The mode (section 9.10), and the time where there is one."""
    match when:
        case At(time=time):
            return {"mode": "customScheduled", "dueAt": iso(time)}
        case Now():
            return {"mode": "shareNow"}
        case Top():
            return {"mode": "shareNext"}
        case _:
            return {"mode": "addToQueue"}


def iso(time: datetime) -> str:
    """An aware time with its offset: without one nobody knows how it is read (section 9.10)."""
    exact = "milliseconds" if time.microsecond else "seconds"
    return time.astimezone(UTC).isoformat(timespec=exact).replace("+00:00", "Z")


def plain_text(text: str) -> str:
    """A text without the control characters that Buffer refuses, and without halves of characters."""
    return _CONTROL.sub("", text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _out_of_drafts(update: Update) -> Fields:
    """A time alone does not take a draft out of the drafts (section 9.7)."""
    return {"saveToDraft": False} if update.status == DRAFT else {}


def _attached(media: Media, service: str) -> tuple[list[Fields], Fields]:
    """Assets, and fields of the metadata: a link preview and assets exclude each other (section 9.10)."""
    if media.photo or (media.picture and not media.link):
        image: Fields = {"url": media.photo or media.picture}
        if media.alt_text:
            image["metadata"] = {"altText": plain_text(media.alt_text)}
        return [{"image": image}], {}
    if media.video:
        return [{"video": {"url": media.video}}], {}
    if not media.link:
        return [], {}
    link: Fields = {"url": media.link}
    link |= {name: plain_text(text) for name, text in
             (("title", media.title), ("description", media.description)) if text}
    picture = media.picture or media.thumbnail
    if service in LINK_ATTACHMENT:
        return [], {"linkAttachment": link | ({"thumbnail": {"url": picture}} if picture else {})}
    return [{"link": link | ({"thumbnailUrl": picture} if picture else {})}], {}


def _required(media: Media, service: str) -> Fields:
    """What a network cannot be without and what follows from the post (section 9.10, least input per service).

    A board, a category or a title does not follow from it: there Buffer's own refusal is shown.
    """
    match service:
        case "instagram":
            return {"type": "reel" if media.video else "post", "shouldShareToFeed": True}
        case "facebook" if media.link and not (media.photo or media.video):
            return {"type": "post"}
        case "googlebusiness":
            details = {"button": "learn_more", "link": media.link} if media.link else {"button": "none"}
            return {"type": "whats_new", "detailsWhatsNew": details}
        case _:
            return {}


def _typed(before: Update) -> Fields:
    """The type that Facebook's metadata must name once they are given."""
    if before.service != "facebook":
        return {}
    return {"type": before.kind if before.kind in {"post", "reel", "story"} else "post"}


def _member(service: str) -> str:
    """The member of the metadata that belongs to a service (section 11.1)."""
    return "google" if service == "googlebusiness" else service
