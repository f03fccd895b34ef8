"""A damaged, emptied, missing or newer file never stops a start, loses no text that can be read, and sends nothing."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from buffertui.clock import ManualClock
from buffertui.domain.drafts import Create, Delete, Draft, OutboxItem, ShareNow, State, Write
from buffertui.domain.errors import StoreError
from buffertui.domain.memory import KnownList
from buffertui.domain.models import Update
from buffertui.store import aside, recovery, salvage, words_file
from buffertui.store.database import Database
from buffertui.store.sqlite import SqliteStore

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
UPDATE = Update("u1", "p1", "Launch day")
MANY = 40
RUNS = itertools.count()

Spoil = Callable[[Path], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "studio"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here cuts the power, so nothing need wait for the disk."""
    monkeypatch.setattr(words_file, "WORDS", replace(words_file.WORDS, durable="OFF"))
    for module in (aside, recovery):
        monkeypatch.setattr(module, "flush_folder", lambda folder: None)


@contextlib.contextmanager
def opened(folder: Path, name: str = "") -> Iterator[SqliteStore]:
    run_id = name or f"run{next(RUNS)}"
    with contextlib.closing(SqliteStore(folder, run_id=run_id, clock=ManualClock(NOON))) as store:
        yield store


def item(name: str, state: State = State.WAITING, write: Write | None = None) -> OutboxItem:
    return OutboxItem(name, write or Create(("p1",), f"text of {name}"), state, NOON, began_at=NOON)


def fill(store: SqliteStore) -> None:
    for number in range(MANY):
        store.save_draft(Draft(f"d{number}", text=f"text {number} " + "lorem ipsum " * 90))
    store.record(item("waiting"))
    store.record(item("done", State.DONE))


def killed(folder: Path, code: str) -> None:
    """Do something with a store in a process that is killed right after it."""
    program = (
        "import os, signal, sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "from buffertui.clock import SystemClock; from buffertui.store.sqlite import SqliteStore\n"
        "from buffertui.domain.drafts import *\n"
        "now = datetime(2026, 11, 23, 12, tzinfo=UTC)\n"
        "def item(name, state): return OutboxItem(name, Create(('p1',), name), State(state), now)\n"
        "store = SqliteStore(Path(sys.argv[1]), run_id='killed', clock=SystemClock())\n"
        f"{code}\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(folder)], check=False)
    assert done.returncode == -9


def overwrite(at: int, content: bytes) -> Spoil:
    def spoil(file: Path) -> None:
        with file.open("r+b") as stream:
            stream.seek(at)
            stream.write(content)

    return spoil


def truncate(size: int) -> Spoil:
    return lambda file: os.truncate(file, size)


def foreign(file: Path) -> None:
    file.unlink()
    with contextlib.closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE recipes (name)")


def without_a_table(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as own:
        own.execute("DROP TABLE outbox")


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


SPOILT: dict[str, Spoil] = {
    "garbage for a header": overwrite(0, b"\xde\xad" * 50),
    "a page of zeros for the first": overwrite(0, bytes(4096)),
    "text": lambda file: file.write_text("not a database at all" * 1000),
    "all zeros": lambda file: file.write_bytes(bytes(file.stat().st_size)),
    "garbage in the middle": overwrite(20_480, b"\xde\xad" * 4096),
    "cut in half": lambda file: truncate(file.stat().st_size // 2 + 77)(file),
    "only a header": truncate(100),
    "one byte": truncate(1),
    "emptied": truncate(0),
    "missing": Path.unlink,
    "of another program": foreign,
    "without a table": without_a_table,
    "a folder": a_folder,
}


@pytest.mark.parametrize("how", SPOILT)
def test_after_a_clean_end_everything_is_there_whatever_becomes_of_the_file(folder: Path, how: str) -> None:
    with opened(folder, "first") as store:
        fill(store)
    SPOILT[how](folder / "words.db")
    with opened(folder) as store:
        assert {draft.id for draft in store.drafts()} == {f"d{number}" for number in range(MANY)}
        assert all(len(draft.text) > 1000 for draft in store.drafts())
        assert [one.id for one in store.adopt()] == ["waiting"]
        assert [one.id for one in store.journal()] == ["done"]
        (notice,) = store.notices()
        assert "drafts and outbox" in notice
        assert f"{MANY} drafts, 1 outbox item" in notice
        store.save_draft(Draft("after", text="goes on"))
    with opened(folder) as store:
        assert store.notices() == ()
        assert store.drafts()[0].id == "after"


@pytest.mark.parametrize("how", [how for how in SPOILT if how not in ("of another program", "without a table")])
def test_after_a_kill_what_was_acknowledged_is_there_all_the_same(folder: Path, how: str) -> None:
    killed(folder, "store.save_draft(Draft('d1', text='kept'))\nstore.record(item('one', 'waiting'))")
    SPOILT[how](folder / "words.db")
    with opened(folder) as store:
        assert [draft.text for draft in store.drafts()] == ["kept"]
        assert [one.id for one in store.adopt()] == ["one"]


def test_after_a_kill_of_the_first_run_even_without_a_copy(folder: Path) -> None:
    killed(folder, "store.save_draft(Draft('d1', text='kept'))")
    (folder / "words.db.bak").unlink()
    overwrite(0, b"\xde\xad" * 50)(folder / "words.db")
    with opened(folder) as store:
        assert [draft.text for draft in store.drafts()] == ["kept"]


def test_the_damaged_file_is_kept_under_a_name_that_the_notice_says(folder: Path) -> None:
    with opened(folder) as store:
        fill(store)
    (folder / "words.db").write_bytes(b"garbage " * 100)
    with opened(folder) as store:
        (notice,) = store.notices()
    (kept,) = folder.glob("words.db.damaged-*")
    assert kept.name == "words.db.damaged-20261123T120000"
    assert kept.name in notice
    assert kept.read_bytes() == b"garbage " * 100
    (folder / "words.db").write_bytes(b"more garbage")
    with opened(folder):
        assert {one.name for one in folder.glob("words.db.damaged-*")} == {kept.name, f"{kept.name}-2"}
    assert not list(folder.glob("*.reading")) + list(folder.glob("*.salvaged"))


def test_a_newer_file_is_set_aside_and_read_as_far_as_it_is_understood(folder: Path) -> None:
    with opened(folder) as store:
        store.save_draft(Draft("d1", text="kept"))
        store.record(item("waiting"))
    with contextlib.closing(sqlite3.connect(folder / "words.db")) as later:
        later.execute("ALTER TABLE drafts ADD COLUMN colour TEXT")
        later.execute("UPDATE drafts SET value = replace(value, '\"text\"', '\"mood\":\"calm\",\"text\"')")
        later.execute("PRAGMA user_version = 99")
        later.commit()
    with opened(folder) as store:
        (notice,) = store.notices()
        assert "written by a later version" in notice
        assert "words.db.newer-20261123T120000" in notice
        assert "missing" not in notice
        assert [draft.text for draft in store.drafts()] == ["kept"]
        assert [one.id for one in store.adopt()] == ["waiting"]
    with contextlib.closing(sqlite3.connect(folder / "words.db.newer-20261123T120000")) as later:
        assert later.execute("SELECT count(*) FROM drafts").fetchone() == (1,)


def test_a_later_version_that_is_started_meanwhile_keeps_its_file(folder: Path) -> None:
    with opened(folder) as store:
        store.save_draft(Draft("d1"))
        with contextlib.closing(sqlite3.connect(folder / "words.db")) as later:
            later.execute("ALTER TABLE drafts RENAME TO texts")
            later.execute("PRAGMA user_version = 99")
        with pytest.raises(StoreError, match="written by a later version") as caught:
            store.save_draft(Draft("d1", text="more"))
        assert "Use that version" in caught.value.hint
    assert not list(folder.glob("words.db.*-*"))


SENT = """
store.record(item('one', 'waiting'))
store.save_draft(Draft('d1', text='old'))
store.save_draft(Draft('d2', text='other ' * 2000))
store.record(item('one', 'sending'))
store.record(item('one', 'done'))
store.save_draft(Draft('d1', text='new'))
"""


@pytest.mark.parametrize("place", ["header", "first", "middle"])
def test_a_log_of_changes_with_a_spoilt_part_takes_nothing_back(folder: Path, place: str) -> None:
    """SQLite would read it up to there, and what was sent would be waiting again."""
    killed(folder, SENT)
    log = folder / "words.db-wal"
    waiting = max(hit.start() for hit in re.finditer(rb'"state":"waiting"', log.read_bytes()))
    at = {"header": 24, "first": 40, "middle": (waiting - 32) // 4120 * 4120 + 32 + 4120 + 30}[place]
    overwrite(at, b"\xde\xad" * 4)(log)
    with opened(folder) as store:
        assert [(one.id, one.state) for one in store.adopt()] == []
        assert {draft.id: draft.text[:5] for draft in store.drafts()} == {"d1": "new", "d2": "other"}
        (notice,) = store.notices()
        assert "had lost its last changes" in notice
    with opened(folder) as store:
        assert store.notices() == ()


def cut_log(folder: Path) -> None:
    log = folder / "words.db-wal"
    os.truncate(log, max(hit.start() for hit in re.finditer(rb'"state":"waiting"', log.read_bytes())) + 5000)


def without_log(folder: Path) -> None:
    (folder / "words.db-wal").unlink()


@pytest.mark.parametrize("lose", [cut_log, without_log])
def test_a_log_that_lost_its_end_sends_nothing_again(folder: Path, lose: Spoil) -> None:
    with opened(folder) as store:
        store.save_draft(Draft("d0"))
        store.record(item("before"))
    killed(folder, SENT + "[store.record(item(one.id, 'done')) for one in store.adopt()]")
    lose(folder)
    with opened(folder) as store:
        assert "had lost its last changes" in store.notices()[0]
        assert "may be missing" in store.notices()[0]
        assert {one.state for one in store.adopt()} <= {State.REFUSED}
        assert "d0" in {draft.id for draft in store.drafts()}
    with opened(folder) as store:
        assert store.notices() == ()


def test_the_file_of_yesterday_put_back_sends_nothing_again(folder: Path) -> None:
    with opened(folder) as store:
        store.record(item("one"))
        store.save_draft(Draft("d1"))
    yesterday = (folder / "words.db").read_bytes()
    with opened(folder) as store:
        for one in store.adopt():
            store.record(replace(one, state=State.DONE))
    (folder / "words.db").write_bytes(yesterday)
    (folder / "words.db.bak").write_bytes(yesterday)
    with opened(folder) as store:
        assert "had lost its last changes" in store.notices()[0]
        assert [(one.id, one.state) for one in store.adopt()] == [("one", State.REFUSED)]
        assert [draft.id for draft in store.drafts()] == ["d1"]


@pytest.mark.parametrize("content", [None, b"", b"garbage", b"99999999999999999999 00000000\n", b"\xff" * 40, b"7 8 9"])
def test_a_note_of_the_count_that_is_spoilt_proves_nothing(folder: Path, content: bytes | None) -> None:
    with opened(folder) as store:
        store.save_draft(Draft("d1"))
    if content is None:
        (folder / "words.db.mark").unlink()
    else:
        (folder / "words.db.mark").write_bytes(content)
    with opened(folder) as store:
        assert store.notices() == ()
        store.save_draft(Draft("d2"))
    with opened(folder) as store:
        assert store.notices() == ()


def test_a_change_that_was_never_finished_is_no_damage(folder: Path) -> None:
    killed(folder, "store.record(item('one', 'waiting'))")
    log = folder / "words.db-wal"
    whole = log.read_bytes()
    frame = bytearray(whole[32 : 32 + 4120])
    frame[4:8] = bytes(4)
    for rest in (bytes(frame), bytes(frame[:1000]), b"\xde\xad" * 100):
        log.write_bytes(whole + rest)
        with opened(folder) as store:
            assert store.notices() == ()
        log.write_bytes(whole)


def restored(folder: Path, spoil: Spoil) -> dict[str, OutboxItem]:
    spoil(folder / "words.db")
    with opened(folder) as store:
        return {one.id: one for one in store.adopt()}


STATES = [State.HELD, State.WAITING, State.SENDING, State.UNSURE, State.REFUSED]
WRITES: list[Write] = [Create(("p1",), "x"), ShareNow(UPDATE), Delete(UPDATE)]


@pytest.mark.parametrize("source", ["the file", "a copy as new", "an older copy"])
def test_nothing_that_was_salvaged_is_sent_or_repeated_by_itself(folder: Path, source: str) -> None:
    """Of what this leaves only "unsure" moves by itself, and it begins with a look at Buffer."""
    with opened(folder, "first") as store:
        for state in STATES:
            for number, write in enumerate(WRITES):
                store.record(item(f"{state} {number}", state, write))
    if source == "an older copy":
        backup = (folder / "words.db.bak").read_bytes()
        with opened(folder) as store:
            store.save_draft(Draft("d1"))
        (folder / "words.db.bak").write_bytes(backup)
    found = restored(folder, without_an_index if source == "the file" else SPOILT["text"])
    assert len(found) == len(STATES) * len(WRITES)
    for name, one in found.items():
        before, number = name.split()
        looked_for = source != "an older copy" and number == "0" and before in ("waiting", "sending", "unsure")
        assert one.state is (State.UNSURE if looked_for else State.REFUSED), name
        assert one.held_until is None
        assert before == "refused" or "not known whether this was done" in one.reason
        assert before == "refused" or looked_for or "try it again, or put it away" in one.hint


def without_the_page_of(name: str) -> Spoil:
    """Damage that a start sees, and that hides a table (or, of an index, nothing) and no other."""

    def spoil(file: Path) -> None:
        with contextlib.closing(sqlite3.connect(file)) as own:
            root = own.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
        overwrite((root - 1) * 4096, b"\xff" * 4096)(file)

    return spoil


without_an_index = without_the_page_of("sqlite_autoindex_claims_1")


@pytest.mark.parametrize("hidden", ["outbox", "sqlite_autoindex_claims_1"])
def test_what_was_settled_after_the_copy_was_made_is_not_restored(folder: Path, hidden: str) -> None:
    with opened(folder, "first") as store:
        store.record(item("one"))
    backup = (folder / "words.db.bak").read_bytes()
    with opened(folder, "second") as store:
        (one,) = store.adopt()
        store.record(item(one.id, State.DONE))
    (folder / "words.db.bak").write_bytes(backup)
    assert restored(folder, without_the_page_of(hidden)) == {}


def test_only_the_table_that_was_hit_is_read_from_the_copy(folder: Path) -> None:
    with opened(folder, "first") as store:
        store.record(item("one"))
        store.save_draft(Draft("d1"))
    backup = (folder / "words.db.bak").read_bytes()
    with opened(folder, "second") as store:
        store.drop_draft("d1")
        store.save_draft(Draft("d2"))
    (folder / "words.db.bak").write_bytes(backup)
    without_the_page_of("outbox")(folder / "words.db")
    with opened(folder) as store:
        assert [draft.id for draft in store.drafts()] == ["d2"]
        assert [(one.id, one.state) for one in store.adopt()] == [("one", State.REFUSED)]


def test_the_changes_that_were_not_yet_in_a_damaged_file_are_kept_with_it(folder: Path) -> None:
    killed(folder, "store.save_draft(Draft('d1', text='kept'))")
    log = (folder / "words.db-wal").read_bytes()
    assert log
    truncate(0)(folder / "words.db")
    with opened(folder) as store:
        store.save_draft(Draft("d2"))
    assert (folder / "words.db.damaged-20261123T120000-wal").read_bytes() == log


def test_what_a_stale_copy_calls_waiting_is_for_the_person_to_decide(folder: Path) -> None:
    with opened(folder, "first") as store:
        store.record(item("one"))
    backup = (folder / "words.db.bak").read_bytes()
    with opened(folder, "second") as store:
        (one,) = store.adopt()
        store.record(item(one.id, State.DONE))
    (folder / "words.db.bak").write_bytes(backup)
    found = restored(folder, SPOILT["text"])
    assert [one.state for one in found.values()] == [State.REFUSED]


def test_a_copy_older_than_the_file_is_named_with_its_age(folder: Path) -> None:
    with opened(folder) as store:
        store.save_draft(Draft("d1"))
    backup = (folder / "words.db.bak").read_bytes()
    with opened(folder) as store:
        store.save_draft(Draft("d2"))
    (folder / "words.db.bak").write_bytes(backup)
    moment = datetime(2026, 11, 22, 8, 3, tzinfo=UTC).timestamp()
    os.utime(folder / "words.db.bak", (moment, moment))
    SPOILT["text"](folder / "words.db")
    with opened(folder) as store:
        assert "22 Nov 2026 08:03 UTC: what was written after that may be missing" in store.notices()[0]


def test_a_draft_that_was_thrown_away_does_not_come_back_from_the_copy(folder: Path) -> None:
    with opened(folder) as store:
        store.save_draft(Draft("kept"))
        store.save_draft(Draft("gone"))
    backup = (folder / "words.db.bak").read_bytes()
    with opened(folder) as store:
        store.drop_draft("gone")
    (folder / "words.db.bak").write_bytes(backup)
    without_an_index(folder / "words.db")
    with opened(folder) as store:
        assert [draft.id for draft in store.drafts()] == ["kept"]


def test_the_newest_of_two_versions_of_a_draft_is_kept(folder: Path) -> None:
    with opened(folder) as store:
        store.save_draft(Draft("d1", text="old", saved_at=NOON))
    # The clock was set back; the number of the save knows better.
    killed(folder, "store.save_draft(Draft('d1', text='new'))")
    overwrite(0, b"\xde\xad" * 50)(folder / "words.db")
    with opened(folder) as store:
        assert [draft.text for draft in store.drafts()] == ["new"]


def test_a_page_that_turns_out_to_be_damaged_fails_no_call(folder: Path) -> None:
    with opened(folder, "first") as store, opened(folder, "second") as other:
        fill(store)
        store._file._database.settle()
        page = (folder / "words.db").read_bytes().index(b"text 20 ") // 4096
        overwrite(page * 4096, b"\xde\xad" * 2048)(folder / "words.db")
        names = {draft.id for draft in other.drafts()}
        assert MANY - 8 <= len(names) < MANY
        assert "was set aside" in other.notices()[0]
        assert "missing" in other.notices()[0]
        other.save_draft(Draft("of the other", text="typed meanwhile"))
        store.save_draft(Draft("mine"))
        assert {draft.id for draft in store.drafts()} == names | {"of the other", "mine"}
        assert store.notices() == ()


def test_what_a_damaged_page_hides_is_read_from_a_copy_made_meanwhile(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words_file, "COPY_EVERY", MANY // 2)
    with opened(folder, "first") as store, opened(folder, "second") as other:
        fill(store)
        store._file._database.settle()
        for page in range(6, 9):
            overwrite(page * 4096, b"\xde\xad" * 2048)(folder / "words.db")
        assert len(other.drafts()) == MANY


def test_a_file_removed_while_the_program_runs_is_written_anew(folder: Path) -> None:
    with opened(folder, "first") as store, opened(folder, "second") as other:
        fill(store)
        other.record(item("of the other"))
        for file in folder.glob("words.db*"):
            file.unlink()
        store.save_draft(Draft("new"))
        assert len(store.drafts()) == MANY + 1
        assert "removed while buffertui ran" in store.notices()[0]
        other.record(item("of the other", State.SENDING))
        assert [draft.id for draft in other.drafts()][:1] == ["new"]
        assert other.adopt() == ()
    with opened(folder) as store:
        assert [(one.id, one.state) for one in store.adopt()] == [
            ("waiting", State.WAITING), ("of the other", State.SENDING),
        ]


def test_a_folder_removed_while_the_program_runs_is_made_anew(folder: Path) -> None:
    with opened(folder, "first") as store:
        fill(store)
        store.remember_list(KnownList("sent", "p1", (UPDATE,)))
        shutil.rmtree(folder)
        store.save_draft(Draft("new"))
        assert len(store.drafts()) == MANY + 1
        store.remember_list(KnownList("sent", "p1", (UPDATE,)))
        assert store.search("launch")
        with opened(folder, "second") as other:
            assert other.adopt() == ()
    with opened(folder) as store:
        assert [one.id for one in store.adopt()] == ["waiting"]


def test_a_run_goes_on_in_the_new_file_when_another_replaced_it(folder: Path) -> None:
    with opened(folder, "first") as store:
        store.record(item("mine"))
        assert store.open_draft("d1")
        store._file._database.settle()
        overwrite(0, b"\xde\xad" * 50)(folder / "words.db")
        with opened(folder, "second") as other:
            assert len(other.notices()) == 1
            assert other.adopt() == ()
            store.record(item("mine", State.SENDING))
            store.save_draft(Draft("d1"))
            store.save_draft(Draft("d2"))
            assert [draft.id for draft in other.drafts()] == ["d2"]
            assert not other.open_draft("d1")
    with opened(folder) as store:
        assert [(one.id, one.state) for one in store.adopt()] == [("mine", State.SENDING)]


@pytest.mark.parametrize("steps", range(6))
def test_a_replacement_cut_off_at_any_step_ends_the_same(
    folder: Path, steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(folder, "first") as store:
        fill(store)
    overwrite(0, b"\xde\xad" * 50)(folder / "words.db")
    (folder / "words.db-wal").write_bytes(b"")
    real, left = Path.rename, iter(range(steps))

    def rename(self: Path, target: Path) -> Path:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", rename)
        with contextlib.suppress(KeyboardInterrupt), opened(folder):
            pass
    with opened(folder) as store:
        assert len(store.drafts()) == MANY
        assert [one.id for one in store.adopt()] == ["waiting"]


def test_a_row_that_cannot_be_understood_hides_no_other(folder: Path) -> None:
    with opened(folder) as store:
        store.save_draft(Draft("bad"))
        store.save_draft(Draft("good"))
        store.record(item("bad"))
        store.record(item("good"))
    with contextlib.closing(sqlite3.connect(folder / "words.db")) as own:
        own.execute("UPDATE drafts SET value = '{\"is\": 1' WHERE id = ?", (b"bad",))
        own.execute("UPDATE outbox SET value = CAST(x'fffe00' AS TEXT) WHERE id = ?", (b"bad",))
        own.commit()
    with opened(folder) as store:
        assert [draft.id for draft in store.drafts()] == ["good"]
        assert [one.id for one in store.adopt()] == ["good"]
        assert len(store.notices()) == 2
        assert all("left in the file" in notice for notice in store.notices())


@pytest.mark.parametrize("how", [how for how in SPOILT if how not in ("missing", "emptied", "one byte")])
def test_a_damaged_cache_is_set_aside_and_costs_no_draft(folder: Path, how: str) -> None:
    known = KnownList("pending", "p1", tuple(Update(f"u{n}", "p1", f"Launch day {n}") for n in range(500)), 500)
    with opened(folder) as store:
        store.remember_list(known)
        store.save_draft(Draft("d1"))
    if how == "without a table":
        with contextlib.closing(sqlite3.connect(folder / "cache.db")) as own:
            own.execute("DROP TABLE seen")
    else:
        SPOILT[how](folder / "cache.db")
    with opened(folder) as store:
        store.recall()
        store.search("launch")
        store.remember_list(known)
        assert [draft.id for draft in store.drafts()] == ["d1"]
        assert store.recall().lists == (known,)
        assert store.search("launch day 499")
        (notice,) = store.notices()
        assert re.search(r"set aside as cache\.db\.damaged-20261123T120000\. Nothing that you wrote is in it", notice)


def test_a_newer_cache_is_set_aside(folder: Path) -> None:
    with opened(folder) as store:
        store.recall()
    with contextlib.closing(sqlite3.connect(folder / "cache.db")) as later:
        later.execute("PRAGMA user_version = 99")
    with opened(folder) as store:
        assert store.recall().lists == ()
        assert "cache.db.newer-20261123T120000" in store.notices()[0]


def test_nothing_is_touched_until_the_new_file_is_whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(folder) as store:
        store.save_draft(Draft("d1"))
    SPOILT["text"](folder / "words.db")
    before = (folder / "words.db").read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(salvage, "salvage", full)
        with pytest.raises(Exception, match="the disk is full"), opened(folder):
            pass
    assert (folder / "words.db").read_bytes() == before
    shutil.rmtree(folder / "runs")
    with opened(folder) as store:
        assert [draft.id for draft in store.drafts()] == ["d1"]


def test_the_copy_is_not_replaced_by_a_damaged_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Database.copy_to

    def spoilt(self: Database, file: Path) -> None:
        real(self, file)
        overwrite(20_480, b"\xde\xad" * 2048)(file)

    with opened(folder) as store:
        fill(store)
    whole = (folder / "words.db.bak").read_bytes()
    with opened(folder) as store, monkeypatch.context() as patch:
        patch.setattr(Database, "copy_to", spoilt)
        store.save_draft(Draft("d1"))
        store.close()
    assert (folder / "words.db.bak").read_bytes() == whole
    assert not (folder / "words.db.bak.new").exists()
