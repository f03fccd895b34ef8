"""Memory before and after the first request, an idle minute, and growth with the number of posts in the store."""

from __future__ import annotations

import contextlib
import os
import signal
import statistics
import time

from .figures import Line, absolute, compared
from .keys import CALM, cursor, ready
from .programs import Bench, Program
from .pseudo_terminal import Run, cpu, pss, wakeups
from .starts import in_turn, start_of

MS = 1000
MINUTE = 60.0
SIZES = (1_000, 10_000, 100_000)


def memory(bench: Bench, pairs: int) -> list[Line]:
    """PSS of the warm program against H's."""
    world = bench.world(10_000)
    program, hello = world.program("paged", address=world.address), bench.hello
    before, after, blank = [], [], []
    for _ in range(pairs):
        with program.run() as run:
            run.until_written(program.marks)
            os.kill(run.pid, signal.SIGSTOP)
            before.append(pss(run.pid))
            os.kill(run.pid, signal.SIGCONT)
            ready(run, program)
            after.append(pss(run.pid))
        blank.append(settled_pss(hello))
    return [
        compared("memory", "before the first request", "MB", before, "H", blank, 1.4),
        compared("memory", "after the first requests", "MB", after, "H", blank, 2.0),
    ]


def settled_pss(program: Program) -> float:
    """Memory once everything that the start set going has ended."""
    with program.run() as run:
        ready(run, program)
        return pss(run.pid)


def idle(bench: Bench, pairs: int) -> list[Line]:
    """A minute in which nothing happens, beside H in the same minute. All pairs rest at once, each in its own home."""
    world, hello = bench.world(10_000), bench.hello
    runs: list[Run] = []
    with contextlib.ExitStack() as stack:
        for _ in range(pairs):
            for program in (world.program("paged", address=world.address), hello):
                runs.append(stack.enter_context(program.run()))
                runs[-1].started(program.useful)
        # The budget that the start spent is free again after a minute, and the screen says so until then.
        _rest(runs, MINUTE + CALM)
        before = [_spent(run) for run in runs]
        _rest(runs, MINUTE)
        after = [_spent(run) for run in runs]
    found = [[now - then for now, then in zip(*one, strict=True)] for one in zip(after, before, strict=True)]
    us, them = found[::2], found[1::2]
    note = "a minute after the start, without the refresh by itself"
    return [
        absolute("idle", "pictures in a minute", "", [one[0] for one in us], 1, f"{note}; its age is one"),
        absolute("idle", "bytes in a minute", "B", [one[1] for one in us], None),
        compared("idle", "CPU", "ms/s", [one[2] for one in us], "H", [one[2] for one in them], 1.1),
        compared("idle", "wake-ups", "/s", [one[3] for one in us], "H", [one[3] for one in them], 1.1),
    ]


def _spent(run: Run) -> tuple[float, ...]:
    """So far: pictures, bytes; and of a minute, milliseconds of CPU and wake-ups for each second."""
    return float(len(run.frames)), float(run.size), cpu(run.pid) * MS / MINUTE, wakeups(run.pid) / MINUTE


def _rest(runs: list[Run], seconds: float) -> None:
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        for run in runs:
            run.pump(1 / len(runs))


def growth(bench: Bench, pairs: int) -> list[Line]:
    """Start, key and memory with 1,000, 10,000 and 100,000 posts in the store."""
    programs = [bench.world(size).program("paged") for size in SIZES]
    lives = [[one.live * MS for one in series] for series in in_turn(programs, pairs, start_of)]
    typed = [[cursor(program, 40).frame(50) for program in programs] for _ in range(pairs)]
    held = [[settled_pss(program) for program in programs] for _ in range(max(1, pairs // 3))]
    lines = []
    for what, unit, series in (
        ("posts readable", "ms", lives), ("key, end of frame p50", "ms", [*map(list, zip(*typed, strict=True))]),
        ("memory", "MB", [*map(list, zip(*held, strict=True))]),
    ):
        small = statistics.median(series[0])
        lines.append(absolute("growth", f"{what}, {SIZES[0]:,} posts", unit, [small], None))
        for size, values in zip(SIZES[1:], series[1:], strict=True):
            lines.append(compared("growth", f"{what}, {size:,} posts", unit, values, f"{SIZES[0]:,}", series[0], 1.1))
    return lines
