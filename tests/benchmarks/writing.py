"""The composer: opened again, and each letter in a long text with five counters, against a bare TextArea."""

from __future__ import annotations

import random
import re
import statistics

from buffertui.domain.drafts import Draft
from buffertui.sandbox.prose import passage

from .figures import Line, absolute, compared, rank
from .keys import MS, ready, type_keys, until_shown
from .programs import Bench, Program
from .pseudo_terminal import ESCAPE, Failed, Run

LENGTH = 3_000
WORDS = "a quiet morning at the press and the ink is dry "
SHEET = re.compile(r"\bLENGTH\b")


def long_text() -> str:
    """A text of 3,000 characters."""
    chance, text = random.Random(3), ""
    while len(text) < LENGTH:
        text += passage(chance) + "\n"
    return text[:LENGTH]


def open_again(bench: Bench, pairs: int) -> list[Line]:
    """The composer from the second time on."""
    program = bench.world(10_000).program("paged")
    first: list[float] = []
    again: list[float] = []
    for _ in range(pairs):
        with program.run() as run:
            ready(run, program)
            times = []
            for _ in range(5):
                times.append(until_shown(run, "n", SHEET))
                run.press(ESCAPE, rest=0.3)
            first.append(times[0])
            again.append(statistics.median(times[1:]))
    return [
        absolute("compose", "opened again", "ms", again, 100),
        absolute("compose", "opened for the first time", "ms", first, None),
    ]


def letters(bench: Bench, pairs: int, count: int = 200) -> list[Line]:
    """Letters at the end of a text of 3,000 characters."""
    world, text = bench.world(10_000), long_text()
    file = bench.folder / "text.txt"
    file.write_text(text, encoding="utf-8")
    bare = bench.reference("composer", "ready", str(file))
    typed = (WORDS * (count // len(WORDS) + 1))[:count]
    rounds = []
    for number in range(pairs):
        draft = Draft(f"long-{number}", tuple(world.facts["networks"]), text)
        ours = world.program("paged", draft=draft)
        rounds.append((_letters(ours, typed, "c"), _letters(bare, typed, "")))
        ours.forget()
    us, them = [one for one, _ in rounds], [one for _, one in rounds]
    return [
        compared("letters", f"end of frame p{percent}", "ms", [rank(one, percent) for one in us], "bare TextArea",
                 [rank(one, percent) for one in them], target)
        for percent, target in ((50, 1.5), (95, None), (99, 2.0))
    ]


def _letters(program: Program, typed: str, way: str) -> list[float]:
    with program.run() as run:
        ready(run, program)
        if way:
            until_shown(run, way, SHEET)
            _check_counters(run)
            run.drain(1.0)
        return [answer.frame * MS for answer in type_keys(run, list(typed)).answers]


def _check_counters(run: Run) -> None:
    counters = [line for line in run.screen.splitlines() if re.search(r" \d{4}/\d{3,}", line)]
    if len(counters) != 5:
        raise Failed(f"{len(counters)} counters instead of five:\n{run.screen}")
