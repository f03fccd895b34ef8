"""Every private name of Textual that is touched, each with the reason; a test fails when Textual changes one."""

from __future__ import annotations

import codecs
import functools
import sys
from typing import Any

from rich.console import RenderableType
from rich.text import Text
from textual.app import App
from textual.geometry import Size
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets._toast import ToastRack


class InputLost(RuntimeError):
    """The thread that reads the terminal stopped; Textual tells only that it did."""


class QuietCrash(App[Any]):
    """An app that ends on an unexpected error with one plain sentence.

    Textual's own ``_fatal_error`` prints the traceback with all local variables, so a token or a text of a post in one
    of them would stand on the screen. ``panic`` is its second way: an exception that knows how to draw itself (a markup
    error quotes the text) or a traceback of the input thread.
    """

    def crash_report(self, error: BaseException) -> str:
        """Record what happened and return the sentence to print. It holds neither a local variable nor a message."""
        return f"{self.title} stopped because of an error in itself: {type(error).__name__}."

    def _fatal_error(self) -> None:
        self._quit_with(sys.exc_info()[1])

    def panic(self, *renderables: RenderableType) -> None:
        error = next((thing for thing in renderables if isinstance(thing, BaseException)), sys.exc_info()[1])
        self._quit_with(error)

    def _quit_with(self, error: BaseException | None) -> None:
        # Only the first is printed: what fails afterwards, while everything is taken down, explains nothing.
        if not self._exit_renderables:
            self._exit_renderables.append(Text(self.crash_report(error or InputLost())))
        self._return_code = 1
        self._close_messages_no_wait()


def forgive_input() -> None:
    """Let a byte that is not UTF-8 arrive as U+FFFD instead of ending the program.

    Textual's input thread decodes strictly, with a decoder that it looks up by this name in its own module.
    """
    if sys.platform == "win32":
        return
    from textual.drivers import linux_driver

    vars(linux_driver)["getincrementaldecoder"] = _forgiving


def _forgiving(encoding: str) -> Any:
    return functools.partial(codecs.getincrementaldecoder(encoding), errors="replace")


class HeldScreen(Screen[None]):
    """A screen of which nothing is seen until it is let go: then everything that it has become in one picture.

    Textual draws a screen whenever it was laid out, and once more when it comes up; lists learn their height only after
    a first layout. Each of these pictures would take as long as the one that is of use.
    """

    held = True

    def lay_out(self, size: Size) -> None:
        """Give everything its place now; children learn theirs before this returns."""
        self._refresh_layout(size)

    def settle(self) -> None:
        """Let everything take its place, for the last time before it is seen."""
        self.lay_out(self.app.size)

    def let_go(self) -> None:
        """Draw, and from now on whatever changes."""
        if self.held:
            self.settle()
            # What is drawn now must not be asked for again by the widgets, each of which knows that it changed.
            self._compositor.update_widgets(set(self._compositor.visible_widgets))
            self._layout_required = self._scroll_required = self._repaint_required = False
            self.held = False
            self._compositor_refresh()

    def _compositor_refresh(self) -> None:
        if not self.held:
            super()._compositor_refresh()

    def _extend_compose(self, widgets: list[Widget]) -> None:
        """There are no tooltips here, and the place for notices is made for the first one (``give_rack``)."""


def give_rack(screen: Screen[Any]) -> None:
    """Give a screen that has none the place where Textual shows notices."""
    if not screen.query(ToastRack):
        screen.mount(ToastRack(id="textual-toastrack"), before=0)


def give_length(view: ScrollView, size: Size) -> None:
    """Tell a view how long its content is now. Its scroll bar follows; nothing is laid out anew, as it would be after
    setting ``virtual_size``, unless the bar comes or goes."""
    view.set_reactive(ScrollView.virtual_size, size)
    view._scroll_update(size)


def vertical_bar(widget: Widget, kind: type[ScrollBar]) -> ScrollBar:
    """The vertical scroll bar of a widget, of a kind of its own. Textual asks for it through a property, and keeps it
    where it looks itself."""
    if widget._vertical_scrollbar is None:
        widget._vertical_scrollbar = bar = kind(
            vertical=True, name="vertical", thickness=widget.scrollbar_size_vertical
        )
        bar.display = False
        widget.app._start_widget(widget, bar)
    return widget._vertical_scrollbar


def screen_strips(app: App[Any]) -> list[Strip]:
    """The screen as it stands, line by line. Textual has no public way to read it but a picture."""
    return app.screen._compositor.render_strips()


def screen_lines(app: App[Any]) -> list[str]:
    """The text of the screen as it stands, line by line, without the blanks at the ends."""
    return [strip.text.rstrip() for strip in screen_strips(app)]
