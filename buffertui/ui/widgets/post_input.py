"""One line of typed text (a link, a title, a time), with the same whole characters as the editor of the post."""

from __future__ import annotations

from rich.highlighter import Highlighter
from rich.text import Text
from textual import events

from . import clusters
from .still_input import StillInput


class _Drawn(Highlighter):
    """Draws the value harmlessly and keeps the cursor's style on whole clusters."""

    def __call__(self, text: str | Text) -> Text:
        return clusters.drawn(text if isinstance(text, str) else text.plain)

    def highlight(self, text: Text) -> None:
        return None


class PostInput(StillInput):
    """An ``Input`` that takes every character a person types and moves by whole ones."""

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(value, placeholder=placeholder, id=id, compact=True, select_on_focus=False,
                         highlighter=_Drawn())

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Every key that types something is the input's, not a command's."""
        return clusters.typed(character)

    def on_key(self, event: events.Key) -> None:
        """Let in the characters that the base class takes for unprintable."""
        if not event.is_printable and clusters.typed(event.character):
            event.stop()
            event.prevent_default()
            self.replace(event.character or "", *self.selection)

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste as one line, without its controls."""
        event.stop()
        event.prevent_default()
        self._paste(event.text)

    def action_paste(self) -> None:
        """Paste what was copied or cut in this program."""
        self._paste(self.app.clipboard)

    def _paste(self, text: str) -> None:
        kept, _ = clusters.pasted(text)
        self.replace(" ".join(kept.split("\n")).strip(), *self.selection)

    def action_cursor_left(self, select: bool = False) -> None:
        """One whole character to the left."""
        start, end = self.selection
        target = clusters.before(self.value, end) if select or start == end else min(start, end)
        self.selection = type(self.selection)(start if select else target, target)

    def action_cursor_right(self, select: bool = False) -> None:
        """One whole character to the right."""
        start, end = self.selection
        target = clusters.after(self.value, end) if select or start == end else max(start, end)
        self.selection = type(self.selection)(start if select else target, target)

    def action_delete_left(self) -> None:
        """Delete the character left of the cursor, or the selection."""
        start, end = self.selection
        self.delete(clusters.before(self.value, end) if start == end else start, end)

    def action_delete_right(self) -> None:
        """Delete the character under the cursor, or the selection."""
        start, end = self.selection
        self.delete(start, clusters.after(self.value, start) if start == end else end)
