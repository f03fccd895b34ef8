"""How long a text is by the rule of each network, and from where on it is too long."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import pairwise

from .emoji import emoji_pattern, has_emoji
from .graphemes import boundaries, grapheme_count
from .late import late
from .records import dataclass

URL_LENGTH = 23
"""What an address counts on X (twitter-text configuration v3) and on Mastodon (StatusLengthValidator)."""

Fixed = tuple[int, int, int]
"""A stretch of a text that counts a set length whatever stands in it: start, end, length."""

_LIGHT = late("[\x00-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]+")
_HEAVY = "\u3000"
_ASTRAL = late("[\U00010000-\U0010ffff]+")
_MENTION = late(r"(?<![=/\w])@([a-z0-9_]+(?:[.\-]+[a-z0-9_]+)*)@(?:[.\-]*\w)+", re.IGNORECASE)


_STRIDE = 64
"""Graphemes that are measured at once on the way to where a text is too long."""


def _nothing_fixed(text: str) -> tuple[Fixed, ...]:
    del text
    return ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to count, in ``unit``.

    ``measure`` gives the length of a piece of text; over whole graphemes it adds up. ``fixed`` gives the stretches of
    set length, in order. Plain ASCII counts one for each character by every rule.
    """

    unit: str
    measure: Callable[[str], int]
    fixed: Callable[[str], tuple[Fixed, ...]] = _nothing_fixed

    def length(self, text: str) -> int:
        """How much the whole text counts."""
        return sum(self.measure(text[start:end]) if set_to < 0 else set_to for start, end, set_to in self._pieces(text))

    def crossing(self, text: str, limit: int) -> int:
        """Index of the first grapheme or address that does not fit into ``limit``; the end when everything fits."""
        left = limit
        for start, end, set_to in self._pieces(text):
            piece = text[start:end]
            length = self.measure(piece) if set_to < 0 else set_to
            if length <= left:
                left -= length
            elif set_to >= 0:
                return start
            else:
                return start + self._fitting(piece, left)
        return len(text)

    def _fitting(self, piece: str, left: int) -> int:
        if piece.isascii() and "\r" not in piece:
            return max(0, left)
        marks = boundaries(piece)
        at, last = 0, len(marks) - 1
        while at < last:
            ahead = min(at + _STRIDE, last)
            length = self.measure(piece[marks[at] : marks[ahead]])
            if length <= left:
                at, left = ahead, left - length
                continue
            for start, end in pairwise(marks[at : ahead + 1]):
                left -= self.measure(piece[start:end])
                if left < 0:
                    return start
            at = ahead
        return len(piece)

    def _pieces(self, text: str) -> Iterator[Fixed]:
        at = 0
        for start, end, length in self.fixed(text):
            if start > at:
                yield at, start, -1
            yield start, end, length
            at = end
        if at < len(text):
            yield at, len(text), -1


def _x_weight(piece: str) -> int:
    if piece.isascii():
        return len(piece)
    piece = unicodedata.normalize("NFC", piece)
    if has_emoji(piece):
        piece = emoji_pattern().sub(_HEAVY, piece)
    return 2 * len(piece) - sum(map(len, _LIGHT.findall(piece)))


# The patterns of addresses take 10 ms to compile, and a start that counts nothing goes without them.
def _x_fixed(text: str) -> tuple[Fixed, ...]:
    from .shortlinks import x_urls

    return tuple((start, end, URL_LENGTH) for start, end in x_urls(text))


def _mastodon_fixed(text: str) -> tuple[Fixed, ...]:
    from .shortlinks import mastodon_urls

    stretches = [(start, end, URL_LENGTH) for start, end in mastodon_urls(text)]
    if "@" in text:
        inside = tuple(stretches)
        for match in _MENTION.finditer(text):
            start, end = match.span()
            if not any(a < end and start < b for a, b, _ in inside):
                stretches.append((start, end, 1 + len(match[1])))
    return tuple(sorted(stretches))


def _utf8(piece: str) -> int:
    return len(piece) if piece.isascii() else len(piece.encode("utf-8", "surrogatepass"))


def _utf16(piece: str) -> int:
    return len(piece) if piece.isascii() else len(piece) + sum(map(len, _ASTRAL.findall(piece)))


def _emoji_in_bytes(piece: str) -> int:
    if not has_emoji(piece):
        return len(piece)
    return len(piece) + sum(_utf8(emoji) - len(emoji) for emoji in emoji_pattern().findall(piece))


CHARACTERS = Rule("characters", len)
"""Code points."""
GRAPHEMES = Rule("characters", grapheme_count)
"""Characters as a reader sees them (lexicon app.bsky.feed.post)."""
BYTES = Rule("bytes", _utf8)
"""UTF-8 (lexicon app.bsky.feed.post)."""
UTF16 = Rule("characters", _utf16)
"""UTF-16 units, in which an emoji is two and more (TikTok content posting API)."""
THREADS = Rule("characters", _emoji_in_bytes)
"""Code points, and of each emoji its UTF-8 bytes (Threads API, posts)."""
X_WEIGHTED = Rule("characters", _x_weight, _x_fixed)
"""Weighted length (twitter-text configuration v3): 23 for an address, 2 for an emoji and beyond the light ranges."""
MASTODON = Rule("characters", grapheme_count, _mastodon_fixed)
"""Graphemes; 23 for an address with a scheme, ``@user`` for ``@user@host`` (Mastodon, StatusLengthValidator)."""
