"""The outbox: what is held, waiting, on its way, refused or unsure, and what can be done about each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType

from buffertui.core.commands import Scope, Situation
from buffertui.core.session import Session
from buffertui.core.wording import verb
from buffertui.domain.drafts import Create, Edit, OutboxItem, Reorder, State
from buffertui.ui.bindings import binding, scope_bindings
from buffertui.ui.pieces import Pieces
from buffertui.ui.present_outbox import outbox_about, outbox_entries, outbox_title, text_of
from buffertui.ui.text import PLAIN, Drawing, one_line
from buffertui.ui.widgets.entries import Entry
from buffertui.ui.widgets.says import Sentence

from .entries_screen import EntriesScreen
from .entries_sheet import line


@dataclass(frozen=True, slots=True)
class Change:
    """The outbox was left to go on writing the text of an item."""

    item: OutboxItem


class OutboxScreen(EntriesScreen["Change | None"]):
    """Follows the outbox while it is open; dismisses with ``Change``, or ``None``."""

    BINDINGS: ClassVar[list[BindingType]] = [*scope_bindings(Scope.OUTBOX), binding("update.copy", "copy_text")]
    ACTS: ClassVar[tuple[str, ...]] = (
        "outbox.change", "outbox.take_back", "outbox.done", "outbox.again", "outbox.put_away",
    )

    def __init__(self, session: Session, keymap: Mapping[str, str] | None = None, drawing: Drawing = PLAIN) -> None:
        super().__init__(session.board, session.clock, keymap, drawing)
        self._session = session

    @property
    def item(self) -> OutboxItem | None:
        """The item under the cursor, as it stands now."""
        return next((i for i in self.snapshot.outbox if i.id == self.entries.cursor_key), None)

    def title_pieces(self) -> Pieces:
        return outbox_title(self.snapshot, self.drawing)

    def shown(self) -> Sequence[Entry]:
        return outbox_entries(self.snapshot, self.clock.now(), self.drawing)

    def nothing(self) -> Sequence[Pieces]:
        return line("The outbox is empty.", "strong"), line("Everything that you did has been done.")

    def about(self) -> Sequence[Sentence]:
        item = self.item
        return outbox_about(item, self.snapshot, self.clock.now(), self.names) if item else []

    def situation(self) -> Situation:
        return Situation(self.snapshot, item=self.item)

    def question(self, command_id: str) -> str:
        item = self.item
        if command_id != "outbox.again" or item is None or item.state is not State.UNSURE:
            return ""
        if isinstance(item.write, Create):
            return "If it is at Buffer after all, it will be posted twice."
        return "If it was done after all, it will be done twice."

    def run(self, command_id: str) -> None:
        item, outbox = self.item, self._session.write.outbox
        if item is None:
            return
        match command_id:
            case "outbox.change":
                self.dismiss(Change(item))
            case "outbox.take_back":
                self._take_back(item)
            case "outbox.again":
                outbox.try_again(item.id)
                self.say("It goes out again.")
            case "outbox.done":
                outbox.call_done(item.id)
                self.say("Noted: it was done.")
            case "outbox.put_away":
                self._session.drafts.of_item(item)
                outbox.put_away(item.id)
                self.say(f"Put away.{_kept(item)}")

    def _take_back(self, item: OutboxItem) -> None:
        self._session.drafts.of_item(item)
        newest = next((i for i in reversed(self.snapshot.outbox) if i.state is State.HELD), None)
        # Undoing also puts the queue on the screen back into the order that it had.
        moved = isinstance(item.write, Reorder) and newest is not None and newest.id == item.id
        back = self._session.write.undo() if moved else self._session.write.outbox.take_back(item.id)
        if back is None:
            self.say("It has left, or may have: it cannot be taken back any more.", bad=True)
        else:
            self.say(f"Taken back: {verb(item.write)}.{_kept(item)}")

    def action_copy_text(self) -> None:
        """Copy the text of the item, through the terminal."""
        item = self.item
        if item is not None:
            self.app.copy_to_clipboard(text_of(item.write))
            self.say(f"Copied: {one_line(text_of(item.write))[:60]}")


def _kept(item: OutboxItem) -> str:
    return " Its text is among the drafts (D)." if isinstance(item.write, Create | Edit) else ""
