"""Texts that are being written, kept at every pause of the hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from buffertui.domain.drafts import Draft
from buffertui.domain.errors import StoreError
from buffertui.domain.ports import Clock, Store

from .board import Board, Tone


class KeptDrafts:
    """Drafts in the store, and the list of them on the board."""

    def __init__(self, store: Store, board: Board, clock: Clock, new_id: Callable[[], str]) -> None:
        self._store = store
        self._board = board
        self._clock = clock
        self.new_id = new_id

    def save(self, draft: Draft) -> None:
        """Keep a draft; an empty one is dropped. Raises ``StoreError`` when it could not be kept."""
        if draft.empty:
            self._store.drop_draft(draft.id)
        else:
            self._store.save_draft(replace(draft, saved_at=self._clock.now()))
        self.show()

    def drop(self, draft_id: str) -> None:
        """Throw a draft away, because the person said so or because it was sent."""
        self._store.drop_draft(draft_id)
        self.show()

    def show(self) -> None:
        """Put the list on the board, newest first."""
        try:
            drafts = self._store.drafts()
        except StoreError as error:
            self._board.tell("Drafts could not be read", f"{error.message} {error.hint}".strip(), Tone.ERROR)
            return
        self._board.change(drafts=drafts)
