"""Files that cannot be used are kept under another name, and a new one takes their place in two safe steps."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
from datetime import datetime
from pathlib import Path

from .database import Database
from .folder import flush_folder
from .trouble import Damaged, Newer

_SUFFIXES = ("-wal", "-shm", "")

_log = logging.getLogger(__name__)


def aside_name(file: Path, fault: Damaged, now: datetime) -> Path:
    """A name that nothing has yet: ``words.db.damaged-20261123T080300``, or ``.newer-`` for a later version's."""
    kind = "newer" if isinstance(fault, Newer) else "damaged"
    stem = f"{file.name}.{kind}-{now:%Y%m%dT%H%M%S}"
    name, number = file.with_name(stem), 2
    while os.path.lexists(name):
        name, number = file.with_name(f"{stem}-{number}"), number + 1
    return name


def put_aside(file: Path, name: Path) -> None:
    """Rename a database with the files beside it. Raises ``OSError``."""
    for suffix in _SUFFIXES:
        with contextlib.suppress(FileNotFoundError):
            Path(f"{file}{suffix}").rename(f"{name}{suffix}")


def finished(file: Path) -> Path:
    """The name of a new database that is whole and only has to take its place."""
    return file.with_name(f"{file.name}.salvaged")


def take_place(file: Path, name: Path) -> None:
    """Put ``file`` aside and its finished successor in its place; done anew after a crash it comes to the same end.

    The log of the old file goes first: SQLite would take it for that of the new one. Raises ``OSError``.
    """
    put_aside(file, name)
    finished(file).rename(file)
    flush_folder(file.parent)


def remove(file: Path) -> None:
    """Delete a database and the files beside it. Raises ``OSError``."""
    for suffix in _SUFFIXES:
        Path(f"{file}{suffix}").unlink(missing_ok=True)


def backup_name(file: Path) -> Path:
    """The name of the copy of a database."""
    return file.with_name(f"{file.name}.bak")


def back_up(database: Database) -> None:
    """Replace the copy of a database by one of it as it is now, unless that one is damaged. Failing does no harm."""
    backup = backup_name(database.file)
    fresh = backup.with_name(f"{backup.name}.new")
    try:
        database.copy_to(fresh)
        with contextlib.closing(sqlite3.connect(fresh)) as copy:
            sound = copy.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
        if sound:
            fresh.replace(backup)
            flush_folder(backup.parent)
        else:
            fresh.unlink()
    except (OSError, sqlite3.Error) as error:
        _log.warning("no copy of %s was made (%s)", database.file.name, type(error).__name__)
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
