"""Ways to take the disk away from a store: rights that root does not have by itself, and files that may not grow."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest

T = TypeVar("T")

_VERSION_3 = 0x20080522
_OVERRIDES = 1 << 1 | 1 << 2 | 1 << 3
"""CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH and CAP_FOWNER: what lets root write where the mode of a folder forbids it."""


def as_ordinary_person(call: Callable[[], T]) -> T:
    """Carry out a call in a thread to which the modes of files and folders apply, also when root runs the tests."""
    def run() -> T:
        if os.geteuid() == 0:
            _drop_overrides()
        return call()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run).result()


def _drop_overrides() -> None:
    """Rights belong to a thread on Linux, so this ends with it."""
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "capset"):
        pytest.skip("root cannot be made to respect modes here")
    header = (ctypes.c_uint32 * 2)(_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)()
    if libc.capget(header, sets) != 0:
        pytest.skip("root cannot be made to respect modes here")
    sets[0] &= ~_OVERRIDES
    if libc.capset(header, sets) != 0:
        pytest.skip("root cannot be made to respect modes here")
