"""A container of which nothing is seen."""

from __future__ import annotations

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Clear(Widget):
    """Gives its children their places. Where none of them is, what stands behind it shows.

    Textual draws the blank lines of every container in full, those that children cover too, and cuts them at the edges
    of all widgets: with some containers in one another that takes longer than to draw what is seen.
    """

    DEFAULT_CSS = """
    Clear {
        width: 1fr;
        height: 1fr;
        layout: vertical;
        overflow: hidden hidden;
    }
    """

    def render_lines(self, crop: Region) -> list[Strip]:
        return []
