"""Opening the composer, and acting on how it was left."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from buffertui.core.commands import Situation
from buffertui.core.drafting import draft_of, new_draft, untouched
from buffertui.core.session import Session
from buffertui.core.state import ALL, Snapshot
from buffertui.domain.drafts import Create, Draft, Edit, State
from buffertui.domain.errors import StoreError
from buffertui.ui.text import toast
from buffertui.ui.work import work

from .updates import held_toast

if TYPE_CHECKING:
    from buffertui.core.placing import Taken
    from buffertui.ui.screens.compose import ComposeScreen
    from buffertui.ui.screens.main import MainScreen


def compose_post(screen: MainScreen, at: Situation) -> None:
    """Go on with the text that was closed last, or begin a new one."""
    if screen.composer is not None:
        # The one before is just being closed; what it leaves is not known before its end has been dealt with.
        screen.call_later(screen.action_command, "post.compose")
        return
    sending = {item.draft_id for item in at.snapshot.outbox}
    kept = next((d for d in at.snapshot.drafts if d.editing is None and d.id not in sending), None)
    if kept is not None:
        write(screen, kept)
    else:
        compose_anew(screen, at)


def compose_anew(screen: MainScreen, at: Situation) -> None:
    """Begin a new text for the chosen profile, or the update's."""
    if screen.session is None:
        return
    snapshot = at.snapshot
    chosen = snapshot.chosen if snapshot.chosen != ALL else (at.update.profile_id if at.update else "")
    default = next((p.id for p in snapshot.profiles if p.default), "")
    profile_id = chosen or default
    write(screen, new_draft(screen.session.drafts.new_id(), (profile_id,) if profile_id else ()))


def edit_update(screen: MainScreen, at: Situation) -> None:
    """Change a waiting update; a text for it that was closed before is taken up again."""
    update = at.update
    if update is None or screen.session is None:
        return
    kept = next((d for d in at.snapshot.drafts if d.editing and d.editing.id == update.id), None)
    write(screen, replace(kept, editing=update) if kept else draft_of(update, screen.session.drafts.new_id()))


def write(screen: MainScreen, draft: Draft) -> None:
    """Open the composer on a draft, and act on how it was left.

    It opens at once, so that keys typed meanwhile go to it; when another running copy turns out to be writing on the
    draft, it closes again.
    """
    from buffertui.ui.screens.compose import ComposeScreen, Kept, Sent

    session = screen.session
    if session is None:
        return
    work(screen.app, "configuration", session.configure())
    composer: ComposeScreen | None = None

    def count(taken: Taken) -> None:
        if composer is not None and screen.composer is composer:
            composer.call_later(composer.renew, session.snapshot, taken)

    shelf = session.taken(count)

    def after(result: Sent | Kept | None) -> None:
        screen.composer, screen.composing = None, ""
        if result is None:
            return
        if isinstance(result, Kept) and untouched(result.draft):
            session.drafts.drop(result.draft.id)
            session.drafts.close(result.draft.id)
            return
        keep_draft(screen, result.draft)
        if isinstance(result, Sent):
            # The draft stays this run's own until it is settled: another copy must not send the same text.
            submit(screen, session, result.write, result.draft)
        else:
            session.drafts.close(result.draft.id)
            key = "e on the update" if result.draft.editing else "c"
            toast(screen.app, f"The text is kept. Press {key} to go on.", title="Not sent")

    composer = ComposeScreen(
        draft, snapshot=session.snapshot, clock=screen.plan.clock, taken=shelf, drawing=screen.picture.drawing
    )
    screen.composer, screen.composing = composer, draft.id
    screen.app.push_screen(composer, after)
    work(screen.app, "claim", _claim(screen, session, composer, draft))


def submit(screen: MainScreen, session: Session, write: Create | Edit, draft: Draft) -> None:
    """Hand a text to the outbox."""
    item = session.write.submit(write, draft)
    if item.state is State.HELD:
        held_toast(screen, item)


async def _claim(screen: MainScreen, session: Session, composer: ComposeScreen, draft: Draft) -> None:
    if await session.drafts.open(draft.id):
        return

    def close() -> None:
        if screen.composer is composer:
            typed = composer.draft
            composer.dismiss(None)
            if typed.text != draft.text:
                session.drafts.post(replace(typed, id=session.drafts.new_id()))

    # In the composer's own turn: it may still be putting its parts in their places.
    composer.call_later(close)
    tell_taken(screen)
    await session.drafts.show()


def tell_taken(screen: MainScreen) -> None:
    """Another running copy has the draft open."""
    toast(screen.app, "Another buffertui is writing on this text.", title="Not opened", severity="warning")


def renew_composer(screen: MainScreen, snapshot: Snapshot) -> None:
    """Limits that arrive while somebody writes count from then on."""
    if screen.composer is not None:
        # In its own turn: an answer can come before the composer has been put together.
        screen.composer.call_later(screen.composer.renew, snapshot)


def keep_draft(screen: MainScreen, draft: Draft) -> None:
    """Save a draft beside the screen."""
    if screen.session is not None:
        # Queued now, so that a send that follows is recorded after it and can drop it.
        work(screen.app, f"draft-{draft.id}", _kept(screen, screen.session.drafts.save(draft), draft))


async def _kept(screen: MainScreen, saved: asyncio.Future[None], draft: Draft) -> None:
    """When the draft could not be saved the person is told at once, and the text is in the clipboard."""
    try:
        await asyncio.shield(saved)
    except StoreError as error:
        screen.app.copy_to_clipboard(draft.text)
        toast(
            screen.app, f"{error.message} {error.hint} The text was copied to the clipboard.",
            title="The text could not be saved", severity="error", seconds=20,
        )
