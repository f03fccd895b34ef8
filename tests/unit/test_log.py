"""The log: private, bounded, and without tokens and texts."""

from __future__ import annotations

import logging
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from buffertui import log
from buffertui.domain.errors import Refused

TOKEN = "1/0123456789abcdef0123456789abcdef"


@pytest.fixture(autouse=True)
def closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test begins without registered secrets and leaves no file open."""
    monkeypatch.setattr(log, "_secrets", set())
    yield
    log.stop_log()


def written(folder: Path) -> str:
    return (folder / "buffertui.log").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("GET /1/user.json?access_token=abc%2Fdef&x=1 done", "GET /1/user.json?access_token=[hidden]&x=1 done"),
        ("Authorization: Bearer abc.def-ghi, next", "Authorization: Bearer [hidden], next"),
        ("'authorization': 'bearer abc'", "'authorization': 'bearer [hidden]'"),
        (f"the token {TOKEN} there", "the token [hidden] there"),
        ("as 1%2F0123456789abcdef0123456789abcdef", "as [hidden]"),
        (r'{"t": "1\/0123456789abcdef0123456789abcdef"}', '{"t": "[hidden]"}'),
        ('{"secret_email": "post-x@example.org", "b": 1}', '{"secret_email": "[hidden]", "b": 1}'),
        ("secret_email=post-x@example.org", "secret_email=[hidden]"),
        ('"client_secret":"abc"', '"client_secret":"[hidden]"'),
        ("nothing of the kind: 11/20 and 1/2", "nothing of the kind: 11/20 and 1/2"),
    ],
)
def test_what_looks_like_a_secret_is_hidden(text: str, left: str) -> None:
    assert log.redact(text) == left


def test_a_registered_secret_is_hidden_in_every_spelling() -> None:
    log.hide("my/odd+token")
    for spelling in ("my/odd+token", "my%2Fodd%2Btoken", "my\\/odd+token"):
        assert log.redact(f"x{spelling}y") == "x[hidden]y"


def test_a_secret_of_a_letter_or_two_does_not_shred_the_log() -> None:
    log.hide("a")
    log.hide("")
    assert log.redact("banana") == "banana"


def test_the_longer_of_two_secrets_is_hidden_whole() -> None:
    log.hide("abcd")
    log.hide("abcdefgh")
    assert log.redact("abcdefgh") == "[hidden]"


def test_the_file_is_private_and_says_what_happened(tmp_path: Path) -> None:
    file = log.start_log(tmp_path / "state")
    assert file is not None
    logging.getLogger("buffertui.api").info("asked for %s", "profiles")
    logging.getLogger("buffertui.api").debug("too fine")
    assert written(file.parent).endswith(" INFO buffertui.api asked for profiles\n")
    assert "too fine" not in written(file.parent)
    assert (stat.S_IMODE(file.stat().st_mode), stat.S_IMODE(file.parent.stat().st_mode)) == (0o600, 0o700)


def test_an_old_open_file_is_closed_to_others(tmp_path: Path) -> None:
    (tmp_path / "buffertui.log").touch(0o644)
    log.start_log(tmp_path)
    assert stat.S_IMODE((tmp_path / "buffertui.log").stat().st_mode) == 0o600


def test_one_record_is_one_line_of_bounded_length(tmp_path: Path) -> None:
    log.start_log(tmp_path)
    logging.getLogger("buffertui.x").warning("a\nFORGED line\r\x1b[31m\u202e %s", "y" * 5000)
    (line,) = written(tmp_path).splitlines()
    assert r"a\nFORGED line\r\x1b[31m\u202e" in line
    assert len(line) <= 1001


def test_a_token_does_not_get_in_by_message_argument_or_error(tmp_path: Path) -> None:
    log.hide("registered-token")
    log.start_log(tmp_path)
    try:
        raise ValueError(f"registered-token {TOKEN} and the text of a post")
    except ValueError:
        logging.getLogger("buffertui.x").exception("failed with %s", f"Bearer {TOKEN} registered-token")
    text = written(tmp_path)
    for hidden in (TOKEN, "registered-token", "text of a post\n"):
        assert hidden not in text.replace('raise ValueError(f"registered-token {TOKEN} and the text of a post")', "")
    assert text.rstrip().endswith("ValueError")


def test_a_token_cut_by_the_length_limit_does_not_stay_half(tmp_path: Path) -> None:
    log.start_log(tmp_path)
    logging.getLogger("buffertui.x").warning("%s%s", "y" * 930, TOKEN)
    assert "1/0123" not in written(tmp_path)


def test_it_turns_over_and_never_takes_more_than_three_files(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    log.start_log(folder)
    logger = logging.getLogger("buffertui.x")
    for _ in range(4500):
        logger.info("z" * 900)
    names = sorted(one.name for one in folder.iterdir())
    assert names == ["buffertui.log", "buffertui.log.1", "buffertui.log.2"]
    for one in folder.iterdir():
        assert one.stat().st_size <= 1_000_000
        assert stat.S_IMODE(one.stat().st_mode) == 0o600


def test_without_a_folder_nothing_is_written_anywhere(fixed_world: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert log.start_log(None) is None
    logging.getLogger("buffertui.x").error("to nobody")
    assert list(fixed_world.iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_no_record_goes_on_to_handlers_that_hide_nothing(caplog: pytest.LogCaptureFixture) -> None:
    log.start_log(None)
    logging.getLogger("buffertui.x").error("to nobody")
    assert caplog.records == []


def test_a_disk_that_refuses_stops_nobody(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "state").write_text("a file in the way")
    assert log.start_log(tmp_path / "state") is None
    logging.getLogger("buffertui.x").error("to nobody")
    assert capfd.readouterr() == ("", "")


def test_a_disk_that_fills_up_later_is_borne_in_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    log.start_log(tmp_path)
    (handler,) = logging.getLogger("buffertui").handlers
    assert isinstance(handler, logging.StreamHandler)

    def full(text: str) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(handler.stream, "write", full, raising=False)
    logging.getLogger("buffertui.x").error("to nobody")
    assert capfd.readouterr() == ("", "")


def test_the_log_is_not_written_through_a_link(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("untouched")
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "buffertui.log").symlink_to(victim)
    assert log.start_log(tmp_path / "state") is None
    logging.getLogger("buffertui.x").error("x")
    assert victim.read_text() == "untouched"


def test_a_log_for_later_opens_its_file_with_the_first_record(tmp_path: Path) -> None:
    log.hide("registered-token")
    log.start_log_later(tmp_path / "state")
    logging.getLogger("buffertui.x").debug("too fine")
    assert not (tmp_path / "state").exists()
    logging.getLogger("buffertui.x").info("one registered-token")
    logging.getLogger("buffertui.x").info("two")
    one, two = written(tmp_path / "state").splitlines()
    assert one.endswith(" INFO buffertui.x one [hidden]")
    assert two.endswith(" INFO buffertui.x two")
    assert stat.S_IMODE((tmp_path / "state" / "buffertui.log").stat().st_mode) == 0o600


def test_a_log_for_later_bears_a_disk_that_refuses(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "state").write_text("a file in the way")
    log.start_log_later(tmp_path / "state")
    for _ in range(2):
        logging.getLogger("buffertui.x").error("to nobody")
    assert capfd.readouterr() == ("", "")


def test_first_records_of_many_threads_at_once_are_all_written(tmp_path: Path) -> None:
    log.start_log_later(tmp_path)
    together = threading.Barrier(8)

    def say(number: int) -> None:
        together.wait()
        logging.getLogger("buffertui.x").info("number %d", number)

    threads = [threading.Thread(target=say, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(line.rpartition(" ")[2] for line in written(tmp_path).splitlines()) == list("01234567")


def test_an_error_in_one_line() -> None:
    assert log.named(KeyError("the text of a post")) == "KeyError"
    assert log.named(Refused(f"no:\n {TOKEN}")) == "buffertui.domain.errors.Refused: no: [hidden]"
