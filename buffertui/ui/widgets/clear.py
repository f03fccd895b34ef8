"""A container of which nothing is seen."""

from __future__ import annotations

from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from buffertui.ui.type_ahead import KeySettled


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

    def post_message(self, message: Message) -> bool:
        """What only passes by on its way up goes on at once where nothing is before it."""
        if isinstance(message, KeySettled) and not self.message_queue_size and isinstance(self.parent, Widget):
            return self.parent.post_message(message)
        return super().post_message(message)
