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

HEADINGS = {
    Scope.LIST: "In a list",
    Scope.MAIN: "Everywhere on the main screen",
    Scope.COMPOSE: "While composing",
}


def key_names(command: Command, keymap: Mapping[str, str]) -> str:
    """The keys of a command as people write them, after the changes of the configuration."""
    keys = keymap[command.id].split(",") if command.id in keymap else command.keys
    return " ".join(key_name(key) for key in keys) or "palette"


def help_text(keymap: Mapping[str, str]) -> Content:
    """Three groups of lines: keys, title, what it does."""
    width = max(len(key_names(c, keymap)) for c in COMMANDS) + 2
    lines: list[Content] = []
    for scope, heading in HEADINGS.items():
        lines.append(Content.styled(f"{heading}\n", "bold $text-accent"))
        for command in (c for c in COMMANDS if c.scope is scope):
            keys = Content.styled(f"  {key_names(command, keymap):<{width}}", "bold")
            lines.append(Content.assemble(keys, f"{command.title:<18}", (f"{command.help}\n", "$text-muted")))
        lines.append(Content("\n"))
    return Content("").join(lines)


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
                yield Static(help_text(self._keymap))
            yield Static(Content.from_markup("[b]j k[/b] scroll   [b]Esc[/b] close"), classes="dialog-keys")

    def action_scroll(self, lines: int) -> None:
        """Scroll the list of keys."""
        self.query_one("#help-body").scroll_relative(y=lines, animate=False)
