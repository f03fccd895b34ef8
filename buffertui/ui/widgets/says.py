"""A few sentences that wrap, as tall as they need to be or as they are allowed to."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from buffertui.ui.pieces import Piece, Role
from buffertui.ui.text import clean, fit, wrap

from .paint import Painter

Sentence = tuple[str, Role]


class Says(Widget):
    """Sentences, each on its own line. They may hold text from outside."""

    DEFAULT_CSS = """
    Says {
        height: auto;
        width: 1fr;
    }
    """
    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._painter = Painter(self)
        self._sentences: tuple[Sentence, ...] = ()

    @property
    def text(self) -> str:
        """What it says, unwrapped."""
        return "\n".join(text for text, _ in self._sentences)

    def say(self, sentences: Sequence[Sentence]) -> None:
        """Say these."""
        found = tuple((clean(text), role) for text, role in sentences if text)
        if found == self._sentences:
            return
        width = self.size.width
        before = len(self._wrapped(width))
        self._sentences = found
        self.refresh(layout=self.styles.auto_dimensions and len(self._wrapped(width)) != before)

    def _wrapped(self, width: int) -> list[Piece]:
        return [Piece(part, role) for text, role in self._sentences for part in wrap(text, max(1, width))]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the sentences take."""
        return len(self._wrapped(width))

    def render_line(self, y: int) -> Strip:
        """One line; the last one that fits shows when there is more."""
        width, height = self.size
        lines = self._wrapped(width)
        if y >= len(lines):
            return self._painter.strip((), width)
        line = lines[y]
        if y == height - 1 and len(lines) > height:
            line = line._replace(text=fit(f"{line.text} …", width))
        return self._painter.strip((line,), width)

    def notify_style_update(self) -> None:
        """Look the colours up again."""
        self._painter.forget()
        super().notify_style_update()
