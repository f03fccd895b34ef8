"""Signals end the program in order: the terminal is put right, what is under way is finished, the exit code tells."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType

ENDING = (signal.SIGTERM, signal.SIGINT) if sys.platform == "win32" else (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


def obey_signals(leave: Callable[[int], None]) -> None:
    """From now on each of these signals calls ``leave`` with the exit code: 128 and the signal's number.

    A terminal that is closed sends SIGCONT after SIGHUP. Textual takes that for the return from Ctrl+Z, draws anew on a
    terminal that is no more, and waits for ever; so SIGCONT counts only where there still is a terminal.
    """
    if sys.platform == "win32":
        return
    loop = asyncio.get_running_loop()
    for number in ENDING:
        loop.add_signal_handler(number, leave, 128 + number)
    resume = signal.getsignal(signal.SIGCONT)
    if not callable(resume):
        return

    def resume_on_a_terminal(number: int, frame: FrameType | None) -> None:
        if os.isatty(sys.__stderr__.fileno() if sys.__stderr__ else 2):
            resume(number, frame)

    signal.signal(signal.SIGCONT, resume_on_a_terminal)
