"""The modal for moving from v1: both sides paired and compared, and the save in the background with its progress."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from buffertui.core.migrating_desk import DeskState, MigratingDesk
from buffertui.core.migrating_tally import Wanted
from buffertui.core.migrating_words import end_of_v1
from buffertui.ui.pieces import Piece, Pieces, lay
from buffertui.ui.present_migrate import body, finished, keys, status
from buffertui.ui.text import toast
from buffertui.ui.widgets.line import Line
from buffertui.ui.work import work

from .hanging import leave_room

LOOK, SAVE = "migrate-look", "migrate-save"
"""Names of the work beside the screen."""


class MigrateScreen(ModalScreen[None]):
    """Shows the desk. It looks at both sides when it opens for the first time; a save outlives it."""

    CSS_PATH = "../styles/migrate.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q", "dismiss", "Close"),
        ("s", "save", "Save"),
        ("i", "save_reactions", "Save who reacted"),
        ("x", "stop", "Stop saving"),
        ("r", "look", "Look again"),
        ("j,down", "scroll(1)", "Down"),
        ("k,up", "scroll(-1)", "Up"),
        ("pagedown,space", "scroll(10)", "Page down"),
        ("pageup", "scroll(-10)", "Page up"),
    ]

    def __init__(self, desk: MigratingDesk) -> None:
        super().__init__()
        self._desk = desk
        self._end: Callable[[], None] | None = None
        self._drawn: tuple[object, int] = ((), 0)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="migrate"):
            yield Line(self._head, id="migrate-head")
            with VerticalScroll(id="migrate-body", can_focus=False):
                yield Static(id="migrate-text")
            yield Static(id="migrate-status")
            yield Static(classes="dialog-keys")

    def on_mount(self) -> None:
        self._end = self._desk.listen(self._changed)
        if self._desk.state.look is None and not self._desk.state.looking:
            self.action_look()

    def on_unmount(self) -> None:
        if self._end is not None:
            self._end()
            self._end = None

    def on_resize(self) -> None:
        self.call_after_refresh(self._draw)

    def _changed(self, state: DeskState) -> None:
        self._draw()

    def _head(self, width: int) -> Pieces:
        return lay((Piece("Move from v1", "strong"),), (Piece(end_of_v1(self._desk.days_left), "muted"),), width)

    def _draw(self) -> None:
        if not self.is_attached or not self.query("#migrate-status"):
            return
        scroll, state = self.query_one("#migrate-body"), self._desk.state
        width = scroll.scrollable_content_region.width
        drawn = ((state.look, state.looking, state.trouble, state.saving), width)
        if drawn != self._drawn:
            self.query_one("#migrate-text", Static).update(body(self._desk, width))
            self._drawn = drawn
        self.query_one("#migrate-status", Static).update(status(self._desk, width))
        parts = [Content.from_markup("[b]$k[/b] $t", k=key, t=does) for key, does in keys(self._desk)]
        self.query_one(".dialog-keys", Static).update(Content("   ").join(parts))
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        if self.is_attached:
            leave_room(self.query_one("#migrate"), self.query_one("#migrate-body"), 0.96)

    def action_look(self) -> None:
        """Read both sides."""
        if self._desk.sides.frm and not self._desk.state.looking:
            work(self.app, LOOK, self._desk.look(), failed="The two sides could not be read")

    def action_save(self) -> None:
        """Save everything but who reacted."""
        self._save(Wanted())

    def action_save_reactions(self) -> None:
        """Save who reacted, once its price is known."""
        saved = self._desk.state.saved
        if saved is None or not saved.price:
            told = "Save first (s): how many requests this takes is known then." if saved is None else "It is saved."
            toast(self.app, told, title="Who reacted", severity="warning")
            return
        self._save(Wanted(reactions=True))

    def _save(self, wanted: Wanted) -> None:
        desk, app = self._desk, self.app
        why_not = desk.sides.why_not_saved or ("" if desk.sides.frm else "There is no account with API v1 here.")
        if why_not:
            toast(app, why_not, title="Save", severity="warning")
            return
        if desk.state.saving:
            return

        async def save() -> None:
            await desk.save(wanted)
            if not isinstance(app.screen, MigrateScreen):
                toast(app, finished(desk), title="Saved", seconds=10)

        work(app, SAVE, save(), failed="Not all is saved")

    def action_stop(self) -> None:
        """Stop saving and keep what is complete."""
        self._desk.cancel()

    def action_scroll(self, lines: int) -> None:
        """Scroll what was found."""
        self.query_one("#migrate-body").scroll_relative(y=lines, animate=False)
