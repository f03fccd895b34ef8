"""The store, asked in order and beside the screen, so that no key ever waits for a disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from buffertui.domain.errors import StoreError
from buffertui.domain.ports import Store

from .board import Board, Tone

T = TypeVar("T")

Runner = Callable[[Callable[[], Any]], "asyncio.Future[Any]"]
"""Queues a call that blocks and returns a future of its result. Calls are carried out one by one, in their order."""


def at_once(call: Callable[[], Any]) -> asyncio.Future[Any]:
    """The runner for a store that never blocks: the call is carried out before this returns."""
    future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    try:
        future.set_result(call())
    except StoreError as error:
        future.set_exception(error)
    return future


class Keeper:
    """Hands calls to the store. What nobody waits for and goes wrong is told to the person."""

    def __init__(self, store: Store, run: Runner, board: Board) -> None:
        self.store = store
        self._run = run
        self._board = board

    def ask(self, call: Callable[[], T]) -> asyncio.Future[T]:
        """Queue a call and return its future. Whoever awaits it gets the ``StoreError``."""
        return self._run(call)

    def post(self, call: Callable[[], None], failed: str) -> None:
        """Queue a call whose end nobody waits for; ``failed`` is the title of the notice when it goes wrong."""
        self.watch(self.ask(call), failed)

    def watch(self, future: asyncio.Future[Any], failed: str) -> None:
        """Tell the person, under this title, when a call that was queued goes wrong."""
        future.add_done_callback(lambda ended: self._ended(ended, failed))

    def _ended(self, future: asyncio.Future[Any], failed: str) -> None:
        if future.cancelled():
            return
        error = future.exception()
        if isinstance(error, StoreError):
            self._board.tell(failed, f"{error.message} {error.hint}".strip(), Tone.ERROR)
        elif error is not None:
            raise error
