"""Lists of rows: each row is read for itself, so that one odd row costs nothing but its own place."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from buffertui.api import shapes, values
from buffertui.api.shapes import Row, Unreadable
from buffertui.domain.errors import BadAnswer
from buffertui.domain.models import UNREADABLE, Page, Update

from .refusals import UNCLEAR, UNREAD
from .wire import WireUpdate

UNREADABLE_TEXT = "This update could not be read."
LARGEST_PAGE = 100
"""Rows of a page at most (v1 reference, section 2.4)."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Listing:
    """Which list is read: its name (``pending``, ``sent``), its profile, and the status its rows have by nature."""

    name: str
    profile_id: str
    status: str
    page: int = 1
    count: int = LARGEST_PAGE

    def placeholder(self, index: int) -> Update:
        """Stands for row ``index``, with an id that is the same at each reading."""
        row = f"unreadable-{self.name}-{self.profile_id}-{self.page}-{index}"
        return Update(id=row, profile_id=self.profile_id, text=UNREADABLE_TEXT, status=UNREADABLE)


def odd(what: str, *, write: bool = False) -> BadAnswer:
    """The answer is JSON but not what the reference describes."""
    return BadAnswer(f"Buffer's answer about {what} could not be understood.", hint=UNCLEAR if write else UNREAD)


def bare(body: object, name: str, what: str) -> dict[str, Any]:
    """The object of an answer, bare or under ``name``."""
    if isinstance(body, dict) and isinstance(body.get(name), dict):
        body = body[name]
    if not isinstance(body, dict):
        raise odd(what)
    return body


def read_one(read: Callable[[], Row], what: str) -> Row:
    """One object, which must be readable."""
    return shapes.read_one(read, odd(what))


def read_all(rows: list[object], read: Callable[[object], Row], what: str) -> tuple[Row, ...]:
    """The readable ones of ``rows``."""
    return shapes.read_rows(rows, read, what)[0]


def read_updates(rows: list[object], listing: Listing) -> tuple[Update, ...]:
    """Every row as an update, a placeholder where one cannot be read."""
    found = [_read_update(row, listing, index) for index, row in enumerate(rows)]
    lost = sum(not update.readable for update in found)
    if lost:
        _log.warning("%d of %d updates in %s could not be read", lost, len(rows), listing.name)
    return tuple(found)


def read_page(body: object, listing: Listing) -> Page:
    """A page of pending or sent updates (v1 reference, section 2.4).

    There is a next page when the total says so, or, where no sensible total came, when this one is full; never after
    an empty one.
    """
    if not isinstance(body, dict) or ("updates" not in body and "total" not in body):
        raise odd("the updates")
    rows = values.rows(body.get("updates"))
    total = values.count(body.get("total"))
    before = (listing.page - 1) * listing.count
    more = len(rows) >= listing.count if total is None else before + len(rows) < total
    updates = read_updates(rows, listing)
    return Page(
        updates=updates,
        total=total,
        next=str(listing.page + 1) if rows and more else None,
        odd=sum(not update.readable for update in updates),
    )


def _read_update(row: object, listing: Listing, index: int) -> Update:
    try:
        return WireUpdate.read(row).to_domain(listing.profile_id, listing.status)
    except Unreadable:
        return listing.placeholder(index)
