"""The log of changes beside a database, read as SQLite wrote it."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from buffertui.store.changes import force, frames, log_of, lost

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


def test_only_finished_transactions_behind_the_usable_ones_are_lost(log: bytes) -> None:
    found = frames(log)
    assert not lost(log, len(found), log)
    assert lost(log, len(found) - 1, log)
    assert lost(log, 0, log)
    unfinished = log[: found[-1].at - 24]
    before = max(frame.index for frame in frames(unfinished) if frame.commit)
    assert not lost(unfinished, before + 1, unfinished)
    assert not lost(b"", 0, b"")
    assert not lost(log[:100], 0, log[:100])


@pytest.mark.parametrize("now", [b"", b"\x37\x7f\x06\x82" + bytes(28)])
def test_of_a_log_that_was_begun_anew_meanwhile_nothing_is_said(log: bytes, now: bytes) -> None:
    assert not lost(log, 0, now)


def test_all_finished_changes_can_be_written_whatever_the_checksums_say(file: Path, log: bytes, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(file.read_bytes()[:4096])
    spoilt = bytearray(log)
    spoilt[32 + 16 : 32 + 24] = bytes(8)
    force(copy, bytes(spoilt))
    with contextlib.closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT length(x) FROM t").fetchall() == [(9000,), (9000,)]
