"""One choice of several: all side by side where there is room, else the chosen one between two arrows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from buffertui.domain.field_catalogue import Choice
from buffertui.ui.pieces import Piece, Pieces, cut
from buffertui.ui.text import one_line

from .rows import Item, Row


class Chooser(Row, can_focus=True):
    """A row in which one choice holds, or none yet. Arrows choose; a letter goes to the next choice it begins."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "Before", show=False),
        Binding("right,space,enter", "move(1)", "Next", show=False),
        Binding("home", "take(0)", "First", show=False),
        Binding("end", "take(-1)", "Last", show=False),
    ]

    def __init__(self, choices: Sequence[Choice], value: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._choices: tuple[Choice, ...] = ()
        self.value = ""
        self.offer(choices, value)

    def offer(self, choices: Sequence[Choice], value: str) -> None:
        """Offer these, of which ``value`` holds; empty: none."""
        self._choices, self.value = tuple(choices), value
        self.show([
            Item(choice.value, one_line(choice.label), "", "●" if choice.value == value else "○",
                 "accent" if choice.value == value else "muted")
            for choice in choices
        ])

    @property
    def _place(self) -> int:
        """Which of the choices holds; -1 for none."""
        return next((place for place, choice in enumerate(self._choices) if choice.value == self.value), -1)

    def _made(self) -> Pieces:
        if not self._choices:
            return cut((Piece("nothing to choose from", "warn"),), self.size.width)
        if not self._short():
            return super()._made()
        place = self._place
        words = one_line(self._choices[place].label) if place >= 0 else "choose"
        held: Pieces = (
            Piece("‹ ", "accent"),
            Piece(words, "strong" if self.has_focus else "" if place >= 0 else "warn"),
            Piece(" ›", "accent"),
            Piece(f"  {place + 1 or '–'} of {len(self._choices)}", "muted"),
        )
        return cut(held, self.size.width)

    def _emphasised(self, index: int, words: Piece) -> Piece:
        return words._replace(role="strong") if self.has_focus and index == max(0, self._place) else words

    def item_at(self, x: int) -> int | None:
        """Which choice stands at a column; between arrows a click takes the next one."""
        if self._short():
            return (self._place + 1) % len(self._choices) if self._choices else None
        return super().item_at(x)

    def action_move(self, by: int) -> None:
        """Take the choice beside the one that holds, round the ends."""
        place = self._place
        if self._choices:
            self.action_take((place + by) % len(self._choices) if place >= 0 else (0 if by > 0 else -1))

    def action_take(self, place: int) -> None:
        """Take the choice at a place."""
        if self._choices:
            self.pick(place % len(self._choices), moved=True)

    def pick(self, index: int, *, moved: bool = False) -> None:
        """Choose, and tell."""
        self.offer(self._choices, self._choices[index].value)
        super().pick(index, moved=moved)

    def on_key(self, event: events.Key) -> None:
        """A letter or a figure goes to the next choice that begins with it."""
        typed = (event.character or "").casefold()
        if not typed.isalnum():
            return
        count, place = len(self._choices), self._place
        for step in range(1, count + 1):
            at = (place + step) % count
            if self._choices[at].label.casefold().startswith(typed):
                event.stop()
                event.prevent_default()
                self.action_take(at)
                return

    def on_focus(self) -> None:
        """Show that the arrows choose here."""
        self.refresh()

    def on_blur(self) -> None:
        """Take that back."""
        self.refresh()
