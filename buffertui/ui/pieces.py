"""Texts with roles: what the pure functions of the screen hand to the widgets, without a colour in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from .cells import ELLIPSIS, fit, width_of

Role = Literal["", "strong", "muted", "accent", "good", "warn", "error", "match", "head"]

ROLES: tuple[Role, ...] = ("strong", "muted", "accent", "good", "warn", "error", "match", "head")


class Piece(NamedTuple):
    """A run of text with one role. ``colour`` is a network's own (``#rrggbb``), only ever on its mark."""

    text: str
    role: Role = ""
    colour: str = ""


Pieces = tuple[Piece, ...]

Ranked = tuple[int, Pieces]
"""A group of pieces that belong together. Where there is no room for all groups, the highest number goes first."""

GAP = Piece("  ")


def plain(pieces: Pieces) -> str:
    """The text alone."""
    return "".join(piece.text for piece in pieces)


def cells(pieces: Pieces) -> int:
    """How many cells the pieces take side by side."""
    return sum(width_of(piece.text) for piece in pieces)


def side_by_side(parts: Iterable[Pieces], between: Piece = GAP) -> Pieces:
    """Groups of pieces side by side; empty groups leave no gap."""
    found: list[Piece] = []
    for part in parts:
        if part:
            found += [between, *part] if found else part
    return tuple(found)


def cut(pieces: Pieces, width: int) -> Pieces:
    """The pieces in at most ``width`` cells, with "…" where something was cut off."""
    kept: list[Piece] = []
    left = width
    for index, piece in enumerate(pieces):
        size = width_of(piece.text)
        if size > left or (size == left and cells(pieces[index + 1 :])):
            text = fit(piece.text, left) if size > left else fit(piece.text + ELLIPSIS * 2, left)
            return (*kept, piece._replace(text=text)) if text else tuple(kept)
        kept.append(piece)
        left -= size
    return tuple(kept)


def lay(left: Pieces, right: Pieces, width: int) -> Pieces:
    """``left`` and ``right`` at the two ends of a line; where they do not both fit, the right one gives way first.

    The right one goes altogether when less than half of the line would be left for the left one.
    """
    room = width - cells(right) - 2
    if right and room >= min(cells(left), max(8, width // 2)):
        left = cut(left, room)
        return (*left, Piece(" " * (width - cells(left) - cells(right))), *right)
    return cut(left, width)


def flush_right(pieces: Pieces, width: int) -> Pieces:
    """The pieces at the right end of a line."""
    pieces = cut(pieces, width)
    return (Piece(" " * (width - cells(pieces))), *pieces)


def spread(groups: Iterable[Ranked], width: int, between: Piece = GAP) -> Pieces:
    """Groups side by side in their order; while they are too wide, the one with the highest number goes first."""
    shown = [(rank, group) for rank, group in groups if group]
    while len(shown) > 1 and cells(side_by_side((group for _, group in shown), between)) > width:
        shown.remove(max(shown, key=lambda ranked: ranked[0]))
    return cut(side_by_side((group for _, group in shown), between), width)
