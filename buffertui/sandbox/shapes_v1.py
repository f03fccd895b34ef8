"""How v1 writes accounts, profiles and updates on the wire (v1 reference, section 4)."""

from __future__ import annotations

import hashlib
import html
import random
from datetime import UTC, datetime
from typing import Any

from buffertui.domain.models import FAILED, FROM_NETWORK, Media, Schedule

from .desk import Reaction
from .records import AccountRecord, ProfileRecord, UpdateRecord
from .services import (
    PICTURE_BYTES,
    PICTURE_TYPES,
    SERVICES,
    events_of,
    service_link,
    service_of,
    service_update_id,
    statistics,
)
from .slots import zone
from .wording import links

Wire = dict[str, Any]

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)


def user_shape(account: AccountRecord, now: int) -> Wire:
    """The account; ``secret_email`` is there because clients must keep it to themselves."""
    shape: Wire = {
        "_id": account.id, "id": account.id, "plan": account.plan, "timezone": account.timezone,
        "created_at": account.created_at, "activity_at": now, "referral_token": account.id[-8:],
        "referral_link": f"https://buffer.example/r/{account.id[-5:]}",
        "secret_email": f"buffer-{account.id[:10]}@to.buffer.example",
    }
    return shape | ({"name": account.name, "email": account.email} if account.name else {})


def profile_shape(profile: ProfileRecord, *, listed: bool) -> Wire:
    """A profile; asked for alone it has no ``default`` (v1 reference, section 2.3)."""
    service = service_of(profile.service)
    shape: Wire = {
        "_id": profile.id, "id": profile.id, "avatar": profile.avatar.replace("https://", "http://") or None,
        "avatar_https": profile.avatar or None,
        "counts": {"pending": profile.pending_count, "sent": profile.sent_count, "drafts": 0},
        "created_at": profile.created_at, "disconnected": True if profile.disconnected else None,
        "formatted_service": _service_title(profile), "formatted_username": profile.username,
        "paused": profile.paused, "schedules": [schedule_shape(one) for one in profile.schedules],
        "service": profile.service, "service_id": profile.service_id, "service_type": profile.service_type,
        "service_username": profile.username.lstrip("@"), "statistics": {service.audience: profile.followers},
        "timezone": profile.timezone, "user_id": profile.account_id, "utm_tracking": "enabled", "verb": service.verb,
    }
    return shape | ({"default": profile.default} if listed else {})


def schedule_shape(schedule: Schedule) -> Wire:
    return {"days": list(schedule.days), "times": list(schedule.times)}


def update_shape(update: UpdateRecord, profile: ProfileRecord, now: int, *, utc: bool = False) -> Wire:
    """An update as it stands at that time; the fields that only sent ones have come when it is sent."""
    text = update.text.encode("utf-8", "surrogatepass")
    shape: Wire = {
        "_id": update.id, "id": update.id, "created_at": update.created_at,
        "updated_at": update.updated_at or update.created_at, "due_at": update.due_at, "profile_id": profile.id,
        "profile_service": profile.service, "profile_timezone": profile.timezone, "status": update.status,
        "text": update.text, "text_formatted": formatted(update.text), "type": update.kind,
        "text_md5": hashlib.md5(text, usedforsecurity=False).hexdigest(),
        "user_id": update.account_id, "via": update.via, "shared_now": update.shared_now,
    }
    if update.via == "api":
        shape["client_id"] = "4e9680b8512f7e6b22000000"
    moment = update.sent_at or update.due_at
    if moment:
        shape |= _for_people(moment, now, "UTC" if utc else profile.timezone)
    if update.scheduled_at is not None:
        shape["scheduled_at"] = update.scheduled_at
    if update.shared_next:
        shape["shared_next"] = True
    if update.media:
        shape["media"] = media_shape(update.media)
    if update.extra_media:
        shape["extra_media"] = [media_shape(media) for media in update.extra_media]
    if update.retweet:
        shape["retweet"] = {"tweet_id": update.retweet.tweet_id, "comment": update.retweet.comment}
    return shape | _afterwards(update, profile, now)


def media_shape(media: Media) -> Wire:
    """Media; a photo is found under ``picture`` and ``thumbnail`` (v1 reference, section 2.6)."""
    picture = media.photo or media.picture
    parts: Wire = {
        "link": media.link, "title": media.title, "description": media.description, "picture": picture,
        "thumbnail": media.thumbnail or (media.photo or ""), "alt_text": media.alt_text,
    }
    shape = {name: value for name, value in parts.items() if value}
    if media.link:
        shape.setdefault("description", "")
    if media.video:
        shape["video"] = {"details": {"location": media.video}, "thumbnail": media.thumbnail}
    return shape


def reaction_shape(reaction: Reaction) -> Wire:
    picture = f"https://img.example/u/{reaction.username}.png"
    return {
        "_id": reaction.id, "id": reaction.id, "created_at": reaction.created_at, "event": reaction.event,
        "interaction_id": str(int(reaction.id[8:], 16)),
        "user": {
            "username": reaction.username, "followers": reaction.followers, "avatar_https": picture,
            "avatar": picture.replace("https", "http"), "twitter_id": str(int(reaction.id[12:], 16)),
        },
    }


def configuration_shape() -> Wire:
    """Limits of the networks (v1 reference, section 4.7)."""
    services: Wire = {}
    for key, service in SERVICES.items():
        icons = {size: f"http://img.example/{key}-{size}.png" for size in ("16", "32", "64")}
        one = {
            "name": service.name, "character_limit": service.character_limit, "icons": icons,
            "schedule_limit": service.schedule_limit, "supported_interactions": list(events_of(key)),
            "link_attachments": service.link_attachments,
        }
        services[key] = {"types": {kind: one | {"name": _type_name(service.name, kind)} for kind in service.types}}
    services["twitter"]["urls"] = {
        "user": "https://twitter.example/", "hashtag": "https://twitter.example/#!/search?q=%23",
    }
    smallest, largest = PICTURE_BYTES
    media = {"picture_size_min": smallest, "picture_size_max": largest, "picture_filetypes": list(PICTURE_TYPES)}
    return {"services": services, "media": media}


def formatted(text: str) -> str:
    """The text as HTML with its links as anchors."""
    out = html.escape(text, quote=False)
    for link in dict.fromkeys(links(text)):
        safe = html.escape(link, quote=False)
        out = out.replace(safe, f'<a class="url" href="{html.escape(link)}">{safe}</a>')
    return out


def roughen(shape: Wire, chance: random.Random) -> Wire:
    """What the recorded answers do now and then: fields left out, numbers as strings, nothing as ``null``."""
    for name in ("counts", "default", "statistics", "sent_at", "updated_at", "_id", "via", "type", "text_formatted"):
        if name in shape and chance.random() < 0.25:
            del shape[name]
    if "media" in shape:
        shape["media"] |= {"height": "640", "width": "auto"} if chance.random() < 0.5 else {}
    elif chance.random() < 0.5:
        shape["media"] = chance.choice((None, {}))
    for name, value in (shape.get("statistics") or {}).items():
        if chance.random() < 0.3:
            shape["statistics"][name] = str(value)
    if shape.get("timezone") and chance.random() < 0.2:
        shape["timezone"] = ""
    return shape


def _afterwards(update: UpdateRecord, profile: ProfileRecord, now: int) -> Wire:
    if update.status == FAILED:
        return {"error": {"text": update.error, "link": update.error_link} if update.error_link else update.error}
    if update.sent_at is None:
        return {}
    shape: Wire = {
        "sent_at": update.sent_at, "service_update_id": service_update_id(update),
        "service_link": service_link(update, profile),
    }
    return shape if update.status == FROM_NETWORK else shape | {"statistics": statistics(update, profile, now)}


def _for_people(moment: int, now: int, zone_name: str) -> Wire:
    local = datetime.fromtimestamp(moment, UTC).astimezone(zone(zone_name))
    today = datetime.fromtimestamp(now, UTC).astimezone(zone(zone_name)).date()
    ending = "th" if local.day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(local.day % 10, "th")
    day = f"{_DAYS[local.weekday()]} {local.day}{ending} {_MONTHS[local.month - 1]}"
    time = f"{(local.hour - 1) % 12 + 1}:{local.minute:02d} {'am' if local.hour < 12 else 'pm'}"
    return {"day": "Today" if local.date() == today else day, "due_time": time}


def _service_title(profile: ProfileRecord) -> str:
    name = service_of(profile.service).name if profile.service in SERVICES else profile.service.capitalize()
    return _type_name(name, profile.service_type)


def _type_name(name: str, kind: str) -> str:
    return name if kind in ("profile", "business") else f"{name} {kind.capitalize()}"
