"""When a text on the main screen will change by itself: a countdown, an age, a place in the budget, a new day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from textual.screen import Screen

from .present_status import counts_down

if TYPE_CHECKING:
    from textual.timer import Timer

    from buffertui.core.state import Snapshot
    from buffertui.domain.ports import Pace

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)

AFTER = timedelta(milliseconds=5)
"""So long after a change it is drawn: a timer that rings early would draw nothing and ring again."""


def until_change(snapshot: Snapshot, pace: Pace, now: datetime) -> timedelta:
    """How long everything on the screen stays true. A countdown anywhere makes that a second, an age a minute."""
    if any(item.held_until is not None and item.held_until > now for item in snapshot.outbox) or counts_down(pace, now):
        return SECOND
    return min(_moments(snapshot, pace, now)) + AFTER


def _moments(snapshot: Snapshot, pace: Pace, now: datetime) -> Iterator[timedelta]:
    # Days begin with an hour, whatever the zone; those of half and quarter hours are a little late.
    yield HOUR - (now - now.replace(minute=0, second=0, microsecond=0))
    changes = [window.free_at for window in pace.windows if window.used]
    if pace.shut_until is not None:
        changes.append(pace.shut_until - HOUR)
    yield from (at - now for at in changes if at is not None and at > now)
    if snapshot.as_of is not None:
        age = max(now - snapshot.as_of, timedelta())
        step = MINUTE if age < HOUR else HOUR
        yield step - age % step


class Ticking:
    """Calls ``tick`` when a text is to change, and sleeps until then."""

    def __init__(self, screen: Screen[None], tick: Callable[[], None]) -> None:
        self._screen = screen
        self._tick = tick
        self._timer: Timer | None = None
        self._due: datetime | None = None

    def sleep(self, now: datetime, how_long: timedelta) -> None:
        """Ring after so long, unless it rings earlier anyway."""
        due = now + how_long
        if self._due is not None and now < self._due <= due:
            return
        if self._timer is not None:
            self._timer.stop()
        self._due = due
        self._timer = self._screen.set_timer(how_long.total_seconds(), self._ring)

    def _ring(self) -> None:
        self._due = None
        self._tick()
