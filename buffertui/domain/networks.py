"""What each network counts, allows and requires."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from .late import late
from .links import find_links
from .models import Media
from .records import dataclass
from .weighing import BYTES, CHARACTERS, GRAPHEMES, MASTODON, THREADS, UTF16, X_WEIGHTED, Rule


@dataclass(frozen=True, slots=True)
class Network:
    """One network and its rules. ``limit`` is the longest text, ``None`` where nobody knows one.

    ``icon`` fills one cell and is no emoji; ``letter`` stands in for it where a terminal has nothing but ASCII;
    ``short`` has one or two letters. ``colour`` is the brand's, for its mark alone, and empty where the brand is black
    and white. ``requires`` names what a post cannot be without, of ``image``, ``video``, ``visual`` (one of the two),
    ``title``, ``board``, ``category`` and ``post type``; ``notes`` are further rules for a person to read. Zero in a
    ``max_...`` is no known limit. ``max_bytes`` is a second limit, in UTF-8.
    """

    service: str
    name: str
    short: str
    icon: str
    letter: str
    colour: str = ""
    limit: int | None = None
    rule: Rule = CHARACTERS
    max_bytes: int = 0
    max_title: int = 0
    max_hashtags: int = 0
    max_links: int = 0
    max_images: int = 0
    phone_numbers: bool = True
    requires: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


_ALL = (
    # X docs, "Counting characters"; twitter-text configuration v3.
    Network("twitter", "X", "X", "X", "X", "", 280, X_WEIGHTED, notes=("X Premium allows 25,000 characters.",)),
    # Mastodon, StatusLengthValidator.
    Network("mastodon", "Mastodon", "M", "M", "M", "#6364ff", 500, MASTODON, notes=("Servers set their own limit.",)),
    # Lexicon app.bsky.feed.post.
    Network("bluesky", "Bluesky", "bs", "⋈", "b", "#1185fe", 300, GRAPHEMES, max_bytes=3000, max_images=4),
    # Meta, Threads API.
    Network("threads", "Threads", "th", "@", "@", "", 500, THREADS, max_links=5, notes=("250 posts a day.",)),
    # Buffer help, article 588; the number of hashtags since December 2025 from secondary sources.
    Network(
        "instagram", "Instagram", "ig", "⌾", "o", "#e4405f", 2200, max_hashtags=5, requires=("visual",),
        notes=("The first comment has 2,196 characters.",),
    ),
    # Buffer help, article 588.
    Network(
        "linkedin", "LinkedIn", "in", "i", "i", "#0a66c2", 3000,
        notes=("The first comment has 1,248 characters through Buffer.",),
    ),
    # Buffer help, article 588.
    Network(
        "facebook", "Facebook", "f", "f", "f", "#0866ff", 5000, notes=("Facebook itself allows 63,206 characters.",)
    ),
    # Buffer help, article 588.
    Network(
        "pinterest", "Pinterest", "pi", "p", "p", "#e60023", 500, max_title=100, requires=("image", "board"),
    ),
    # Buffer help, article 588; TikTok, content posting API.
    Network("tiktok", "TikTok", "tt", "♫", "t", "#fe2c55", 2200, UTF16, requires=("visual",)),
    # Buffer help, article 588.
    Network(
        "youtube", "YouTube", "yt", "▸", "y", "#ff0000", 5000, max_title=100, requires=("video", "title", "category")
    ),
    # Secondary pages; Buffer's GraphQL schema.
    Network(
        "googlebusiness", "Google Business", "gb", "G", "G", "#4285f4", 1500, phone_numbers=False,
        requires=("post type",),
    ),
)

NETWORKS: Mapping[str, Network] = MappingProxyType({known.service: known for known in _ALL})
"""The networks with rules of their own, by Buffer's name of the service."""

_ALIASES = {"google": "googlebusiness", "x": "twitter"}


@lru_cache(maxsize=64)
def network(service: str) -> Network:
    """The rules of a service. One that nobody told us about works too: its letters, no colour, no limit."""
    key = service.strip().lower()
    if known := NETWORKS.get(_ALIASES.get(key, key)):
        return known
    name = "".join(char for char in service.strip() if char.isprintable())[:24]
    letters = "".join(char for char in name if char.isascii() and char.isalnum())
    return Network(key, name[:1].upper() + name[1:] or "Unknown", letters[:2] or "?", letters[:1] or "?",
                   letters[:1] or "?")


@dataclass(frozen=True, slots=True)
class Count:
    """The length of a text on one network. ``over_from`` is the index in the text from which on it is too long.

    The index is in code points and never within a character that a reader sees as one, nor within an address that
    counts as a whole. ``problems`` are what the network refuses in the text besides its length, as sentences.
    """

    used: int
    limit: int | None
    unit: str
    over_from: int | None = None
    problems: tuple[str, ...] = ()

    @property
    def over(self) -> bool:
        """Whether the text is too long."""
        return self.limit is not None and self.used > self.limit

    @property
    def left(self) -> int | None:
        """What may still be written, negative when it is too long, ``None`` without a limit."""
        return None if self.limit is None else self.limit - self.used


def count(service: str, text: str, *, limit: int | None = None, content_warning: str = "") -> Count:
    """Count a text as its network does.

    ``limit`` is a number that the server gave; it replaces the known one and leaves the way of counting as it is. The
    stored answers of v1 are old (140 for X), so a post is never held back because of it (v1 reference, section 2.10).
    ``content_warning`` counts with the text on Mastodon.
    """
    return _count(service, text, limit, content_warning)


@lru_cache(maxsize=512)
def _count(service: str, text: str, limit: int | None, content_warning: str) -> Count:
    net = network(service)
    allowed = limit if limit is not None and limit > 0 else net.limit
    before = GRAPHEMES.length(content_warning) if net.rule is MASTODON else 0
    used = before + net.rule.length(text)
    problems = tuple(_text_problems(net, text))
    over = net.rule.crossing(text, allowed - before) if allowed is not None and used > allowed else None
    if net.max_bytes and allowed:
        size = BYTES.length(text)
        if size > net.max_bytes:
            cut = BYTES.crossing(text, net.max_bytes)
            over = cut if over is None else min(over, cut)
        if size * allowed > used * net.max_bytes:
            return Count(size, net.max_bytes, BYTES.unit, over, problems)
    return Count(used, allowed, net.rule.unit, over, problems)


def check(
    service: str, text: str, media: Media | Iterable[Media] = (), *, titled: bool = False
) -> tuple[str, ...]:
    """What a network will refuse in a post, besides its length (see ``count``), each as a sentence; empty for nothing.

    Boards, categories and post types live outside of a post, so only ``Network.requires`` names them. ``titled`` says
    that the title does as well.
    """
    net = network(service)
    items = _there(media)
    found = [] if text.strip() or items else ["There is nothing to post yet: write something, or add a picture."]
    found += _character_problems(text)
    found += _text_problems(net, text)
    found += _needs(net, items)
    found += _media_problems(net, items, titled=titled)
    return tuple(found)


def needs(service: str, media: Media | Iterable[Media] = ()) -> tuple[str, ...]:
    """What of ``check`` a network wants to see and is not there: a picture, a video."""
    return tuple(_needs(network(service), _there(media)))


def _there(media: Media | Iterable[Media]) -> tuple[Media, ...]:
    return tuple(item for item in ((media,) if isinstance(media, Media) else media) if item)


_CONTROL = late("[\x00-\x08\x0b-\x1f]")
_HALF = late("[\ud800-\udfff]")
_HASHTAG = late(r"(?<![\w&/#])[#＃](?=\w*[^\W\d])\w+")
_PHONE = late(r"(?<![\w+/.-])(?:\+[1-9](?:[ ()./-]{0,2}\d){7,13}|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4})(?![\w-])")
_X_INVALID = late("[\ufffe\ufeff\uffff]")


def _character_problems(text: str) -> Iterable[str]:
    """Buffer rejects control characters below U+0020 other than tab and newline."""
    if odd := _CONTROL.search(text):
        yield f"Buffer refuses control characters, and the text has one (U+{ord(odd[0]):04X}). Take it out."
    if half := _HALF.search(text):
        yield f"The text has half of a character (U+{ord(half[0]):04X}), which cannot be sent. Take it out."


def _text_problems(net: Network, text: str) -> Iterable[str]:
    if net.rule is X_WEIGHTED and (odd := _X_INVALID.search(text)):
        yield f"X refuses a text with the invisible character U+{ord(odd[0]):04X}. Take it out."
    if net.max_links:
        links = len({link.url for link in find_links(text)})
        if links > net.max_links:
            yield f"{net.name} takes at most {net.max_links} different links; this text has {links}."
    if net.max_hashtags and ("#" in text or "＃" in text):
        tags = len(_HASHTAG.findall(text))
        if tags > net.max_hashtags:
            yield f"{net.name} takes at most {net.max_hashtags} hashtags; this text has {tags}."
    if not net.phone_numbers and _PHONE.search(text):
        yield f"{net.name} refuses posts with a phone number, and this text seems to have one."


def pictures(media: Iterable[Media]) -> int:
    """How many of these are pictures of their own; that of a link preview is not."""
    return sum(1 for item in media if item.photo or (item.picture and not item.link))


def _needs(net: Network, items: tuple[Media, ...]) -> Iterable[str]:
    images = pictures(items)
    videos = sum(1 for item in items if item.video)
    if "visual" in net.requires and not images + videos:
        yield f"{net.name} needs a picture or a video."
    if "image" in net.requires and not images:
        yield f"{net.name} needs a picture."
    if "video" in net.requires and not videos:
        yield f"{net.name} needs a video."


def _media_problems(net: Network, items: tuple[Media, ...], *, titled: bool) -> Iterable[str]:
    images = pictures(items)
    if net.max_images and images > net.max_images:
        yield f"{net.name} takes at most {net.max_images} pictures; this post has {images}."
    title = next((item.title for item in items if item.title), "")
    if "title" in net.requires and not title and not titled:
        yield f"{net.name} needs a title."
    if net.max_title and len(title) > net.max_title:
        yield f"{net.name} takes a title of at most {net.max_title} characters; this one has {len(title)}."
