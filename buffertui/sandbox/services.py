"""What the simulation knows about each network: names, limits, reactions, and what becomes of a published post."""

from __future__ import annotations

import hashlib
import random
import zlib
from dataclasses import dataclass
from math import exp

from .records import ProfileRecord, UpdateRecord


@dataclass(frozen=True, slots=True)
class Service:
    """One network. ``reactions`` maps the name of a number to its usual share of the followers, in per mille."""

    name: str
    verb: str
    character_limit: int
    post_address: str
    reactions: dict[str, float]
    types: tuple[str, ...] = ("profile",)
    link_attachments: bool = False
    image_required: bool = False
    schedule_limit: int = 48
    audience: str = "followers"
    at_sign: bool = False


SERVICES: dict[str, Service] = {
    "twitter": Service(
        "Twitter", "tweet", 280, "https://twitter.example/{user}/status/{number}",
        {"reach": 420, "clicks": 9, "retweets": 4, "favorites": 17, "mentions": 1}, schedule_limit=288, at_sign=True,
    ),
    "facebook": Service(
        "Facebook", "post", 5000, "https://facebook.example/{user}/posts/{number}",
        {"reach": 610, "clicks": 14, "likes": 21, "comments": 3, "shares": 2},
        types=("profile", "page", "group"), link_attachments=True,
    ),
    "linkedin": Service(
        "LinkedIn", "post", 3000, "https://linkedin.example/feed/update/{number}",
        {"reach": 530, "clicks": 19, "likes": 24, "comments": 4, "reshares": 3},
        types=("profile", "page", "group"), link_attachments=True, audience="connections",
    ),
    "instagram": Service(
        "Instagram", "post", 2200, "https://instagram.example/p/{number}",
        {"reach": 880, "likes": 62, "comments": 5}, types=("business", "profile"), image_required=True, at_sign=True,
    ),
    "mastodon": Service(
        "Mastodon", "toot", 500, "https://social.example/@{user}/{number}",
        {"reblogs": 11, "favorites": 31, "replies": 4}, at_sign=True,
    ),
    "bluesky": Service(
        "Bluesky", "post", 300, "https://sky.example/profile/{user}/post/{number}",
        {"likes": 34, "reposts": 9, "replies": 3}, at_sign=True,
    ),
    "pinterest": Service(
        "Pinterest", "pin", 500, "https://pins.example/pin/{number}", {"repins": 7, "clicks": 12, "likes": 9},
        image_required=True,
    ),
    "threads": Service(
        "Threads", "post", 500, "https://threads.example/@{user}/post/{number}",
        {"likes": 26, "reposts": 5, "replies": 3}, at_sign=True,
    ),
    "google": Service(
        "Google Business", "post", 1500, "https://maps.example/posts/{number}", {"reach": 300, "clicks": 8},
        types=("page",), link_attachments=True,
    ),
}
"""Limits as of 2026 by the house's table of networks; v1 itself answers older ones."""

OTHER = Service("Other", "post", 1000, "https://network.example/{user}/{number}", {"reach": 200, "likes": 10})

PICTURE_BYTES = (0, 5_242_880)
PICTURE_TYPES = ("jpeg", "jpg", "gif", "png", "webp")
REFUSED_TYPES = ("bmp", "tif", "tiff", "svg", "pdf", "psd", "exe", "zip", "txt", "html", "mp3")

_HALF_LIFE_SECONDS = 5 * 3600
_EVENTS = {
    "retweets": "retweet", "favorites": "favorite", "mentions": "mention", "likes": "like",
    "comments": "comment", "reshares": "reshare",
}


def service_of(name: str) -> Service:
    """The network of that name; unknown names work too, with a plain one."""
    return SERVICES.get(name, OTHER)


def events_of(name: str) -> tuple[str, ...]:
    """The reactions that can be asked for one by one, singular and plural (v1 reference, section 3.7)."""
    return tuple(word for many in service_of(name).reactions if many in _EVENTS for word in (_EVENTS[many], many))


def service_update_id(update: UpdateRecord) -> str:
    """The number that the network gave the post: 19 digits, always the same for one update."""
    return str(10**18 + int.from_bytes(hashlib.blake2b(update.id.encode(), digest_size=7).digest(), "big"))


def service_link(update: UpdateRecord, profile: ProfileRecord) -> str:
    """The address of the published post on its network."""
    user = profile.username.lstrip("@").replace(" ", "-").lower()
    return service_of(profile.service).post_address.format(user=user, number=service_update_id(update))


def statistics(update: UpdateRecord, profile: ProfileRecord, now: int) -> dict[str, int]:
    """Reactions so far: they grow quickly in the first hours and then hardly; empty before the post is out."""
    if update.sent_at is None:
        return {}
    chance = random.Random(zlib.crc32(update.id.encode()))  # noqa: S311 - plausible numbers, not secrets
    grown = 1 - exp(-max(0, now - update.sent_at) * 0.69 / _HALF_LIFE_SECONDS)
    luck = chance.lognormvariate(0, 0.6)
    return {
        name: int(profile.followers * share / 1000 * luck * chance.uniform(0.4, 1.6) * grown)
        for name, share in service_of(profile.service).reactions.items()
    }
