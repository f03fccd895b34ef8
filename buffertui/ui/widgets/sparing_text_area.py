"""A ``TextArea`` that draws only the lines that a key has changed."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from typing import Any

from rich.style import Style
from textual.geometry import Offset, Region, Size
from textual.reactive import Reactive, reactive
from textual.strip import Strip
from textual.widgets.text_area import Edit, EditResult, Selection

from .whole_text_area import WholeTextArea

Stretch = tuple[int, int]

KEPT = 160
"""Lines that are kept drawn: some screens."""

LOOKS = ("text-area--cursor", "text-area--selection")


class SparingTextArea(WholeTextArea):
    """Keeps each line as it was drawn, and after a key asks for those only that look different then.

    The base class draws all lines of the view anew for each key, because each belongs to a selection that has moved.
    """

    selection: Reactive[Selection] = reactive(Selection(), init=False, always_update=True, repaint=False)
    # Its scroll bar follows by itself, and asks for a layout when it comes or goes.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False, repaint=False)

    def __init__(self, *args: Any, **settings: Any) -> None:
        self._due = self._drawing = False
        self._looks: tuple[Style, ...] = ()
        self._setting: tuple[object, ...] = ()
        self._kept: OrderedDict[object, Strip] = OrderedDict()
        self._shown: dict[int, Strip] = {}
        super().__init__(*args, **settings)

    def marks(self, row: int) -> tuple[Stretch, ...]:
        """What ``get_line`` marks in a line of the document: stretches within it, in code points."""
        del row
        return ()

    def compare_lines(self) -> None:
        """Draw those lines anew that look different from now on."""
        self._due = True
        self.check_idle()

    def marks_changed(self) -> None:
        """Draw those lines anew whose marks are other ones."""
        # The one public way to make the base class forget the lines it has drawn.
        super().notify_style_update()
        self.compare_lines()

    def notify_style_update(self) -> None:
        """Every line is drawn anew."""
        self._kept.clear()
        super().notify_style_update()

    def watch_selection(self) -> None:
        """The cursor has moved, or something was typed where it stands."""
        self.compare_lines()

    def edit(self, edit: Edit) -> EditResult:
        """As in the base class, which draws everything."""
        result = super().edit(edit)
        self.compare_lines()
        return result

    def on_idle(self) -> None:
        """Ask for the lines that have changed, before the base class passes it on."""
        if not self._due:
            return
        self._due = False
        self._settle()
        width, shown = self.size.width, self._shown
        changed = [
            Region(0, y, width, 1) for y in range(self.size.height)
            if (before := shown.get(y)) is None or ((now := self._line(y)) is not before and now != before)
        ]
        if changed:
            self.refresh(*changed)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines, and a note of how each was drawn."""
        looks = (self.rich_style, *(self.get_component_rich_style(name) for name in self._looks_of()))
        if looks != self._looks:
            self._looks = looks
            self._kept.clear()
            super().notify_style_update()
        self._settle()
        self._drawing = True
        try:
            return super().render_lines(crop)
        finally:
            self._drawing = False

    def render_line(self, y: int) -> Strip:
        """One line of the view."""
        strip = self._line(y)
        if self._drawing:
            self._shown[y] = strip
        return strip

    def _looks_of(self) -> tuple[str, ...]:
        return (*LOOKS, *sorted(self.COMPONENT_CLASSES))

    def _settle(self) -> None:
        """What all lines depend on, besides what is in them."""
        self._setting = (self.wrap_width, self.size, self.scroll_offset.x, self.has_focus, self.theme)

    def _line(self, y: int) -> Strip:
        key = self._key(y)
        if key is None:
            return super().render_line(y)
        kept = self._kept
        if (strip := kept.get(key)) is None:
            strip = kept[key] = super().render_line(y)
            if len(kept) > KEPT:
                kept.popitem(last=False)
        else:
            kept.move_to_end(key)
        return strip

    def _key(self, y: int) -> object:
        """All that a line's look depends on; ``None`` for the cursor's, in a selection, and where nothing is typed."""
        (first, last), document, wrapped = self.selection, self.document, self.wrapped_document
        line = y + self.scroll_offset.y
        if first != last or document.end == (0, 0) or not self.soft_wrap or self.suggestion:
            return None
        if line >= wrapped.height:
            return self._setting
        row, start = wrapped.offset_to_location(Offset(0, line))
        text, offsets = document.get_line(row), wrapped.get_offsets(row)
        at = bisect_right(offsets, start)
        end = offsets[at] if at < len(offsets) else len(text)
        if row == last[0] and start <= last[1] and (last[1] < end or at == len(offsets)):
            return None
        marks = tuple((max(a, start) - start, min(b, end) - start) for a, b in self.marks(row) if a < end and start < b)
        part = text[start:end]
        # Marks widen to whole characters, which may reach out of the part, and tabs depend on what is before it.
        whole = (text, start) if "\t" in text or (marks and not text.isascii()) else None
        return self._setting, part, marks, whole
