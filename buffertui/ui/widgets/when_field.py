"""When a post goes out: a row of choices, a typed time where one is wanted, and what will come of it."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from buffertui.core.placing import Promise
from buffertui.domain.phrases import EXAMPLES
from buffertui.ui.pieces import Role

from .post_input import PostInput
from .rows import ChoiceRow, Item, Row
from .says import Says

LABEL = "When   "

Offer = tuple[tuple[str, str, str], ...]
"""Placements with their words, long and short."""

_NEW: Offer = (("next", "Next free slot", "Next slot"), ("top", "Top of the queue", "Top"))
_EDIT: Offer = (("keep", "As it is", "As it is"),)
_SHORT: Offer = (("keep", "As it is", "Keep"), ("next", "Next free slot", "Slot"), ("top", "Top of the queue", "Top"))
_ALWAYS: Offer = (("now", "Now", "Now"), ("at", "At a time", "At"))
_DRAFT: Offer = (("draft", "Draft at Buffer", "Draft"),)


def offer(*, editing: bool, slots: bool = False, drafts: bool = False) -> Offer:
    """The placements to choose from. ``slots``: an edit may ask for a place in the queue; ``drafts``: for none."""
    first = (_SHORT if slots else _EDIT) if editing else _NEW
    return (*first, *_ALWAYS, *(_DRAFT if drafts else ()))


class WhenField(Vertical):
    """Holds the ``placement`` of a draft, and ``when`` as it is typed."""

    DEFAULT_CSS = """
    WhenField {
        height: auto;
        & > Says { min-height: 1; max-height: 3; padding: 0 0 0 8; }
        & > Input { display: none; margin: 0 0 0 7; }
        &.-typed > Input { display: block; }
    }
    """

    @dataclass
    class Changed(Message):
        """The place in time is another one."""

        field: WhenField

    def __init__(self, placement: str, when: str, choices: Offer, *, id: str | None = None) -> None:
        super().__init__(id=id, classes="-typed" if placement == "at" else "")
        self._choices = choices
        known = [choice for choice, _, _ in self._choices]
        # A draft that asks for what is not offered is shown as the first choice, never sent as something else unseen.
        self.placement = placement if placement in known else known[0]
        self.when = when
        self._row = ChoiceRow(LABEL, self._items(), radio=True, cursor=known.index(self.placement), id="when-row")
        self._says = Says(id="when-says")

    @property
    def text(self) -> str:
        """What will come of it, as it is shown."""
        return self._says.text

    def compose(self) -> ComposeResult:
        yield self._row
        yield PostInput(self.when, placeholder=EXAMPLES, id="when-text")
        yield self._says

    def promise(self, promise: Promise) -> None:
        """Show what will come of the choice."""
        role: Role = "error" if not promise.good and self.when.strip() else "muted"
        self._says.say([(line, role) for line in promise.lines])

    def correct(self) -> None:
        """Go to where something has to be put right."""
        (self.query_one(PostInput) if self.placement == "at" else self._row).focus()

    def _items(self) -> list[Item]:
        return [
            Item(choice, words, short, "●" if choice == self.placement else "○",
                 "accent" if choice == self.placement else "muted")
            for choice, words, short in self._choices
        ]

    @on(Row.Picked, "#when-row")
    def _picked(self, event: Row.Picked) -> None:
        event.stop()
        self.placement = event.item_id
        self._row.show(self._items())
        self.set_class(self.placement == "at", "-typed")
        if self.placement == "at" and not event.moved:
            self.query_one(PostInput).focus()
        self.post_message(self.Changed(self))

    @on(Input.Changed, "#when-text")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self.when:
            self.when = event.value
            self.post_message(self.Changed(self))
