"""The check of ``[keys]`` against the commands that exist; the registry of commands knows them, this room does not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from .places import line_of, lines_of
from .rules import nearest


def keys_of(written: str) -> tuple[str, ...]:
    """The single keys of one setting: ``"d,delete"`` is two."""
    return tuple(part.strip() for part in written.split(","))


def check_keys(
    keys: Mapping[str, str],
    known_commands: Collection[str],
    is_key: Callable[[str], bool],
    *,
    file: Path | None = None,
) -> tuple[str, ...]:
    """One sentence for each command or key of ``[keys]`` that does not exist; empty when all is well.

    ``file`` is where the settings were read; with it each sentence begins with file and line.
    """
    problems = []
    lines = lines_of(_text(file)) if file else {}
    for command, written in keys.items():
        line = line_of(lines, ("keys", command))
        place = "".join((f"{file}:" if file else "", f"{line}:" if line else "", " " if file else ""))
        problems += [f"{place}keys.{command} {wrong}" for wrong in _wrong(command, written, known_commands, is_key)]
    return tuple(problems)


def _wrong(command: str, written: str, known: Collection[str], is_key: Callable[[str], bool]) -> list[str]:
    if command not in known:
        near = nearest(command, known) or next((one for one in known if one.rpartition(".")[2] == command), None)
        advice = f"Did you mean {near}?" if near else "The ? screen shows every command."
        return [f"is not a command. {advice}"]
    wrong = []
    for key in keys_of(written):
        if not key:
            wrong.append('names no key; write for instance "x" or "ctrl+x,f5" (the comma key is "comma").')
        elif not is_key(key):
            wrong.append(f'names a key that does not exist: {key!a}. Keys look like "x", "X", "ctrl+x" or "f5".')
    return wrong


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""
