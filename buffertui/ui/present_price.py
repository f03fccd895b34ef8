"""What an action costs in requests, said before it is paid."""

from __future__ import annotations

from buffertui.domain.ports import Pace

from .present import countdown, plural

FEW = 3
"""Requests that nobody needs to be told of."""


def left_of(pace: Pace) -> int | None:
    """Requests that can leave at once; ``None`` where no limit is known."""
    return min((max(0, window.limit - window.used) for window in pace.windows), default=None)


def price(requests: int, pace: Pace) -> str:
    """``12 requests, 41 left; Esc stops.`` Where they do not all fit, for how long the rest will take about."""
    left = left_of(pace)
    if left is None:
        return f"{plural(requests, 'request')}; Esc stops."
    rest = requests - left
    if rest <= 0:
        return f"{plural(requests, 'request')}, {left} left; Esc stops."
    waits = max(window.seconds * rest / max(1, window.limit) for window in pace.windows)
    return (
        f"{plural(requests, 'request')}, {left} left: it takes at least {countdown(round(waits))}. "
        "What you send goes first; Esc stops."
    )
