"""GraphQL's refusals: entries of ``errors[]``, typed errors of payloads, and whole answers (GraphQL reference, 3)."""

from __future__ import annotations

import json
from typing import Any

from graphql import GraphQLError

from .http import Response
from .records import Reason, WorldError

Shape = dict[str, Any]
Headers = tuple[tuple[str, str], ...]

UNAUTHENTICATED, UNAUTHORIZED, FORBIDDEN = "UNAUTHENTICATED", "UNAUTHORIZED", "FORBIDDEN"
NOT_FOUND, UNEXPECTED, TOO_MANY = "NOT_FOUND", "UNEXPECTED", "RATE_LIMIT_EXCEEDED"
BAD_INPUT = "BAD_USER_INPUT"

_MISSING = (Reason.NO_PROFILE, Reason.NO_UPDATE, Reason.NO_ORGANIZATION)
_FOREIGN = (Reason.FOREIGN_PROFILE, Reason.FOREIGN_UPDATE, Reason.FOREIGN_ORGANIZATION)
_OLD_CODES = {Reason.QUEUE_FULL: 1023, Reason.DUPLICATE: 1025, Reason.MEDIA_TYPE: 1030, Reason.GROUP_IMAGE: 1032}
"""Refusals that still come from the machinery of v1, with its codes (GraphQL reference, section 3.5)."""
_PHRASES = {
    200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 405: "Method Not Allowed",
    429: "Too Many Requests", 500: "Internal Server Error", 501: "Not Implemented",
}


def error_of(refusal: WorldError) -> GraphQLError:
    """The entry of ``errors[]`` for a refusal where there are no typed errors."""
    if refusal.reason in _MISSING:
        return coded(refusal.message, NOT_FOUND)
    if refusal.reason in _FOREIGN:
        return coded(refusal.message, FORBIDDEN)
    return coded(refusal.message, BAD_INPUT)


def payload_of(refusal: WorldError) -> Shape:
    """The typed error for a refusal of ``createPost`` and ``editPost``."""
    shape: Shape = {"message": refusal.message}
    if refusal.reason in _OLD_CODES:
        return old_machinery(_OLD_CODES[refusal.reason], refusal.message, refusal.link or None)
    if refusal.reason in _MISSING:
        return shape | {"__typename": "NotFoundError"}
    if refusal.reason in _FOREIGN:
        return shape | {"__typename": "UnauthorizedError"}
    return shape | {"__typename": "LimitReachedError" if refusal.reason is Reason.LIMIT else "InvalidInputError"}


def old_machinery(code: int, message: str, link: str | None = None) -> Shape:
    """An error of the old REST machinery, by a code of v1."""
    return {"__typename": "RestProxyError", "message": message, "code": code, "link": link}


def coded(message: str, code: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": code} if code else None)


def entry(message: str, code: str = "", **more: Any) -> Shape:
    """One entry of ``errors[]`` as it goes on the wire."""
    extensions = ({"code": code} if code else {}) | more
    return {"message": message} | ({"extensions": extensions} if extensions else {})


def answer(value: Any, status: int = 200, headers: Headers = ()) -> Response:
    """An answer that carries JSON, in plain modern form."""
    body = json.dumps(value, separators=(",", ":")).encode("ascii")
    own = (("Content-Type", "application/json; charset=utf-8"), ("Content-Length", str(len(body))))
    return Response(status, _PHRASES.get(status, "Status"), (*own, *headers), body)


def failed(status: int, message: str, code: str = "", headers: Headers = (), **more: Any) -> Response:
    """An answer that holds nothing but one error."""
    return answer({"errors": [entry(message, code, **more)]}, status, headers)


def without_data(message: str, code: str, headers: Headers = ()) -> Response:
    """HTTP 200, ``data`` null, and one error."""
    return answer({"data": None, "errors": [entry(message, code)]}, 200, headers)
