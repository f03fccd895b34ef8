"""The commands that need no screen, as a person at a terminal runs them: what they say and how they end."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.sandbox_process import SandboxProcess

pytestmark = pytest.mark.terminal

GONE = "http://127.0.0.1:9/1"
"""The discard port, on which nobody listens."""


def said(desk: Any, *arguments: str) -> tuple[int, str]:
    """Run it to its end: exit code, and what stood on the terminal in one line."""
    desk.configure()
    terminal = desk.run(*desk.program, *arguments, size=(200, 60))
    code = terminal.exit_code()
    assert terminal.left_behind() == []
    assert b"\x1b" not in terminal.output
    assert "Traceback" not in terminal.text
    return code, " ".join(terminal.text.split())


def test_doctor_tells_by_its_exit_code_whether_all_is_well(desk: Any, sandbox: SandboxProcess) -> None:
    code, text = said(desk, "doctor")
    assert (code, "Everything is in place." in text) == (0, True), text
    assert "Northwind Studio" in text
    assert "BUFFER_ACCESS_TOKEN" in text
    assert sandbox.token not in text
    assert sandbox.token.removeprefix("1/") not in text

    desk.base_url = GONE
    code, text = said(desk, "doctor")
    assert (code, "cannot be reached" in text) == (1, True), text
    assert sandbox.token not in text

    desk.base_url, desk.token = sandbox.base_url, "1/0123456789abcdef0123456789abcdef"
    code, text = said(desk, "doctor")
    assert code == 1, text
    assert desk.token not in text

    desk.token = ""
    code, text = said(desk, "doctor")
    assert code == 1, text
    assert "1 problem." in text


def test_version_and_help(desk: Any) -> None:
    assert said(desk, "--version") == (0, "buffertui 0.1.0")
    code, text = said(desk, "--help")
    assert code == 0
    for word in ("--demo", "--read-only", "login", "logout", "doctor", "sandbox", "Exit codes"):
        assert word in text


def test_login_at_a_terminal_hides_what_is_typed(desk: Any, sandbox: SandboxProcess) -> None:
    token, desk.token = sandbox.token, ""
    desk.configure()
    terminal = desk.run(*desk.program, "login", size=(200, 30))
    terminal.wait_for("it stays hidden")
    terminal.type(f"{token}\r")
    assert terminal.exit_code() == 0
    assert "Northwind Studio" in terminal.text
    assert token.encode() not in terminal.output
    assert terminal.left_behind() == []
    code, text = said(desk, "logout")
    assert (code, "is deleted" in text) == (0, True)
    assert not list(desk.home.rglob("*.token"))
