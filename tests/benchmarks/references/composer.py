"""A bare TextArea with a text that a file holds, and a count that follows every key."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from textual.app import App, ComposeResult
from textual.widgets import Static, TextArea


class Composer(App[None]):
    """One editor under one line."""

    CSS = "#count { height: 1; } TextArea { height: 12; }"

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        yield Static("ready", id="count")
        yield TextArea(self._text)

    def on_mount(self) -> None:
        editor = self.query_one(TextArea)
        editor.focus()
        editor.move_cursor(editor.document.end)
        self.call_after_refresh(editor.scroll_cursor_visible)
        self.set_timer(0.5, self._freeze)

    def _freeze(self) -> None:
        gc.collect()
        gc.freeze()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        self.query_one("#count", Static).update(f"ready {len(event.text_area.text)}", layout=False)


if __name__ == "__main__":
    Composer(Path(sys.argv[1]).read_text(encoding="utf-8")).run()
