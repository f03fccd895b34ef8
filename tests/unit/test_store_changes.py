"""The log of changes beside a database, read as SQLite wrote it."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from buffertui.store.changes import force, frames, log_of

FRAME = 24 + 4096


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "any.db"


@pytest.fixture
def log(file: Path) -> bytes:
    """The log after three transactions of some pages each."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE t (x)")
    for number in range(2):
        connection.execute("INSERT INTO t VALUES (?)", (str(number) * 9000,))
    found = log_of(file)
    connection.close()
    return found


def test_every_page_that_was_changed_is_a_frame_and_each_transaction_ends_in_one(log: bytes) -> None:
    found = frames(log)
    assert len(log) == 32 + FRAME * len(found)
    assert [frame.index for frame in found] == list(range(len(found)))
    assert sum(frame.commit for frame in found) == 3
    assert found[-1].commit


def test_what_was_left_of_an_earlier_round_does_not_count(log: bytes) -> None:
    other = bytearray(log)
    other[32 + FRAME + 8 : 32 + FRAME + 16] = b"elsewhen"
    assert [frame.index for frame in frames(bytes(other))] == [n for n in range(len(frames(log))) if n != 1]


def test_what_is_no_log_has_no_frames() -> None:
    assert frames(b"") == frames(b"x" * 100) == []


def test_all_finished_changes_can_be_written_whatever_the_checksums_say(file: Path, log: bytes, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(file.read_bytes()[:4096])
    spoilt = bytearray(log)
    spoilt[32 + 16 : 32 + 24] = bytes(8)
    force(copy, bytes(spoilt))
    with contextlib.closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT length(x) FROM t").fetchall() == [(9000,), (9000,)]
