"""A first start: the token is asked for unseen, checked, kept for its owner only, and not asked for again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.day import opened
from tests.support.sandbox_process import SandboxProcess

pytestmark = pytest.mark.terminal

WRONG = "1/0123456789abcdef0123456789abcdef"


def test_the_screen_asks_once_for_a_token_and_never_shows_it(desk: Any, sandbox: SandboxProcess) -> None:
    desk.token = ""
    terminal = desk.start()
    terminal.wait_for("Connect to Buffer", "access token for the account default")
    terminal.type(WRONG)
    terminal.keys("enter")
    terminal.wait_for("does not accept this token. Nothing was stored.")
    assert not list(desk.home.rglob("*.token"))

    terminal.type(sandbox.token)
    terminal.keys("enter")
    terminal.wait_for("Northwind Studio", "PENDING  14")
    file = desk.data / "tokens" / "default.token"
    assert sandbox.token in file.read_text()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    terminal.keys("q")
    assert terminal.exit_code() == 0
    assert terminal.left_behind() == []
    for token in (WRONG, sandbox.token):
        assert token.encode() not in terminal.output
        assert token[2:12].encode() not in terminal.output

    again = desk.start()
    opened(again)
    assert "Connect to Buffer" not in again.text
    again.keys("q")
    assert again.exit_code() == 0
    assert b"Connect to Buffer" not in again.output
    assert sandbox.state(sent=0)["requests"]["token_in_url"] == 0
