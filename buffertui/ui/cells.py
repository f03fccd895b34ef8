"""Text measured in the cells of a terminal: wrapping and cutting that never go through a character."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from rich.cells import cell_len

from buffertui.domain.graphemes import joined
from buffertui.domain.late import late

Span = tuple[int, int]

# Characters that take one cell whatever stands beside them: text made of these is cut by counting.
NARROW = late(
    "[ -~\xa0-\xac\xae-\u02ff\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038e-\u03a1\u03a3-\u0482\u048a-\u052f"
    "\u05d0-\u05ea\u1e00-\u1f15\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u21ff\u2500-\u25fc]*"
)

# A line may break on either side of an ideograph without a space; marks that close a phrase stay with what they close.
# Each kind of character has a letter, by the ranges it begins in: I an ideograph, L one that may also follow another
# on its line, O opens a phrase, C closes one, M a mark that belongs to what stands before it, w all others.
_KINDS = (
    (0x300, "M"), (0x370, "w"), (0x200C, "M"), (0x200E, "w"), (0x2026, "C"), (0x2027, "w"), (0x20D0, "M"),
    (0x20F1, "w"), (0x2E80, "I"), (0x2FD6, "w"), (0x3001, "C"), (0x3003, "w"), (0x3005, "I"), (0x3008, "O"),
    (0x3009, "C"), (0x300A, "O"), (0x300B, "C"), (0x300C, "O"), (0x300D, "C"), (0x300E, "O"), (0x300F, "C"),
    (0x3010, "O"), (0x3011, "C"), (0x3012, "w"), (0x3014, "O"), (0x3015, "C"), (0x3016, "w"), (0x3021, "I"),
    (0x302A, "w"), (0x3031, "I"), (0x303B, "w"), (0x3041, "I"), (0x3097, "w"), (0x3099, "M"), (0x309B, "w"),
    (0x309D, "I"), (0x30FC, "L"), (0x30FD, "I"), (0x3100, "w"), (0x3105, "I"), (0x3130, "w"), (0x31F0, "I"),
    (0x3200, "w"), (0x3400, "I"), (0x4DC0, "w"), (0x4E00, "I"), (0xA000, "w"), (0xF900, "I"), (0xFB00, "w"),
    (0xFE00, "M"), (0xFE10, "w"), (0xFF01, "C"), (0xFF02, "w"), (0xFF08, "O"), (0xFF09, "C"), (0xFF0A, "w"),
    (0xFF0C, "C"), (0xFF0D, "w"), (0xFF0E, "C"), (0xFF0F, "w"), (0xFF10, "I"), (0xFF1A, "C"), (0xFF1C, "w"),
    (0xFF1F, "C"), (0xFF20, "w"), (0xFF21, "I"), (0xFF3B, "O"), (0xFF3C, "w"), (0xFF3D, "C"), (0xFF3E, "w"),
    (0xFF41, "I"), (0xFF5B, "O"), (0xFF5C, "w"), (0xFF5D, "C"), (0xFF5E, "w"), (0x1F3FB, "M"), (0x1F400, "w"),
    (0x20000, "I"), (0x3FFFE, "w"), (0xE0100, "M"), (0xE01F0, "w"),
)
_TOKEN = late(" +|(?:OM*)*[IL]M*(?:[CL]M*)*|[^ IOL]+|(?:OM*)+")


class _Kinds(dict[int, str]):
    """Code point to the letter of its kind, filled as texts bring new characters."""

    def __missing__(self, code: int) -> str:
        at = bisect_right(_KINDS, (code, "~"))
        letter = self[code] = _KINDS[at - 1][1] if at else "w"
        return letter


_KIND_OF = _Kinds({0x20: " "})

ELLIPSIS = "…"

_cells = lru_cache(maxsize=1 << 15)(cell_len)


def width_of(text: str) -> int:
    """How many cells a text of one line takes."""
    return len(text) if text.isascii() else _cells(text) if len(text) < 64 else cell_len(text)


def wrap(text: str, width: int) -> list[str]:
    """The lines of a text, each at most ``width`` cells; only spaces at the ends of lines are left out.

    A character that is wider than ``width`` itself stands alone on its line.
    """
    return [text[start:end] for start, end in line_spans(text, width)]


def line_spans(text: str, width: int) -> Iterator[Span]:
    """Where each wrapped line starts and ends in ``text``, made one at a time so that a reader can stop early."""
    width = max(1, width)
    start, length = 0, len(text)
    while True:
        end = text.find("\n", start)
        end = length if end < 0 else end
        if end - start <= width // 2:
            yield start, end
        elif NARROW.fullmatch(text, start, end):
            yield from _narrow(text, start, end, width)
        else:
            yield from _mixed(text, start, end, width)
        if end == length:
            return
        start = end + 1


def _narrow(text: str, start: int, end: int, width: int) -> Iterator[Span]:
    """Lines of a paragraph in which each character is one cell."""
    first = start
    while end - start > width:
        stop, following = _narrow_line(text, start, end, width)
        if stop > start:
            yield start, stop
        start = following
    if start < end or start == first:
        yield start, end


def _narrow_line(text: str, start: int, end: int, width: int) -> Span:
    """Where a line of more than ``width`` single cells stops, and where the next one starts."""
    cut = text.rfind(" ", start, start + width + 1)
    stop = following = start + width
    if cut >= start:
        stop, following = start + len(text[start:cut].rstrip(" ")), cut
    while following < end and text[following] == " ":
        following += 1
    return stop, following


def _mixed(text: str, start: int, end: int, width: int) -> Iterator[Span]:
    """Lines of a paragraph that has wide or joined characters; plain stretches of it are cut by counting."""
    first = start
    while start < end:
        plain = NARROW.match(text, start, min(end, start + width + 1))
        if plain is not None and plain.end() - start > width:
            stop, following = _narrow_line(text, start, end, width)
        else:
            stop, following = _mixed_line(text, start, end, width)
        if stop > start:
            yield start, stop
        start = following
    if start == first:
        yield start, start


def _mixed_line(text: str, start: int, end: int, width: int) -> Span:
    """Where a line stops, and where the next one starts."""
    near = min(end, start + width + 16)
    found = _near_line(text, start, near, width)
    if found[1] == near < end:
        # More may belong to this line.
        found = _near_line(text, start, end, width)
    return found


def _near_line(text: str, start: int, end: int, width: int) -> Span:
    stop, used, gap = start, 0, 0
    for token in _TOKEN.finditer(text[start:end].translate(_KIND_OF)):
        here, there = start + token.start(), start + token.end()
        if text[here] == " ":
            gap = there - here
            continue
        used += gap + width_of(text[here:there])
        if used > width:
            if stop > start:
                return stop, here
            return (start, here) if here > start else (cut := _fold(text, here, there, width), cut)
        stop, gap = there, 0
    return stop, end


def _fold(text: str, start: int, end: int, width: int) -> int:
    """Where to cut a word that is too long for a line: between two of its characters, after at least one."""
    used, stop = 0, start
    for here, there in _clusters(text[start:end]):
        used += width_of(text[start + here : start + there])
        if used > width and stop > start:
            break
        stop = start + there
    return stop


def _clusters(text: str) -> Iterator[Span]:
    at = 0
    for start, end in joined(text):
        for single in range(at, start):
            yield single, single + 1
        yield start, end
        at = end
    for single in range(at, len(text)):
        yield single, single + 1


def fit(text: str, width: int) -> str:
    """A text of one line in at most ``width`` cells, with "…" where something was cut off."""
    if width <= 0:
        return ""
    if len(text) * 2 <= width or width_of(text) <= width:
        return text
    room = width - 1
    if NARROW.fullmatch(text):
        return text[:room].rstrip() + ELLIPSIS
    used = stop = 0
    for here, there in _clusters(text):
        used += width_of(text[here:there])
        if used > room:
            break
        stop = there
    return text[:stop].rstrip() + ELLIPSIS
