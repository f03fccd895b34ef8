"""Pictures, videos and papers of a post, and what only its network knows, as GraphQL writes them."""

from __future__ import annotations

import zlib
from typing import Any

from buffertui.domain.models import Media

from .graphql_schema import service_name
from .records import ProfileRecord, UpdateRecord
from .rules import file_type

Shape = dict[str, Any]

THREADED = ("twitter", "threads", "bluesky", "mastodon")
LINKED = ("facebook", "linkedin", "threads", "bluesky")
_CHANNEL_MEMBERS = {
    "instagram": "InstagramMetadata", "tiktok": "TiktokMetadata", "youtube": "YoutubeMetadata",
    "pinterest": "PinterestMetadata", "mastodon": "MastodonMetadata", "bluesky": "BlueskyMetadata",
    "googlebusiness": "GoogleBusinessMetadata", "facebook": "FacebookMetadata", "twitter": "TwitterMetadata",
    "linkedin": "LinkedInMetadata",
}
_POST_MEMBERS = {
    "instagram": "InstagramPostMetadata", "facebook": "FacebookPostMetadata", "linkedin": "LinkedInPostMetadata",
    "twitter": "TwitterPostMetadata", "pinterest": "PinterestPostMetadata",
    "googlebusiness": "GoogleBusinessPostMetadata", "youtube": "YoutubePostMetadata",
    "mastodon": "MastodonPostMetadata", "tiktok": "TiktokPostMetadata", "threads": "ThreadsPostMetadata",
    "bluesky": "BlueskyPostMetadata",
}
_GOOGLE_DETAILS = {
    "whats_new": ("detailsWhatsNew", "GoogleBusinessWhatsNewMetaData"),
    "offer": ("detailsOffer", "GoogleBusinessOfferMetaData"),
    "event": ("detailsEvent", "GoogleBusinessEventMetaData"),
}
_CATEGORIES = {"10": "Music", "22": "People & Blogs", "26": "Howto & Style", "27": "Education", "24": "Entertainment"}


def assets_shape(update: UpdateRecord) -> list[Shape]:
    """All assets in their order."""
    shapes = [media_asset(media) for media in (update.media, *update.extra_media)]
    documents: list[Shape] = [
        {
            "__typename": "DocumentAsset", "id": None, "type": "document", "mimeType": "application/pdf",
            "source": paper.url, "thumbnail": paper.thumbnail,
            "document": {
                "filesize": None, "numPages": 1, "thumbnails": [paper.thumbnail], "title": paper.title or None,
            },
        }
        for paper in update.documents
    ]
    return [*(shape for shape in shapes if shape), *documents]


def media_asset(media: Media) -> Shape | None:
    """A picture or a video; nothing for a bare link."""
    if media.video:
        video = {
            "durationMs": 15_000, "height": 1080, "width": 1920, "isTranscodingRequired": False,
            "isVideoProcessing": False, "title": media.title or None, "thumbnailOffset": None,
        }
        return {
            "__typename": "VideoAsset", "id": None, "type": "video", "mimeType": "video/mp4", "source": media.video,
            "thumbnail": media.thumbnail or f"{media.video}.jpg", "video": video,
        }
    source = media.photo or ("" if media.link else media.picture)
    if not source:
        return None
    size = 900 + zlib.crc32(source.encode("utf-8", "surrogatepass")) % 400
    image = {"altText": media.alt_text, "height": size, "width": 1200, "isAnimated": file_type(source) == "gif"}
    ending = {"jpg": "jpeg", "": "jpeg"}.get(file_type(source), file_type(source))
    return {
        "__typename": "ImageAsset", "id": None, "type": "image", "mimeType": f"image/{ending}", "source": source,
        "thumbnail": media.thumbnail or source, "image": image,
    }


def channel_metadata(profile: ProfileRecord) -> Shape | None:
    """What only this network knows about a channel; nothing for those without such a type."""
    name = service_name(profile.service)
    if name not in _CHANNEL_MEMBERS:
        return None
    boards = [{"id": key, "serviceId": key, "name": title, "url": f"https://pins.example/{key}"}
              for key, title in profile.boards]
    server = profile.username.lstrip("@").partition("@")[2] or "social.example"
    return {
        "__typename": _CHANNEL_MEMBERS[name], "defaultToReminders": False, "boards": boards,
        "serverUrl": f"https://{server if name == 'mastodon' else 'sky.example'}", "maxCharacters": 500,
        "subscriptionType": "None", "locationData": None, "shouldShowLinkedinAnalyticsRefreshBanner": False,
    }


def post_metadata(update: UpdateRecord, profile: ProfileRecord) -> Shape | None:
    """What only this network knows about a post; nothing for networks without such a type."""
    name = service_name(profile.service)
    if name not in _POST_MEMBERS:
        return None
    extras = dict(update.extras)
    thread = [_threaded(item) for item in extras.pop("thread", None) or ()]
    flags = ("isAiGenerated", "embeddable", "madeForKids", "notifySubscribers")
    shape: Shape = {
        **extras, "__typename": _POST_MEMBERS[name], "annotations": [],
        "type": extras.get("type") or _type(update, name),
        "thread": thread, "threadCount": len(thread), "linkAttachment": _link(update) if name in LINKED else None,
        "retweet": _retweet(update), **{flag: bool(extras.get(flag, False)) for flag in flags},
        "shouldShareToFeed": bool(extras.get("shouldShareToFeed", True)),
        "privacy": extras.get("privacy") or "public", "license": extras.get("license") or "youtube",
    }
    if "boardServiceId" in extras:
        board = extras["boardServiceId"]
        known = dict(profile.boards).get(board, board)
        shape["board"] = {"id": board, "serviceId": board, "name": known, "url": f"https://pins.example/{board}"}
    if "categoryId" in extras:
        category = extras["categoryId"]
        shape["category"] = {"categoryId": category, "title": _CATEGORIES.get(category, "Other")}
    if name == "googlebusiness":
        shape["details"] = _google(shape["type"], extras)
    return shape


def _type(update: UpdateRecord, service: str) -> str:
    if service == "googlebusiness":
        return "whats_new"
    return "carousel" if service == "instagram" and update.extra_media else "post"


def _threaded(item: Shape) -> Shape:
    pictures = [asset["image"]["url"] for asset in item.get("assets") or () if asset.get("image")]
    shapes = [media_asset(Media(photo=url)) for url in pictures]
    return {"text": item.get("text") or "", "assets": shapes, "linkAttachment": None}


def _link(update: UpdateRecord) -> Shape | None:
    media = update.media
    if not media.link:
        return None
    picture = media.picture or media.thumbnail
    return {
        "url": media.link, "expandedUrl": media.link, "title": media.title, "text": media.description,
        "thumbnail": picture or None, "thumbnails": [picture] if picture else [],
    }


def _retweet(update: UpdateRecord) -> Shape | None:
    if update.retweet is None:
        return None
    user = {"avatar": "https://img.example/u/lowtide.png", "name": "Low Tide", "username": "lowtide"}
    return {
        "id": update.retweet.tweet_id, "text": update.retweet.comment, "thumbnails": [], "user": user,
        "url": f"https://twitter.example/lowtide/status/{update.retweet.tweet_id}",
        "createdAt": "2026-01-05T09:00:00.000Z",
    }


def _google(kind: str, extras: Shape) -> Shape | None:
    member, name = _GOOGLE_DETAILS.get(kind, ("", ""))
    given = extras.get(member)
    if not given:
        return None
    start = "2026-01-05T09:00:00.000Z"
    usual = {"button": "none", "title": extras.get("title") or "", "startDate": start, "endDate": start}
    return {"__typename": name, "isFullDayEvent": False, **usual, **{k: v for k, v in given.items() if v is not None}}
