"""Why a command cannot run now, as a sentence for the person; ``None`` when it can."""

from __future__ import annotations

from collections.abc import Callable

from buffertui.domain.drafts import Create, Draft, Edit, OutboxItem, State
from buffertui.domain.models import DRAFT, FAILED, NEEDS_APPROVAL, WAITING, Update
from buffertui.domain.ports import Can
from buffertui.domain.records import dataclass

from .ghosts import is_ghost
from .state import ALL, Link, Side, Snapshot


@dataclass(frozen=True, slots=True)
class Situation:
    """What a command would act on: the snapshot, the list that has the focus (``None``: the sidebar), its update.

    In the outbox it is an ``item``, among the drafts a ``draft``.
    """

    snapshot: Snapshot
    side: Side | None = None
    update: Update | None = None
    filtered: bool = False
    item: OutboxItem | None = None
    draft: Draft | None = None


Reason = Callable[[Situation], str | None]


def writable(at: Situation) -> str | None:
    if at.snapshot.read_only:
        return "This window only looks (--read-only). Start buffertui without it to change anything."
    if at.snapshot.link is Link.REFUSED:
        return "Buffer refused the token. Log in again first; your texts are kept."
    return None


def waiting(at: Situation) -> str | None:
    if at.update is None:
        return "No update is selected. Choose one in Pending first."
    if not at.update.readable:
        return "This row of Buffer's answer could not be read, so nothing can be done with it here."
    if at.update.status not in (WAITING, FAILED, DRAFT, NEEDS_APPROVAL):
        return "This update has been sent. Only updates that wait in Pending can be changed."
    if is_ghost(at.update):
        return "This post has not gone out yet. Press b: the outbox can cancel it, change it or send it again."
    mark = at.snapshot.marks.get(at.update.id)
    if mark is not None:
        return f"This update is already being changed ({mark.label}). Press u to take it back while it is held."
    return None


def readable(at: Situation) -> str | None:
    if at.update is None:
        return "No update is selected."
    return None


def change(at: Situation) -> str | None:
    return writable(at) or waiting(at)


def compose(at: Situation) -> str | None:
    if not at.snapshot.profiles:
        return "There is no profile to write for yet. Connect one at Buffer, then press r."
    return writable(at)


def power(can: Can) -> Reason:
    return lambda at: at.snapshot.lacks.get(can)


def first(*reasons: Reason) -> Reason:
    def why(at: Situation) -> str | None:
        return next((said for reason in reasons if (said := reason(at))), None)

    return why


def share(at: Situation) -> str | None:
    if at.update is not None and at.update.status == NEEDS_APPROVAL:
        return "Somebody has to approve this post first, on Buffer's page. Nothing here publishes it before that."
    return change(at)


def requeue(at: Situation) -> str | None:
    no = change(at)
    if no is not None or at.update is None:
        return no
    if at.update.status == NEEDS_APPROVAL:
        return "Somebody has to approve this post first, on Buffer's page. It then takes its place by itself."
    if at.update.status == WAITING and not at.update.fixed:
        return "This update has its place in the queue already."
    return None


def redraft(at: Situation) -> str | None:
    no = change(at)
    if no is None and at.update is not None and at.update.status == DRAFT:
        return "This post is a draft already."
    return no


def approval(at: Situation) -> str | None:
    no = change(at)
    if no is None and at.update is not None and at.update.status not in (DRAFT, NEEDS_APPROVAL):
        return "Approval is asked for drafts. Put this update back among the drafts first."
    return no


def organizations(at: Situation) -> str | None:
    if len(at.snapshot.organizations) < 2 and at.snapshot.organizations:
        return "This key opens only one organization."
    return None


def slot(at: Situation) -> str | None:
    if at.update is not None and at.update.status != WAITING:
        return "Only an update that waits in Pending has a place in the order."
    if at.update is not None and at.update.fixed and at.update.id not in at.snapshot.movable:
        return "This update has a fixed time, so it has no place in the order. Edit it (e) to change its time."
    return None


def one_queue(at: Situation) -> str | None:
    if at.snapshot.chosen == ALL and at.update is None:
        return "Choose one profile first: the order belongs to its queue."
    return None


def unfiltered(at: Situation) -> str | None:
    return "Take the filter away first (Esc): the order of hidden updates would change unseen." if at.filtered else None


def link(at: Situation) -> str | None:
    if at.update is None:
        return "No update is selected."
    if at.update.error_link:
        return None
    if not (at.update.link or any(m.link for m in at.update.media) or "://" in at.update.text):
        return "This update has no link."
    return None


def undo(at: Situation) -> str | None:
    if any(item.state is State.HELD for item in at.snapshot.outbox):
        return None
    return "Nothing is being held, so there is nothing to take back."


def shuffle(at: Situation) -> str | None:
    if at.snapshot.chosen == ALL:
        return "Choose one profile first: shuffling is done to one queue."
    if len(at.snapshot.pending.updates) < 2:
        return "There are fewer than two updates in this queue."
    return None


def accounts(at: Situation) -> str | None:
    if len(at.snapshot.accounts) < 2:
        return "There is only one account. Add [accounts.NAME] to the configuration to have another."
    return None


def outbox(at: Situation) -> str | None:
    return None if at.snapshot.outbox else "The outbox is empty: everything you did has been done."


LEFT = "It has left, and its answer is awaited; nothing can be done to it until then."
BY_ITSELF = "It has not left yet and goes out by itself. Take it back if it should not."


def of_item(**reasons: str) -> Reason:
    """Why a command cannot run on an outbox item in the states that are named; in all others it can."""

    def why(at: Situation) -> str | None:
        if at.item is None:
            return "Nothing is selected."
        return reasons.get(at.item.state.value)

    return why


def lost(at: Situation) -> str | None:
    if at.item is not None and at.item.state is State.WAITING and at.item.lost_at is not None:
        return "An earlier answer to it was lost, so it may have been carried out: nobody can promise to take it back."
    return None


def has_text(at: Situation) -> str | None:
    if at.item is not None and not isinstance(at.item.write, Create | Edit):
        return "Only a post or an edit has a text that can be changed. Take it back instead."
    return None


def kept(at: Situation) -> str | None:
    if at.draft is None:
        return "No draft is selected."
    if any(item.draft_id == at.draft.id for item in at.snapshot.outbox):
        return "This text is in the outbox. Change it there, or take it back there first."
    return None
