"""The simulated Buffer as a second real process on this machine, and what a test asks of it and does to it."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

QUIET = 180
"""Seconds in which no update of a quiet sandbox goes out by itself."""


class SandboxProcess:
    """``buffertui sandbox --control`` with more arguments. A context: at its end the process is gone.

    ``base_url`` and ``token`` open v1, ``graphql_url`` and ``key`` GraphQL; they are empty without graphql-core.
    """

    def __init__(self, *arguments: str, env: Mapping[str, str] | None = None) -> None:
        command = [sys.executable, "-m", "buffertui", "sandbox", "--port", "0", "--control", *arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)
        assert self.process.stdout is not None
        lines: list[str] = []
        while not lines or (lines[-1] and not lines[-1].startswith("Control:")):
            lines.append(self.process.stdout.readline())
        said = {name: value.strip() for name, colon, value in (line.partition(":") for line in lines) if colon}
        if not said.keys() >= {"Base URL", "Token", "Control"}:
            self.__exit__()
            raise AssertionError(f"the sandbox did not start; it said {lines}")
        self.base_url, self.token = said["Base URL"], said["Token"]
        self.graphql_url, self.key = said.get("GraphQL", ""), said.get("Key", "")
        self._host = urlsplit(self.base_url).netloc

    def __enter__(self) -> SandboxProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """One request to the control channel."""
        connection = http.client.HTTPConnection(self._host, timeout=30)
        try:
            connection.request(method, f"/_sandbox/{path}", None if body is None else json.dumps(body))
            answer = connection.getresponse()
            found = json.loads(answer.read())
        finally:
            connection.close()
        assert answer.status == 200, found
        return found

    def state(self, *, sent: int = 100_000) -> dict[str, Any]:
        """Everything that the sandbox holds; of the updates that went out at most so many for each profile."""
        state: dict[str, Any] = self.ask("GET", f"state.json?sent={sent}")
        return state

    def profiles(self) -> dict[str, dict[str, Any]]:
        """The profiles of the first account, by id."""
        return {profile["id"]: profile for profile in self.state()["profiles"]}

    def fault(self, kind: str, **about: object) -> None:
        """Let something go wrong with requests to come."""
        self.ask("POST", "faults", {"kind": kind, **about})

    def forgive(self) -> None:
        """Take away the faults that have not struck."""
        self.ask("DELETE", "faults")

    def struck(self) -> bool:
        """Whether no fault waits any more."""
        return int(self.state(sent=0)["faults"]) == 0

    def requests(self, part: str) -> int:
        """How many requests came with this in their method and path ("POST /1/updates/create")."""
        return sum(number for path, number in self.state(sent=0)["requests"]["by_path"].items() if part in path)

    def keep_quiet(self) -> None:
        """Move the clock until nothing goes out by itself while a test looks."""
        while True:
            state = self.state(sent=0)
            due = (u["due_at"] for p in state["profiles"] for u in p["pending"] if u["due_at"] is not None)
            if not any(state["now"] - 5 < at < state["now"] + QUIET for at in due):
                return
            self.ask("POST", f"advance?seconds={QUIET}")
