"""Items of different heights on top of one another: which one stands at a line, and where each begins."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate


class Stack:
    """Heights in lines, each at least one. Asking is fast; a change makes a new stack."""

    def __init__(self, heights: Iterable[int] = ()) -> None:
        self._tops = [0, *accumulate(heights)]

    def __len__(self) -> int:
        return len(self._tops) - 1

    @property
    def height(self) -> int:
        """Lines of all items."""
        return self._tops[-1]

    def top(self, index: int) -> int:
        """The first line of an item."""
        return self._tops[index]

    def bottom(self, index: int) -> int:
        """The line after an item's last."""
        return self._tops[index + 1]

    def at(self, line: int) -> int:
        """The item at a line; the first or last one where the line is outside. Zero for an empty stack."""
        return max(0, min(bisect_right(self._tops, line) - 1, len(self) - 1))


def survivor(before: tuple[str, ...], index: int, after: tuple[str, ...]) -> int:
    """Where the item that was at ``index`` is now; else the next one that is still there, else the one before it."""
    if not after or index >= len(before):
        return 0
    if index < len(after) and after[index] == before[index]:
        return index
    places = {key: place for place, key in enumerate(after)}
    for key in (*before[index:], *reversed(before[:index])):
        if (place := places.get(key)) is not None:
            return place
    return min(index, len(after) - 1)


def scroll_after(
    old: Stack, new: Stack, before: tuple[str, ...], after: tuple[str, ...], cursor: int, scroll: int, height: int
) -> int:
    """The scroll position that keeps what the eye rests on where it was, when items came, went or changed height.

    That is the item under ``cursor`` while it is in view, else the first one in view. A list that stood at its very
    top stays there, so that what comes in at the top is seen, as long as that leaves the cursor in view.
    """
    if not len(old) or not len(new):
        return 0
    in_view = cursor < len(old) and scroll <= old.top(cursor) < scroll + height
    anchor = cursor if in_view else old.at(scroll)
    place = survivor(before, anchor, after)
    if scroll == 0 and new.bottom(survivor(before, cursor, after)) <= height:
        return 0
    return max(0, new.top(place) - (old.top(anchor) - scroll))
