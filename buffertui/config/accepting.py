"""The quick way from a parsed file to settings: it takes what is plainly right, without pydantic's costly import.

It words no problem. What it does not take goes to ``validation``, which decides; so it may refuse too much, and must
never take what that would refuse or read otherwise.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from .settings import KEYS, Settings, half_set

_SAFE = 1e15
"""Numbers beyond are left to pydantic: a whole one may not be the same as a float."""


class _Unsure(ValueError):
    """Not plainly right."""


def accept(table: Mapping[str, Any]) -> Settings | None:
    """The settings of a parsed file; ``None`` where pydantic has to look."""
    try:
        settings: Settings = _table(Settings, joined(table))
    except (_Unsure, RecursionError):
        return None
    return None if half_set(settings) else settings


def joined(table: Mapping[str, Any]) -> Mapping[str, Any]:
    """The table with ``[keys]`` flat: to TOML an unquoted ``update.share`` is a table in a table."""
    keys = table.get(KEYS)
    return {**table, KEYS: dict(_flat(keys, ""))} if isinstance(keys, dict) else table


def _flat(table: Mapping[str, Any], before: str) -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, value


def _table(model: Any, table: object) -> Any:
    if type(table) is not dict:
        raise _Unsure
    kinds = typing.get_type_hints(model, include_extras=True)
    names = {one.name for one in dataclasses.fields(model)}
    if not names.issuperset(table):
        raise _Unsure
    return model(**{name: _value(kinds[name], value) for name, value in table.items()})


def _value(kind: Any, value: Any) -> Any:
    origin = typing.get_origin(kind)
    if origin is Annotated:
        found = _value(kind.__origin__, value)
        if any(rule.problem(found) for rule in kind.__metadata__):
            raise _Unsure
        return found
    if origin is Mapping and type(value) is dict:
        key, item = typing.get_args(kind)
        return {_value(key, name): _value(item, one) for name, one in value.items()}
    if origin is tuple and type(value) is list:
        return tuple(_value(typing.get_args(kind)[0], one) for one in value)
    if origin in (typing.Union, types.UnionType):
        # The kinds of a setting share no value, so the one that fits is the one that pydantic takes.
        for one in typing.get_args(kind):
            if (typing.get_origin(one) or one) is (tuple if type(value) is list else type(value)):
                return _value(one, value)
    if kind is float and type(value) in (int, float) and abs(value) < _SAFE:
        return float(value)
    if (kind is str or kind is bool) and type(value) is kind:
        return value
    if origin is Literal and type(value) is str and value in typing.get_args(kind):
        return value
    if dataclasses.is_dataclass(kind):
        return _table(kind, value)
    raise _Unsure
