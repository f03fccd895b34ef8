"""What went wrong on the disk, in words for a person; and which troubles mean that a file is damaged."""

from __future__ import annotations

import errno
import sqlite3

from buffertui.domain.errors import StoreError

_DAMAGE = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_NOTADB}
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CLOSED = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class Damaged(Exception):
    """A file is not what was written. ``how`` completes "The file ...": "is not a database"."""

    def __init__(self, how: str) -> None:
        super().__init__(how)
        self.how = how


class Newer(Damaged):
    """A file was written by a later version of the program."""


class Gone(Damaged):
    """A file is not where it was, or holds nothing any more."""


class CutShort(Damaged):
    """A file lacks its last changes. ``log`` is the log of changes as it stood beside it: more may be in that."""

    def __init__(self, log: bytes) -> None:
        super().__init__("had lost its last changes")
        self.log = log


Failure = sqlite3.Error | OSError | Damaged


def fault_of(error: Failure) -> Damaged | None:
    """What is wrong with a file, when an error says that it is damaged."""
    if isinstance(error, Damaged):
        return error
    return Damaged("is damaged") if isinstance(error, sqlite3.Error) and means_damage(error) else None


def means_damage(error: sqlite3.Error) -> bool:
    """Whether an error says that the file is damaged; a table that is missing is that, too."""
    return _code(error) in _DAMAGE


def is_busy(error: BaseException) -> bool:
    """Whether somebody else had the file for too long."""
    return isinstance(error, sqlite3.Error) and _code(error) in _BUSY


def trouble(what: str, error: Failure) -> StoreError:
    """The error to raise for one of the disk; ``what`` begins its sentence and says what that means for the person."""
    reason, hint = _told(error)
    return StoreError(f"{what}: {reason}.", hint=hint)


def _told(error: Failure) -> tuple[str, str]:
    keep = "Until then the text is only on the screen: copy it if you must quit."
    if isinstance(error, Newer):
        return "the file was written by a later version of buffertui", "Use that version, or move the file away."
    if isinstance(error, Damaged):
        return f"the file {error.how}", "Move the file away; a new one is made at the next start."
    number = error.errno if isinstance(error, OSError) else None
    code = _code(error) if isinstance(error, sqlite3.Error) else None
    if number in _FULL or code == sqlite3.SQLITE_FULL:
        return "the disk is full", f"Make room on the disk. {keep}"
    if code in _CLOSED or number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "the folder or a file in it cannot be written to", f"Make it writable again. {keep}"
    if code in _BUSY:
        return "another program is using the file", f"Try again in a moment. {keep}"
    if code in _DAMAGE:
        return "the file is damaged", f"Start buffertui again; it sets the file aside. {keep}"
    if isinstance(error, OSError):
        return (error.strerror or type(error).__name__).lower(), f"Look at the disk. {keep}"
    return "the disk reported an error", f"Look at the disk. {keep}"


def _code(error: sqlite3.Error) -> int:
    """The primary result code of SQLite; 0 for an error that has none."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
