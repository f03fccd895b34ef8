"""What the shapes of both APIs' answers are made of: values that are read kindly, and rows that fail one by one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Annotated, Any, TypeVar

from pydantic import ConfigDict, PlainValidator, ValidationError

from buffertui.api import values
from buffertui.domain.errors import BadAnswer

Id = Annotated[str, PlainValidator(values.identity)]
Text = Annotated[str, PlainValidator(values.text)]
Word = Annotated[str, PlainValidator(values.word)]
Flag = Annotated[bool, PlainValidator(values.flag)]
Moment = Annotated[datetime | None, PlainValidator(values.moment)]
Count = Annotated[int | None, PlainValidator(values.count)]
Open = Annotated[dict[str, Any], PlainValidator(lambda value: dict(values.mapping(value)))]
Rows = Annotated[list[Any], PlainValidator(values.rows)]

Row = TypeVar("Row")

TOLERANT = ConfigDict(extra="ignore", frozen=True, defer_build=True)
"""For the models: unknown fields are ignored."""

_log = logging.getLogger(__name__)


def read_one(read: Callable[[], Row], odd: BadAnswer) -> Row:
    """One object, which must be readable; else ``odd`` is raised."""
    try:
        return read()
    except ValidationError:
        pass
    raise odd


def read_rows(rows: Iterable[object], read: Callable[[object], Row], what: str) -> tuple[tuple[Row, ...], int]:
    """The readable ones of ``rows``, and how many are not. That is logged, what is in them is not."""
    found: list[Row] = []
    lost = 0
    for row in rows:
        try:
            found.append(read(row))
        except ValidationError:
            lost += 1
    if lost:
        _log.warning("%d of %d %s could not be read and are left out", lost, lost + len(found), what)
    return tuple(found), lost
