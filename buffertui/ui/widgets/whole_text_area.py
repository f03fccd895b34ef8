"""A ``TextArea`` whose cursor and delete keys go by whole characters."""

from __future__ import annotations

from textual import events
from textual.widgets import TextArea
from textual.widgets.text_area import Location

from . import clusters


class WholeTextArea(TextArea):
    """Moves, selects and deletes by grapheme clusters and by words made of them."""

    def move_cursor(
        self, location: Location, select: bool = False, center: bool = False, record_width: bool = True
    ) -> None:
        """Move to a location, or to the character's own edge where that lies inside one."""
        super().move_cursor(self._whole(location), select, center, record_width)

    def get_target_document_location(self, event: events.MouseEvent) -> Location:
        """Where a click or a drag puts the cursor."""
        return self._whole(super().get_target_document_location(event))

    def _whole(self, location: Location) -> Location:
        row, column = self.clamp_visitable(location)
        return row, clusters.floor(self.document.get_line(row), column)

    def get_cursor_left_location(self) -> Location:
        """One whole character to the left, or the end of the line above."""
        row, column = self.cursor_location
        if column == 0:
            return super().get_cursor_left_location()
        return row, clusters.before(self.document.get_line(row), column)

    def get_cursor_right_location(self) -> Location:
        """One whole character to the right, or the start of the line below."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        if column >= len(line):
            return super().get_cursor_right_location()
        return row, clusters.after(line, column)

    def get_cursor_word_left_location(self) -> Location:
        """The start of the word to the left."""
        row, column = self.cursor_location
        if column == 0:
            return super().get_cursor_left_location()
        return row, clusters.word_left(self.document.get_line(row), column)

    def get_cursor_word_right_location(self) -> Location:
        """The end of the word to the right."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        if column >= len(line):
            return super().get_cursor_right_location()
        return row, clusters.word_right(line, column)

    def action_delete_word_right(self) -> None:
        """Delete to the end of the word to the right."""
        start, end = self.selection
        if start == end:
            start = self.get_cursor_word_right_location()
        if not self.read_only:
            self.delete(start, end, maintain_selection_offset=False)
