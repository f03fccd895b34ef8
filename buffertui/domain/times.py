"""Zones, the words for days and spans of time, and the posting times of a queue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import islice

from .late import late
from .models import DAYS, Schedule

DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_HORIZON = 400
"""Days that are searched for a slot: longer than any week repeats, shorter than a person waits."""
_MOST_SLOTS = 50_000


@lru_cache(maxsize=64)
def _known(name: str) -> tzinfo | None:
    if name.upper() in ("UTC", "GMT", "Z"):
        return UTC
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def zone(*names: str, fallback: tzinfo = UTC) -> tzinfo:
    """The first of the names that is a time zone, else ``fallback``. Buffer's ``timezone`` may be empty or unknown."""
    return next((found for name in names if name and (found := _known(name))), fallback)


def zone_label(where: tzinfo) -> str:
    """The name of a zone for the screen."""
    key = getattr(where, "key", "")
    return key or ("UTC" if where is UTC else str(where))


def day_label(day: date, today: date) -> str:
    """``Today``, ``Tomorrow``, ``Yesterday``, else ``Fri 27 Nov``, with the year when it is another one."""
    near = {0: "Today", 1: "Tomorrow", -1: "Yesterday"}.get(day.toordinal() - today.toordinal())
    return near or date_label(day, with_year=day.year != today.year)


def date_label(day: date, *, with_year: bool = True) -> str:
    """``Tue 24 Nov 2026``, or without the year."""
    label = f"{DAY_NAMES[day.weekday()]} {day.day} {MONTH_NAMES[day.month - 1]}"
    return f"{label} {day.year}" if with_year else label


def clock_label(moment: datetime, where: tzinfo) -> str:
    """The wall clock of a zone at a moment: ``09:00``."""
    return f"{moment.astimezone(where):%H:%M}"


def local_day(moment: datetime, where: tzinfo) -> date:
    """The day that a moment has in a zone."""
    return moment.astimezone(where).date()


def age_label(since: datetime, now: datetime) -> str:
    """How long ago, in one unit, rounded down: ``12 s``, ``3 min``, ``2 h``, ``5 days``. Never negative."""
    seconds = max(0, int((now - since).total_seconds()))
    for size, unit in ((86400, "day"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return _amount(seconds // size, unit)
    return f"{seconds} s"


def countdown_label(until: datetime, now: datetime) -> str:
    """How long still, rounded up to the second: ``9 s``, ``1 min 5 s``, ``2 h 10 min``; ``0 s`` when it is over."""
    seconds = max(0, -int((now - until).total_seconds() // 1))
    if seconds < 60:
        return f"{seconds} s"
    return _two_units(seconds) if seconds < 3600 else span_label(timedelta(seconds=seconds))


def span_label(span: timedelta) -> str:
    """A span in its two largest units, rounded down to minutes: ``35 min``, ``11 h 35 min``, ``3 days 2 h``."""
    seconds = abs(int(span.total_seconds()))
    return _two_units(seconds // 60 * 60) if seconds >= 60 else "less than a minute"


def _two_units(seconds: int) -> str:
    sizes = ((86400, "day"), (3600, "h"), (60, "min"), (1, "s"))
    first = next(i for i, (size, _) in enumerate(sizes) if seconds >= size)
    parts = []
    for size, unit in sizes[first : first + 2]:
        if amount := seconds // size:
            parts.append(_amount(amount, unit))
        seconds %= size
    return " ".join(parts)


def _amount(number: int, unit: str) -> str:
    return f"{number:,} {unit}s" if unit == "day" and number != 1 else f"{number:,} {unit}"


def to_utc(local: datetime, where: tzinfo) -> datetime:
    """The moment of a wall clock without zone.

    In the hour that spring skips it moves on as the clock does; of the hour that comes twice in autumn it is the first.
    """
    return local.replace(tzinfo=where, fold=0).astimezone(UTC)


def skipped(local: datetime, where: tzinfo) -> tuple[datetime, datetime] | None:
    """The wall clock times from and to which the clocks of a zone jump over ``local``; ``None`` if it exists."""
    moment = to_utc(local, where)
    if _wall(moment, where) == local.replace(fold=0):
        return None
    early, late = (local.replace(tzinfo=where, fold=fold).astimezone(UTC).timestamp() for fold in (1, 0))
    low, high = int(early) - 1, int(late) + 1
    before = _at(low).astimezone(where).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if _at(middle).astimezone(where).utcoffset() == before:
            low = middle
        else:
            high = middle
    jump = _wall(_at(low), where) + timedelta(seconds=1)
    return jump, _wall(_at(high), where)


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _wall(moment: datetime, where: tzinfo) -> datetime:
    return moment.astimezone(where).replace(tzinfo=None, fold=0)


def is_twofold(local: datetime, where: tzinfo) -> bool:
    """Whether the wall clock of a zone shows this time twice."""
    first, second = (local.replace(tzinfo=where, fold=fold).utcoffset() for fold in (0, 1))
    return first != second and skipped(local, where) is None


def slots(
    schedules: Iterable[Schedule], where: tzinfo, after: datetime, until: datetime | None = None
) -> Iterator[datetime]:
    """The posting times later than ``after`` (and not later than ``until``), in order, each once, as UTC.

    Without ``until`` they end after a good year. Times that are no times are passed over.
    """
    week = _week(schedules)
    last = after
    first = local_day(after, where).toordinal()
    for ordinal in range(first, min(first + _HORIZON, date.max.toordinal() - 1)) if any(week) else ():
        day = date.fromordinal(ordinal)
        wanted = [datetime.combine(day, at) for at in week[day.weekday()]]
        for moment in sorted({to_utc(local, where) for local in wanted if not _lost_day(local, where)}):
            if until is not None and moment > until:
                return
            if moment > last:
                last = moment
                yield moment


def next_free_slot(
    schedules: Iterable[Schedule], where: tzinfo, taken: Iterable[datetime], now: datetime
) -> datetime | None:
    """The first posting time after ``now`` at whose minute nothing is due; ``None`` where the queue has no times."""
    minutes = {moment.timestamp() // 60 for moment in taken}
    coming = islice(slots(schedules, where, now), _MOST_SLOTS)
    return next((moment for moment in coming if moment.timestamp() // 60 not in minutes), None)


def _lost_day(local: datetime, where: tzinfo) -> bool:
    """Whether the clock moves on by so much that the day itself is left out (at the date line)."""
    return _wall(to_utc(local, where), where) - local > timedelta(hours=12)


_CLOCK = late(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::[0-5][0-9])?")


def _week(schedules: Iterable[Schedule]) -> tuple[tuple[time, ...], ...]:
    """The times of each weekday, Monday first."""
    week: list[set[time]] = [set() for _ in DAYS]
    for schedule in schedules:
        matches = [_CLOCK.fullmatch(at.strip()) for at in schedule.times]
        times = {time(int(match[1]), int(match[2])) for match in matches if match}
        for name in schedule.days:
            key = name.strip().lower()[:3]
            if key in DAYS:
                week[DAYS.index(key)] |= times
    return tuple(tuple(sorted(times)) for times in week)
