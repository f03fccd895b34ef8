"""However the program ends, what was being written is there at the next start; and the shell gets its terminal back."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.day import framed, opened
from tests.support.sandbox_process import SandboxProcess
from tests.support.terminal import Terminal

pytestmark = pytest.mark.terminal

TEXT = "Half a thought about kites"


def saved(desk: Any) -> bool:
    """Whether the text stands somewhere on the disk."""
    return any(TEXT.encode() in file.read_bytes() for file in desk.data.rglob("*") if file.is_file())


def told_to_end(terminal: Terminal, desk: Any) -> int:
    terminal.signal(signal.SIGTERM)
    return 143


def quit_at_once(terminal: Terminal, desk: Any) -> int:
    terminal.keys("ctrl+q")
    return 0


def killed_at_a_pause(terminal: Terminal, desk: Any) -> int:
    terminal.until(lambda: saved(desk), "the text is not saved at a pause of the hand")
    terminal.signal(signal.SIGKILL)
    return -9


@pytest.mark.parametrize("end", [told_to_end, quit_at_once, killed_at_a_pause])
def test_what_was_being_written_is_still_there(
    desk: Any, sandbox: SandboxProcess, end: Callable[[Terminal, Any], int]
) -> None:
    terminal = opened(desk.start())
    terminal.keys("c")
    terminal.wait_for("New post")
    terminal.type(TEXT)
    terminal.wait_for(TEXT)
    code = end(terminal, desk)
    assert terminal.exit_code() == code
    assert saved(desk)
    if end is quit_at_once:
        assert terminal.left_behind() == []
        return

    again = opened(desk.start())
    again.keys("c")
    again.wait_for("New post", TEXT)
    again.keys("escape")
    again.wait_gone("New post")
    again.keys("q")
    assert again.exit_code() == 0
    assert sandbox.requests("POST") == 0


def test_ctrl_z_gives_the_terminal_back_for_a_while(desk: Any) -> None:
    terminal = opened(desk.start("--demo"))
    terminal.keys("ctrl+z")
    stopped = os.WSTOPPED | os.WNOHANG | os.WNOWAIT
    terminal.until(lambda: os.waitid(os.P_PID, terminal.process.pid, stopped), "the program was not put aside")
    assert terminal.left_behind() == []
    terminal.signal(signal.SIGCONT)
    terminal.until(lambda: framed(terminal) and "PENDING  14" in terminal.text, "the screen did not come back")
    terminal.keys("q")
    assert terminal.exit_code() == 0
    assert terminal.left_behind() == []
