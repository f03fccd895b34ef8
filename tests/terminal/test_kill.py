"""kill -9 in a real terminal: what stood there is there again at the next start, and nothing happens twice.

The third scene, a kill after the server's work and before its answer, stands in ``test_signals``.
"""

from __future__ import annotations

import signal
from typing import Any

import pytest

from tests.support.day import opened
from tests.support.sandbox_process import SandboxProcess

pytestmark = pytest.mark.terminal

CREATE = "POST /1/updates/create"


def test_killed_while_typing_the_text_is_in_the_composer_again(desk: Any, sandbox: SandboxProcess) -> None:
    terminal = opened(desk.start())
    terminal.keys("c")
    terminal.wait_for("New post")
    terminal.type("Half a thought about paper")
    database = desk.data / "accounts" / "default" / "words.db-wal"
    terminal.until(lambda: b"Half a thought about paper" in database.read_bytes(), "the text was not saved")
    terminal.signal(signal.SIGKILL)
    assert terminal.exit_code() == -signal.SIGKILL

    again = opened(desk.start())
    again.keys("c")
    again.wait_for("New post", "Half a thought about paper")
    again.keys("escape")
    again.wait_gone("New post")
    again.keys("q")
    assert again.exit_code() == 0
    assert sandbox.requests(CREATE) == 0


def test_killed_while_sending_the_next_start_says_that_it_is_unsure_and_sends_nothing(
    desk: Any, sandbox: SandboxProcess
) -> None:
    sandbox.fault("cut_before", path_contains="updates/create")
    terminal = opened(desk.start())
    terminal.keys("c")
    terminal.wait_for("New post")
    terminal.type("Perhaps it left")
    terminal.keys("ctrl+s")
    terminal.wait_for("post unsure")
    terminal.signal(signal.SIGKILL)
    assert terminal.exit_code() == -signal.SIGKILL

    again = opened(desk.start())
    again.wait_for("OUTBOX", "post unsure")
    again.keys("b")
    again.wait_for("Perhaps it left")
    again.keys("escape")
    again.signal(signal.SIGTERM)
    assert again.exit_code() == 128 + signal.SIGTERM
    assert sandbox.requests(CREATE) == 1


def test_killed_while_a_delete_is_held_it_can_still_be_taken_back(desk: Any, sandbox: SandboxProcess) -> None:
    terminal = opened(desk.start())
    terminal.keys("d")
    terminal.wait_for("deleting")
    terminal.signal(signal.SIGKILL)
    assert terminal.exit_code() == -signal.SIGKILL

    again = opened(desk.start())
    again.wait_for("OUTBOX", "deleting")
    again.keys("u")
    again.wait_gone("OUTBOX")
    again.keys("q")
    assert again.exit_code() == 0
    assert sandbox.requests("destroy") == 0
