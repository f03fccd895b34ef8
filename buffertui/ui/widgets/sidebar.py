"""The sidebar: all profiles with what waits on each, and under them what the outbox holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import ClassVar, Self

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from buffertui.core.commands import command
from buffertui.core.state import ALL, Snapshot
from buffertui.ui.pieces import Piece, Pieces
from buffertui.ui.present_profiles import ProfileRow, columns, outbox_lines, profile_line, profile_rows, profiles_title
from buffertui.ui.text import PLAIN, Drawing

from .clear import Clear
from .line import Line
from .line_list import LineList


class ProfileSheet:
    """The lines of the profiles."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.rows: tuple[ProfileRow, ...] = ()
        self.keys: tuple[str, ...] = ()

    def show(self, rows: tuple[ProfileRow, ...]) -> None:
        """Take these rows."""
        self.rows = rows
        self.keys = tuple(row.id for row in rows)

    def measure(self, width: int) -> Sequence[int]:
        return [1] * len(self.rows)

    def draw(self, index: int, width: int, *, cursor: bool, focused: bool) -> Sequence[Pieces]:
        bar = Piece(" ")
        if cursor:
            glyph = self.drawing.mark("▌", ">") if focused else self.drawing.mark("▏", ":")
            bar = Piece(glyph, "accent" if focused else "muted")
        room = max(0, width - 2)
        return [(bar, *profile_line(self.rows[index], room, columns(self.rows, room), chosen=cursor), Piece(" "))]

    def above(self, index: int) -> int:
        return 0

    def empty(self) -> Sequence[Pieces]:
        return ()

    def after(self, width: int) -> Pieces:
        return ()


class ProfileList(LineList):
    """The profiles. The one under the cursor is the chosen one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(",".join(command("update.open").keys), "open", "Choose", show=False, id="update.open"),
    ]
    CLICK_OPENS: ClassVar[bool] = True

    def __init__(self, drawing: Drawing = PLAIN, *, id: str | None = None) -> None:
        self.profiles = ProfileSheet(drawing)
        super().__init__(self.profiles, id=id)
        self._asked: str | None = None

    def show(self, rows: tuple[ProfileRow, ...], chosen: str) -> None:
        """Show these rows, with the cursor on the chosen one, unless it has moved on and that is not chosen yet."""
        if rows != self.profiles.rows:
            self.profiles.show(rows)
            self.restack()
        if chosen == self._asked:
            self._asked = None
        if self._asked is None and chosen in self._keys and chosen != self.cursor_key:
            before, self.cursor = self.cursor, self._keys.index(chosen)
            self._show_cursor()
            self.repaint(before, self.cursor)

    def moved(self) -> None:
        self._asked = self.cursor_key
        self.post_message(Sidebar.ProfileHighlighted(self.cursor_key or ALL))

    def opened(self) -> None:
        self.post_message(Sidebar.ProfileChosen(self.cursor_key or ALL))

    def action_open(self) -> None:
        """Choose the profile under the cursor and go to its updates."""
        self.opened()


class Sidebar(Clear):
    """Title, profiles, outbox."""

    DEFAULT_CSS = """
    Sidebar { width: 24; height: 1fr; }
    Sidebar > .outbox { height: 1; margin: 1 0 0 1; display: none; }
    Sidebar > .title { margin-left: 1; }
    """

    class ProfileHighlighted(Message):
        """The cursor of the sidebar came to a profile (``ALL``: to all of them)."""

        def __init__(self, profile_id: str) -> None:
            super().__init__()
            self.profile_id = profile_id

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, Sidebar.ProfileHighlighted)

    class ProfileChosen(Message):
        """A profile was chosen by Enter or a click."""

        def __init__(self, profile_id: str) -> None:
            super().__init__()
            self.profile_id = profile_id

    def __init__(self, drawing: Drawing = PLAIN, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.drawing = drawing
        self.list = ProfileList(drawing)
        self._title = Line(classes="title")
        self._outbox = Line(classes="outbox")
        self._outbox_size = 0
        self._composed = False
        self._snapshot: Snapshot | None = None

    def compose(self) -> ComposeResult:
        self._composed = True
        yield self._title
        yield self.list
        if self._outbox_size:
            yield self._outbox

    def focus(self, scroll_visible: bool = True) -> Self:
        """Give the profiles the focus."""
        self.list.focus(scroll_visible)
        return self

    def show(self, snapshot: Snapshot, now: datetime) -> None:
        """Show the profiles and the outbox of a snapshot."""
        self._snapshot = snapshot
        self.list.show(profile_rows(snapshot, self.drawing), snapshot.chosen)
        self._title.show(self._title_pieces)
        size = self._outbox_size = len(outbox_lines(snapshot, now, 0, drawing=self.drawing))
        if size and self._composed and self.is_attached and not self._outbox.is_attached:
            self.mount(self._outbox)
        self._outbox.styles.height = size
        self._outbox.display = size > 0
        self._outbox.show(*(partial(self._outbox_line, snapshot, now, at) for at in range(size)))

    def _outbox_line(self, snapshot: Snapshot, now: datetime, at: int, width: int) -> Pieces:
        return outbox_lines(snapshot, now, max(0, width - 2), drawing=self.drawing)[at]

    def _title_pieces(self, width: int) -> Pieces:
        if self._snapshot is None:
            return ()
        pieces = profiles_title(self._snapshot)(width)
        focused = self.list.has_focus
        return tuple(p._replace(role="head") if focused and p.role == "strong" else p for p in pieces)

    def on_descendant_focus(self) -> None:
        self._title.show(self._title_pieces)

    def on_descendant_blur(self) -> None:
        self._title.show(self._title_pieces)
