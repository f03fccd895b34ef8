"""How long a server asks to wait: the header ``Retry-After`` in every form in which it comes."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from buffertui.domain.errors import Throttled

LEAST_WAIT = 1.0
"""Seconds that a wait has at least, whatever the server said."""

_NUMBER = re.compile(r"[0-9]+(\.[0-9]*)?")


def retry_after(value: str | None, *, now: datetime, window: float, cap: float) -> float | None:
    """Seconds to wait, at least 1, or ``None`` when the server named no time that is still to come.

    ``value`` is the header, in seconds or as an HTTP date; ``now`` the wall clock to measure a date by. What is
    longer than ``cap`` seconds, negative or no time at all is answered with ``window``, the length of the limit's
    window in seconds: after that long every request of before has stopped counting.
    """
    text = (value or "").strip()
    if not text:
        return None
    seconds = float(text) if _NUMBER.fullmatch(text) else _until(text, now)
    if seconds is None:
        return max(LEAST_WAIT, window)
    if seconds <= 0:
        return None
    if not seconds <= cap:
        return max(LEAST_WAIT, window)
    return max(LEAST_WAIT, seconds)


def http_date(value: str | None) -> datetime | None:
    """The time that an HTTP date names (aware), ``None`` when it names none."""
    try:
        when = parsedate_to_datetime(value or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def turned_away(seconds: float, until: datetime) -> Throttled:
    """What somebody is told who would have to wait too long at the door."""
    minutes = max(1, round(seconds / 60))
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    wait = f"{days} d {hours} h" if days else f"{hours} h {minutes} min" if hours else f"{minutes} min"
    return Throttled(
        f"Buffer's limit of requests is used up; there is room again in {wait}.", until=until,
        hint="What is on the screen stays as it is. Posts that wait here go by themselves then.",
    )


def _until(text: str, now: datetime) -> float | None:
    when = http_date(text)
    return None if when is None else (when - now).total_seconds()
