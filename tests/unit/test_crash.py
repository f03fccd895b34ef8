"""The crash report can be shown to anyone: no local variables, no texts, no token."""

from __future__ import annotations

import asyncio
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from buffertui import crash, log
from buffertui.clock import ManualClock
from buffertui.domain.errors import Refused

CLOCK = ManualClock(datetime(2026, 11, 23, 11, 3, tzinfo=UTC))
POST = "Launch day is " + "tomorrow"
TOKEN = "registered-" + "token"


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "_secrets", set())
    log.hide(TOKEN)


def fail(draft: str, bearer: str) -> None:
    """Has a text and a token in its local variables and puts both into the message."""
    local = [draft, bearer]
    raise LookupError(f"{local} {TOKEN}")


def caught(draft: str = POST) -> BaseException:
    try:
        fail(draft, TOKEN)
    except LookupError as error:
        return error
    raise AssertionError


def text_of(error: BaseException, folder: Path) -> str:
    file = crash.report(error, folder, clock=CLOCK)
    assert file is not None
    return file.read_text(encoding="utf-8")


def test_it_names_the_place_and_the_type_and_the_versions(tmp_path: Path) -> None:
    text = text_of(caught(), tmp_path)
    assert "in fail" in text
    assert 'raise LookupError(f"{local} {TOKEN}")' in text
    assert text.rstrip().endswith("LookupError")
    assert "buffertui 0." in text
    assert "textual" in text
    assert "2026-11-23T11:03:00+00:00" in text


def test_neither_text_nor_token_gets_in(tmp_path: Path) -> None:
    error = caught()
    error.add_note(POST)
    text = text_of(error, tmp_path)
    assert POST not in text
    assert TOKEN not in text


def test_chains_and_groups_are_told_without_their_messages(tmp_path: Path) -> None:
    try:
        try:
            raise caught()
        except LookupError as error:
            raise RuntimeError(POST) from error
    except RuntimeError as error:
        chained = error
    group = BaseExceptionGroup(POST, [chained, ExceptionGroup(POST, [ValueError(POST)]), Refused("Buffer said no")])
    text = text_of(group, tmp_path)
    assert POST not in text
    for part in ("LookupError", "which was the cause of:", "RuntimeError", "part 2 of 3:", "ValueError"):
        assert part in text
    assert "Refused: Buffer said no" in text


def test_an_error_that_happened_during_another_tells_both_unless_that_was_hidden(tmp_path: Path) -> None:
    def second(*, hidden: bool) -> BaseException:
        try:
            try:
                raise KeyError(POST)
            except KeyError:
                if hidden:
                    raise OSError(POST) from None
                raise OSError(POST)  # noqa: B904
        except OSError as error:
            return error

    assert "KeyError" in text_of(second(hidden=False), tmp_path / "a").replace("raise KeyError", "")
    assert "KeyError" not in text_of(second(hidden=True), tmp_path / "b").replace("raise KeyError", "")


def test_a_circle_of_errors_and_a_bottomless_recursion_end(tmp_path: Path) -> None:
    first, second = ValueError(), KeyError()
    first.__context__, second.__context__ = second, first
    assert "KeyError" in text_of(first, tmp_path)

    def deeper(depth: int) -> int:
        return deeper(depth + 1) + 1

    with pytest.raises(RecursionError) as recursion:
        deeper(0)
    text = text_of(recursion.value, tmp_path)
    assert len(text) < 20_000


def test_the_home_folder_is_not_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(Path(__file__).parent))
    assert str(Path(__file__).parent) not in text_of(caught(), tmp_path)


def test_the_file_is_private_and_each_crash_has_its_own(tmp_path: Path) -> None:
    files = {crash.report(caught(), tmp_path / "state", clock=CLOCK) for _ in range(3)}
    assert len(files) == 3
    for file in files:
        assert file is not None
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_only_the_newest_ten_stay(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    (folder / "buffertui.log").touch()
    for day in range(1, 16):
        crash.report(caught(), folder, clock=ManualClock(datetime(2026, 11, day, tzinfo=UTC)))
    names = sorted(one.name for one in folder.iterdir())
    assert names[0] == "buffertui.log"
    assert len(names) == 11
    assert names[1].startswith("crash-20261106")


def test_without_a_folder_or_a_disk_there_is_no_file_and_no_second_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert crash.report(caught(), None) is None
    assert crash.report(caught(), tmp_path / "file" / "state", clock=CLOCK) is None


def test_the_machines_clock_is_the_default(tmp_path: Path) -> None:
    file = crash.report(caught(), tmp_path)
    assert file is not None
    assert file.name.startswith("crash-2")


def test_the_line_for_the_terminal(tmp_path: Path) -> None:
    line = crash.summary(caught(), tmp_path / "crash.txt")
    assert "LookupError" in line
    assert str(tmp_path / "crash.txt") in line
    assert POST not in line
    assert "\n" not in line
    assert "report" not in crash.summary(asyncio.CancelledError(), None)
