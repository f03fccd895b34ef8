"""The parts of a spoken time, read one by one: a clock, a day, a span."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from .late import late
from .records import dataclass
from .times import DAY_NAMES, MONTH_NAMES, date_label

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)
_NEAR = {"today": 0, "tomorrow": 1, "tmrw": 1, "tmr": 1, "yesterday": -1, "day after tomorrow": 2}
_PARTS = {"morning": 0, "afternoon": 1, "evening": 5, "night": 5}

_FIRST_YEAR, _LAST_YEAR = 1970, 9990
_GRACE = timedelta(days=31)
"""A date without a year that is over for no longer than this is a slip, not a date of next year."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that reads like a time and cannot be one, or can be two; ``message`` is for the person."""

    message: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day. A 5 that may be 5pm is not ``sure``; ``end`` is the midnight after the day."""

    hour: int
    minute: int = 0
    sure: bool = True
    end: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """The days that may be meant, nearest first; ``otherwise`` tells why it is the second of them.

    From ``evening`` on (0 for never) an unsure hour is one after noon.
    """

    dates: tuple[date, ...]
    otherwise: str = ""
    evening: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """Time from now on: months and days by the wall clock, seconds by the stopwatch. ``clock`` replaces the hour."""

    months: int = 0
    days: int = 0
    seconds: int = 0
    clock: Clock | None = None


_HALF = r"(?P<half>am|pm)"
_CLOCKS = (
    late(rf"(?P<hour>[0-9]{{1,2}}):(?P<minute>[0-9]{{2}})(?::[0-9]{{2}}(?:\.[0-9]{{1,6}})?)? ?{_HALF}?"),
    late(rf"(?P<hour>[0-9]{{1,2}})(?:\.(?P<minute>[0-9]{{2}}))? ?{_HALF}"),
    late(r"(?P<hour>[0-9]{1,2})h(?P<minute>[0-9]{2})?"),
    late(r"(?P<word>noon|midday|midnight)"),
)
_BARE = late(r"(?P<hour>[0-9]{1,2})")


def read_clock(text: str, *, bare: bool = False) -> Clock | Doubt | None:
    """A time of day and nothing else; ``bare`` (or "at") allows a number alone."""
    if text.startswith(("at ", "@")):
        text, bare = text.removeprefix("at ").removeprefix("@").lstrip(), True
    for pattern in (*_CLOCKS, _BARE) if bare else _CLOCKS:
        if match := pattern.fullmatch(text):
            return _clock(match.groupdict(), text)
    return None


def _clock(found: dict[str, str | None], text: str) -> Clock | Doubt:
    if word := found.get("word"):
        return Clock(0, end=True) if word == "midnight" else Clock(12)
    minutes, half = found.get("minute"), found.get("half")
    hour, minute = int(found.get("hour") or 0), int(minutes or 0)
    if hour == 24 and minutes == "00" and not half:
        return Clock(0, end=True)
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        return Doubt(f"There is no {text} on the clock.")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return Clock(hour, minute, sure=bool(half) or hour > 12 or hour == 0)


def split_clock(text: str) -> Iterator[tuple[str, Clock | Doubt | None]]:
    """Every way to cut a text into a day and a clock, likely ones first; at last the whole text as a day."""
    words = text.split(" ")
    for size in range(min(3, len(words)), 0, -1):
        before, last = " ".join(words[:-size]), " ".join(words[-size:])
        if (clock := read_clock(last, bare=bool(before))) is not None:
            yield before, clock
        first, behind = " ".join(words[:size]), " ".join(words[size:])
        if behind and (clock := read_clock(first, bare=behind.startswith("in the "))) is not None:
            yield behind, clock
    yield text, None


_YEAR = "([0-9]{4}|[0-9]{2})"
_ISO = late(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_DOTTED = late(rf"([0-9]{{1,2}})\. ?([0-9]{{1,2}})(?:\. ?{_YEAR}?)?")
_SLASHED = late(rf"([0-9]{{1,2}})([/-])([0-9]{{1,2}})(?:\2{_YEAR})?")
_DAY_MONTH = late(rf"([0-9]{{1,2}})(?:st|nd|rd|th)?\.? ?(?:of )?([a-z]{{3,9}})\.?(?: {_YEAR})?")
_MONTH_DAY = late(rf"([a-z]{{3,9}})\.? ?([0-9]{{1,2}})(?:st|nd|rd|th)?(?: {_YEAR})?")


def read_day(text: str, today: date) -> Day | Doubt | None:
    """The day that a text names. An empty one is today, or tomorrow once the time is over."""
    text = text.removeprefix("on ").removesuffix(" at").strip()
    if text == "tonight":
        text = "today night"
    words = text.split(" ")
    evening = 0
    if words[-1] in _PARTS:
        evening = _PARTS[words.pop()]
        text = " ".join(words).removesuffix(" in the").removesuffix(" at")
        text = "today" if text == "this" else "" if text in ("in the", "at") else text
    if not text:
        return Day((today, today + timedelta(days=1)), "tomorrow, because that time is over today", evening)
    found = _near(text, today) or _weekday(text, today) or _calendar(text, today)
    return Day(found.dates, found.otherwise, evening) if isinstance(found, Day) else found


def _near(text: str, today: date) -> Day | None:
    days = _NEAR.get(text.removeprefix("the "))
    return None if days is None else Day((today + timedelta(days=days),))


def _index(names: tuple[str, ...], word: str) -> int | None:
    """Which name a word is, or begins with at least three letters."""
    word = word.removesuffix(".")
    return next((i for i, name in enumerate(names) if len(word) >= 3 and name.startswith(word)), None)


def _weekday(text: str, today: date) -> Day | Doubt | None:
    words = text.split(" ")
    word = words.pop(0)
    following = word == "next"
    if word in ("next", "this", "coming") and words:
        word = words.pop(0)
    if (index := _index(_WEEKDAYS, word)) is None:
        return None
    if words:
        found = _calendar(" ".join(words), today)
        if isinstance(found, Day) and found.dates[0].weekday() != index:
            return Doubt(f"That is no {DAY_NAMES[index]}: write {date_label(found.dates[0])}, or drop the weekday.")
        return found
    ahead = (index - today.weekday()) % 7
    later = today + timedelta(days=ahead or 7)
    if ahead or following:
        return Day((later,))
    return Day((today, later), "next week, because that time is over today")


def _calendar(text: str, today: date) -> Day | Doubt | None:
    if match := _ISO.fullmatch(text):
        return _date(match[1], int(match[3]), int(match[4]), today)
    if match := _DOTTED.fullmatch(text):
        return _date(match[3], int(match[2]), int(match[1]), today)
    if match := _SLASHED.fullmatch(text):
        return _slashed(int(match[1]), int(match[3]), match[4], today)
    for pattern, day_group, month_group in ((_DAY_MONTH, 1, 2), (_MONTH_DAY, 2, 1)):
        match = pattern.fullmatch(text)
        if match and (month := _index(_MONTHS, match[month_group])) is not None:
            return _date(match[3], month + 1, int(match[day_group]), today)
    return None


def _slashed(first: int, second: int, year: str | None, today: date) -> Day | Doubt:
    """Day and month come in either order in numbers; only where one of them is no month is it clear which is which."""
    if first == second or second > 12 >= first:
        return _date(year, first, second, today)
    if first > 12 >= second:
        return _date(year, second, first, today)
    if not (1 <= first <= 12 and 1 <= second <= 12):
        return Doubt(f"There is no month {max(first, second)}.")
    one, other = (f"{day} {MONTH_NAMES[month - 1]}" for day, month in ((first, second), (second, first)))
    return Doubt(f"That can be {one} or {other}. Write it with the name of the month.")


def _date(year: str | None, month: int, day: int, today: date) -> Day | Doubt:
    if not 1 <= month <= 12:
        return Doubt(f"There is no month {month}.")
    years = [int(year) + (2000 if len(year) == 2 else 0)] if year else [today.year, today.year + 1]
    if years[0] < _FIRST_YEAR:
        return Doubt(f"The year {years[0]} is long over.")
    if years[-1] > _LAST_YEAR:
        return Doubt(f"The year {years[-1]} is too far ahead.")
    dates = []
    for number in years:
        try:
            dates.append(date(number, month, day))
        except ValueError:
            continue
    if not dates:
        return Doubt(f"There is no {day} {MONTH_NAMES[month - 1]} in {' or '.join(map(str, years))}.")
    return Day((next((found for found in dates if found >= today - _GRACE), dates[-1]),))


_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_AMOUNT = late(
    r"(?:and )?([0-9]{1,6}(?:\.[0-9]{1,2})?|half an?|an?|" + "|".join(_NUMBERS) + ")(?:(?<=[0-9]) ?| )"
    "(seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|wks?|w|months?|mo|years?|yrs?|y)(?![a-z])[ ]?"
)
_HOURS_MINUTES = late(r"([0-9]{1,4}) ?(?:h|hrs?|hours?) ?([0-9]{1,2})|([0-9]{1,4}):([0-9]{2})")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
_MOST_DAYS = 36_600


def read_span(text: str) -> Span | Doubt | None:
    """A time counted from now: "in 2h", "in 90 min", "+1h30", "in 2 days at 9:00", "an hour from now"."""
    body = text.removesuffix(" from now").removeprefix("+").removeprefix("in ").strip()
    if body == text or not body or body in ("the", *_PARTS) or body.startswith("the "):
        return None
    if match := _HOURS_MINUTES.fullmatch(body):
        hours, minutes = match[1] or match[3], match[2] or match[4]
        return Span(seconds=int(hours) * 3600 + int(minutes) * 60)
    months, days, seconds, at = 0, 0, 0.0, 0
    while match := _AMOUNT.match(body, at):
        number, unit, at = _number(match[1]), _unit(match[2]), match.end()
        if unit in ("mo", "y"):
            months += int(number * (12 if unit == "y" else 1))
        elif unit in ("d", "w") and number == int(number):
            days += int(number) * (7 if unit == "w" else 1)
        else:
            seconds += number * _SECONDS[unit]
    if at == 0:
        return Doubt("How long from now? Write it as in: in 90 min, in 2h, in 3 days.")
    if months * 30 + days + seconds / 86400 > _MOST_DAYS:
        return Doubt("That is too far ahead.")
    return _with_rest(Span(months, days, round(seconds)), body[at:].strip())


def _with_rest(span: Span, rest: str) -> Span | Doubt:
    if not rest:
        return span
    clock = read_clock(rest, bare=True)
    if isinstance(clock, Doubt):
        return clock
    if clock is None or span.seconds:
        return Doubt("How long from now? Write it as in: in 90 min, in 1h30, in 3 days at 9:00.")
    return Span(span.months, span.days, 0, clock)


def _number(word: str) -> float:
    if word[0].isdigit():
        return float(word)
    return 0.5 if word.startswith("half") else float(_NUMBERS.index(word) + 1) if word in _NUMBERS else 1.0


def _unit(word: str) -> str:
    return "mo" if word.startswith("mo") else word[0]
