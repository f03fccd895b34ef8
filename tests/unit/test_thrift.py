"""Looking by itself never takes what a person needs, whatever the plan allows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from buffertui.core.thrift import may_look, pause
from buffertui.domain.ports import Pace, Window

QUARTER, DAY, MONTH = 900.0, 86400.0, 30 * 86400.0
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def plan(day: int, month: int, used: int = 0) -> Pace:
    return Pace((Window(used, 100, QUARTER), Window(used, day, DAY), Window(used, month, MONTH)))


@pytest.mark.parametrize(("day", "month"), [(100, 3000), (250, 3000), (250, 7500), (500, 15000)])
def test_a_month_of_looking_uses_less_than_a_third_of_every_limit(day: int, month: int) -> None:
    every = pause(plan(day, month))
    assert DAY / every <= day / 3
    assert MONTH / every <= month / 3
    assert every >= 300


def test_a_limit_that_was_not_named_is_taken_for_the_smallest() -> None:
    assert pause(Pace((Window(3, 100, QUARTER),))) == pause(plan(100, 3000))
    assert pause(Pace()) == pause(plan(100, 3000))


def test_where_half_of_a_window_is_gone_nothing_optional_is_asked() -> None:
    assert may_look(plan(250, 3000, used=20))
    assert not may_look(Pace((Window(2, 100, QUARTER), Window(125, 250, DAY))))
    assert not may_look(Pace((Window(50, 100, QUARTER), Window(60, 250, DAY))))


def test_behind_a_429_or_others_who_wait_nothing_optional_is_asked() -> None:
    assert not may_look(Pace((Window(0, 100, QUARTER),), shut_until=NOON))
    assert not may_look(Pace((Window(0, 100, QUARTER),), waiting=1))
