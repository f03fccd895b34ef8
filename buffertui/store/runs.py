"""Which runs of the program are alive: each holds a lock on a file of its own, and the kernel gives it back."""

from __future__ import annotations

import logging
import os
import re
import sqlite3
from pathlib import Path

from buffertui.domain.errors import StoreInUse

from . import folder as place
from .folder import locked, locked_soon, private_folder, still_there

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")

_log = logging.getLogger(__name__)


class Runs:
    """The runs on one account's folder, seen by one of them. ``name`` is how it signs what it owns.

    Without ``fcntl`` (Windows) there is only one run at a time: ``begin`` raises ``StoreInUse`` in a second one.
    """

    def __init__(self, folder: Path, run_id: str) -> None:
        self._folder = folder / "runs"
        plain = _PLAIN.fullmatch(run_id)
        self.name = run_id if plain else _hashed(run_id)
        self._handle: int | None = None
        self._only: sqlite3.Connection | None = None

    def begin(self) -> None:
        """Be alive from here on, also when the lock file was removed meanwhile.

        Raises ``OSError`` when the folder cannot be written, and ``StoreInUse``.
        """
        if self._only is not None or (self._handle is not None and still_there(self._handle, self._file(self.name))):
            return
        private_folder(self._folder)
        if place.FCNTL is None:
            self._only = _only_one(self._folder / "only.db")
            return
        before, self._handle = self._handle, locked_soon(self._file(self.name))
        if before is not None:
            os.close(before)
        if self._handle is None:
            raise StoreInUse("Another buffertui runs under the same number.", hint="Start this one again.")

    def living(self, name: str) -> bool:
        """Whether the run of that name has not ended. In doubt it has not."""
        if name == self.name:
            return True
        if place.FCNTL is None or not _PLAIN.fullmatch(name):
            return False
        try:
            handle = locked(self._file(name), shared=True)
        except FileNotFoundError:
            return False
        except OSError:
            return True
        if handle is None:
            return True
        os.close(handle)
        return False

    def sweep(self) -> None:
        """Remove the lock files of runs that were killed."""
        if place.FCNTL is None:
            return
        for file in self._folder.glob("*.lock"):
            if file.stem == self.name:
                continue
            try:
                handle = locked(file, shared=True)
                if handle is not None:
                    # Removed under the lock: a run that is just making this file sees that its name is gone.
                    file.unlink(missing_ok=True)
                    os.close(handle)
            except OSError as error:
                _log.debug("a lock file stays: %s", error.strerror)

    def end(self) -> None:
        """This run has ended."""
        if self._handle is not None:
            self._file(self.name).unlink(missing_ok=True)
            os.close(self._handle)
            self._handle = None
        if self._only is not None:
            self._only.close()
            self._only = None

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.lock"


def _only_one(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=0.1, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        connection.close()
        raise StoreInUse(
            "Another buffertui has this account open.", hint="Go on there, or close it first: one at a time may send."
        ) from None
    return connection


def _hashed(run_id: str) -> str:
    # Its library is large, and the ids of the program are plain.
    import hashlib

    return hashlib.sha256(run_id.encode("utf-8", "surrogatepass")).hexdigest()
