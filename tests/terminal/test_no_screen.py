"""Where no screen can be shown: a plain sentence, at once, and nothing spins. And windows of any size."""

from __future__ import annotations

import random
import resource
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.day import framed, opened
from tests.support.terminal import Terminal

pytestmark = pytest.mark.terminal

PATIENCE = 3.0
"""Seconds of processor time that a start may take at most; one that spins takes them all."""


def spent() -> float:
    """The processor time of all programs that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


@pytest.mark.parametrize("demo", [("--demo",), ()], ids=["demo", "live"])
@pytest.mark.parametrize("stream", ["stdin", "stdout", "stderr"])
def test_a_stream_that_is_no_terminal(desk: Any, tmp_path: Path, stream: str, demo: tuple[str, ...]) -> None:
    desk.configure()
    before = spent()
    with (tmp_path / "away").open("w+b") as away:
        argv = (*desk.program, *demo)
        with Terminal(argv, env=desk.env, **{stream: away if stream != "stdin" else subprocess.DEVNULL}) as terminal:
            assert terminal.exit_code() == 1
            assert terminal.left_behind() == []
            away.seek(0)
            said = terminal.output + away.read()
    assert f"buffertui needs a terminal, and {stream} is not one.".encode() in said
    assert b"Traceback" not in said
    assert b"\x1b" not in said
    assert spent() - before < PATIENCE


@pytest.mark.parametrize(("kind", "sentence"), [("dumb", "TERM is dumb"), (None, "TERM is not set")])
def test_a_terminal_that_cannot_draw(desk: Any, kind: str | None, sentence: str) -> None:
    desk.more_env = {"TERM": kind}
    terminal = desk.start("--demo")
    assert terminal.exit_code() == 1
    assert f"buffertui cannot draw on this terminal: {sentence}." in terminal.text
    assert "Traceback" not in terminal.text
    assert b"\x1b" not in terminal.output


def test_a_window_that_is_too_small_says_so_and_can_be_left(desk: Any) -> None:
    terminal = desk.start("--demo", size=(20, 5))
    terminal.wait_for("terminal is too", "small.", "press q to leave")
    terminal.keys("q")
    assert terminal.exit_code() == 0
    assert terminal.left_behind() == []


def test_a_window_that_grows_brings_the_screen(desk: Any) -> None:
    terminal = desk.start("--demo", size=(20, 5))
    terminal.wait_for("terminal is too", "small.", "press q to leave")
    terminal.resize(80, 24)
    terminal.until(lambda: framed(terminal) and "PENDING  14" in terminal.text, "the screen did not come")
    terminal.wait_gone("terminal is too")
    terminal.resize(30, 8)
    terminal.wait_for("terminal is too", "small.", "press q to leave")
    terminal.keys("q")
    assert terminal.exit_code() == 0


def test_a_window_that_is_dragged_about_keeps_its_screen(desk: Any) -> None:
    terminal = opened(desk.start("--demo"))
    chance = random.Random(7)
    for _ in range(60):
        terminal.resize(chance.randrange(1, 240), chance.randrange(1, 80))
        terminal.keys(chance.choice("jkgG123"))
        terminal.pump(0.005)
    terminal.resize(120, 40)
    terminal.until(lambda: framed(terminal) and "PENDING" in terminal.text, "the screen is not whole again")
    terminal.keys("q")
    assert terminal.exit_code() == 0
    assert terminal.left_behind() == []
