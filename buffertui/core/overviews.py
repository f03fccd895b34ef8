"""Puts the lists of a whole screen, which came as one answer, on the shelf."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from buffertui.domain.models import Page
from buffertui.domain.overview import Overview

from .listing import Listing
from .shelf import Shelf
from .state import ALL, Side

FROM_THE_START = ""
"""The mark of a list of which only some newest updates are known: its next page is its first one."""


def put_lists(shelf: Shelf, overview: Overview, profile_id: str, first: str, now: datetime) -> None:
    """Keep both lists of ``profile_id``. Lists of all profiles mixed are taken apart.

    A mixed list that ended holds that of each profile whole. Of a longer history only the profile that is shown
    ``first`` gets its part, as a beginning; of a longer queue nobody does.
    """
    ids = [profile.id for profile in overview.profiles]
    for side, page in ((Side.PENDING, overview.pending), (Side.SENT, overview.sent)):
        if profile_id in ids:
            shelf.put(side, profile_id, Listing().further(page), now)
        elif profile_id == ALL and page.next is None and not page.odd:
            for one in ids:
                shelf.put(side, one, _part(page, one), now)
        elif profile_id == ALL and side is Side.SENT and (part := _part(page, first)).updates:
            shelf.put(side, first, replace(part, total=None, next=FROM_THE_START), now)


def _part(page: Page, profile_id: str) -> Listing:
    updates = tuple(update for update in page.updates if update.profile_id == profile_id)
    return Listing(updates, len(updates), None, 1)
