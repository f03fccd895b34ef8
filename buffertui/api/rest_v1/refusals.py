"""What v1's noes mean: the success test, the error body in all its shapes, the table of codes, and the API's end."""

from __future__ import annotations

from buffertui.api import values
from buffertui.api.answer import Answer
from buffertui.api.meanings import CODES, plain
from buffertui.domain.errors import (
    AnswerLost,
    BadAnswer,
    Duplicate,
    NotFound,
    Refused,
    Retired,
    ServiceError,
    Unauthorized,
)

_PERHAPS_RETIRED = (
    "If this stays, the API has ended: Buffer retires API v1 on 2027-02-01, and a key for its GraphQL API is needed "
    "after that."
)
UNREAD = f"Try it again. {_PERHAPS_RETIRED}"
"""What to do when the answer to a read makes no sense."""
UNCLEAR = f"{AnswerLost.hint} {_PERHAPS_RETIRED}"
"""What to do when the answer to a write makes no sense: it may have been done."""
GRAPHQL_KEY = (
    "This is a key for Buffer's GraphQL API, and API v1 does not take it. Set `api = \"graphql\"` for this account, or "
    "log in with an access token of v1."
)


def read_answer(answer: Answer, *, write: bool = False) -> object:
    """The decoded body of an answer that passes the success test (v1 reference, section 1.4), else a ``ServiceError``.

    A ``write`` that meets JSON saying "no such endpoint" was refused for certain; a read there shows that v1 is over.
    """
    if 300 <= answer.status < 400:
        raise Retired(f"Buffer sent the request to another address (HTTP {answer.status}), which is not followed.")
    body: object = None
    unreadable: BadAnswer | None = None
    try:
        body = answer.json()
    except BadAnswer as error:
        unreadable = error
    if answer.good and unreadable is not None:
        raise BadAnswer(unreadable.message, hint=UNCLEAR if write else UNREAD)
    if answer.good and not failed(body):
        return body
    raise _refusal(answer, body, write=write) if unreadable is None else _without_json(answer)


def failed(body: object) -> bool:
    """Whether a body says ``success: false``; the status 200 alone means nothing."""
    return isinstance(body, dict) and body.get("success") in (False, "false", "0")


def message_in(body: object) -> str:
    """The server's own sentence, in the order of section 5.1; empty when there is none."""
    about = values.mapping(body)
    message, error = about.get("message"), about.get("error")
    for candidate in (_text_of(message), message, _text_of(error), error, about.get("error_description")):
        if isinstance(candidate, str) and (shown := plain(candidate)):
            return shown
    return ""


def _text_of(value: object) -> object:
    return value.get("text") or value.get("message") if isinstance(value, dict) else None


def _code_in(body: object) -> int | None:
    value = values.mapping(body).get("code")
    found = values.count(value)
    return found if found else None


def _refusal(answer: Answer, body: object, *, write: bool) -> ServiceError:
    status, code = answer.status, _code_in(body)
    said = message_in(body)
    meaning, hint = CODES.get(code or 0, ("", ""))
    about = said or meaning or _by_status(status)
    if code == 1001 or (status == 401 and (code is None or code < 1000)):
        return _unauthorized(said, status=status, code=code)
    if status == 410 or (code == 404 and status == 404):
        if write:
            return Refused(about, code=code, status=status, hint=Retired.hint)
        return Retired("Buffer's API v1 does not offer this any more.")
    if code in {1010, 1020} or (status == 404 and code is None):
        return NotFound(about, code=code, status=status, hint=hint or None)
    if code == 1025:
        return Duplicate(about, code=code, status=status)
    return Refused(about, code=code, status=status, hint=hint or None)


def _unauthorized(said: str, *, status: int, code: int | None = None) -> Unauthorized:
    if "oidc" in said.lower() or "direct api access" in said.lower():
        return Unauthorized("API v1 does not accept this kind of key.", code=code, status=status, hint=GRAPHQL_KEY)
    about = "Buffer did not accept the access token."
    own = said.rstrip(".!")
    shown = about if not own or own.lower() == "unauthorized" else f"{about} It says: {said}"
    return Unauthorized(shown, code=code, status=status)


def _without_json(answer: Answer) -> ServiceError:
    """A refusal whose body is nothing, HTML or text: often it comes from something on the way and not from Buffer."""
    status = answer.status
    if status == 401:
        return _unauthorized("", status=status)
    if status in {404, 410}:
        return Retired(f"Buffer's API v1 does not answer here any more (HTTP {status}).")
    if status == 403:
        ray = plain(answer.header("cf-ray") or "")
        return Refused(
            "The request was blocked on its way to Buffer (HTTP 403).", status=status,
            hint="The access token is kept. Try it later or from another network"
            + (f"; Cloudflare calls this request {ray}." if ray else "."),
        )
    return Refused(_by_status(status), status=status)


def _by_status(status: int) -> str:
    if 200 <= status < 300:
        return "Buffer refused this without a reason."
    known = {403: "Buffer does not permit this.", 404: "Buffer has nothing there.", 413: "The request is too large."}
    return known.get(status, f"Buffer refused the request (HTTP {status}).")
