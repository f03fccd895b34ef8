"""How a protocol tells its budget: what an answer says about the windows, and when it is a refusal for pace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from .answer import Answer
from .pacing import Pushback
from .windows import Reading


@dataclass(frozen=True, slots=True)
class Policy:
    """Both are given an answer and the wall clock. ``pushback`` is ``None`` for an answer that was not refused."""

    readings: Callable[[Answer, datetime], tuple[Reading, ...]]
    pushback: Callable[[Answer, datetime], Pushback | None]
