"""A file of any earlier version is brought to this one with everything in it, in one step or none."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from buffertui.clock import ManualClock
from buffertui.domain.drafts import Create, Draft, OutboxItem, State
from buffertui.store import words_file
from buffertui.store.database import Database, Plan
from buffertui.store.ledger import SqliteLedger
from buffertui.store.migrations import CACHE, PACE, WORDS
from buffertui.store.sqlite import SqliteStore
from buffertui.store.trouble import Damaged, Newer

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DRAFT = '{"is":"Draft","id":"d1","profile_ids":["p1"],"text":"kept \\ud83c\\udf89","placement":"next"}'
ITEM = (
    '{"is":"OutboxItem","id":"%s","write":{"is":"Create","profile_ids":["p1"],"text":"x"},"state":"%s",'
    '"created_at":"2026-11-23T12:00:00+00:00"}'
)


def at_version(file: Path, plan: Plan, version: int) -> None:
    Database(file, replace(plan, steps=plan.steps[:version])).close()


def version_of(file: Path) -> int:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        return version


@pytest.mark.parametrize("version", range(1, len(WORDS.steps) + 1))
def test_the_words_of_every_version_are_there(tmp_path: Path, version: int) -> None:
    """The rows are written out here, so that they stay what the version of their time wrote."""
    file = tmp_path / "words.db"
    at_version(file, WORDS, version)
    with contextlib.closing(sqlite3.connect(file)) as old:
        old.execute("INSERT INTO drafts (id, value) VALUES (?, ?)", (b"d1", DRAFT))
        old.execute("INSERT INTO outbox (id, owner, value) VALUES (?, ?, ?)", (b"a", "gone", ITEM % ("a", "waiting")))
        old.execute("INSERT INTO journal (id, value) VALUES (?, ?)", (b"b", ITEM % ("b", "done")))
        old.commit()
    assert version_of(file) == version
    store = SqliteStore(tmp_path, run_id="run", clock=ManualClock(NOON))
    assert version_of(file) == len(WORDS.steps)
    assert store.notices() == ()
    assert store.drafts() == (Draft("d1", ("p1",), "kept \U0001f389"),)
    assert store.adopt() == (OutboxItem("a", Create(("p1",), "x"), State.WAITING, NOON),)
    assert [one.id for one in store.journal()] == ["b"]
    assert store.open_draft("d1")
    store.close()


@pytest.mark.parametrize("version", range(1, len(CACHE.steps) + 1))
def test_a_cache_of_every_version_is_used(tmp_path: Path, version: int) -> None:
    at_version(tmp_path / "cache.db", CACHE, version)
    store = SqliteStore(tmp_path, run_id="run", clock=ManualClock(NOON))
    assert store.recall().lists == ()
    assert store.search("launch") == ()
    assert store.notices() == ()
    assert version_of(tmp_path / "cache.db") == len(CACHE.steps)
    store.close()


@pytest.mark.parametrize("version", range(1, len(PACE.steps) + 1))
def test_a_ledger_of_every_version_is_used(tmp_path: Path, version: int) -> None:
    at_version(tmp_path / "pace.db", PACE, version)
    ledger = SqliteLedger(tmp_path)
    assert ledger.enter(1.0, ((1, 60.0),))[0]
    ledger.close()


@pytest.mark.parametrize("plan", [WORDS, CACHE, PACE])
def test_every_step_says_what_it_builds(plan: Plan) -> None:
    for number, step in enumerate(plan.steps, 1):
        assert step.__name__.endswith(f"_{number}")
        assert (step.__doc__ or "").rstrip().endswith(".")


def test_what_a_person_wrote_is_on_disk_before_a_call_returns(tmp_path: Path) -> None:
    """A kill does not show it, only a power cut would; so the setting itself is looked at."""
    store = SqliteStore(tmp_path, run_id="run", clock=ManualClock(NOON))
    connection = store._file._database._connection
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    store.close()


def test_steps_follow_one_another_and_each_is_done_once(tmp_path: Path) -> None:
    done: list[int] = []
    steps = tuple(
        lambda c, n=n: (done.append(n), c.execute(f"CREATE TABLE t{n} (x)"))[1] and None for n in range(4)
    )
    plan = Plan("any.db", steps, "OFF", 1.0)
    for count in (2, 2, 4, 4):
        Database(tmp_path / "any.db", replace(plan, steps=steps[:count])).close()
    assert done == [0, 1, 2, 3]
    with pytest.raises(Newer):
        Database(tmp_path / "any.db", replace(plan, steps=steps[:3]))


def test_a_step_that_fails_leaves_the_version_before(tmp_path: Path) -> None:
    def fails(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE half (x)")
        raise KeyboardInterrupt

    file = tmp_path / "words.db"
    at_version(file, WORDS, 2)
    with pytest.raises(KeyboardInterrupt):
        Database(file, replace(WORDS, steps=(*WORDS.steps, fails)))
    assert version_of(file) == 2
    with contextlib.closing(sqlite3.connect(file)) as same:
        assert not same.execute("SELECT 1 FROM sqlite_master WHERE name = 'half'").fetchall()


def test_a_file_of_another_program_is_not_built_upon(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "words.db")) as other:
        other.execute("CREATE TABLE recipes (name)")
    with pytest.raises(Damaged, match="not a database of buffertui"):
        Database(tmp_path / "words.db", WORDS)


def test_the_journal_is_thinned_out_when_the_file_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words_file, "JOURNAL", 3)
    store = SqliteStore(tmp_path, run_id="one", clock=ManualClock(NOON))
    for number in range(6):
        store.record(OutboxItem(f"i{number}", Create(("p1",), "x"), State.DONE, NOON))
    store.record(OutboxItem("open", Create(("p1",), "x"), State.REFUSED, NOON))
    assert len(store.journal()) == 6
    store.close()
    store = SqliteStore(tmp_path, run_id="two", clock=ManualClock(NOON))
    assert [one.id for one in store.journal()] == ["i5", "i4", "i3"]
    assert [one.id for one in store.adopt()] == ["open"]
    store.close()


def test_what_stands_in_the_file_can_be_read_by_other_programs(tmp_path: Path) -> None:
    """JSON in a table: a person can get at a text with any SQLite, whatever becomes of this program."""
    store = SqliteStore(tmp_path, run_id="one", clock=ManualClock(NOON))
    store.save_draft(Draft("d1", text="kept"))
    store.close()
    with contextlib.closing(sqlite3.connect(tmp_path / "words.db")) as file:
        (value,) = file.execute("SELECT value FROM drafts").fetchone()
        assert json.loads(value)["text"] == "kept"
