"""How long the text is for every chosen network, all drawn by one widget."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from buffertui.core.lengths import Length
from buffertui.ui.pieces import Piece, Pieces, Role, plain
from buffertui.ui.text import fit, one_line, width_of

from .paint import Painter

NAME, ROOMY_NAME = 10, 15
ROOMY = 32
"""Width from which on a name has more room, and says how many profiles share its rule."""

FIGURES = 9
LEAST_BAR, WIDEST_BAR = 3, 24
NEAR = 0.9
"""The part of a limit from which on the bar warns."""


class Counters(Widget):
    """A line for each rule by which the chosen networks count."""

    DEFAULT_CSS = """
    Counters {
        height: auto;
        width: 1fr;
    }
    """
    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._painter = Painter(self)
        self._lengths: tuple[Length, ...] = ()

    @property
    def text(self) -> str:
        """What the lines say at the width at hand."""
        return "\n".join(plain(line(length, self.size.width)) for length in self._lengths)

    def show(self, lengths: Sequence[Length]) -> None:
        """Draw these lengths."""
        found = tuple(lengths)
        if found != self._lengths:
            other_height = len(found) != len(self._lengths)
            self._lengths = found
            self.refresh(layout=other_height)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One line for each rule."""
        return len(self._lengths)

    def render_line(self, y: int) -> Strip:
        """One rule."""
        width = self.size.width
        return self._painter.strip(line(self._lengths[y], width) if y < len(self._lengths) else (), width)

    def notify_style_update(self) -> None:
        """Look the colours up again."""
        self._painter.forget()
        super().notify_style_update()


def line(length: Length, width: int) -> Pieces:
    """One rule: its network, the figures, and a bar or by how much the text is over."""
    count, room = length.count, ROOMY_NAME if width >= ROOMY else NAME
    shared = f" ×{length.profiles}" if length.profiles > 1 and width >= ROOMY else ""
    title = fit(one_line(length.network), room - 1 - len(shared)) + shared
    name = Piece(title + " " * (room - width_of(title)), "error" if count.over else "")
    if count.limit is None:
        return name, Piece(f"{count.used:>{FIGURES}}", "muted")
    figures = f"{count.used}/{count.limit}".rjust(FIGURES)
    room += len(figures)
    if count.over:
        over = f"{-(count.left or 0)}"
        words = f"  {over} over" if room + len(over) + 7 <= width else f" +{over}"
        return name, Piece(figures, "error"), Piece(words, "error")
    bar = min(width - room - 2, WIDEST_BAR)
    if bar < LEAST_BAR:
        return name, Piece(figures, "muted")
    full = min(bar, -(-bar * count.used // count.limit))
    tone: Role = "warn" if count.used > NEAR * count.limit else "accent"
    return name, Piece(figures, "muted"), Piece("  "), Piece("━" * full, tone), Piece("╌" * (bar - full), "muted")
