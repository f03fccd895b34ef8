"""One tree of errors. Each says what happened, what to do (``hint``) and whether trying again can help (``again``)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .drafts import Outcome


class BuffertuiError(Exception):
    """An error that a person is told about. Its text never holds a token or the text of a post."""

    hint: str = ""
    again: bool = False

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if hint is not None:
            self.hint = hint


class ConfigError(BuffertuiError):
    """The configuration cannot be used; the message names the file and the key."""


class TokenMissing(BuffertuiError):
    """No source gave a token."""

    hint = "Run `buffertui login`, or set BUFFER_ACCESS_TOKEN."


class TokenUnusable(BuffertuiError):
    """A source of the token exists and failed (the command broke, the file is open to others, the text is no token)."""


class StoreError(BuffertuiError):
    """Something could not be written to or read from this machine's disk."""


class StoreInUse(StoreError):
    """Another running program has this account's drafts and outbox; only one at a time may send."""


class PowerMissing(BuffertuiError):
    """The API of this account cannot do that; the message is the reason."""


class ServiceError(BuffertuiError):
    """Anything that went wrong between the program and Buffer."""


class Offline(ServiceError):
    """No connection: the request never left, so nothing happened at Buffer."""

    hint = "Nothing was sent. It goes by itself when the network is back."
    again = True


class AnswerLost(ServiceError):
    """The request left and no whole answer came (time-out, cut connection, HTTP 5xx, a body that is not JSON).

    A read can be repeated. Of a write nobody knows whether it was done (v1 reference, section 6).
    """

    hint = "Refresh and look before you send it again."
    again = True


class PartlyDone(AnswerLost):
    """A write of several requests lost an answer after others of it had theirs.

    ``outcome`` is what is certain: the updates that were made, and in ``missing`` the profiles that were refused.
    Profiles in neither were lost or not begun.
    """

    def __init__(self, message: str, *, outcome: Outcome, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.outcome = outcome


class RestWaits(ServiceError):
    """Of a write of several requests some are done, and the others did not leave.

    ``outcome`` is what is certain: the updates that were made, and in ``missing`` the profiles that were refused.
    Profiles in neither got nothing yet; ``cause`` is why (``Offline``, ``Unauthorized`` or ``Throttled``).
    """

    again = True

    def __init__(self, cause: ServiceError, *, outcome: Outcome) -> None:
        super().__init__(cause.message, hint=cause.hint)
        self.cause = cause
        self.outcome = outcome


class BadAnswer(AnswerLost):
    """An answer came and could not be understood. For a write that leaves open whether it was done."""


class Retired(BadAnswer):
    """The answer looks as Buffer announced for the time after v1's end on 2027-02-01."""

    hint = "Buffer retires API v1 on 2027-02-01. A key for Buffer's GraphQL API is needed after that."
    again = False


class Throttled(ServiceError):
    """HTTP 429: the request was refused at the door and not carried out. ``until`` (aware, UTC) if it was named."""

    again = True

    def __init__(self, message: str, *, until: datetime | None = None, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.until = until


class Refused(ServiceError):
    """The server answered no. ``code`` is Buffer's own (v1 reference, section 5.2), ``status`` that of HTTP."""

    def __init__(self, message: str, *, code: int | None = None, status: int = 0, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.code = code
        self.status = status


class Unauthorized(Refused):
    """The token is missing, wrong or withdrawn (HTTP 401, or code 1001)."""

    hint = "Log in with another token. Nothing that you wrote is lost."


class NotFound(Refused):
    """No such update or profile (codes 1020 and 1010): deleted, sent meanwhile, or never there."""

    hint = "Refresh to see how the queue stands now."


class Duplicate(Refused):
    """The same text was posted to this profile recently (code 1025)."""

    hint = "Your text is kept. Change it a little, or wait, and send it again."
