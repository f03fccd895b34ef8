"""The use of one account's budget, counted by all copies of the program on this machine together."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from .aside import remove
from .database import Database
from .folder import alone, private_folder
from .migrations import PACE
from .trouble import Damaged, Gone, Newer, fault_of, is_busy

DEADLINE = 60.0
"""Seconds after which a request whose process said no word any more counts as answered."""

ASK_AGAIN = 1.0
"""Seconds to wait at most while requests are under way: one that never left gives its place back at once."""

SOON = 0.02
"""Seconds to wait when another copy is counting at this very moment."""

_SAME = 1e-6
_REBOOTED = 5.0
"""Seconds by which the clock must be behind what was seen to be that of another start of the machine."""

_APART = 2**40

_log = logging.getLogger(__name__)

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
Limits = tuple[tuple[int, float], ...]


class SqliteLedger:
    """The ``Ledger`` in a file. Nothing is raised: where the file cannot be used this copy counts for itself alone.

    A place counts from its taking until the window has passed its answer. One whose process was killed counts until
    the window has passed ``DEADLINE`` seconds after its taking.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / PACE.name
        self._lock = threading.RLock()
        self._owed: list[Work[object]] = []
        self._alone: sqlite3.Connection | None = None
        self._database: Database | None = None
        try:
            private_folder(folder)
            with alone(folder):
                self._database = self._opened()
        except (OSError, sqlite3.Error, Damaged) as error:
            self._count_alone(error)

    def enter(self, now: float, limits: Limits) -> tuple[int, float]:
        """Take a place in every window. See ``Ledger``."""

        def work(c: sqlite3.Connection) -> tuple[int, float]:
            seen, shut = c.execute("SELECT seen, shut FROM door").fetchone()
            if seen is not None and now < seen - _REBOOTED:
                c.execute("DELETE FROM places")
                shut = None
            c.execute("UPDATE door SET seen = ?, shut = ?", (now, shut))
            longest = max((seconds for _, seconds in limits), default=0.0)
            c.execute("DELETE FROM places WHERE since <= ?", (now - longest,))
            wait = max((_wait(c, now, *limit) for limit in limits), default=0.0)
            if shut is not None:
                wait = max(wait, shut - now)
            if wait > _SAME:
                return 0, wait
            taken = c.execute("INSERT INTO places (since, open) VALUES (?, 1)", (now + DEADLINE,)).lastrowid
            return taken or 0, 0.0

        return self._do(work, (0, SOON))

    def leave(self, ticket: int, now: float, *, counts: bool) -> None:
        """The answer to a request came, or, without ``counts``, it never left."""

        def work(c: sqlite3.Connection) -> None:
            if counts:
                c.execute("UPDATE places SET since = ?, open = 0 WHERE ticket = ? AND open = 1", (now, ticket))
            else:
                c.execute("DELETE FROM places WHERE ticket = ? AND open = 1", (ticket,))

        self._note(work)

    def shut(self, until: float) -> None:
        """Nobody enters before this moment."""
        self._note(lambda c: c.execute("UPDATE door SET shut = max(?, coalesce(shut, ?))", (until, until)))

    def use(self, now: float, limits: Limits) -> tuple[tuple[int, float], ...]:
        """For each window the places taken, and when the next becomes free (``now`` where all are)."""

        def work(c: sqlite3.Connection) -> tuple[tuple[int, float], ...]:
            if _rebooted(c, now):
                return tuple((0, now) for _ in limits)
            return tuple(_use(c, now, seconds) for _, seconds in limits)

        return self._do(work, tuple((0, now) for _ in limits), looks=True)

    def shut_until(self, now: float) -> float | None:
        """Until when the door is shut, if it is."""

        def work(c: sqlite3.Connection) -> float | None:
            shut: float | None = c.execute("SELECT shut FROM door").fetchone()[0]
            return shut if shut is not None and shut > now + _SAME and not _rebooted(c, now) else None

        return self._do(work, None, looks=True)

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            for one in (self._database, self._alone):
                if one is not None:
                    one.close()
            self._database = self._alone = None

    def _note(self, work: Work[object]) -> None:
        """Write something down, now or, when another copy is counting, together with the next thing."""
        with self._lock:
            self._owed.append(work)
            self._do(lambda c: None, None)

    def _do(self, work: Work[T], otherwise: T, *, looks: bool = False) -> T:
        with self._lock:
            for _ in range(2):
                try:
                    if not looks:
                        return self._written(work)
                    if self._owed:
                        with _unless_busy():
                            self._written(lambda c: None)
                    with self._transaction(looks=True) as connection:
                        return work(connection)
                except (sqlite3.Error, OSError, Damaged) as error:
                    if is_busy(error):
                        return otherwise
                    self._mend(error)
            return otherwise

    def _written(self, work: Work[T]) -> T:
        """The result of work that is on record, after what could not be written down before it."""
        with self._transaction(looks=False) as connection:
            for owed in self._owed:
                owed(connection)
            result = work(connection)
        self._owed.clear()
        return result

    @contextlib.contextmanager
    def _transaction(self, *, looks: bool) -> Iterator[sqlite3.Connection]:
        if self._database is not None:
            with self._database.view() if looks else self._database.transaction() as connection:
                yield connection
        else:
            with self._own() as connection:
                yield connection

    def _mend(self, error: sqlite3.Error | OSError | Damaged) -> None:
        """Begin a new file in the place of a damaged one; with any other trouble count alone from here on."""
        fault = fault_of(error)
        if self._database is None or fault is None or isinstance(fault, Newer):
            self._count_alone(error)
            return
        try:
            if not isinstance(fault, Gone) and self._database.in_place:
                self._database.close()
                remove(self._file)
            self._database.reopen()
        except (sqlite3.Error, OSError, Damaged) as failure:
            self._count_alone(failure)

    def _opened(self) -> Database:
        try:
            return Database(self._file, PACE)
        except Damaged as fault:
            _log.warning("%s %s and is begun anew", self._file.name, fault.how)
            remove(self._file)
            return Database(self._file, PACE)

    def _count_alone(self, error: BaseException) -> None:
        _log.warning("the budget cannot be shared with other copies (%s)", type(error).__name__)
        if self._database is not None:
            self._database.close()
            self._database = None

    def _own(self) -> sqlite3.Connection:
        """The count of this copy alone."""
        if self._alone is None:
            self._alone = sqlite3.connect(":memory:", check_same_thread=False)
            for step in PACE.steps:
                step(self._alone)
            # Tickets of the file mean nothing here.
            self._alone.execute("INSERT INTO sqlite_sequence VALUES ('places', ?)", (_APART,))
            self._alone.commit()
        return self._alone


@contextlib.contextmanager
def _unless_busy() -> Iterator[None]:
    """Go on without, when another copy is counting at this very moment."""
    try:
        yield
    except sqlite3.Error as error:
        if not is_busy(error):
            raise


def _rebooted(c: sqlite3.Connection, now: float) -> bool:
    seen = c.execute("SELECT seen FROM door").fetchone()[0]
    return seen is not None and now < seen - _REBOOTED


def _wait(c: sqlite3.Connection, now: float, most: int, seconds: float) -> float:
    """Seconds until it is worth asking for a place again; 0 when there is one."""
    after = now - seconds + _SAME
    used, under_way = c.execute(
        "SELECT count(*), coalesce(sum(open), 0) FROM places WHERE since > ?", (after,)
    ).fetchone()
    if used < most:
        return 0.0
    if most <= 0:
        return seconds
    since = c.execute(
        "SELECT since FROM places WHERE since > ? ORDER BY since LIMIT 1 OFFSET ?", (after, used - most)
    ).fetchone()[0]
    wait: float = since + seconds - now
    return min(wait, ASK_AGAIN) if under_way else wait


def _use(c: sqlite3.Connection, now: float, seconds: float) -> tuple[int, float]:
    used, first = c.execute(
        "SELECT count(*), min(since) FROM places WHERE since > ?", (now - seconds + _SAME,)
    ).fetchone()
    return used, now if first is None else first + seconds
