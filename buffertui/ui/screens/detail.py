"""The modal that shows one update whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from buffertui.core.commands import BY_ID, Situation
from buffertui.core.state import Side, Snapshot
from buffertui.domain.models import Update
from buffertui.domain.ports import Clock
from buffertui.ui.bindings import bindings
from buffertui.ui.present import key_names
from buffertui.ui.present_detail import detail_facts, detail_texts, detail_title
from buffertui.ui.text import ui_text, width_of

from .hanging import hanging, leave_room

ACTIONS = (
    "update.edit", "update.share", "update.delete", "update.queue", "update.draft", "update.approval", "update.top",
    "update.bottom", "update.link", "update.copy",
)


class DetailScreen(ModalScreen[str | None]):
    """Shows an update; dismisses with the id of a command to run on it, or ``None``."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,enter,space", "dismiss", "Close"),
        ("j,down", "scroll(1)", "Down"),
        ("k,up", "scroll(-1)", "Up"),
        ("pagedown", "scroll(10)", "Page down"),
        ("pageup", "scroll(-10)", "Page up"),
        *bindings(*ACTIONS),
    ]

    def __init__(
        self, update: Update, snapshot: Snapshot, side: Side, clock: Clock, keymap: Mapping[str, str] | None = None
    ) -> None:
        super().__init__()
        self._names = key_names(keymap)
        self._update = update
        self._snapshot = snapshot
        self._side = side
        self._clock = clock

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="detail"):
            yield Static(ui_text(detail_title(self._update, self._snapshot)), classes="dialog-title")
            with VerticalScroll(id="detail-body", can_focus=False):
                yield Static(self._text(), id="detail-text")
                yield Static(id="detail-facts")
            yield Static(self._keys(), classes="dialog-keys")

    def on_resize(self) -> None:
        self.call_after_refresh(self._lay_out)

    def _lay_out(self) -> None:
        body = self.query_one("#detail-body")
        self.query_one("#detail-facts", Static).update(self._facts(body.scrollable_content_region.width))
        leave_room(self.query_one("#detail"), body)

    def _text(self) -> Content:
        """The text; of a thread each post under its number."""
        parts = [
            Content("\n").join([*([ui_text(number, "$text-muted")] if number else []), ui_text(text)])
            for number, text in detail_texts(self._update)
        ]
        return Content("\n\n").join(parts)

    def _facts(self, width: int) -> Content:
        facts = detail_facts(self._update, self._snapshot, self._clock.now())
        column = max((width_of(label) for label, _ in facts), default=0) + 2
        labels = (ui_text(f"{label}{'':{column - width_of(label)}}", "$text-muted") for label, _ in facts)
        lines = (
            hanging(label, value, width, "$text-warning" if name == "Reason" else "")
            for label, (name, value) in zip(labels, facts, strict=True)
        )
        return Content("").join(lines).rstrip("\n")

    def _keys(self) -> Content:
        at = Situation(self._snapshot, self._side, self._update)
        able = [BY_ID[i] for i in ACTIONS if i in self._names and BY_ID[i].footer and BY_ID[i].why_not(at) is None]
        parts = [Content.from_markup("[b]$k[/b] $t", k=self._names[c.id], t=c.footer) for c in able]
        return Content("   ").join([*parts, Content.from_markup("[b]Esc[/b] close")])

    def action_scroll(self, lines: int) -> None:
        """Scroll the body."""
        self.query_one("#detail-body").scroll_relative(y=lines, animate=False)

    def action_command(self, command_id: str) -> None:
        """Hand a command to the screen below, which knows how to run it or why it cannot run."""
        self.dismiss(command_id)

    def on_click(self, event: object) -> None:
        """A click beside the dialog closes it."""
        if getattr(event, "widget", None) is self:
            self.dismiss(None)
