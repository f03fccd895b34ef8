"""A full disk or a folder that cannot be written: what is there is read, and each text that cannot be kept is told."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from buffertui.clock import ManualClock
from buffertui.domain.drafts import Create, Draft, OutboxItem, State
from buffertui.domain.errors import StoreError
from buffertui.domain.memory import KnownList
from buffertui.domain.models import Account, Profile, Update
from buffertui.store import database
from buffertui.store.sqlite import SqliteStore
from tests.support.store_faults import as_ordinary_person

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ITEM = OutboxItem("one", Create(("p1",), "Launch day"), State.WAITING, NOON)
KNOWN = KnownList("pending", "p1", (Update("u1", "p1", "Launch day"),), 1, None, 1, NOON)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "studio"


def begin(folder: Path, run_id: str) -> SqliteStore:
    return SqliteStore(folder, run_id=run_id, clock=ManualClock(NOON))


@pytest.fixture
def filled(folder: Path) -> Path:
    """A folder that an earlier run left."""
    store = begin(folder, "earlier")
    store.save_draft(Draft("d1", text="kept"))
    store.record(ITEM)
    store.remember(Account("a1"), (Profile("p1", "mastodon"),), "p1", NOON)
    store.remember_list(KNOWN)
    store.close()
    return folder


@contextlib.contextmanager
def closed_to_writing(folder: Path) -> Iterator[None]:
    inside = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
    for path in inside:
        path.chmod(0o500)
    for path in folder.glob("*.db*"):
        path.chmod(0o400)
    try:
        yield
    finally:
        for path in inside:
            path.chmod(0o700)
        for path in folder.glob("*.db*"):
            path.chmod(0o600)


class Disk:
    """How many pages each database may have; ``None`` is room without end."""

    pages: int | None = None


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    """A disk that can be full: every connection obeys it at each transaction."""
    disk = Disk()
    real = database.Database._begin

    def obeying(self: Any, begin: str) -> None:
        self._connection.execute(f"PRAGMA max_page_count={disk.pages or 1_000_000}")
        real(self, begin)

    monkeypatch.setattr(database.Database, "_begin", obeying)
    return disk


def test_a_full_disk_fails_the_save_with_what_it_means_and_what_to_do(folder: Path, disk: Disk) -> None:
    store = begin(folder, "run")
    store.save_draft(Draft("d1", text="before"))
    disk.pages = 1
    with pytest.raises(StoreError, match=r"^Your text could not be saved: the disk is full\.$") as caught:
        store.save_draft(Draft("d2", text="x" * 50_000))
    assert "Make room" in caught.value.hint
    assert "copy it" in caught.value.hint
    with pytest.raises(StoreError, match="The outbox could not be recorded: the disk is full"):
        store.record(OutboxItem("big", Create(("p1",), "x" * 50_000), State.WAITING, NOON))
    assert [draft.text for draft in store.drafts()] == ["before"]
    disk.pages = None
    store.save_draft(Draft("d2", text="x" * 50_000))
    assert [draft.id for draft in store.drafts()] == ["d2", "d1"]
    assert store.notices() == ()
    store.close()


def test_a_full_disk_for_the_cache_is_told_once_and_fails_nothing(folder: Path, disk: Disk) -> None:
    store = begin(folder, "run")
    store.recall()
    disk.pages = 1
    big = KnownList("sent", "p1", tuple(Update(f"u{n}", "p1", "Launch day " * 50) for n in range(200)))
    for _ in range(3):
        store.remember_list(big)
        store.remember(Account("a1"), (Profile("p1", "mastodon", "x" * 50_000),), "", NOON)
    (notice,) = store.notices()
    assert "cannot be kept for the next start: the disk is full" in notice
    assert "Nothing that you wrote is in it" in notice
    assert store.recall().lists == ()
    disk.pages = None
    store.remember_list(big)
    assert store.recall().lists == (big,)
    assert len(store.search("launch")) == 200
    store.close()


def test_a_folder_closed_to_writing_is_read(filled: Path) -> None:
    def run() -> None:
        store = begin(filled, "run")
        assert [draft.text for draft in store.drafts()] == ["kept"]
        assert store.journal() == ()
        assert store.recall().lists == (KNOWN,)
        assert store.search("launch")[0].update.id == "u1"
        (notice,) = store.notices()
        assert "nothing can be saved or sent" in notice
        assert "cannot be written to" in notice
        assert store.adopt() == ()
        assert store.open_draft("d1")
        store.close_draft("d1")
        with pytest.raises(StoreError, match="Your text could not be saved: the folder or a file in it") as caught:
            store.save_draft(Draft("d1", text="more"))
        assert "copy it" in caught.value.hint
        with pytest.raises(StoreError, match="could not be recorded"):
            store.record(ITEM)
        store.remember_list(KNOWN)
        store.close()

    with closed_to_writing(filled):
        as_ordinary_person(run)
    after = begin(filled, "after")
    assert [one.id for one in after.adopt()] == ["one"]
    after.close()


def test_what_a_killed_run_left_is_read_in_a_folder_closed_to_writing(folder: Path) -> None:
    store = begin(folder, "killed")
    store.save_draft(Draft("d1", text="only in the log of changes"))
    with closed_to_writing(folder):
        as_ordinary_person(lambda: read_only(folder))
    store.close()


def read_only(folder: Path) -> None:
    store = begin(folder, "run")
    assert [draft.text for draft in store.drafts()] == ["only in the log of changes"]
    store.close()


def test_once_the_folder_can_be_written_again_saving_goes_on(filled: Path) -> None:
    with closed_to_writing(filled):
        store = as_ordinary_person(lambda: begin(filled, "run"))
    store.save_draft(Draft("d2", text="typed later"))
    store.record(OutboxItem("two", Create(("p1",), "x"), State.WAITING, NOON))
    assert [draft.id for draft in store.drafts()] == ["d2", "d1"]
    assert [one.id for one in store.adopt()] == ["one"]
    store.close()


def test_where_nothing_can_be_read_or_written_that_is_a_plain_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="Your drafts and outbox cannot be opened: "):
        begin(tmp_path / "file" / "studio", "run")
    (tmp_path / "closed").mkdir()
    with closed_to_writing(tmp_path / "closed"), pytest.raises(StoreError, match="cannot be written to"):
        as_ordinary_person(lambda: begin(tmp_path / "closed" / "studio", "run"))


def test_a_damaged_file_in_a_folder_closed_to_writing_is_left_as_it_is(filled: Path) -> None:
    (filled / "words.db").write_bytes(b"garbage " * 100)
    with closed_to_writing(filled), pytest.raises(StoreError, match="cannot be opened"):
        as_ordinary_person(lambda: begin(filled, "run"))
    assert (filled / "words.db").read_bytes() == b"garbage " * 100


def test_a_file_that_another_program_holds_is_told_after_some_patience(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = begin(folder, "run")
    store._file._database._connection.execute("PRAGMA busy_timeout=1")
    with contextlib.closing(sqlite3.connect(folder / "words.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another program is using the file") as caught:
            store.save_draft(Draft("d1"))
        assert "Try again" in caught.value.hint
        assert store.drafts() == ()
    store.save_draft(Draft("d1"))
    store.close()


@pytest.mark.parametrize("call", [
    lambda store: store.save_draft(Draft("d1")), lambda store: store.drop_draft("d1"), lambda store: store.record(ITEM),
    lambda store: store.adopt(), lambda store: store.drafts(), lambda store: store.journal(),
])
def test_after_closing_every_call_says_so(folder: Path, call: Callable[[SqliteStore], object]) -> None:
    store = begin(folder, "run")
    store.close()
    with pytest.raises(StoreError, match="closed already"):
        call(store)
    store.remember_list(KNOWN)
    assert store.recall().lists == ()
    assert store.search("launch") == ()
    store.close()
