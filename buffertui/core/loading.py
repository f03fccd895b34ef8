"""Which lists are being read, and whether an answer still counts when it comes."""

from __future__ import annotations

from collections.abc import Iterable

from buffertui.domain.errors import BuffertuiError

from .board import Board
from .shelf import Key, Shelf
from .state import Side

Tickets = dict[Key, int]


class Loads:
    """Gives a ticket for each read of a list; a later read of it, or a change by the program itself, overtakes it."""

    def __init__(self, board: Board, shelf: Shelf) -> None:
        self._board = board
        self._shelf = shelf
        self._tickets: Tickets = {}
        shelf.on_edit = self._overtaken

    def begin(self, *keys: Key) -> Tickets:
        """These lists are being read from now on."""
        for key in keys:
            self._tickets[key] = self._tickets.get(key, 0) + 1
            self._shelf.loading.add(key)
        self._shelf.show()
        return {key: self._tickets[key] for key in keys}

    def end(self, keys: Iterable[Key]) -> None:
        """The answer came, or none will."""
        self._shelf.loading -= set(keys)

    def valid(self, tickets: Tickets) -> frozenset[Key]:
        """The lists whose answer was not overtaken."""
        return frozenset(key for key, ticket in tickets.items() if self._tickets[key] == ticket)

    def failed(self, tickets: Tickets, error: BuffertuiError) -> None:
        """Say on the lists that reading them failed; what was read before stays."""
        self._board.failed(error)
        for key in self.valid(tickets):
            self._shelf.loading.discard(key)
            self._shelf.errors[key] = f"{error.message} {error.hint}".strip()
        self._shelf.show()

    def _overtaken(self, side: Side, profile_id: str) -> None:
        """The program changed a list itself: an answer that was asked for before shows it as it was, and is dropped."""
        key = side, profile_id
        if key in self._shelf.loading:
            self._tickets[key] += 1
            self._shelf.stale.add(key)
