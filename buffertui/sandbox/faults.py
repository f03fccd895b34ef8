"""Faults on demand: which request goes wrong, when and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from .http import Request, one
from .http import fields as form_fields


class Kind(StrEnum):
    """What can go wrong. Everything up to ``SHIFT`` happens instead of the work, the others after it was done.

    The last seven are GraphQL's own and strike nothing else: ``GRAPHQL_ERRORS`` and ``UNEXPECTED`` (the typed error)
    come instead of the work, ``GRAPHQL_ERRORS_AFTER`` when it is done. ``PARTIAL`` lets one field fail,
    ``UNKNOWN_TYPENAME`` answers with types and values that came after the client was written, and ``NULLS`` with null
    where it was never null. ``GROWN`` is all of that in one answer, of reads and of writes that were carried out, with
    fields that are missing besides; ``Manners.grown`` makes every answer so.
    """

    OFFLINE = "offline"
    CUT_BEFORE = "cut_before"
    HTML_502 = "html_502"
    HTML_200 = "html_200"
    ERROR_500 = "error_500"
    THROTTLED = "throttled"
    REFUSED = "refused"
    SUCCESS_FALSE = "success_false"
    MESSAGE_OBJECT = "message_object"
    REDIRECT = "redirect"
    RETIRED = "retired"
    REVOKED = "revoked"
    SHIFT = "shift"
    SLOW = "slow"
    CUT_AFTER = "cut_after"
    CUT_HALF = "cut_half"
    ERROR_500_AFTER = "error_500_after"
    HTML_502_AFTER = "html_502_after"
    BROKEN_JSON = "broken_json"
    HUGE = "huge"
    TRICKLE = "trickle"
    ODD_ROWS = "odd_rows"
    LIST = "list"
    GRAPHQL_ERRORS = "graphql_errors"
    GRAPHQL_ERRORS_AFTER = "graphql_errors_after"
    UNEXPECTED = "unexpected"
    PARTIAL = "partial"
    UNKNOWN_TYPENAME = "unknown_typename"
    NULLS = "nulls"
    GROWN = "grown"


GRAPHQL_KINDS = (
    Kind.GRAPHQL_ERRORS, Kind.GRAPHQL_ERRORS_AFTER, Kind.UNEXPECTED, Kind.PARTIAL, Kind.UNKNOWN_TYPENAME, Kind.NULLS,
    Kind.GROWN,
)


@dataclass(frozen=True, slots=True)
class Question:
    """What a request is about. ``subject`` is its path, and for GraphQL its path and its root fields.

    ``later`` is true when it asks for a page after the first of a list of posts.
    """

    subject: str
    graphql: bool = False
    operation: str = ""
    variables: Any = None
    later: bool = False

    @classmethod
    def of(cls, request: Request) -> Question:
        """The question of a request of v1."""
        page = one(form_fields(request.query), "page") or "1"
        later = page.isdecimal() and int(page) > 1 and "/updates/" in request.path
        return cls(request.path, later=later)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, for requests whose path holds ``path_contains`` and whose method is ``method`` (empty: any).

    The path of a GraphQL request is followed by its root fields, as in ``/graphql createPost``.

    It lets the first ``after`` of them pass and then strikes ``times`` times (``None``: always). What the other
    fields mean: ``seconds`` the delay of ``SLOW`` and the pause between the bytes of ``TRICKLE``; ``retry_after`` the
    header of ``THROTTLED`` as it stands (``None``: none); ``code`` that of ``REFUSED``; ``status`` that of ``RETIRED``;
    ``location`` the target of ``REDIRECT``; ``size`` the bytes of ``HUGE``; ``shift`` what ``SHIFT`` does to the queue
    before a page after the first is read: ``publish`` its first update, or ``insert`` one on top.
    ``REVOKED`` withdraws the token for good.

    Of GraphQL: ``extension`` is the code in ``errors[]``; ``field`` the field that ``PARTIAL`` lets fail and that
    ``UNKNOWN_TYPENAME``, ``NULLS`` and ``GROWN`` change, where without a name each field is changed with the chance
    ``share``;
    ``typename`` what a mutation answers under ``UNKNOWN_TYPENAME`` (the other one is ``QuietHoursNotice``, which is no
    MutationError); ``done`` whether a mutation is carried out although the answer is a fault's; ``window`` the one
    that ``THROTTLED`` names.
    """

    kind: Kind
    path_contains: str = ""
    method: str = ""
    times: int | None = 1
    after: int = 0
    seconds: float = 30.0
    retry_after: str | None = "30"
    code: int = 1022
    status: int = 410
    location: str = "https://elsewhere.example/1/user.json"
    size: int = 64 * 1024 * 1024
    shift: str = "publish"
    extension: str = "UNEXPECTED"
    field: str = ""
    share: float = 0.25
    typename: str = "ContentPolicyError"
    done: bool = False
    window: str = "15m"

    @classmethod
    def from_mapping(cls, given: Mapping[str, Any]) -> Fault:
        """A fault as somebody wrote it in JSON; ``ValueError`` for an unknown kind or field."""
        unknown = set(given) - {field.name for field in fields(cls)}
        if unknown or "kind" not in given:
            raise ValueError(f"a fault needs a kind, and has no field {', '.join(sorted(unknown)) or '?'}")
        return cls(**{**given, "kind": Kind(given["kind"])})

    def fits(self, method: str, question: Question) -> bool:
        """Whether this fault is about that request."""
        if self.method and self.method.upper() != method:
            return False
        if self.kind is Kind.SHIFT and not question.later:
            return False
        if self.kind in GRAPHQL_KINDS and not question.graphql:
            return False
        return self.path_contains in question.subject


class Faults:
    """The faults that are still to come. Those that were added first strike first."""

    def __init__(self, *faults: Fault) -> None:
        self._waiting: list[Fault] = list(faults)

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, fault: Fault) -> None:
        self._waiting.append(fault)

    def clear(self) -> None:
        self._waiting.clear()

    def take(self, request: Request, question: Question | None = None) -> list[Fault]:
        """The faults that strike this request: any number of delays, and at most one of the others."""
        asked = question or Question.of(request)
        struck: list[Fault] = []
        left: list[Fault] = []
        for fault in self._waiting:
            taken = fault.kind is not Kind.SLOW and any(other.kind is not Kind.SLOW for other in struck)
            if taken or not fault.fits(request.method, asked):
                left.append(fault)
            elif fault.after > 0:
                left.append(replace(fault, after=fault.after - 1))
            else:
                struck.append(fault)
                if fault.times is None or fault.times > 1:
                    left.append(replace(fault, times=None if fault.times is None else fault.times - 1))
        self._waiting = left
        return struck
