"""What people and slow lines really send: bytes that are no text, joined emoji, and many keys in one piece."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.day import opened
from tests.support.sandbox_process import SandboxProcess

pytestmark = pytest.mark.terminal

TECHNOLOGIST = "\N{WOMAN}\u200d\N{PERSONAL COMPUTER}"
FLAG = "\U0001f1ef\U0001f1f5"
TYPED = f"Café\u00a0№\u202f5 {TECHNOLOGIST} می\u200cخواهم {FLAG}"


def test_a_byte_that_is_no_text_does_not_end_the_program(desk: Any) -> None:
    terminal = opened(desk.start("--demo"))
    terminal.write(b"\xff\xc3\x28\x80")
    terminal.keys("j", "?")
    terminal.wait_for("Everywhere on the main screen")
    terminal.keys("escape")
    terminal.wait_gone("Everywhere on the main screen")
    terminal.keys("q")
    assert terminal.exit_code() == 0


def test_what_is_typed_arrives_as_it_is_typed(desk: Any, sandbox: SandboxProcess) -> None:
    terminal = opened(desk.start())
    terminal.keys("n")
    terminal.wait_for("New post")
    for char in TYPED:
        terminal.type(char)
    terminal.type(f" {TECHNOLOGIST}")
    terminal.keys("backspace", "backspace", "ctrl+s")
    terminal.wait_for("Posted · ")
    assert TYPED in {u["text"] for p in sandbox.profiles().values() for u in p["pending"]}
    terminal.keys("q")
    assert terminal.exit_code() == 0


def test_keys_that_come_in_one_piece_go_where_the_keys_before_them_lead(desk: Any, sandbox: SandboxProcess) -> None:
    before = sandbox.profiles()
    terminal = opened(desk.start())
    terminal.type("/studio")
    terminal.wait_for(" studio")
    terminal.until(lambda: " of 14 " in terminal.line_with("PENDING"), "the filter was not typed")
    terminal.keys("escape")
    terminal.wait_for("PENDING  14 ·")
    assert "OUTBOX" not in terminal.text

    terminal.type("1jj")
    terminal.wait_for("Northwind Studio", "PENDING  6")
    terminal.type("1gj2ndescending steps")
    terminal.wait_for("New post", "descending steps")
    terminal.keys("escape")
    terminal.wait_gone("New post")
    assert "OUTBOX" not in terminal.text

    terminal.type("nTyped ahead\t\x1b[D\ttomorrow 9:00")
    terminal.wait_for("Typed ahead", ", 09:00 ")
    terminal.keys("ctrl+s")
    terminal.wait_for("Posted · ")
    terminal.keys("q")
    assert terminal.exit_code() == 0
    after = sandbox.profiles()
    known = {u["id"] for p in before.values() for u in p["pending"]}
    new = [u for p in after.values() for u in p["pending"] if u["id"] not in known]
    assert [(u["text"], u["scheduled_at"] is not None) for u in new] == [("Typed ahead", True)]
    assert len(known) + 1 == sum(len(p["pending"]) for p in after.values())
