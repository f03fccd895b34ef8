"""Carries out in a thread what loads modules, so that no key waits for it."""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
from collections.abc import Callable
from typing import TypeVar

TURN = 0.0005
"""Seconds after which a thread that loads lets the screen go on; what Python begins with is ten times that."""

T = TypeVar("T")


async def beside(call: Callable[[], T]) -> T:
    """The result of a call that is carried out in a thread, mostly by loading modules."""

    def loading() -> T:
        with _gently:
            return call()

    return await asyncio.to_thread(loading)


class _Gently:
    """While anybody loads, the screen has its turn often, and nobody looks for garbage: what is loaded stays."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loading = 0
        self._turn = 0.0
        self._collecting = False

    def __enter__(self) -> None:
        with self._lock:
            self._loading += 1
            if self._loading == 1:
                self._turn, self._collecting = sys.getswitchinterval(), gc.isenabled()
                sys.setswitchinterval(min(self._turn, TURN))
                gc.disable()
                # Not to be walked again for what comes now.
                gc.freeze()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._loading -= 1
            if self._loading == 0:
                gc.freeze()
                if self._collecting:
                    gc.enable()
                sys.setswitchinterval(self._turn)


_gently = _Gently()
