"""Several runs on one account: nothing acknowledged is lost by a kill, and nothing belongs to two of them."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from buffertui.clock import ManualClock
from buffertui.domain.drafts import Create, Draft, OutboxItem, State
from buffertui.domain.errors import StoreError, StoreInUse
from buffertui.domain.memory import KnownList
from buffertui.domain.models import Update
from buffertui.store import folder as place
from buffertui.store.runs import Runs
from buffertui.store.sqlite import SqliteStore

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)

HEAD = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from buffertui.clock import SystemClock
from buffertui.domain.drafts import Create, Draft, OutboxItem, State
from buffertui.store.sqlite import SqliteStore
now = datetime(2026, 11, 23, 12, tzinfo=UTC)
def item(name, state="waiting"):
    return OutboxItem(name, Create(("p1",), name), State(state), now)
store = SqliteStore(Path(sys.argv[1]), run_id=sys.argv[2], clock=SystemClock())
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "accounts" / "studio"


def begin(folder: Path, run_id: str) -> SqliteStore:
    return SqliteStore(folder, run_id=run_id, clock=ManualClock(NOON))


@pytest.fixture
def store(folder: Path) -> Iterator[SqliteStore]:
    store = begin(folder, "first")
    yield store
    store.close()


@pytest.fixture
def other(store: SqliteStore, folder: Path) -> Iterator[SqliteStore]:
    """A second run beside the first."""
    other = begin(folder, "second")
    yield other
    other.close()


def item(name: str, state: State = State.WAITING) -> OutboxItem:
    return OutboxItem(name, Create(("p1",), name), state, NOON)


def process(folder: Path, run_id: str, code: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HEAD + code, str(folder), run_id], text=True, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def test_what_was_acknowledged_before_a_kill_is_there(folder: Path) -> None:
    code = """
for number in range(1000):
    store.save_draft(Draft("d1", text=f"letter {number}"))
    store.record(item(f"i{number}"))
    print(number, flush=True)
"""
    with process(folder, "killed", code) as writer:
        assert writer.stdout is not None
        last = -1
        for line in writer.stdout:
            last = int(line)
            if last == 20:
                writer.send_signal(signal.SIGKILL)
    store = begin(folder, "after")
    ids = [one.id for one in store.adopt()]
    assert ids[: last + 1] == [f"i{number}" for number in range(last + 1)]
    assert len(ids) <= last + 2
    assert store.drafts()[0].text in (f"letter {last}", f"letter {last + 1}")
    assert store.notices() == ()
    store.close()


def test_of_many_that_take_over_at_once_each_item_is_given_to_one(folder: Path) -> None:
    dead = begin(folder, "dead")
    names = [f"i{number}" for number in range(30)]
    for name in names:
        dead.record(item(name))
    dead.close()
    code = """
print("ready", flush=True)
sys.stdin.readline()
taken = []
for _ in range(3):
    taken += [one.id for one in store.adopt()]
print(*taken, flush=True)
sys.stdin.readline()
os.kill(os.getpid(), signal.SIGKILL)
"""
    crowd = [process(folder, f"run{number}", code) for number in range(4)]
    for one in crowd:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in crowd:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    taken = [name for one in crowd if one.stdout for name in one.stdout.readline().split()]
    assert sorted(taken) == sorted(names)
    for one in crowd:
        one.communicate("end\n")
    after = begin(folder, "after")
    assert [one.id for one in after.adopt()] == names
    assert [file.name for file in (folder / "runs").iterdir()] == ["after.lock"]
    after.close()


def test_items_of_a_living_run_are_its_own(store: SqliteStore, other: SqliteStore) -> None:
    store.record(item("mine"))
    other.record(item("other"))
    assert store.adopt() == other.adopt() == ()
    store.close()
    assert [one.id for one in other.adopt()] == ["mine"]


def test_a_run_whose_item_was_taken_over_cannot_send_it(folder: Path, store: SqliteStore, other: SqliteStore) -> None:
    """The lock files can be removed by hand; then a living run looks dead."""
    store.record(item("one"))
    store.record(item("two"))
    (folder / "runs" / "first.lock").unlink()
    assert [one.id for one in other.adopt()] == ["one", "two"]
    with pytest.raises(StoreError, match="Another running buffertui has taken this over"):
        store.record(item("one", State.SENDING))
    other.record(item("two", State.DONE))
    with pytest.raises(StoreError, match="taken this over"):
        store.record(item("two", State.SENDING))
    assert [one.id for one in store.journal()] == ["two"]


def test_a_draft_that_another_run_has_open_is_not_offered(store: SqliteStore, other: SqliteStore) -> None:
    for name in ("d1", "d2"):
        store.save_draft(Draft(name))
    assert store.open_draft("d1")
    assert not other.open_draft("d1")
    assert [draft.id for draft in other.drafts()] == ["d2"]
    assert [draft.id for draft in store.drafts()] == ["d2", "d1"]
    store.save_draft(Draft("d1", text="more"))
    assert not other.open_draft("d1")
    other.close_draft("d1")
    assert not other.open_draft("d1")
    store.close_draft("d1")
    assert other.open_draft("d1")
    assert not store.open_draft("d1")


def test_a_draft_is_free_when_its_run_ends_however_it_does(
    folder: Path, store: SqliteStore, other: SqliteStore
) -> None:
    store.save_draft(Draft("d1"))
    assert other.open_draft("d1")
    other.close()
    assert store.open_draft("d1")
    store.close_draft("d1")
    with process(folder, "killed", "print(store.open_draft('d1'), flush=True)\nsys.stdin.readline()") as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == "True\n"
        assert store.drafts() == ()
        assert not store.open_draft("d1")
        killed.kill()
        killed.wait()
        assert [draft.id for draft in store.drafts()] == ["d1"]
        assert store.open_draft("d1")


def test_a_killed_run_leaves_no_file_for_ever(folder: Path, store: SqliteStore) -> None:
    with process(folder, "killed", "os.kill(os.getpid(), signal.SIGKILL)"):
        pass
    assert (folder / "runs" / "killed.lock").exists()
    store.adopt()
    assert [file.name for file in (folder / "runs").iterdir()] == ["first.lock"]


def test_a_lock_file_removed_in_the_moment_of_its_making_is_made_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = folder / "runs" / "new.lock"
    real, once = place.FCNTL.flock, iter([True])

    def flock(handle: int, how: int) -> None:
        if next(once, False):
            lock.unlink()
        real(handle, how)

    monkeypatch.setattr(place.FCNTL, "flock", flock)
    new = Runs(folder, "new")
    new.begin()
    assert lock.exists()
    assert Runs(folder, "other").living("new")
    new.end()
    assert not lock.exists()
    assert not Runs(folder, "other").living("new")


def test_looking_whether_a_run_lives_hinders_nobody(folder: Path) -> None:
    dead = Runs(folder, "dead")
    dead.begin()
    assert dead._handle is not None
    os.close(dead._handle)
    looking = place.locked(folder / "runs" / "dead.lock", shared=True)
    assert looking is not None
    assert not Runs(folder, "other").living("dead")
    os.close(looking)


def test_a_number_in_use_is_refused(store: SqliteStore, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "PATIENCE", 0.02)
    with pytest.raises(StoreInUse):
        begin(folder, "first")
    store.save_draft(Draft("d1"))


@pytest.mark.parametrize("run_id", ["../../escape", "", "a/b", "\ud800", "x" * 300])
def test_no_run_id_leads_out_of_the_folder(folder: Path, run_id: str) -> None:
    store = begin(folder, run_id)
    store.record(item("one"))
    other = begin(folder, "other")
    assert other.adopt() == ()
    assert {file.parent for file in folder.rglob("*.lock")} == {folder, folder / "runs"}
    store.close()
    assert [one.id for one in other.adopt()] == ["one"]
    other.close()


def test_without_locks_of_the_kernel_there_is_one_run_at_a_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "FCNTL", None)
    store = begin(folder, "first")
    store.record(item("one"))
    with pytest.raises(StoreInUse, match="Another buffertui has this account open") as caught:
        begin(folder, "second")
    assert "close it first" in caught.value.hint
    store.close()
    after = begin(folder, "third")
    assert [one.id for one in after.adopt()] == ["one"]
    after.close()


@pytest.mark.parametrize("umask", [0, 0o777])
def test_everything_is_private_whatever_the_umask_says(folder: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        store = begin(folder, "run")
        store.save_draft(Draft("d1", text="kept"))
        store.remember_list(KnownList("sent", "p1", (Update("u1", "p1", "x"),)))
        for path in [folder.parent, folder, *folder.rglob("*")]:
            mode = stat.S_IMODE(path.stat().st_mode)
            assert mode == (0o700 if path.is_dir() else 0o600), path
        assert {"words.db-wal", "words.db-shm", "cache.db-wal"} <= {path.name for path in folder.iterdir()}
        store.close()
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "words.db.bak").stat().st_mode) == 0o600


def test_files_and_folders_that_were_open_to_others_are_closed(folder: Path) -> None:
    begin(folder, "one").close()
    folder.chmod(0o755)
    (folder / "words.db").chmod(0o644)
    begin(folder, "two").close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "words.db").stat().st_mode) == 0o600


def test_any_thread_may_call(store: SqliteStore) -> None:
    def work(number: int) -> None:
        store.save_draft(Draft(f"d{number % 5}", text=str(number)))
        store.remember_list(KnownList("sent", f"p{number % 3}", (Update(f"u{number}", "p", f"Launch day {number}"),)))
        store.record(item(f"i{number}"))
        assert store.drafts()
        assert store.search("launch")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(40)))
    assert len(store.drafts()) == 5
    assert len(store.search("launch")) == 40


def test_two_runs_share_drafts_journal_and_memory(store: SqliteStore, other: SqliteStore) -> None:
    known = KnownList("sent", "p1", (Update("u1", "p1", "Launch day"),), 1, None, 1, NOON)
    for number in range(3):
        store.save_draft(Draft("d1", text=f"by the first {number}"))
        other.save_draft(Draft("d2", text=f"by the second {number}"))
    store.record(item("one", State.DONE))
    store.remember_list(known)
    assert [draft.id for draft in other.drafts()] == ["d2", "d1"]
    assert [one.id for one in other.journal()] == ["one"]
    assert other.recall().lists == (known,)
    assert other.search("launch")[0].update == known.updates[0]
