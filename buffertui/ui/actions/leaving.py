"""Accounts, tokens, the outbox, and the ways out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported
from textual.content import Content

from buffertui.core.commands import Situation
from buffertui.core.wording import verb, where
from buffertui.domain.drafts import OutboxItem, State, update_of
from buffertui.ui.screens.listing_dialog import Choice, Chosen, ListDialog, Question
from buffertui.ui.text import one_line, toast, ui_text

if TYPE_CHECKING:
    from buffertui.ui.screens.main import MainScreen


def show_outbox(screen: MainScreen, at: Situation) -> None:
    """List what is held, waiting, refused or unsure; letters act on the line under the cursor."""
    profiles = at.snapshot.profiles

    def line(item: OutboxItem) -> Content:
        subject = update_of(item.write)
        text = subject.text if subject else getattr(item.write, "text", "")
        place = where(item.write, profiles)
        parts = [f"{item.state.value:<8}", verb(item.write), place, one_line(text)[:40], item.reason]
        return ui_text(" · ".join(part for part in parts if part))

    choices = [Choice(item.id, line(item)) for item in at.snapshot.outbox]
    letters = {"u": "take back", "r": "try again", "x": "put away"}

    def after(chosen: Chosen | None) -> None:
        session = screen.session
        if chosen is None or session is None:
            return
        match chosen.key:
            case "u":
                session.write.outbox.take_back(chosen.id)
            case "r":
                session.write.outbox.try_again(chosen.id)
            case "x":
                session.write.outbox.put_away(chosen.id)

    screen.app.push_screen(ListDialog(Question("Outbox", choices, letters=letters)), after)


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
    session = screen.session
    waiting = [i for i in session.write.unsettled() if i.state is not State.SENDING] if session else []
    if session is None or not waiting:
        screen.app.exit(0)
        return
    n = len(waiting)
    choices = [
        Choice("send", Content(f"Send {'it' if n == 1 else 'them'} now, then quit")),
        Choice("stay", Content("Stay")),
        Choice("drop", Content(f"Drop {'it' if n == 1 else 'them'} and quit; nothing is sent")),
    ]
    if not screen.plan.demo:
        choices.insert(1, Choice("keep", Content("Keep for the next start, and quit")))

    def after(chosen: Chosen | None) -> None:
        match chosen.id if chosen else "stay":
            case "send":
                session.write.outbox.send_held()
                screen.app.exit(0)
            case "keep":
                screen.app.exit(0)
            case "drop":
                for item in waiting:
                    session.write.outbox.take_back(item.id)
                screen.app.exit(0)

    profiles = at.snapshot.profiles
    told = "\n".join(f"{item.state.value} · {verb(item.write)} · {where(item.write, profiles)}" for item in waiting)
    title = "One change has not gone out yet" if n == 1 else f"{n} changes have not gone out yet"
    screen.app.push_screen(ListDialog(Question(title, choices, ui_text(told))), after)
