"""A clock that runs many times faster than the machine's and is the same in every process of it."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

BEGAN = datetime(2026, 11, 23, 8, 3, tzinfo=UTC)
"""A Monday morning, at which every compressed day begins."""


class FastClock:
    """``factor`` seconds pass in one. ``origin`` is the machine's monotonic time at which it shows ``BEGAN``."""

    def __init__(self, factor: float, origin: float) -> None:
        self.factor = factor
        self.origin = origin
        self._frozen: datetime | None = None

    def now(self) -> datetime:
        return self._frozen or BEGAN + timedelta(seconds=(time.monotonic() - self.origin) * self.factor)

    def monotonic(self) -> float:
        return time.monotonic() * self.factor

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds) / self.factor)

    def freeze(self) -> None:
        """Let the wall clock stand, so that nothing goes out while two pictures of a queue are compared."""
        self._frozen = self.now()
