"""Faults inside of answers: fields that fail, values that nobody knew, and nulls where none were promised."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from graphql import GraphQLEnumType, GraphQLNonNull, GraphQLResolveInfo, get_named_type, is_abstract_type

from .faults import Fault, Kind
from .graphql_errors import coded
from .graphql_schema import NEW_MEMBERS, NEW_VALUES

Next = Callable[..., Any]
_FIRST_TO_FAIL = "metrics"


class Spoiler:
    """A middleware of the execution that makes the fault happen. The same seed spoils the same fields."""

    def __init__(self, fault: Fault, query: str, seed: str) -> None:
        self._fault = fault
        self._chance = random.Random(seed)  # noqa: S311 - repeatable faults, not secrets
        self._failing = fault.field or (_FIRST_TO_FAIL if _FIRST_TO_FAIL in query else "")

    def resolve(self, after: Next, root: Any, info: GraphQLResolveInfo[Any], **given: Any) -> Any:
        """Called by the execution for every field."""
        value = after(root, info, **given)
        if info.field_name.startswith("__"):
            return value
        match self._fault.kind:
            case Kind.PARTIAL:
                self._fail(info)
            case Kind.UNKNOWN_TYPENAME if self._about(info):
                return self._grown(value, info)
            case Kind.NULLS if self._about(info):
                return self._with_nulls(value)
            case Kind.GROWN if self._about(info):
                # What cannot grow, like a text, is the field that comes as null.
                grown = self._grown(value, info)
                return grown if grown is not value else self._with_nulls(value)
        return value

    def with_holes(self, found: Any) -> Any:
        """An answer in which fields are missing, a quarter as often as they are changed."""
        if isinstance(found, list):
            return [self.with_holes(one) for one in found]
        if not isinstance(found, dict):
            return found
        left = (name for name in found if self._fault.field or self._chance.random() >= self._fault.share / 4)
        return {name: self.with_holes(found[name]) for name in left}

    def _fail(self, info: GraphQLResolveInfo[Any]) -> None:
        """Let one field fail wherever it is selected: the one that was named, or the first that may be null."""
        if not self._failing and not isinstance(info.return_type, GraphQLNonNull):
            self._failing = info.field_name
        if info.field_name == self._failing:
            raise coded(f"{info.field_name} cannot be read now.", self._fault.extension)

    def _about(self, info: GraphQLResolveInfo[Any]) -> bool:
        if self._fault.field:
            return info.field_name == self._fault.field
        return self._chance.random() < self._fault.share

    def _grown(self, value: Any, info: GraphQLResolveInfo[Any]) -> Any:
        kind = get_named_type(info.return_type)
        if isinstance(kind, GraphQLEnumType):
            new = NEW_VALUES.get(kind.name)
            return value if new is None else [*value, new] if isinstance(value, list) else new
        if is_abstract_type(kind) and kind.name in NEW_MEMBERS:
            typename = NEW_MEMBERS[kind.name]
            if isinstance(value, list):
                return [one | {"__typename": typename, "type": "audio"} for one in value]
            return value if value is None else value | {"__typename": typename}
        return value

    def _with_nulls(self, value: Any) -> Any:
        if isinstance(value, list) and value and self._chance.random() < 0.5:
            gone = self._chance.randrange(len(value))
            return [None if place == gone else one for place, one in enumerate(value)]
        return None
