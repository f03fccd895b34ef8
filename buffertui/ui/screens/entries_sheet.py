"""The sheet that lists what is kept: entries, what is known of one of them, and the keys that work."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.screen import ModalScreen

from buffertui.core.board import Board
from buffertui.core.state import Snapshot
from buffertui.domain.ports import Clock
from buffertui.ui.messages import SnapshotTaken
from buffertui.ui.pieces import Piece, Pieces
from buffertui.ui.present import key_names
from buffertui.ui.text import PLAIN, Drawing
from buffertui.ui.widgets.entries import Entry, EntryList
from buffertui.ui.widgets.line import Line
from buffertui.ui.widgets.rows import Item, Row
from buffertui.ui.widgets.says import Says, Sentence

Result = TypeVar("Result")


class EntriesSheet(ModalScreen[Result], Generic[Result]):
    """Follows the board while it is open. What its keys do is on ``EntriesScreen``."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (104, "-wide")]  # noqa: RUF012 - so by Textual
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-tall")]  # noqa: RUF012 - so by Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q", "leave", "Close"),
        ("J", "scroll_about(1)", "Down"),
        ("K", "scroll_about(-1)", "Up"),
    ]

    def __init__(
        self, board: Board, clock: Clock, keymap: Mapping[str, str] | None = None, drawing: Drawing = PLAIN
    ) -> None:
        super().__init__()
        self.board = board
        self.clock = clock
        self.drawing = drawing
        self.names = key_names(keymap)
        self.entries = EntryList(drawing, id="entries")
        self._head = Line(self._head_pieces, id="entries-title")
        self._about = Says(id="entries-detail")
        self._scroll = VerticalScroll(self._about, id="entries-about", can_focus=False)
        self._says = Says(id="entries-says")
        self._keys = Row(id="entries-keys")
        self._stop: Callable[[], None] | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="sheet"):
            yield self._head
            with Container(id="entries-body"):
                yield self.entries
                yield self._scroll
            yield self._says
            yield self._keys

    def on_mount(self) -> None:
        self._stop = self.board.listen(self._tell)
        self.draw()
        self.entries.focus()
        self.set_interval(1.0, self.draw)

    def on_unmount(self) -> None:
        if self._stop is not None:
            self._stop()
            self._stop = None

    def _tell(self, snapshot: Snapshot) -> None:
        self.post_message(SnapshotTaken(snapshot))

    @on(SnapshotTaken)
    def _changed(self, message: SnapshotTaken) -> None:
        message.stop()
        self.draw()

    @property
    def snapshot(self) -> Snapshot:
        """The state now."""
        return self.board.snapshot

    def title_pieces(self) -> Pieces:
        """What stands on top."""
        raise NotImplementedError

    def shown(self) -> Sequence[Entry]:
        """What is listed."""
        raise NotImplementedError

    def nothing(self) -> Sequence[Pieces]:
        """What stands there while nothing is listed."""
        raise NotImplementedError

    def about(self) -> Sequence[Sentence]:
        """What is known of the entry under the cursor."""
        raise NotImplementedError

    def keys(self) -> Sequence[Item]:
        """The keys that do something now."""
        return (key_item("close", "Esc", "close"),)

    def draw(self) -> None:
        """Show everything as it is now."""
        if self.is_attached:
            self.entries.show(self.shown(), self.nothing())
            self.draw_around()

    def draw_around(self) -> None:
        """Show what stands around the list."""
        self._head.show(self._head_pieces)
        about = self.about()
        self._scroll.display = bool(about)
        self._about.say(about)
        self._keys.show(self.keys())

    def _head_pieces(self, width: int) -> Pieces:
        return self.title_pieces()

    def say(self, text: str, *, bad: bool = False) -> None:
        """One sentence above the keys, until something else is done; an empty one takes it back."""
        self._says.say([(text, "warn" if bad else "accent")])

    @on(EntryList.Moved)
    def _moved(self, message: EntryList.Moved) -> None:
        if message.by_hand:
            self.say("")
        self._scroll.scroll_home(animate=False)
        self.draw_around()

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_scroll_about(self, lines: int) -> None:
        """Scroll what is known of the entry under the cursor."""
        self._scroll.scroll_relative(y=lines, animate=False)


def key_item(item_id: str, key: str, does: str) -> Item:
    """One key of the row under a list, and what it does."""
    return Item(item_id, does, mark=key, mark_role="head", role="muted")


def line(text: str, role: str = "muted") -> Pieces:
    """One line of an empty list."""
    return (Piece(text, "strong" if role == "strong" else "muted"),)
