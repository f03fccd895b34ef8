"""The main screen: profiles, pending and sent side by side, and what is known about the connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import DescendantFocus, Resize
from textual.geometry import Size
from textual.widgets import Static

from buffertui.core.commands import BY_ID, Scope, Situation
from buffertui.core.state import VIEWS, Side
from buffertui.domain.ports import Can
from buffertui.ui import actions
from buffertui.ui.actions.loading import load_soon, stop_loading, view_soon
from buffertui.ui.bindings import scope_bindings
from buffertui.ui.connection import Connection
from buffertui.ui.messages import PaceChanged, SnapshotTaken
from buffertui.ui.opening import OpensOver
from buffertui.ui.picture import Picture
from buffertui.ui.plan import Plan
from buffertui.ui.present import key_names
from buffertui.ui.text import toast
from buffertui.ui.widgets.clear import Clear
from buffertui.ui.widgets.footer_line import FooterLine
from buffertui.ui.widgets.line import Line
from buffertui.ui.widgets.sidebar import Sidebar
from buffertui.ui.widgets.tab_line import TabLine
from buffertui.ui.widgets.update_list import UpdateList, UpdatePane
from buffertui.ui.work import work

from .whole import LOWEST, NARROWEST, TALL, WholeScreen, shape

if TYPE_CHECKING:
    from buffertui.core.session import Session
    from buffertui.ui.screens.compose import ComposeScreen
    from buffertui.ui.widgets.filter_line import FilterLine

REST = 0.25
"""Seconds that the cursor rests on a profile before its lists are asked for: passing by costs no request."""

class MainScreen(WholeScreen):
    """Shows the newest snapshot and turns keys into verbs of the session."""

    AUTO_FOCUS = "#pending UpdateList"
    BINDINGS: ClassVar[list[BindingType]] = scope_bindings(Scope.MAIN)

    def __init__(self, plan: Plan, size: Size) -> None:
        super().__init__(size, "-one-pending")
        self.plan = plan
        self.connection = Connection(self, plan)
        self.picture = Picture(self, plan)
        self.side = self.left = Side.PENDING
        self.composer: ComposeScreen | None = None
        self.composing = ""
        drawing, lines = self.picture.drawing, lines_per_update(size.height)
        self.title_line, self.status_line = Line(id="title"), Line(id="status")
        self.footer_line = FooterLine(key_names(plan.keys), id="footer")
        self.sidebar = Sidebar(drawing, id="profiles")
        self.panes = (
            UpdatePane(self.left, lines=lines, drawing=drawing, id="pending"),
            UpdatePane(Side.SENT, lines=lines, drawing=drawing, id="sent"),
        )
        for pane in self.panes:
            pane.list.when_moved = self.picture.draw_footer

    def compose(self) -> ComposeResult:
        yield self.title_line
        yield Clear(self.sidebar, Clear(*self.panes, id="panes"), id="body")
        yield self.status_line
        yield self.footer_line
        if self.has_class("-too-small"):
            yield too_small()

    def on_mount(self) -> None:
        self.picture.snapshot = self.connection.first() or self.picture.snapshot
        self.picture.draw()
        self.call_after_refresh(self.connection.open, self.plan.account)

    def come_up(self) -> None:
        """Be seen, unless there stands a picture of more than is known here yet."""
        if not isinstance(self.app, OpensOver) or self.app.may_come_up(self.picture.snapshot):
            super().come_up()

    @property
    def session(self) -> Session | None:
        """The session of the account that is open."""
        return self.connection.session

    def list_of(self, side: Side) -> UpdateList:
        """The list of updates on that side. All but those that were sent take turns in one."""
        return self.panes[side is Side.SENT].list

    def show_side(self, side: Side) -> None:
        """Let a list take its turn; where only one has room, show this one."""
        self.side = side
        self.set_class(side is not Side.SENT, "-one-pending")
        self.set_class(side is Side.SENT, "-one-sent")
        if side is not Side.SENT and side is not self.left:
            self.left = self.panes[0].side = side
            self.picture.draw_panes()
            if side in VIEWS and self.session is not None:
                view_soon(self, self.session)

    @property
    def filter_line(self) -> FilterLine:
        """The line in which the filter is typed, made when it is first wanted."""
        from buffertui.ui.widgets.filter_line import FilterLine

        if not (found := self.query(FilterLine)):
            self.mount(FilterLine(id="filter"), before=self.status_line)
            found = self.query(FilterLine)
        return found.first()

    def situation(self) -> Situation:
        """What a command would act on now."""
        # The session's own state: what is drawn may be a message behind, and a text just sent must not be opened again.
        snapshot = self.session.snapshot if self.session is not None else self.picture.snapshot
        focused, filtered = self.focused, bool(self.picture.query)
        if isinstance(focused, UpdateList):
            return Situation(snapshot, focused.side, focused.update, filtered)
        return Situation(snapshot, None, None, filtered)

    def action_command(self, command_id: str) -> None:
        """Run a command, or say why it cannot run now."""
        self.run_command(command_id, self.situation())

    def run_command(self, command_id: str, at: Situation) -> None:
        """Run a command on what ``at`` describes, or say why it cannot run."""
        why_not = BY_ID[command_id].why_not(at)
        if why_not:
            toast(self.app, why_not, title=BY_ID[command_id].title, severity="warning")
            return
        actions.RUN[command_id](self, at)

    @on(SnapshotTaken)
    def _snapshot_taken(self, message: SnapshotTaken) -> None:
        session = self.session
        if session is None or message.snapshot.sequence == session.snapshot.sequence:
            self.picture.snapshot = message.snapshot
            if self.left in VIEWS and Can.DRAFTS in message.snapshot.lacks:
                self.show_side(Side.PENDING)
            self.picture.draw()
            if self.composer is not None:
                from buffertui.ui.actions.composing import renew_composer

                renew_composer(self, message.snapshot)

    @on(PaceChanged)
    def _line_changed(self) -> None:
        self.picture.draw_lines()

    @on(UpdateList.Opened)
    def _opened(self) -> None:
        self.action_command("update.open")

    @on(UpdateList.NearEnd)
    def _near_end(self, message: UpdateList.NearEnd) -> None:
        pane = self.picture.snapshot.pane(message.side)
        if self.session is not None and (pane.kept or not pane.error):
            work(self.app, f"more-{message.side}", self.session.more(message.side))

    @on(Sidebar.ProfileHighlighted)
    def _profile_highlighted(self, message: Sidebar.ProfileHighlighted) -> None:
        if self.session is not None and message.profile_id != self.session.snapshot.chosen:
            self.session.show(message.profile_id)
            load_soon(self, self.session, REST)

    @on(Sidebar.ProfileChosen)
    def _profile_chosen(self, message: Sidebar.ProfileChosen) -> None:
        self._profile_highlighted(Sidebar.ProfileHighlighted(message.profile_id))
        self.list_of(self.side).focus()

    @on(TabLine.Picked)
    def _tab_picked(self, message: TabLine.Picked) -> None:
        self.action_command(f"view.{message.side}")

    @on(FooterLine.Clicked)
    def _footer_clicked(self, message: FooterLine.Clicked) -> None:
        self.action_command(message.command_id)

    def on_filter_line_typed(self, message: FilterLine.Typed) -> None:
        if self.session is not None and message.query and not self.picture.query:
            work(self.app, "find", self.session.find_all())
        self.picture.query = message.query
        self.picture.draw()

    def on_filter_line_left(self) -> None:
        self.list_of(self.side).focus()

    def key_escape(self) -> None:
        """Esc takes the filter away, wherever the cursor is; without one it stops a load that is under way."""
        if self.picture.query:
            self.filter_line.end(keep=False)
        else:
            stop_loading(self)

    @on(DescendantFocus)
    def _focus_moved(self) -> None:
        if isinstance(self.focused, UpdateList):
            self.show_side(self.focused.side)
        self.picture.draw_lines()

    def on_resize(self, event: Resize) -> None:
        self.set_class("-too-small" in shape(event.size), "-too-small")
        if self.has_class("-too-small") and not self.query("#too-small"):
            self.mount(too_small())
        for pane in self.panes:
            pane.list.lines_per_update = lines_per_update(event.size.height)


def lines_per_update(height: int) -> int:
    """On how many lines the text of an update may stand in a window of that height."""
    return 2 if height < TALL else 3 if height < 45 else 4


def too_small() -> Static:
    """What stands in a window in which nothing of use can be drawn."""
    text = f"This terminal is too small.\nGive it {NARROWEST} columns and {LOWEST} rows, or press q to leave."
    return Static(text, id="too-small", markup=False)
