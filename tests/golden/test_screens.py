"""Whole screens as plain text, compared line by line with the files beside this one; colours are never looked at.

After a change that is meant: ``UPDATE_GOLDEN=1 pytest tests/golden`` writes the files anew, and the difference is read.
"""

from __future__ import annotations

import os
from itertools import zip_longest
from pathlib import Path

import pytest

from buffertui.ui.cells import width_of
from tests.support.scenes import SCENES
from tests.support.screen import HUGE, LOW, WIDE, opened

HERE = Path(__file__).parent
SHOWN = ("main", "compose", "detail", "help", "throttled", "empty", "offline", "main-graphql", "drafts-graphql",
         "failed-graphql")
SIZES = {"80x24": LOW, "120x40": WIDE, "200x50": HUGE}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", SHOWN)
async def test_screen_looks_as_it_did(name: str, size: str) -> None:
    scene = SCENES[name]
    if scene.api == "graphql":
        pytest.importorskip("graphql")
    async with opened(SIZES[size], world=scene.world, prepare=scene.prepare, api=scene.api) as person:
        await scene.act(person)
        person.fits()
        now = person.lines()
    file = HERE / f"{name}-{size}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_text("\n".join(now) + "\n", encoding="utf-8")
    then = file.read_text(encoding="utf-8").splitlines()
    other = [
        f"line {number}\n  was {a!r}\n  is  {b!r}"
        for number, (a, b) in enumerate(zip_longest(then, now), 1) if a != b
    ]
    assert not other, "\n".join(other)


@pytest.mark.parametrize("size", SIZES)
async def test_what_stands_at_the_right_ends_there(size: str) -> None:
    """The title's right group leaves one cell, and every mark of a list ends in the same column."""
    width = SIZES[size][0]
    async with opened(SIZES[size]) as person:
        lines = person.lines()
        assert width_of(lines[0]) == width - 1
        sidebar = person.main.query_one("#profiles").size.width
        names = [line[:sidebar] for line in lines if line[1:4] in ("All", "X  ", "f  ", "in ", "ig ", "M  ", "pi ")]
        ends = {len(line.rstrip(" ★‖⚠")) for line in names}
        assert (len(names), len(ends)) == (7, 1), f"the counts of the sidebar end in the columns {ends}"


def test_every_file_belongs_to_a_screen() -> None:
    assert {file.stem for file in HERE.glob("*.txt")} == {f"{name}-{size}" for name in SHOWN for size in SIZES}
