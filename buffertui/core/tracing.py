"""Whether an update, as Buffer shows it now, bears the trace of a write whose answer was lost."""

from __future__ import annotations

import re
from enum import StrEnum

from buffertui.domain.drafts import Approval, At, Create, Edit, NextSlot, Top
from buffertui.domain.models import DRAFT, FAILED, NEEDS_APPROVAL, SENDING, SENT, Update

_LINK = re.compile(r"https?://\S+")


class Trace(StrEnum):
    """What an update says about a lost edit."""

    THERE = "there"
    ABSENT = "absent"
    """It was not carried out, and carrying it out (again) ends in the same state."""
    LEFT = "left"
    """It went out, or was approved, meanwhile; nothing can be changed in it any more."""


def essence(text: str) -> str:
    """A text without what Buffer may have changed in it: links (they get shortened) and runs of spaces."""
    return " ".join(_LINK.sub("\N{LINK SYMBOL}", text).split())


def is_out(now: Update) -> bool:
    """Whether an update was published, or is on its way to the network."""
    return now.sent_at is not None or now.status in (SENT, SENDING)


def failed_anew(now: Update, before: Update) -> bool:
    """Whether the network refused an update, and not only in the state in which the person saw it."""
    if now.status != FAILED:
        return False
    return before.status != FAILED or now.due_at != before.due_at or bool(before.error and now.error != before.error)


def made_by(update: Update, write: Create) -> bool:
    """Whether an update that looks like a lost post stands where that write puts one. Only a policy of approval can
    bring it elsewhere (GraphQL reference, section 12.3)."""
    return update.status == NEEDS_APPROVAL or (update.status == DRAFT) == write.draft


def trace_of(now: Update, write: Edit) -> Trace:
    """What has become of an edit that does not publish at once."""
    if is_out(now):
        return Trace.THERE if _known_to_be_in(now, write) else Trace.LEFT
    if write.approval is Approval.REVERT and now.status not in (DRAFT, NEEDS_APPROVAL):
        return Trace.LEFT
    fields_there = write.fields is None or dict(write.fields) == dict(now.fields)
    there = _has_text(now, write) and _has_status(now, write) and _has_place(now, write)
    return Trace.THERE if there and fields_there and write.media is None else Trace.ABSENT


def _known_to_be_in(now: Update, write: Edit) -> bool:
    """Whether an update that went out shows by itself that an edit came before that."""
    if write.draft or write.media is not None or write.fields is not None or write.approval is Approval.REVERT:
        return False
    waited = write.before.status not in (DRAFT, FAILED)
    if write.when is not None and waited and not (isinstance(write.when, At) and now.due_at == write.when.time):
        return False
    return _has_text(now, write)


def _has_text(now: Update, write: Edit) -> bool:
    """Whether an edit's text is there. One that changes only a link is known by nothing but the link itself."""
    if write.text is None or now.text == write.text:
        return True
    wanted = essence(write.text)
    return essence(now.text) == wanted and essence(write.before.text) != wanted


def _has_status(now: Update, write: Edit) -> bool:
    if write.draft and now.status not in (DRAFT, NEEDS_APPROVAL):
        return False
    if write.approval is Approval.REQUEST:
        return now.status != DRAFT
    return write.approval is not Approval.REVERT or now.status == DRAFT


def _has_place(now: Update, write: Edit) -> bool:
    """Whether the place in time is there. A place in the queue shows in what the update was before."""
    before = write.before
    if write.when is not None and not write.draft and before.status in (DRAFT, FAILED, NEEDS_APPROVAL):
        if now.status == before.status and not failed_anew(now, before):
            return False
        return not isinstance(write.when, At) or now.due_at == write.when.time or now.status == NEEDS_APPROVAL
    match write.when:
        case At(time=time):
            return now.due_at == time
        case NextSlot() | Top() if before.fixed:
            return not now.fixed
        case NextSlot():
            return _later(now, before)
        case Top():
            return _later(before, now)
        case _:
            return True


def _later(one: Update, other: Update) -> bool:
    return one.due_at is not None and other.due_at is not None and one.due_at > other.due_at
