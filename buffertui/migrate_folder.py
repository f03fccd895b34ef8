"""The folder of a save: only its owner may read it, one run at a time writes it, and nothing there is overwritten."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from .core.migrating_state import STATE, SaveState, decode_state
from .domain.errors import StoreError
from .paths import open_to_others
from .store.folder import FCNTL, flush_folder, locked

LOCK = ".saving.lock"


class PrivateFolder:
    """Files of mode 0600 in a folder of mode 0700. Methods raise ``StoreError``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock: int | None = None

    @property
    def where(self) -> str:
        """Its path."""
        return str(self._path)

    def open(self) -> None:
        """Make it, or take one that holds a save of ours."""
        check(self._path)
        with _told(self._path):
            for one in reversed([one for one in (self._path, *self._path.parents) if not one.exists()]):
                one.mkdir(mode=0o700, exist_ok=True)
            if open_to_others(self._path):
                self._path.chmod(0o700)
            if FCNTL is not None:
                self._lock = locked(self._path / LOCK)
        if FCNTL is not None and self._lock is None:
            raise StoreError(f"Another buffertui is saving to {self._path} now.", hint="Let it finish.")

    def read(self, name: str) -> bytes | None:
        """A file whole; ``None`` where there is none."""
        with _told(self._path):
            try:
                return (self._path / name).read_bytes()
            except FileNotFoundError:
                return None

    def write(self, name: str, content: bytes) -> None:
        """Put a file in place whole; on disk when this returns."""
        with _told(self._path):
            file = self._file(name)
            new = file.with_name(f".{file.name}.new")
            handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o600)
            with os.fdopen(handle, "wb") as stream:
                _close(stream.fileno())
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            new.replace(file)
            flush_folder(file.parent)

    def append(self, name: str, content: bytes, at: int) -> None:
        """Write behind the first ``at`` bytes; what a broken-off run left behind them goes."""
        with _told(self._path):
            file = self._file(name)
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
            with os.fdopen(handle, "wb") as stream:
                _close(stream.fileno())
                stream.truncate(at)
                stream.seek(at)
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())

    def close(self) -> None:
        """Let other runs have it."""
        if self._lock is not None:
            with contextlib.suppress(OSError):
                (self._path / LOCK).unlink()
            os.close(self._lock)
            self._lock = None

    def _file(self, name: str) -> Path:
        file = self._path / name
        if file.parent != self._path:
            file.parent.mkdir(mode=0o700, exist_ok=True)
        return file


def check(path: Path) -> SaveState | None:
    """The save that a folder holds, ``None`` for a folder that is new or empty.

    Raises ``StoreError`` where something else is there: nothing of anybody is mixed with a save or overwritten.
    """
    with _told(path):
        if not path.exists():
            return None
        if not path.is_dir():
            raise StoreError(f"{path} is a file, not a folder.", hint="Name another folder with --save.")
        content = (path / STATE).read_bytes() if (path / STATE).is_file() else None
        if content is None and any(one.name != LOCK for one in path.iterdir()):
            raise StoreError(
                f"{path} holds other files, so nothing is saved there.", hint="Name a new folder with --save."
            )
    return decode_state(content)


def default_folder(parent: Path, account: str, account_id: str, today: date, *, reactions: bool) -> Path:
    """``buffertui-v1-ACCOUNT-DATE`` in ``parent``: an older one that still lacks something, else today's."""
    begin = f"buffertui-v1-{account}-"
    for path in sorted(parent.glob(f"{begin}????-??-??"), reverse=True):
        try:
            state = check(path)
        except StoreError:
            continue
        if state is not None and state.account_id == account_id and _lacks(state, reactions=reactions):
            return path
    return parent / f"{begin}{today.isoformat()}"


def _lacks(state: SaveState, *, reactions: bool) -> bool:
    if not state.ended or any(not one.done for one in state.lists.values()):
        return True
    asked = any(key.startswith("interactions/") for key in state.lists)
    return reactions and not asked and any(key.startswith("sent/") for key in state.lists)


def _close(handle: int) -> None:
    if hasattr(os, "fchmod"):
        os.fchmod(handle, 0o600)


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StoreError(f"The folder {path} cannot be used: {reason}.", hint="Name another with --save.") from error
