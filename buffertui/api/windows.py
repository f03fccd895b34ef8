"""One sliding window of a rate limit, counted so that the server never counts more."""

from __future__ import annotations

import heapq
import itertools
from collections import deque
from dataclasses import dataclass

SAME = 1e-6
"""Seconds by which two readings of a clock may differ and still be the same moment (rounding of floats)."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests in so many seconds, whichever seconds one takes."""

    requests: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Reading:
    """Where the server says that a window stands: ``remaining`` requests, fresh in ``reset`` seconds."""

    limit: Limit
    remaining: int
    reset: float


class SlidingWindow:
    """Counts requests of one window. Times are monotonic seconds.

    The server stamps a request somewhere between its leaving and its answer. So a request counts from its leaving
    (``under_way``, which the caller knows) until ``seconds`` after its answer, and a little longer (``margin``) for
    the rounding of two clocks.
    """

    def __init__(self, limit: Limit, margin: float) -> None:
        self.limit = limit
        self._margin = margin
        self._ends: deque[float] = deque()
        self._others: list[float] = []

    def settle(self, now: float) -> None:
        """An answer has come (or was given up) now: from here on the request grows old."""
        self._ends.append(now + self.limit.seconds + self._margin)

    def used(self, now: float, under_way: int) -> int:
        """Requests that count now, those of others included as far as they are known."""
        self._prune(now)
        return under_way + len(self._ends) + len(self._others)

    def next_free(self, now: float) -> float | None:
        """When the next request stops counting; ``None`` when none is known to."""
        self._prune(now)
        ends = [line[0] for line in (self._ends, self._others) if line]
        return min(ends, default=None)

    def fill(self, used: int, now: float, until: float, under_way: int) -> None:
        """The server counts ``used`` requests: what is not ours was others', and counts until ``until``."""
        for _ in range(used - self.used(now, under_way)):
            heapq.heappush(self._others, until)

    def trust(self, used: int, now: float, until: float, under_way: int) -> None:
        """The server counts ``used`` requests, and its newer word replaces what was known of others."""
        self._prune(now)
        self._others = [until] * (used - under_way - len(self._ends))

    def room_at(self, now: float, under_way: int, allowed: int) -> float:
        """When fewer than ``allowed`` requests will count, at the earliest; now where that is so."""
        surplus = self.used(now, under_way) - allowed + 1
        if surplus <= 0:
            return now
        ends = list(itertools.islice(heapq.merge(self._ends, sorted(self._others)), surplus))
        return max(now, ends[-1]) if ends else now

    def _prune(self, now: float) -> None:
        while self._ends and self._ends[0] <= now + SAME:
            self._ends.popleft()
        while self._others and self._others[0] <= now + SAME:
            heapq.heappop(self._others)
