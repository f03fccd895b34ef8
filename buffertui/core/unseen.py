"""Characters in a text that nobody sees and every network counts."""

from __future__ import annotations

import unicodedata
from collections import Counter

from buffertui.domain.emoji import has_emoji
from buffertui.domain.graphemes import graphemes

_SPACES = frozenset("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f")
_MOST_NAMES = 3


def unseen(text: str) -> str:
    """Name them, most frequent first ("2 × no-break space"); empty without any. What joins an emoji is seen."""
    if text.isascii():
        return ""
    found: Counter[str] = Counter()
    for cluster in graphemes(text):
        if not cluster.isascii() and not (len(cluster) > 1 and has_emoji(cluster)):
            found.update(char for char in cluster if char in _SPACES or unicodedata.category(char) == "Cf")
    names = [f"{number} × {_name(char)}" for char, number in found.most_common(_MOST_NAMES)]
    if len(found) > _MOST_NAMES:
        names.append("others")
    return ", ".join(names)


def _name(char: str) -> str:
    return unicodedata.name(char, f"U+{ord(char):04X}").lower().replace("zero width", "zero-width")
