"""What goes on beside the hand: a refresh that changes one post, and the network's modules being loaded."""

from __future__ import annotations

import time

from .figures import Line, absolute
from .keys import MS, ready
from .programs import Bench, Program
from .pseudo_terminal import DOWN, Failed, Run

FRAME = 16.0
"""Milliseconds of one frame, by which a key may be later."""

UP = "\x1b[A"


def _delays(run: Run, count: int, *, pause: float = 0.03) -> list[float]:
    """Milliseconds to the frame of each of many keys that come quickly, down and up in turn."""
    delays = []
    for number in range(count):
        run.drain(pause)
        frames, sent = len(run.frames), time.perf_counter()
        run.write((DOWN, UP)[number // 4 % 2].encode())
        while len(run.frames) == frames and time.perf_counter() - sent < 2:
            run.pump(0.1)
        if len(run.frames) == frames:
            raise Failed(f"a key drew nothing\n{run.screen}")
        delays.append((run.frames[frames][0] - sent) * MS)
    return delays


def cursor_line(screen: str) -> str:
    """The text beside the cursor's bar in the list that has the focus."""
    return next((line.partition("▌")[2][:30].strip() for line in screen.splitlines() if "▌" in line), "")


def refreshing(bench: Bench, pairs: int) -> list[Line]:
    """A refresh that changes one post above the cursor, while keys are pressed; then one while they rest."""
    world = bench.world(10_000)
    program = world.program("paged", address=world.address)
    update_id, text = world.facts["first"][2]
    excess, size, kept = [], [], []
    for number in range(pairs):
        with program.run() as run:
            ready(run, program)
            for _ in range(4):
                run.press(DOWN)
            calm = _delays(run, 40)
            world.edit(update_id, f"{text} ({number})")
            run.write(b"r")
            excess.append(max(0.0, max(_delays(run, 40)) - max(calm)))
            run.drain(1.5)
            before = cursor_line(run.screen)
            world.edit(update_id, f"Longer {text} ({number}) " + "than before " * 20)
            already = run.size
            run.write(b"r")
            run.drain(2.5)
            size.append(float(run.size - already))
            kept.append(float(not before or cursor_line(run.screen) != before))
    world.edit(update_id, text)
    return [
        absolute("refresh", "a key is later by, at most", "ms", excess, FRAME, "longest of 40 keys, with and without"),
        absolute("refresh", "cursor left its post", "", [max(kept)], 0),
        absolute("refresh", "bytes drawn for it", "B", size, None, "with the notes of a refresh under way"),
    ]


def loading(bench: Bench, pairs: int) -> list[Line]:
    """Keys from the first live picture on, while httpx is loaded; against the same keys later."""
    program = bench.world(10_000).program("paged", address=bench.silent())
    excess = [max(0.0, early - late) for early, late in (_early_and_late(program) for _ in range(pairs))]
    note = "longest of 50 keys, then and later"
    return [absolute("loading", "a key is later by, at most", "ms", excess, FRAME, note)]


def _early_and_late(program: Program) -> tuple[float, float]:
    with program.run() as run:
        run.until_written(program.marks)
        early = max(_delays(run, 50))
        run.drain(4)
        return early, max(_delays(run, 50))
