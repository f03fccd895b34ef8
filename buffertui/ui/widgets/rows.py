"""Rows of short things to pick from, drawn by one widget: choices of a field, and the keys of a dialog."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from buffertui.ui.pieces import Piece, Pieces, Role, cells, cut, plain
from buffertui.ui.text import width_of

from .paint import Painter

GAP = 2


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to pick. ``mark`` goes before the words; the short ones stand in where the row is too narrow."""

    id: str
    words: str
    short: str = ""
    mark: str = ""
    mark_role: Role = ""
    role: Role = ""
    short_mark: str = ""

    def pieces(self, short: bool) -> Pieces:
        """How it is drawn."""
        words = Piece((self.short or self.words) if short else self.words, self.role)
        mark = (self.short_mark or self.mark) if short else self.mark
        return (Piece(f"{mark} ", self.mark_role), words) if mark else (words,)


class Row(Widget):
    """Items side by side behind a label; a click picks one."""

    DEFAULT_CSS = """
    Row {
        height: 1;
        width: 1fr;
    }
    """
    ALLOW_SELECT = False

    @dataclass
    class Picked(Message):
        """An item was picked."""

        row: Row
        item_id: str
        moved: bool = False

        @property
        def control(self) -> Row:
            """The row, for ``@on`` with its id."""
            return self.row

    def __init__(self, label: str = "", items: Sequence[Item] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._painter = Painter(self)
        self._label = label
        self._items = tuple(items)

    @property
    def text(self) -> str:
        """What the row says at the width at hand."""
        return plain(self._made())

    def show(self, items: Sequence[Item]) -> None:
        """Draw these."""
        if tuple(items) != self._items:
            self._items = tuple(items)
            self.refresh()

    def _short(self) -> bool:
        return self._cells(False) > self.size.width

    def _cells(self, short: bool, gap: int = GAP) -> int:
        return len(self._label) + sum(cells(item.pieces(short)) + gap for item in self._items) - gap

    def _gap(self) -> int:
        """Cells between two items: one where the row would not fit otherwise."""
        return GAP if self._cells(self._short()) <= self.size.width else 1

    def _made(self) -> Pieces:
        short, gap = self._short(), self._gap()
        found = [Piece(self._label, "muted")] if self._label else []
        for index, item in enumerate(self._items):
            pieces = item.pieces(short)
            found += [*pieces[:-1], self._emphasised(index, pieces[-1]), Piece(" " * gap)]
        return cut(tuple(found[:-1] if self._items else found), self.size.width)

    def _emphasised(self, index: int, words: Piece) -> Piece:
        return words

    def render_line(self, y: int) -> Strip:
        """The row."""
        return self._painter.strip(self._made() if y == 0 else (), self.size.width)

    def item_at(self, x: int) -> int | None:
        """Which item stands at a column."""
        short, gap, start = self._short(), self._gap(), width_of(self._label)
        for index, item in enumerate(self._items):
            end = start + cells(item.pieces(short))
            if start <= x < end:
                return index
            start = end + gap
        return None

    def on_click(self, event: events.Click) -> None:
        """Pick what was clicked."""
        place = event.get_content_offset(self)
        index = self.item_at(place.x) if place is not None and place.y == 0 else None
        if index is not None:
            self.pick(index)

    def pick(self, index: int, *, moved: bool = False) -> None:
        """Tell that an item was picked, by itself or (``moved``) because the cursor came to it."""
        self.post_message(self.Picked(self, self._items[index].id, moved))

    def notify_style_update(self) -> None:
        """Look the colours up again."""
        self._painter.forget()
        super().notify_style_update()


class ChoiceRow(Row, can_focus=True):
    """A row with a cursor. Where one of the items always holds (``radio``), moving picks; else Space or Enter does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "move(-1)", "Left", show=False),
        Binding("right,l", "move(1)", "Right", show=False),
        Binding("space,enter", "pick", "Choose", show=False),
    ]

    def __init__(self, label: str = "", items: Sequence[Item] = (), *, radio: bool = False, cursor: int = 0,
                 id: str | None = None) -> None:
        super().__init__(label, items, id=id)
        self._radio = radio
        self._cursor = cursor

    def show(self, items: Sequence[Item]) -> None:
        """Draw these; the cursor stays on its item."""
        here = self._items[self._cursor].id if self._cursor < len(self._items) else ""
        super().show(items)
        places = [item.id for item in self._items]
        self._cursor = places.index(here) if here in places else min(self._cursor, max(0, len(places) - 1))

    def _emphasised(self, index: int, words: Piece) -> Piece:
        return words._replace(role="strong") if self.has_focus and index == self._cursor else words

    def begin(self) -> None:
        """Put the cursor on the first item."""
        self._cursor = 0
        self.refresh()

    def action_move(self, by: int) -> None:
        """Move the cursor, round the ends."""
        self._cursor = (self._cursor + by) % max(1, len(self._items))
        self.refresh()
        if self._radio and self._items:
            self.pick(self._cursor, moved=True)

    def action_pick(self) -> None:
        """Pick the item under the cursor."""
        if self._items:
            self.pick(self._cursor)

    def pick(self, index: int, *, moved: bool = False) -> None:
        """Tell that an item was picked; the cursor goes there."""
        self._cursor = index
        self.refresh()
        super().pick(index, moved=moved)

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh()
