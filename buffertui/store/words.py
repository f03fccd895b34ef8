"""What a person wrote: drafts, the outbox and its journal, on disk when a call returns."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from buffertui.domain.drafts import Draft, OutboxItem, State
from buffertui.domain.errors import StoreError
from buffertui.domain.ports import Clock

from .aside import back_up, backup_name
from .database import Database
from .folder import alone, private_folder
from .kept import Unkept, key_of, kept, read
from .migrations import WORDS
from .recovery import finish, lacking, replace_file, write_anew
from .runs import Runs
from .trouble import Damaged, Failure, Gone, means_damage, trouble

SETTLED = (State.DONE, State.CANCELLED)

JOURNAL = 5_000
"""Settled items that are kept; older ones go when the file is opened."""

_REPAIRS = 3
"""How often one run replaces a damaged file before it gives up: then the disk itself is at fault."""

_log = logging.getLogger(__name__)

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]


class Words:
    """Drafts, outbox and journal of one account, for one run. Every method may raise ``StoreError``.

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
        self._changed = False
        self._lock = threading.RLock()
        self._database = self._opened()

    def save(self, draft: Draft) -> None:
        row = (key_of(draft.id), kept(draft))
        self._write(
            lambda c: c.execute("INSERT OR REPLACE INTO drafts (id, value) VALUES (?, ?)", row),
            "Your text could not be saved",
        )

    def drop(self, draft_id: str) -> None:
        def work(c: sqlite3.Connection) -> None:
            c.execute("DELETE FROM drafts WHERE id = ?", (key_of(draft_id),))
            c.execute("DELETE FROM claims WHERE draft = ?", (key_of(draft_id),))

        self._write(work, "A draft could not be deleted")

    def drafts(self) -> tuple[Draft, ...]:
        """Saved last first, without those that another living run has open."""

        def work(c: sqlite3.Connection) -> tuple[list[tuple[bytes, bytes]], dict[bytes, str]]:
            rows = c.execute("SELECT id, CAST(value AS BLOB) FROM drafts ORDER BY number DESC").fetchall()
            return rows, dict(c.execute("SELECT draft, owner FROM claims"))

        rows, claims = self._read(work, "Your drafts could not be read")
        found: list[Draft] = []
        for key, value in rows:
            if key in claims and claims[key] != self._runs.name and self._runs.living(claims[key]):
                continue
            try:
                found.append(read(Draft, value))
            except Unkept:
                self._note("A draft could not be read. It is left in the file as it is.")
        return tuple(found)

    def claim(self, draft_id: str) -> bool:
        """Note that this run writes on a draft; false when another living one does."""
        key, own = key_of(draft_id), self._runs.name

        def taken(c: sqlite3.Connection) -> bool:
            row = c.execute("SELECT owner FROM claims WHERE draft = ?", (key,)).fetchone()
            return row is not None and row[0] != own and self._runs.living(row[0])

        def work(c: sqlite3.Connection) -> bool:
            if taken(c):
                return False
            c.execute("INSERT OR REPLACE INTO claims VALUES (?, ?)", (key, own))
            return True

        try:
            return self._write(work, "A draft could not be opened")
        except StoreError as error:
            # Without room for the note a person may still look, and is told when the text cannot be saved.
            _log.warning("%s", error.message)
            return not self._read(taken, "Your drafts could not be read")

    def release(self, draft_id: str) -> None:
        """This run does not write on the draft any more."""
        row = (key_of(draft_id), self._runs.name)
        try:
            self._write(
                lambda c: c.execute("DELETE FROM claims WHERE draft = ? AND owner = ?", row),
                "A draft could not be closed",
            )
        except StoreError as error:
            _log.warning("%s", error.message)

    def record(self, item: OutboxItem) -> None:
        """Insert or replace an item of this run. ``StoreError`` too when another run has it by now, or settled it."""
        key, own = key_of(item.id), self._runs.name

        def work(c: sqlite3.Connection) -> None:
            row = c.execute("SELECT owner FROM outbox WHERE id = ?", (key,)).fetchone()
            settled = c.execute("SELECT 1 FROM journal WHERE id = ?", (key,)).fetchone()
            if item.state not in SETTLED and (settled or (row is not None and row[0] != own)):
                raise StoreError(
                    "Another running buffertui has taken this over.", hint="Look there; here it goes no further."
                )
            if item.state in SETTLED:
                c.execute("DELETE FROM outbox WHERE id = ?", (key,))
                c.execute("INSERT OR REPLACE INTO journal (id, value) VALUES (?, ?)", (key, kept(item)))
            elif row is None:
                c.execute("INSERT INTO outbox (id, owner, value) VALUES (?, ?, ?)", (key, own, kept(item)))
            else:
                c.execute("UPDATE outbox SET value = ? WHERE id = ?", (kept(item), key))

        self._write(work, "The outbox could not be recorded")

    def adopt(self) -> tuple[OutboxItem, ...]:
        """Take over what runs left that have ended, oldest first; nothing where nothing can be written."""
        own = self._runs.name

        def work(c: sqlite3.Connection) -> list[bytes]:
            owners = [row[0] for row in c.execute("SELECT DISTINCT owner FROM outbox UNION SELECT owner FROM claims")]
            rows: list[tuple[int, bytes]] = []
            for owner in owners:
                if owner != own and not self._runs.living(owner):
                    rows += c.execute("SELECT number, CAST(value AS BLOB) FROM outbox WHERE owner = ?", (owner,))
                    c.execute("UPDATE outbox SET owner = ? WHERE owner = ?", (own, owner))
                    c.execute("DELETE FROM claims WHERE owner = ?", (owner,))
            return [value for _, value in sorted(rows)]

        if self._database.reading:
            return ()
        values = self._write(work, "What an earlier run left in the outbox could not be taken over")
        self._runs.sweep()
        return self._items(values)

    def journal(self, limit: int) -> tuple[OutboxItem, ...]:
        """Settled items, newest first."""
        return self._items(
            self._read(
                lambda c: [row[0] for row in c.execute(
                    "SELECT CAST(value AS BLOB) FROM journal ORDER BY number DESC LIMIT ?", (limit,)
                )],
                "The journal could not be read",
            )
        )

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
            if self._changed:
                with alone(self._folder):
                    self._database.settle()
                    back_up(self._database)
        except (sqlite3.Error, OSError, Damaged) as error:
            _log.warning("the store was not closed cleanly (%s)", type(error).__name__)

    def _items(self, values: list[bytes]) -> tuple[OutboxItem, ...]:
        found: list[OutboxItem] = []
        for value in values:
            try:
                found.append(read(OutboxItem, value))
            except Unkept:
                self._note("An item of the outbox could not be read. It is left in the file as it is.")
        return tuple(found)

    def _note(self, notice: str) -> None:
        if notice not in self.notices:
            self.notices.append(notice)

    def _write(self, work: Work[T], what: str) -> T:
        """Carry out a change. A file that turns out to be damaged is replaced, and the change made in the new one."""
        with self._lock:
            while True:
                self._must_be_open(what)
                try:
                    self._become_writable()
                    with self._database.transaction() as connection:
                        result = work(connection)
                    self._changed = True
                    return result
                except (sqlite3.Error, OSError, Damaged) as error:
                    self._repair(error, what)

    def _read(self, work: Work[T], what: str) -> T:
        with self._lock:
            while True:
                self._must_be_open(what)
                try:
                    with self._database.view() as connection:
                        return work(connection)
                except (sqlite3.Error, OSError, Damaged) as error:
                    self._repair(error, what)

    def _must_be_open(self, what: str) -> None:
        if self._closed:
            raise StoreError(f"{what}: the store was closed already.")

    def _repair(self, error: Failure, what: str) -> None:
        """Replace a damaged file, so that the call can be tried again. Any other trouble is raised."""
        fault = _fault(error)
        if fault is None or self._database.reading or self._repairs >= _REPAIRS:
            raise trouble(what, error) from error
        try:
            with alone(self._folder):
                self._mend(fault)
        except (sqlite3.Error, OSError, Damaged) as failure:
            raise trouble(what, failure) from failure
        self._repairs += 1

    def _mend(self, fault: Damaged) -> None:
        now = self._clock.now()
        if isinstance(fault, Gone) and not self._file.exists():
            self._note(write_anew(self._database, now))
        elif self._database.in_place:
            self._database.close()
            self._note(replace_file(self._file, WORDS, fault, now))
        try:
            self._database.reopen()
        except Damaged as other:
            self._note(replace_file(self._file, WORDS, other, now))
            self._database.reopen()
        back_up(self._database)

    def _become_writable(self) -> None:
        if self._database.reading:
            self._runs.begin()
            fresh = self._opened_whole()
            self._database.close()
            self._database = fresh

    def _opened(self) -> Database:
        try:
            private_folder(self._folder)
            self._runs.begin()
            return self._opened_whole()
        except (sqlite3.Error, OSError, Damaged) as error:
            try:
                database = Database(self._file, WORDS, reading=True)
            except (sqlite3.Error, OSError, Damaged):
                self._runs.end()
                raise trouble("Your drafts and outbox cannot be opened", error) from error
            why = trouble("Your drafts can be read, but nothing can be saved or sent", error)
            self._note(f"{why.message} {why.hint}")
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
                self._note(replace_file(self._file, WORDS, fault, now))
                database = _sound(self._file)
                self._changed = True
            if self._changed or not _copied(self._file):
                back_up(database)
            return database


def _fault(error: Failure) -> Damaged | None:
    if isinstance(error, Damaged):
        return error
    return Damaged("is damaged") if isinstance(error, sqlite3.Error) and means_damage(error) else None


def _sound(file: Path) -> Database:
    """The file, when every page of it can be read and everything is in it. Raises ``Damaged``."""
    database = Database(file, WORDS)
    try:
        database.check()
        with database.transaction() as connection:
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
    backup = backup_name(file)
    if not backup.is_file():
        return False
    parts = [part for part in (file, Path(f"{file}-wal")) if part.is_file() and part.stat().st_size > 0]
    return backup.stat().st_mtime_ns >= max(part.stat().st_mtime_ns for part in parts)
