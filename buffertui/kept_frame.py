"""Keeps a frame in the folder of its account, for ``splash`` to show at the next start."""

from __future__ import annotations

import contextlib
import os
from binascii import crc32
from pathlib import Path
from typing import TYPE_CHECKING

from . import frame_file, splash

if TYPE_CHECKING:
    from .ui.last_frame import Frame, Layout
    from .ui.last_frame_rows import Row


def written(frame: Frame, key: str, state: str) -> bytes:
    """A frame as a file, for starts with this key, as long as the store is in this state."""
    styles: dict[str, int] = {frame.blank: 0}

    def line(since: float, name: str, number: int, row: Row) -> str:
        runs = (f"{styles.setdefault(codes, len(styles))},{cells},{text}" for codes, cells, text in row)
        return "\t".join((str(int(since)), name, str(number), *runs))

    lines = [line(0, name, number, row) for name, rows in frame.parts.items() for number, row in enumerate(rows)]
    lines += [line(at, name, number, row) for at, name, number, row in frame.later]
    times = " ".join(str(int(number)) for number in (frame.begin, frame.end, frame.as_of, *frame.size))
    rest = "\n".join((key, state, times, " ".join(styles), *lines)).encode()
    return f"{frame_file.FORMAT} {crc32(rest):08x}\n".encode() + rest


class KeptFrame:
    """The place of one account's frame, for starts like this one. A disk that refuses costs the picture, no more."""

    def __init__(self, folder: Path, key: str) -> None:
        self._folder = folder
        self._key = key

    @property
    def layout(self) -> Layout:
        """Where the parts of the screen stand in a picture at a size."""
        return frame_file.layout

    def state(self) -> str:
        """The state of the store now, which a frame is good for."""
        return splash.stamp(str(self._folder))

    def keep(self, frame: Frame, state: str) -> None:
        """Put a frame in the place of the one before, whole or not at all; only its owner may read it."""
        file = self._folder / splash.NAME
        fresh = self._folder / f".{splash.NAME}.new"
        try:
            raw = written(frame, self._key, state)
            fresh.unlink(missing_ok=True)
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as stream:
                stream.write(raw)
            fresh.replace(file)
        except (OSError, UnicodeEncodeError):
            with contextlib.suppress(OSError):
                fresh.unlink(missing_ok=True)


def forget(data_dir: Path) -> None:
    """Delete the frames of all accounts."""
    with contextlib.suppress(OSError):
        for file in (data_dir / "accounts").glob(f"*/{splash.NAME}"):
            file.unlink(missing_ok=True)
