"""The floor of the screens that list what is kept: entries, what is known of one of them, and the keys that act on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.screen import ModalScreen

from buffertui.core.board import Board
from buffertui.core.commands import BY_ID, Situation
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


class EntriesScreen(ModalScreen[Result], Generic[Result]):
    """Follows the board while it is open. Some commands ask first: the same key once more carries them out."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (104, "-wide")]  # noqa: RUF012 - so by Textual
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-tall")]  # noqa: RUF012 - so by Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q", "leave", "Close"),
        ("J", "scroll_detail(1)", "Down"),
        ("K", "scroll_detail(-1)", "Up"),
    ]
    COMMANDS: ClassVar[tuple[str, ...]] = ()
    """Ids of the commands in the order in which their keys are shown; the first one opens an entry."""

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
        self._detail = Says(id="entries-detail")
        self._says = Says(id="entries-says")
        self._keys = Row(id="entries-keys")
        self._armed: tuple[str, str | None, str] | None = None
        self._stop: Callable[[], None] | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="sheet"):
            yield self._head
            with Container(id="entries-body"):
                yield self.entries
                with VerticalScroll(id="entries-about", can_focus=False):
                    yield self._detail
            yield self._says
            yield self._keys

    def on_mount(self) -> None:
        self._stop = self.board.listen(lambda snapshot: self.post_message(SnapshotTaken(snapshot)))
        self.draw()
        self.entries.focus()
        self.set_interval(1.0, self.draw)

    def on_unmount(self) -> None:
        if self._stop is not None:
            self._stop()
            self._stop = None

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

    def draw(self) -> None:
        """Show everything as it is now."""
        if not self.is_attached:
            return
        self.entries.show(self.shown(), self.nothing())
        self._draw_around()

    def _draw_around(self) -> None:
        self._head.show(self._head_pieces)
        about = self.about()
        self.query_one("#entries-about").display = bool(about)
        self._detail.say(about)
        self._keys.show(self.keys())

    def keys(self) -> Sequence[Item]:
        """The keys that do something now."""
        shown = [i for i in self.COMMANDS if i in self.names and self.able(i)]
        keys = [key_item(i, self.names[i], BY_ID[i].footer) for i in shown]
        return [*keys, key_item("close", "Esc", "close")]

    def _head_pieces(self, width: int) -> Pieces:
        return self.title_pieces()

    def say(self, text: str, *, bad: bool = False) -> None:
        """One sentence above the keys, until something else is done."""
        self._says.say([(text, "warn" if bad else "accent")])

    def action_command(self, command_id: str) -> None:
        """Run a command on the entry under the cursor, ask first, or say why it cannot run."""
        if command_id == "close":
            self.action_leave()
            return
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
        self._says.say([])
        self.run(command_id)

    def opened(self) -> None:
        """An entry was clicked once more."""
        self.action_command(self.COMMANDS[0])

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_scroll_detail(self, lines: int) -> None:
        """Scroll what is known of the entry under the cursor."""
        self.query_one("#entries-about").scroll_relative(y=lines, animate=False)

    @on(SnapshotTaken)
    def _changed(self, message: SnapshotTaken) -> None:
        message.stop()
        self.draw()

    @on(EntryList.Moved)
    def _moved(self) -> None:
        self._armed = None
        self._says.say([])
        self.query_one("#entries-about").scroll_home(animate=False)
        self._draw_around()

    @on(EntryList.Opened)
    def _opened(self) -> None:
        self.opened()

    @on(Row.Picked, "#entries-keys")
    def _key_clicked(self, event: Row.Picked) -> None:
        self.action_command(event.item_id)


def key_item(item_id: str, key: str, does: str) -> Item:
    """One key of the row under a list, and what it does."""
    return Item(item_id, does, mark=key, mark_role="head", role="muted")


def line(text: str, role: str = "muted") -> Pieces:
    """One line of an empty list."""
    return (Piece(text, "strong" if role == "strong" else "muted"),)
