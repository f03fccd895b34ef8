"""The strict check of a configuration by pydantic, and its findings in plain sentences."""

from __future__ import annotations

import dataclasses
import json
import re
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from .accepting import joined
from .rules import nearest
from .settings import AccountSettings, QueueSettings, ScreenSettings, Settings, half_set, names_of, types_of

_TABLES: tuple[tuple[str, type], ...] = (
    ("", Settings), ("[queue]", QueueSettings), ("[ui]", ScreenSettings), ("[accounts.NAME]", AccountSettings),
)
_BARE = re.compile(r"[A-Za-z0-9_.-]+")
_TOKEN_NAMES = {"token", "access_token", "api_key", "password", "secret"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the keys that lead to it, and a sentence that begins with them."""

    path: tuple[str, ...]
    sentence: str


def validate(table: dict[str, Any]) -> tuple[Settings | None, list[Problem]]:
    """The settings of a parsed file, or everything that is wrong with it."""
    try:
        settings = TypeAdapter(Settings).validate_json(as_json(joined(table)))
    except ValidationError as error:
        found: dict[tuple[str, ...], Problem] = {}
        for one in error.errors(include_url=False):
            problem = _problem(one)
            found.setdefault(problem.path, problem)
        return None, list(found.values())
    return settings, [
        _said(("accounts", name, "token_shell"), "needs token_command as one text, not as a list.")
        for name in half_set(settings)
    ]


def as_json(table: Mapping[str, Any]) -> str:
    """The table for the strict check. TOML's dates become ``null``, which no setting accepts."""
    return json.dumps(table, default=lambda value: None)


def _said(path: Sequence[str], end: str) -> Problem:
    dotted = ".".join(name if _BARE.fullmatch(name) else json.dumps(name) for name in path)
    return Problem(tuple(path), f"{dotted} {end}")


def _problem(error: Any) -> Problem:
    loc = tuple(str(part) for part in error["loc"])
    if error["type"] == "unexpected_keyword_argument":
        return _said(loc, _unknown(loc))
    path, kind, meta = _walk(loc)
    if error["type"] == "value_error":
        return _said(path, f"{error['ctx']['error']}.")
    got = "" if meta.get("secret") else f", but is {_shown(error['input'])}"
    return _said(path, f"must be {_expected(kind)}{got}.")


def _walk(loc: tuple[str, ...]) -> tuple[tuple[str, ...], Any, Mapping[str, Any]]:
    """The part of a finding's place that is written in the file, with the type and notes of the setting there."""
    kind: Any = Settings
    meta: Mapping[str, Any] = {}
    path: list[str] = []
    for name in loc:
        if dataclasses.is_dataclass(kind) and isinstance(kind, type) and name in names_of(kind):
            meta = next(one.metadata for one in dataclasses.fields(kind) if one.name == name)
            kind = types_of(kind)[name]
        elif typing.get_origin(kind) is Mapping:
            kind, meta = typing.get_args(kind)[1], {}
        else:
            break
        path.append(name)
    return tuple(path), kind, meta


def _unknown(loc: tuple[str, ...]) -> str:
    name, around = loc[-1], loc[:-1]
    if name.lower() in _TOKEN_NAMES:
        return "is not a setting: a token has no place here. Run `buffertui login`, or use token_command."
    model = _walk(around)[1]
    near = nearest(name, names_of(model))
    if near:
        return f"is not a setting. Did you mean {near}?"
    for where, other in _TABLES:
        if other is not model and name in names_of(other):
            return f"is not a setting here: it belongs {f'under {where}' if where else 'at the top, before any table'}."
    return f"is not a setting. Known here: {', '.join(names_of(model))}."


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "a date or time"
    written = json.dumps(value, ensure_ascii=True)
    return written if len(written) <= 40 else f"{written[:36]}…"


def _expected(kind: Any) -> str:
    if typing.get_origin(kind) is Literal:
        return " or ".join(json.dumps(one) for one in typing.get_args(kind))
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        return "a text in quotation marks, or a list of them"
    if typing.get_origin(kind) is Mapping or dataclasses.is_dataclass(kind):
        return "a table"
    return {bool: "true or false", float: "a number", str: "a text in quotation marks"}[kind]
