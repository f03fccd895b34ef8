"""Text measured in the cells of a terminal: wrapping and cutting that never go through a character."""

from __future__ import annotations

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

# A line may break on either side of these without a space; marks that close a phrase stay with what they close.
_IDEOGRAPHS = (
    "\u2e80-\u2fd5\u3005-\u3007\u3021-\u3029\u3031-\u303a\u3041-\u3096\u309d-\u30ff\u3105-\u312f\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\U00020000-\U0003fffd"
)
_OPENERS = "\u3008\u300a\u300c\u300e\u3010\u3014\uff08\uff3b\uff5b"
_CLOSERS = (
    "\u3001\u3002\u3009\u300b\u300d\u300f\u3011\u3015\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff3d\uff5d\u2026"
)
_MARKS = "\u0300-\u036f\u200c\u200d\u20d0-\u20f0\u3099\u309a\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef"
_TOKEN = late(
    f" +|(?:[{_OPENERS}][{_MARKS}]*)*[{_IDEOGRAPHS}][{_MARKS}]*(?:[{_CLOSERS}\u30fc][{_MARKS}]*)*"
    f"|[^ {_IDEOGRAPHS}{_OPENERS}]+|(?:[{_OPENERS}][{_MARKS}]*)+"
)

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
    stop, used, gap = start, 0, 0
    for token in _TOKEN.finditer(text, start, end):
        here, there = token.span()
        if text[here] == " ":
            gap = there - here
            continue
        used += gap + width_of(token.group())
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
