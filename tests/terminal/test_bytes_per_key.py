"""What a cursor key costs on a slow line: at most half as much again as in a program with nothing but speed in it, and
one picture."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.sandbox_process import SandboxProcess
from tests.support.terminal import Terminal

pytestmark = pytest.mark.terminal

REFERENCE = Path(__file__).resolve().parents[1] / "benchmarks" / "references" / "shell.py"

FIRST_PAGE, KEYS = 45, 40

REST = 0.1
"""Seconds without output after which a program has answered a key. A shorter wait could only miss a second picture."""


@dataclass(frozen=True)
class Cost:
    """For each of many keys: the bytes, and the pictures."""

    sizes: list[int]
    pictures: list[int]
    seconds: float


def cost(terminal: Terminal) -> Cost:
    """Go past the first page, where nothing scrolls, and on from there key by key."""
    terminal.keys(*["down"] * FIRST_PAGE)
    while terminal.pump(0.5):
        pass
    sizes, pictures, began = [], [], time.monotonic()
    for _ in range(KEYS):
        size, frames = len(terminal.output), terminal.screen.frames
        terminal.keys("down")
        terminal.until(lambda frames=frames: terminal.screen.frames > frames, "a key drew nothing")
        while terminal.pump(REST):
            pass
        sizes.append(len(terminal.output) - size)
        pictures.append(terminal.screen.frames - frames)
    return Cost(sizes, pictures, time.monotonic() - began)


def test_a_cursor_key_costs_few_bytes_and_one_picture(
    desk: Any, sandbox_of: Callable[..., SandboxProcess]
) -> None:
    sandbox_of("--profiles", "1", "--pending", "150", "--sent", "30", "--seed", "7")
    with desk.run(sys.executable, str(REFERENCE)) as shell:
        shell.wait_for("row 00003")
        bare = cost(shell)
    with desk.start() as program:
        program.wait_for("PENDING", "150", "as of")
        ours = cost(program)
    assert set(bare.pictures) == {1}
    # Each second the screen may say how time goes on, in a picture of its own.
    assert sum(ours.pictures) <= KEYS + ours.seconds + 1, ours.pictures
    assert sum(ours.sizes) <= 1.5 * sum(bare.sizes), (ours.sizes, bare.sizes)
