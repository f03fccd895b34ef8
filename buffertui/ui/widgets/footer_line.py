"""The footer: the keys that do something now; each can be clicked."""

from __future__ import annotations

from collections.abc import Mapping

from textual.events import Click
from textual.message import Message

from buffertui.ui.cells import width_of

from .line import Line


class FooterLine(Line):
    """A line whose keys run their command when they are clicked."""

    class Clicked(Message):
        """Somebody clicked the key of a command."""

        def __init__(self, command_id: str) -> None:
            super().__init__()
            self.command_id = command_id

    def __init__(self, keys: Mapping[str, str], *, id: str) -> None:
        super().__init__(id=id)
        self._commands = {key: command_id for command_id, key in reversed(list(keys.items()))}

    def on_click(self, event: Click) -> None:
        """The key that stands at or before the place that was clicked."""
        at, command_id = 0, ""
        for piece in self.pieces:
            if piece.role == "head":
                command_id = self._commands.get(piece.text, "")
            at += width_of(piece.text)
            if event.x < at:
                break
        else:
            return
        if command_id:
            self.post_message(self.Clicked(command_id))
