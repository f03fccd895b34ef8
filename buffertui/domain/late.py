"""Regular expressions that are compiled when they are first used: the start has more of them than it looks with."""

from __future__ import annotations

import re
from typing import Any


class _Late:
    """Stands for a pattern and becomes it, method by method: the second call of one costs no more than usual."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(self.pattern, self._flags), name)
        setattr(self, name, value)
        return value


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """As ``re.compile``; a mistake in the pattern shows when it is first used."""
    return _Late(pattern, flags)  # type: ignore[return-value]
