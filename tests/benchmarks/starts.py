"""Starts: the picture of the last screen, the live screen with its posts, and the first start of all."""

from __future__ import annotations

from collections.abc import Callable

from .figures import Line, compared
from .programs import Bench, Program
from .pseudo_terminal import Start

MS = 1000


def start_of(program: Program) -> Start:
    """One start."""
    with program.run() as run:
        return run.started(program.useful)


def in_turn(programs: list[Program], pairs: int, one: Callable[[Program], Start]) -> list[list[Start]]:
    """Each program once in every round, one after the other; a first round that nobody counts."""
    for program in programs:
        one(program)
    rounds = [[one(program) for program in programs] for _ in range(pairs)]
    return [list(series) for series in zip(*rounds, strict=True)]


def starts(bench: Bench, pairs: int) -> list[Line]:
    """Warm and empty, against H and S."""
    world = bench.world(10_000)
    warm, alone = world.program("paged", address=world.address), world.program("paged")
    programs = [warm, alone, bench.empty(), bench.hello, bench.shell]
    ours, offline, empty, hello, shell = in_turn(programs, pairs, start_of)

    def ms(series: list[Start], name: str) -> list[float]:
        return [getattr(start, name) * MS for start in series]

    blank = ms(hello, "live")
    return [
        compared("picture", "first readable picture", "ms", ms(ours, "picture"), "H", blank, 0.15),
        compared("start", "posts readable, warm store", "ms", ms(ours, "live"), "H", blank, 1.35),
        compared("start", "posts readable, warm store", "ms", ms(ours, "live"), "S", ms(shell, "live"), 1.15),
        compared("start", "posts readable, warm store, no network", "ms", ms(offline, "live"), "H", blank, 1.35),
        compared("start", "first live paint, warm store", "ms", ms(ours, "live_paint"), "H", blank, None),
        compared("empty", "first paint, empty store", "ms", ms(empty, "live_paint"), "H", blank, 1.2),
    ]
