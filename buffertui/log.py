"""A rotating log in which neither a token nor the text of a post can appear."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from .domain.errors import BuffertuiError, StoreError
from .paths import private_folder

HIDDEN = "[hidden]"
FILE_NAME = "buffertui.log"

LONGEST_LINE = 1000
"""Characters."""
_FRAMES = 60

_secrets: set[str] = set()

_NAMES = r"access_token|refresh_token|client_secret|secret_email"


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return (
        (re.compile(rf"(?i)({_NAMES})(%3d|[\"']?\s*[:=]\s*[\"']?)[^\s&\"'<>,;}}]+"), rf"\1\2{HIDDEN}"),
        (re.compile(r"(?i)(bearer)(\s+|%20|\+)[^\s\"',;]+"), rf"\1\2{HIDDEN}"),
        (re.compile(r"(?i)1(?:/|%2f|\\/)[0-9a-f]{20,}"), HIDDEN),
    )


def hide(secret: str) -> None:
    """From now on this text is replaced wherever it would be written: log, crash report, message on the terminal.

    Give the bare text (``Secret.reveal()``). One of fewer than four characters is not taken, because that would
    shred everything else.
    """
    if len(secret) >= 4:
        from urllib.parse import quote

        _secrets.update({secret, quote(secret, safe=""), secret.replace("/", "\\/")})


def redact(text: str) -> str:
    """The text without registered secrets and without anything that looks like a token."""
    for secret in sorted(_secrets, key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    for pattern, instead in _patterns():
        text = pattern.sub(instead, text)
    return text


def safe_traceback(error: BaseException) -> str:
    """A traceback without local variables, and without messages unless they are the program's own.

    Messages of other errors are left out because they may quote what a person wrote or what the server sent.
    """
    return redact("\n".join(_told(error, set(), 0)))


def _told(error: BaseException, seen: set[int], depth: int) -> Iterator[str]:
    if id(error) in seen or depth > 20:
        return
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _told(before, seen, depth + 1)
        yield "which led to:" if error.__cause__ is None else "which was the cause of:"
    import traceback

    frames = traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__), limit=-_FRAMES)
    home = str(Path("~").expanduser())
    for part in frames.format():
        yield (part.replace(home, "~") if len(home) > 1 else part).rstrip("\n")
    yield named(error)
    if isinstance(error, BaseExceptionGroup):
        for number, one in enumerate(error.exceptions, 1):
            yield f"part {number} of {len(error.exceptions)}:"
            yield from _told(one, seen, depth + 1)


def named(error: BaseException) -> str:
    """An error in one line: its type, and its message only where that is the program's own."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    if isinstance(error, BuffertuiError):
        return redact(f"{name}: {' '.join(error.message.split())}"[:LONGEST_LINE])
    return name


def start_log(state_dir: Path | None, *, level: int = logging.INFO) -> Path | None:
    """Send what the package logs to a file of mode 0600 in that folder: three of at most 1 MB each.

    Without a folder (``--demo``), or when the disk refuses, nothing is written anywhere. Returns the file.
    """
    if state_dir is None:
        _only(logging.NullHandler(), level)
        return None
    from .log_file import PrivateLogFile, SafeFormatter

    handler: logging.Handler = logging.NullHandler()
    file = None
    try:
        handler = PrivateLogFile(private_folder(state_dir) / FILE_NAME)
        file = state_dir / FILE_NAME
    except (OSError, StoreError):
        file = None
    handler.setFormatter(SafeFormatter())
    _only(handler, level)
    return file


class _FirstRecord(logging.Handler):
    """Opens the file when there is something to write, and passes that on."""

    def __init__(self, state_dir: Path, level: int) -> None:
        super().__init__()
        self._place = state_dir, level

    def emit(self, record: logging.LogRecord) -> None:
        # The second of two threads finds the file open already.
        if self in _logger().handlers:
            start_log(self._place[0], level=self._place[1])
        for handler in [*_logger().handlers]:
            handler.handle(record)


def start_log_later(state_dir: Path, *, level: int = logging.INFO) -> None:
    """As ``start_log``, when the first record comes: a start that has nothing to write does not wait for a file."""
    _only(_FirstRecord(state_dir, level), level)


def _only(handler: logging.Handler, level: int) -> None:
    stop_log()
    logger = _logger()
    logger.propagate = False
    logger.setLevel(level)
    logger.addHandler(handler)


def _logger() -> logging.Logger:
    return logging.getLogger("buffertui")


def stop_log() -> None:
    """Close the file and write nothing more."""
    logger = _logger()
    for handler in [*logger.handlers]:
        logger.removeHandler(handler)
        handler.close()
