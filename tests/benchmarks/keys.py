"""Keys: the cursor in a long pane, held down, from profile to profile; and how many bytes each costs."""

from __future__ import annotations

import re
import statistics
import time
from dataclasses import dataclass

from tests.support.screen_model import Screen

from .figures import Line, absolute, compared, rank, told
from .programs import Bench, Program
from .pseudo_terminal import COLUMNS, DOWN, ROWS, Answer, Failed, Run, cpu

MS = 1000
CALM = 3.0
"""Seconds after a start until everything that it set going has ended."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The answers to many keys of one run."""

    answers: tuple[Answer, ...]
    cpu: float
    frames: float
    """Frames for each key, also of those that came later than its answer."""

    def frame(self, percent: float) -> float:
        """Milliseconds to the end of the first frame."""
        return rank([answer.frame for answer in self.answers], percent) * MS

    @property
    def size(self) -> float:
        """Bytes for each key."""
        return statistics.fmean(answer.size for answer in self.answers)



def ready(run: Run, program: Program) -> None:
    """Wait until a program is of use and everything that its start set going has ended."""
    run.started(program.useful)
    run.drain(CALM)
    run.quiet()


def type_keys(run: Run, keys: list[str]) -> Typed:
    """Press keys one after the other."""
    before, frames = cpu(run.pid), len(run.frames)
    answers = [answer for key in keys if (answer := run.press(key)) is not None]
    if len(answers) < 0.8 * len(keys):
        raise Failed(f"only {len(answers)} of {len(keys)} keys drew anything\n{run.screen}")
    spent = (cpu(run.pid) - before) * MS / len(keys)
    return Typed(tuple(answers), spent, (len(run.frames) - frames) / len(keys))


def cursor(program: Program, count: int) -> Typed:
    """The cursor key, so many times."""
    with program.run() as run:
        ready(run, program)
        return type_keys(run, [DOWN] * count)


def keys(bench: Bench, pairs: int, count: int = 120) -> list[Line]:
    """The cursor in a pane of 10,000 posts, against S and U."""
    ours, shell, urwid = bench.world(10_000).program("whole"), bench.shell, bench.urwid
    programs = [one for one in (ours, shell, urwid) if one is not None]
    rounds = [[cursor(program, count) for program in programs] for _ in range(pairs)]
    us, them = [one[0] for one in rounds], [one[1] for one in rounds]
    lines = [
        compared("keys", f"end of frame p{percent}", "ms", [one.frame(percent) for one in us], "S",
                 [one.frame(percent) for one in them], target)
        for percent, target in ((50, 1.25), (95, 1.3), (99, 1.5))
    ]
    if urwid is None:
        lines.append(told("keys", "end of frame p50", "against U: urwid is not installed"))
    else:
        bare = [one[2].frame(50) for one in rounds]
        lines.append(compared("keys", "end of frame p50", "ms", [one.frame(50) for one in us], "U", bare, 1.0))
    return [
        *lines,
        compared("keys", "CPU for each key", "ms", [one.cpu for one in us], "S", [one.cpu for one in them], None),
        absolute("keys", "frames for each key", "", [one.frames for one in us], 1.02),
        compared("bytes", "bytes for each key", "B", [one.size for one in us], "S", [one.size for one in them], 1.5),
    ]


def held(program: Program, rate: float = 30.0, seconds: float = 5.0) -> tuple[float, float]:
    """Hold the cursor key: milliseconds from the last key to the last frame, and the longest gap between frames."""
    with program.run() as run:
        ready(run, program)
        began = sent = seen = time.perf_counter()
        gap = 0.0
        for number in range(int(rate * seconds)):
            sent = time.perf_counter()
            run.write(DOWN.encode())
            while (left := began + (number + 1) / rate - time.perf_counter()) > 0:
                if run.pump(left):
                    gap, seen = max(gap, run.last - seen), run.last
        run.quiet(0.1, 20)
        return max(0.0, run.last - sent) * MS, gap * MS


def hold(bench: Bench, pairs: int) -> list[Line]:
    """The key held at 30 a second for five seconds."""
    ours, shell = bench.world(10_000).program("whole"), bench.shell
    rounds = [(held(ours), held(shell)) for _ in range(pairs)]
    return [
        absolute("hold", "last key to last frame", "ms", [us[0] for us, _ in rounds], 50),
        compared("hold", "longest gap between frames", "ms", [us[1] for us, _ in rounds], "S",
                 [them[1] for _, them in rounds], None),
    ]


def until_shown(run: Run, key: str, useful: re.Pattern[str]) -> float:
    """Press a key: milliseconds to the end of the frame that first shows what is useful. Raises ``Failed``."""
    model = Screen(COLUMNS, ROWS)
    for _, data in run.log:
        model.feed(data)
    reads, sent = len(run.log), time.perf_counter()
    run.write(key.encode())
    while run.pump(0.5) and run.last - sent < 1:
        pass
    for when, data in run.log[reads:]:
        model.feed(data)
        if model.whole and useful.search("\n".join(model.lines)):
            return (when - sent) * MS
    raise Failed(f"not shown after {key!r}: {useful.pattern}\n{run.screen}")


def switch(bench: Bench, pairs: int) -> list[Line]:
    """From profile to profile, each with 500 posts that are loaded."""
    world = bench.world(10_000)
    address = bench.silent()
    shown: list[float] = []
    for _ in range(pairs):
        # A home of its own: the next start opens where the one before was left.
        program = world.program("whole", address=address)
        with program.run() as run:
            ready(run, program)
            run.keys("1")
            times = [until_shown(run, DOWN, world.profile_useful(number)) for number in range(6)]
            shown.append(statistics.median(times))
        program.forget()
    return [absolute("switch", "posts of the next profile shown", "ms", shown, 50)]
