"""How often the program may look by itself where requests are dear: a small share of every limit, spread evenly."""

from __future__ import annotations

from buffertui.domain.ports import Pace, Window

SHARE = 0.3
"""The part of every window that looking by itself may use up; the rest is the person's."""

KEPT = 0.5
"""The part of a window that must be free for a look: below it everything optional stops."""

SOONEST = 300.0
"""Seconds that lie between two looks at least."""

DAY = 86400.0

UNSAID = Window(0, 100, DAY)
"""What to plan for where no window of a day or longer was named: 3,000 in 30 days, the least that Buffer gives
(GraphQL reference, section 4)."""


def pause(pace: Pace) -> float:
    """Seconds between two looks that keep all of them together within their share of every window."""
    windows = pace.windows if any(w.seconds >= DAY for w in pace.windows) else (*pace.windows, UNSAID)
    return max(SOONEST, *(w.seconds / max(1.0, w.limit * SHARE) for w in windows))


def may_look(pace: Pace) -> bool:
    """Whether a look now leaves enough for what a person wants to do."""
    if pace.shut_until is not None or pace.waiting:
        return False
    return all(w.limit - w.used > w.limit * KEPT for w in pace.windows)
