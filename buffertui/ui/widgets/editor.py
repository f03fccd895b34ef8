"""The editor of a post: whole characters under the cursor, nothing typed is dropped, what is too long is marked."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widgets import TextArea

from . import clusters
from .whole_text_area import WholeTextArea

OVER = "post-editor--over"


class PostEditor(WholeTextArea, inherit_bindings=False):
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
        self._starts: tuple[str, list[int]] | None = None

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
        if stretches != self._over:
            self._over = stretches
            # The one public way to make the base class forget the lines it has drawn.
            self.notify_style_update()
            self.refresh()

    def take(self, text: str) -> None:
        """Replace the whole text in one step that can be undone."""
        if text != self.text:
            self.replace(text, (0, 0), self.document.end, maintain_selection_offset=False)

    def get_line(self, line_index: int) -> Text:
        """The line as it is drawn: harmless, with what is over the limit marked."""
        source = self.document.get_line(line_index)
        line = clusters.drawn(source)
        if self._over:
            start = self._start_of(line_index)
            for first, end in self._over:
                begin, last = max(0, first - start), min(len(source), end - start)
                if begin < last:
                    line.stylize(self.get_component_rich_style(OVER), begin, last)
        return line

    def _start_of(self, line_index: int) -> int:
        text = self.text
        if self._starts is None or self._starts[0] != text:
            lines = self.document.lines
            self._starts = (text, [0, *accumulate(len(line) + 1 for line in lines)])
        return self._starts[1][line_index]

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
