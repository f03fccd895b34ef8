"""Drafts and outbox items as JSON and back: every frozen value of the domain, told apart by the name of its class."""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

T = TypeVar("T")

KIND = "is"
"""The key under which the class of a value stands; no field can have that name, because it is a word of Python."""


class Undecodable(ValueError):
    """What was read is not what was written: another shape, another type, an unknown kind."""


def encode(value: object) -> Any:
    """A value of the domain in lists, tables, texts and numbers. Raises ``TypeError`` for anything else."""
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [encode(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): encode(one) for key, one in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {one.name: encode(getattr(value, one.name)) for one in dataclasses.fields(value)}
        return {KIND: type(value).__name__, **fields}
    raise TypeError(f"{type(value).__name__} has no place in a record")


def decode(kind: type[T], raw: object) -> T:
    """The value of this type that was encoded. Fields that are missing get their defaults, others are ignored.

    Raises ``Undecodable``, whose message names types and fields but quotes nothing.
    """
    value: T = _decode(kind, raw)
    return value


def _decode(kind: Any, raw: Any) -> Any:
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return _one_of(typing.get_args(kind), raw)
    if origin is tuple:
        inner = typing.get_args(kind)[0]
        return tuple(_decode(inner, one) for one in _expect(raw, list))
    if origin is Mapping:
        inner = typing.get_args(kind)[1]
        return MappingProxyType({key: _decode(inner, one) for key, one in _expect(raw, dict).items()})
    if dataclasses.is_dataclass(kind):
        return _table(kind, _expect(raw, dict))
    if kind is datetime:
        return _time(_expect(raw, str))
    if kind is float:
        return _number(raw)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _member(kind, raw)
    return _expect(raw, kind)


def _expect(raw: Any, kind: type) -> Any:
    if type(raw) is not kind:
        raise Undecodable(f"{kind.__name__} expected, {type(raw).__name__} found")
    return raw


def _number(raw: Any) -> float:
    try:
        return float(raw) if type(raw) is int else float(_expect(raw, float))
    except OverflowError:
        raise Undecodable("a number beyond all measure") from None


def _table(kind: Any, raw: dict[str, Any]) -> Any:
    named = raw.get(KIND)
    if named != kind.__name__:
        raise Undecodable(f"{kind.__name__} expected, another kind found")
    hints = _hints(kind)
    values = {}
    for one in dataclasses.fields(kind):
        if one.name in raw:
            values[one.name] = _decode(hints[one.name], raw[one.name])
    try:
        return kind(**values)
    except TypeError:
        raise Undecodable(f"{kind.__name__} lacks a field") from None


def _one_of(choices: tuple[Any, ...], raw: Any) -> Any:
    if raw is None:
        if type(None) in choices:
            return None
        raise Undecodable("a value expected, nothing found")
    rest = [one for one in choices if one is not type(None)]
    if len(rest) == 1:
        return _decode(rest[0], raw)
    named = _expect(raw, dict).get(KIND)
    for one in rest:
        if one.__name__ == named:
            return _decode(one, raw)
    raise Undecodable("a kind that nobody knows")


def _time(written: str) -> datetime:
    try:
        time = datetime.fromisoformat(written)
    except ValueError:
        raise Undecodable("a time expected, another text found") from None
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)


def _member(kind: type[StrEnum], raw: Any) -> StrEnum:
    try:
        return kind(_expect(raw, str))
    except ValueError:
        raise Undecodable(f"no {kind.__name__} has that name") from None


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)
