"""Puts the lists of a whole screen, which came as one answer, on the shelf."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from datetime import datetime

from buffertui.domain.models import DRAFT, FAILED, NEEDS_APPROVAL, SENT, WAITING, Page, Update
from buffertui.domain.overview import Overview

from .listing import Listing
from .shelf import ORDERS, Key, Shelf
from .state import ALL, Side

FROM_THE_START = ""
"""The mark of a list of which only some newest updates are known: its next page is its first one."""

PLACES = {WAITING: Side.PENDING, DRAFT: Side.DRAFTS, NEEDS_APPROVAL: Side.APPROVAL, FAILED: Side.FAILED}
"""In which list an update of a status stands."""


def place_of(update: Update, views: Container[Side]) -> Side | None:
    """The list to which an update belongs; ``None`` while that is open (it is being sent). Where the API has no
    ``views``, failed ones stand in the queue."""
    if update.status == SENT or update.sent_at is not None:
        return Side.SENT
    side = PLACES.get(update.status)
    return Side.PENDING if side is Side.FAILED and side not in views else side


def put_lists(
    shelf: Shelf, overview: Overview, profile_id: str, first: str, now: datetime, wanted: Container[Key]
) -> None:
    """Keep those lists of ``profile_id`` that are ``wanted``. Lists of all profiles mixed are taken apart.

    A mixed list that ended holds that of each profile whole. Of a longer history only the profile that is shown
    ``first`` gets its part, as a beginning; of a longer queue nobody does.
    """
    ids = [profile.id for profile in overview.profiles]
    for side, page in ((Side.PENDING, overview.pending), (Side.SENT, overview.sent)):
        if (side, profile_id) not in wanted:
            continue
        if profile_id in ids:
            shelf.renew(side, profile_id, Listing().further(page), now)
        elif profile_id == ALL and page.next is None and not page.odd:
            for one in ids:
                shelf.put(side, one, _part(page, one), now)
        elif profile_id == ALL and side is Side.SENT and (part := _part(page, first)).updates:
            shelf.renew(side, first, replace(part, total=None, next=FROM_THE_START), now)
    if overview.unsent != Page():
        for side in shelf.views:
            if (side, ALL) in wanted:
                _put_view(shelf, side, overview.unsent, profile_id or first, now)


def _put_view(shelf: Shelf, side: Side, unsent: Page, shown: str, now: datetime) -> None:
    """One view's part of what is neither waiting nor sent, of all profiles mixed. Where that did not end, it is only
    the beginning of it, and of the profile that is shown."""
    whole = unsent.next is None and not unsent.odd
    for one in (ALL,) if whole else (shown, ALL):
        mine = [u for u in unsent.updates if PLACES.get(u.status) is side and one in (ALL, u.profile_id)]
        updates = tuple(sorted(mine, key=ORDERS[side]))
        if whole:
            shelf.put(side, one, Listing(updates, len(updates), None, 1), now)
        elif updates:
            shelf.renew(side, one, Listing(updates, None, FROM_THE_START, 1), now)
        else:
            shelf.doubt(one, side)


def _part(page: Page, profile_id: str) -> Listing:
    updates = tuple(update for update in page.updates if update.profile_id == profile_id)
    return Listing(updates, len(updates), None, 1)
