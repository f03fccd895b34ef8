"""What Buffer said, for an instant start, for reading without a network, and for the search; it can be read again."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from buffertui.domain.memory import Found, KnownList, Remembered
from buffertui.domain.models import Account, Profile
from buffertui.domain.ports import Clock

from .database import Database
from .folder import alone, private_folder
from .kept import Unkept, kept, key_of, read
from .lists import Lists
from .migrations import CACHE
from .recovery import replace_cache
from .seen import Seen
from .trouble import Damaged, Failure, Gone, Newer, fault_of, trouble

_REPAIRS = 3

_log = logging.getLogger(__name__)

T = TypeVar("T")


class Cache:
    """The last screen and everything ever seen, shared by all runs. Nothing is raised: ``notices`` says what failed."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.notices: list[str] = []
        self._folder = folder
        self._file = folder / CACHE.name
        self._clock = clock
        self._lock = threading.RLock()
        self._lists = Lists()
        self._database: Database | None = None
        self._repairs = 0
        self._told = False
        self._closed = False

    def recall(self, rows: int | None = None, rows_of_all: int | None = None) -> Remembered:
        """The last known screen; empty when there is none, or none that can be read."""
        return self._do(lambda c: self._recall(c, rows, rows_of_all), Remembered(), writes=False)

    def recall_list(self, side: str, profile_id: str, rows: int | None, after: str | None) -> KnownList | None:
        """One list, or what follows of it; ``None`` when it cannot be read."""
        key = (side, key_of(profile_id))
        return self._do(lambda c: self._lists.recall(c, key, rows, after), None, writes=False)

    def recall_times(self) -> Mapping[str, tuple[datetime, ...]]:
        """The times that are taken in the queues that are known to their ends."""
        return self._do(self._lists.times, {}, writes=False)

    def remember(self, account: Account, profiles: tuple[Profile, ...], chosen: str, at: datetime) -> None:
        value = kept(Remembered(account, profiles, chosen, (), at))

        def work(c: sqlite3.Connection) -> None:
            c.execute("INSERT OR REPLACE INTO screen VALUES (1, ?)", (value,))

        self._do(work, None, writes=True)

    def remember_list(self, known: KnownList) -> None:
        self._do(lambda c: self._lists.put(c, known), None, writes=True)

    def search(self, query: str, limit: int) -> tuple[Found, ...]:
        """Updates that hold every word of the query, newest first."""
        return self._do(lambda c: Seen(c).search(query, limit), (), writes=False)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._give_back()

    def _recall(self, c: sqlite3.Connection, rows: int | None, rows_of_all: int | None) -> Remembered:
        row = c.execute("SELECT CAST(value AS BLOB) FROM screen").fetchone()
        screen = Remembered()
        if row is not None:
            with contextlib.suppress(*Unkept):
                screen = read(Remembered, row[0])
        ids = {key_of(profile.id): profile.id for profile in screen.profiles}
        names = [key for key in self._lists.names(c) if screen.account is None or key[1] in ids]
        chosen = key_of(screen.chosen) if screen.chosen in ids.values() else None
        most = rows_of_all if chosen is None else rows
        lists = [self._lists.recall(c, key, most) for key in names if chosen in (None, key[1])]
        others = tuple((side, ids[one]) for side, one in names if chosen not in (None, one))
        return replace(screen, lists=tuple(one for one in lists if one is not None), others=others)

    def _do(self, work: Callable[[sqlite3.Connection], T], otherwise: T, *, writes: bool) -> T:
        """The result of a piece of work, or ``otherwise`` when that is impossible."""
        with self._lock:
            while not self._closed:
                try:
                    database = self._opened(writes=writes)
                    with database.transaction() if writes else database.view() as connection:
                        return work(connection)
                except (sqlite3.Error, OSError, Damaged) as error:
                    self._lists.forget()
                    if not self._mended(error):
                        break
            return otherwise

    def _opened(self, *, writes: bool) -> Database:
        if self._database is not None and (not writes or not self._database.reading):
            return self._database
        try:
            private_folder(self._folder)
            with alone(self._folder):
                opened = Database(self._file, CACHE)
        except (OSError, sqlite3.Error):
            if writes:
                raise
            opened = Database(self._file, CACHE, reading=True)
        self._give_back()
        self._database = opened
        return opened

    def _mended(self, error: Failure) -> bool:
        """Whether it is worth another try: a damaged file gives way to an empty one."""
        fault = fault_of(error)
        in_use = isinstance(fault, Newer) and self._database is not None
        if fault is not None and not in_use and self._repairs < _REPAIRS:
            self._repairs += 1
            try:
                with alone(self._folder):
                    if self._still(fault):
                        self._give_back()
                        self._note(replace_cache(self._file, fault, self._clock.now()))
                self._give_back()
            except (OSError, sqlite3.Error) as failure:
                error = failure
            else:
                return True
        if not self._told:
            self._told = True
            found = trouble("What Buffer shows cannot be kept for the next start", error)
            self._note(f"{found.message} Nothing that you wrote is in it. {found.hint.split(' Until then')[0]}")
        self._give_back()
        return False

    def _still(self, fault: Damaged) -> bool:
        """Whether the damaged file is still there: another process may have put a new one in its place."""
        if self._database is not None:
            return isinstance(fault, Gone) or self._database.in_place
        try:
            Database(self._file, CACHE).close()
        except Damaged:
            return True
        return False

    def _note(self, notice: str) -> None:
        _log.warning("the cache was replaced or cannot be used")
        if notice and notice not in self.notices:
            self.notices.append(notice)

    def _give_back(self) -> None:
        if self._database is not None:
            with contextlib.suppress(sqlite3.Error):
                self._database.close()
            self._database = None
