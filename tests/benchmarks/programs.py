"""What is measured and what it is measured against: commands, homes, and how to know that they are ready."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from buffertui.clock import SystemClock
from buffertui.domain.drafts import Draft
from buffertui.paths import find_paths
from buffertui.store.sqlite import SqliteStore

from .pseudo_terminal import Run

ROOT = Path(__file__).resolve().parents[2]
REFERENCES = Path(__file__).parent / "references"
NOWHERE = "http://127.0.0.1:9/1/"
"""An address of this machine at which nobody listens."""


@dataclass(frozen=True, slots=True)
class Program:
    """A command in a home, and what its screen shows when it is of use."""

    name: str
    argv: tuple[str, ...]
    useful: re.Pattern[str]
    home: Path
    env: tuple[tuple[str, str], ...] = ()

    def forget(self) -> None:
        """Remove the home."""
        shutil.rmtree(self.home)

    @property
    def marks(self) -> tuple[bytes, ...]:
        """The same, as the program writes it."""
        return tuple(re.sub(r"\\(.)", r"\1", one).encode() for one in self.useful.pattern.split("|"))

    def run(self) -> Run:
        """Start it; what the run before it spent of the budget is forgotten."""
        for kept in self.home.rglob("pace.db*"):
            kept.unlink()
        env = {
            "PATH": os.environ["PATH"], "HOME": str(self.home), "LANG": "C.UTF-8", "TERM": "xterm-256color",
            "COLORTERM": "truecolor", "TZ": "Europe/Berlin", **dict(self.env),
        }
        return Run(self.argv, env, ROOT)


def program_argv() -> tuple[str, ...]:
    """The command that people type, where it is installed beside this Python."""
    script = Path(sys.executable).with_name("buffertui")
    return (str(script),) if script.exists() else (sys.executable, "-m", "buffertui")


LIFTED = (
    sys.executable, "-c",
    "import buffertui.api.rest_v1 as v1; from buffertui.api.pacing import Limit; v1.LIMIT = Limit(10**9, 60.0);"
    "from buffertui.cli import main; raise SystemExit(main())",
)
"""The program without the budget of 60 requests a minute, for what would otherwise take minutes to prepare."""


class Bench:
    """The ground of all measurements: a folder of its own, accounts of every size, references."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: dict[tuple[int, int], World] = {}
        self._homes = 0
        self.open = contextlib.ExitStack()
        shutil.copytree(REFERENCES, folder / "references")
        (folder / "nobody").mkdir()

    def world(self, posts: int, profiles: int = 20) -> World:
        """An account of that size, made once."""
        key = (posts, profiles)
        if key not in self._made:
            self._made[key] = World(self, posts, profiles)
        return self._made[key]

    def reference(self, name: str, useful: str, *arguments: str) -> Program:
        """One of the programs in ``references``."""
        argv = (sys.executable, str(self.folder / "references" / f"{name}.py"), *arguments)
        return Program(name, argv, re.compile(useful), self.folder / "nobody")

    @property
    def hello(self) -> Program:
        """H."""
        return self.reference("hello", "Hello, world")

    @property
    def shell(self) -> Program:
        """S."""
        return self.reference("shell", "row 00003")

    @property
    def urwid(self) -> Program | None:
        """U, where urwid is installed."""
        return self.reference("urwid_list", "row 00003") if importlib.util.find_spec("urwid") else None

    def new_home(self) -> Path:
        """A folder for a home that does not exist yet."""
        self._homes += 1
        return self.folder / f"home-{self._homes}"

    def empty(self) -> Program:
        """The program at its first start: a token, and nothing kept."""
        home = self.new_home()
        home.mkdir()
        _configure(home, self.silent(), 0)
        token = (("BUFFER_ACCESS_TOKEN", "1/" + "a" * 32),)
        return Program("empty", program_argv(), re.compile("PROFILES"), home, token)

    def silent(self) -> str:
        """The address of a server that takes every request and never answers."""
        listening = self.open.enter_context(socket.create_server(("127.0.0.1", 0), backlog=100))
        return f"http://127.0.0.1:{listening.getsockname()[1]}/1/"


class World:
    """One account: a Buffer that answers, and the homes of people who use it."""

    def __init__(self, bench: Bench, posts: int, profiles: int) -> None:
        self._bench = bench
        self._folder = bench.folder / f"world-{posts}-{profiles}"
        command = [sys.executable, "-m", "tests.benchmarks.buffer", str(self._folder), str(posts), str(profiles)]
        server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        bench.open.callback(_end, server)
        assert server.stdout is not None
        self.facts: dict[str, Any] = json.loads(server.stdout.readline())

    def program(
        self, kind: str = "paged", *, address: str = NOWHERE, refresh: int = 0, argv: Sequence[str] = (),
        draft: Draft | None = None,
    ) -> Program:
        """The program in a home of its own. ``kind`` is as in ``buffer``; ``draft`` is a text that was left."""
        home = self._bench.new_home()
        shutil.copytree(self._folder / kind, home)
        _configure(home, address, refresh)
        if draft is not None:
            folder = find_paths({"HOME": str(home)}, platform="linux").account_dir("default")
            store = SqliteStore(folder, run_id="draft", clock=SystemClock())
            store.save_draft(draft)
            store.close()
        shown = self.facts["each"][0] if kind == "paged" else self.facts["all"]
        token = (("BUFFER_ACCESS_TOKEN", str(self.facts["token"])),)
        return Program(kind, tuple(argv) or program_argv(), _any_of(shown), home, token)

    @property
    def address(self) -> str:
        """Where this account answers."""
        return str(self.facts["base_url"])

    def profile_useful(self, number: int) -> re.Pattern[str]:
        """The title of that profile's pane, and one of its first posts."""
        name, posts = re.escape(self.facts["names"][number][:8]), _any_of(self.facts["each"][number]).pattern
        return re.compile(rf"(?s)(?=.*PENDING[^\n]*{name})(?=.*({posts}))")

    def edit(self, update_id: str, text: str) -> None:
        """Change one post, as another client would."""
        body = urllib.parse.urlencode({"text": text}).encode()
        request = urllib.request.Request(
            f"{self.address}updates/{update_id}/update.json", body,
            {"Authorization": f"Bearer {self.facts['token']}"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert json.load(answer)["success"]


@contextlib.contextmanager
def bench() -> Iterator[Bench]:
    """The ground, and everything gone at its end."""
    with tempfile.TemporaryDirectory(prefix="buffertui-bench-") as folder:
        made = Bench(Path(folder))
        with made.open:
            yield made


def _any_of(texts: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(text) for text in dict.fromkeys(texts)))


def _configure(home: Path, address: str, refresh: int) -> None:
    file = home / ".config" / "buffertui" / "config.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        f'[accounts.default]\nbase_url = "{address}"\n\n[queue]\nrefresh_seconds = {refresh}\n', encoding="utf-8"
    )


def _end(server: subprocess.Popen[str]) -> None:
    if server.stdin is not None:
        server.stdin.close()
    server.wait(timeout=30)
    if server.stdout is not None:
        server.stdout.close()
