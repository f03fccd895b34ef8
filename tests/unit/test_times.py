"""Zones, labels and the slots of a queue, daylight saving included."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buffertui.domain.models import DAYS, Schedule
from buffertui.domain.times import (
    age_label,
    clock_label,
    countdown_label,
    day_label,
    is_twofold,
    local_day,
    next_free_slot,
    skipped,
    slots,
    span_label,
    to_utc,
    zone,
    zone_label,
)

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DAILY = (Schedule(DAYS, ("09:00", "17:00")),)


@pytest.mark.parametrize(
    "name", ["", "Mars/Olympus", "../../etc/passwd", "Europe", "/etc/localtime", "a\0b", "\ud800", "x" * 9999]
)
def test_a_zone_that_is_none_falls_back(name: str) -> None:
    assert zone(name) is UTC
    assert zone(name, "Europe/Berlin") == BERLIN
    assert zone(name, fallback=BERLIN) is BERLIN


def test_the_first_known_zone_wins() -> None:
    assert zone("Asia/Tokyo", "Europe/Berlin") == ZoneInfo("Asia/Tokyo")
    assert zone_label(zone("Asia/Tokyo")) == "Asia/Tokyo"
    assert zone_label(zone("utc")) == "UTC"
    assert zone_label(timezone(timedelta(hours=2))) == "UTC+02:00"


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2026, 11, 23), "Today"),
        (date(2026, 11, 24), "Tomorrow"),
        (date(2026, 11, 22), "Yesterday"),
        (date(2026, 11, 27), "Fri 27 Nov"),
        (date(2026, 1, 1), "Thu 1 Jan"),
        (date(2027, 1, 1), "Fri 1 Jan 2027"),
    ],
)
def test_days_are_called_as_people_call_them(day: date, label: str) -> None:
    assert day_label(day, date(2026, 11, 23)) == label


def test_clock_and_day_are_those_of_the_zone() -> None:
    late = datetime(2026, 11, 23, 23, 5, tzinfo=UTC)
    assert clock_label(late, BERLIN) == "00:05"
    assert local_day(late, BERLIN) == date(2026, 11, 24)
    assert day_label(local_day(late, BERLIN), local_day(NOON, BERLIN)) == "Tomorrow"


@pytest.mark.parametrize(
    ("seconds", "label"),
    [(0, "0 s"), (12.9, "12 s"), (60, "1 min"), (199, "3 min"), (7200, "2 h"), (86400, "1 day"), (5 * 86400, "5 days"),
     (-5, "0 s")],
)
def test_age(seconds: float, label: str) -> None:
    assert age_label(NOON, NOON + timedelta(seconds=seconds)) == label


@pytest.mark.parametrize(
    ("seconds", "label"),
    [(9, "9 s"), (8.1, "9 s"), (0.1, "1 s"), (0, "0 s"), (-3, "0 s"), (65, "1 min 5 s"), (120, "2 min"),
     (7800, "2 h 10 min"), (59.5, "1 min"), (90000, "1 day 1 h")],
)
def test_countdown(seconds: float, label: str) -> None:
    assert countdown_label(NOON + timedelta(seconds=seconds), NOON) == label


@pytest.mark.parametrize(
    ("span", "label"),
    [(timedelta(seconds=59), "less than a minute"), (timedelta(minutes=35), "35 min"),
     (timedelta(hours=11, minutes=35, seconds=59), "11 h 35 min"), (timedelta(days=3, hours=2), "3 days 2 h"),
     (timedelta(days=1, minutes=5), "1 day"), (timedelta(days=1000), "1,000 days")],
)
def test_span(span: timedelta, label: str) -> None:
    assert span_label(span) == label


def local_times(moments: list[datetime], where: ZoneInfo = BERLIN) -> list[str]:
    return [f"{moment.astimezone(where):%a %d %H:%M}" for moment in moments]


def test_slots_come_in_order_and_after_the_moment() -> None:
    week = (Schedule(("mon", "wed"), ("17:40", "09:15")), Schedule(("mon",), ("13:00", "17:40")))
    found = list(islice(slots(week, BERLIN, NOON), 4))
    assert local_times(found) == ["Mon 23 17:40", "Wed 25 09:15", "Wed 25 17:40", "Mon 30 09:15"]
    assert all(moment.tzinfo is UTC for moment in found)
    assert next(slots(week, BERLIN, found[0])) == found[1]


def test_slots_end_where_they_are_told_to() -> None:
    assert len(list(slots(DAILY, BERLIN, NOON, NOON + timedelta(days=2)))) == 4
    assert list(slots(DAILY, BERLIN, NOON, NOON)) == []


@pytest.mark.parametrize(
    "schedules",
    [(), (Schedule(),), (Schedule(("mon",), ()),), (Schedule((), ("09:00",)),), (Schedule(("someday",), ("09:00",)),),
     (Schedule(("mon",), ("25:00", "noon", "", "9", "12:60")),)],
)
def test_a_queue_without_times_has_no_slots(schedules: tuple[Schedule, ...]) -> None:
    assert list(slots(schedules, BERLIN, NOON)) == []
    assert next_free_slot(schedules, BERLIN, [], NOON) is None


def test_the_same_wall_clock_on_both_sides_of_a_change() -> None:
    saturday = datetime(2026, 10, 24, 0, 0, tzinfo=UTC)
    found = list(islice(slots((Schedule(DAYS, ("09:00",)),), BERLIN, saturday), 2))
    assert [moment.hour for moment in found] == [7, 8]


def test_a_slot_that_spring_skips_moves_on_with_the_clock() -> None:
    before = datetime(2027, 3, 27, 12, 0, tzinfo=UTC)
    found = list(islice(slots((Schedule(DAYS, ("02:30", "03:30")),), BERLIN, before), 3))
    assert local_times(found) == ["Sun 28 03:30", "Mon 29 02:30", "Mon 29 03:30"]


def test_a_slot_that_comes_twice_in_autumn_is_taken_once() -> None:
    before = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
    found = list(islice(slots((Schedule(DAYS, ("02:30",)),), BERLIN, before), 2))
    assert found == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 26, 1, 30, tzinfo=UTC)]


def test_a_day_that_a_zone_left_out_has_no_slots() -> None:
    apia = ZoneInfo("Pacific/Apia")
    queue = (Schedule(DAYS, ("00:30", "17:00")), Schedule(("fri",), ("12:00",)))
    found = list(islice(slots(queue, apia, datetime(2011, 12, 30, 0, 0, tzinfo=UTC)), 4))
    assert local_times(found, apia) == ["Thu 29 17:00", "Sat 31 00:30", "Sat 31 17:00", "Sun 01 00:30"]


def test_the_next_free_slot_passes_over_taken_minutes() -> None:
    first, second, third = islice(slots(DAILY, BERLIN, NOON), 3)
    assert next_free_slot(DAILY, BERLIN, [], NOON) == first
    assert next_free_slot(DAILY, BERLIN, [first + timedelta(seconds=41), second], NOON) == third
    assert next_free_slot(DAILY, BERLIN, [second], NOON) == first
    assert next_free_slot(DAILY, BERLIN, slots(DAILY, BERLIN, NOON), NOON) is None


@settings(derandomize=True, max_examples=60)
@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca"]),
    st.lists(st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59)), min_size=1, max_size=4),
)
def test_slots_never_run_backwards(start: datetime, name: str, times: list[str]) -> None:
    after, where = start.replace(tzinfo=UTC), zone(name)
    found = list(islice(slots((Schedule(DAYS, tuple(times)),), where, after), 12))
    assert len(found) == 12
    assert all(a < b for a, b in zip([after, *found], found, strict=False))
    assert found[0] - after <= timedelta(hours=49)


def test_the_gap_of_spring_is_named() -> None:
    assert skipped(datetime(2027, 3, 28, 2, 30), BERLIN) == (datetime(2027, 3, 28, 2), datetime(2027, 3, 28, 3))
    assert skipped(datetime(2027, 3, 28, 3, 0), BERLIN) is None
    assert skipped(datetime(2027, 3, 28, 1, 59), BERLIN) is None
    howe = ZoneInfo("Australia/Lord_Howe")
    assert skipped(datetime(2026, 10, 4, 2, 15), howe) == (datetime(2026, 10, 4, 2), datetime(2026, 10, 4, 2, 30))


def test_the_hour_of_autumn_comes_twice_and_the_first_is_meant() -> None:
    twice = datetime(2026, 10, 25, 2, 30)
    assert is_twofold(twice, BERLIN)
    assert to_utc(twice, BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert not is_twofold(datetime(2026, 10, 25, 3, 0), BERLIN)
    assert not is_twofold(datetime(2027, 3, 28, 2, 30), BERLIN)
