"""What the screens that list outbox items and drafts do with a key: run its command, ask first, or say why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Generic, TypeVar

from textual import on

from buffertui.core.board import Board
from buffertui.core.commands import BY_ID, Situation
from buffertui.domain.ports import Clock
from buffertui.ui.text import PLAIN, Drawing
from buffertui.ui.widgets.entries import EntryList
from buffertui.ui.widgets.rows import Item, Row

from .entries_sheet import EntriesSheet, key_item

Result = TypeVar("Result")


class EntriesScreen(EntriesSheet[Result], Generic[Result]):
    """Some commands ask first: the same key once more, on the same entry, carries them out."""

    ACTS: ClassVar[tuple[str, ...]] = ()
    """Ids of the commands in the order in which their keys are shown; the first one opens an entry."""

    def __init__(
        self, board: Board, clock: Clock, keymap: Mapping[str, str] | None = None, drawing: Drawing = PLAIN
    ) -> None:
        super().__init__(board, clock, keymap, drawing)
        self._armed: tuple[str, str | None, str] | None = None

    def situation(self) -> Situation:
        """What a command would act on."""
        raise NotImplementedError

    def question(self, command_id: str) -> str:
        """What is asked before that command acts on the entry under the cursor; empty when it acts at once."""
        return ""

    def run(self, command_id: str) -> None:
        """Carry out a command that can run."""
        raise NotImplementedError

    def able(self, command_id: str) -> bool:
        """Whether the key of a command is shown."""
        return BY_ID[command_id].why_not(self.situation()) is None

    def keys(self) -> Sequence[Item]:
        shown = [i for i in self.ACTS if i in self.names and self.able(i)]
        return [*(key_item(i, self.names[i], BY_ID[i].footer) for i in shown), *super().keys()]

    def action_command(self, command_id: str) -> None:
        """Run a command on the entry under the cursor, ask first, or say why it cannot run."""
        if why_not := BY_ID[command_id].why_not(self.situation()):
            self._armed = None
            self.say(why_not, bad=True)
            return
        asked = self.question(command_id)
        wanted = (command_id, self.entries.cursor_key, asked)
        if asked and self._armed != wanted:
            self._armed = wanted
            self.say(f"{asked} Press {self.names.get(command_id, 'it')} again to do it.", bad=True)
            return
        self._armed = None
        self.say("")
        self.run(command_id)

    @on(EntryList.Moved)
    def _disarm(self) -> None:
        self._armed = None

    @on(EntryList.Opened)
    def _opened(self) -> None:
        self.action_command(self.ACTS[0])

    @on(Row.Picked, "#entries-keys")
    def _key_clicked(self, event: Row.Picked) -> None:
        if event.item_id == "close":
            self.action_leave()
        else:
            self.action_command(event.item_id)
