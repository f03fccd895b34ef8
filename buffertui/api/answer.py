"""What came back from a server, whole, and how its JSON is read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from buffertui.domain.errors import BadAnswer


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete HTTP answer with any status below 500 but 429. Its representation shows neither headers nor body."""

    status: int
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)

    def header(self, name: str) -> str | None:
        """The first header of that name, in any case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def good(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300

    def json(self) -> object:
        """The decoded body; ``BadAnswer`` when it is no JSON (nothing, HTML, cut off, nested beyond reason)."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            pass
        raise BadAnswer(f"Buffer answered with something that is not JSON (HTTP {self.status}).")
