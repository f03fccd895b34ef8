"""Posting times: which moments the schedules of a profile name, in the zone of the profile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from buffertui.domain.models import DAYS, Schedule

HORIZON_DAYS = 5 * 366


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """The zone of that name; an empty or unknown name is UTC, as Buffer sends empty names (v1 reference, 4.1)."""
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def parse_time(text: str) -> time:
    """``HH:MM`` as a time of day; ``ValueError`` for anything else."""
    hours, _, minutes = text.partition(":")
    if not (hours.isdecimal() and len(minutes) == 2 and minutes.isdecimal()):
        raise ValueError(text)
    return time(int(hours), int(minutes))


def slots_after(schedules: Sequence[Schedule], zone_name: str, after: int) -> Iterator[int]:
    """Slots strictly later than ``after``, ascending, for the next five years.

    A time that daylight saving skips goes out an hour later on the clock; one that comes twice is taken the first time.
    """
    return _walk(schedules, zone_name, after, 1)


def slots_before(schedules: Sequence[Schedule], zone_name: str, before: int) -> Iterator[int]:
    """Slots strictly earlier than ``before``, newest first, for the last five years."""
    return _walk(schedules, zone_name, before, -1)


def per_week(schedules: Sequence[Schedule]) -> int:
    """How many slots a week has."""
    return sum(len(times) for times in _by_weekday(schedules).values())


def _by_weekday(schedules: Sequence[Schedule]) -> dict[int, list[time]]:
    days: dict[int, set[time]] = {}
    for schedule in schedules:
        for day in schedule.days:
            days.setdefault(DAYS.index(day), set()).update(parse_time(text) for text in schedule.times)
    return {day: sorted(times) for day, times in days.items() if times}


def _walk(schedules: Sequence[Schedule], zone_name: str, origin: int, step: int) -> Iterator[int]:
    week = _by_weekday(schedules)
    if not week:
        return
    where = zone(zone_name)
    today = datetime.fromtimestamp(origin, UTC).astimezone(where).date()
    for distance in range(HORIZON_DAYS):
        day = today + timedelta(days=step * distance)
        for moment in _of_day(week.get(day.weekday(), []), day, where, step):
            if (moment - origin) * step > 0:
                yield moment


def _of_day(times: list[time], day: date, where: ZoneInfo, step: int) -> list[int]:
    return sorted({int(datetime.combine(day, at, where).timestamp()) for at in times}, reverse=step < 0)
