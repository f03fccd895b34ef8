"""What the shapes of both APIs' answers are made of: values that are read kindly, and rows that fail one by one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Any, Self, TypeVar, get_type_hints

from buffertui.api import values
from buffertui.domain.errors import BadAnswer

Id = Annotated[str, values.identity]
Text = Annotated[str, values.text]
Word = Annotated[str, values.word]
Flag = Annotated[bool, values.flag]
Said = Annotated[bool | None, values.said]
Moment = Annotated[datetime | None, values.moment]
Count = Annotated[int | None, values.count]
Open = Annotated[Mapping[str, Any], values.mapping]
Rows = Annotated[Sequence[Any], values.rows]

NOTHING: Mapping[str, Any] = MappingProxyType({})
"""An object without fields."""

Row = TypeVar("Row")

Fields = tuple[tuple[str, Callable[[object], object]], ...]
"""Names, and what reads each."""

_log = logging.getLogger(__name__)


class Unreadable(ValueError):
    """No object, or one that lacks what it cannot be without. What stands in it is not told."""


class Shape:
    """An object of an answer. Each annotation of a subclass is a field: its type, and beside it what reads it.

    A field with a default may be missing; unknown fields are ignored. No library does this, because the one that
    validates configurations costs six megabytes for as long as the program runs, and these values need only reading.
    """

    def __init__(self, found: Mapping[str, Any] = NOTHING) -> None:
        self.__dict__.update(found)

    @classmethod
    def read(cls, row: object) -> Self:
        """The object ``row``. Raises ``Unreadable``."""
        if not isinstance(row, dict):
            raise Unreadable(f"{cls.__name__}: no object")
        found: dict[str, Any] = {}
        for name, reader in _fields(cls):
            if name in row:
                try:
                    found[name] = reader(row[name])
                except ValueError:
                    raise Unreadable(f"{cls.__name__}.{name}") from None
            elif not hasattr(cls, name):
                raise Unreadable(f"{cls.__name__}.{name} is missing")
        return cls(found)


def _fields(shape: type[Shape]) -> Fields:
    """What a shape is read by, found out when the first row of it comes."""
    known = _known.get(shape)
    if known is None:
        hints = get_type_hints(shape, include_extras=True)
        known = _known[shape] = tuple((name, hint.__metadata__[0]) for name, hint in hints.items())
    return known


_known: dict[type[Shape], Fields] = {}


def read_one(read: Callable[[], Row], odd: BadAnswer) -> Row:
    """One object, which must be readable; else ``odd`` is raised."""
    try:
        return read()
    except Unreadable:
        pass
    raise odd


def read_rows(rows: Iterable[object], read: Callable[[object], Row], what: str) -> tuple[tuple[Row, ...], int]:
    """The readable ones of ``rows``, and how many are not. That is logged, what is in them is not."""
    found: list[Row] = []
    lost = 0
    for row in rows:
        try:
            found.append(read(row))
        except Unreadable:
            lost += 1
    if lost:
        _log.warning("%d of %d %s could not be read and are left out", lost, lost + len(found), what)
    return tuple(found), lost
