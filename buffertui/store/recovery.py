"""A file of drafts and outbox that cannot be used: set aside, and a new one filled with what could be read of it."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from . import mark
from .aside import aside_name, backup_name, finished, put_aside, remove, take_place
from .database import Database, Plan, connect
from .folder import flush_folder, private_folder, size_of
from .kept import kept, key_of
from .trouble import CutShort, Damaged, Gone, Newer

if TYPE_CHECKING:
    from .salvage import Salvage

_LEAST = 512
"""Bytes of the smallest database; SQLite takes a smaller file for an empty one."""

_log = logging.getLogger(__name__)


def lacking(file: Path) -> Damaged | None:
    """What is wrong with a file that is missing, or holds nothing, although there is more of what it held.

    To be asked before SQLite sees it: that deletes the changes beside an empty file.
    """
    if size_of(file) >= _LEAST or not (size_of(backup_name(file)) or size_of(Path(f"{file}-wal"))):
        return None
    if not os.path.lexists(file):
        return Gone("was missing")
    return Damaged("was empty") if file.is_file() else None


def finish(file: Path, now: datetime) -> None:
    """Go on where a replacement was cut off by the end of its process. Raises ``OSError``."""
    if finished(file).exists():
        take_place(file, aside_name(file, Damaged("is damaged"), now))


def replace_file(file: Path, plan: Plan, fault: Damaged, now: datetime) -> str:
    """Replace a file by a new one with what could be read, and return what the person must know.

    Until the new one is whole nothing is touched. Raises ``OSError`` or ``sqlite3.Error``.
    """
    from .salvage import salvage

    name, was_there = aside_name(file, fault, now), os.path.lexists(file)
    work = file.with_name(f"{file.name}.reading")
    _log.warning("%s %s", file.name, fault.how)
    # A copy of texts does not stay behind after a crash.
    shutil.rmtree(work, ignore_errors=True)
    private_folder(work)
    try:
        with _held(file, plan):
            found = salvage(file, plan, work, fault.log if isinstance(fault, CutShort) else b"")
            _build(work / "new", plan, found, mark.noted(file) + 1)
            (work / "new").rename(finished(file))
            flush_folder(file.parent)
            copied = _time_of(backup_name(file)) if found.from_copy else None
            take_place(file, name)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return _told(fault, name.name if was_there else "", found, copied)


def write_anew(database: Database, now: datetime) -> str:
    """Put a file whose name was removed under a running program back in its place, and say so."""
    file = database.file
    whole = file.with_name(f"{file.name}.new")
    database.copy_to(whole)
    whole.replace(finished(file))
    take_place(file, aside_name(file, Damaged("is damaged"), now))
    return "The file with your drafts and outbox was removed while buffertui ran. It was written anew, with all of it."


def replace_cache(file: Path, fault: Damaged, now: datetime) -> str:
    """Set aside a file that can be read anew from Buffer. Raises ``OSError``."""
    if isinstance(fault, Gone):
        remove(file)
        return ""
    name = aside_name(file, fault, now)
    put_aside(file, name)
    return (
        f"What was remembered of your queue {fault.how} and was set aside as {name.name}. "
        "Nothing that you wrote is in it; it is read again from Buffer."
    )


@contextlib.contextmanager
def _held(file: Path, plan: Plan) -> Iterator[None]:
    """Keep other processes from writing to a file that is about to be replaced, where it is whole enough for that."""
    with contextlib.ExitStack() as stack:
        # Beside an empty file SQLite would delete the changes that are to be read.
        if size_of(file) >= _LEAST:
            try:
                connection = stack.enter_context(contextlib.closing(connect(file, plan, "rw")))
                connection.execute("PRAGMA wal_autocheckpoint=0")
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.Error:
                _log.info("%s is not whole enough to be locked", file.name)
        yield


def _build(file: Path, plan: Plan, found: Salvage, count: int) -> None:
    """A whole file of what was found, on disk when this returns. ``count`` is that of its changes."""
    with contextlib.closing(Database(file.with_name("building"), plan)) as database:
        with database.transaction() as connection:
            connection.execute("UPDATE changes SET count = ?", (count,))
            for table, rows in found.tables.items():
                owned = table == "outbox"
                for row in sorted(rows.values(), key=lambda one: one.number):
                    values = (key_of(row.value.id), kept(row.value), *([row.owner] if owned else []))
                    connection.execute(
                        f"INSERT INTO {table} (id, value{', owner' if owned else ''})"  # noqa: S608
                        f" VALUES (?, ?{', ?' if owned else ''})",
                        values,
                    )
        database.copy_to(file)


def _time_of(file: Path) -> datetime | None:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC) if file.exists() else None


def _told(fault: Damaged, name: str, found: Salvage, copied: datetime | None) -> str:
    aside = f" It was set aside as {name}." if name else ""
    drafts, items = len(found.tables["drafts"]), len(found.tables["outbox"])
    source = "its copy" if not name else "it" if copied is None else "it and its copy"
    parts = [
        f"The file with your drafts and outbox {fault.how}.{aside}",
        f"Read from {source}: {_count(drafts, 'draft')}, {_count(items, 'outbox item')}.",
    ]
    if copied is not None:
        parts.append(f"The copy is of {copied:%d %b %Y %H:%M} UTC: what was written after that may be missing.")
    elif found.gaps or not found.complete():
        parts.append("Some of it could not be read and may be missing.")
    if items:
        parts.append("Nothing of the outbox is sent before you, or a look at Buffer, have settled whether it was done.")
    if isinstance(fault, Newer):
        parts.append("Update this buffertui to use that file again.")
    return " ".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
