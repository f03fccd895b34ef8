"""Updates as short rows: thousands of them are read at each start, before the screen can show anything.

A row is a list of plain values in the order of ``FIELDS``. ``SHAPE`` names that order; what was written in another one
is not read.
"""

from __future__ import annotations

import contextlib
import gc
import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from buffertui.domain.models import Media, Tag, Update

FIELDS = tuple(one.name for one in fields(Update))
MEDIA = tuple(one.name for one in fields(Media))
TAG = tuple(one.name for one in fields(Tag))
SHAPE = ",".join((*FIELDS, "/", *MEDIA, "/", *TAG))

_TIMES = frozenset({"created_at", "updated_at", "due_at", "sent_at"})
_KINDS = [
    {"fixed": bool, "media": list, "statistics": dict, "tags": list, "fields": dict}.get(name, str) for name in FIELDS
]
_MEDIA_KINDS = [str] * len(MEDIA)
_TAG_KINDS = [str] * len(TAG)
_TIMES_AT = [index for index, name in enumerate(FIELDS) if name in _TIMES]
_DUE_AT = FIELDS.index("due_at")
_MEDIA_AT = FIELDS.index("media")
_STATISTICS_AT = FIELDS.index("statistics")
_TAGS_AT = FIELDS.index("tags")
_FIELDS_AT = FIELDS.index("fields")


class OtherShape(ValueError):
    """What was read are no rows of this shape."""


def pack(updates: Iterable[Update]) -> str:
    """Updates as text."""
    return json.dumps([_row(update) for update in updates], separators=(",", ":"))


def unpack(texts: Iterable[str]) -> list[Update]:
    """The updates of several texts, in their order. Raises ``OtherShape``."""
    try:
        return [_update(row) for text in texts for row in json.loads(text)]
    except (ValueError, TypeError, IndexError, RecursionError):
        raise OtherShape("rows of another shape") from None


def times_of(texts: Iterable[str]) -> tuple[datetime, ...]:
    """When the updates of several texts are due, without making them. Raises ``OtherShape``."""
    try:
        due = [row[_DUE_AT] for text in texts for row in json.loads(text)]
        return tuple([datetime.fromisoformat(one) for one in due if one])
    except (ValueError, TypeError, IndexError, RecursionError):
        raise OtherShape("rows of another shape") from None


@contextlib.contextmanager
def unhindered() -> Iterator[None]:
    """While many rows are read: none of them is part of a cycle, and each some hundred would set off a search for
    cycles through the whole program."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _row(update: Update) -> list[Any]:
    row = [getattr(update, name) for name in FIELDS]
    for index in _TIMES_AT:
        row[index] = row[index].isoformat() if row[index] is not None else ""
    row[_MEDIA_AT] = [[getattr(media, name) for name in MEDIA] for media in update.media]
    row[_STATISTICS_AT] = dict(update.statistics)
    row[_TAGS_AT] = [[getattr(tag, name) for name in TAG] for tag in update.tags]
    row[_FIELDS_AT] = dict(update.fields)
    return row


def _update(row: list[Any]) -> Update:
    if [*map(type, row)] != _KINDS:
        raise OtherShape("a value of another kind")
    for index in _TIMES_AT:
        written = row[index]
        row[index] = datetime.fromisoformat(written) if written else None
    media = row[_MEDIA_AT]
    row[_MEDIA_AT] = tuple([_media(values) for values in media]) if media else ()
    row[_STATISTICS_AT] = MappingProxyType(row[_STATISTICS_AT])
    tags = row[_TAGS_AT]
    row[_TAGS_AT] = tuple([_tag(values) for values in tags]) if tags else ()
    row[_FIELDS_AT] = MappingProxyType(row[_FIELDS_AT])
    return Update(*row)


def _media(values: list[Any]) -> Media:
    if [*map(type, values)] != _MEDIA_KINDS:
        raise OtherShape("a value of another kind")
    return Media(*values)


def _tag(values: list[Any]) -> Tag:
    if [*map(type, values)] != _TAG_KINDS:
        raise OtherShape("a value of another kind")
    return Tag(*values)


def moment(at: datetime | None) -> int | None:
    """Whole seconds since 1970, for ordering."""
    return None if at is None else int((at - _ZERO).total_seconds())


_ZERO = datetime(1970, 1, 1, tzinfo=UTC)
