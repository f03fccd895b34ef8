"""Moving from v1 to GraphQL: opening its screen, and looking and saving beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buffertui.core.commands import Situation
from buffertui.ui.text import toast

if TYPE_CHECKING:
    from buffertui.ui.screens.main import MainScreen


def move(screen: MainScreen, at: Situation) -> None:
    """Show what moving means; a save that was begun there goes on when the screen is closed."""
    from buffertui.ui.screens.migrate import MigrateScreen

    make = screen.plan.moving
    if make is None:
        toast(screen.app, "There are no accounts here between which to move.", title="Move from v1", severity="warning")
        return
    screen.app.push_screen(MigrateScreen(make()))
