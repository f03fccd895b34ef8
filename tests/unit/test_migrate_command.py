"""``buffertui migrate`` at a terminal: over HTTP against the sandbox, its files, and what it says when it cannot."""

from __future__ import annotations

import json
import os
import stat
from datetime import date
from pathlib import Path

import pytest

from buffertui import cli, log, migrate
from buffertui.core.keeper import at_once
from buffertui.core.migrating_state import STATE, ListState, SaveState
from buffertui.core.migrating_tally import Wanted
from buffertui.domain.errors import ServiceError, StoreError
from buffertui.migrate_folder import PrivateFolder, check, default_folder
from buffertui.sandbox.faults import Fault, Kind
from buffertui.sandbox.seed import key_of
from tests.support.moving import Move
from tests.support.sandbox_process import SandboxProcess

pytest.importorskip("graphql")


@pytest.fixture(autouse=True)
def no_secrets_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "_secrets", set())


def configure(home: Path, text: str) -> None:
    file = home / ".config/buffertui/config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(text)


def table(name: str, api: str, address: str, token: str) -> str:
    return f'[accounts.{name}]\napi = "{api}"\nbase_url = "{address}"\ntoken_command = ["/bin/echo", "{token}"]\n'


def test_over_http_it_pairs_saves_and_writes_nothing_at_buffer(
    fixed_world: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(fixed_world)
    with SandboxProcess() as sandbox:
        graphql = sandbox.base_url.removesuffix("/1") + "/graphql"
        configure(fixed_world, table("studio", "v1", f"{sandbox.base_url}/", sandbox.token)
                  + table("new", "graphql", graphql, key_of(1)))
        assert cli.main(["migrate"]) == 0
        out, err = capsys.readouterr()
        assert cli.main(["migrate", "--from", "studio", "--to", "new", "--no-history", "--save", "anew"]) == 0
        again = capsys.readouterr().out
        asked = sandbox.state(sent=0)["requests"]["by_path"]
    assert {path.split(" ", 1)[0] for path in asked if "/1/" in path} == {"GET"}
    assert {path for path in asked if "/graphql" in path} == {
        "POST /graphql account", "POST /graphql channels+posts", "POST /graphql posts"}
    folder = next(fixed_world.glob("buffertui-v1-studio-20*"))
    for said in ("Found on both sides  7", "X @northwind", "Buffer switches API v1 off", "--interactions",
                 "7 profiles, 45 waiting, 525 sent", str(folder)):
        assert said in out
    assert "requests" in err
    assert "45 waiting, 0 sent" in again
    assert not (fixed_world / "anew/sent").exists()
    assert max(len(line) for line in out.splitlines() if str(folder) not in line) <= 80
    files = [one for one in folder.rglob("*") if one.is_file()]
    assert len(files) == 4 + 7 + 7 * 2
    for one in (folder, *folder.rglob("*")):
        assert stat.S_IMODE(one.stat().st_mode) == (0o700 if one.is_dir() else 0o600), one
    for one in files:
        assert sandbox.token.encode() not in one.read_bytes()
        assert key_of(1).encode() not in one.read_bytes()
    assert len(json.loads((folder / "profiles.json").read_text())) == 7


def test_which_accounts_are_meant(fixed_world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    configure(fixed_world, '[accounts.new]\napi = "graphql"\n')
    assert cli.main(["migrate"]) == 1
    assert "nothing to move" in capsys.readouterr().err
    assert cli.main(["migrate", "--from", "new"]) == 2
    assert "speaks Buffer's API graphql; --from needs one with v1" in capsys.readouterr().err
    assert cli.main(["migrate", "--to", "nobody"]) == 2
    assert "no account named nobody" in capsys.readouterr().err


def test_help_imports_no_client(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["migrate", "--help"]) == 0
    assert "--interactions" in capsys.readouterr().out


async def test_the_folder_takes_back_what_a_broken_run_left(tmp_path: Path) -> None:
    folder = PrivateFolder(tmp_path / "save")
    move = Move(folder=folder)
    move.transport.faults.add(Fault(Kind.REVOKED, path_contains="sent.json", after=1))
    with pytest.raises(ServiceError):
        await move.run(move.desk.save(Wanted()))
    begun = next(one for one in (tmp_path / "save/sent").iterdir())
    begun.write_bytes(begun.read_bytes() + b'{"id": "half a li')
    move.world.accounts[0].revoked = False
    saved = await move.run(move.new_desk().save(Wanted()))
    assert saved.counts["sent"] == 525
    total = 0
    for one in (tmp_path / "save/sent").glob("*.jsonl"):
        total += len([json.loads(line) for line in one.read_text("utf-8").splitlines()])
    assert total == 525
    assert not (tmp_path / "save/.saving.lock").exists()


def test_files_of_anybody_are_not_touched(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/letter.txt").write_text("dear")
    with pytest.raises(StoreError, match="holds other files"):
        PrivateFolder(tmp_path / "mine").open()
    with pytest.raises(StoreError, match="is a file"):
        PrivateFolder(tmp_path / "mine/letter.txt").open()
    assert [one.name for one in (tmp_path / "mine").iterdir()] == ["letter.txt"]
    (tmp_path / "empty").mkdir(mode=0o755)
    folder = PrivateFolder(tmp_path / "empty")
    folder.open()
    with pytest.raises(StoreError, match="Another buffertui is saving"):
        PrivateFolder(tmp_path / "empty").open()
    folder.close()
    assert stat.S_IMODE((tmp_path / "empty").stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(StoreError, match="cannot be used"):
        PrivateFolder(tmp_path / "closed/save").open()


def test_without_a_name_it_goes_on_where_something_lacks(tmp_path: Path) -> None:
    today = date(2026, 11, 23)

    def there(day: str, state: SaveState) -> Path:
        folder = PrivateFolder(tmp_path / f"buffertui-v1-studio-{day}")
        folder.open()
        folder.write(STATE, state.encode())
        folder.close()
        return tmp_path / f"buffertui-v1-studio-{day}"

    def found(*, reactions: bool = False) -> Path:
        return default_folder(tmp_path, "studio", "a1", today, reactions=reactions)

    fresh = tmp_path / "buffertui-v1-studio-2026-11-23"
    assert found() == fresh
    there("2026-11-20", SaveState("b2", lists={"sent/p": ListState()}))
    assert found() == fresh
    whole = there("2026-11-19", SaveState("a1", ended="x", lists={"sent/p": ListState(done=True)}))
    assert found() == fresh
    assert found(reactions=True) == whole
    broken = there("2026-11-18", SaveState("a1", lists={"sent/p": ListState(pages=2)}))
    assert found() == broken
    state = check(broken)
    assert state is not None
    assert state.lists["sent/p"].pages == 2


async def test_trouble_with_the_new_side_is_said_and_the_old_one_saved(capsys: pytest.CaptureFixture[str]) -> None:
    move = Move()
    move.world.accounts[0].key_revoked = True
    code = await move.run(migrate.face(move.desk.sides, move.clock, Wanted(history=False), at_once))
    out = capsys.readouterr().out
    assert code == 1
    assert "could not be compared" in out
    assert "7 profiles, 45 waiting" in out


async def test_a_refusal_in_the_middle_says_where_it_is_kept() -> None:
    move = Move(to=False)
    move.transport.faults.add(Fault(Kind.REVOKED, path_contains="sent.json", after=2))
    with pytest.raises(ServiceError) as refused:
        await move.run(migrate.face(move.desk.sides, move.clock, Wanted(), at_once))
    assert "What is complete is kept in memory; the same command goes on." in refused.value.hint
