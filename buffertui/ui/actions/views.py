"""Moving between lists, filtering, refreshing and help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buffertui.core.commands import Situation
from buffertui.core.state import Side
from buffertui.ui.widgets.sidebar import Sidebar
from buffertui.ui.work import work

from .loading import refreshed, tell_price
from .run import Run

if TYPE_CHECKING:
    from buffertui.ui.screens.main import MainScreen


def refresh(screen: MainScreen, at: Situation) -> None:
    """Ask for everything again."""
    if screen.session:
        tell_price(screen, screen.session.price(again=True))
        work(screen.app, "refresh", refreshed(screen, screen.session), failed="Not refreshed")


def start_filter(screen: MainScreen, at: Situation) -> None:
    """Open the line in which the filter is typed."""
    screen.filter_line.begin()


def focus_on(place: Side | None) -> Run:
    """Go to one of the lists, also to one that a narrow terminal hides; ``None`` is the profiles."""

    def run(screen: MainScreen, at: Situation) -> None:
        if place is None:
            screen.query_one(Sidebar).list.focus()
        else:
            screen.show_side(place)
            screen.list_of(place).focus()

    return run


def focus_next(by: int) -> Run:
    """Go to the next list, or the one before (-1)."""

    def run(screen: MainScreen, at: Situation) -> None:
        order = (None, screen.left, Side.SENT)
        focus_on(order[(order.index(at.side) + by) % len(order)])(screen, at)

    return run


def show_help(screen: MainScreen, at: Situation) -> None:
    """All keys."""
    from buffertui.ui.screens.help import HelpScreen

    screen.app.push_screen(HelpScreen(screen.plan.keys))
