"""Keeps hold of what runs beside the caller, so that nothing is forgotten, and nothing fails unseen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


class Tasks:
    """A set of named running tasks. Starting a name again cancels the former one.

    An error that a task does not handle itself is handed to ``on_crash``: it is a fault of the program.
    """

    def __init__(self, on_crash: Callable[[BaseException], None]) -> None:
        self._on_crash = on_crash
        self._running: dict[str, asyncio.Task[None]] = {}

    def start(self, name: str, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run ``work`` under that name."""
        self.cancel(name)
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._running[name] = task
        task.add_done_callback(self._ended)
        return task

    def cancel(self, name: str) -> None:
        """Stop the task of that name, if one runs."""
        task = self._running.pop(name, None)
        if task is not None:
            task.cancel()

    def running(self, prefix: str = "") -> tuple[asyncio.Task[None], ...]:
        """The tasks whose names begin so."""
        return tuple(task for name, task in self._running.items() if name.startswith(prefix))

    async def close(self) -> None:
        """Cancel everything and wait until it has ended."""
        tasks = self.running()
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if self._running.get(task.get_name()) is task:
            del self._running[task.get_name()]
        if not task.cancelled() and (error := task.exception()) is not None:
            self._on_crash(error)
