"""Small files that only their owner may read: written whole or not at all, and never through a symbolic link."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def write_private(file: Path, text: str) -> None:
    """Put a text in place of a file: mode 0600, in a folder of mode 0700, on disk when this returns.

    A symbolic link at that place is replaced, not followed. Raises ``OSError``.
    """
    folder = file.parent
    # One by one, because mkdir gives the mode that is asked for only to the last of several.
    for one in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
        one.mkdir(mode=0o700, exist_ok=True)
    if os.name == "posix" and folder.stat().st_mode & _OTHERS:
        folder.chmod(0o700)
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=folder)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(file)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    if os.name == "posix":
        place = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(place)
        finally:
            os.close(place)


def read_private(file: Path, limit: int) -> tuple[bytes, bool]:
    """The first ``limit`` bytes of a file of ours, and whether it had to be closed to other people first.

    Raises ``FileNotFoundError``, ``PermissionError`` for a link, a special file or somebody else's, or ``OSError``.
    """
    if file.is_symlink():
        raise PermissionError("it is a symbolic link")
    handle = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode):
            raise PermissionError("it is not a plain file")
        closed = False
        if os.name == "posix":
            if facts.st_uid != os.geteuid():
                raise PermissionError("it belongs to somebody else")
            if facts.st_mode & _OTHERS:
                os.fchmod(handle, 0o600)
                closed = True
        return os.read(handle, limit), closed
    finally:
        os.close(handle)
