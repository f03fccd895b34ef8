"""All keys, from the registry of commands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from buffertui.core.commands import COMMANDS, Command, Scope
from buffertui.ui.present import key_name
from buffertui.ui.text import width_of

from .hanging import LEAST, hanging, leave_room

HEADINGS = {
    Scope.LIST: "In a list",
    Scope.MAIN: "Everywhere on the main screen",
    Scope.COMPOSE: "While composing",
    Scope.OUTBOX: "In the outbox",
    Scope.DRAFTS: "Among the drafts",
}


PALETTE = "(palette)"
"""What stands for the keys of a command that has none."""

TITLE = 20
"""Cells of a command's title."""


def key_names(command: Command, keymap: Mapping[str, str]) -> str:
    """The keys of a command as people write them, after the changes of the configuration; empty where it has none."""
    keys = keymap[command.id].split(",") if command.id in keymap else command.keys
    return " ".join(key_name(key) for key in keys)


def help_text(keymap: Mapping[str, str], width: int) -> Content:
    """Three groups of lines: keys, title, what it does, which goes on below itself."""
    names = {c.id: key_names(c, keymap) for c in COMMANDS}
    column = max(width_of(name) for name in (*names.values(), PALETTE)) + 2
    room = width - 2 - column - TITLE
    lines: list[Content] = []
    for scope, heading in HEADINGS.items():
        lines.append(Content.styled(f"{heading}\n", "bold $text-accent"))
        for command in (c for c in COMMANDS if c.scope is scope):
            name, about = names[command.id], command.help if room >= LEAST else ""
            keys = Content.styled(f"  {name or PALETTE:<{column}}", "bold" if name else "$text-muted")
            label = Content.assemble(keys, f"{command.title:<{TITLE if about else 0}}")
            lines.append(hanging(label, about, width, "$text-muted"))
        lines.append(Content("\n"))
    return Content("").join(lines).rstrip()


class HelpScreen(ModalScreen[None]):
    """Shows all keys; any of Esc, q, ? closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q,question_mark,enter", "dismiss", "Close"),
        ("j,down", "scroll(1)", "Down"),
        ("k,up", "scroll(-1)", "Up"),
        ("pagedown,space", "scroll(10)", "Page down"),
        ("pageup", "scroll(-10)", "Page up"),
    ]

    def __init__(self, keymap: Mapping[str, str]) -> None:
        super().__init__()
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="help"):
            yield Static("Keys", classes="dialog-title")
            with VerticalScroll(id="help-body", can_focus=False):
                yield Static(id="help-text")
            yield Static(Content.from_markup("[b]j k[/b] scroll   [b]Esc[/b] close"), classes="dialog-keys")

    def on_resize(self) -> None:
        self.call_after_refresh(self._wrap)

    def _wrap(self) -> None:
        body = self.query_one("#help-body")
        self.query_one("#help-text", Static).update(help_text(self._keymap, body.scrollable_content_region.width))
        leave_room(self.query_one("#help"), body)

    def action_scroll(self, lines: int) -> None:
        """Scroll the list of keys."""
        self.query_one("#help-body").scroll_relative(y=lines, animate=False)
