"""The search over everything ever seen: what is typed on top, what fits under it, at once while typing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.events import Key, Resize
from textual.screen import ModalScreen
from textual.widgets import Input

from buffertui.core.commands import Situation
from buffertui.core.session import Session
from buffertui.core.state import Side
from buffertui.domain.errors import StoreError
from buffertui.domain.memory import Found
from buffertui.domain.models import Update
from buffertui.ui.bindings import bindings
from buffertui.ui.pieces import Pieces
from buffertui.ui.present import key_names
from buffertui.ui.present_search import FoundRows, nothing_found, search_title
from buffertui.ui.present_updates import Rows
from buffertui.ui.text import PLAIN, Drawing
from buffertui.ui.widgets.line import Line
from buffertui.ui.widgets.post_input import PostInput
from buffertui.ui.widgets.rows import Row
from buffertui.ui.widgets.update_list import UpdateList
from buffertui.ui.work import work

from .detail import DetailScreen
from .entries_sheet import key_item

LIMIT = 200
"""Results that are shown: more than anybody reads; another word narrows them."""

STAYS = ("update.link", "update.copy")
"""Commands that change nothing, so the search stays open."""

RunCommand = Callable[[str, Situation], None]


class SearchScreen(ModalScreen["tuple[str, Situation] | None"]):
    """Dismisses with a command to run on an update that was found, or ``None``. One search is under way at a time:
    while it is, only what was typed last waits, so that typing never does."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (104, "-wide")]  # noqa: RUF012 - so by Textual
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-tall")]  # noqa: RUF012 - so by Textual
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "Close"), *bindings(*STAYS, "view.filter")]

    def __init__(
        self, session: Session, run: RunCommand, keymap: Mapping[str, str] | None = None, drawing: Drawing = PLAIN
    ) -> None:
        super().__init__()
        self._session = session
        self._run_command = run
        self._keymap = keymap or {}
        self._names = key_names(keymap)
        self._drawing = drawing
        self._rows = FoundRows(drawing)
        self._query = PostInput(placeholder="words of a text, of any profile", id="query")
        self._results = UpdateList(Side.SENT, drawing=drawing, id="results")
        self._head = Line(self._head_pieces, id="entries-title")
        self._keys = Row(id="entries-keys")
        self._found: tuple[Found, ...] = ()
        self._answered = ""
        self._failed = ""
        self._searching = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="sheet"):
            yield self._head
            yield self._query
            yield self._results
            yield self._keys

    def on_mount(self) -> None:
        self._query.focus()
        self._draw()

    @property
    def found(self) -> Found | None:
        """The result under the cursor."""
        update = self._results.update
        return next((one for one in self._found if update is not None and one.update.id == update.id), None)

    @on(Input.Changed)
    def _typed(self) -> None:
        if not self._searching:
            self._searching = True
            work(self.app, "search", self._search())
        self._draw()

    async def _search(self) -> None:
        try:
            while self.is_attached and (query := self._query.value.strip()) != self._answered:
                self._failed = ""
                try:
                    found = await self._session.archive.search(query, LIMIT) if query else ()
                except StoreError as error:
                    found, self._failed = (), f"{error.message} {error.hint}".strip()
                self._found, self._answered = found, query
        finally:
            self._searching = False
            self._draw()

    def _draw(self) -> None:
        if not self.is_attached:
            return
        snapshot = self._session.snapshot
        rows = self._rows(self._found, self._answered, snapshot, self._session.clock.now(), keys=self._names)
        if not rows.rows:
            empty = nothing_found(
                self._query.value, self._failed, searching=self._searching, profiles=len(snapshot.profiles),
                drawing=self._drawing,
            )
            rows = Rows(Side.SENT, self._answered, empty=empty)
        self._results.show(rows)
        self._head.show(self._head_pieces)
        self._draw_keys()

    def _head_pieces(self, width: int) -> Pieces:
        return search_title(self._results.rows, self._answered, LIMIT)

    @on(UpdateList.CursorMoved)
    def _draw_keys(self) -> None:
        shown: Sequence[tuple[str, str, str]] = ()
        if self._results.update is not None:
            typing = self._query.has_focus
            letters = [(i, self._names[i], word) for i, word in (("update.copy", "copy"), ("update.link", "link"))
                       if i in self._names]
            shown = (("open", "Enter", "open"), *((("results", "↓", "to the results"),) if typing else letters))
        back = (("view.filter", self._names.get("view.filter", "↑"), "type"),) if self._results.has_focus else ()
        self._keys.show([key_item(*key) for key in (*shown, *back, ("close", "Esc", "close"))])

    def on_descendant_focus(self) -> None:
        """Other keys work now."""
        self._draw_keys()

    def on_resize(self, event: Resize) -> None:
        self._results.lines_per_update = 2 if event.size.height < 30 else 3

    def on_key(self, event: Key) -> None:
        """The arrows go from the words to the results and back; Tab does both."""
        if event.key in ("down", "tab", "pagedown") and self._query.has_focus and self._results.update is not None:
            event.stop()
            event.prevent_default()
            self._results.focus()
        elif event.key in ("up", "k") and self._results.has_focus and self._results.cursor == 0:
            event.stop()
            event.prevent_default()
            self._query.focus()

    @on(Input.Submitted)
    @on(UpdateList.Opened)
    def _opened(self) -> None:
        found = self.found
        if found is None:
            return
        at = self._situation(found.update)
        detail = DetailScreen(found.update, at.snapshot, Side(found.side), self._session.clock, self._keymap)
        self.app.push_screen(detail, self._from_detail)

    def _from_detail(self, command_id: str | None) -> None:
        found = self.found
        if command_id and found is not None:
            self._act(command_id, self._situation(found.update))

    def _situation(self, update: Update) -> Situation:
        """The update as the screen knows it now, where it is loaded: what was seen once may be older."""
        snapshot = self._session.snapshot
        loaded = next((u for u in (*snapshot.pending.updates, *snapshot.sent.updates) if u.id == update.id), update)
        return Situation(snapshot, Side.PENDING, loaded)

    def _act(self, command_id: str, at: Situation) -> None:
        if command_id in STAYS:
            self._run_command(command_id, at)
        else:
            self.dismiss((command_id, at))

    def action_command(self, command_id: str) -> None:
        """A key of the results, or a word of the line below them."""
        found = self.found
        match command_id:
            case "view.filter":
                self._query.focus()
            case "results":
                self._results.focus()
            case "open":
                self._opened()
            case "close":
                self.action_leave()
            case _ if found is not None:
                self._act(command_id, self._situation(found.update))

    @on(Row.Picked, "#entries-keys")
    def _key_clicked(self, event: Row.Picked) -> None:
        self.action_command(event.item_id)

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)
