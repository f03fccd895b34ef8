"""Where the token comes from, in which order, and that no message ever holds it."""

from __future__ import annotations

import asyncio
import os
import select
import stat
import sys
import textwrap
from pathlib import Path

import pytest

from buffertui.config import private_files
from buffertui.config.settings import AccountSettings
from buffertui.config.token_command import run_command
from buffertui.config.tokens import (
    checked,
    find_token,
    find_token_async,
    forget_token,
    store_token,
    stored_accounts,
    token_file,
)
from buffertui.domain.errors import TokenMissing, TokenUnusable
from buffertui.domain.secret import Secret

TOKEN = "1/0123456789abcdef0123456789abcdef"
NOTHING: dict[str, str] = {"PATH": os.environ.get("PATH", "")}


def python(code: str) -> tuple[str, ...]:
    """A command that runs a piece of Python."""
    return (sys.executable, "-c", textwrap.dedent(code))


def printing(text: str) -> AccountSettings:
    return AccountSettings(token_command=python(f"print({text!r})"))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_environment_goes_before_command_before_file(tmp_path: Path) -> None:
    store_token(tmp_path, "studio", Secret("from-file"))
    environ = {**NOTHING, "BUFFER_ACCESS_TOKEN": "from-environment"}

    token = find_token("studio", printing("from-command"), tmp_path, environ=environ)
    assert (token.value, token.source, token.where) == (
        Secret("from-environment"), "environment", "BUFFER_ACCESS_TOKEN",
    )
    token = find_token("studio", printing("from-command"), tmp_path, environ=NOTHING)
    assert (token.value, token.source, token.where) == (Secret("from-command"), "command", "token_command")
    token = find_token("studio", AccountSettings(), tmp_path, environ=NOTHING)
    assert (token.value, token.source) == (Secret("from-file"), "file")
    assert token.where == str(token_file(tmp_path, "studio"))


def test_an_empty_variable_is_no_token_and_an_account_switched_to_ignores_it(tmp_path: Path) -> None:
    store_token(tmp_path, "studio", Secret("from-file"))
    for environ, counts in (({"BUFFER_ACCESS_TOKEN": ""}, True), ({"BUFFER_ACCESS_TOKEN": "x"}, False)):
        token = find_token("studio", AccountSettings(), tmp_path, environ=environ, environment_counts=counts)
        assert token.source == "file"


def test_no_source_says_how_to_log_in(tmp_path: Path) -> None:
    with pytest.raises(TokenMissing, match="no token for the account studio") as caught:
        find_token("studio", AccountSettings(), tmp_path, environ={})
    assert "buffertui login" in caught.value.hint


def test_a_command_that_fails_is_not_passed_over(tmp_path: Path) -> None:
    store_token(tmp_path, "studio", Secret("from-file"))
    with pytest.raises(TokenUnusable):
        find_token("studio", AccountSettings(token_command=python("raise SystemExit(1)")), tmp_path, environ=NOTHING)


async def test_the_command_runs_beside_the_screen(tmp_path: Path) -> None:
    token = await find_token_async("studio", printing(TOKEN), tmp_path, environ=NOTHING)
    assert token.value.reveal() == TOKEN
    assert TOKEN not in repr(token)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [("", "is empty"), (" \n", "is empty"), ("two words", "blanks"), ("a\x1b[31m", "control"), ("a\x00b", "control"),
     ("tökén", "no token has"), ("x" * 4096, "longer"), ("a\ttab", "blanks")],
)
def test_what_cannot_be_a_token_is_refused_unseen(text: str, wrong: str) -> None:
    with pytest.raises(TokenUnusable, match=wrong) as caught:
        checked(text, "the input")
    assert not text.strip() or text not in caught.value.message + caught.value.hint


def test_blanks_around_a_token_are_taken_off() -> None:
    assert checked(f"  {TOKEN}\r\n", "the input").reveal() == TOKEN


def test_a_stored_token_is_only_its_owners(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        file = store_token(tmp_path / "share" / "buffertui", "studio", Secret(TOKEN))
    finally:
        os.umask(before)
    assert [mode(one) for one in (file, *file.parents[:3])] == [0o600, 0o700, 0o700, 0o700]
    assert file.read_text() == f"{TOKEN}\n"
    assert list(file.parent.iterdir()) == [file]


def test_storing_replaces_and_forgetting_deletes(tmp_path: Path) -> None:
    for value in ("first", "second"):
        store_token(tmp_path, "studio", Secret(value))
    store_token(tmp_path, "shop.eu", Secret("third"))
    assert find_token("studio", AccountSettings(), tmp_path, environ={}).value.reveal() == "second"
    assert stored_accounts(tmp_path) == ("shop.eu", "studio")
    assert forget_token(tmp_path, "studio")
    assert not forget_token(tmp_path, "studio")
    assert stored_accounts(tmp_path) == ("shop.eu",)
    assert stored_accounts(tmp_path / "nowhere") == ()


def test_a_file_that_others_can_read_is_closed_and_that_is_said(tmp_path: Path) -> None:
    file = store_token(tmp_path, "studio", Secret(TOKEN))
    file.chmod(0o644)
    token = find_token("studio", AccountSettings(), tmp_path, environ={})
    assert mode(file) == 0o600
    assert "closed to them now" in token.note
    assert find_token("studio", AccountSettings(), tmp_path, environ={}).note == ""


def test_links_and_special_files_are_not_read(tmp_path: Path) -> None:
    real = store_token(tmp_path, "real", Secret(TOKEN))
    token_file(tmp_path, "link").symlink_to(real)
    os.mkfifo(token_file(tmp_path, "pipe"), 0o600)
    token_file(tmp_path, "folder").mkdir()
    reasons = {"link": "it is a symbolic link", "pipe": "not a plain file", "folder": "not a plain file"}
    for name, reason in reasons.items():
        with pytest.raises(TokenUnusable, match=reason):
            find_token(name, AccountSettings(), tmp_path, environ={})


def test_somebody_elses_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store_token(tmp_path, "studio", Secret(TOKEN))
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    with pytest.raises(TokenUnusable, match="somebody else"):
        find_token("studio", AccountSettings(), tmp_path, environ={})


def test_storing_does_not_write_through_a_link(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("untouched")
    token_file(tmp_path, "studio").parent.mkdir()
    token_file(tmp_path, "studio").symlink_to(victim)
    store_token(tmp_path, "studio", Secret(TOKEN))
    assert victim.read_text() == "untouched"
    assert not token_file(tmp_path, "studio").is_symlink()


def test_a_write_that_fails_leaves_the_old_token_and_no_rubbish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = store_token(tmp_path, "studio", Secret("old"))

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(private_files.os, "fsync", full)
    with pytest.raises(TokenUnusable, match="cannot be written: No space left") as caught:
        store_token(tmp_path, "studio", Secret(TOKEN))
    assert TOKEN not in f"{caught.value.message}{caught.value.__cause__!r}"
    assert file.read_text() == "old\n"
    assert list(file.parent.iterdir()) == [file]


def test_a_damaged_file_is_refused_without_showing_it(tmp_path: Path) -> None:
    file = store_token(tmp_path, "studio", Secret(TOKEN))
    for content in (b"\xff\xfe", b"", b"two words", b"x" * 10_000):
        file.write_bytes(content)
        with pytest.raises(TokenUnusable) as caught:
            find_token("studio", AccountSettings(), tmp_path, environ={})
        assert "words" not in caught.value.message


async def test_a_command_is_split_like_a_shells_line_but_runs_without_one() -> None:
    words = f"{sys.executable} -c 'import sys; print(*sys.argv[1:], sep=\"|\")' 'a b' $HOME ; echo x"
    assert await run_command(words, shell=False, environ=NOTHING) == "a b|$HOME|;|echo|x"


async def test_a_shell_runs_only_when_asked_for() -> None:
    assert await run_command("echo one | tr o 0", shell=True, environ=NOTHING) == "0ne"


async def test_only_the_first_line_counts() -> None:
    words = python(r"print('\n secret-word \nuser: me')")
    assert await run_command(words, shell=False, environ=NOTHING) == "secret-word"


async def test_it_gets_no_input_and_no_token(tmp_path: Path) -> None:
    code = "import os, sys; print(repr(sys.stdin.read()) + str('BUFFER_ACCESS_TOKEN' in os.environ))"
    settings = AccountSettings(token_command=python(code))
    environ = {**NOTHING, "BUFFER_ACCESS_TOKEN": "x"}
    token = await find_token_async("studio", settings, tmp_path, environ=environ, environment_counts=False)
    assert token.value.reveal() == "''False"


async def test_a_failing_command_shows_its_complaint_and_never_its_output() -> None:
    code = f"""
        import sys
        print({TOKEN!r})
        print("no \\x1b[31mkey here\\nsecond line", file=sys.stderr)
        sys.exit(3)
    """
    with pytest.raises(TokenUnusable, match="failed with exit code 3: no ") as caught:
        await run_command((*python(code), "argument-secret"), shell=False, environ=NOTHING)
    text = caught.value.message + caught.value.hint
    assert "\x1b" not in text
    for hidden in (TOKEN, "second line", "argument-secret"):
        assert hidden not in text


async def test_a_program_that_is_not_there() -> None:
    with pytest.raises(TokenUnusable, match=r"\(no-such-program\) failed: there is no such program"):
        await run_command("no-such-program show --key hidden-word", shell=False, environ=NOTHING)


@pytest.mark.parametrize("words", ["''", "/", "a\x00b"])
async def test_what_cannot_be_started(words: str) -> None:
    with pytest.raises(TokenUnusable, match="failed: "):
        await run_command(words, shell=False, environ=NOTHING)


async def test_a_command_killed_by_a_signal_is_told_so() -> None:
    code = "import os, signal; os.kill(os.getpid(), signal.SIGTERM)"
    with pytest.raises(TokenUnusable, match="signal 15"):
        await run_command(python(code), shell=False, environ=NOTHING)


async def test_the_deadline_ends_the_command() -> None:
    with pytest.raises(TokenUnusable, match=r"no answer within 0\.05 seconds"):
        await run_command(python("import time; time.sleep(600)"), shell=False, environ=NOTHING, deadline=0.05)


async def test_a_command_that_is_given_up_takes_its_children_along(tmp_path: Path) -> None:
    """The child holds a named pipe open, and the pipe ends when the child does."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = asyncio.StreamReader()
    stream = os.fdopen(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK), "rb")
    task = asyncio.create_task(
        run_command(f"(echo here; exec sleep 600) > '{pipe}' & sleep 600", shell=True, environ=NOTHING)
    )
    # A reader that starts before the first writer would see the end at once.
    await asyncio.to_thread(select.select, [stream], [], [], 5)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), stream
    )
    assert await asyncio.wait_for(reader.readline(), 5) == b"here\n"
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.wait_for(reader.read(), 5) == b""
    transport.close()


async def test_a_daemon_that_a_command_leaves_behind_does_not_hold_the_token_up(tmp_path: Path) -> None:
    """Password stores start their agent so: in a session of its own, with the pipes of the command still open."""
    code = """
        import subprocess, sys
        child = "import sys; open(sys.argv[1], 'rb').read()"
        subprocess.Popen([sys.executable, "-c", child, sys.argv[1]], start_new_session=True)
        print("secret-word", flush=True)
    """
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert await run_command((*python(code), str(pipe)), shell=False, environ=NOTHING) == "secret-word"
    # The one left behind ends with the named pipe: opening it waits for the reader, closing it is the reader's end.
    os.close(os.open(pipe, os.O_WRONLY))


async def test_endless_output_is_not_gathered() -> None:
    code = "import sys; [sys.stdout.write('x' * 65536) for _ in range(200)]"
    assert len(await run_command(python(code), shell=False, environ=NOTHING)) <= 65_536
