"""A small program that shows hostile texts in every widget that draws text from outside; it ends on q."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.filter import LineFilter
from textual.widgets import Static

from buffertui.core.state import ALL, Link, Mark, Pane, Side, Snapshot
from buffertui.domain.models import FAILED, SENT, Account, Media, Profile, Update
from buffertui.domain.ports import Pace
from buffertui.ui.compat import forgive_input
from buffertui.ui.present import key_names
from buffertui.ui.present_status import status_line, title_line
from buffertui.ui.present_updates import update_rows
from buffertui.ui.text import StripControls, toast, ui_text
from buffertui.ui.widgets.line import Line
from buffertui.ui.widgets.sidebar import Sidebar
from buffertui.ui.widgets.update_list import UpdatePane

PAYLOADS = (
    "[@click=app.quit]x[/]", "[bold red]", "[/]", "\x1b[38;5;201mp\x1b[0m", "\x1b]52;c;aGFja2Vk\x07",
    "\x1b]0;owned\x1b\\",
    "\x1b]8;;https://example.org\x1b\\l", "\x9b38;5;201mc", "\x9d52;c;aGFja2Vk\x9c", "\x1bPq\x1b\\",
    "a\x00b\x07c\x08d\x0de\x0bf\x0cg\x7f",
    "\u202eevil\u202c", "\u2066iso\u2069", "\ufeffbom", "\ud800half", "\u2028sep\u2029", "\x85nel", "\x1b7\x1b8\x1bc",
)
EVIL = " ".join(PAYLOADS)
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def snapshot() -> Snapshot:
    """Hostile texts wherever a snapshot holds a text from outside."""
    profile = Profile("p1", f"odd{EVIL}", EVIL, timezone=EVIL)
    evil = Update(
        "u1", "p1", EVIL, due_at=NOW, status=FAILED, error=EVIL, link=EVIL, media=(Media(photo=EVIL, title=EVIL),)
    )
    short = tuple(Update(f"s{n}", "p1", text, due_at=NOW + timedelta(hours=n)) for n, text in enumerate(PAYLOADS))
    sent = Update("t1", "p1", EVIL, status=SENT, sent_at=NOW, statistics=MappingProxyType({EVIL: 1, "likes": 2}))
    return Snapshot(
        account_name=EVIL, accounts=(EVIL, "b"), account=Account("a", EVIL), protocol=EVIL, profiles=(profile,),
        pending=Pane(Side.PENDING, ALL, (evil, *short), as_of=NOW), sent=Pane(Side.SENT, "p1", (sent,), as_of=NOW),
        marks={"s1": Mark(EVIL, NOW + timedelta(seconds=9))}, link=Link.OFFLINE, reason=EVIL, busy=(EVIL,), as_of=NOW,
    )


class HostileScreen(App[None]):
    """Shows it all at once."""

    CSS = "Horizontal { height: 1fr; } Toast { width: 60; }"
    BINDINGS = [("q", "quit", "Quit"), ("n", "alive", "Alive")]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self._controls = StripControls()

    def compose(self) -> ComposeResult:
        yield Line(id="title")
        with Horizontal():
            yield Sidebar()
            yield UpdatePane(Side.PENDING, lines=4)
            yield UpdatePane(Side.SENT, lines=4)
        yield Static(ui_text(EVIL), id="static")
        # What must never happen, and is harmless nevertheless: text that nobody cleaned.
        yield Static("unclean \x1b[38;5;201m \x9b1m \x1b]52;c;aGFja2Vk\x07 \u202e \ud800", markup=False, id="unclean")
        yield Line(id="status")

    def get_line_filters(self) -> list[LineFilter]:
        return [*super().get_line_filters(), self._controls]

    def on_mount(self) -> None:
        now, shown = NOW, snapshot()
        keys = key_names()
        self.query_one(Sidebar).show(shown, now)
        for pane, updates in zip(self.query(UpdatePane), (shown.pending, shown.sent), strict=True):
            pane.show(update_rows(updates, shown, now, keys=keys))
        self.query_one("#title", Line).show(lambda width: title_line(shown, now, width))
        self.query_one("#status", Line).show(lambda width: status_line(shown, Pace(), now, width, keys=keys))
        toast(self, f"toast-begins {EVIL} toast-ends", title=EVIL, severity="error", seconds=600)

    def action_alive(self) -> None:
        """Show that keys still arrive."""
        self.query_one("#static", Static).update("keys-still-arrive")


if __name__ == "__main__":
    forgive_input()
    HostileScreen().run()
