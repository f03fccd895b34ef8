"""Signals: the terminal is left as it was, the exit code tells, and what was being sent is settled, once."""

from __future__ import annotations

import signal
from typing import Any

import pytest

from tests.support.day import opened
from tests.support.sandbox_process import SandboxProcess
from tests.support.terminal import Terminal

pytestmark = pytest.mark.terminal

CREATE = "POST /1/updates/create"


def copies(sandbox: SandboxProcess, text: str) -> int:
    """How often a text waits at Buffer."""
    return sum(u["text"] == text for p in sandbox.profiles().values() for u in p["pending"])


def post(terminal: Terminal, sandbox: SandboxProcess, text: str) -> None:
    """Write a post, send it, and wait until it has reached Buffer, which takes its time to answer."""
    terminal.keys("c")
    terminal.wait_for("New post")
    terminal.type(text)
    terminal.keys("ctrl+s")
    terminal.until(lambda: sandbox.requests(CREATE) == 1, "the post was not sent")


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)], ids=str
)
def test_a_signal_leaves_the_terminal_as_it_was(desk: Any, number: int, code: int) -> None:
    terminal = opened(desk.start("--demo"))
    assert terminal.left_behind()
    terminal.signal(number)
    assert terminal.exit_code() == code
    assert terminal.left_behind() == []
    assert "Traceback" not in terminal.text


def test_closing_windows_ends_the_programs_in_them(desk: Any) -> None:
    """Several at once: what the system sends comes in this order or that."""
    terminals = [desk.start("--demo") for _ in range(3)]
    for terminal in terminals:
        opened(terminal)
    for terminal in terminals:
        terminal.keys("?")
        terminal.hang_up()
    assert {terminal.process.wait(timeout=30) for terminal in terminals} == {128 + signal.SIGHUP}


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=str)
def test_what_is_being_sent_is_finished_first(desk: Any, sandbox: SandboxProcess, number: int, code: int) -> None:
    sandbox.fault("slow", path_contains="updates/create", seconds=1.0)
    terminal = opened(desk.start())
    post(terminal, sandbox, "Sent while the lights go out")
    terminal.signal(number)
    assert terminal.exit_code() == code
    assert terminal.left_behind() == []
    assert "Finishing 1 request" in terminal.text
    assert "recorded" not in terminal.text
    assert copies(sandbox, "Sent while the lights go out") == 1
    if number == signal.SIGHUP:
        return

    again = opened(desk.start())
    assert "OUTBOX" not in again.text
    again.keys("q")
    assert again.exit_code() == 0
    assert sandbox.requests(CREATE) == 1


def test_what_was_being_sent_when_the_power_went_is_looked_for_and_not_sent_again(
    desk: Any, sandbox: SandboxProcess
) -> None:
    sandbox.fault("slow", path_contains="updates/create", seconds=30)
    terminal = opened(desk.start())
    post(terminal, sandbox, "Sent as the power went")
    terminal.signal(signal.SIGKILL)
    assert terminal.exit_code() == -signal.SIGKILL

    again = desk.start()
    again.wait_for("OUTBOX")
    again.wait_for("Posted · ")
    again.wait_gone("OUTBOX")
    again.keys("q")
    assert again.exit_code() == 0
    assert sandbox.requests(CREATE) == 1
    assert copies(sandbox, "Sent as the power went") == 1
