"""U: a bare list of 10,000 rows in urwid, whose rows are made when they are shown."""

from __future__ import annotations

from typing import Any

import urwid

ROWS = 10_000


class Row(urwid.SelectableIcon):
    """A row that leaves every key to the list."""

    def keypress(self, size: Any, key: str) -> str:
        return key


class Rows(urwid.ListWalker):
    """The rows by number."""

    focus = 0

    def __getitem__(self, number: int) -> urwid.AttrMap:
        if not 0 <= number < ROWS:
            raise IndexError(number)
        when = f"2026-03-{number % 28 + 1:02d} 09:{number % 60:02d}"
        text = f"row {number:05d}  scheduled {when}  A short post, number {number}"
        return urwid.AttrMap(Row(text, 0), None, "focus")

    def next_position(self, number: int) -> int:
        if number + 1 >= ROWS:
            raise IndexError(number)
        return number + 1

    def prev_position(self, number: int) -> int:
        if number < 1:
            raise IndexError(number)
        return number - 1

    def set_focus(self, number: int) -> None:
        self.focus = number
        self._modified()


if __name__ == "__main__":
    urwid.MainLoop(urwid.ListBox(Rows()), [("focus", "standout", "")]).run()
