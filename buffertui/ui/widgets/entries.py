"""A list of things that stand on a few lines each: outbox items, drafts, deleted updates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.message import Message

from buffertui.ui.pieces import Piece, Pieces, lay
from buffertui.ui.text import PLAIN, Drawing

from .line_list import LineList


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing: for each of its lines what stands at the left and, where there is room, at the right."""

    id: str
    lines: tuple[tuple[Pieces, Pieces], ...]


class EntrySheet:
    """The lines of the entries, behind the cursor's bar."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.entries: tuple[Entry, ...] = ()
        self.nothing: tuple[Pieces, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(entry.id for entry in self.entries)

    def measure(self, width: int) -> Sequence[int]:
        return [len(entry.lines) for entry in self.entries]

    def draw(self, index: int, width: int, *, cursor: bool, focused: bool) -> Sequence[Pieces]:
        bar = Piece(" ")
        if cursor:
            glyph = self.drawing.mark("▌", ">") if focused else self.drawing.mark("▏", ":")
            bar = Piece(glyph, "accent" if focused else "muted")
        room = max(1, width - 3)
        return [(bar, Piece(" "), *lay(left, right, room)) for left, right in self.entries[index].lines]

    def above(self, index: int) -> int:
        return 0

    def empty(self) -> Sequence[Pieces]:
        return self.nothing

    def after(self, width: int) -> Pieces:
        return ()


class EntryList(LineList):
    """Entries under one cursor, which stays on its entry while others come and go."""

    class Moved(Message):
        """The cursor stands on another entry, or on none: moved ``by_hand``, or because its entry went."""

        def __init__(self, *, by_hand: bool) -> None:
            super().__init__()
            self.by_hand = by_hand

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, EntryList.Moved) and message.by_hand is self.by_hand

    class Opened(Message):
        """An entry was clicked once more."""

    def __init__(self, drawing: Drawing = PLAIN, *, id: str | None = None) -> None:
        self._entries = EntrySheet(drawing)
        super().__init__(self._entries, id=id)
        self._by_hand = True

    def show(self, entries: Sequence[Entry], nothing: Sequence[Pieces] = ()) -> None:
        """Show these, or, where there are none, the lines of ``nothing``."""
        sheet, before, was = self._entries, self._entries.entries, self.cursor_key
        if tuple(entries) == before and tuple(nothing) == sheet.nothing:
            return
        sheet.entries, sheet.nothing = tuple(entries), tuple(nothing)
        if [(e.id, len(e.lines)) for e in entries] == [(e.id, len(e.lines)) for e in before] and entries:
            self.repaint(*(at for at, (old, new) in enumerate(zip(before, entries, strict=True)) if old != new))
        else:
            self.restack()
        if self.cursor_key != was:
            self.post_message(self.Moved(by_hand=False))

    def select(self, entry_id: str) -> None:
        """Put the cursor on that entry, where it is in the list."""
        if entry_id in self._keys:
            self._by_hand = False
            self.move_to(self._keys.index(entry_id))
            self._by_hand = True

    def moved(self) -> None:
        self.post_message(self.Moved(by_hand=self._by_hand))

    def opened(self) -> None:
        self.post_message(self.Opened())
