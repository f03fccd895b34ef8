"""A list that draws its own lines: items of any height, one cursor, and no widget for each item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Protocol

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.strip import Strip

from buffertui.core.commands import COMMANDS, Scope
from buffertui.ui.compat import give_length
from buffertui.ui.pieces import Pieces

from .kept_lines import KeptLines
from .paint import Painter
from .stack import Stack, scroll_after, survivor

KEPT = 96
"""Items whose strips are kept: about two screens. More would only cost the garbage collector."""


class Sheet(Protocol):
    """What stands on a list. Items are known by their keys."""

    @property
    def keys(self) -> tuple[str, ...]: ...

    def measure(self, width: int) -> Sequence[int]:
        """How many lines each item takes at a width of one or more; at least one each."""

    def draw(self, index: int, width: int, *, cursor: bool, focused: bool) -> Sequence[Pieces]:
        """The lines of an item; as many as were measured."""

    def above(self, index: int) -> int:
        """How many of the lines of an item stand over it, as a day does, and are not under the cursor."""

    def empty(self) -> Sequence[Pieces]:
        """What stands in the middle while there is no item."""

    def after(self, width: int) -> Pieces:
        """What stands on one more line after the last item; nothing for no such line."""


def list_bindings() -> list[BindingType]:
    """The keys of every list, from the registry of commands, so that a keymap can change them."""
    return [
        Binding(",".join(command.keys), f"move('{command.id.removeprefix('cursor.')}')", command.title, show=False,
                id=command.id)
        for command in COMMANDS
        if command.scope is Scope.LIST
    ]


class LineList(KeptLines, can_focus=True, inherit_bindings=False):
    """The floor of the lists. The cursor stays on its item, and the view where the eye is, whatever happens around."""

    DEFAULT_CSS = """
    LineList {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = list_bindings()
    ALLOW_SELECT = False
    CLICK_OPENS: ClassVar[bool] = False
    """Whether one click is enough; else the first one selects and the second one opens."""

    def __init__(self, sheet: Sheet, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.painter = Painter(self)
        self.sheet = sheet
        self.cursor = 0
        self._keys: tuple[str, ...] = ()
        self._stack = Stack()
        self._drawn: dict[tuple[int, bool, bool], list[Strip]] = {}
        self._clicked_in = False

    @property
    def cursor_key(self) -> str | None:
        """The key of the item under the cursor."""
        return self._keys[self.cursor] if self._keys else None

    def lines_of(self, count: int) -> int:
        """How many lines the first ``count`` items take."""
        return self._stack.top(min(count, len(self._stack)))

    def moved(self) -> None:
        """The cursor came to another item."""

    def opened(self) -> None:
        """The item under the cursor was clicked once more."""

    def restack(self, *, at: str | None = None, reset: bool = False) -> None:
        """Take over the sheet as it is now. ``reset`` begins anew, at the item ``at`` or at the top."""
        old, before, scroll, width = self._stack, self._keys, self.scroll_offset.y, self._width
        keys = self._keys = self.sheet.keys
        new = self._stack = Stack(self.sheet.measure(width) if width > 0 else [1] * len(keys))
        self._drawn.clear()
        give_length(self, Size(max(0, width), new.height + bool(keys and self.sheet.after(width))))
        if reset:
            self.cursor = keys.index(at) if at in keys else 0
            self._scroll_to_line(0)
        else:
            line = scroll_after(old, new, before, keys, self.cursor, scroll, self._height)
            self.cursor = survivor(before, self.cursor, keys)
            self._scroll_to_line(line)
        if reset or self.has_focus:
            self._show_cursor()
        self.refresh()

    def repaint(self, *indexes: int) -> None:
        """Draw these items again, where they are in view."""
        for index in indexes:
            for state in ((False, False), (True, False), (True, True)):
                self._drawn.pop((index, *state), None)
            if index < len(self._stack):
                top, bottom = self._stack.top(index), self._stack.bottom(index)
                region = Region(0, top - self.scroll_offset.y, self.size.width, bottom - top)
                if shown := region.intersection(self.size.region):
                    self.refresh(shown)

    def move_to(self, index: int) -> None:
        """Put the cursor on an item and bring it into view."""
        if not self._keys:
            return
        index = max(0, min(index, len(self._keys) - 1))
        before, self.cursor = self.cursor, index
        self._show_cursor()
        if index != before:
            self.repaint(before, index)
            self.moved()

    def action_move(self, where: str) -> None:
        """Move the cursor: ``down``, ``up``, ``first``, ``last``, ``page_down``, ``page_up``."""
        if not self._keys:
            return
        top, page = self._stack.top(self.cursor), max(1, self._height - 1)
        match where:
            case "first":
                self.move_to(0)
            case "last":
                self.move_to(len(self._keys) - 1)
                self._scroll_to_line(self.max_scroll_y)
            case "page_down":
                self.move_to(max(self._stack.at(top + page), self.cursor + 1))
            case "page_up":
                self.move_to(min(self._stack.at(top - page), self.cursor - 1))
            case _:
                self.move_to(self.cursor + (1 if where == "down" else -1))

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    @property
    def _height(self) -> int:
        return max(1, self.scrollable_content_region.height)

    def _scroll_to_line(self, line: int) -> None:
        self.scroll_to(y=max(0, min(line, self.max_scroll_y)), animate=False, force=True, immediate=True)

    def _show_cursor(self) -> None:
        """Bring the cursor into view, a third of the view further than needed: each scroll redraws the whole list.

        A list that has no place on the screen yet does so when it gets one.
        """
        if not self._keys or not self.scrollable_content_region.height:
            return
        top, bottom, scroll = self._stack.top(self.cursor), self._stack.bottom(self.cursor), self.scroll_offset.y
        ahead = min(self._height // 3, max(0, self._height - (bottom - top)))
        if top < scroll:
            self._scroll_to_line(top - ahead)
        elif bottom > scroll + self._height:
            self._scroll_to_line(min(top, bottom - self._height + ahead))

    def lines(self, first: int, last: int) -> list[Strip]:
        width, beside = self._width, self.size.width
        if not self._keys:
            height, empty = self._height, self.sheet.empty()
            return [self._whole(self.painter.centred(empty, y, width, height), beside) for y in range(first, last)]
        found: list[Strip] = []
        scroll, stack = self.scroll_offset.y, self._stack
        line, last = first + scroll, last + scroll
        while line < min(last, stack.height):
            index = stack.at(line)
            strips = self._strips(index, width, beside)
            shown = strips[line - stack.top(index) : last - stack.top(index)]
            blank = min(last, stack.bottom(index)) - line - len(shown)
            found += [*shown, *[self._whole(self.painter.strip((), width), beside)] * blank]
            line = stack.bottom(index)
        if stack.height <= line < last:
            found.append(self._whole(self.painter.strip(self.sheet.after(width), width), beside))
            line += 1
        return [*found, *[self._whole(self.painter.strip((), width), beside)] * (last - line)]

    def _whole(self, strip: Strip, width: int) -> Strip:
        """A line with the place of the scroll bar beside it."""
        return strip.extend_cell_length(width, self.painter.ground)

    def _strips(self, index: int, width: int, beside: int) -> list[Strip]:
        cursor = index == self.cursor
        key = (index, cursor, cursor and self.has_focus)
        if (strips := self._drawn.get(key)) is None:
            if len(self._drawn) >= KEPT:
                del self._drawn[next(iter(self._drawn))]
            lines = self.sheet.draw(index, width, cursor=cursor, focused=key[2])
            above = self.sheet.above(index)
            strips = self.painter.lines(lines[:above], width) + self.painter.lines(lines[above:], width, cursor=key[2])
            strips = self._drawn[key] = [self._whole(strip, beside) for strip in strips]
        return strips

    def fit(self) -> None:
        """Take the width that the layout gave, if it is another one."""
        if self._width != self.virtual_size.width:
            self.restack()

    def on_resize(self) -> None:
        self.fit()
        if self.has_focus:
            self._show_cursor()

    def focus_changed(self, has_focus: bool) -> None:
        self._clicked_in = has_focus
        self.repaint(self.cursor)

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        fresh, self._clicked_in = self._clicked_in, False
        if place is None or not self._keys:
            return
        line = place.y + self.scroll_offset.y
        if line >= self._stack.height:
            return
        index = self._stack.at(line)
        known = index == self.cursor
        self.move_to(index)
        if self.CLICK_OPENS or (known and (not fresh or event.chain > 1)):
            self.opened()

    def notify_style_update(self) -> None:
        if self.painter.forget():
            self._drawn.clear()
        super().notify_style_update()
