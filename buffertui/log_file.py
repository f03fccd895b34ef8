"""The file of the log and its lines: nothing is imported of this before the first record is written."""

from __future__ import annotations

import io
import logging
import logging.handlers
import os
from pathlib import Path

from .log import LONGEST_LINE, redact, safe_traceback

_FILE_SIZE = 1_000_000
_OLDER_FILES = 2


class SafeFormatter(logging.Formatter):
    """One line for a record, whatever is in it, then the safe traceback of its error."""

    def format(self, record: logging.LogRecord) -> str:
        when = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        line = redact(f"{when} {record.levelname} {record.name} {record.getMessage()}")
        line = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)
        if len(line) > LONGEST_LINE:
            line = f"{line[:LONGEST_LINE]}…"
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
