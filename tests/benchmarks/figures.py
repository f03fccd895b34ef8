"""Numbers out of runs: ranks, medians, and one line of the table with its target."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


def rank(series: Sequence[float], percent: float) -> float:
    """The value below which so many percent of a series lie."""
    ordered = sorted(series)
    return ordered[min(len(ordered) - 1, round(len(ordered) * percent / 100))]


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios of pairs; infinite where the others are at nothing and ours is not."""
    return statistics.median(
        a / b if b else (1.0 if not a else float("inf")) for a, b in zip(ours, theirs, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement against one target. ``value`` is what is judged: a ratio, or the measurement itself.

    ``ours`` and ``theirs`` are medians in ``unit``; ``against`` names the reference, and is empty where the target is
    absolute. Without a target the line only tells.
    """

    row: str
    what: str
    unit: str
    ours: float
    value: float
    target: float | None = None
    against: str = ""
    theirs: float | None = None
    note: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether the target is reached; ``None`` without one."""
        return None if self.target is None else self.value <= self.target


def compared(
    row: str, what: str, unit: str, ours: Sequence[float], against: str, theirs: Sequence[float], target: float | None,
    note: str = "",
) -> Line:
    """A line for the median of paired ratios."""
    return Line(
        row, what, unit, statistics.median(ours), ratio(ours, theirs), target, against, statistics.median(theirs), note
    )


def absolute(
    row: str, what: str, unit: str, ours: Sequence[float], target: float | None, note: str = ""
) -> Line:
    """A line for a median that has a bound of its own."""
    middle = statistics.median(ours)
    return Line(row, what, unit, middle, middle, target, note=note)


def told(row: str, what: str, note: str) -> Line:
    """A line without a measurement, that says why."""
    return Line(row, what, "", 0.0, 0.0, note=note)
