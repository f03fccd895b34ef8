"""What single networks want besides a text, as Buffer takes it: ``domain.fields`` into the metadata of a post."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from buffertui.domain.field_catalogue import THREADED
from buffertui.domain.fields import COMMENT, thread_of
from buffertui.domain.models import Media

Fields = dict[str, Any]

_NONE: Mapping[str, str] = {}
_BARE = Media()
COMMENTED = frozenset({"instagram", "facebook", "linkedin"})
GOOGLE_DETAILS = {"whats_new": "detailsWhatsNew", "offer": "detailsOffer", "event": "detailsEvent"}

_TYPES = {
    "instagram": ("post", "reel", "story", "carousel"), "facebook": ("post", "reel", "story"),
    "googlebusiness": tuple(GOOGLE_DETAILS),
}
_BUTTONS = frozenset({"none", "book", "call", "learn_more", "order", "shop", "signup"})
_PRIVACY = frozenset({"public", "unlisted", "private"})
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def plain_text(text: str) -> str:
    """A text without the control characters that Buffer refuses, and without halves of characters."""
    return _CONTROL.sub("", text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def member_of(service: str) -> str:
    """The member of the metadata that belongs to a service (section 11.1)."""
    return "google" if service == "googlebusiness" else service


def own_fields(fields: Mapping[str, str], service: str, profile_id: str) -> dict[str, str]:
    """Those of ``fields`` that mean something to this profile; those of other networks are left out."""
    mine = f"{member_of(service)}."
    found = {key: value for key, value in fields.items() if key.startswith(mine) and ":" not in key}
    if service in COMMENTED and COMMENT in fields:
        found[COMMENT] = fields[COMMENT]
    if service in THREADED:
        found |= {f"thread.{place}": post for place, post in enumerate(thread_of(fields), 2)}
    board = f"pinterest.board:{profile_id}"
    if service == "pinterest" and board in fields:
        found[board] = fields[board]
    return found


def metadata_of(
    service: str, profile_id: str, fields: Mapping[str, str], media: Media = _BARE,
    before: Mapping[str, str] = _NONE,
) -> Fields:
    """The metadata of a post but its thread, for the member of its network (section 11.1); empty where it wants none.

    What the network cannot be without gets a default that follows from ``media`` (section 9.10, least input per
    service); a board, a category or a title does not, so there Buffer's own refusal is shown. What is in ``before``
    and not in ``fields`` is emptied.
    """
    given = own_fields(fields, service, profile_id)
    gone = own_fields(before, service, profile_id).keys() - given.keys()
    texts = {key: plain_text(value) for key, value in given.items()} | dict.fromkeys(gone, "")
    made: Fields = {}
    match service:
        case "instagram":
            made = {"type": _type(service, given, "reel" if media.video and not media.photo else "post"),
                    "shouldShareToFeed": given.get("instagram.feed") != "no"}
        case "facebook" if texts.keys() or (media.link and not (media.photo or media.video)):
            made = {"type": _type(service, given, "post")}
        case "googlebusiness":
            return _google(given, media)
        case "pinterest":
            made = _named(texts, {f"pinterest.board:{profile_id}": "boardServiceId"}, empty=False)
            made |= _named(texts, {"pinterest.title": "title", "pinterest.link": "url"})
        case "youtube":
            made = _named(texts, {"youtube.title": "title", "youtube.category": "categoryId"}, empty=False)
            made |= _youtube_choices(given, gone)
        case "tiktok":
            made = _named(texts, {"tiktok.title": "title"})
        case "mastodon":
            made = _named(texts, {"mastodon.warning": "spoilerText"})
        case "threads":
            made = _named(texts, {"threads.topic": "topic"})
    return made | _named(texts, {COMMENT: "firstComment"})


def thread_items(
    text: str, posts: Sequence[str], assets: Sequence[Fields] = (), later: Sequence[Sequence[Fields]] = ()
) -> list[Fields]:
    """A whole thread: what is in it is what goes out, so the first item has the text and the assets of the post.

    ``later`` are the assets of the posts after the first.
    """
    items: list[Fields] = []
    for place, post in enumerate((text, *posts)):
        own = assets if place == 0 else later[place - 1] if place - 1 < len(later) else ()
        items.append({"text": plain_text(post)} | ({"assets": list(own)} if own else {}))
    return items


def _type(service: str, given: Mapping[str, str], default: str) -> str:
    """The type that was chosen, where the network has it."""
    chosen = given.get(f"{member_of(service)}.type", "")
    return chosen if chosen in _TYPES[service] else default


def _named(texts: Mapping[str, str], names: Mapping[str, str], *, empty: bool = True) -> Fields:
    """The texts under Buffer's names; without ``empty`` those that the network cannot be without are never emptied."""
    return {name: texts[key] for key, name in names.items() if key in texts and (empty or texts[key])}


def _youtube_choices(given: Mapping[str, str], gone: set[str]) -> Fields:
    made: Fields = {}
    if given.get("youtube.privacy") in _PRIVACY:
        made["privacy"] = given["youtube.privacy"]
    elif "youtube.privacy" in gone:
        made["privacy"] = "public"
    if "youtube.kids" in given or "youtube.kids" in gone:
        made["madeForKids"] = given.get("youtube.kids") == "yes"
    return made


def _google(given: Mapping[str, str], media: Media) -> Fields:
    """The type and the details that belong to it, which are always sent whole."""
    kind = _type("googlebusiness", given, "whats_new")
    link = plain_text(given.get("google.link", "")) or media.link
    chosen = given.get("google.button", "")
    button = chosen if chosen in _BUTTONS else "learn_more" if link else "none"
    start, end = given.get("google.start", ""), given.get("google.end", "")
    details: Fields = {"button": button} if kind != "offer" else {}
    if link and button not in {"none", "call"}:
        details["link"] = link
    if kind == "offer" and given.get("google.link"):
        details["link"] = link
    if kind != "whats_new":
        details |= {"title": plain_text(given["google.title"])} if given.get("google.title") else {}
        details |= {"startDate": _moment(start)} if start else {}
        details |= {"endDate": _moment(end)} if end else {}
    if kind == "event":
        details["isFullDayEvent"] = _is_date(start)
    if kind == "offer":
        details |= {name: plain_text(given[f"google.{name}"]) for name in ("code", "terms") if
                    given.get(f"google.{name}")}
    return {"type": kind, GOOGLE_DETAILS[kind]: details}


def _is_date(value: str) -> bool:
    """Whether it is a day without a time."""
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _moment(value: str) -> str:
    """A day or a time as Buffer's ``DateTime``; what is neither goes as it is, for Buffer to refuse."""
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return plain_text(value)
    # A day is the same day everywhere: midnight in UTC, as Buffer writes it.
    found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    return found.isoformat(timespec="seconds").replace("+00:00", "Z")
