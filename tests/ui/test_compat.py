"""Private names of Textual: each still does what we build on, and a crash tells nothing that is nobody's business."""

from __future__ import annotations

import codecs
import sys
from typing import Any

import pytest
from rich.console import RenderableType
from textual.app import App, ComposeResult
from textual.drivers import linux_driver
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.widget import Widget
from textual.widgets import Static

from buffertui.ui.compat import HeldScreen, QuietCrash, forgive_input, give_rack, screen_lines

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


class Slow(HeldScreen):
    """Two lines, of which the second one comes later."""

    def compose(self) -> ComposeResult:
        yield Static("first line")
        yield Static("", id="second")


class Held(App[None]):
    """Notes each picture that would reach the terminal."""

    def __init__(self) -> None:
        super().__init__()
        self.slow = Slow()
        self.pictures = 0

    def get_default_screen(self) -> Screen[Any]:
        return self.slow

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        self.pictures += renderable is not None
        super()._display(screen, renderable)


async def test_a_held_screen_is_drawn_once_when_it_is_whole() -> None:
    app = Held()
    async with app.run_test(size=(30, 4)) as pilot:
        await pilot.pause()
        app.slow.query_one("#second", Static).update("second line")
        await pilot.pause()
        assert app.pictures == 0
        app.slow.let_go()
        app.slow.let_go()
        await pilot.pause()
        assert app.pictures == 1
        assert screen_lines(app)[:2] == ["first line", "second line"]
        app.slow.query_one("#second", Static).update("changed")
        await pilot.pause()
        assert app.pictures == 2
        assert screen_lines(app)[1] == "changed"


async def test_a_screen_without_a_place_for_notices_gets_one() -> None:
    app = Held()
    async with app.run_test(size=(60, 12), notifications=True) as pilot:
        app.slow.let_go()
        give_rack(app.slow)
        give_rack(app.slow)
        app.notify("Something happened", markup=False)
        await pilot.pause()
        assert any("Something happened" in line for line in screen_lines(app))


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (Screen, "_compositor_refresh"), (Screen, "_refresh_layout"), (Screen, "_extend_compose"),
        (Screen, "_on_timer_update"), (App, "_start_widget"), (App, "_display"),
        (App, "_fatal_error"), (App, "panic"), (App, "_print_error_renderables"), (App, "_close_messages_no_wait"),
        (App, "_handle_exception"), (linux_driver, "getincrementaldecoder"), (ScrollView, "_scroll_update"),
    ],
)
def test_textual_still_has_the_names_that_we_override(owner: Any, name: str) -> None:
    assert hasattr(owner, name)


def test_textual_still_keeps_its_state_under_these_names() -> None:
    screen = Slow()
    for name in ("_compositor", "_layout_required", "_scroll_required", "_repaint_required", "_vertical_scrollbar"):
        assert hasattr(screen, name)
    assert hasattr(Widget, "vertical_scrollbar")


def test_textual_still_makes_its_decoder_by_that_name() -> None:
    assert "getincrementaldecoder" in linux_driver.LinuxDriver.run_input_thread.__code__.co_names


@pytest.mark.skipif(sys.platform == "win32", reason="the driver of Unix terminals")
def test_a_byte_that_is_not_utf8_arrives_as_a_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linux_driver, "getincrementaldecoder", codecs.getincrementaldecoder)
    forgive_input()
    forgive_input()
    decoder = linux_driver.getincrementaldecoder("utf-8")()
    assert decoder.decode(b"a\xffb\xe2\x82") + decoder.decode(b"\xac") == "a\ufffdb€"
