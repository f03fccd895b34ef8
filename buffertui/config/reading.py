"""Reading the configuration: everything that is wrong with a file is said at once, each with its place."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from buffertui.domain.errors import ConfigError

from .accepting import accept
from .settings import Settings

_BIGGEST = 1_000_000
"""Bytes; a configuration beyond that is some other file."""

_CHECK = "Check the name after --config."

HINT = "`python -m buffertui.config.example` prints every setting with its default."


def read_settings(file: Path, *, named: bool = False) -> Settings:
    """The settings of a file, or the defaults where there is none.

    ``named`` says that a person named the file: then it has to exist. Raises ``ConfigError`` with one line for each
    problem, in the order of the file.
    """
    text = _text(file, named=named)
    if text is None:
        return Settings()
    table = _table(file, text)
    settings = accept(table)
    if settings is not None:
        return settings
    from .places import line_of, lines_of
    from .validation import validate

    settings, problems = validate(table)
    if problems or settings is None:
        lines = lines_of(text)
        placed = [(line_of(lines, one.path) or 0, one.sentence) for one in problems]
        raise ConfigError("\n".join(_told(file, placed)), hint=HINT)
    return settings


def _told(file: Path, placed: list[tuple[int, str]]) -> Iterator[str]:
    for line, sentence in sorted(placed):
        yield f"{file}:{line}: {sentence}" if line else f"{file}: {sentence}"


def _text(file: Path, *, named: bool) -> str | None:
    try:
        with file.open("rb") as stream:
            raw = stream.read(_BIGGEST + 1)
    except FileNotFoundError:
        if named:
            raise ConfigError(f"There is no configuration file {file}.", hint=_CHECK) from None
        return None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigError(f"The configuration file {file} cannot be read: {reason}.") from error
    if len(raw) > _BIGGEST:
        raise ConfigError(f"The file {file} is too big to be a configuration.", hint=_CHECK)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{file}:{line}: this is not UTF-8 text.", hint="Save the file as UTF-8.") from None


def _table(file: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        import re

        said = str(error)
        place = re.search(r" \(at line (\d+), column (\d+)\)", said)
        if place:
            line, column = int(place[1]), int(place[2])
        else:
            line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
        what = said.partition(" (at ")[0]
        raise ConfigError(
            f"{file}:{line}:{column}: this is not valid TOML: {what}.", hint="Texts need quotation marks around them."
        ) from None
    except RecursionError:
        raise ConfigError(f"{file}: this is not a configuration: lists inside lists without end.") from None
