"""Posts in pages: filtered, sorted, and continued from a cursor that survives what happens in between."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from typing import Any

from .graphql_content import read_time
from .graphql_shapes import View, due_of
from .records import Archive, ProfileRecord, Reason, UpdateRecord, WorldError

Key = tuple[int | str, ...]
Row = tuple[Key, Callable[[], UpdateRecord]]
Sort = tuple[tuple[str, bool], ...]
Given = Mapping[str, Any]

DEFAULT_SORT: Sort = (("createdAt", True),)
_ARCHIVED_LEAD = 3


@dataclass(frozen=True, slots=True)
class Range:
    """A span of time, both ends inclusive."""

    start: int | None
    end: int | None

    def holds(self, at: int | None) -> bool:
        if self.start is None and self.end is None:
            return True
        return bool(at) and (self.start or 0) <= (at or 0) <= (self.end if self.end is not None else 1 << 60)


class Filter:
    """Which posts are wanted; all conditions hold together. A missing one excludes nothing."""

    def __init__(self, given: Given | None, view: View) -> None:
        given = given or {}
        self._view = view
        self.statuses: set[str] | None = None if given.get("status") is None else set(given["status"])
        self._due, self._created = _range(given, "dueAt"), _range(given, "createdAt")
        self._either = Range(read_time(given.get("startDate"), "startDate"), read_time(given.get("endDate"), "endDate"))
        self._presence = given.get("dueAtPresence")
        if self._presence == "absent" and given.get("dueAt"):
            raise WorldError(Reason.INVALID, "dueAtPresence absent and dueAt exclude each other.")
        tags = given.get("tags")
        self._tags: set[str] | None = None if tags is None else set(tags["in"])
        self._untagged = bool(tags and tags.get("isEmpty"))

    @property
    def archived(self) -> bool:
        """Whether archived posts, which are all sent and have no tags, can be among them at all."""
        return (self.statuses is None or "sent" in self.statuses) and self._presence != "absent" and (
            self._tags is None or self._untagged
        )

    def takes(self, update: UpdateRecord) -> bool:
        due = due_of(update)
        if self.statuses is not None and self._view.status(update) not in self.statuses:
            return False
        if self._presence is not None and (self._presence == "present") is not bool(due):
            return False
        if self._tags is not None:
            marked = any(tag.id in self._tags for tag in update.tags)
            if not (marked or (self._untagged and not update.tags)):
                return False
        return self.takes_times(due, update.created_at)

    def takes_times(self, due: int, created: int) -> bool:
        if not (self._due.holds(due) and self._created.holds(created)):
            return False
        return self._either.holds(due) or self._either.holds(created)


class Pages:
    """Pages over posts. The order of an archive by other times than its own is found once and kept."""

    def __init__(self) -> None:
        self._orders: dict[tuple[str, Sort], Sequence[int]] = {}

    def page(
        self, profiles: Sequence[ProfileRecord], wanted: Filter, sort: Sort, first: int, after: str | None,
    ) -> tuple[list[tuple[str, UpdateRecord]], bool]:
        """Up to ``first`` posts, each with its cursor, and whether there are more."""
        cursor = _read_cursor(after, sort)
        lines = [self._live(profile, wanted, sort, cursor) for profile in profiles]
        if wanted.archived:
            lines += [self._archived(p.id, p.archive, wanted, sort, cursor) for p in profiles if p.archive is not None]
        found = list(islice(merge(*lines, key=lambda row: row[0]), first + 1))
        return [(_cursor(key), make()) for key, make in found[:first]], len(found) > first

    def _live(self, profile: ProfileRecord, wanted: Filter, sort: Sort, cursor: Key | None) -> Iterator[Row]:
        lines = (profile.drafts, profile.queue, profile.fixed, profile.failed, profile.sent)
        rows = [
            (_key(sort, due_of(update), update.created_at, update.id), update)
            for line in lines for update in line if wanted.takes(update)
        ]
        for key, update in sorted(rows, key=lambda row: row[0]):
            if cursor is None or key > cursor:
                yield key, lambda update=update: update  # type: ignore[misc]  # the default only keeps the value

    def _archived(
        self, name: str, archive: Archive, wanted: Filter, sort: Sort, cursor: Key | None,
    ) -> Iterator[Row]:
        def key(number: int) -> Key:
            due = archive.sent_at(number) - _ARCHIVED_LEAD
            return _key(sort, due, archive.created_at(number), archive.id_of(number))

        order = self._order(name, archive, sort, key)
        start = 0 if cursor is None else bisect_right(order, cursor, key=key)
        for place in range(start, len(order)):
            number = order[place]
            if wanted.takes_times(archive.sent_at(number) - _ARCHIVED_LEAD, archive.created_at(number)):
                yield key(number), lambda number=number: archive.record(number)  # type: ignore[misc]  # as above

    def _order(self, name: str, archive: Archive, sort: Sort, key: Callable[[int], Key]) -> Sequence[int]:
        if sort[0][0] == "dueAt":
            return range(len(archive)) if sort[0][1] else range(len(archive) - 1, -1, -1)
        if (name, sort) not in self._orders:
            self._orders[name, sort] = sorted(range(len(archive)), key=key)
        return self._orders[name, sort]


def read_sort(given: Sequence[Given] | None) -> Sort:
    """The wanted order; by creation, newest first, when none is given (undocumented)."""
    return tuple((one["field"], one["direction"] == "desc") for one in given or ()) or DEFAULT_SORT


def _key(sort: Sort, due: int, created: int, name: str) -> Key:
    """What posts are compared by; those without a time come last in either direction."""
    times = {"dueAt": due, "createdAt": created}
    key: list[int | str] = []
    for field, backwards in sort:
        key += [0 if times[field] else 1, -times[field] if backwards else times[field]]
    return (*key, name)


def _cursor(key: Key) -> str:
    return urlsafe_b64encode(json.dumps(key, separators=(",", ":")).encode()).decode("ascii").rstrip("=")


def _read_cursor(after: str | None, sort: Sort) -> Key | None:
    if after is None:
        return None
    try:
        key = tuple(json.loads(urlsafe_b64decode(after + "=" * (-len(after) % 4))))
    except (ValueError, TypeError):
        key = ()
    if [type(part) for part in key] != [*[int] * (2 * len(sort)), str]:
        raise WorldError(Reason.INVALID, "The cursor does not belong to this list.")
    return key


def _range(given: Given, name: str) -> Range:
    span = given.get(name) or {}
    return Range(read_time(span.get("start"), f"{name}.start"), read_time(span.get("end"), f"{name}.end"))
