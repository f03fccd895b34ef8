"""The one door for every request: limits, who goes first, and what a 429 does to all."""

from __future__ import annotations

import asyncio
import bisect
import itertools
import math
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from buffertui.domain.errors import Offline
from buffertui.domain.ports import Clock, Ledger, Pace, Priority, Window

from .retry_after import LEAST_WAIT, turned_away
from .windows import SAME, Limit, Reading, SlidingWindow

__all__ = ["Limit", "Pacer", "Pushback", "Reading"]

LONG = 3600.0
"""Seconds from which on a window is so long that the server's newer count must be believed also when it is less."""

Answer = TypeVar("Answer")


class Pushback(Exception):
    """The server refused a request for coming too soon (HTTP 429) and did nothing.

    ``wait`` is the time in seconds that it named, ``None`` if it named none; ``window`` the length in seconds of the
    limit that is used up, ``None`` for the first.
    """

    def __init__(self, wait: float | None = None, window: float | None = None) -> None:
        super().__init__("HTTP 429")
        self.wait = wait
        self.window = window


@dataclass(order=True, slots=True)
class _Ticket:
    """A request's place: the number is kept when the server pushes the request back, so it stays first."""

    number: int
    priority: Priority = field(compare=False)
    place: int = field(default=0, compare=False)
    turn: asyncio.Future[None] | None = field(default=None, compare=False)


class Pacer:
    """Lets requests through so that no limit is ever passed, the user's writes first, each class in its order.

    ``reserve`` requests of each window are kept for writes, ``read_reserve`` more for writes and reads over background
    work; every class has at least one request of each window. Of reads and background work together at most
    ``concurrency`` are under way at once. ``cap`` is the longest wait in seconds that a server is believed to mean, and
    ``span`` the length of the first window. Time is measured on the monotonic clock; the wall clock is only shown.
    ``ledger`` counts what other copies of the program use of the same budget; without one this is the only copy.
    Whoever would wait longer than ``patience`` seconds is turned away with ``Throttled``: nothing of it has left.
    """

    def __init__(
        self, clock: Clock, limits: Sequence[Limit] = (Limit(60, 60.0),), *, reserve: int = 5, read_reserve: int = 5,
        concurrency: int = 4, cap: float = 600.0, margin: float = 0.05,
        ledger: Ledger | None = None, patience: float = math.inf,
    ) -> None:
        self._patience = patience
        self._ledger = ledger
        self._margin = margin
        self._copies_until = 0.0
        self.cap = cap
        self.span = limits[0].seconds
        self._clock = clock
        self._windows = [SlidingWindow(limit, margin) for limit in limits]
        self._kept = {
            Priority.WRITE: 0, Priority.READ: reserve, Priority.BACKGROUND: reserve + read_reserve,
        }
        self._concurrency = concurrency
        self._numbers = itertools.count()
        self._lines: dict[Priority, list[_Ticket]] = {priority: [] for priority in Priority}
        self._under_way: dict[Priority, int] = dict.fromkeys(Priority, 0)
        self._shut_until: float | None = None
        self._probing = False
        self._probe: _Ticket | None = None
        self._refusals = 0
        self._alarm: asyncio.Task[None] | None = None
        self._alarm_at = 0.0
        self._listeners: dict[int, Callable[[], None]] = {}
        self._closed = False

    async def run(self, send: Callable[[], Awaitable[Answer]], priority: Priority = Priority.READ) -> Answer:
        """Wait for a turn, send, and give back what ``send`` answers or raises.

        When it raises ``Pushback`` the door shuts for everybody until the time named, and the request goes again by
        itself, before all others of its class. One that raises ``Offline`` never left and does not count.
        """
        ticket = _Ticket(next(self._numbers), priority)
        while True:
            await self._enter(ticket)
            answered, left = False, True
            try:
                answer = await send()
                answered = True
            except Pushback as push:
                self._push_back(push)
            except Offline:
                left = False
                raise
            finally:
                self._leave(ticket, answered=answered, left=left)
            if answered:
                return answer

    def snapshot(self) -> Pace:
        """The budget now, in wall clock times."""
        now = self._clock.monotonic()
        under_way = sum(self._under_way.values())
        shared = self._ledger.use(now, self._shared_limits()) if self._ledger else ((0, 0.0),) * len(self._windows)
        windows = tuple(
            Window(
                max(w.used(now, under_way), used), w.limit.requests, w.limit.seconds,
                self._wall(w.next_free(now) or (free if used else None), now),
            )
            for w, (used, free) in zip(self._windows, shared, strict=True)
        )
        shut = self._shut_until if self._shut_until is not None and self._shut_until > now + SAME else None
        return Pace(
            windows=windows, under_way=under_way, waiting=sum(map(len, self._lines.values())),
            waiting_writes=len(self._lines[Priority.WRITE]), shut_until=self._wall(shut, now),
        )

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after each change of the snapshot; returns a function that stops it."""
        key = next(self._numbers)
        self._listeners[key] = listener

        def stop() -> None:
            self._listeners.pop(key, None)

        return stop

    def observe(self, limit: Limit, remaining: int, reset: float) -> None:
        """The server said where a window stands: ``remaining`` requests, and ``reset`` seconds until it is fresh.

        The window is known by its length; a new size replaces the old, a new length is one more window. The server may
        only add to our own count, never take away from it. What others used stays until the reset, in a window of
        hours until the server's next word.
        """
        now = self._clock.monotonic()
        window = next((w for w in self._windows if w.limit.seconds == limit.seconds), None)
        if window is None:
            window = SlidingWindow(limit, self._margin)
            self._windows = sorted([*self._windows, window], key=lambda w: w.limit.seconds)
        window.limit = limit
        note = window.fill if limit.seconds < LONG else window.trust
        note(limit.requests - remaining, now, now + max(LEAST_WAIT, reset), self._all_under_way())
        self._changed()

    def close(self) -> None:
        """Cancel what waits; nothing is let in any more."""
        self._closed = True
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        waiting = [ticket for line in self._lines.values() for ticket in line]
        for line in self._lines.values():
            line.clear()
        for ticket in waiting:
            if ticket.turn is not None:
                ticket.turn.cancel()

    async def _enter(self, ticket: _Ticket) -> None:
        if self._closed:
            raise Offline("The connection to Buffer is closed.", hint="Nothing was sent.")
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        ticket.turn = turn
        bisect.insort(self._lines[ticket.priority], ticket)
        self._changed()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                if ticket in self._lines[ticket.priority]:
                    self._lines[ticket.priority].remove(ticket)
                    self._changed()
            else:
                self._leave(ticket, answered=False, left=False)
            raise

    def _leave(self, ticket: _Ticket, *, answered: bool, left: bool) -> None:
        now = self._clock.monotonic()
        self._under_way[ticket.priority] -= 1
        if left:
            for window in self._windows:
                window.settle(now)
        if self._ledger is not None and ticket.place:
            self._ledger.leave(ticket.place, now, counts=left)
            ticket.place = 0
        if ticket is self._probe:
            self._probe = None
            if answered:
                self._probing = False
                self._refusals = 0
        self._changed()

    def _push_back(self, push: Pushback) -> None:
        """Shut the door. The refused request itself is still under way here, and counts."""
        now = self._clock.monotonic()
        window = next((w for w in self._windows if w.limit.seconds == push.window), self._windows[0])
        if self._shut_until is None:
            self._refusals += 1
        wait = self._own_wait(window, now) if push.wait is None else push.wait
        until = now + max(LEAST_WAIT, wait)
        self._shut_until = max(until, self._shut_until or until)
        self._probing = True
        if self._ledger is not None:
            self._ledger.shut(self._shut_until)
        window.fill(window.limit.requests, now, until, self._all_under_way())

    def _own_wait(self, window: SlidingWindow, now: float) -> float:
        """No time was named: until the oldest request has left the window (v1 reference, section 1.5).

        Refused again and again, each wait is also twice the one before, up to the window's length: others use the
        account, and our own oldest request says nothing about theirs.
        """
        oldest = window.next_free(now)
        if oldest is None:
            return window.limit.seconds
        again = 2.0 ** min(self._refusals - 1, 20)
        return min(window.limit.seconds, max(oldest - now, again))

    def _may_enter(self, priority: Priority, now: float) -> bool:
        if self._shut_until is not None or (self._probing and self._probe is not None):
            return False
        busy = self._under_way[Priority.READ] + self._under_way[Priority.BACKGROUND]
        if priority is not Priority.WRITE and busy >= self._concurrency:
            return False
        under_way = self._all_under_way()
        return all(w.used(now, under_way) < self._allowed(w, priority) for w in self._windows)

    def _allowed(self, window: SlidingWindow, priority: Priority) -> int:
        return max(1, window.limit.requests - self._kept[priority])

    def _admit(self) -> None:
        """Open the turn of everybody who may go, best first. Who may not go holds up everybody behind him."""
        now = self._clock.monotonic()
        if self._ledger is not None and (shut := self._ledger.shut_until(now)) is not None:
            self._shut_until = max(shut, self._shut_until or shut)
        if self._shut_until is not None and self._shut_until <= now + SAME:
            self._shut_until = None
        for priority, line in self._lines.items():
            while line:
                if not self._may_enter(priority, now) or not self._take_place(line[0], now):
                    return
                ticket = line.pop(0)
                self._under_way[priority] += 1
                if self._probing:
                    self._probe = ticket
                if ticket.turn is not None:
                    ticket.turn.set_result(None)

    def _take_place(self, ticket: _Ticket, now: float) -> bool:
        """A place in the budget that all copies share; when they leave none, ``_copies_until`` is when to ask again."""
        if self._ledger is None:
            return True
        ticket.place, wait = self._ledger.enter(now, self._shared_limits(self._kept[ticket.priority]))
        if not ticket.place:
            self._copies_until = now + max(0.02, wait)
        return bool(ticket.place)

    def _shared_limits(self, kept: int = 0) -> tuple[tuple[int, float], ...]:
        return tuple((max(1, w.limit.requests - kept), w.limit.seconds + self._margin) for w in self._windows)

    def _changed(self) -> None:
        if self._closed:
            return
        self._admit()
        self._turn_away()
        self._set_alarm()
        for listener in list(self._listeners.values()):
            listener()

    def _turn_away(self) -> None:
        """Send those home who would wait too long."""
        now = self._clock.monotonic()
        for priority in Priority:
            if not self._lines[priority] or self._patience == math.inf:
                continue
            room = (w.room_at(now, self._all_under_way(), self._allowed(w, priority)) for w in self._windows)
            wait = max(self._shut_until or now, self._copies_until, *room) - now
            if wait <= self._patience:
                continue
            line, self._lines[priority] = self._lines[priority], []
            for ticket in line:
                if ticket.turn is not None and not ticket.turn.done():
                    ticket.turn.set_exception(turned_away(wait, self._clock.now() + timedelta(seconds=wait)))

    def _set_alarm(self) -> None:
        """Wake when the next thing changes by time alone: the door opens, or a request stops counting."""
        now = self._clock.monotonic()
        times = [time for w in self._windows if (time := w.next_free(now)) is not None]
        if self._shut_until is not None:
            times.append(self._shut_until)
        if self._copies_until > now and any(self._lines.values()):
            times.append(self._copies_until)
        if not times or (self._alarm is not None and self._alarm_at <= min(times)):
            return
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm_at = min(times)
        self._alarm = asyncio.get_running_loop().create_task(self._ring(max(0.001, self._alarm_at - now)))

    async def _ring(self, seconds: float) -> None:
        await self._clock.sleep(seconds)
        self._alarm = None
        self._changed()

    def _all_under_way(self) -> int:
        return sum(self._under_way.values())

    def _wall(self, moment: float | None, now: float) -> datetime | None:
        return None if moment is None else self._clock.now() + timedelta(seconds=moment - now)
