"""The files of drafts and outbox: what was recorded is there again, whole, after any end of the program."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from buffertui.domain.drafts import Delete, Draft, OutboxItem, State
from buffertui.domain.errors import StoreError, StoreInUse
from buffertui.domain.models import Update
from buffertui.store import files
from buffertui.store.files import FileStore

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def update(number: int = 1, text: str = "Launch day") -> Update:
    return Update(id=f"u{number}", profile_id="p1", text=text)


def item(name: str, state: State = State.WAITING, *, minutes: int = 0) -> OutboxItem:
    return OutboxItem(name, Delete(update()), state, NOON + timedelta(minutes=minutes))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "accounts" / "studio"


@pytest.fixture
def store(folder: Path) -> Iterator[FileStore]:
    store = FileStore(folder)
    yield store
    store.close()


def again(store: FileStore, folder: Path) -> FileStore:
    """The store as the next start finds it."""
    store.close()
    return FileStore(folder)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_drafts_come_newest_first_and_are_replaced_and_dropped(store: FileStore) -> None:
    for minute, name in ((1, "old"), (3, "new"), (2, "middle")):
        store.save_draft(Draft(name, saved_at=NOON + timedelta(minutes=minute)))
    store.save_draft(Draft("never"))
    assert [one.id for one in store.drafts()] == ["new", "middle", "old", "never"]
    store.save_draft(Draft("old", text="again", saved_at=NOON + timedelta(minutes=9)))
    assert store.drafts()[0].text == "again"
    store.drop_draft("old")
    store.drop_draft("old")
    assert [one.id for one in store.drafts()] == ["new", "middle", "never"]


def test_the_outbox_comes_oldest_first_and_in_the_order_of_asking_within_a_moment(store: FileStore) -> None:
    store.record(item("later", minutes=1))
    for name in ("zebra", "ant", "mouse"):
        store.record(item(name))
    store.record(item("zebra", State.DONE))
    assert [(one.id, one.state) for one in store.outbox()] == [
        ("zebra", "done"), ("ant", "waiting"), ("mouse", "waiting"), ("later", "waiting"),
    ]


def test_the_order_within_a_moment_outlives_the_program(store: FileStore, folder: Path) -> None:
    for name in ("zebra", "ant", "mouse"):
        store.record(item(name))
    store = again(store, folder)
    store.record(item("bee"))
    store.record(item("ant", State.DONE))
    store = again(store, folder)
    assert [one.id for one in store.outbox()] == ["zebra", "ant", "mouse", "bee"]
    store.close()


def test_everything_is_private(store: FileStore, folder: Path) -> None:
    before = os.umask(0)
    try:
        store.save_draft(Draft("d1", text="kept"))
        store.record(item("i1"))
    finally:
        os.umask(before)
    for path in folder.rglob("*"):
        assert mode(path) == (0o700 if path.is_dir() else 0o600), path
    assert mode(folder) == 0o700


def test_folders_above_that_had_to_be_made_are_private_too(tmp_path: Path) -> None:
    FileStore(tmp_path / "share" / "buffertui" / "studio").close()
    assert mode(tmp_path / "share") == mode(tmp_path / "share" / "buffertui") == 0o700


@pytest.mark.parametrize("name", ["../../escape", "a/b", "", ".", "ID", "id", "x" * 300, "nul\x00", "\ud800", "é"])
def test_no_id_leads_out_of_the_folder_or_onto_another(store: FileStore, folder: Path, name: str) -> None:
    store.save_draft(Draft("other", text="untouched"))
    store.save_draft(Draft(name, text="kept"))
    store = again(store, folder)
    assert {one.id: one.text for one in store.drafts()} == {"other": "untouched", name: "kept"}
    assert {one.parent for one in folder.rglob("*.json")} == {folder / "drafts"}
    store.drop_draft(name)
    assert [one.id for one in store.drafts()] == ["other"]
    store.close()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'{"format": 1}', b'{"format": "1", "value": {}}', b"\xff\xfe", b"[" * 100_000,
     b'{"format": 1, "number": 1, "value": {"is": "OutboxItem"}}'],
)
def test_a_damaged_file_is_set_aside_whole_and_stops_nothing(store: FileStore, folder: Path, content: bytes) -> None:
    store.record(item("good"))
    store.save_draft(Draft("good", text="kept"))
    for place in ("drafts", "outbox"):
        (folder / place / "bad.json").write_bytes(content)
    store = again(store, folder)
    assert [one.id for one in store.outbox()] == [one.id for one in store.drafts()] == ["good"]
    assert store.damaged == (folder / "drafts/bad.json.damaged", folder / "outbox/bad.json.damaged")
    assert store.damaged[0].read_bytes() == content
    store = again(store, folder)
    assert store.damaged == ()
    store.close()


def test_a_second_damaged_file_of_one_name_does_not_cover_the_first(store: FileStore, folder: Path) -> None:
    for content in (b"first", b"second"):
        (folder / "drafts" / "bad.json").write_bytes(content)
        store = again(store, folder)
    store.close()
    assert sorted(one.read_bytes() for one in (folder / "drafts").iterdir()) == [b"first", b"second"]


def test_a_copied_file_is_not_taken_for_a_second_write(store: FileStore, folder: Path) -> None:
    store.record(item("one"))
    (folder / "outbox" / "two.json").write_bytes((folder / "outbox" / "one.json").read_bytes())
    store = again(store, folder)
    assert [one.id for one in store.outbox()] == ["one"]
    assert len(store.damaged) == 1
    store.close()


def test_a_file_of_a_later_version_is_left_alone(store: FileStore, folder: Path) -> None:
    file = folder / "drafts" / "new.json"
    file.write_text('{"format": 2, "text": {"parts": []}}')
    store = again(store, folder)
    assert store.drafts() == ()
    assert store.damaged == ()
    assert file.exists()
    store.close()


def test_a_write_that_was_cut_off_leaves_what_was_there(
    store: FileStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.save_draft(Draft("d1", text="before"))

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "fsync", full)
        with pytest.raises(StoreError, match=r"could not be saved.*No space left") as caught:
            store.save_draft(Draft("d1", text="after"))
    assert "Make room" in caught.value.hint
    assert [one.text for one in store.drafts()] == ["before"]
    assert [one.name for one in (folder / "drafts").iterdir()] == ["d1.json"]


def test_half_written_files_of_a_killed_program_are_cleared_away(store: FileStore, folder: Path) -> None:
    store.save_draft(Draft("d1", text="whole"))
    (folder / "drafts" / ".d1.json.tmp").write_bytes(b'{"format": 1, "val')
    store = again(store, folder)
    assert [one.text for one in store.drafts()] == ["whole"]
    assert [one.name for one in (folder / "drafts").iterdir()] == ["d1.json"]
    store.close()


def test_what_was_recorded_is_there_after_a_kill(folder: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path;"
        "from buffertui.domain.drafts import Draft; from buffertui.store.files import FileStore;"
        "FileStore(Path(sys.argv[1])).save_draft(Draft('d1', text='kept'));"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(folder)], check=False)
    assert done.returncode == -9
    store = FileStore(folder)
    assert [one.text for one in store.drafts()] == ["kept"]
    store.close()


def test_one_process_at_a_time_has_the_outbox(store: FileStore, folder: Path) -> None:
    with pytest.raises(StoreInUse, match="Another buffertui") as caught:
        FileStore(folder)
    assert "close it first" in caught.value.hint
    store.close()
    FileStore(folder).close()


def test_threads_that_save_at_once_leave_one_whole_text(store: FileStore, folder: Path) -> None:
    texts = [str(number) * 20_000 for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda text: store.save_draft(Draft("d1", text=text)), texts * 4))
        list(pool.map(lambda number: store.record(item(f"i{number}")), range(16)))
    (before,) = store.drafts()
    order = [one.id for one in store.outbox()]
    store = again(store, folder)
    assert store.drafts() == (before,)
    assert before.text in texts
    assert [one.id for one in store.outbox()] == order
    assert store.damaged == ()
    store.close()


def test_after_closing_nothing_is_written(store: FileStore) -> None:
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed already"):
        store.record(item("one"))
    with pytest.raises(StoreError, match="closed already"):
        store.drop_draft("one")


def test_a_folder_that_cannot_be_made_is_a_plain_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be used"):
        FileStore(tmp_path / "file" / "store")


def test_old_ends_are_thinned_out_and_nothing_that_a_person_may_need(
    store: FileStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "KEPT_ENDS", 2)
    for minute, state in enumerate((State.DONE, State.REFUSED, State.CANCELLED, State.UNSURE, State.DONE, State.DONE)):
        store.record(item(f"i{minute}", state, minutes=minute))
    store.record(item("i9", State.WAITING, minutes=9))
    store = again(store, folder)
    assert [one.id for one in store.outbox()] == ["i1", "i3", "i4", "i5", "i9"]
    store = again(store, folder)
    assert [one.id for one in store.outbox()] == ["i1", "i3", "i4", "i5", "i9"]
    store.close()
