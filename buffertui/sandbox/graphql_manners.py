"""How the GraphQL face may behave where sources differ, and the gate to it: it needs a package that v1 does not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec

from .pace import RetryAfter

PATHS = ("/graphql", "/graphql/", "/")
"""Where the face answers: Buffer takes both the bare host and ``/graphql`` (GraphQL reference, section 1)."""

MISSING = (
    "The GraphQL side of the sandbox needs the package graphql-core, which is not installed: "
    "pip install 'buffertui[sandbox]'"
)


class GraphqlMissing(RuntimeError):
    """The GraphQL face was asked for and graphql-core is not installed."""

    def __init__(self) -> None:
        super().__init__(MISSING)


class RateForm(StrEnum):
    """The forms of the headers about rate limits (GraphQL reference, section 4.1).

    ``LINES``: three structured lines each; ``ONE_LINE``: the same after commas; ``LEGACY``: ``X-RateLimit-*``, one
    window; ``PLAIN``: ``RateLimit-Limit`` and its relatives, one window; ``ABSENT``: none; ``BROKEN``: unreadable.
    """

    LINES = "lines"
    ONE_LINE = "one_line"
    LEGACY = "legacy"
    PLAIN = "plain"
    ABSENT = "absent"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Manners:
    """The choices. ``quotas`` are requests in 15 minutes, 24 hours and 30 days; ``None``: those of the plan.

    ``older_429`` puts the wait into the body, where guides of early 2026 have it; ``older_401`` answers a bad key with
    HTTP 200 and ``UNAUTHORIZED``. ``sending_seconds`` is how long a post is shown as on its way. ``default_first`` and
    ``largest_first`` bound a page; neither is documented.

    ``grown`` above 0 is the service of later years, for a client of today: every answer is changed at random, each
    field of it with that chance. There are enumeration values, networks and types that nobody knew, nulls where none
    were promised, and fields that are missing. ``grown_seed`` makes other changes; the same one makes the same. What
    is asked to be done is done, whatever the answer looks like.
    """

    rate_form: RateForm = RateForm.LINES
    retry_after: RetryAfter = RetryAfter.SECONDS
    quotas: tuple[int, int, int] | None = None
    older_429: bool = False
    older_401: bool = False
    sending_seconds: int = 3
    default_first: int = 20
    largest_first: int = 100
    grown: float = 0.0
    grown_seed: int = 0


def installed() -> bool:
    """Whether the package that the face needs is there."""
    return find_spec("graphql") is not None
