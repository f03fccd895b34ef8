"""A rotating log in which neither a token nor the text of a post can appear."""

from __future__ import annotations

import io
import logging
import logging.handlers
import os
import re
import traceback
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from .domain.errors import BuffertuiError, StoreError
from .paths import private_folder

HIDDEN = "[hidden]"
FILE_NAME = "buffertui.log"

_LONGEST_LINE = 1000
_FILE_SIZE = 1_000_000
_OLDER_FILES = 2
_FRAMES = 60

_secrets: set[str] = set()

_NAMES = r"access_token|refresh_token|client_secret|secret_email"
_PATTERNS = (
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
        _secrets.update({secret, quote(secret, safe=""), secret.replace("/", "\\/")})


def redact(text: str) -> str:
    """The text without registered secrets and without anything that looks like a token."""
    for secret in sorted(_secrets, key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    for pattern, instead in _PATTERNS:
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
        return redact(f"{name}: {' '.join(error.message.split())}"[:_LONGEST_LINE])
    return name


class SafeFormatter(logging.Formatter):
    """One line for a record, whatever is in it, then the safe traceback of its error."""

    def format(self, record: logging.LogRecord) -> str:
        when = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        line = redact(f"{when} {record.levelname} {record.name} {record.getMessage()}")
        line = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)
        if len(line) > _LONGEST_LINE:
            line = f"{line[:_LONGEST_LINE]}…"
        error = record.exc_info[1] if record.exc_info else None
        return f"{line}\n{safe_traceback(error)}" if error is not None else line


class PrivateLogFile(logging.handlers.RotatingFileHandler):
    """The file, never readable by others and never reached through a symbolic link; a full disk is borne in silence."""

    def __init__(self, file: Path) -> None:
        super().__init__(file, maxBytes=_FILE_SIZE, backupCount=_OLDER_FILES, encoding="utf-8", errors="replace")

    def _open(self) -> io.TextIOWrapper:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        handle = os.open(self.baseFilename, flags, 0o600)
        if hasattr(os, "fchmod"):
            os.fchmod(handle, 0o600)
        return io.TextIOWrapper(io.FileIO(handle, "a"), encoding="utf-8", errors="replace")

    def handleError(self, record: logging.LogRecord) -> None:
        """Nothing: the standard answer is a traceback on the terminal that the screen is drawn on."""


def start_log(state_dir: Path | None, *, level: int = logging.INFO) -> Path | None:
    """Send what the package logs to a file of mode 0600 in that folder: three of at most 1 MB each.

    Without a folder (``--demo``), or when the disk refuses, nothing is written anywhere. Returns the file.
    """
    logger = logging.getLogger("buffertui")
    stop_log()
    logger.propagate = False
    logger.setLevel(level)
    handler: logging.Handler = logging.NullHandler()
    file = None
    if state_dir is not None:
        try:
            handler = PrivateLogFile(private_folder(state_dir) / FILE_NAME)
            file = state_dir / FILE_NAME
        except (OSError, StoreError):
            file = None
    handler.setFormatter(SafeFormatter())
    logger.addHandler(handler)
    return file


def stop_log() -> None:
    """Close the file and write nothing more."""
    logger = logging.getLogger("buffertui")
    for handler in [*logger.handlers]:
        logger.removeHandler(handler)
        handler.close()
