"""Variables for the documents: only what is set is in them, because an absent field stays and a null clears."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from buffertui.domain.drafts import At, Create, Edit, NextSlot, Now, Top, When
from buffertui.domain.fields import thread_of
from buffertui.domain.models import DRAFT, Media, Update

from .metadata import Fields, member_of, metadata_of, own_fields, plain_text, thread_items

PENDING_STATUSES = ("scheduled", "sending")
UNSENT_STATUSES = ("scheduled", "sending", "draft", "needs_approval", "error")
"""Where a post may be that was made and is not sent; approval policies and networks decide."""
UNPLANNED_STATUSES = ("draft", "needs_approval", "error")
"""What neither waits nor was sent (section 9.4)."""

LINK_ATTACHMENT = frozenset({"facebook", "linkedin", "threads", "bluesky"})
"""Services whose link preview is a part of their metadata (section 11.1); for others it is an asset."""


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
    """A new post on one channel (section 9.10). A draft is never sent with the mode that would publish it."""
    when = NextSlot() if write.draft and isinstance(write.when, Now) else write.when
    made: Fields = {"channelId": profile_id, "schedulingType": "automatic", **timing(when)}
    if write.draft:
        made["saveToDraft"] = True
    if write.text:
        made["text"] = plain_text(write.text)
    assets, link = _attached(write.media, service)
    if assets:
        made["assets"] = assets
    metadata = metadata_of(service, profile_id, write.fields, write.media) | link
    posts = thread_of(own_fields(write.fields, service, profile_id))
    if posts:
        metadata["thread"] = thread_items(write.text, posts, assets)
    if metadata:
        made["metadata"] = {member_of(service): metadata}
    return made


def edit_input(write: Edit, later: Sequence[Sequence[Fields]] = ()) -> Fields:
    """What changed, and nothing else (section 9.11). Attachments after the first stay as they were.

    ``later`` is what hangs on the posts of a thread after its first: Buffer replaces a thread as a whole.
    """
    before = write.before
    changed: Fields = {"id": before.id}
    if write.text is not None:
        changed["text"] = plain_text(write.text)
    assets, link = _attached_after(write)
    if write.media is not None:
        changed["assets"] = assets
    if metadata := _metadata_after(write, assets, link, later):
        changed["metadata"] = {member_of(before.service): metadata}
    return changed | _place_after(write)


def rewrites_thread(write: Edit) -> bool:
    """Whether an edit sends a thread anew that the post already is."""
    before = write.before
    posts = thread_of(own_fields(before.fields, before.service, before.profile_id))
    return bool(posts) and (write.text, write.media, write.fields) != (None, None, None)


def assets_of(media: Iterable[Media]) -> list[Fields]:
    """Attachments as the assets that they were, with their alt texts. What is neither image nor video is a paper."""
    found: list[Fields] = []
    for one in media:
        if one.link and one.thumbnail and not (one.picture or one.photo or one.video):
            name = urlsplit(one.link).path.rpartition("/")[2] or one.link
            found.append({"document": {"url": one.link, "title": one.title or name, "thumbnailUrl": one.thumbnail}})
        else:
            found += _attached(one, "")[0]
    return found


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


def _place_after(write: Edit) -> Fields:
    """When it is to go out, and whether at all."""
    place: Fields = {}
    if write.when is not None and not (write.draft and isinstance(write.when, Now)):
        place |= timing(write.when)
        place |= _out_of_drafts(write.before)
    if write.draft is not None:
        place["saveToDraft"] = write.draft
    if write.approval is not None:
        # Asking for an approval and leaving the drafts exclude each other.
        place.pop("saveToDraft", None)
        place["approvalChange"] = write.approval.value
    return place


def _attached_after(write: Edit) -> tuple[list[Fields], Fields]:
    """All assets as they will be, and the link preview where there is one instead."""
    before = write.before
    if write.media is None:
        return assets_of(one for one in before.media if not one.link or one.thumbnail), {}
    assets, link = _attached(write.media, before.service)
    return (assets if link else assets + assets_of(before.media[1:])), link


def _metadata_after(
    write: Edit, assets: list[Fields], link: Fields, later: Sequence[Sequence[Fields]]
) -> Fields:
    """What the network wants to hear again: given fields replace, and it must always be told its type (11.1)."""
    before = write.before
    had = {f"{member_of(before.service)}.type": before.kind, **before.fields}
    fields = had if write.fields is None else write.fields
    metadata: Fields = {}
    if write.fields is not None or link:
        media = write.media if write.media is not None else next(iter(before.media), Media())
        metadata = metadata_of(before.service, before.profile_id, fields, media, before.fields) | link
    posts = thread_of(own_fields(fields, before.service, before.profile_id))
    if rewrites_thread(write) or (write.fields is not None and posts):
        text = before.text if write.text is None else write.text
        metadata["thread"] = thread_items(text, posts, assets, later) if posts else []
    return metadata


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
