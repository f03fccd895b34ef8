"""What the GraphQL API's noes mean, in its four layers: network, HTTP, ``errors[]``, and types in the payload.

Of a mutation a no counts only when it proves that nothing was done (reference, sections 3.4 and 13); everything else is
a lost answer.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from buffertui.api import values
from buffertui.api.answer import Answer
from buffertui.api.meanings import CODES, KEPT, OURS, plain
from buffertui.domain.errors import (
    AnswerLost,
    BadAnswer,
    Duplicate,
    NotFound,
    Refused,
    ServiceError,
    Throttled,
    Unauthorized,
)
from buffertui.domain.links import safe_to_open

KEY_WANTED = (
    "Make a key at https://publish.buffer.com/settings/api and log in with it. Nothing that you wrote is lost."
)

_KEY_CODES = frozenset({"UNAUTHENTICATED", "UNAUTHORIZED"})
_INPUT_CODES = frozenset({"BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED", "BAD_REQUEST"})
_PROOF = _KEY_CODES | _INPUT_CODES | {"FORBIDDEN", "NOT_FOUND", "RATE_LIMIT_EXCEEDED"}
"""Codes of errors that are found before a mutation does its work (section 3.3)."""

_SUCCESSES = frozenset({"PostActionSuccess", "DeletePostSuccess"})

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """One entry of ``errors[]``. ``path`` is where in the answer it arose; at its first step no work was done yet."""

    code: str = ""
    message: str = ""
    path: tuple[str, ...] = ()

    @property
    def depth(self) -> int:
        return len(self.path)

    @property
    def field(self) -> str:
        """The part of the answer that it is about, where it says so."""
        return self.path[0] if self.path else ""

    @property
    def leaf(self) -> str:
        """The innermost field that it is about."""
        return self.path[-1] if self.path else ""

    @property
    def proof(self) -> bool:
        """Whether it shows that a mutation was refused before it did anything."""
        return self.code in _PROOF and self.depth <= 1

    @property
    def missing(self) -> bool:
        """Whether it says that there is no such thing. Deleting and moving know no type for it (section 3.5)."""
        return self.code == "NOT_FOUND" or (not self.code and "not found" in self.message.lower())


def read_query(answer: Answer, needed: str = "") -> dict[str, Any]:
    """The ``data`` of a query, perhaps partial (section 3.4); what is missing is logged. Else a ``ServiceError``.

    Without the field ``needed`` the rest is worth nothing, and the error is raised.
    """
    body = _body(answer)
    problems = problems_in(body)
    found = body.get("data")
    came = isinstance(found, dict) and any(part is not None for part in found.values())
    if isinstance(found, dict) and came and not (problems and needed and found.get(needed) is None):
        if problems:
            _log.warning("a part of the answer is missing: %s", ", ".join(p.code or "no code" for p in problems))
        return found
    if problems:
        raise _query_error(problems[0], answer.status)
    if not answer.good:
        raise _by_status(answer)
    raise BadAnswer("Buffer's answer has nothing in it.", hint="Try it again.")


def query_problems(answer: Answer) -> tuple[Problem, ...]:
    """What is told to be wrong with a query; nothing where the body cannot be read."""
    try:
        body = answer.json()
    except BadAnswer:
        return ()
    return problems_in(body) if isinstance(body, dict) else ()


def read_mutation(answer: Answer, field: str, *, repeatable: bool = False) -> dict[str, Any]:
    """The payload of a mutation's only field, when it is a success; else a ``ServiceError``.

    ``repeatable`` says that doing it twice leaves the same state: then what is not clear is told as refused, so that
    the person decides, instead of being looked up.
    """
    body = _body(answer)
    problems = problems_in(body)
    payload = values.mapping(values.mapping(body.get("data")).get(field))
    if payload:
        return _payload(dict(payload), repeatable=repeatable)
    if problems:
        raise _mutation_error(problems, answer.status, repeatable=repeatable)
    if not answer.good:
        raise _by_status(answer)
    raise BadAnswer("Buffer's answer does not say what became of this.")


def problems_in(body: dict[str, Any]) -> tuple[Problem, ...]:
    """The entries of ``errors[]``; one that is no object counts as one about which nothing is known."""
    rows = body.get("errors")
    if rows and not isinstance(rows, list):
        rows = [rows]
    found = []
    for row in rows or ():
        about = values.mapping(row)
        path = about.get("path")
        found.append(Problem(
            code=values.word(values.mapping(about.get("extensions")).get("code")).strip().upper(),
            message=plain(values.word(about.get("message"))),
            path=tuple(map(values.word, path)) if isinstance(path, list) else (),
        ))
    return tuple(found)


def _body(answer: Answer) -> dict[str, Any]:
    """The object in an answer of any status."""
    if 300 <= answer.status < 400:
        raise BadAnswer(f"Buffer sent the request to another address (HTTP {answer.status}), which is not followed.")
    try:
        body = answer.json()
    except BadAnswer:
        if answer.good:
            raise
        body = None
    if isinstance(body, dict) and (answer.good or body.get("errors")):
        return body
    if answer.good:
        raise BadAnswer("Buffer answered with something that is no GraphQL answer.")
    raise _by_status(answer, json=isinstance(body, dict))


def _query_error(problem: Problem, status: int) -> ServiceError:
    said = problem.message
    if (problem.code in _KEY_CODES and problem.depth <= 1) or (status == 401 and problem.code != "FORBIDDEN"):
        return _unauthorized(said, status)
    if problem.missing:
        return NotFound(_both("Buffer has no such thing any more.", said), status=status)
    if problem.code == "FORBIDDEN" or problem.code in _KEY_CODES:
        return Refused(_both("This key may not do that.", said), status=status, hint="Its owner can make another key.")
    if problem.code == "RATE_LIMIT_EXCEEDED":
        return Throttled("Buffer asks to wait.", hint="Nothing was done. Try it later.")
    if problem.code == "UNEXPECTED":
        return AnswerLost(_both("Buffer answered with an error of its own.", said))
    ours = problem.code in _INPUT_CODES or not problem.code or status == 400
    return Refused(_both("Buffer refused the request.", said), status=status, hint=OURS if ours else None)


def _mutation_error(problems: tuple[Problem, ...], status: int, *, repeatable: bool) -> ServiceError:
    """Each entry must prove the refusal: one that does not may stand for work that was done."""
    first = problems[0]
    if status in {400, 401, 403} or all(problem.proof for problem in problems):
        return _query_error(first, status)
    if repeatable and first.missing:
        return NotFound(_both("Buffer has no such post any more.", first.message), status=status)
    unclear = any(problem.code == "UNEXPECTED" for problem in problems)
    if repeatable and not unclear:
        return Refused(_both("Buffer did not do it.", first.message), status=status, hint="Refresh and look.")
    return AnswerLost(_both("Buffer reported an error and did not say whether it was done.", first.message))


def _payload(payload: dict[str, Any], *, repeatable: bool) -> dict[str, Any]:
    """A payload that is a success (section 3.5). An unknown type with a message is an error by its interface."""
    kind, message = values.word(payload.get("__typename")), payload.get("message")
    if payload.get("post") or payload.get("id") or kind in _SUCCESSES:
        return payload
    said = plain(values.word(message))
    match kind:
        case _ if not (kind.endswith("Error") or said) and repeatable:
            raise Refused("Buffer's answer does not say what became of this.", hint="Refresh and look.")
        case _ if not (kind.endswith("Error") or said):
            raise BadAnswer("Buffer's answer does not say what became of this.")
        case "UnexpectedError":
            raise AnswerLost(_both("Buffer reported an error and did not say whether it was done.", said))
        case "RestProxyError":
            raise _proxied(values.count(payload.get("code")), said, values.word(payload.get("link")))
        case "NotFoundError":
            raise NotFound(_both("Buffer has no such post or profile any more.", said))
        case "LimitReachedError":
            raise Refused(_both("A limit of the plan or of this profile is reached.", said),
                          hint=f"{KEPT} It can go when something else has gone out.")
        case "UnauthorizedError":
            raise Refused(_both("This key may not do that.", said), hint=KEPT)
        case "InvalidInputError":
            raise Refused(_both("Buffer does not take it like this.", said), hint=KEPT)
        case _ if "not found" in said.lower():
            raise NotFound(said)
        case _:
            raise Refused(_both("Buffer refused this.", said), hint=KEPT)


def _proxied(code: int | None, said: str, link: str) -> ServiceError:
    """An error of the machinery behind, whose codes are those of v1 (v1 reference, section 5.2)."""
    meaning, hint = CODES.get(code or 0, ("", ""))
    about = _both(meaning or "Buffer refused this.", said)
    if safe_to_open(link):
        hint = f"{hint or KEPT} More: {link}"
    if code is not None and 500 <= code < 600:
        return AnswerLost(_both("Buffer reported an error and did not say whether it was done.", said))
    if code == 1025:
        return Duplicate(about, code=code, hint=hint or None)
    if code in {1010, 1020}:
        return NotFound(about, code=code, hint=hint or None)
    return Refused(about, code=code, hint=hint or KEPT)


def _unauthorized(said: str, status: int) -> Unauthorized:
    return Unauthorized(_both("Buffer did not accept this key.", said), status=status, hint=KEY_WANTED)


def _by_status(answer: Answer, *, json: bool = False) -> ServiceError:
    """A refusal that is known by its status alone (section 3.2); often it comes from something on the way."""
    status = answer.status
    if status == 401:
        return _unauthorized("", status)
    if status == 403 and not json:
        ray = plain(answer.header("cf-ray") or "")
        return Refused(
            "The request was blocked on its way to Buffer (HTTP 403).", status=status,
            hint="The key is kept. Try it later or from another network"
            + (f"; Cloudflare calls this request {ray}." if ray else "."),
        )
    if status == 403:
        return Refused("This key may not do that.", status=status)
    if status in {404, 405, 410}:
        return Refused(f"Buffer's GraphQL API is not at this address (HTTP {status}).", status=status,
                       hint="Look at base_url in the configuration.")
    return Refused(f"Buffer refused the request (HTTP {status}).", status=status)


def _both(ours: str, said: str) -> str:
    """Our sentence first and Buffer's behind it (section 3.5)."""
    bare = said.rstrip(".! ")
    return ours if not bare or bare.lower() == ours.rstrip(".").lower() else f"{ours} Buffer says: {said}"
