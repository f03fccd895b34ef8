"""What is done to the update under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buffertui.core.commands import Situation
from buffertui.core.state import Side
from buffertui.core.wording import verb, where
from buffertui.domain.drafts import OutboxItem, State, update_of
from buffertui.domain.links import safe_to_open
from buffertui.domain.models import NEEDS_APPROVAL
from buffertui.ui.browser import open_in_browser
from buffertui.ui.present_detail import best_link
from buffertui.ui.text import one_line, toast
from buffertui.ui.work import work

from .run import Run

if TYPE_CHECKING:
    from buffertui.ui.screens.main import MainScreen


def open_update(screen: MainScreen, at: Situation) -> None:
    """Show the update whole; a command chosen there runs on it."""
    from buffertui.ui.screens.detail import DetailScreen

    update, side = at.update, at.side or Side.PENDING
    if update is None:
        return

    def after(command_id: str | None) -> None:
        if command_id:
            screen.run_command(command_id, Situation(screen.picture.snapshot, side, update, at.filtered))

    screen.app.push_screen(DetailScreen(update, at.snapshot, side, screen.plan.clock, screen.plan.keys), after)


def share_now(screen: MainScreen, at: Situation) -> None:
    """Hold, then publish."""
    if screen.session and at.update:
        held_toast(screen, screen.session.write.share_now(at.update))


def delete(screen: MainScreen, at: Situation) -> None:
    """Hold, then delete."""
    if screen.session and at.update:
        held_toast(screen, screen.session.write.delete(at.update))


def held_toast(screen: MainScreen, item: OutboxItem) -> None:
    """Nothing to say while the hold is seen on the update itself; a new post is seen nowhere else."""
    if item.state is State.HELD and update_of(item.write) is None:
        toast(screen.app, "It goes out in a few seconds. Press u to take it back.", title=verb(item.write).capitalize())


def undo(screen: MainScreen, at: Situation) -> None:
    """Take back the newest thing held."""
    item = screen.session.write.undo() if screen.session else None
    if item is not None:
        more = " The text is kept; press c." if item.draft_id else ""
        what = f"{verb(item.write)} · {where(item.write, at.snapshot.profiles)}.{more}"
        toast(screen.app, what, title="Taken back", seconds=4)


def to_top(screen: MainScreen, at: Situation) -> None:
    """Move to the front of the queue."""
    if screen.session and at.update:
        screen.session.write.move_to_top(at.update)


def to_bottom(screen: MainScreen, at: Situation) -> None:
    """Move to the end of the queue."""
    if screen.session and at.update:
        screen.session.write.move_to_bottom(at.update)


def to_queue(screen: MainScreen, at: Situation) -> None:
    """Give it the next free slot."""
    if screen.session and at.update:
        screen.session.write.to_queue(at.update)


def to_drafts(screen: MainScreen, at: Situation) -> None:
    """Take it out of the queue and keep it among Buffer's drafts."""
    if screen.session and at.update:
        screen.session.write.to_drafts(at.update)


def approval(screen: MainScreen, at: Situation) -> None:
    """Ask for a draft to be approved; where that was asked already, take it back."""
    if screen.session and at.update:
        write = screen.session.write
        (write.revert_approval if at.update.status == NEEDS_APPROVAL else write.ask_approval)(at.update)


def move(by: int) -> Run:
    """Move one place in the queue."""

    def run(screen: MainScreen, at: Situation) -> None:
        if screen.session and at.update and not screen.session.write.move(at.update, by):
            toast(screen.app, f"It is the {'last' if by > 0 else 'first'} of its queue already.", seconds=3)

    return run


def shuffle(screen: MainScreen, at: Situation) -> None:
    """Hold, then shuffle the chosen queue."""
    if screen.session:
        held_toast(screen, screen.session.write.shuffle(at.snapshot.chosen))


def open_link(screen: MainScreen, at: Situation) -> None:
    """Open the update's link in the browser, if it is one that a browser may be given."""
    link = best_link(at.update) if at.update else ""
    if not link or not safe_to_open(link):
        toast(screen.app, f"This is not an address that can be opened safely: {link}", title="Open link",
                      severity="warning")
        return
    work(screen.app, "browser", _opened(screen, link))


async def _opened(screen: MainScreen, link: str) -> None:
    """Without a browser the address goes to the clipboard."""
    if await open_in_browser(link):
        toast(screen.app, link, title="Opened in the browser", seconds=4)
        return
    screen.app.copy_to_clipboard(link)
    toast(screen.app, f"There is no browser with a window here. The address was copied: {link}", title="Open link")


def copy_text(screen: MainScreen, at: Situation) -> None:
    """Copy the text as it is, through the terminal."""
    if at.update:
        screen.app.copy_to_clipboard(at.update.text)
        toast(screen.app, one_line(at.update.text)[:60], title="Copied", seconds=3)
