"""Every field that a single network has besides the text: for whom, what it may hold, when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from types import MappingProxyType

from .fields import COMMENT
from .models import Media
from .networks import network
from .records import dataclass


class Kind(StrEnum):
    """How a field is filled in."""

    CHOICE = "choice"
    TEXT = "text"
    TIME = "time"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values that a field may have, and what it is called on the screen."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class PostField:
    """One field. A ``key`` that ends in ``:`` stands for one key per profile.

    ``required`` must be there before a network takes the post, ``default`` is what goes out when nothing was put in.
    ``longest`` is in characters by service. ``only`` names another key and the values with which this one counts.
    """

    key: str
    services: tuple[str, ...]
    label: str
    help: str
    kind: Kind = Kind.TEXT
    choices: tuple[Choice, ...] = ()
    required: bool = False
    default: str = ""
    longest: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def per_profile(self) -> bool:
        """Whether each profile of the network has a value of its own."""
        return self.key.endswith(":")


THREADED = ("twitter", "bluesky", "mastodon", "threads")
"""Services that take a thread (GraphQL reference, section 11.1)."""

TYPE_INSTAGRAM, TYPE_FACEBOOK, TYPE_GOOGLE = "instagram.type", "facebook.type", "google.type"
GOOGLE_TITLE, GOOGLE_START, GOOGLE_END = "google.title", "google.start", "google.end"
GOOGLE_BUTTON, GOOGLE_LINK = "google.button", "google.link"
BOARD = "pinterest.board:"
WARNING = "mastodon.warning"

_IG, _FB, _LI, _PI, _YT, _GB = "instagram", "facebook", "linkedin", "pinterest", "youtube", "googlebusiness"
_DATED = ((TYPE_GOOGLE, ("offer", "event")),)
_LEADS = ("book", "learn_more", "order", "shop", "signup")
_YES, _NO = Choice("yes", "Yes"), Choice("no", "No")


def _choices(**labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(value, label) for value, label in labels.items())


# GraphQL reference, section 11.1: YouTube ``categoryId``.
_CATEGORIES = (
    ("1", "Film & animation"), ("2", "Autos & vehicles"), ("10", "Music"), ("15", "Pets & animals"), ("17", "Sports"),
    ("19", "Travel & events"), ("20", "Gaming"), ("22", "People & blogs"), ("23", "Comedy"), ("24", "Entertainment"),
    ("25", "News & politics"), ("26", "How-to & style"), ("27", "Education"), ("28", "Science & technology"),
    ("29", "Nonprofits & activism"),
)

# What is required: GraphQL reference, section 9.10, "Least input per service"; choices: section 11.2.
CATALOGUE: tuple[PostField, ...] = (
    PostField(TYPE_INSTAGRAM, (_IG,), "Type", "What it becomes on Instagram; a reel needs a video.", Kind.CHOICE,
              _choices(post="Post", reel="Reel", story="Story", carousel="Carousel"), True, "post"),
    PostField("instagram.feed", (_IG,), "In feed", "Whether a reel stands in the feed as well.", Kind.CHOICE,
              (_YES, _NO), True, "yes"),
    PostField(TYPE_FACEBOOK, (_FB,), "Type", "What it becomes on Facebook; a reel needs a video.", Kind.CHOICE,
              _choices(post="Post", reel="Reel", story="Story"), True, "post"),
    PostField(TYPE_GOOGLE, (_GB,), "Type", "What it becomes on Google Business.", Kind.CHOICE,
              _choices(whats_new="What's new", offer="Offer", event="Event"), True, "whats_new"),
    # Google Business Profile API, local posts: an event and an offer have a title and both ends of their time.
    PostField(GOOGLE_TITLE, (_GB,), "Title", "The name of the event or the offer.", required=True,
              longest={_GB: 58}, only=_DATED),
    PostField(GOOGLE_START, (_GB,), "Starts", "When it begins, as fri 17:30; 2026-12-24 alone is the whole day.",
              Kind.TIME, required=True, only=_DATED),
    PostField(GOOGLE_END, (_GB,), "Ends", "When it is over, for example 2026-12-24 18:00.", Kind.TIME, required=True,
              only=_DATED),
    PostField(GOOGLE_BUTTON, (_GB,), "Button", "A button under the post.", Kind.CHOICE,
              _choices(none="None", book="Book", call="Call", learn_more="Learn more", order="Order", shop="Shop",
                       signup="Sign up"),
              True, "none", only=((TYPE_GOOGLE, ("whats_new", "event")),)),
    PostField(GOOGLE_LINK, (_GB,), "Link", "https://… where the button leads.", Kind.ADDRESS, required=True,
              only=((TYPE_GOOGLE, ("whats_new", "event")), (GOOGLE_BUTTON, _LEADS))),
    PostField(GOOGLE_LINK, (_GB,), "Link", "https://… where the offer is taken up.", Kind.ADDRESS,
              only=((TYPE_GOOGLE, ("offer",)),)),
    PostField("google.code", (_GB,), "Code", "The code of the voucher.", only=((TYPE_GOOGLE, ("offer",)),)),
    PostField("google.terms", (_GB,), "Terms", "The conditions of the offer.", only=((TYPE_GOOGLE, ("offer",)),)),
    # Buffer help, article 588: titles on YouTube and Pinterest.
    PostField("youtube.title", (_YT,), "Title", "The title of the video.", required=True, longest={_YT: 100}),
    PostField("youtube.category", (_YT,), "Category", "What the video is about; a letter jumps.", Kind.CHOICE,
              tuple(Choice(value, label) for value, label in _CATEGORIES), True),
    PostField("youtube.privacy", (_YT,), "Seen by", "Who can watch it.", Kind.CHOICE,
              _choices(public="Everyone", unlisted="Who has the link", private="Only you"), True, "public"),
    PostField("youtube.kids", (_YT,), "For kids", "Whether it is made for children, which YouTube must be told.",
              Kind.CHOICE, (_YES, _NO), True, "no"),
    PostField(BOARD, (_PI,), "Board", "The board it is pinned to; a letter jumps.", Kind.CHOICE, required=True),
    PostField("pinterest.title", (_PI,), "Title", "The title of the pin.", longest={_PI: 100}),
    PostField("pinterest.link", (_PI,), "Link", "https://… where the pin leads.", Kind.ADDRESS),
    PostField("tiktok.title", ("tiktok",), "Title", "The title on TikTok."),
    PostField(WARNING, ("mastodon",), "Warning", "A content warning; the text is hidden behind it."),
    # Threads API, posts: a topic tag has 1 to 50 characters.
    PostField("threads.topic", ("threads",), "Topic", "The topic on Threads, without #.", longest={"threads": 50}),
    # Buffer help, article 588.
    PostField(COMMENT, (_IG, _FB, _LI), "1st comment", "Buffer puts it under the post as its first comment.",
              longest={_IG: 2196, _LI: 1248}),
)
"""In the order in which they are asked for. A key may stand here twice, for cases that exclude each other."""

_MEMBERS = {"googlebusiness": "google"}
_KEYS = frozenset(one.key for one in CATALOGUE if not one.per_profile)


def catalogued(key: str) -> bool:
    """Whether a key is one of the catalogue's."""
    return key in _KEYS or key.startswith(BOARD)


def member(service: str) -> str:
    """What the keys of a service begin with (its member of ``PostInputMetaData``, section 11.1)."""
    name = network(service).service
    return _MEMBERS.get(name, name)


def threaded(service: str) -> bool:
    """Whether a network takes a thread."""
    return network(service).service in THREADED


def default_of(one: PostField, media: Media) -> str:
    """What goes out when nothing was put in, as it follows from what hangs on the post."""
    video = bool(media.video) and not media.photo
    if one.key == TYPE_INSTAGRAM and video:
        return "reel"
    if one.key == GOOGLE_BUTTON and media.link:
        return "learn_more"
    if one.key == GOOGLE_LINK and one.required:
        return media.link
    return one.default
