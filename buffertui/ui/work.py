"""The one door to workers: named, exclusive, and an expected error becomes a toast with its hint."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from textual.app import App

from buffertui.core.board import Notice, Tone
from buffertui.domain.errors import BuffertuiError

from .messages import NoticeGiven

WRITING = 0.001
"""Seconds that a frame takes to leave for the terminal."""


def work(app: App[Any], name: str, verb: Coroutine[Any, Any, Any], *, failed: str = "") -> None:
    """Run ``verb`` beside the screen; starting a name again cancels the former one.

    ``failed`` is the title of the toast when it raises a ``BuffertuiError``. Any other error ends the program with a
    crash report, because it is a fault of ours.
    """

    async def run() -> None:
        try:
            await verb
        except BuffertuiError as error:
            text = f"{error.message} {error.hint}".strip()
            app.post_message(NoticeGiven(Notice(failed or "That did not work", text, Tone.ERROR)))

    app.run_worker(run(), name=name, group=name, exclusive=True)


async def frame_left() -> None:
    """Let the thread that writes a frame have its turn: work that goes on at once would keep it waiting."""
    await asyncio.sleep(WRITING)
