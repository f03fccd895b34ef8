"""Drafts and the outbox as one small file each: on disk before anything leaves, and there again after a power cut."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import logging
import os
import re
import threading
from pathlib import Path
from typing import IO, TypeVar

from buffertui.domain.drafts import Draft, OutboxItem, State
from buffertui.domain.errors import StoreError, StoreInUse

from .encoding import decode, encode
from .order import newest_first, oldest_first

FORMAT = 1
"""Of the files; one with a higher number was written by a later buffertui and is left alone."""

KEPT_ENDS = 200
"""Outbox items that are done or cancelled and still shown as history; older ones are deleted when the store opens."""

_DAMAGED = ".damaged"
_PLAIN_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
_BIGGEST = 64_000_000

_log = logging.getLogger(__name__)

T = TypeVar("T", Draft, OutboxItem)


class FileStore:
    """Drafts and outbox in a folder of one account. Methods block and may be called from any thread.

    One process at a time has it: a second one would send what the first one is sending. ``damaged`` names the files
    that could not be read when it was opened; they were set aside, with their bytes, under the suffix ``.damaged``.
    """

    def __init__(self, folder: Path) -> None:
        """Open the folder, making it if need be.

        Raises ``StoreInUse`` when another process has it, ``StoreError`` when it cannot be written.
        """
        self._one_thread = threading.RLock()
        self.damaged: tuple[Path, ...] = ()
        self._folders = {Draft: folder / "drafts", OutboxItem: folder / "outbox"}
        self._order: dict[str, int] = {}
        self._lock: IO[bytes] | None = None
        with _told("The folder of drafts and outbox cannot be used"):
            for one in (folder, *self._folders.values()):
                _make_private(one)
            self._lock = _locked(folder / "lock")
        try:
            self._drafts = self._load(Draft)
            self._outbox = self._load(OutboxItem)
            self._thin_out()
        except BaseException:
            self.close()
            raise

    def save_draft(self, draft: Draft) -> None:
        with self._one_thread:
            self._write(Draft, draft.id, draft, 0)
            self._drafts[draft.id] = draft

    def drop_draft(self, draft_id: str) -> None:
        with self._one_thread:
            self._remove(Draft, draft_id)
            self._drafts.pop(draft_id, None)

    def drafts(self) -> tuple[Draft, ...]:
        with self._one_thread:
            return newest_first(self._drafts.values())

    def record(self, item: OutboxItem) -> None:
        with self._one_thread:
            number = self._order.get(item.id) or max(self._order.values(), default=0) + 1
            self._write(OutboxItem, item.id, item, number)
            self._order[item.id] = number
            self._outbox[item.id] = item

    def outbox(self) -> tuple[OutboxItem, ...]:
        with self._one_thread:
            return oldest_first(self._outbox.values())

    def close(self) -> None:
        """Let another process have the folder. May be called twice."""
        with self._one_thread:
            if self._lock is not None:
                self._lock.close()
                self._lock = None

    def _write(self, kind: type[T], name: str, value: T, number: int) -> None:
        if self._lock is None:
            raise StoreError("Nothing can be saved: the drafts and the outbox were closed already.")
        record = {"format": FORMAT, "number": number, "value": encode(value)}
        with _told("Your text could not be saved on this machine"):
            _replace(self._folders[kind] / _file_name(name), json.dumps(record, indent=1).encode("ascii"))

    def _remove(self, kind: type, name: str) -> None:
        if self._lock is None:
            raise StoreError("Nothing can be deleted: the drafts and the outbox were closed already.")
        with _told("A draft could not be deleted from this machine"), contextlib.suppress(FileNotFoundError):
            file = self._folders[kind] / _file_name(name)
            file.unlink()
            _settle(file.parent)

    def _load(self, kind: type[T]) -> dict[str, T]:
        read: list[tuple[int, T]] = []
        with _told("The folder of drafts and outbox cannot be read"):
            for left in self._folders[kind].glob(".*.tmp"):
                left.unlink(missing_ok=True)
            files = sorted(self._folders[kind].glob("*.json"))
        for file in files:
            try:
                found = _read(file, kind)
            except (OSError, ValueError, RecursionError) as error:
                self.damaged += (_set_aside(file, error),)
            else:
                read += found
        read.sort(key=lambda one: one[0])
        if kind is OutboxItem:
            self._order = {value.id: number for number, value in read}
        return {value.id: value for _, value in read}

    def _thin_out(self) -> None:
        ended = [one for one in self.outbox() if one.state in (State.DONE, State.CANCELLED)]
        for item in ended[:-KEPT_ENDS]:
            with contextlib.suppress(StoreError):
                self._remove(OutboxItem, item.id)
                del self._outbox[item.id]


class _told(contextlib.AbstractContextManager[None]):
    """Turns an ``OSError`` into a ``StoreError`` that begins with a sentence's beginning."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if isinstance(error, OSError):
            reason = error.strerror or type(error).__name__
            raise StoreError(f"{self._what}: {reason}.", hint=_hint(error)) from error


def _hint(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "Make room on the disk; the text stays on the screen until it could be saved."
    return "Keep the screen open, or copy the text elsewhere, until that is mended."


def _file_name(name: str) -> str:
    if _PLAIN_ID.fullmatch(name):
        return f"{name}.json"
    # Marks and capitals of an id have no say in which file is written.
    return f"={hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()}.json"


def _make_private(folder: Path) -> None:
    # One by one, because mkdir gives the mode that is asked for only to the last of several.
    for one in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
        one.mkdir(mode=0o700, exist_ok=True)
    if os.name == "posix" and folder.stat().st_mode & 0o077:
        folder.chmod(0o700)


def _locked(file: Path) -> IO[bytes]:
    """The open lock file; the system gives the lock back when the process ends, however it ends."""
    stream = os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600), "r+b")
    try:
        import fcntl
    except ImportError:
        return stream
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        stream.close()
        if error.errno not in (errno.EAGAIN, errno.EACCES):
            raise
        raise StoreInUse(
            "Another buffertui has this account open.", hint="Go on there, or close it first: one at a time may send."
        ) from None
    return stream


def _replace(file: Path, content: bytes) -> None:
    """The new content or the old one, whole, whatever happens: a second file, on disk, then renamed."""
    draft = file.with_name(f".{file.name}.tmp")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
    _settle(file.parent)


def _settle(folder: Path) -> None:
    """The names in a folder are on disk, too."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _read(file: Path, kind: type[T]) -> list[tuple[int, T]]:
    """One record, or none when a later version wrote it. Raises ``OSError`` or ``ValueError`` for a damaged one."""
    if file.is_symlink() or not file.is_file() or file.stat().st_size > _BIGGEST:
        raise ValueError("no file of ours")
    record = json.loads(file.read_bytes())
    if not isinstance(record, dict) or not isinstance(record.get("format"), int):
        raise ValueError("no record")
    if record["format"] > FORMAT:
        _log.warning("a %s of a later version is left alone", kind.__name__)
        return []
    number = record.get("number")
    value = decode(kind, record.get("value"))
    if file.name != _file_name(value.id):
        raise ValueError("the record of another file")
    return [(number if isinstance(number, int) else 0, value)]


def _set_aside(file: Path, error: BaseException) -> Path:
    _log.warning("%s cannot be read (%s) and is set aside", file.name, type(error).__name__)
    place = file.with_name(file.name + _DAMAGED)
    number = 2
    while place.exists() or place.is_symlink():
        place = file.with_name(f"{file.name}{_DAMAGED}-{number}")
        number += 1
    try:
        file.rename(place)
    except OSError:
        return file
    return place


