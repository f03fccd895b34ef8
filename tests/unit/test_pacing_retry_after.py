"""The header ``Retry-After`` in every form in which servers send it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from buffertui.api.retry_after import http_date, retry_after

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("30", 30.0),
        (" 30 ", 30.0),
        ("2.5", 2.5),
        ("600", 600.0),
        ("1", 1.0),
        ("0.2", 1.0),
        ("Mon, 23 Nov 2026 12:00:45 GMT", 45.0),
        ("Mon, 23 Nov 2026 14:00:45 +0200", 45.0),
        ("Monday, 23-Nov-26 12:00:45 GMT", 45.0),
        (None, None),
        ("", None),
        ("   ", None),
        ("0", None),
        ("Mon, 23 Nov 2026 12:00:00 GMT", None),
        ("Mon, 23 Nov 2026 11:59:00 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("601", 60.0),
        ("9" * 31, 60.0),
        ("9" * 6000, 60.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 60.0),
        ("-5", 60.0),
        ("NaN", 60.0),
        ("inf", 60.0),
        ("1e3", 60.0),
        ("٣٠", 60.0),
        ("soon", 60.0),
        ("Mon, 99 Nov 2026 12:00:45 GMT", 60.0),
        ("\x00", 60.0),
    ],
)
def test_each_form_gives_a_sensible_wait(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, now=NOW, window=60.0, cap=600.0) == seconds


@pytest.mark.parametrize("value", [None, "", "yesterday", "12", "Mon, 23 Foo 2026 12:00:45 GMT"])
def test_no_date_is_no_date(value: str | None) -> None:
    assert http_date(value) is None


def test_a_date_without_a_zone_is_utc() -> None:
    assert http_date("Mon, 23 Nov 2026 12:00:00 -0000") == NOW
