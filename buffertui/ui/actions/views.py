"""Moving between lists, filtering, refreshing and help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buffertui.core.commands import Situation
from buffertui.core.state import Side
from buffertui.ui.widgets.filter_line import FilterLine
from buffertui.ui.work import work

from .run import Run

if TYPE_CHECKING:
    from buffertui.ui.screens.main import MainScreen


def refresh(screen: MainScreen, at: Situation) -> None:
    """Ask for everything again."""
    if screen.session:
        work(screen.app, "refresh", screen.session.refresh(), failed="Not refreshed")


def start_filter(screen: MainScreen, at: Situation) -> None:
    """Open the line in which the filter is typed."""
    screen.query_one(FilterLine).begin()


def focus_on(selector: str) -> Run:
    """Go to one of the lists, also to one that a narrow terminal hides."""

    def run(screen: MainScreen, at: Situation) -> None:
        if selector != "#profiles":
            screen.show_side(Side(selector.removeprefix("#")))
        screen.query_one(selector).focus()

    return run


def focus_next(by: int) -> Run:
    """Go to the next or previous list, also to one that a narrow terminal hides."""
    order = ("#profiles", "#pending", "#sent")

    def run(screen: MainScreen, at: Situation) -> None:
        here = f"#{screen.focused.id}" if screen.focused is not None else "#pending"
        place = order.index(here) if here in order else 1
        focus_on(order[(place + by) % len(order)])(screen, at)

    return run


def show_help(screen: MainScreen, at: Situation) -> None:
    """All keys."""
    from .screens.help import HelpScreen

    screen.app.push_screen(HelpScreen(screen.plan.keys))
