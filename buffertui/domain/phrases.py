"""Times as people say them ("tomorrow 9:00", "fri 17:30", "in 2h"), and what is answered while they are typed."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo

from .late import late
from .records import dataclass
from .spoken import Clock, Day, Doubt, Span, read_clock, read_day, read_span, split_clock
from .times import clock_label, date_label, is_twofold, skipped, span_label, to_utc, zone_label

EXAMPLES = "tomorrow 9:00, fri 17:30, in 2h, 2026-12-24 08:15"
_LONGEST = 80
_FAR = timedelta(days=731)


@dataclass(frozen=True, slots=True)
class Understood:
    """A moment to come (aware, UTC) and how to show it back. ``notes`` tell what was assumed; ``echo`` has them too."""

    time: datetime
    echo: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Not a time, or not one yet; ``message`` says what to write instead."""

    message: str


@dataclass(frozen=True, slots=True)
class Past:
    """A time, but one that is over."""

    message: str


Meaning = Understood | NotUnderstood | Past


def when(phrase: str, now: datetime, zone: tzinfo) -> Meaning:
    """What a phrase means at ``now`` (aware) on the wall clock of ``zone``. No text makes it raise.

    A time that the clock skips in spring is refused; of one that comes twice in autumn the first is taken.
    """
    text = _normal(phrase)
    if not text:
        return NotUnderstood(f"Write a time, for example: {EXAMPLES}.")
    if len(text) > _LONGEST:
        return NotUnderstood(f"That is no time. Write, for example: {EXAMPLES}.")
    text, reading = _zone_of(text, zone)
    if isinstance(reading, Doubt):
        return NotUnderstood(reading.message)
    span = read_span(text)
    if isinstance(span, Doubt):
        return NotUnderstood(span.message)
    reader = _Reader(now, reading, zone)
    return reader.after(span) if span else reader.on(text)


_FOLD = str.maketrans({",": " ", "\u2013": "-", "\u2212": "-", "\xa0": " "})


def _normal(phrase: str) -> str:
    text = unicodedata.normalize("NFKC", phrase[: 4 * _LONGEST]).casefold().translate(_FOLD)
    text = re.sub(r"\b([ap])\.? ?m\.?(?![a-z])", r"\1m", text)
    text = re.sub(r" ?o['’]clock", ":00", text)
    text = re.sub(r"(?<=[0-9])t(?=[0-9])", " ", text)
    return " ".join(text.split())


_NAMED_ZONE = late(r"(.*?[0-9mn]) ?(?:utc|gmt|(?<=[0-9])z)")
_OFFSET = late(r"([0-9]{4}-[0-9]{1,2}-[0-9]{1,2} [0-9:.]+) ?([+-])([0-9]{2}):?([0-9]{2})?")


def _zone_of(text: str, zone: tzinfo) -> tuple[str, tzinfo | Doubt]:
    """Take a written zone off the end of a phrase: ``UTC``, ``Z``, and behind an ISO date an offset."""
    if match := _NAMED_ZONE.fullmatch(text):
        return match[1], UTC
    if match := _OFFSET.fullmatch(text):
        hours, minutes = int(match[3]), int(match[4] or 0)
        if hours > 14 or minutes > 59:
            return text, Doubt("Offsets from UTC go from -12:00 to +14:00.")
        offset = timedelta(hours=hours, minutes=minutes)
        return match[1], timezone(-offset if match[2] == "-" else offset)
    return text, zone


@dataclass(frozen=True, slots=True)
class _Reader:
    """``now``, the zone in which a phrase is read, and the one in which it is shown back."""

    now: datetime
    reading: tzinfo
    showing: tzinfo

    @property
    def local(self) -> datetime:
        return self.now.astimezone(self.reading).replace(tzinfo=None, fold=0)

    def on(self, text: str) -> Meaning:
        """A day and a clock, in either order."""
        doubt = ""
        if re.fullmatch(r"[0-9]{1,2}\.[0-9]{1,2}", text) and isinstance(read_clock(text.replace(".", ":")), Clock):
            return NotUnderstood(f"{text} can be a time or a day. Write {text.replace('.', ':')}, or the month's name.")
        for words, clock in split_clock(text):
            day = read_day(words, self.local.date())
            if isinstance(day, Doubt):
                doubt = doubt or day.message
            elif isinstance(clock, Doubt):
                doubt = doubt or (clock.message if day else "")
            elif clock and day:
                return self._choose(day, clock)
            elif day and words:
                clock_example = {0: "9:00", 1: "15:00"}.get(day.evening, "21:00")
                return NotUnderstood(f"At what time on {date_label(day.dates[0])}? Write: {words} {clock_example}.")
        return NotUnderstood(doubt or f"That is no time yet. Write, for example: {EXAMPLES}.")

    def after(self, span: Span) -> Meaning:
        """A span from now on."""
        if not (span.months or span.days):
            return self._settle(_whole_second(self.now + timedelta(seconds=span.seconds)).astimezone(UTC), [])
        local = self.local
        months = local.month - 1 + span.months
        year, month = local.year + months // 12, months % 12 + 1
        local = local.replace(year=year, month=month, day=min(local.day, monthrange(year, month)[1]))
        local += timedelta(days=span.days)
        if span.clock:
            return self._choose(Day((local.date(),)), span.clock)
        refusal = self._refusal(local)
        moment = to_utc(local, self.reading) + timedelta(seconds=span.seconds)
        return refusal or self._settle(_whole_second(moment), [])

    def _choose(self, day: Day, clock: Clock) -> Meaning:
        """The first of the possible days on which the time is still to come."""
        if day.evening and not clock.sure:
            if clock.hour < day.evening or (clock.hour == 12 and day.evening > 1):
                return NotUnderstood("Is that before or after midnight? Write the day as well, as in: tomorrow 1:00.")
            clock = Clock(clock.hour % 12 + 12, clock.minute)
        moment = self.now
        for index, date in enumerate(day.dates):
            local = datetime.combine(date + timedelta(days=int(clock.end)), time(clock.hour, clock.minute))
            moment = to_utc(local, self.reading)
            if moment > self.now:
                notes = [day.otherwise] if index else []
                if clock.end:
                    notes.append(f"midnight at the end of {date_label(date, with_year=False)}")
                if is_twofold(local, self.reading):
                    notes.append(f"{local:%H:%M} comes twice that night, this is the first")
                return self._refusal(local) or self._settle(moment, notes)
        return Past(_over(self.now - moment))

    def _refusal(self, local: datetime) -> NotUnderstood | None:
        if not (gap := skipped(local, self.reading)):
            return None
        start, end = gap
        return NotUnderstood(
            f"There is no {local:%H:%M} on {date_label(local.date())} in {zone_label(self.reading)}: the clocks go from"
            f" {start:%H:%M} to {end:%H:%M}. Write {end:%H:%M} or later."
        )

    def _settle(self, moment: datetime, notes: list[str]) -> Meaning:
        ahead = moment - self.now
        if ahead <= timedelta(0):
            return Past(_over(-ahead))
        if ahead > _FAR:
            notes = [*notes, "more than two years ahead"]
        shown = date_label(moment.astimezone(self.showing).date())
        echo = f"{shown}, {clock_label(moment, self.showing)} {zone_label(self.showing)} · in {span_label(ahead)}"
        return Understood(moment, " · ".join((echo, *notes)), tuple(notes))


def _whole_second(moment: datetime) -> datetime:
    """Rounded up, so that a span never shows shorter than it was asked for."""
    return moment.replace(microsecond=0) + timedelta(seconds=1 if moment.microsecond else 0)


def _over(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    for size, unit in ((365 * 86400, "year"), (86400, "day"), (3600, "hour"), (60, "minute")):
        if number := seconds // size:
            return f"That was {number:,} {unit}{'s' if number > 1 else ''} ago."
    return "That moment has just passed."
