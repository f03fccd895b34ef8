"""Lists of posts: cursor pages, nullable edges, and one odd row that costs nothing but its own place."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from buffertui.api import shapes, values
from buffertui.api.shapes import Row, Unreadable
from buffertui.domain.errors import BadAnswer
from buffertui.domain.models import UNREADABLE, Page, Update

from .wire import WirePost

UNREADABLE_TEXT = "This post could not be read."
LARGEST_PAGE = 100
"""Rows of a page at most (section 6: undocumented; 100 is what is known to work)."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Listing:
    """Which list is read: its name, its profile (empty: of all profiles), and the cursor behind which it goes on."""

    name: str
    profile_id: str = ""
    after: str | None = None

    def placeholder(self, index: int) -> Update:
        """Stands for row ``index``, with an id that is the same at each reading."""
        row = f"unreadable-{self.name}-{self.profile_id}-{self.after or 'first'}-{index}"
        return Update(id=row, profile_id=self.profile_id, text=UNREADABLE_TEXT, status=UNREADABLE)


def odd(what: str) -> BadAnswer:
    """The answer is JSON but not what the schema describes."""
    return BadAnswer(f"Buffer's answer about {what} could not be understood.", hint="Try it again.")


def read_one(read: Callable[[], Row], what: str) -> Row:
    """One object, which must be readable."""
    return shapes.read_one(read, odd(what))


def read_all(rows: Iterable[object], read: Callable[[object], Row], what: str) -> tuple[Row, ...]:
    """The readable ones of ``rows``; when none of them is, the answer as a whole is odd."""
    found, lost = shapes.read_rows(rows, read, what)
    if lost and not found:
        raise odd(what)
    return found


def read_page(connection: object, listing: Listing) -> Page:
    """A page of posts (section 6). ``edges`` may be null; a list that is missing as a whole becomes one odd row.

    The server names no total; it is known only of a list that fits on one page. The end is where ``hasNextPage`` says
    so, or where the cursor does not move.
    """
    if not isinstance(connection, dict):
        return Page((listing.placeholder(0),), odd=1)
    rows = values.rows(connection.get("edges"))
    updates = tuple(_read_row(row, listing, index) for index, row in enumerate(rows))
    lost = sum(not update.readable for update in updates)
    if lost:
        _log.warning("%d of %d posts in %s could not be read", lost, len(rows), listing.name)
    following = next_of(connection, listing.after)
    whole = listing.after is None and not values.flag(values.mapping(connection.get("pageInfo")).get("hasNextPage"))
    return Page(updates, total=len(updates) if whole else None, next=following, odd=lost)


def next_of(connection: dict[str, object], after: str | None) -> str | None:
    """The cursor of the following page, ``None`` at the end."""
    info = values.mapping(connection.get("pageInfo"))
    cursor = values.word(info.get("endCursor"))
    return cursor if values.flag(info.get("hasNextPage")) and cursor and cursor != after else None


def pending_counts(connection: object) -> Counter[str] | None:
    """How many posts wait for each channel (section 9.3); ``None`` when one page does not hold them all."""
    if not isinstance(connection, dict) or values.flag(values.mapping(connection.get("pageInfo")).get("hasNextPage")):
        return None
    nodes = (values.mapping(values.mapping(row).get("node")) for row in values.rows(connection.get("edges")))
    return Counter(values.word(node.get("channelId")) for node in nodes)


def _read_row(row: object, listing: Listing, index: int) -> Update:
    try:
        return WirePost.read(values.mapping(row).get("node")).to_domain(listing.profile_id)
    except Unreadable:
        return listing.placeholder(index)
