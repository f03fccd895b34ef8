"""login, logout and doctor: a token is checked before it is kept, shown to nobody, and everything is said plainly."""

from __future__ import annotations

import getpass
import io
import stat
import sys
import types
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import buffertui
from buffertui import cli, log
from buffertui.api.rest_v1.refusals import GRAPHQL_KEY
from buffertui.config.settings import AccountSettings
from buffertui.domain.errors import AnswerLost, BuffertuiError, ConfigError, Offline, Throttled, Unauthorized
from buffertui.domain.models import Account
from buffertui.domain.ports import Pace, Window
from buffertui.domain.secret import Secret

TOKEN = "1/0123456789abcdef0123456789abcdef"
KEPT = ".local/share/buffertui/tokens"
ACCOUNT = Account("a1", "Northwind \x1b[31mStudio\u202e", plan="team")
PACE = Pace(windows=(Window(3, 60, 60.0, datetime(2026, 11, 23, tzinfo=UTC)), Window(9, 100, 900.0)))


class Buffer:
    """Answers the check of a token as the test wishes, and notes what was asked."""

    def __init__(self) -> None:
        self.error: BuffertuiError | None = None
        self.asked: list[tuple[str, str]] = []

        self.api = "v1"

    async def identify(self, settings: object, name: str, token: Secret) -> tuple[str, Account]:
        self.asked.append((name, token.reveal()))
        if self.error is not None:
            raise self.error
        return self.api, ACCOUNT

    async def check_token(self, settings: AccountSettings, token: Secret) -> tuple[Account, Pace]:
        self.asked.append((settings.api, token.reveal()))
        if self.error is not None:
            raise self.error
        return ACCOUNT, PACE


@pytest.fixture(autouse=True)
def buffer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Buffer]:
    buffer = Buffer()
    fake = types.ModuleType("buffertui.boot")
    fake.check_token = buffer.check_token  # type: ignore[attr-defined]  # a module takes any attribute
    fake.identify = buffer.identify  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "buffertui.boot", fake)
    monkeypatch.setattr(buffertui, "boot", fake, raising=False)
    monkeypatch.setattr(log, "_secrets", set())
    yield buffer
    log.stop_log()


def piped(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def configure(home: Path, text: str) -> Path:
    file = home / ".config/buffertui/config.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def login(monkeypatch: pytest.MonkeyPatch, *argv: str, token: str = TOKEN) -> int:
    piped(monkeypatch, f"{token}\n")
    return cli.main(["login", *argv])


def test_a_piped_token_is_checked_named_and_kept(
    buffer: Buffer, fixed_world: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert login(monkeypatch, "--account", "studio") == 0
    file = fixed_world / KEPT / "studio.token"
    assert file.read_text() == f"{TOKEN}\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert buffer.asked == [("studio", TOKEN)]
    out, err = capsys.readouterr()
    assert "opens the Buffer account Northwind \ufffd[31mStudio\ufffd, plan team" in out
    assert str(file) in out
    assert TOKEN not in out + err
    assert "\x1b" not in out


def test_a_typed_token_is_not_shown(
    fixed_world: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    piped(monkeypatch, "")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    asked: list[str] = []

    def typed(prompt: str) -> str:
        asked.append(prompt)
        return TOKEN

    monkeypatch.setattr(getpass, "getpass", typed)
    assert cli.main(["login"]) == 0
    assert "it stays hidden" in asked[0]
    assert (fixed_world / KEPT / "default.token").exists()
    assert TOKEN not in "".join(capsys.readouterr())


def test_a_terminal_that_would_show_it_is_refused(
    fixed_world: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    piped(monkeypatch, TOKEN)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)

    def visible(prompt: str) -> str:
        warnings.warn("echo", getpass.GetPassWarning, stacklevel=1)
        return TOKEN

    monkeypatch.setattr(getpass, "getpass", visible)
    assert cli.main(["login"]) == 1
    assert "cannot hide" in capsys.readouterr().err
    assert list(fixed_world.iterdir()) == []


@pytest.mark.parametrize("error", [EOFError(), KeyboardInterrupt()])
def test_leaving_the_question_keeps_nothing(
    error: BaseException, buffer: Buffer, fixed_world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped(monkeypatch, "")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)

    def leave(prompt: str) -> str:
        raise error

    monkeypatch.setattr(getpass, "getpass", leave)
    assert cli.main(["login"]) == (1 if isinstance(error, EOFError) else 130)
    assert buffer.asked == []
    assert list(fixed_world.iterdir()) == []


@pytest.mark.parametrize("text", ["", "two words", "x" * 9000])
def test_what_is_no_token_is_not_sent(
    text: str, buffer: Buffer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert login(monkeypatch, token=text) == 1
    assert "The token from the input" in capsys.readouterr().err
    assert buffer.asked == []


@pytest.mark.parametrize(
    ("error", "said"),
    [(Unauthorized("no", status=401), "does not accept this token. Nothing was stored."),
     (Offline("There is no network."), "There is no network. The token could not be checked, so nothing was stored."),
     (AnswerLost("Buffer took too long."), "took too long. The token could not be checked, so nothing was stored."),
     (Throttled("Too many requests."), "Too many requests. The token could not be checked, so nothing was stored.")],
)
def test_a_token_that_could_not_be_checked_is_not_kept(
    error: BuffertuiError, said: str, buffer: Buffer, fixed_world: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    buffer.error = error
    assert login(monkeypatch) == 1
    assert said in capsys.readouterr().err
    assert not (fixed_world / KEPT).exists()


def test_an_api_that_is_not_there_yet_is_code_2(
    buffer: Buffer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    buffer.error = ConfigError("GraphQL is not spoken yet.")
    assert login(monkeypatch) == 2
    assert "not spoken yet" in capsys.readouterr().err


def test_a_name_that_could_be_no_file_is_refused(monkeypatch: pytest.MonkeyPatch, buffer: Buffer) -> None:
    assert login(monkeypatch, "--account", "../studio") == 2
    assert buffer.asked == []


def test_login_says_when_another_source_goes_first(
    fixed_world: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(fixed_world, "[accounts.studio]\ntoken_command = 'pass show x'")
    assert login(monkeypatch) == 0
    assert "token_command in the configuration gives the token" in capsys.readouterr().out
    monkeypatch.setenv("BUFFER_ACCESS_TOKEN", "other-token")
    assert login(monkeypatch) == 0
    out = capsys.readouterr().out
    assert "BUFFER_ACCESS_TOKEN is set" in out
    assert "other-token" not in out


@pytest.mark.parametrize(
    ("api", "said"),
    [("v1", "It opens Buffer's API v1, which ends on 2027-02-01. After that a key for the GraphQL API is needed."),
     ("graphql", "It is a key for Buffer's GraphQL API.")],
)
def test_login_says_which_api_the_token_opens_and_notes_it_for_its_owner_only(
    api: str, said: str, buffer: Buffer, fixed_world: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    buffer.api = api
    assert login(monkeypatch) == 0
    assert f"\n{said}\n" in capsys.readouterr().out
    file = fixed_world / KEPT / "default.api"
    assert file.read_text() == f"{api}\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    cli.main(["doctor"])
    assert buffer.asked[-1] == (api, TOKEN)
    assert f"API {api}" in capsys.readouterr().out
    cli.main(["logout"])
    assert list((fixed_world / KEPT).iterdir()) == []


def test_a_new_login_with_a_token_of_the_other_api_replaces_the_note(
    buffer: Buffer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for api in ("graphql", "v1"):
        buffer.api = api
        login(monkeypatch)
        cli.main(["doctor"])
        assert buffer.asked[-1][0] == api


@pytest.mark.parametrize("source", ["configuration", "environment"])
def test_the_note_is_about_the_stored_token_of_an_account_that_the_configuration_does_not_name(
    source: str, buffer: Buffer, fixed_world: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    buffer.api = "graphql"
    login(monkeypatch)
    if source == "configuration":
        configure(fixed_world, "[accounts.default]\napi = 'v1'")
    else:
        monkeypatch.setenv("BUFFER_ACCESS_TOKEN", "other-token")
    cli.main(["doctor"])
    assert buffer.asked[-1][0] == "v1"


def test_a_personal_key_for_an_account_that_is_configured_for_v1_says_what_to_set(
    buffer: Buffer, fixed_world: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(fixed_world, "[accounts.default]\napi = 'v1'")
    buffer.error = Unauthorized("no", status=401, hint=GRAPHQL_KEY)
    assert login(monkeypatch) == 1
    assert 'Set `api = "graphql"` for this account' in capsys.readouterr().err
    assert not (fixed_world / KEPT).exists()


def test_logout_deletes_and_says_what_stays(
    fixed_world: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    login(monkeypatch, "--account", "studio")
    capsys.readouterr()
    assert cli.main(["--account", "studio", "logout"]) == 0
    assert "Drafts and the outbox stay" in capsys.readouterr().out
    assert not (fixed_world / KEPT / "studio.token").exists()
    assert cli.main(["logout", "--account", "studio"]) == 0
    assert "There was no stored token" in capsys.readouterr().out


def examined(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str]:
    capsys.readouterr()
    code = cli.main(["doctor", *argv])
    out, err = capsys.readouterr()
    assert err == ""
    assert TOKEN not in out
    return code, " ".join(out.split())


def test_a_sound_installation_is_code_0(
    fixed_world: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    login(monkeypatch)
    code, text = examined(capsys)
    assert code == 0
    for part in (
        f"ok configuration {fixed_world}/.config/buffertui/config.toml (not there: everything has its default)",
        f"ok data {fixed_world}/.local/share/buffertui (only yours)",
        f"ok token from the file {fixed_world / KEPT}/default.token",
        "ok API v1 api.bufferapp.com answers; this is the account Northwind \ufffd[31mStudio\ufffd, plan team",
        "3 of 60 requests used in a minute; 9 of 100 requests used in 15 minutes",
        "terminal TERM=",
        "Everything is in place.",
    ):
        assert part in text


def test_without_a_token_it_is_code_1_and_says_how(capsys: pytest.CaptureFixture[str], buffer: Buffer) -> None:
    code, text = examined(capsys)
    assert code == 1
    assert "problem token There is no token for the account default. Run `buffertui login`" in text
    assert "1 problem." in text
    assert buffer.asked == []


def test_offline_is_said_plainly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], buffer: Buffer
) -> None:
    monkeypatch.setenv("BUFFER_ACCESS_TOKEN", TOKEN)
    buffer.error = Offline("The name could not be found.")
    code, text = examined(capsys)
    assert code == 1
    assert "ok token from the environment: BUFFER_ACCESS_TOKEN" in text
    assert "api.bufferapp.com cannot be reached. The name could not be found. Is this machine online?" in text


def test_a_withdrawn_token_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], buffer: Buffer
) -> None:
    monkeypatch.setenv("BUFFER_ACCESS_TOKEN", TOKEN)
    buffer.error = Unauthorized(f"Buffer does not accept {TOKEN}.", status=401)
    code, text = examined(capsys)
    assert code == 1
    assert "Buffer does not accept [hidden]. Log in with another token." in text


def test_a_broken_configuration_does_not_keep_it_from_looking_on(
    fixed_world: Path, capsys: pytest.CaptureFixture[str], buffer: Buffer
) -> None:
    file = configure(fixed_world, "[queue]\nundo_second = 3\n[ui]\nthem = 'x'\n")
    code, text = examined(capsys)
    assert code == 1
    assert f"problem configuration {file}:2: queue.undo_second" in text
    assert f"{file}:4: ui.them" in text
    assert "ok data" in text
    assert buffer.asked == []


def test_open_folders_are_closed_and_an_open_configuration_is_a_problem(
    fixed_world: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    login(monkeypatch)
    data = fixed_world / ".local/share/buffertui"
    data.chmod(0o755)
    configure(fixed_world, "").chmod(0o666)
    code, text = examined(capsys)
    assert code == 1
    assert "can be changed by others" in text
    assert "was open to others of this machine; it is closed to them now" in text
    assert stat.S_IMODE(data.stat().st_mode) == 0o700


def test_other_accounts_are_named_and_an_unknown_one_is_a_problem(
    fixed_world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(fixed_world, "[accounts.studio]\n[accounts.shop]\nbase_url = 'http://127.0.0.1:8765/1/'\n")
    assert "ok account shop (others: studio)" in examined(capsys, "--account", "shop")[1]
    code, text = examined(capsys, "--account", "shpo")
    assert code == 1
    assert "There is no account named shpo. Known: studio, shop. Did you mean shop?" in text
