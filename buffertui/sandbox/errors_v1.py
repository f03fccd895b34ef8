"""v1's errors on the wire: statuses, codes and the shapes that they come in (v1 reference, section 5)."""

from __future__ import annotations

from typing import Any

from .http import Response, json_response
from .records import Reason, WorldError

CODES: dict[int, tuple[int, str]] = {
    403: (403, "Permission denied."),
    404: (404, "The endpoint you asked for does not exist."),
    405: (405, "That method is not allowed here."),
    1000: (500, "An unknown error happened."),
    1001: (403, "An access token is required."),
    1002: (403, "This application may not do that."),
    1003: (400, "There is a parameter that we do not know."),
    1004: (400, "A required parameter is missing."),
    1005: (406, "Only .json is served."),
    1006: (400, "A parameter is out of bounds."),
    1010: (404, "We could not find that profile."),
    1011: (403, "That profile belongs to another account."),
    1012: (400, "The profile could not be saved."),
    1013: (403, "There are too many posting times."),
    1014: (403, "There are too many profiles."),
    1015: (403, "The profile could not be removed."),
    1016: (400, "The queue could not be emptied."),
    1020: (404, "We could not find that update."),
    1021: (403, "That update belongs to another account."),
    1022: (400, "The update could not be saved."),
    1023: (403, 'The queue is full. <a href="https://plans.example.org/">See the plans</a>'),
    1024: (403, "The queue of this team profile is full."),
    1025: (400, "It looks like you posted that one recently."),
    1026: (400, "Only a failed update can be queued again."),
    1027: (400, "That update cannot move to the top."),
    1028: (403, "This profile has reached its limit for now."),
    1029: (400, "That kind of interaction is not supported."),
    1030: (400, "That type of media is not supported."),
    1031: (400, "The media is too large or too small."),
    1032: (400, "Pictures cannot be posted to LinkedIn groups."),
    1033: (400, "Comments are possible on Facebook only."),
    1034: (400, "The time you have chosen lies in the past."),
    1042: (400, "The user could not be saved."),
    1050: (404, "We could not find that client."),
    1051: (403, "That client belongs to another account."),
}
"""Status and a sentence for every code; the pairing is that of section 5.2, the sentences are this project's own."""

_CODE_OF = {
    Reason.TEXT_MISSING: 1004, Reason.MEDIA_MISSING: 1004, Reason.OUT_OF_BOUNDS: 1006, Reason.NO_PROFILE: 1010,
    Reason.FOREIGN_PROFILE: 1011, Reason.PROFILE_NOT_SAVED: 1012, Reason.TOO_MANY_TIMES: 1013,
    Reason.NO_UPDATE: 1020, Reason.FOREIGN_UPDATE: 1021, Reason.NOT_SAVED: 1022, Reason.QUEUE_FULL: 1023,
    Reason.DUPLICATE: 1025, Reason.NOT_MOVABLE: 1027, Reason.UNKNOWN_EVENT: 1029, Reason.MEDIA_TYPE: 1030,
    Reason.GROUP_IMAGE: 1032, Reason.PAST: 1034,
}


class Refusal(Exception):
    """A request that v1 itself refuses, by Buffer's code."""

    def __init__(self, code: int, message: str = "") -> None:
        super().__init__(message or CODES[code][1])
        self.code = code
        self.message = message or CODES[code][1]


def code_response(code: int, message: Any = None, *, pretty: bool = False) -> Response:
    """The answer for one of Buffer's codes."""
    status, sentence = CODES[code]
    body = {"success": False, "code": code, "message": sentence if message is None else message}
    return json_response(body, status, pretty=pretty)


def world_response(error: WorldError, *, as_object: bool = False, pretty: bool = False) -> Response:
    """The answer for a refusal of the world.

    A post that could not be shared is a failure with HTTP 200; a full queue's message holds a link in HTML, and the
    share endpoint's message is an object (v1 reference, sections 2.9 and 7.7).
    """
    if error.reason is Reason.NOT_SHARED:
        return json_response({"success": False, "message": error.message}, pretty=pretty)
    if as_object:
        return code_response(_CODE_OF[error.reason], {"text": error.message, "link": error.link}, pretty=pretty)
    if error.reason is Reason.QUEUE_FULL:
        return code_response(1023, f'{error.message} <a href="{error.link}">See the plans</a>', pretty=pretty)
    return code_response(_CODE_OF[error.reason], error.message, pretty=pretty)


def unauthorized(description: str) -> Response:
    """The empty answer to a missing, wrong or withdrawn token (v1 reference, section 5.1)."""
    challenge = f"OAuth realm='Service', error='invalid_request', error_description='{description}'"
    headers = (
        ("Content-Type", "text/html; charset=UTF-8"), ("WWW-Authenticate", challenge), ("Content-Length", "0"),
    )
    return Response(401, "Authorization Required", headers, b"")


def key_refused() -> Response:
    """The answer to a personal key, which opens GraphQL only; clients recognise it by its words."""
    return json_response({"error": "OIDC tokens are not accepted for direct API access", "code": 401}, 401)


def throttled(retry_after: str | None) -> Response:
    """The answer to one request too many; it has no code (v1 reference, section 5.2)."""
    answer = json_response({"success": False, "error": "You have made too many requests. Please wait a moment."}, 429)
    if retry_after is None:
        return answer
    return Response(answer.status, answer.reason, (*answer.headers, ("Retry-After", retry_after)), answer.body)
