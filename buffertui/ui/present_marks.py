"""What stands beside and under the text of an update: what happens to it, what it is, what was counted."""

from __future__ import annotations

from datetime import datetime

from buffertui.core.state import Mark, Side
from buffertui.domain.late import late
from buffertui.domain.models import (
    DRAFT,
    FAILED,
    FROM_NETWORK,
    NEEDS_APPROVAL,
    SENDING,
    SENT,
    UNREADABLE,
    WAITING,
    Tag,
    Update,
)

from .cells import fit
from .pieces import Piece, Pieces, Ranked
from .present import compact, seconds_left
from .text import Drawing, one_line

_SIGNS = {
    "likes": "♥", "favorites": "♥", "favourites": "♥", "hearts": "♥", "reactions": "♥",
    "retweets": "↻", "reposts": "↻", "reblogs": "↻", "boosts": "↻", "shares": "↻", "repins": "↻",
    "reach": "◉", "impressions": "◉", "views": "◉",
}
"""Signs for the numbers that most networks count; any other number is shown under the network's own word for it."""
_RANKS = {name: rank for rank, name in enumerate((*_SIGNS, "comments", "replies", "mentions", "clicks"))}

_KNOWN = (WAITING, SENT, FROM_NETWORK, FAILED, SENDING, DRAFT, NEEDS_APPROVAL, UNREADABLE)

LINED = 5
"""The last rank of what is worth a line of its own; tags, which come behind it, are not."""

_COLOUR = late(r"#[0-9a-fA-F]{6}")
_HUMP = late("(?<=[a-z])(?=[A-Z])")
CHIP = 18
"""Cells that the name of a tag may take beside a text."""


def status_marks(update: Update, side: Side, drawing: Drawing) -> tuple[Ranked, ...]:
    """How an update stands, unless every row of the list stands so. A status nobody knew is shown by its own word."""
    status = update.status
    if side is Side.FAILED:
        return ()
    if status == FAILED or update.error:
        return ((1, (Piece(drawing.mark("✗ failed", "! failed"), "error"),)),)
    if status == SENDING:
        return ((1, (Piece(drawing.mark("⟳ sending", "~ sending"), "accent"),)),)
    if status == DRAFT and side is not Side.DRAFTS:
        return ((2, (Piece(drawing.mark("✎ draft", "draft"), "muted"),)),)
    if status == NEEDS_APPROVAL and side is not Side.APPROVAL:
        return ((2, (Piece(drawing.mark("⚑ needs approval", "needs approval"), "warn"),)),)
    if status == FROM_NETWORK:
        return ((2, (Piece("on the network", "muted"),)),)
    if status not in _KNOWN:
        return ((2, (Piece(fit(one_line(status, drawing), 20) or "?", "muted"),)),)
    return ()


def doing(mark: Mark, now: datetime, drawing: Drawing) -> Pieces:
    """What the outbox does to an update now, and how long that can be taken back."""
    label = one_line(mark.label, drawing)
    if left := seconds_left(mark.held_until, now):
        return (Piece(f"{drawing.mark('↺', '<')} {label} {drawing.mark('·', '-')} u {left}s", "warn"),)
    return (Piece(f"{drawing.mark('⟳', '~')} {label}", "accent"),)


def media_kind(update: Update) -> str:
    """In a word or two what hangs on an update; empty for nothing."""
    if not update.media:
        return ""
    first = update.media[0]
    if first.video:
        return "video"
    photos = sum(1 for item in update.media if item.photo)
    if photos > 1:
        return f"{photos} photos"
    return "photo" if photos else "link" if first.link else "picture"


def tag_marks(tags: tuple[Tag, ...], drawing: Drawing) -> tuple[Ranked, ...]:
    """``#launch``, each in its own colour; they go first where there is no room."""
    return tuple((LINED + place, (chip(tag, drawing, CHIP),)) for place, tag in enumerate(tags, 1))


def chip(tag: Tag, drawing: Drawing, width: int = 60) -> Piece:
    """A tag by its name. A colour that is none is left out."""
    colour = tag.color if _COLOUR.fullmatch(tag.color) else ""
    return Piece("#" + fit(one_line(tag.label, drawing).lstrip("#"), width), "" if colour else "muted", colour)


def statistics(update: Update, drawing: Drawing) -> tuple[Ranked, ...]:
    """Numbers that the network counted, the known ones first and under their short signs."""
    if update.sent_at is None or not update.statistics:
        return ()
    groups: list[Ranked] = []
    used: set[str] = set()
    for name in sorted(update.statistics, key=lambda name: (_RANKS.get(name, len(_RANKS)), name)):
        sign = drawing.mark(_SIGNS.get(name, ""), "")
        label = one_line(worded(name), drawing)[:20] if not sign or sign in used else sign
        used.add(sign)
        groups.append((len(groups), (Piece(f"{label} {compact(update.statistics[name])}", "muted"),)))
    return tuple(groups)


def worded(name: str) -> str:
    """A network's own name for a number as words: ``engagementRate`` is said as ``engagement rate``."""
    return _HUMP.sub(" ", name).lower() if _HUMP.search(name) else name


def failure(update: Update, side: Side, drawing: Drawing) -> tuple[Ranked, ...]:
    """The reason that the network gave; where failed posts stand together, also that it gave none."""
    reason = one_line(update.error, drawing)[:300]
    if side is Side.FAILED:
        reason = f"{drawing.mark('✗', '!')} {reason or 'The network gave no reason.'}"
    return ((0, (Piece(reason, "warn"),)),) if reason else ()
