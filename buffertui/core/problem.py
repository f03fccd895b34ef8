"""What speaks against sending a draft."""

from __future__ import annotations

from collections.abc import Sequence

from buffertui.domain.errors import BuffertuiError
from buffertui.domain.ports import Can
from buffertui.domain.records import dataclass

NEWER = frozenset({Can.REQUEUE, Can.DRAFTS, Can.FIELDS})
"""Powers that an API is not taken to have unless it is known to."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What speaks against sending. ``field`` is ``profiles``, ``text``, ``media``, ``when`` or ``fields``.

    A blocking one must be put right; any other is a warning, and the person may send anyway. ``key`` is that of the
    field of a network that it is about, or of the part of the media.
    """

    field: str
    message: str
    blocking: bool = True
    key: str = ""


class DraftUnfit(BuffertuiError):
    """The draft cannot be sent as it stands; ``problems`` are all that speaks against it."""

    hint = "Your text is kept."

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = tuple(problems)
