"""One SQLite file: opened, brought to this version, and used by any thread of this process, one at a time."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from buffertui.domain.records import dataclass

from .folder import private_file
from .trouble import Damaged, Gone, Newer, means_damage

FOREIGN = "is not a database of buffertui"

Step = Callable[[sqlite3.Connection], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file is made of. Each of ``steps`` takes it from one version to the next, the first from nothing.

    ``durable`` is SQLite's ``synchronous``: whether what was committed is on disk. ``patience`` is how long in seconds
    to wait for other processes.
    """

    name: str
    steps: tuple[Step, ...]
    durable: str
    patience: float


class Database:
    """A file of a plan. Its methods raise ``sqlite3.Error``, ``OSError``, and ``Damaged`` or one of its kinds.

    Another process may set the file aside and put a new one in its place; that is noticed, and followed.
    With ``reading`` the file is only read, as far as that is possible without writing beside it.
    """

    def __init__(self, file: Path, plan: Plan, *, reading: bool = False) -> None:
        self.file = file
        self.reading = reading
        self._plan = plan
        self._lock = threading.RLock()
        self._open_one: sqlite3.Connection | None = None
        self._identity = (0, 0)
        self._open()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of it or nothing, and alone over all processes."""
        with self._lock:
            self._begin("BEGIN IMMEDIATE")
            with self._ended():
                yield self._connection

    @contextlib.contextmanager
    def view(self) -> Iterator[sqlite3.Connection]:
        """One moment of the file, to read from."""
        with self._lock:
            self._begin("BEGIN")
            with self._ended():
                yield self._connection

    def check(self) -> None:
        """Read every page. Raises ``Damaged``."""
        with self._lock:
            found = self._connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise Damaged("is damaged")

    def copy_to(self, file: Path) -> None:
        """A copy of the whole as it is now, in one file, on disk when this returns."""
        file.unlink(missing_ok=True)
        private_file(file)
        with self._lock, contextlib.closing(sqlite3.connect(file)) as copy:
            copy.execute(f"PRAGMA synchronous={self._plan.durable}")
            self._connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")

    def settle(self) -> None:
        """Put everything that was committed into the file itself, as far as others who read let it."""
        with self._lock:
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def reopen(self) -> None:
        """Go on with whatever file stands under the name now."""
        with self._lock:
            self.close()
            self._open()

    @property
    def in_place(self) -> bool:
        """Whether the file under the name is the one that is open."""
        try:
            return _identity(self.file) == self._identity
        except OSError:
            return False

    def close(self) -> None:
        """Give the file back; the last one who does puts everything into one file."""
        with self._lock:
            if self._open_one is not None:
                self._open_one.close()
                self._open_one = None

    @property
    def _connection(self) -> sqlite3.Connection:
        if self._open_one is None:
            self._open()
        assert self._open_one is not None
        return self._open_one

    def _open(self) -> None:
        if not self.reading:
            private_file(self.file)
        self._open_one = _connected(self.file, self._plan, self.reading)
        self._identity = _identity(self.file)

    def _begin(self, begin: str) -> None:
        for _ in range(3):
            self._connection.execute(begin)
            # Looked at inside the transaction: whoever replaces the file holds its lock while doing so.
            if self.reading or self.in_place:
                self._check_version()
                return
            self._connection.execute("ROLLBACK")
            if not self.file.exists():
                raise Gone("is not in its place any more")
            self.reopen()
        raise Gone("is replaced again and again")

    def _check_version(self) -> None:
        """A later version may have been started meanwhile, and have rebuilt the file under this one."""
        if _version(self._connection) > len(self._plan.steps):
            self._connection.execute("ROLLBACK")
            raise Newer("was written by a later version")

    @contextlib.contextmanager
    def _ended(self) -> Iterator[None]:
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
            raise


def _connected(file: Path, plan: Plan, reading: bool) -> sqlite3.Connection:
    if file.exists() and not file.is_file():
        raise Damaged("is not a file")
    connection = connect(file, plan, "ro" if reading else "rw")
    try:
        if reading:
            connection = _readable(connection, file, plan)
        _prepare(connection, plan, reading)
    except sqlite3.Error as error:
        connection.close()
        if means_damage(error):
            raise Damaged(FOREIGN if "not a database" in str(error) else "is damaged") from error
        raise
    except BaseException:
        connection.close()
        raise
    return connection


def connect(file: Path, plan: Plan, mode: str) -> sqlite3.Connection:
    """A connection as it comes; ``mode`` as in SQLite's file addresses, with further options behind it."""
    return sqlite3.connect(
        f"{file.absolute().as_uri()}?mode={mode}", uri=True, timeout=plan.patience, isolation_level=None,
        check_same_thread=False,
    )


def _readable(connection: sqlite3.Connection, file: Path, plan: Plan) -> sqlite3.Connection:
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        # A folder in which nothing can be made has no room for the file of locks.
        connection.close()
        return connect(file, plan, "ro&immutable=1")
    return connection


def _prepare(connection: sqlite3.Connection, plan: Plan, reading: bool) -> None:
    version = _version(connection)
    if version > len(plan.steps):
        raise Newer("was written by a later version")
    if reading and version < len(plan.steps):
        raise Damaged("was written by an earlier version, and can only be brought to this one where it can be changed")
    if reading:
        return
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"PRAGMA synchronous={plan.durable}")
    connection.execute("PRAGMA cell_size_check=ON")
    if version < len(plan.steps):
        _climb(connection, plan)


def _climb(connection: sqlite3.Connection, plan: Plan) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection)
        if version == 0 and connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise Damaged(FOREIGN)
        for step in plan.steps[version:]:
            step(connection)
        connection.execute(f"PRAGMA user_version={len(plan.steps)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _identity(file: Path) -> tuple[int, int]:
    found = file.stat()
    return found.st_dev, found.st_ino
