"""Frozen dataclasses that are made quickly: the start has dozens of them, and ``dataclasses`` compiles six functions
for each, most of which are never called before the first picture.

Here one function does for all classes what needs no compiling, and a constructor is compiled when its class is first
called. What comes out is a dataclass to ``fields``, ``replace`` and ``is_dataclass``, and to a type checker.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, frozen: bool, slots: bool) -> Callable[[type], type]:
        """As ``dataclasses.dataclass`` with just these two, which both have to be true."""
        if not (frozen and slots):
            raise TypeError("a record is frozen and has slots")
        return _record


_make = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)
_MADE = object()
"""Stands for an argument that was left out and is made anew for each instance."""


def _record(cls: type) -> type:
    own = {"__repr__", "__eq__", "__hash__"} & cls.__dict__.keys()
    made: Any = _make(cls)
    names = made.__match_args__
    values: Callable[[Any], Any] = attrgetter(*names) if len(names) > 1 else _values

    def __init__(self: Any, *given: Any, **named: Any) -> None:
        made.__init__ = _constructor(made)
        made.__init__(self, *given, **named)

    def __eq__(self: Any, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is made else NotImplemented

    def __hash__(self: Any) -> int:
        return hash(values(self))

    made.__init__ = __init__
    if "__eq__" not in own:
        made.__eq__ = __eq__
    if "__hash__" not in own:
        made.__hash__ = __hash__
    if "__repr__" not in own:
        made.__repr__ = _shown
    made.__setattr__, made.__delattr__, made.__reduce__ = _refuse_to_set, _refuse_to_delete, _reduced
    return made  # type: ignore[no-any-return]


def _constructor(cls: Any) -> Any:
    """What ``dataclasses`` would have compiled, with the slots written directly."""
    known: dict[str, Any] = {"_MADE": _MADE}
    takes, does = ["self"], []
    for number, one in enumerate(dataclasses.fields(cls)):
        name, value = one.name, one.name
        known[f"_set{number}"] = getattr(cls, name).__set__
        if one.default is not dataclasses.MISSING:
            known[f"_default{number}"] = one.default
            takes.append(f"{name}=_default{number}")
        elif one.default_factory is not dataclasses.MISSING:
            known[f"_make{number}"] = one.default_factory
            takes.append(f"{name}=_MADE")
            value = f"_make{number}() if {name} is _MADE else {name}"
        else:
            takes.append(name)
        does.append(f" _set{number}(self, {value})")
    exec(f"def __init__({', '.join(takes)}):\n" + ("\n".join(does) or " pass"), known)  # noqa: S102 - names of fields
    made = known["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    made.__module__ = cls.__module__
    return made


def _shown(self: Any) -> str:
    inside = ", ".join(f"{name}={getattr(self, name)!r}" for name in type(self).__match_args__)
    return f"{type(self).__qualname__}({inside})"


def _refuse_to_set(self: Any, name: str, value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _reduced(self: Any) -> tuple[Any, ...]:
    return type(self), _values(self)


def _values(self: Any) -> tuple[Any, ...]:
    return tuple([getattr(self, name) for name in type(self).__match_args__])
