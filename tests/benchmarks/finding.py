"""The filter over what is loaded, and the search over everything ever seen: how soon each letter has its results."""

from __future__ import annotations

import statistics
import time

from tests.support.screen_model import Screen

from .figures import Line, absolute, rank
from .keys import MS, ready
from .programs import Bench, Program
from .pseudo_terminal import COLUMNS, ROWS, Run

BETWEEN = 0.25
"""Seconds without output after which a letter has had its results."""

BACK = "\x7f"


def filtering(bench: Bench, pairs: int) -> list[Line]:
    """The filter over 10,000 posts."""
    world = bench.world(10_000)
    return _lines("filter", world.program("whole"), "/", world.facts["words"][:3], pairs)


def searching(bench: Bench, pairs: int) -> list[Line]:
    """The search over 100,000 posts."""
    world = bench.world(100_000)
    return _lines("search", world.program("paged"), "F", world.facts["words"][:3], pairs)


def _lines(row: str, program: Program, way: str, words: list[str], pairs: int) -> list[Line]:
    middle: list[float] = []
    worst: list[float] = []
    echo: list[float] = []
    for _ in range(pairs):
        with program.run() as run:
            ready(run, program)
            run.press(way, rest=0.3)
            model = Screen(COLUMNS, ROWS)
            times = []
            for word in words:
                times += [_letter(run, model, letter) for letter in word]
                times += [_letter(run, model, BACK) for _ in word]
        results = [result for result, _ in times if result is not None]
        middle.append(statistics.median(results))
        worst.append(rank(results, 95))
        echo.append(max(first for _, first in times))
    return [
        absolute(row, "first results after a letter, median", "ms", middle, 50),
        absolute(row, "first results after a letter, p95", "ms", worst, 50),
        absolute(row, "longest wait for a typed letter to stand there", "ms", echo, 50),
    ]


def _letter(run: Run, model: Screen, letter: str) -> tuple[float | None, float]:
    """Milliseconds until anything but the line of the query itself changed, and until the first frame."""
    run.quiet(BETWEEN)
    for _, data in run.log:
        model.feed(data)
    run.log.clear()
    run.frames.clear()
    before, sent = model.lines, time.perf_counter()
    run.write(letter.encode())
    while (run.pump(BETWEEN) or not run.log) and time.perf_counter() - sent < 3:
        pass
    first, result = 0.0, None
    for when, data in run.log:
        model.feed(data)
        if not model.whole:
            continue
        first = first or when
        if result is None and sum(a != b for a, b in zip(before, model.lines, strict=True)) > 1:
            result = (when - sent) * MS
    run.log.clear()
    return result, ((first or time.perf_counter()) - sent) * MS
