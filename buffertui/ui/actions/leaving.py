"""Accounts, tokens, and the ways out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from buffertui.core.commands import Situation
from buffertui.core.session import Session
from buffertui.ui.screens.listing_dialog import Choice, Chosen, ListDialog, Question
from buffertui.ui.text import toast, ui_text

if TYPE_CHECKING:
    from buffertui.ui.screens.main import MainScreen


def switch_account(screen: MainScreen, at: Situation) -> None:
    """Choose another account."""
    choices = [Choice(name, ui_text(name)) for name in screen.plan.accounts]
    screen.app.push_screen(
        ListDialog(Question("Accounts", choices)), lambda chosen: screen.connection.open(chosen.id) if chosen else None
    )


def login(screen: MainScreen, at: Situation) -> None:
    """Ask for a token."""
    ask_token(screen)


def ask_token(screen: MainScreen, reason: str = "") -> None:
    """Ask for a token, then begin again with it."""
    from buffertui.ui.screens.login import LoginScreen

    if screen.plan.login is None:
        toast(screen.app, "There is nothing to log in to here.", title="Log in", severity="warning")
        return

    def after(success: bool | None) -> None:
        if success:
            screen.connection.open(screen.connection.account)

    screen.app.push_screen(LoginScreen(screen.plan.login, screen.connection.account, reason), after)


def suspend(screen: MainScreen, at: Situation) -> None:
    """Give the terminal back to the shell for a while."""
    try:
        screen.app.action_suspend_process()
    except SuspendNotSupported:
        toast(screen.app, "This terminal cannot put a program in the background.", severity="warning")


def quit_app(screen: MainScreen, at: Situation) -> None:
    """Leave; when something has not gone out yet, the person says what becomes of it."""
    from buffertui.ui.screens.quitting import QuitDialog, not_gone

    session = screen.session
    if session is None or not not_gone(session.write.outbox.items):
        screen.app.exit(0)
        return

    def after(chosen: Chosen | None) -> None:
        match chosen.id if chosen else "stay":
            case "send":
                session.write.outbox.send_held()
                screen.app.exit(0)
            case "keep":
                screen.app.exit(0)
            case "drop":
                drop(screen, session)

    screen.app.push_screen(QuitDialog(session, demo=screen.plan.demo), after)


def drop(screen: MainScreen, session: Session) -> None:
    """Take back everything that has not left, the newest first, then leave."""
    from buffertui.ui.screens.quitting import not_gone

    for item in reversed(not_gone(session.write.outbox.items)):
        session.write.outbox.take_back(item.id)
    screen.app.exit(0)
