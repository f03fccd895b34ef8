"""What is loaded beside the screen lets it have its turn, and leaves everything as it was."""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
from collections.abc import Iterator

import pytest

from buffertui.core.beside import TURN, beside


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    turn, collecting = sys.getswitchinterval(), gc.isenabled()
    yield
    gc.unfreeze()
    assert (sys.getswitchinterval(), gc.isenabled()) == (turn, collecting)


async def test_while_something_loads_turns_are_short_and_nothing_is_collected() -> None:
    def look() -> tuple[float, bool, bool]:
        return sys.getswitchinterval(), gc.isenabled(), threading.current_thread() is threading.main_thread()

    turn, collecting, in_main = await beside(look)
    assert turn == pytest.approx(TURN)
    assert not collecting
    assert not in_main


async def test_two_loads_that_overlap_end_as_they_began() -> None:
    first, second, seen = threading.Event(), threading.Event(), []
    one = asyncio.ensure_future(beside(first.wait))
    other = asyncio.ensure_future(beside(second.wait))
    await asyncio.sleep(0)
    first.set()
    await one
    seen.append(await beside(sys.getswitchinterval))
    second.set()
    await other
    assert seen == [pytest.approx(TURN)]


async def test_an_error_is_the_callers() -> None:
    def fail() -> None:
        raise LookupError("nothing there")

    with pytest.raises(LookupError):
        await beside(fail)
