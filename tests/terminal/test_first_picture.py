"""The last screen is there before the program is, and whatever happens between the two leaves the terminal in order."""

from __future__ import annotations

import signal
import sys
from typing import Any

import pytest

from tests.support.day import opened
from tests.support.sandbox_process import SandboxProcess
from tests.support.terminal import Terminal

if sys.platform != "win32":
    import termios

pytestmark = pytest.mark.terminal

POST = "Launch day"

LOCAL = 3
"""Where termios has the local modes."""

_BEFORE_TEXTUAL = """
import sys, time
class Gate:
    def find_spec(self, name, path=None, target=None):
        if name == "textual":
            {what}
sys.meta_path.insert(0, Gate())
from buffertui.cli import main
sys.exit(main())
"""


def held_up(what: str) -> tuple[str, ...]:
    """The program, with something that happens when it comes to import Textual."""
    return (sys.executable, "-c", _BEFORE_TEXTUAL.format(what=what))


SLOW = held_up("time.sleep(60)")


def run_once(desk: Any, *arguments: str, size: tuple[int, int] = (120, 40)) -> None:
    """Start, wait until everything is read, and leave."""
    terminal = opened(desk.start(*arguments, size=size))
    terminal.keys("q")
    assert terminal.exit_code() == 0


def again(desk: Any, program: tuple[str, ...], *arguments: str, size: tuple[int, int] = (120, 40)) -> Terminal:
    """The next start, on the configuration as it is now."""
    return desk.run(*program, *arguments, size=size)


def no_picture(terminal: Terminal) -> None:
    assert b"\x1b[?1049h" not in terminal.output
    assert POST not in terminal.output.decode()


def test_it_is_there_before_textual_and_gives_the_terminal_back(desk: Any, sandbox: SandboxProcess) -> None:
    run_once(desk)
    terminal = again(desk, held_up('raise LookupError("no Textual today")'))
    assert terminal.exit_code() == 70
    assert POST in terminal.output.decode()
    assert POST not in terminal.text
    assert "LookupError" in terminal.text
    assert terminal.left_behind() == []


def lists(picture: str) -> list[str]:
    """What stands under the titles: those tell, when the live screen is there, that everything is read anew."""
    return picture.splitlines()[3:-2]


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (200, 50)], ids=str)
def test_the_live_screen_takes_its_place_in_one_step(
    desk: Any, sandbox: SandboxProcess, size: tuple[int, int]
) -> None:
    run_once(desk, size=size)
    sandbox.fault("slow", path_contains="user.json", seconds=1.0)
    terminal = again(desk, desk.program, size=size)
    pictures: list[str] = []

    def live() -> bool:
        if POST in terminal.text or pictures:
            pictures.append(terminal.text)
        return "live" in terminal.screen.lines[0]

    terminal.until(live, "the live screen did not come")
    assert terminal.output.count(b"\x1b[?1049h") == 1
    for picture in pictures:
        assert POST in picture
        if "connecting…" in picture:
            assert lists(picture) == lists(pictures[0])
    terminal.keys("q")
    assert terminal.exit_code() == 0
    assert terminal.left_behind() == []


@pytest.mark.parametrize(("kept_at", "shown_at"), [((120, 40), (80, 24)), ((80, 24), (200, 50))], ids=str)
def test_at_another_size_it_can_be_read(
    desk: Any, sandbox: SandboxProcess, kept_at: tuple[int, int], shown_at: tuple[int, int]
) -> None:
    run_once(desk, size=kept_at)
    terminal = again(desk, SLOW, size=shown_at)
    terminal.wait_for("PROFILES", "PENDING", POST, "connecting…", "as of")
    assert terminal.screen.lines[0].startswith(" buffertui")
    assert "c compose" in terminal.screen.lines[-1]
    assert max(map(len, terminal.screen.lines)) <= shown_at[0]


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)], ids=str
)
def test_a_signal_in_between_leaves_the_terminal_as_it_was(
    desk: Any, sandbox: SandboxProcess, number: int, code: int
) -> None:
    run_once(desk)
    terminal = again(desk, SLOW)
    terminal.wait_for(POST)
    assert terminal.left_behind()
    terminal.signal(number)
    assert terminal.exit_code() == code
    assert terminal.left_behind() == []
    assert POST not in terminal.text


def test_what_is_typed_in_between_is_not_echoed_and_counts_afterwards(desk: Any, sandbox: SandboxProcess) -> None:
    run_once(desk)
    terminal = again(desk, held_up("time.sleep(0.3)"))
    terminal.wait_for(POST)
    assert not terminal.settings[LOCAL] & termios.ECHO
    before = terminal.text
    terminal.keys("j", "j")
    terminal.until(lambda: terminal.screen.modes & {1003}, "the live screen did not come")
    assert before == terminal.text
    opened(terminal)
    third = terminal.line_with("▌")
    assert POST not in third
    # Two keys were typed, so two lead back. Which post is the third one hangs on the time of the day.
    terminal.keys("k")
    terminal.until(lambda: terminal.line_with("▌") != third, "the cursor did not go back")
    assert POST not in terminal.line_with("▌")
    terminal.keys("k")
    terminal.until(lambda: POST in terminal.line_with("▌"), "the cursor did not come back to the first post")
    terminal.keys("q")
    assert terminal.exit_code() == 0


def test_ctrl_c_ends_a_start_that_hangs(desk: Any, sandbox: SandboxProcess) -> None:
    run_once(desk)
    terminal = again(desk, SLOW)
    terminal.wait_for(POST)
    terminal.keys("ctrl+c")
    assert terminal.exit_code() == 130
    assert terminal.left_behind() == []


def test_after_kill_9_there_is_the_picture_of_the_last_rest(desk: Any, sandbox: SandboxProcess) -> None:
    terminal = opened(desk.start())
    file = desk.data / "accounts" / "default" / "screen.frame"
    terminal.until(file.exists, "no frame was kept at rest")
    assert file.stat().st_mode & 0o777 == 0o600
    terminal.signal(signal.SIGKILL)
    terminal.exit_code()
    after = again(desk, SLOW)
    after.wait_for(POST)
    after.signal(signal.SIGTERM)
    assert after.exit_code() == 143


def test_a_mistake_in_the_configuration_is_seen_and_no_picture(desk: Any, sandbox: SandboxProcess) -> None:
    run_once(desk)
    file = desk.home / ".config" / "buffertui" / "config.toml"
    file.write_text(file.read_text() + "[ui]\nthem = 1\n")
    terminal = again(desk, desk.program)
    assert terminal.exit_code() == 2
    no_picture(terminal)
    assert "them" in terminal.text


def test_no_picture_for_another_account_command_or_terminal(desk: Any, sandbox: SandboxProcess) -> None:
    run_once(desk)
    for arguments in (("--account", "another"), ("doctor",), ("--version",), ("--demo", "--account", "x")):
        terminal = again(desk, desk.program, *arguments)
        terminal.exit_code()
        no_picture(terminal)
    desk.more_env = {"TERM": "dumb"}
    terminal = again(desk, desk.program)
    assert terminal.exit_code() == 1
    no_picture(terminal)


def test_no_picture_after_logout(desk: Any, sandbox: SandboxProcess) -> None:
    run_once(desk)
    again(desk, desk.program, "logout").exit_code()
    assert not list(desk.data.rglob("screen.frame*"))
    terminal = again(desk, held_up('raise LookupError("no Textual today")'))
    terminal.exit_code()
    no_picture(terminal)
