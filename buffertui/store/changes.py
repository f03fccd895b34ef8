"""The log of changes beside a database (SQLite's ``-wal``), read further than SQLite reads it.

SQLite stops at the first frame whose checksum is wrong. What stands behind it is often whole all the same. The format
is that of https://www.sqlite.org/walformat.html.
"""

from __future__ import annotations

import contextlib
import struct
from pathlib import Path

from buffertui.domain.records import dataclass

PAGE = 4096
"""Bytes of a page in all our files."""

_MAGIC = (0x377F0682, 0x377F0683)
_HEADER = struct.Struct(">IIIIIIII")
_FRAME = struct.Struct(">IIIIII")
_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Frame:
    """One page as it was changed. ``commit`` ends a transaction; ``at`` is where the page stands in the log."""

    index: int
    page: int
    commit: bool
    at: int


def log_of(file: Path) -> bytes:
    """The log of a database; empty when there is none."""
    with contextlib.suppress(FileNotFoundError):
        return Path(f"{file}-wal").read_bytes()
    return b""


def frames(log: bytes) -> list[Frame]:
    """The frames of the log's present round; what is left of an earlier one bears other salts."""
    step = _FRAME.size + PAGE
    heads = [(at, _FRAME.unpack_from(log, at)) for at in range(_HEADER.size, len(log) - step + 1, step)]
    if not heads:
        return []
    salts = _salts(log) or heads[0][1][2:4]
    return [
        Frame(index, head[0], head[1] > 0, at + _FRAME.size)
        for index, (at, head) in enumerate(heads) if head[2:4] == salts
    ]


def force(copy: Path, log: bytes) -> None:
    """Write every finished change of a log into a copy of its database, whatever the checksums say."""
    found = frames(log)
    last = max((frame.index for frame in found if frame.commit), default=-1)
    with copy.open("r+b") as stream:
        for frame in found:
            if frame.index <= last and 0 < frame.page < _MOST:
                stream.seek((frame.page - 1) * PAGE)
                stream.write(log[frame.at : frame.at + PAGE])


def _salts(log: bytes) -> tuple[int, ...] | None:
    if len(log) < _HEADER.size:
        return None
    head = _HEADER.unpack_from(log)
    return head[4:6] if head[0] in _MAGIC else None
