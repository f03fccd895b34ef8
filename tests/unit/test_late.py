"""What is made when it is first used: regular expressions, commands, and everything that is imported ahead."""

from __future__ import annotations

import inspect
import pkgutil
import re
import subprocess
import sys
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest

import buffertui
from buffertui.core.commands import COMMANDS, Scope
from buffertui.domain.late import late
from buffertui.ui import actions, ahead
from buffertui.ui.actions.run import later


def test_a_late_pattern_is_the_pattern() -> None:
    words, same = late(r"(?P<first>a+)(b)?", re.IGNORECASE), re.compile(r"(?P<first>a+)(b)?", re.IGNORECASE)
    for _ in range(2):
        for method in ("search", "match", "fullmatch", "findall", "split"):
            assert str(getattr(words, method)("xAab a")) == str(getattr(same, method)("xAab a"))
        assert words.sub("-", "xAab a") == same.sub("-", "xAab a")
        assert (words.groups, words.groupindex, words.pattern) == (same.groups, same.groupindex, same.pattern)


def test_every_late_pattern_of_the_program_is_right() -> None:
    """A mistake in one would show only when it is used."""
    kind, found = type(late("")), 0
    for module in pkgutil.walk_packages(buffertui.__path__, "buffertui."):
        if module.name.endswith("__main__"):
            continue
        values: list[Any] = [*vars(import_module(module.name)).values()]
        values += [one for value in values if isinstance(value, tuple) for one in value]
        for value in values:
            if type(value) is kind:
                found += 1
                re.compile(value.pattern, value._flags)
    assert found > 30


def test_every_command_of_the_main_screen_finds_what_it_does() -> None:
    assert {one.id for one in COMMANDS if one.scope is Scope.MAIN} == set(actions.RUN)
    for run in actions.RUN.values():
        said = inspect.getclosurevars(run).nonlocals
        if said:
            found = getattr(import_module(f"buffertui.ui.actions.{said['module']}"), said["name"])
            assert callable(found(*said["arguments"]) if said["arguments"] else found)


def test_a_command_is_imported_when_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[object, ...]] = []
    views = SimpleNamespace(
        refresh=lambda *at: calls.append(at), focus_on=lambda side: lambda *at: calls.append((side, *at))
    )
    monkeypatch.setitem(sys.modules, "buffertui.ui.actions.views", views)
    screen, at = object(), object()
    later("views", "refresh")(screen, at)  # type: ignore[arg-type]
    later("views", "focus_on", None)(screen, at)  # type: ignore[arg-type]
    assert calls == [(screen, at), (None, screen, at)]


async def test_what_is_imported_ahead_exists_and_leaves_the_interpreter_as_it_was() -> None:
    before = sys.getswitchinterval()
    await ahead.import_ahead()
    assert sys.getswitchinterval() == before
    assert all(f"buffertui.ui.{name}" in sys.modules for name in ahead.MODULES)


def test_nothing_is_left_to_import_where_a_command_runs() -> None:
    """Each module of a command imports alone, so that it may come from a thread at any time."""
    for name in ahead.MODULES:
        done = subprocess.run([sys.executable, "-c", f"import buffertui.ui.{name}"], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
