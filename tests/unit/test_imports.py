"""What a start has to wait for: the first paint neither for the network's client nor for pydantic, with a configuration
or without; and what only prints a few lines not for the screen either."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from buffertui.clock import ManualClock
from buffertui.domain.memory import KnownList
from buffertui.domain.models import Account, Counts, Profile, Update
from buffertui.paths import find_paths
from buffertui.store.sqlite import SqliteStore

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

# The real program on a screen that is only in memory. The moment at which it would open the way to Buffer comes after
# the last known screen was painted; what is imported by then is what the paint had to wait for.
PROGRAM = """
import asyncio, functools, json, sys
from pathlib import Path
from buffertui import cli, live, terminal

async def connect(self, account, on_crash):
    from textual._context import active_app
    from buffertui.ui.compat import screen_lines
    app = active_app.get()
    while not any("Boats in the harbour" in line for line in screen_lines(app)):
        await asyncio.sleep(0.01)
    Path(sys.argv[1]).write_text(json.dumps(sorted(sys.modules)))
    app.exit(0)
    await asyncio.Event().wait()

def need_screen(environ=None):
    from textual.app import App
    App.run_async = functools.partialmethod(App.run_async, headless=True, size=(120, 40))

live.Live.connect = connect
terminal.need_screen = need_screen
sys.exit(cli.main([]))
"""


@pytest.fixture
def kept_screen(fixed_world: Path) -> None:
    """A store that knows one post."""
    folder = find_paths({"HOME": str(fixed_world)}, platform="linux").account_dir("default")
    store = SqliteStore(folder, run_id="earlier", clock=ManualClock(NOW))
    profile = Profile("p1", "mastodon", "@northwind", counts=Counts(1, 0), default=True)
    update = Update("u1", "p1", "Boats in the harbour, drawn in one line.", due_at=NOW)
    store.remember(Account("a1", "Northwind"), (profile,), "p1", NOW)
    store.remember_list(KnownList("pending", "p1", (update,), 1, None, 1, NOW))
    store.close()


@pytest.mark.parametrize("configured", [False, True], ids=["no configuration", "a configuration"])
def test_the_first_paint_waits_for_neither_the_network_nor_pydantic(
    configured: bool, kept_screen: None, fixed_world: Path, tmp_path: Path
) -> None:
    if configured:
        file = fixed_world / ".config" / "buffertui" / "config.toml"
        file.parent.mkdir(parents=True)
        file.write_text('[accounts.default]\nbase_url = "http://127.0.0.1:9/1/"\n\n[ui]\ntheme = "buffertui-dark"\n')
    found = tmp_path / "modules.json"
    command = [sys.executable, "-c", PROGRAM, str(found)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    modules = json.loads(found.read_text())
    assert "textual.app" in modules
    assert "sqlite3" in modules
    heavy = ("httpx", "httpcore", "h11", "pydantic", "pydantic_core", "graphql", "buffertui.api", "buffertui.sandbox")
    assert [name for name in modules if name.startswith(heavy)] == []
    later = (
        "argparse", "importlib.metadata", "logging.handlers", "buffertui.core.session", "buffertui.crash",
        "buffertui.config.validation", "buffertui.ui.screens.compose", "buffertui.ui.actions.composing",
        "buffertui.ui.last_frame",
    )
    assert [name for name in later if name in modules] == []


@pytest.mark.parametrize("word", ["--version", "--help"])
def test_what_only_prints_imports_neither_the_screen_nor_pydantic(word: str, fixed_world: Path) -> None:
    program = (
        "import atexit, sys\n"
        "atexit.register(lambda: print(sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr))\n"
        f"sys.argv[1:] = [{word!r}]\n"
        "from buffertui.cli import main\n"
        "sys.exit(main())\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stdout[:9]) == (0, "buffertui" if word == "--version" else "usage: bu")
    found = ast.literal_eval(done.stderr)
    assert "buffertui" in found
    assert {"textual", "rich", "pydantic", "pydantic_core", "httpx", "asyncio", "sqlite3"}.isdisjoint(found)
