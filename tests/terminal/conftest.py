"""What every scene in a real terminal stands on: a home of its own, a sandbox in its own process, and the program."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support.sandbox_process import SandboxProcess

if sys.platform != "win32":
    from tests.support.terminal import Terminal


@pytest.fixture(autouse=True)
def needs_terminals() -> None:
    """Skip where there are no pseudo-terminals."""
    if not hasattr(os, "openpty"):
        pytest.skip("this system has no pseudo-terminals")


@dataclass
class Desk:
    """A person's machine: their home, what stands in their configuration, and the terminals they open."""

    home: Path
    api: str = "v1"
    base_url: str = ""
    token: str = ""
    queue: dict[str, float] = field(default_factory=lambda: {"refresh_seconds": 0})
    more_env: dict[str, str | None] = field(default_factory=dict)
    program: tuple[str, ...] = (sys.executable, "-m", "buffertui")
    open: ExitStack = field(default_factory=ExitStack)

    @property
    def env(self) -> dict[str, str]:
        """What the program finds in its environment."""
        token = {"BUFFER_ACCESS_TOKEN": self.token} if self.token else {}
        found = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **token, **self.more_env}
        return {name: value for name, value in found.items() if value is not None}

    @property
    def data(self) -> Path:
        """Where the program keeps what it has to keep."""
        return self.home / ".local" / "share" / "buffertui"

    @property
    def state(self) -> Path:
        """Where the program keeps its log and its crash reports."""
        return self.home / ".local" / "state" / "buffertui"

    def configure(self) -> None:
        """Write the configuration."""
        account = f'[accounts.default]\napi = "{self.api}"\nbase_url = "{self.base_url}"\n'
        lines = [account if self.base_url else "", "[queue]"]
        lines += [f"{name} = {value}" for name, value in self.queue.items()]
        file = self.home / ".config" / "buffertui" / "config.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def start(self, *arguments: str, size: tuple[int, int] = (120, 40)) -> Terminal:
        """The program in a terminal, on this person's configuration."""
        self.configure()
        return self.run(*self.program, *arguments, size=size)

    def run(self, *argv: str, size: tuple[int, int] = (120, 40)) -> Terminal:
        """Any program in a terminal."""
        return self.open.enter_context(Terminal(argv, size=size, env=self.env))


@pytest.fixture
def desk(fixed_world: Path) -> Iterator[Desk]:
    """A machine without account or configuration. At the end every program that was started is gone."""
    desk = Desk(fixed_world)
    with desk.open:
        yield desk


@pytest.fixture
def sandbox_of(desk: Desk) -> Callable[..., SandboxProcess]:
    """Start a sandbox of a size and make it the account of the desk, on either API."""

    def start(*arguments: str, api: str = "v1") -> SandboxProcess:
        sandbox = desk.open.enter_context(SandboxProcess(*arguments))
        sandbox.keep_quiet()
        desk.api, desk.base_url, desk.token = api, sandbox.base_url, sandbox.token
        if api == "graphql":
            desk.base_url, desk.token = sandbox.graphql_url, sandbox.key
        return sandbox

    return start


@pytest.fixture
def sandbox(sandbox_of: Callable[..., SandboxProcess]) -> SandboxProcess:
    """The small agency of the demo in a process of its own, as the account of the desk."""
    return sandbox_of()
