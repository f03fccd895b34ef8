"""Single values of an answer: numbers as text, null anywhere, and times that cannot be."""

from __future__ import annotations

import json

import pytest

from buffertui.api.values import count, days, flag, identity, moment, number, numbers, rows, text, times, word


def test_numbers() -> None:
    assert [number(v) for v in (1, 1.5, "2", " -3 ", "4.5")] == [1, 1.5, 2, -3, 4.5]
    for value in (True, None, "", "1e5", "٣", "0x1", float("nan"), float("-inf"), [], {}, 10**400, "1,204"):
        assert number(value) is None, value
    assert [count(v) for v in (0, "7", 2.0, -1, None)] == [0, 7, 2, None, None]
    assert numbers({"a": 1, "b": "2", "c": None, "d": [], "e": True, "f": "x"}) == {"a": 1, "b": 2}
    assert numbers([]) == numbers(None) == {}


def test_texts_ids_and_lists() -> None:
    assert [word(v) for v in ("a", 5, None, True, [], {}, 1.5)] == ["a", "5", "", "", "", "", "1.5"]
    assert [text(v) for v in ("a", 5, None, [], {})] == ["a", "5", "", "", ""]
    assert [identity(v) for v in ("a", 5, 0)] == ["a", "5", "0"]
    for value in (None, "", " ", True, 1.5, [], {}):
        with pytest.raises(ValueError, match="no id"):
            identity(value)
    for value in (True, [1], {"a": 1}):
        with pytest.raises(ValueError, match="no text"):
            text(value)
    assert rows({"0": 1, "1": 2}) == [1, 2]
    assert rows({"a": 1}) == rows(None) == rows("x") == []
    assert flag("no") is False
    assert days(["Mon", "tue", 5, "noday"]) == ("mon", "tue")
    assert times(["9:05", "24:00", "23:59", "x"]) == ("09:05", "23:59")


def test_far_away_times_do_not_break_sums_with_zones() -> None:
    for value in ("9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00", 253402300799, json.loads("1e400")):
        assert moment(value) is None, value
