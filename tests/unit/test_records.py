"""Records behave as the frozen dataclasses that they are declared to be."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Mapping
from typing import Any

import pytest

from buffertui.domain import records


def made_by(decorator: Any) -> Any:
    """A class with every kind of field, made by a decorator."""

    @decorator(frozen=True, slots=True)
    class Post:
        """A post."""

        id: str
        text: str = ""
        tags: tuple[str, ...] = ()
        fields: Mapping[str, str] = dataclasses.field(default_factory=dict)
        note: str = dataclasses.field(default="", metadata={"about": "why"})

        @property
        def label(self) -> str:
            return self.text or self.id

    return Post


PLAIN = made_by(dataclasses.dataclass)
RECORD = made_by(records.dataclass)


@records.dataclass(frozen=True, slots=True)
class Now:
    """Without fields, and where pickle finds it."""


@records.dataclass(frozen=True, slots=True)
class One:
    """With a single field."""

    value: float


@pytest.mark.parametrize(
    ("given", "named"),
    [(("1",), {}), (("1", "a", ("b",)), {"note": "x"}), ((), {"id": "1", "fields": {"a": "b"}})],
)
def test_it_is_made_and_shown_as_the_plain_one(given: tuple[Any, ...], named: dict[str, Any]) -> None:
    plain, record = PLAIN(*given, **named), RECORD(*given, **named)
    assert repr(record) == repr(plain)
    assert dataclasses.asdict(record) == dataclasses.asdict(plain)
    assert record.label == plain.label
    assert record == RECORD(*given, **named)
    assert dataclasses.replace(record, text="new") == RECORD(**dataclasses.asdict(plain) | {"text": "new"})


@pytest.mark.parametrize(
    ("given", "named"), [((), {}), (("1",), {"id": "2"}), (("1",), {"other": 1}), (("1",) * 6, {})]
)
def test_a_wrong_call_is_refused_in_the_same_words(given: tuple[Any, ...], named: dict[str, Any]) -> None:
    told = []
    for made in (PLAIN, RECORD):
        with pytest.raises(TypeError) as caught:
            made(*given, **named)
        told.append(str(caught.value))
    assert told[0] == told[1]


def test_each_instance_has_a_default_of_its_own_where_that_is_made() -> None:
    assert RECORD("1").fields is not RECORD("1").fields


def test_it_cannot_be_changed() -> None:
    record = RECORD("1")
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'text'"):
        record.text = "x"
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'text'"):
        del record.text
    with pytest.raises(dataclasses.FrozenInstanceError):
        record.unknown = 1
    assert not hasattr(record, "__dict__")


def test_it_is_equal_and_hashed_by_its_values_and_its_class() -> None:
    nan = float("nan")
    assert hash(RECORD("1", fields=())) == hash(PLAIN("1", fields=()))
    assert RECORD("1") != PLAIN("1")
    assert RECORD("1") != RECORD("2")
    assert len({One(1), One(1), One(2), Now(), Now()}) == 3
    assert One(nan) == One(nan)
    assert Now() != One(1)
    with pytest.raises(TypeError, match="unhashable"):
        hash(RECORD("1"))


def test_it_survives_copying_and_pickling() -> None:
    for record in (One(1.5), Now()):
        assert copy.copy(record) == copy.deepcopy(record) == pickle.loads(pickle.dumps(record)) == record


def test_it_is_a_dataclass_to_others() -> None:
    assert dataclasses.is_dataclass(RECORD)
    for plain, record in zip(dataclasses.fields(PLAIN), dataclasses.fields(RECORD), strict=True):
        assert (plain.name, plain.type, plain.default, plain.metadata) == (
            record.name, record.type, record.default, record.metadata,
        )
    match RECORD("1", "a"):
        case RECORD("1", text):  # type: ignore[misc]
            assert text == "a"


def test_methods_of_its_own_stay() -> None:
    @records.dataclass(frozen=True, slots=True)
    class Loose:
        id: str

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Loose)

        def __hash__(self) -> int:
            return 1

        def __repr__(self) -> str:
            return "loose"

    assert Loose("1") == Loose("2")
    assert (hash(Loose("1")), repr(Loose("1"))) == (1, "loose")


def test_only_frozen_ones_with_slots_are_made() -> None:
    with pytest.raises(TypeError, match="frozen"):
        records.dataclass(frozen=False, slots=True)
