"""The demo reads and writes nothing of the person's, and speaks to nobody."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.day import opened

pytestmark = pytest.mark.terminal


def tree(home: Path) -> list[tuple[str, int, int]]:
    """Every file and folder, when it was written and read."""
    return sorted((str(p), p.lstat().st_mtime_ns, p.lstat().st_mode) for p in home.rglob("*"))


def test_the_demo_touches_nothing(desk: Any) -> None:
    desk.token = "1/0123456789abcdef0123456789abcdef"
    file = desk.home / ".config" / "buffertui" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text("this is no configuration, and a demo does not care\n")
    before = tree(desk.home)
    terminal = opened(desk.run(*desk.program, "--demo"))
    terminal.keys("n")
    terminal.wait_for("New post")
    terminal.type("Only in memory")
    terminal.keys("ctrl+s")
    terminal.wait_for("Posted · ")
    if sys.platform == "linux":
        open_files = Path(f"/proc/{terminal.process.pid}/fd")
        network = {"tcp", "tcp6", "udp", "udp6", "raw", "raw6"}
        found = {os.readlink(entry) for entry in open_files.iterdir()}
        sockets = {name.removeprefix("socket:[").rstrip("]") for name in found if name.startswith("socket:")}
        for table in network:
            lines = Path(f"/proc/{terminal.process.pid}/net/{table}").read_text().splitlines()[1:]
            assert not sockets & {line.split()[9] for line in lines}
        assert not [name for name in found if name.startswith(str(desk.home))]
    terminal.keys("q")
    assert terminal.exit_code() == 0
    assert tree(desk.home) == before
