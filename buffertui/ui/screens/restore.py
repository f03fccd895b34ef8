"""Updates that were deleted with this program, to make one anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.binding import BindingType

from buffertui.core.session import Session
from buffertui.domain.drafts import Create, Delete, OutboxItem
from buffertui.domain.errors import StoreError
from buffertui.ui.pieces import Piece, Pieces
from buffertui.ui.present_drafts import deleted_about, deleted_entries
from buffertui.ui.text import PLAIN, Drawing
from buffertui.ui.widgets.entries import Entry, EntryList
from buffertui.ui.widgets.rows import Item, Row
from buffertui.ui.widgets.says import Sentence
from buffertui.ui.work import work

from .entries_sheet import EntriesSheet, key_item, line


class RestoreScreen(EntriesSheet["OutboxItem | None"]):
    """Lists deletes that were carried out; dismisses with the one to make anew, or ``None``."""

    BINDINGS: ClassVar[list[BindingType]] = [("enter", "restore", "Restore")]

    def __init__(self, session: Session, keymap: Mapping[str, str] | None = None, drawing: Drawing = PLAIN) -> None:
        super().__init__(session.board, session.clock, keymap, drawing)
        self._session = session
        self._deleted: tuple[OutboxItem, ...] | None = None
        self._failed = ""

    def on_mount(self) -> None:
        super().on_mount()
        work(self.app, "deleted", self._read())

    async def _read(self) -> None:
        try:
            self._deleted = await self._session.archive.deleted()
        except StoreError as error:
            self._failed = f"{error.message} {error.hint}".strip()
        self.draw()

    @property
    def item(self) -> OutboxItem | None:
        """The delete under the cursor."""
        return next((i for i in self._deleted or () if i.id == self.entries.cursor_key), None)

    def title_pieces(self) -> Pieces:
        number = len(self._deleted or ())
        return Piece("Deleted updates", "strong"), Piece(f"  {number}" if number else "")

    def shown(self) -> Sequence[Entry]:
        return deleted_entries(self._deleted or (), self.snapshot, self.clock.now(), self.drawing)

    def nothing(self) -> Sequence[Pieces]:
        if self._failed:
            return line("The journal could not be read.", "strong"), line(self._failed)
        if self._deleted is None:
            return (line("Reading the journal…"),)
        return line("Nothing was deleted.", "strong"), line("What you delete here can be made anew from this list.")

    def about(self) -> Sequence[Sentence]:
        item, write = self.item, self._anew()
        return deleted_about(item, write, self.snapshot, self.clock.now()) if item and write else []

    def _anew(self) -> Create | None:
        item = self.item
        return self._session.archive.anew(item.write) if item and isinstance(item.write, Delete) else None

    def keys(self) -> Sequence[Item]:
        able = (key_item("restore", "Enter", "restore"),) if self.item else ()
        return (*able, *super().keys())

    @on(Row.Picked, "#entries-keys")
    def _key_clicked(self, event: Row.Picked) -> None:
        if event.item_id == "close":
            self.action_leave()
        else:
            self.action_restore()

    @on(EntryList.Opened)
    def action_restore(self) -> None:
        """Make the update under the cursor anew."""
        item, write = self.item, self._anew()
        if item is None or write is None:
            return
        if self.snapshot.profile(write.profile_ids[0]) is None:
            self.say("Its profile is not connected any more. Connect it at Buffer, then refresh.", bad=True)
        else:
            self.dismiss(item)
