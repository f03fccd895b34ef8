"""Which runs of characters a reader sees as one emoji."""

from __future__ import annotations

import re
from functools import cache

from .late import late

PICTOGRAPHS = (
    "\xa9\xae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u23cf\u23e9-\u23f3\u23f8-\u23fa\u24c2"
    "\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u2604\u260e\u2611\u2614\u2615\u2618\u261d\u2620\u2622\u2623\u2626"
    "\u262a\u262e\u262f\u2638-\u263a\u2640\u2642\u2648-\u2653\u265f\u2660\u2663\u2665\u2666\u2668\u267b\u267e\u267f"
    "\u2692-\u2697\u2699\u269b\u269c\u26a0\u26a1\u26a7\u26aa\u26ab\u26b0\u26b1\u26bd\u26be\u26c4\u26c5\u26c8\u26ce"
    "\u26cf\u26d1\u26d3\u26d4\u26e9\u26ea\u26f0-\u26f5\u26f7-\u26fa\u26fd\u2702\u2705\u2708-\u270d\u270f\u2712\u2714"
    "\u2716\u271d\u2721\u2728\u2733\u2734\u2744\u2747\u274c\u274e\u2753-\u2755\u2757\u2763\u2764\u2795-\u2797\u27a1"
    "\u27b0\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299"
    "\U0001f004\U0001f02c-\U0001f02f\U0001f094-\U0001f09f\U0001f0af\U0001f0b0\U0001f0c0\U0001f0cf\U0001f0d0"
    "\U0001f0f6-\U0001f0ff\U0001f170\U0001f171\U0001f17e\U0001f17f\U0001f18e\U0001f191-\U0001f19a\U0001f1ae-\U0001f1e5"
    "\U0001f201-\U0001f20f\U0001f21a\U0001f22f\U0001f232-\U0001f23a\U0001f23c-\U0001f23f\U0001f249-\U0001f25f"
    "\U0001f266-\U0001f3fa\U0001f400-\U0001f53d\U0001f546-\U0001f64f\U0001f680-\U0001f6ff\U0001f7d5-\U0001f7ff"
    "\U0001f90c-\U0001f93a\U0001f93c-\U0001f945\U0001f947-\U0001f9ff\U0001fa70-\U0001faff\U0001fc00-\U0001fffd"
)
"""Inside of a character class: code points that can carry an emoji (Unicode ``emoji-data``, Extended_Pictographic)."""

_COLOURED = (
    "\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd"
    "\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e"
    "\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55"
)
"""Pictographs below U+10000 that are emoji without a variation selector (``emoji-data``, Emoji_Presentation)."""

_TONE = "[\U0001f3fb-\U0001f3ff]"
_TAGS = "[\U000e0020-\U000e007e]+\U000e007f"
_DRESS = f"(?:\ufe0f|{_TONE})?(?:{_TAGS})?"

# It starts with one class, so that a search runs over plain text at the speed of that class.
_EMOJI = (
    "[0-9#*\xa9\xae\u203c-\u3299\U0001f000-\U0001fffd](?:"
    "(?<=[\U0001f1e6-\U0001f1ff])[\U0001f1e6-\U0001f1ff]"
    "|(?<=[0-9#*])\ufe0f?\u20e3"
    f"|(?<=[{PICTOGRAPHS}])(?:{_DRESS}(?:\u200d[{PICTOGRAPHS}]{_DRESS})+|\ufe0f\u20e3?|{_TONE})"
    f"|(?<=[{PICTOGRAPHS}])(?<=[\U0001f000-\U0001ffff])(?:{_TAGS})?"
    f"|(?<=[{_COLOURED}])|(?<={_TONE}))"
)


@cache
def emoji_pattern() -> re.Pattern[str]:
    """One emoji: a flag, a keycap, pictographs joined by ZWJ, with a skin tone or selector, a tagged one, a plain one.

    Every joined sequence is taken as one, also one that no vendor draws. A pictograph that is text unless a selector
    says otherwise (the copyright sign) is no emoji by itself. Compiled when first asked for: a start needs none of it.
    """
    return re.compile(_EMOJI)


_MAYBE = late("[\ufe0f\u20e3\u203c-\u3299\U0001f000-\U0001ffff]")


def has_emoji(text: str) -> bool:
    """A quick no for most texts; a yes only says that it is worth looking."""
    return not text.isascii() and _MAYBE.search(text) is not None
