"""Whole characters for editing widgets: where the cursor may stand, what may be typed, how a line is drawn.

A person's character is a grapheme cluster: a flag is two code points, a family seven. Textual moves, deletes and
styles by code point, so the editing widgets ask here instead.
"""

from __future__ import annotations

import unicodedata

from rich.style import Style
from rich.text import Text

from buffertui.core.drafting import editable
from buffertui.domain.graphemes import boundary_after as after
from buffertui.domain.graphemes import boundary_before as before
from buffertui.domain.graphemes import floor_boundary as floor

__all__ = ["DRAWN_AS", "WholeText", "after", "before", "ceiling", "drawn", "floor", "pasted", "typed", "word_left",
           "word_right"]

_ZERO_WIDTH = "\u200b"
_UNDRAWN = (*range(0x20), *range(0x7F, 0xA0), *range(0x2028, 0x202F), *range(0x2066, 0x206A), 0xFEFF,
            *range(0xFFF9, 0xFFFC), *range(0xD800, 0xE000))
DRAWN_AS = {code: _ZERO_WIDTH for code in _UNDRAWN if code != 9}
"""Controls and direction overrides, each drawn as one character without width, so that columns stay true."""


def typed(character: str | None) -> bool:
    """Whether a key's character belongs into a text.

    Textual asks ``isprintable``, which is false for the joiners of emoji and Persian, for no-break and ideographic
    spaces, and for every emoji that is newer than Python's tables.
    """
    if character is None or len(character) != 1:
        return False
    return character.isprintable() or unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")


def pasted(text: str) -> tuple[str, int]:
    """What may come in of a pasted text, and how many control characters and escape sequences stayed outside."""
    return editable(text)


def ceiling(line: str, column: int) -> int:
    """The boundary at a column, or the one right of it where the column lies inside a cluster."""
    return column if floor(line, column) == column else after(line, column)


def _of_word(line: str, start: int) -> bool:
    return line[start].isalnum() or line[start] == "_"


def word_left(line: str, column: int) -> int:
    """Where the word left of a column begins, spaces between skipped."""
    while column > 0 and line[before(line, column)].isspace():
        column = before(line, column)
    if column == 0:
        return 0
    kind = _of_word(line, before(line, column))
    while column > 0:
        place = before(line, column)
        if line[place].isspace() or _of_word(line, place) is not kind:
            break
        column = place
    return column


def word_right(line: str, column: int) -> int:
    """Where the word right of a column ends, spaces between skipped."""
    while column < len(line) and line[column].isspace():
        column = after(line, column)
    if column == len(line):
        return column
    kind = _of_word(line, column)
    while column < len(line) and not line[column].isspace() and _of_word(line, column) is kind:
        column = after(line, column)
    return column


class WholeText(Text):
    """A line whose styles cover whole clusters, so that neither cursor nor selection tears an emoji apart."""

    def stylize(self, style: str | Style, start: int = 0, end: int | None = None) -> None:
        """As in ``rich``; both ends widen to the borders of the clusters they fall into."""
        line = self.plain
        if start > 0:
            start = floor(line, start)
        if end is not None and 0 < end < len(line):
            end = ceiling(line, end)
        super().stylize(style, start, end)


def drawn(line: str) -> WholeText:
    """A line of outside text, ready to draw: same length, nothing in it that a terminal would obey."""
    if not (line.isascii() and line.isprintable()):
        line = line.translate(DRAWN_AS)
    return WholeText(line, end="", no_wrap=True)
