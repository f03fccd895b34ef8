"""A clock that can be put forward, over any other clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from buffertui.domain.ports import Clock


class SandboxClock:
    """Another clock with time added. Sleeping stays that of the other clock: time that was added is not slept."""

    def __init__(self, base: Clock) -> None:
        self._base = base
        self._ahead = 0.0

    def now(self) -> datetime:
        return self._base.now() + timedelta(seconds=self._ahead)

    def monotonic(self) -> float:
        return self._base.monotonic() + self._ahead

    async def sleep(self, seconds: float) -> None:
        await self._base.sleep(seconds)

    def forward(self, seconds: float) -> None:
        """Put the clock forward; ``ValueError`` for a step back."""
        if seconds < 0:
            raise ValueError("a clock goes forward only")
        self._ahead += seconds
