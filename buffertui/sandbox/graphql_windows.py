"""The three rolling windows of requests per key, and the headers that tell of them (GraphQL reference, section 4)."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from buffertui.domain.ports import Clock

from .graphql_manners import Manners, RateForm
from .pace import Budget

Headers = tuple[tuple[str, str], ...]

QUOTAS = {"free": (100, 250, 3000), "essentials": (100, 250, 7500), "team": (100, 500, 15_000)}
"""Requests in 15 minutes, a day and 30 days, by plan; plans with other names have those of a team."""


@dataclass(frozen=True, slots=True)
class Window:
    """One window: its short name, its name in structured headers without the quota, and its length in seconds."""

    name: str
    long_name: str
    seconds: int


WINDOWS = (Window("15m", "15min", 900), Window("24h", "1day", 86_400), Window("30d", "30days", 2_592_000))


class Windows:
    """Counts requests per key in all three windows at once. A refused request counts in none."""

    def __init__(self, clock: Clock, manners: Manners) -> None:
        self._clock = clock
        self._manners = manners
        self._budgets: dict[str, tuple[Budget, ...]] = {}

    def take(self, key: str, plan: str) -> bool:
        """Count one request of a key; false when a window is full."""
        budgets = self._of(key, plan)
        if any(budget.wait(key) > 0 for budget in budgets):
            return False
        for budget in budgets:
            budget.take(key)
        return True

    def used(self, key: str, plan: str) -> tuple[int, ...]:
        """How many requests of a key count now, in each window."""
        return tuple(budget.used(key) for budget in self._of(key, plan))

    def full(self, key: str, plan: str) -> tuple[Window, str | None, int]:
        """The window that lasts longest of those that are full, the value of ``Retry-After`` for it, and its wait.

        The first window when none is full.
        """
        pairs = list(zip(WINDOWS, self._of(key, plan), strict=True))
        window, budget = max(pairs, key=lambda pair: (pair[1].wait(key), -pair[0].seconds))
        return window, budget.header(key), ceil(budget.wait(key))

    def headers(self, key: str, plan: str) -> Headers:
        """What every answer to this key says about its windows, in the form that was chosen."""
        budgets = self._of(key, plan)
        match self._manners.rate_form:
            case RateForm.LINES:
                state, policy = self._structured(key, budgets, long=True)
                return (*(("RateLimit", one) for one in state), *(("RateLimit-Policy", one) for one in policy))
            case RateForm.ONE_LINE:
                state, policy = self._structured(key, budgets, long=False)
                return (("RateLimit", ", ".join(state)), ("RateLimit-Policy", ", ".join(policy)))
            case RateForm.LEGACY:
                limit, left, reset = self._plain(key, budgets[-1], WINDOWS[-1])
                at = int(self._clock.now().timestamp()) + reset
                return _three("X-RateLimit", limit, left, str(at))
            case RateForm.PLAIN:
                limit, left, reset = self._plain(key, budgets[0], WINDOWS[0])
                moment = (self._clock.now() + timedelta(seconds=reset)).isoformat(timespec="milliseconds")
                return _three("RateLimit", limit, left, moment.replace("+00:00", "Z"))
            case RateForm.BROKEN:
                return (("RateLimit", '"100-in-15min;r=;t=soon'), ("RateLimit-Policy", ";;w=,=q"))
            case RateForm.ABSENT:
                return ()

    def _structured(self, key: str, budgets: tuple[Budget, ...], *, long: bool) -> tuple[list[str], list[str]]:
        partition = b64encode(hashlib.blake2b(key.encode(), digest_size=8).digest()).decode("ascii")
        state, policy = [], []
        for window, budget in zip(WINDOWS, budgets, strict=True):
            limit, left, reset = self._plain(key, budget, window)
            name = f"{limit}-in-{window.long_name}" if long else window.name
            state.append(f'"{name}";r={left};t={reset}')
            policy.append(f'"{name}";q={limit};w={window.seconds};pk=:{partition}:')
        return state, policy

    def _plain(self, key: str, budget: Budget, window: Window) -> tuple[int, int, int]:
        """Quota, rest, and seconds until the window gets room again."""
        oldest = budget.oldest(key)
        reset = window.seconds if oldest is None else ceil(oldest + window.seconds - self._clock.monotonic())
        return budget.limit, budget.limit - budget.used(key), max(0, reset)

    def _of(self, key: str, plan: str) -> tuple[Budget, ...]:
        if key not in self._budgets:
            quotas = self._manners.quotas or QUOTAS.get(plan, QUOTAS["team"])
            self._budgets[key] = tuple(
                Budget(self._clock, limit=quota, seconds=window.seconds, retry_after=self._manners.retry_after)
                for window, quota in zip(WINDOWS, quotas, strict=True)
            )
        return self._budgets[key]


def _three(prefix: str, limit: int, left: int, reset: str) -> Headers:
    return ((f"{prefix}-Limit", str(limit)), (f"{prefix}-Remaining", str(left)), (f"{prefix}-Reset", reset))
