"""The editor of a post: whole characters under the cursor, nothing typed is dropped, what is too long is marked."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widgets import TextArea

from . import clusters
from .sparing_text_area import SparingTextArea

OVER = "post-editor--over"


class PostEditor(SparingTextArea, inherit_bindings=False):
    """A ``TextArea`` for posts. Tab leaves it; Ctrl+E is left to the external editor."""

    BINDINGS: ClassVar = [
        Binding("end", item.action, item.description, show=False) if item.action == "cursor_line_end" else item
        for item in TextArea.BINDINGS
        if isinstance(item, Binding)
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {OVER}

    DEFAULT_CSS = """
    PostEditor .post-editor--over { color: $text-error; background: $error 20%; text-style: underline; }
    """

    @dataclass
    class ControlsDropped(Message):
        """A paste held control characters or escape sequences; the text came in without them."""

        editor: PostEditor
        dropped: int

    def __init__(self, text: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(
            text, id=id, soft_wrap=True, tab_behavior="focus", highlight_cursor_line=False,
            placeholder=Content(placeholder), compact=True, max_checkpoints=200,
        )
        self.match_cursor_bracket = False
        self._over: tuple[tuple[int, int], ...] = ()
        self._marked: tuple[tuple[int, int], ...] = ()

    @property
    def over_from(self) -> int | None:
        """Code point from which on the text is over the tightest limit; ``None`` while it fits."""
        return self._over[0][0] if self._over else None

    @over_from.setter
    def over_from(self, value: int | None) -> None:
        self.over = () if value is None else ((value, sys.maxsize),)

    @property
    def over(self) -> tuple[tuple[int, int], ...]:
        """The stretches of the text that are over a limit, in code points: of a thread, one in each post."""
        return self._over

    @over.setter
    def over(self, stretches: tuple[tuple[int, int], ...]) -> None:
        self._over = stretches
        end = len(self.text)
        # What reaches the end goes on there: the next letter is marked with its first frame.
        marked = tuple((start, sys.maxsize if stop >= end else stop) for start, stop in stretches)
        if marked != self._marked:
            self._marked = marked
            self.marks_changed()

    def take(self, text: str) -> None:
        """Replace the whole text in one step that can be undone."""
        if text != self.text:
            self.replace(text, (0, 0), self.document.end, maintain_selection_offset=False)

    def get_line(self, line_index: int) -> Text:
        """The line as it is drawn: harmless, with what is over the limit marked."""
        line = clusters.drawn(self.document.get_line(line_index))
        for begin, end in self.marks(line_index):
            line.stylize(self.get_component_rich_style(OVER), begin, end)
        return line

    def marks(self, row: int) -> tuple[tuple[int, int], ...]:
        """What of a line is over the limit."""
        if not self._marked:
            return ()
        lines = self.document.lines
        start, length = sum(map(len, lines[:row])) + row, len(lines[row])
        inside = ((max(0, first - start), min(length, end - start)) for first, end in self._marked)
        return tuple((first, end) for first, end in inside if first < end)

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """Every key that types something is the editor's, not a command's."""
        return not self.read_only and clusters.typed(character)

    def on_key(self, event: events.Key) -> None:
        """Let in the characters that the base class takes for unprintable."""
        if not self.read_only and not event.is_printable and clusters.typed(event.character):
            event.stop()
            event.prevent_default()
            self._write(event.character or "")

    def on_paste(self, event: events.Paste) -> None:
        """Take the text of a paste and leave its controls outside."""
        event.stop()
        event.prevent_default()
        self._paste(event.text)

    def action_paste(self) -> None:
        """Paste what was copied or cut in this program."""
        self._paste(self.app.clipboard)

    def _paste(self, text: str) -> None:
        if self.read_only:
            return
        kept, dropped = clusters.pasted(text)
        if kept:
            self._write(kept)
        if dropped:
            self.post_message(self.ControlsDropped(self, dropped))

    def _write(self, text: str) -> None:
        start, end = self.selection
        self.replace(text, start, end, maintain_selection_offset=False)
        self.scroll_cursor_visible()
