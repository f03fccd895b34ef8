"""A modal list of a few lines to choose from: accounts, outbox items, what to do on quitting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option


@dataclass(frozen=True, slots=True)
class Choice:
    """One line: what it gives back, and how it reads (already safe to draw)."""

    id: str
    label: Content


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen, and by which key."""

    id: str
    key: str = "enter"


@dataclass(frozen=True, slots=True)
class Question:
    """A list dialog: title, an explanation, lines, and letters that act on the line under the cursor."""

    title: str
    choices: Sequence[Choice]
    explanation: Content = field(default_factory=lambda: Content(""))
    letters: Mapping[str, str] = field(default_factory=dict)


class ListDialog(ModalScreen[Chosen | None]):
    """Asks to choose a line; dismisses with the choice, or ``None`` when it was closed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q", "dismiss", "Close"),
        ("j", "move(1)", "Down"),
        ("k", "move(-1)", "Up"),
    ]

    def __init__(self, question: Question) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        asked = self._question
        with Vertical(classes="dialog", id="list-dialog"):
            yield Static(Content(asked.title), classes="dialog-title")
            if asked.explanation.plain:
                yield Static(asked.explanation, classes="dialog-text")
            yield OptionList(*(Option(choice.label, id=choice.id) for choice in asked.choices), markup=False)
            keys = [("Enter", "choose")] if not asked.letters else list(asked.letters.items())
            parts = [Content.from_markup("[b]$k[/b] $t", k=k, t=t) for k, t in (*keys, ("Esc", "close"))]
            yield Static(Content("   ").join(parts), classes="dialog-keys")

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()
        self.query_one(OptionList).highlighted = 0 if self._question.choices else None

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        options = self.query_one(OptionList)
        (options.action_cursor_down if by > 0 else options.action_cursor_up)()

    def on_key(self, event: Key) -> None:
        """A letter acts on the line under the cursor."""
        at = self.query_one(OptionList).highlighted
        if event.key in self._question.letters and at is not None:
            event.stop()
            self.dismiss(Chosen(self._question.choices[at].id, event.key))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click chooses."""
        self.dismiss(Chosen(str(event.option.id)))
