"""What Buffer does to a text on its way in: spaces trimmed, links shortened, the first link looked at."""

from __future__ import annotations

import hashlib
import re

from buffertui.domain.models import Media

SHORTENER = "https://bfr.example/"
_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_TAIL = ".,;:!?)]}'»”…、。"
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"


def trim(text: str) -> str:
    """The text without spaces around it and with plain line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def controls(text: str) -> bool:
    """Whether there is a control character in it that Buffer does not take (all below U+0020 but tab and newline)."""
    return any(letter < " " and letter not in "\t\n" for letter in text)


def links(text: str) -> list[str]:
    """The links in a text, in order, without the punctuation that follows them."""
    return [match.rstrip(_TAIL) for match in _LINK.findall(text)]


def shortened(text: str) -> str:
    """The text with each link replaced by a short one; the same link always becomes the same short one."""

    def short(match: re.Match[str]) -> str:
        link = match[0].rstrip(_TAIL)
        rest = match[0][len(link):]
        return match[0] if link.startswith(SHORTENER) else SHORTENER + _code(link) + rest

    return _LINK.sub(short, text)


def preview(text: str) -> Media:
    """The link preview that Buffer builds from the first link of a text; empty when there is none."""
    found = links(text)
    if not found:
        return Media()
    host, _, path = found[0].partition("://")[2].partition("/")
    words = re.split(r"[?#]", path)[0].strip("/").replace("-", " ").replace("/", " · ")
    return Media(link=found[0], title=words.capitalize() or host)


def shared_as(link: str) -> str:
    """How an address is counted: ``www.`` does not matter, other subdomains do."""
    return re.sub(r"^(https?://)www\.", r"\1", link, flags=re.IGNORECASE).rstrip("/")


def _code(link: str) -> str:
    number = int.from_bytes(hashlib.blake2b(link.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
    letters = []
    for _ in range(6):
        number, place = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[place])
    return "".join(letters)
