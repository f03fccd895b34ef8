"""Rows of updates laid out at a width: how high each one is, and its lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from buffertui.domain.records import dataclass
from buffertui.ui.cells import Span, fit, line_spans, width_of, wrap
from buffertui.ui.pieces import Piece, Pieces, Ranked, cells, cut, flush_right, side_by_side, spread
from buffertui.ui.present_marks import LINED
from buffertui.ui.present_updates import Row, Rows, matched
from buffertui.ui.text import PLAIN, Drawing

TIME = 8
"""Cells before the text: the cursor's bar, the time, two blanks."""
MARK = 3
"""Cells of the network's mark, where all profiles are shown."""


@dataclass(frozen=True, slots=True)
class Laid:
    """The lines of a row's text, whether something was left out before or after them, and where its marks stand."""

    spans: tuple[Span, ...]
    before: bool
    after: bool
    beside: bool


def lay_out(row: Row, width: int, most: int, matches: tuple[Span, ...] = ()) -> Laid:
    """The text of a row on at most ``most`` lines of ``width`` cells; blank lines are left out.

    The marks stand beside the last line where they fit, else on a line of their own, else the last line gives way;
    the profile's name alone is worth a line of its own only where there are more than two, and tags never are.
    Where the first of ``matches`` is on a later line, the lines begin later; how many they are stays the same.
    """
    text = row.text
    lines = ((start, end) for start, end in line_spans(text, width) if end > start)
    if matches:
        every = tuple(lines)
        place = next((at for at, (_, end) in enumerate(every) if matches[0][0] < end), 0)
        skip = min(place, len(every) - most) if place >= most else 0
        spans, rest = every[skip : skip + most], len(every) > skip + most
    else:
        skip, found = 0, tuple(islice(lines, most + 1))
        spans, rest = found[:most], len(found) > most
    beside = True
    if spans and any(rank <= LINED for rank, _ in row.marks):
        last = width_of(text[slice(*spans[-1])])
        needed = [group for rank, group in row.marks if rank <= 3 or (most > 2 and rank <= LINED)]
        beside = rest or len(spans) == most or last + 2 + cells(side_by_side(needed)) <= width
    return Laid(spans or ((0, 0),), skip > 0, rest, beside)


def lay_below(row: Row, width: int, most: int) -> list[Pieces]:
    """The lines under the text. A reason that is alone on its line may take two where texts have more than that."""
    lines: list[Pieces] = []
    for groups in row.below:
        pieces = groups[0][1]
        if most <= 2 or len(groups) > 1 or len(pieces) > 1 or width_of(pieces[0].text) <= width:
            lines.append(spread(groups, width))
            continue
        first, *others = wrap(pieces[0].text, width)
        lines += [(pieces[0]._replace(text=first),), (pieces[0]._replace(text=fit(" ".join(others), width)),)]
    return lines


class UpdateSheet:
    """What stands on a list of updates. Heights are kept for each row until the row or the width changes."""

    def __init__(self, rows: Rows, *, lines: int = 2, drawing: Drawing = PLAIN) -> None:
        self.rows = rows
        self.lines = lines
        self.drawing = drawing
        self.keys: tuple[str, ...] = ()
        self._heights: dict[str, tuple[Row, int]] = {}
        self._measured: tuple[int, int, bool] | None = None
        self.show(rows)

    def show(self, rows: Rows) -> None:
        """Take these rows."""
        self.rows = rows
        self.keys = tuple([row.update.id for row in rows.rows])

    def measure(self, width: int) -> Sequence[int]:
        """Lines of each row: its heading, its text, its marks where they have a line, what stands below."""
        if not self.rows.rows:
            return ()
        room, most = self._room(width), self.lines
        setting = (room, most, self._all)
        known = self._heights if setting == self._measured else {}
        fresh: dict[str, tuple[Row, int]] = {}
        heights: list[int] = []
        over = len(self._heading((), 1))
        for row, heading in zip(self.rows.rows, self.rows.days, strict=True):
            key = row.update.id
            kept = known.get(key)
            if kept is None or kept[0] is not row:
                laid = lay_out(row, room, most)
                kept = (row, len(laid.spans) + (not laid.beside) + len(lay_below(row, room, most)))
            fresh[key] = kept
            heights.append(kept[1] + (over if heading else 0))
        heights[0] += self.above(0) - (over if self.rows.days[0] else 0)
        # What a filter hides comes back with the next letter that is taken away.
        self._heights = fresh if self.rows.matches is None else {**known, **fresh}
        self._measured = setting
        return heights

    def draw(self, index: int, width: int, *, cursor: bool, focused: bool) -> Sequence[Pieces]:
        """The lines of a row, with the cursor's bar along all of them but the heading."""
        row, room = self.rows.rows[index], self._room(width)
        matches = matched(self.rows, row, self.drawing)
        laid = lay_out(row, room, self.lines, matches)
        bar = self._bar(cursor=cursor, focused=focused)
        time = Piece(row.time, "muted" if row.faint else "strong" if cursor else "")
        first = (bar, time, Piece("  "), *self._mark(row))
        rest = (bar, Piece(" " * (self._indent - 1)))
        lines = [(*(rest if at else first), *line) for at, line in enumerate(self._text(row, laid, matches, room))]
        lines += [(*rest, *line) for line in lay_below(row, room, self.lines)]
        heading = self.rows.days[index]
        return [*self._heading(heading, index), *lines] if heading else lines

    def above(self, index: int) -> int:
        """The day over the first update of a day."""
        heading = self.rows.days[index]
        return len(self._heading(heading, index)) if heading else 0

    def empty(self) -> Sequence[Pieces]:
        """What the rows say when there are none."""
        return self.rows.empty

    def after(self, width: int) -> Pieces:
        """What the rows say of those that are not loaded."""
        foot = spread(self.rows.foot, self._room(width), Piece(""))
        return (Piece(" " * self._indent), *foot) if foot else ()

    def _heading(self, day: Pieces, index: int) -> tuple[Pieces, ...]:
        """The day over its first update, with a blank line before it where there is room for air."""
        return ((), day) if index and self.lines > 2 else (day,)

    @property
    def _all(self) -> bool:
        return bool(self.rows.rows) and self.rows.rows[0].voice.shown

    @property
    def _indent(self) -> int:
        return TIME + MARK if self._all else TIME

    def _room(self, width: int) -> int:
        return max(1, width - self._indent - 1)

    def _bar(self, *, cursor: bool, focused: bool) -> Piece:
        if not cursor:
            return Piece(" ")
        glyph = self.drawing.mark("▌", ">") if focused else self.drawing.mark("▏", ":")
        return Piece(glyph, "accent" if focused else "muted")

    def _mark(self, row: Row) -> Pieces:
        return (row.voice.mark, Piece(" " * (MARK - width_of(row.voice.mark.text)))) if self._all else ()

    def _text(self, row: Row, laid: Laid, matches: tuple[Span, ...], room: int) -> list[Pieces]:
        lines = [_marked(row.text, span, matches) for span in laid.spans]
        if not row.text:
            lines = [(Piece("(no text)", "muted"),)]
        elif not row.update.readable:
            lines = [tuple(piece._replace(role="muted") for piece in line) for line in lines]
        if laid.before:
            lines[0] = cut((Piece("… ", "muted"), *lines[0]), room)
        if laid.after:
            lines[-1] = _open_ended(lines[-1], room)
        if not row.marks:
            return lines
        if laid.beside:
            lines[-1] = _beside(lines[-1], row.marks, room)
            return lines
        return [*lines, flush_right(spread(row.marks, room), room)]


def _open_ended(line: Pieces, room: int) -> Pieces:
    ending = (*line, Piece(" …", "muted"))
    return ending if cells(ending) <= room else cut((*line, Piece(" " * room)), room)


def _beside(line: Pieces, ranked: Sequence[Ranked], room: int) -> Pieces:
    """The marks at the right end of a line of text; each gives way, but what happens now is said in full."""
    urgent = cells(side_by_side(group for rank, group in ranked if rank <= 1))
    marks = spread(ranked, max(room - cells(line) - 2, room // 2, min(urgent, room)))
    line = cut(line, max(0, room - cells(marks) - 2))
    return (*line, Piece(" " * max(0, room - cells(line) - cells(marks))), *marks)


def _marked(text: str, span: Span, matches: tuple[Span, ...]) -> Pieces:
    """A line of text with what matched the filter marked in it."""
    start, end = span
    pieces: list[Piece] = []
    for opening, closing in matches:
        first, last = max(opening, start), min(closing, end)
        if first < last:
            pieces += [Piece(text[start:first]), Piece(text[first:last], "match")]
            start = last
    return (*(piece for piece in pieces if piece.text), Piece(text[start:end]))
