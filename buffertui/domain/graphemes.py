"""Where one character as a reader sees it ends and the next begins (extended grapheme clusters, UAX #29)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from .emoji import PICTOGRAPHS
from .late import late

_PICTOGRAPH = late(f"[{PICTOGRAPHS}]")
_PREPEND = late(
    "[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\U000110bd\U000110cd\U000111c2\U000111c3\U0001193f\U00011941"
    "\U00011a84-\U00011a89\U00011d46\U00011f02]"
)
_LINKER = late("[\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d\u1039\u17d2]")
_CONSONANT = late(
    "[\u0915-\u0939\u0958-\u095f\u0978-\u097f\u0995-\u09a8\u09aa-\u09b0\u09b2\u09b6-\u09b9\u09dc\u09dd\u09df\u09f0\u09f1"
    "\u0a95-\u0aa8\u0aaa-\u0ab0\u0ab2\u0ab3\u0ab5-\u0ab9\u0af9\u0b15-\u0b28\u0b2a-\u0b30\u0b32\u0b33\u0b35-\u0b39"
    "\u0b5c\u0b5d\u0b5f\u0b71\u0c15-\u0c28\u0c2a-\u0c39\u0c58-\u0c5a\u0d15-\u0d3a\u1000-\u102a\u103f\u1050-\u1055"
    "\u105a-\u105d\u1061\u1065\u1066\u106e-\u1070\u1075-\u1081\u108e\u1780-\u17b3]"
)
_EXTENDING_MC = late(
    "[\u09be\u09d7\u0b3e\u0b57\u0bbe\u0bd7\u0cc0\u0cc2\u0cc7\u0cc8\u0cca\u0ccb\u0cd5\u0cd6\u0d3e\u0d57\u0dcf\u0ddf"
    "\u1715\u1734\u1b35\u1b3b\u1b3d\u1b43\u1b44\u1baa\u1bf2\u1bf3\u302e\u302f\ua953\ua9c0\U000111c0\U00011235"
    "\U0001133e\U0001134d\U00011357\U000114b0\U000114bd\U000115af\U000116b6\U00011930\U0001193d"
    "\U0001d165\U0001d166\U0001d16d-\U0001d172\uff9e\uff9f]"
)
_PLAIN_MC = late(
    "[\u102b\u102c\u1038\u1062-\u1064\u1067-\u106d\u1083\u1087-\u108c\u108f\u109a-\u109c\u1a61\u1a63\u1a64\uaa7b\uaa7d"
    "\U00011720\U00011721]"
)

_SPECIAL = {
    0x0D: "R", 0x0A: "N", 0x200D: "J", 0x200C: "W", 0x0E33: "S", 0x0EB3: "S", 0xFF9E: "E", 0xFF9F: "E",
}


def _class_of(code: int) -> str:
    """The letter of a code point in the small alphabet in which ``_CLUSTER`` is written."""
    if letter := _SPECIAL.get(code):
        return letter
    if 0xAC00 <= code <= 0xD7A3:
        return "A" if (code - 0xAC00) % 28 == 0 else "B"
    if 0x1100 <= code <= 0x115F or 0xA960 <= code <= 0xA97C:
        return "H"
    if 0x1160 <= code <= 0x11A7 or 0xD7B0 <= code <= 0xD7C6:
        return "V"
    if 0x11A8 <= code <= 0x11FF or 0xD7CB <= code <= 0xD7FB:
        return "T"
    if 0x1F1E6 <= code <= 0x1F1FF:
        return "F"
    if 0x1F3FB <= code <= 0x1F3FF or 0xE0020 <= code <= 0xE007F:
        return "E"
    return _class_by_tables(chr(code))


def _class_by_tables(char: str) -> str:
    if _PREPEND.match(char):
        return "P"
    if _LINKER.match(char):
        return "L"
    if _CONSONANT.match(char):
        return "K"
    if _PICTOGRAPH.match(char):
        return "X"
    category = unicodedata.category(char)
    if category in ("Mn", "Me"):
        return "E"
    if category == "Mc":
        return "E" if _EXTENDING_MC.match(char) else "O" if _PLAIN_MC.match(char) else "S"
    return "C" if category in ("Cc", "Cf", "Zl", "Zp", "Cs") else "O"


class _Classes(dict[int, str]):
    """Code point to class letter, filled as texts bring new characters."""

    def __missing__(self, code: int) -> str:
        letter = self[code] = _class_of(code)
        return letter


_CLASSES = _Classes({code: "O" if 0x20 <= code < 0x7F else "C" for code in range(0x80)} | {0x0D: "R", 0x0A: "N"})

# R and N are CR and LF, C a control, E extends, J is ZWJ, W is ZWNJ, S a spacing mark, P prepends, F half a flag,
# H V T and A B the parts of Hangul, X a pictograph, K a consonant and L a linker of an Indic script, O the rest.
# The first group is a run of characters that stand alone, so that plain text costs one step.
_TOKEN = late(
    "([OABKXC]+)(?![EJWSLTV])"
    "|RN"
    "|P*+(?:"
    "H++(?:(?:V++|AV*+|B)T*+)?|(?:V++|AV*+|B)T*+|T++"
    "|FF"
    "|X(?:[ELW]*+JX)*+"
    "|K(?:[EJ]*+L[EJL]*+K)*+"
    "|[^RNC]"
    ")[EJWSL]*+"
    "|P++|."
)


@lru_cache(maxsize=16)
def joined(text: str) -> tuple[tuple[int, int], ...]:
    """The clusters of more than one code point as ``(start, end)``; everything between them stands alone."""
    if text.isascii() and "\r" not in text:
        return ()
    tokens = _TOKEN.finditer(text.translate(_CLASSES))
    return tuple(span for token in tokens if token.lastindex is None and (span := token.span())[1] - span[0] > 1)


def grapheme_count(text: str) -> int:
    """How many characters a reader counts."""
    return len(text) - sum(end - start - 1 for start, end in joined(text))


def boundaries(text: str) -> list[int]:
    """Every index at which a cluster begins, and the length of the text; ``[0]`` for an empty text."""
    if not (clusters := joined(text)):
        return list(range(len(text) + 1))
    marks: list[int] = []
    at = 0
    for start, end in clusters:
        marks.extend(range(at, start + 1))
        at = end
    marks.extend(range(at, len(text) + 1))
    return marks


def graphemes(text: str) -> Iterator[str]:
    """The text cut into clusters; joined again they are the text."""
    at = 0
    for start, end in joined(text):
        yield from text[at:start]
        yield text[start:end]
        at = end
    yield from text[at:]


def floor_boundary(text: str, index: int) -> int:
    """The last cluster boundary at or before ``index``, so that nothing is cut through a character."""
    for start, end in joined(text):
        if start >= index:
            break
        if index < end:
            return start
    return max(0, min(index, len(text)))


def boundary_before(text: str, index: int) -> int:
    """Where a backspace at ``index`` ends: the start of the cluster that ends there or contains it."""
    return floor_boundary(text, max(0, min(index, len(text)) - 1))


def boundary_after(text: str, index: int) -> int:
    """Where a step to the right from ``index`` ends: the end of the cluster that starts there or contains it."""
    for start, end in joined(text):
        if start > index:
            break
        if index < end:
            return end
    return min(index + 1, len(text))
