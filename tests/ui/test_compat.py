"""Private names of Textual: each still does what we build on, and a crash tells nothing that is nobody's business."""

from __future__ import annotations

import codecs
import sys
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.drivers import linux_driver
from textual.scroll_view import ScrollView
from textual.widgets import Static

from buffertui.ui.compat import QuietCrash, forgive_input, screen_lines

SECRET = "1/token-that-nobody-may-see"


class Shown(App[None]):
    """Two lines of text."""

    def compose(self) -> ComposeResult:
        yield Static("first line\nsecond [b]line[/b]")


class Crashing(QuietCrash):
    """Crashes when told to, with a secret in a local variable and in the message."""

    def compose(self) -> ComposeResult:
        yield Static("still here")

    def key_x(self) -> None:
        """Crash."""
        secret = SECRET
        raise ValueError(f"the text of a post and {secret}")

    def key_m(self) -> None:
        """Crash while markup is read, with an error that draws itself."""
        raise DrawnError

    def crash_report(self, error: BaseException) -> str:
        return f"A plain sentence about {type(error).__name__}."


class DrawnError(Exception):
    """Draws itself, as the errors of Textual's own parsers do."""

    def __rich__(self) -> str:
        return f"a picture of {SECRET}"


async def test_the_text_of_the_screen_can_be_read() -> None:
    app = Shown()
    async with app.run_test(size=(30, 4)):
        assert screen_lines(app) == ["first line", "second line", "", ""]


@pytest.mark.parametrize(("key", "name"), [("x", "ValueError"), ("m", "DrawnError")])
async def test_a_crash_prints_one_plain_sentence(key: str, name: str, capfd: pytest.CaptureFixture[str]) -> None:
    app = Crashing()
    with pytest.raises((ValueError, DrawnError)):
        async with app.run_test() as pilot:
            await pilot.press(key)
    out = "".join(capfd.readouterr())
    assert SECRET not in out
    assert "Traceback" not in out
    assert app.return_code == 1


def test_what_a_crash_prints_is_the_report(capsys: pytest.CaptureFixture[str]) -> None:
    app = Crashing()
    try:
        app.key_x()
    except ValueError:
        app._fatal_error()
        app._fatal_error()
    app._print_error_renderables()
    printed = "".join(capsys.readouterr())
    assert printed.strip() == "A plain sentence about ValueError."


def test_the_second_way_out_prints_the_report_too(capsys: pytest.CaptureFixture[str]) -> None:
    app = Crashing()
    app.panic(DrawnError())
    app._print_error_renderables()
    assert "".join(capsys.readouterr()).strip() == "A plain sentence about DrawnError."


def test_a_dying_input_thread_is_told_of_too(capsys: pytest.CaptureFixture[str]) -> None:
    app = Crashing()
    app.panic("some renderable that is no exception")
    app._print_error_renderables()
    assert "".join(capsys.readouterr()).strip() == "A plain sentence about InputLost."


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (App, "_fatal_error"), (App, "panic"), (App, "_print_error_renderables"), (App, "_close_messages_no_wait"),
        (App, "_handle_exception"), (linux_driver, "getincrementaldecoder"), (ScrollView, "_scroll_update"),
    ],
)
def test_textual_still_has_the_names_that_we_override(owner: Any, name: str) -> None:
    assert hasattr(owner, name)


def test_textual_still_makes_its_decoder_by_that_name() -> None:
    assert "getincrementaldecoder" in linux_driver.LinuxDriver.run_input_thread.__code__.co_names


@pytest.mark.skipif(sys.platform == "win32", reason="the driver of Unix terminals")
def test_a_byte_that_is_not_utf8_arrives_as_a_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linux_driver, "getincrementaldecoder", codecs.getincrementaldecoder)
    forgive_input()
    forgive_input()
    decoder = linux_driver.getincrementaldecoder("utf-8")()
    assert decoder.decode(b"a\xffb\xe2\x82") + decoder.decode(b"\xac") == "a\ufffdb€"
