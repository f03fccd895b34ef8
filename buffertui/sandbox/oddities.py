"""Answers that are JSON and still not what they should be."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .http import encode

_ROWS: tuple[Any, ...] = (None, 42, "not a row", {"text": "a row without an id"}, [], {"id": None, "text": 7})
_EDGES: tuple[Any, ...] = (None, 42, {"cursor": 7, "node": None}, {}, {"node": {"id": None, "text": 7}}, [])
_GRAPHQL_LISTS = {"edges": _EDGES, "channels": _ROWS, "organizations": _ROWS, "dailyPostingLimits": _ROWS}


def with_odd_rows(body: bytes, *, graphql: bool = False) -> bytes:
    """The same rows with one odd one after each, as long as there are some."""
    return _changed(body, _odd_everywhere if graphql else _odd_updates, plain=graphql)


def turned(body: bytes, *, graphql: bool = False) -> bytes:
    """An object where a list belongs, and the other way round."""
    return _changed(body, _turned_inside if graphql else _turned, plain=graphql)


def _changed(body: bytes, change: Callable[[Any], Any], *, plain: bool) -> bytes:
    try:
        value = change(json.loads(body))
    except ValueError:
        return body
    return json.dumps(value).encode("ascii") if plain else encode(value)


def _odd_updates(value: Any) -> Any:
    rows = value if isinstance(value, list) else value.get("updates")
    if not isinstance(rows, list):
        return value
    mixed = _mixed(rows, _ROWS)
    return mixed if isinstance(value, list) else {**value, "updates": mixed}


def _odd_everywhere(value: Any) -> Any:
    if isinstance(value, list):
        return [_odd_everywhere(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _mixed(inner, _GRAPHQL_LISTS[name]) if name in _GRAPHQL_LISTS and isinstance(inner, list)
        else _odd_everywhere(inner)
        for name, inner in value.items()
    }


def _mixed(rows: list[Any], odd: tuple[Any, ...]) -> list[Any]:
    mixed: list[Any] = []
    for place, row in enumerate(rows):
        mixed += [row, odd[place]] if place < len(odd) else [row]
    return mixed


def _turned(value: Any) -> Any:
    return {str(place): row for place, row in enumerate(value)} if isinstance(value, list) else [value]


def _turned_inside(value: Any) -> Any:
    data = value.get("data") if isinstance(value, dict) else None
    if not isinstance(data, dict):
        return _turned(value)
    return {**value, "data": {name: _turned(inner) for name, inner in data.items()}}
