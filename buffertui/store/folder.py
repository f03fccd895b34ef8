"""The folder of an account: closed to other people whatever the umask says, and one process at a time sets it up."""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FCNTL: Any = importlib.import_module("fcntl") if os.name == "posix" else None
"""Locks that the kernel gives back when their process ends. Without them only one run may have the folder."""

PATIENCE = 5.0
"""Seconds to wait for another process that sets up the folder."""

_STEP = 0.01


def private_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, each with mode 0700, or close an open one. ``OSError``."""
    # One by one, because mkdir gives the mode that is asked for only to the last of several.
    for one in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
        one.mkdir(mode=0o700, exist_ok=True)
        one.chmod(0o700)
    _close_to_others(folder)


def private_file(file: Path) -> None:
    """Make an empty file with mode 0600, or close an open one. Raises ``OSError``.

    SQLite gives the files that it puts beside a database the mode of the database. One that exists is not opened here:
    closing it again would give back the locks that this process holds on it.
    """
    with contextlib.suppress(FileExistsError):
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        file.chmod(0o600)
    _close_to_others(file)


def _close_to_others(path: Path) -> None:
    """What the owner may do stays as it is: a folder that he closed to writing is his to open."""
    mode = path.stat().st_mode
    if os.name == "posix" and mode & 0o077:
        path.chmod(mode & 0o700)


def size_of(file: Path) -> int:
    """Bytes in a file; 0 for one that is not there (any more), or is no file."""
    try:
        return file.stat().st_size if file.is_file() else 0
    except FileNotFoundError:
        return 0


def flush_folder(folder: Path) -> None:
    """The names in a folder are on disk, too. Raises ``OSError``."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def locked(file: Path, *, shared: bool = False) -> int | None:
    """The handle of a file that is locked now; ``None`` when somebody else has it. Raises ``OSError``.

    ``shared`` looks whether it is free, without standing in the way of others who look; then the file must exist.
    """
    flags = os.O_RDONLY if shared else os.O_RDWR | os.O_CREAT
    while True:
        handle = os.open(file, flags, 0o600)
        try:
            if not shared:
                os.fchmod(handle, 0o600)
            FCNTL.flock(handle, FCNTL.LOCK_NB | (FCNTL.LOCK_SH if shared else FCNTL.LOCK_EX))
        except OSError as error:
            os.close(handle)
            if error.errno in (errno.EAGAIN, errno.EACCES):
                return None
            raise
        if still_there(handle, file):
            return handle
        os.close(handle)


def still_there(handle: int, file: Path) -> bool:
    """Whether the name still leads to this file: somebody may have removed it between its opening and the lock."""
    try:
        return os.path.samestat(os.fstat(handle), file.stat())
    except FileNotFoundError:
        return False


def locked_soon(file: Path) -> int | None:
    """Like ``locked``, with patience."""
    for _ in range(round(PATIENCE / _STEP)):
        handle = locked(file)
        if handle is not None:
            return handle
        time.sleep(_STEP)
    return None


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """While this lasts no other process sets up, replaces or copies the files of the folder. Raises ``OSError``."""
    if FCNTL is None:
        yield
        return
    handle = locked_soon(folder / "setup.lock")
    if handle is None:
        raise OSError(errno.EAGAIN, "another buffertui is busy with the folder")
    try:
        yield
    finally:
        os.close(handle)
