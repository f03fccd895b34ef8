"""The limit of requests per user in a sliding minute, and how a refusal says when to come again."""

from __future__ import annotations

from collections import deque
from datetime import timedelta
from email.utils import format_datetime
from enum import StrEnum
from math import ceil

from buffertui.domain.ports import Clock


class RetryAfter(StrEnum):
    """The forms of ``Retry-After`` that a client may meet; nothing about it is documented (v1 reference, 1.5)."""

    SECONDS = "seconds"
    DATE = "date"
    ABSENT = "absent"
    PAST = "past"
    ABSURD = "absurd"


class Budget:
    """Counts requests per user: ``limit`` in any ``seconds``. A refused request does not count."""

    def __init__(
        self, clock: Clock, *, limit: int = 60, seconds: float = 60.0, retry_after: RetryAfter = RetryAfter.SECONDS,
    ) -> None:
        self._clock = clock
        self.limit = limit
        self.seconds = seconds
        self.retry_after = retry_after
        self._used: dict[str, deque[float]] = {}

    def take(self, account_id: str) -> bool:
        """Count one request; false when the user has none left."""
        used = self._recent(account_id)
        if len(used) >= self.limit:
            return False
        used.append(self._clock.monotonic())
        return True

    def used(self, account_id: str) -> int:
        """How many requests of the user count now."""
        return len(self._recent(account_id))

    def wait(self, account_id: str) -> float:
        """Seconds until the next request of this user would be let in."""
        used = self._recent(account_id)
        if len(used) < self.limit:
            return 0.0
        return max(0.0, used[0] + self.seconds - self._clock.monotonic()) if used else self.seconds

    def oldest(self, account_id: str) -> float | None:
        """When the oldest request that still counts came, on the monotonic clock; ``None`` without any."""
        used = self._recent(account_id)
        return used[0] if used else None

    def header(self, account_id: str) -> str | None:
        """The value of ``Retry-After`` for a refusal now, by the form that was chosen; ``None`` for no header."""
        seconds = ceil(self.wait(account_id))
        match self.retry_after:
            case RetryAfter.SECONDS:
                return str(seconds)
            case RetryAfter.DATE:
                return format_datetime(self._clock.now() + timedelta(seconds=seconds), usegmt=True)
            case RetryAfter.PAST:
                return format_datetime(self._clock.now() - timedelta(days=1), usegmt=True)
            case RetryAfter.ABSURD:
                return "999999999999"
            case RetryAfter.ABSENT:
                return None

    def _recent(self, account_id: str) -> deque[float]:
        used = self._used.setdefault(account_id, deque())
        gone = self._clock.monotonic() - self.seconds
        while used and used[0] <= gone:
            used.popleft()
        return used
