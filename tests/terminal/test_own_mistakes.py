"""A mistake of the program's own: one sentence, a report without texts and tokens, and the terminal as it was."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.broken_program import PLACES, POST, SECRET
from tests.support.day import opened
from tests.support.sandbox_process import SandboxProcess

pytestmark = pytest.mark.terminal

PROGRAM = Path(__file__).parents[1] / "support" / "broken_program.py"
MISTAKE = 70
"""The exit code that ``buffertui --help`` promises for it."""


@pytest.mark.parametrize("place", PLACES)
def test_a_mistake_tells_nobody_what_was_written(desk: Any, sandbox: SandboxProcess, place: str) -> None:
    desk.configure()
    terminal = opened(desk.run(sys.executable, str(PROGRAM), place))
    terminal.keys("r")
    assert terminal.exit_code() == MISTAKE
    assert terminal.left_behind() == []

    said = " ".join(terminal.text.split())
    assert "buffertui stopped by a mistake of its own: LookupError." in said
    assert "Traceback" not in said
    (report,) = desk.state.glob("crash-*.txt")
    assert report.stat().st_mode & 0o777 == 0o600
    assert report.name in said.replace(" ", "")
    written = [file.read_bytes() for file in desk.home.rglob("*") if file.is_file()]
    for secret in (SECRET, POST, sandbox.token):
        assert secret.encode() not in terminal.output
        assert all(secret.encode() not in content for content in written)
    assert "in mistake" in report.read_text()
