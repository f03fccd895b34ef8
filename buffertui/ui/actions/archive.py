"""Outbox, drafts, the search over everything ever seen, and deleted updates made anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buffertui.core.commands import Situation
from buffertui.core.session import Session
from buffertui.domain.drafts import Delete, OutboxItem, State
from buffertui.ui.present_drafts import lost_media, restored_when
from buffertui.ui.text import toast
from buffertui.ui.work import work

from .composing import submit, tell_taken, write

if TYPE_CHECKING:
    from buffertui.ui.screens.drafts import Resume, Send
    from buffertui.ui.screens.main import MainScreen
    from buffertui.ui.screens.outbox import Change


def open_outbox(screen: MainScreen, at: Situation) -> None:
    """Show what is held, waiting, refused or unsure."""
    from buffertui.ui.screens.outbox import OutboxScreen

    session = screen.session
    if session is None:
        return

    def after(change: Change | None) -> None:
        if change is not None:
            _change(screen, session, change.item)

    screen.app.push_screen(OutboxScreen(session, screen.plan.keys, screen.picture.drawing), after)


def _change(screen: MainScreen, session: Session, item: OutboxItem) -> None:
    """Take an item out of the outbox and go on writing its text."""
    draft = session.drafts.of_item(item)
    now = next((i for i in session.write.outbox.items if i.id == item.id), None)
    if now is not None and now.state is State.REFUSED:
        session.write.outbox.put_away(item.id)
    elif session.write.outbox.take_back(item.id) is None:
        told = "It has left, or may have: it cannot be changed any more."
        toast(screen.app, told, title="Change", severity="warning")
        return
    if draft is not None:
        write(screen, draft)


def open_drafts(screen: MainScreen, at: Situation) -> None:
    """List the texts that were kept."""
    from buffertui.ui.screens.drafts import DraftsScreen, Resume, Send

    session = screen.session
    if session is None:
        return

    def after(result: Resume | Send | None) -> None:
        match result:
            case Resume(draft=draft):
                write(screen, draft)
            case Send():
                work(screen.app, "send-draft", _send(screen, session, result), failed="Not sent")

    screen.app.push_screen(DraftsScreen(session, screen.plan.keys, screen.picture.drawing), after)


async def _send(screen: MainScreen, session: Session, result: Send) -> None:
    if await session.drafts.open(result.draft.id):
        submit(screen, session, result.write, result.draft)
    else:
        tell_taken(screen)


def search(screen: MainScreen, at: Situation) -> None:
    """Search everything ever seen."""
    from buffertui.ui.screens.search import SearchScreen

    session = screen.session
    if session is None:
        return

    def after(result: tuple[str, Situation] | None) -> None:
        if result is not None:
            screen.run_command(*result)

    screen.app.push_screen(
        SearchScreen(session, screen.run_command, screen.plan.keys, screen.picture.drawing), after
    )


def restore(screen: MainScreen, at: Situation) -> None:
    """List deleted updates, to make one anew."""
    from buffertui.ui.screens.restore import RestoreScreen

    session = screen.session
    if session is None:
        return

    def after(item: OutboxItem | None) -> None:
        if item is not None and isinstance(item.write, Delete):
            _restore(screen, session, item, item.write)

    screen.app.push_screen(RestoreScreen(session, screen.plan.keys, screen.picture.drawing), after)


def _restore(screen: MainScreen, session: Session, item: OutboxItem, deleted: Delete) -> None:
    """Make a deleted update anew. Its text is kept as a draft until Buffer has it."""
    anew = session.archive.anew(deleted)
    draft = session.drafts.of_write(anew)
    session.drafts.post(draft)
    session.write.submit(anew, draft)
    told = f"{restored_when(anew, session.snapshot, session.clock.now())} {lost_media(item)}".strip()
    toast(screen.app, told, title="Restoring", seconds=8)
