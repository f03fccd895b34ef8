"""The main screen sleeps until one of its texts changes by itself, and no longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from buffertui.core.state import Snapshot
from buffertui.domain.drafts import Delete, OutboxItem, State
from buffertui.domain.ports import Pace, Window
from buffertui.ui.present import key_names
from buffertui.ui.present_status import status_line
from buffertui.ui.ticking import AFTER, until_change

NOW = datetime(2026, 11, 23, 11, 3, 20, tzinfo=UTC)
KEYS = key_names()


def shown(ago: timedelta = timedelta(seconds=95), **fields: object) -> Snapshot:
    return replace(Snapshot(as_of=NOW - ago), **fields)  # type: ignore[arg-type]


def sleeps(snapshot: Snapshot, pace: Pace | None = None) -> timedelta:
    return until_change(snapshot, pace or Pace(), NOW) - AFTER


def held(until: datetime | None, state: State = State.HELD) -> OutboxItem:
    return OutboxItem("o1", Delete("u1"), state, NOW - timedelta(minutes=1), until)


@pytest.mark.parametrize(
    ("ago", "left"),
    [(0, 60), (95, 25), (59 * 60 + 30, 30), (3600, 3600 - 20), (2 * 3600 + 600, 3000), (-30, 60)],
    ids=str,
)
def test_an_age_changes_with_its_minute_and_later_with_its_hour(ago: int, left: int) -> None:
    until_the_hour = 56 * 60 + 40
    assert sleeps(shown(timedelta(seconds=ago))) == timedelta(seconds=min(left, until_the_hour))


def test_nothing_known_waits_for_the_next_hour_when_a_day_may_begin() -> None:
    assert sleeps(Snapshot()) == timedelta(minutes=56, seconds=40)


def test_what_counts_down_is_drawn_each_second() -> None:
    second = timedelta(seconds=1)
    later = NOW + timedelta(seconds=8)
    assert until_change(shown(outbox=(held(later),)), Pace(), NOW) == second
    assert until_change(shown(), Pace(shut_until=later), NOW) == second
    assert until_change(shown(), Pace((Window(1, 60, 60, later),)), NOW) == second


def test_what_waits_without_a_countdown_costs_nothing() -> None:
    waiting = held(None, State.UNSURE), held(NOW - timedelta(seconds=9), State.REFUSED)
    assert sleeps(shown(outbox=waiting)) == sleeps(shown())


def test_a_place_in_a_long_window_that_becomes_free_is_seen() -> None:
    pace = Pace((Window(10, 250, 86400, NOW + timedelta(seconds=7)),))
    assert sleeps(shown(), pace) == timedelta(seconds=7)


def test_a_door_that_opens_in_hours_counts_only_in_its_last_one() -> None:
    pace = Pace(shut_until=NOW + timedelta(hours=1, seconds=5))
    assert sleeps(shown(), pace) == timedelta(seconds=5)


def test_until_then_the_status_line_says_the_same() -> None:
    for snapshot, pace in (
        (shown(), Pace()), (shown(timedelta(hours=5)), Pace()),
        (shown(), Pace((Window(10, 250, 86400, NOW + timedelta(seconds=7)),))),
        (shown(), Pace(shut_until=NOW + timedelta(hours=3))),
    ):
        def says(at: datetime, snapshot: Snapshot = snapshot, pace: Pace = pace) -> object:
            return status_line(snapshot, pace, at, 200, keys=KEYS)

        assert says(NOW) == says(NOW + sleeps(snapshot, pace) - timedelta(milliseconds=1))
