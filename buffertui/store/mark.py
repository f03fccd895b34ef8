"""How far a file had come, noted beside it: so that a file that went back in time is known as such.

SQLite reads a log of changes up to the first frame that is spoilt and says nothing of the rest; a person may put back
the file of yesterday. Either way what was sent would be waiting again. So each change is counted in the file, and the
count noted beside it once the change is on disk. A note that is behind, unreadable or missing proves nothing.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import zlib
from pathlib import Path

from .folder import private_file


def name_of(file: Path) -> Path:
    """Where the count of a file is noted."""
    return file.with_name(f"{file.name}.mark")


def noted(file: Path) -> int:
    """The count that the file had reached at least; 0 when nothing is known."""
    with contextlib.suppress(OSError, ValueError):
        number, check = name_of(file).read_bytes().split()
        if len(number) == 20 and int(check, 16) == zlib.crc32(number):
            return int(number)
    return 0


def note(file: Path, count: int) -> None:
    """Note the count of a change that is on disk. That it fails does no harm."""
    number = b"%020d" % count
    with contextlib.suppress(OSError):
        if not name_of(file).exists():
            private_file(name_of(file))
        handle = os.open(name_of(file), os.O_WRONLY)
        try:
            os.write(handle, b"%b %08x\n" % (number, zlib.crc32(number)))
        finally:
            os.close(handle)


def advance(connection: sqlite3.Connection) -> int:
    """Count one more change, in its transaction."""
    connection.execute("UPDATE changes SET count = count + 1")
    return count(connection)


def count(connection: sqlite3.Connection) -> int:
    """The changes that the file knows of."""
    found: int = connection.execute("SELECT count FROM changes").fetchone()[0]
    return found
