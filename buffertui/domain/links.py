"""Addresses in a text that a reader can open, and whether one may be opened at all."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from .late import late
from .records import dataclass

_WIDE_MARKS = "、。，「」『』（）【】《》〈〉！？；："
_URL = late(rf"(?<![a-z0-9])https?://[^\s<>\"`\\^{{|}}\x00-\x20\x7f-\x9f{_WIDE_MARKS}]+", re.IGNORECASE)
_TRAILING = ".,;:!?'*_~…’”»›"
_PAIRS = {")": "(", "]": "["}
_MAX_URL = 4096


@dataclass(frozen=True, slots=True)
class Link:
    """An address as it stands in a text at ``start`` to ``end`` (code points)."""

    start: int
    end: int
    url: str


def find_links(text: str) -> tuple[Link, ...]:
    """All ``http(s)`` addresses of a text, in order, without the punctuation of the sentence around them."""
    if "://" not in text:
        return ()
    found = []
    for match in _URL.finditer(text):
        url = _trimmed(match[0])
        if _host(url):
            found.append(Link(match.start(), match.start() + len(url), url))
    return tuple(found)


def _trimmed(url: str) -> str:
    """Cut closing punctuation, and a closing bracket that was opened before the address."""
    end = len(url)
    surplus = {close: url.count(close) - url.count(opening) for close, opening in _PAIRS.items()}
    while end:
        last = url[end - 1]
        if last in _PAIRS and surplus[last] > 0:
            surplus[last] -= 1
        elif last not in _TRAILING:
            break
        end -= 1
    return url[:end]


def _host(url: str) -> str:
    """The host of an address, empty where there is none or the address cannot be read."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def safe_to_open(url: str) -> bool:
    """Whether an address from outside may be handed to the browser.

    Only ``http`` and ``https`` with a host, without user name and password, and without any character that is not
    shown (white space, controls, direction marks, halves of characters) or that browsers read as a slash.
    """
    if not url or len(url) > _MAX_URL or "\\" in url:
        return False
    if any(char.isspace() or unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") for char in url):
        return False
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and "@" not in parts.netloc
