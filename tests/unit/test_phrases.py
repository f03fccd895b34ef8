"""Times as people type them, and what the program makes of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buffertui.domain.phrases import NotUnderstood, Past, Understood, when

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 20, 25, tzinfo=UTC)
"""A Monday, 21:25 in Berlin."""


def read(phrase: str, now: datetime = NOW, zone: ZoneInfo = BERLIN) -> Understood:
    meaning = when(phrase, now, zone)
    assert isinstance(meaning, Understood), meaning
    return meaning


@pytest.mark.parametrize(
    ("phrase", "local"),
    [
        ("tomorrow 9:00", "2026-11-24 09:00"),
        ("Tomorrow at 9", "2026-11-24 09:00"),
        ("  TOMORROW,  9:00  ", "2026-11-24 09:00"),
        ("9:00 tomorrow", "2026-11-24 09:00"),
        ("9 am tomorrow", "2026-11-24 09:00"),
        ("9 a.m. tomorrow", "2026-11-24 09:00"),
        ("tomorrow 9 o'clock", "2026-11-24 09:00"),
        ("tomorrow morning at 9", "2026-11-24 09:00"),
        ("tomorrow evening 8", "2026-11-24 20:00"),
        ("tomorrow afternoon 12:30", "2026-11-24 12:30"),
        ("8 in the evening", "2026-11-24 20:00"),
        ("day after tomorrow 9:00", "2026-11-25 09:00"),
        ("\uff11\uff17\uff1a\uff13\uff10 tomorrow", "2026-11-24 17:30"),
        ("fri 17:30", "2026-11-27 17:30"),
        ("friday 5pm", "2026-11-27 17:00"),
        ("Fri. at 5 p.m.", "2026-11-27 17:00"),
        ("5pm on friday", "2026-11-27 17:00"),
        ("next mon 8", "2026-11-30 08:00"),
        ("next mon 23:00", "2026-11-30 23:00"),
        ("next fri 8:00", "2026-11-27 08:00"),
        ("this thu 17h30", "2026-11-26 17:30"),
        ("mon 23:00", "2026-11-23 23:00"),
        ("mon 8", "2026-11-30 08:00"),
        ("in 2h", "2026-11-23 23:25"),
        ("in 2 hours and 15 minutes", "2026-11-23 23:40"),
        ("in 90 min", "2026-11-23 22:55"),
        ("in 1h30", "2026-11-23 22:55"),
        ("in 1:30", "2026-11-23 22:55"),
        ("+45m", "2026-11-23 22:10"),
        ("in 1.5 h", "2026-11-23 22:55"),
        ("in half an hour", "2026-11-23 21:55"),
        ("an hour from now", "2026-11-23 22:25"),
        ("in 2 days", "2026-11-25 21:25"),
        ("in 1.5 days", "2026-11-25 09:25"),
        ("in 2 days at 9", "2026-11-25 09:00"),
        ("in two weeks 9:00", "2026-12-07 09:00"),
        ("in 3 months", "2027-02-23 21:25"),
        ("in 1 year", "2027-11-23 21:25"),
        ("23:00", "2026-11-23 23:00"),
        ("17:30", "2026-11-24 17:30"),
        ("at 9", "2026-11-24 09:00"),
        ("12am", "2026-11-24 00:00"),
        ("12pm", "2026-11-24 12:00"),
        ("noon", "2026-11-24 12:00"),
        ("midnight", "2026-11-24 00:00"),
        ("24:00", "2026-11-24 00:00"),
        ("fri midnight", "2026-11-28 00:00"),
        ("tonight 23:00", "2026-11-23 23:00"),
        ("tonight 11", "2026-11-23 23:00"),
        ("2026-12-24 08:15", "2026-12-24 08:15"),
        ("2026-12-24 08:15:30", "2026-12-24 08:15"),
        ("2026-12-24T08:15+01:00", "2026-12-24 08:15"),
        ("2026-12-24T08:15Z", "2026-12-24 09:15"),
        ("2026-12-24 08:15 -0500", "2026-12-24 14:15"),
        ("2026-12-24 8:15 utc", "2026-12-24 09:15"),
        ("24.12. 08:15", "2026-12-24 08:15"),
        ("24.12.2026 08:15", "2026-12-24 08:15"),
        ("24.12.26 8:15", "2026-12-24 08:15"),
        ("24 Dec 8:15", "2026-12-24 08:15"),
        ("24th of december 9pm", "2026-12-24 21:00"),
        ("dec 24 8:15am", "2026-12-24 08:15"),
        ("December 24th, 2026, 8:15", "2026-12-24 08:15"),
        ("thu 24 dec 8", "2026-12-24 08:00"),
        ("24/12 9:00", "2026-12-24 09:00"),
        ("12/24/2026 9:00", "2026-12-24 09:00"),
        ("12/12 9:00", "2026-12-12 09:00"),
        ("3 jan 9:00", "2027-01-03 09:00"),
        ("29 feb 2028 9:00", "2028-02-29 09:00"),
    ],
)
def test_understood(phrase: str, local: str) -> None:
    assert f"{read(phrase).time.astimezone(BERLIN):%Y-%m-%d %H:%M}" == local
    assert read(phrase).time.tzinfo is UTC


@pytest.mark.parametrize(
    ("phrase", "word"),
    [
        ("", "for example"),
        ("   ", "for example"),
        ("soon", "for example"),
        ("9", "for example"),
        ("tom", "for example"),
        ("in", "for example"),
        ("x" * 10_000, "for example"),
        ("tomorrow", "At what time on Tue 24 Nov 2026"),
        ("24 dec", "At what time on Thu 24 Dec 2026"),
        ("tonight", "Write: tonight 21:00"),
        ("25:00", "no 25:00"),
        ("tomorrow 9:75", "no 9:75"),
        ("13pm", "no 13pm"),
        ("5/6 9:00", "5 Jun or 6 May"),
        ("13/13 9:00", "no month 13"),
        ("9.12", "can be a time or a day"),
        ("31 apr 9:00", "no 31 Apr"),
        ("2026-02-30 9:00", "no 30 Feb in 2026"),
        ("2026-13-01 9:00", "no month 13"),
        ("fri 24 dec 9:00", "no Fri"),
        ("tonight 1", "before or after midnight"),
        ("in 5", "How long"),
        ("in 5 parsecs", "How long"),
        ("in 2 hours at 9", "How long"),
        ("in 999999 years", "too far"),
        ("9999-12-31 23:59", "too far"),
        ("0000-01-01 9:00", "long over"),
        ("2026-12-24 08:15+99:00", "Offsets"),
    ],
)
def test_not_understood_says_what_to_write(phrase: str, word: str) -> None:
    meaning = when(phrase, NOW, BERLIN)
    assert isinstance(meaning, NotUnderstood)
    assert word in meaning.message


@pytest.mark.parametrize(
    ("phrase", "message"),
    [
        ("today 19:25", "That was 2 hours ago."),
        ("tonight 20:00", "That was 1 hour ago."),
        ("today 21:25", "That moment has just passed."),
        ("in 0 min", "That moment has just passed."),
        ("yesterday 9:00", "That was 1 day ago."),
        ("20 nov 9:00", "That was 3 days ago."),
        ("2020-01-01 9:00", "That was 6 years ago."),
    ],
)
def test_what_is_over_is_refused(phrase: str, message: str) -> None:
    assert when(phrase, NOW, BERLIN) == Past(message)


def test_the_echo_shows_day_zone_and_distance() -> None:
    assert read("tomorrow 9:00").echo == "Tue 24 Nov 2026, 09:00 Europe/Berlin · in 11 h 35 min"
    assert read("in 2h", NOW + timedelta(seconds=27, microseconds=1)).echo.endswith("23:25 Europe/Berlin · in 2 h")


@pytest.mark.parametrize(
    ("phrase", "note"),
    [
        ("17:30", "tomorrow, because that time is over today"),
        ("mon 8", "next week, because that time is over today"),
        ("fri midnight", "midnight at the end of Fri 27 Nov"),
        ("2029-01-01 9:00", "more than two years ahead"),
        ("31.10.2027 2:30", "02:30 comes twice that night, this is the first"),
    ],
)
def test_what_was_assumed_is_told(phrase: str, note: str) -> None:
    understood = read(phrase)
    assert understood.notes == (note,)
    assert understood.echo.endswith(f" · {note}")


def test_the_first_of_two_half_past_twos() -> None:
    assert read("31.10.2027 2:30").time == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("phrase", ["28 mar 2027 2:30", "in 125 days at 2:30"])
def test_a_time_that_spring_skips_is_refused_with_the_next_one(phrase: str) -> None:
    meaning = when(phrase, NOW, BERLIN)
    assert isinstance(meaning, NotUnderstood)
    assert "no 02:30 on Sun 28 Mar 2027 in Europe/Berlin" in meaning.message
    assert "from 02:00 to 03:00" in meaning.message
    assert "Write 03:00 or later" in meaning.message


def test_days_keep_the_wall_clock_and_hours_do_not() -> None:
    before = datetime(2026, 10, 24, 8, 0, tzinfo=UTC)
    assert read("in 1 day", before).time == datetime(2026, 10, 25, 9, 0, tzinfo=UTC)
    assert read("in 24 h", before).time == datetime(2026, 10, 25, 8, 0, tzinfo=UTC)


def test_today_is_that_of_the_zone() -> None:
    late = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
    assert read("tomorrow 9:00", late, ZoneInfo("Asia/Tokyo")).time == datetime(2026, 11, 25, 0, 0, tzinfo=UTC)


WORDS = [
    "tomorrow", "at", "fri", "next", "in", "2h", "9:00", "9", "pm", "24", "dec", "2026-12-24", "t", "+", "99", ".", "/",
    "midnight", "tonight", "and", "days", "30.2.", "0", "utc", ":", "evening", "an", "half", "months", "\u0662", "\xb2",
]
phrases = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=6).map("".join),
)


@settings(derandomize=True, max_examples=300)
@given(
    phrases,
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Australia/Lord_Howe", "UTC"]),
)
def test_whatever_is_typed_gets_an_answer(phrase: str, moment: datetime, name: str) -> None:
    now = moment.replace(tzinfo=UTC)
    meaning = when(phrase, now, ZoneInfo(name))
    if isinstance(meaning, Understood):
        assert meaning.time > now
        assert name in meaning.echo
    else:
        assert meaning.message.endswith(".")
