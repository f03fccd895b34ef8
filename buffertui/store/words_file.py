"""The file of what a person wrote: opened whatever state it is in, and replaced when it turns out to be damaged."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from buffertui.domain.errors import StoreError
from buffertui.domain.ports import Clock

from . import mark
from .aside import back_up, backup_name
from .changes import log_of
from .database import Database
from .folder import alone, private_folder, size_of
from .migrations import WORDS
from .recovery import finish, lacking, replace_file, write_anew
from .runs import Runs
from .trouble import CutShort, Damaged, Failure, Gone, Newer, fault_of, means_damage, trouble

JOURNAL = 5_000
"""Settled items that are kept; older ones go when the file is opened."""

COPY_EVERY = 200
"""Changes of one run after which the copy for bad days is made anew; it is also made at the end of a run."""

_REPAIRS = 3
"""How often one run replaces a damaged file before it gives up: then the disk itself is at fault."""

_log = logging.getLogger(__name__)

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]


class WordsFile:
    """Carries out work on drafts, outbox and journal. ``StoreError`` says what failed, and what that means.

    Where nothing can be written what is there is still read, ``notices`` says so, and each write tries anew. Raises
    ``StoreError`` when there is nothing to read either, ``StoreInUse`` where only one run is possible.
    """

    def __init__(self, folder: Path, runs: Runs, clock: Clock) -> None:
        self.notices: list[str] = []
        self._folder = folder
        self._file = folder / WORDS.name
        self._runs = runs
        self._clock = clock
        self._repairs = 0
        self._closed = False
        self._changes = 0
        self._lock = threading.RLock()
        self._database = self._opened()

    @property
    def reading(self) -> bool:
        """Whether nothing could be written when it was last tried."""
        return self._database.reading

    def write(self, work: Work[T], what: str) -> T:
        """Carry out a change. A file that turns out to be damaged is replaced, and the change made in the new one."""
        with self._lock:
            while True:
                self._must_be_open(what)
                try:
                    self._become_writable()
                    with self._database.transaction() as connection:
                        result = work(connection)
                        count = mark.advance(connection)
                    mark.note(self._file, count)
                    self._count()
                    return result
                except (sqlite3.Error, OSError, Damaged) as error:
                    self._repair(error, what)

    def read(self, work: Work[T], what: str) -> T:
        """Look at one moment of the file. ``what`` begins the sentence that says that it failed."""
        with self._lock:
            while True:
                self._must_be_open(what)
                try:
                    with self._database.view() as connection:
                        return work(connection)
                except (sqlite3.Error, OSError, Damaged) as error:
                    self._repair(error, what)

    def _count(self) -> None:
        self._changes += 1
        if self._changes >= COPY_EVERY:
            self._copy()

    def _copy(self) -> None:
        """Make the copy anew. When that fails the one before is still there."""
        try:
            with alone(self._folder):
                back_up(self._database)
        except OSError as error:
            _log.warning("no copy was made (%s)", type(error).__name__)
        self._changes = 0

    def _must_be_open(self, what: str) -> None:
        if self._closed:
            raise StoreError(f"{what}: the store was closed already.")

    def _repair(self, error: Failure, what: str) -> None:
        """Replace a damaged file, so that the call can be tried again. Any other trouble is raised."""
        fault = fault_of(error)
        if fault is None or isinstance(fault, Newer) or self._database.reading or self._repairs >= _REPAIRS:
            raise trouble(what, error) from error
        try:
            private_folder(self._folder)
            self._runs.begin()
            with alone(self._folder):
                self._mend(fault)
        except (sqlite3.Error, OSError, Damaged) as failure:
            raise trouble(what, failure) from failure
        self._repairs += 1

    def _mend(self, fault: Damaged) -> None:
        now = self._clock.now()
        if isinstance(fault, Gone) and not self._file.exists():
            self.note(write_anew(self._database, now))
        elif self._database.in_place:
            self._database.close()
            self.note(replace_file(self._file, WORDS, fault, now))
        try:
            self._database.reopen()
        except Damaged as other:
            self.note(replace_file(self._file, WORDS, other, now))
            self._database.reopen()
        back_up(self._database)

    def _become_writable(self) -> None:
        if self._database.reading:
            self._runs.begin()
            fresh = self._opened_whole()
            self._database.close()
            self._database = fresh

    def note(self, notice: str) -> None:
        """Something that the person must know."""
        if notice not in self.notices:
            self.notices.append(notice)

    def close(self) -> None:
        """End the run: leave a copy for bad days, give back what this run had open."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._leave()
                self._database.close()
                self._runs.end()

    def _leave(self) -> None:
        if self._database.reading:
            return
        try:
            with self._database.transaction() as c:
                c.execute("DELETE FROM claims WHERE owner = ?", (self._runs.name,))
            if self._changes:
                self._database.settle()
                self._copy()
        except (sqlite3.Error, OSError, Damaged) as error:
            _log.warning("the store was not closed cleanly (%s)", type(error).__name__)

    def _opened(self) -> Database:
        try:
            return self._writable_or_readable()
        except BaseException:
            self._runs.end()
            raise

    def _writable_or_readable(self) -> Database:
        try:
            private_folder(self._folder)
            self._runs.begin()
            return self._opened_whole()
        except (sqlite3.Error, OSError, Damaged) as error:
            try:
                database = Database(self._file, WORDS, reading=True)
            except (sqlite3.Error, OSError, Damaged):
                raise trouble("Your drafts and outbox cannot be opened", error) from error
            why = trouble("Your drafts can be read, but nothing can be saved or sent", error)
            self.note(f"{why.message} {why.hint}")
            return database

    def _opened_whole(self) -> Database:
        """The file, made sound where it is not. Raises what the disk or SQLite do."""
        now = self._clock.now()
        with alone(self._folder):
            finish(self._file, now)
            try:
                fault = lacking(self._file)
                if fault is not None:
                    raise fault
                database = _sound(self._file)
            except Damaged as fault:
                self.note(replace_file(self._file, WORDS, fault, now))
                database = _sound(self._file)
                back_up(database)
            if not _copied(self._file):
                back_up(database)
            return database


def _sound(file: Path) -> Database:
    """The file, when every page of it can be read and everything is in it. Raises ``Damaged``."""
    reached, log = mark.noted(file), log_of(file)
    database = Database(file, WORDS)
    try:
        database.check()
        with database.transaction() as connection:
            if mark.count(connection) < reached:
                raise CutShort(log)
            for table in ("drafts", "outbox", "claims"):
                connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone()  # noqa: S608
            connection.execute(
                "DELETE FROM journal WHERE number <= (SELECT max(number) FROM journal) - ?", (JOURNAL,)
            )
    except BaseException as error:
        database.close()
        if isinstance(error, sqlite3.Error) and means_damage(error):
            raise Damaged("is damaged") from error
        raise
    return database


def _copied(file: Path) -> bool:
    """Whether the copy is not older than what it is of."""
    return _changed(backup_name(file)) >= max(_changed(file), _changed(Path(f"{file}-wal")))


def _changed(file: Path) -> int:
    return file.stat().st_mtime_ns if size_of(file) else 0
