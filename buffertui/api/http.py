"""The door to one server: each request waits for its turn here, leaves with the token, and comes back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import buffertui
from buffertui.domain.errors import AnswerLost, Offline, TokenUnusable
from buffertui.domain.ports import Clock, Priority
from buffertui.domain.secret import Secret

from .answer import Answer
from .base_url import check_base_url
from .pacing import Pacer, Pushback
from .retry_after import http_date, retry_after

if TYPE_CHECKING:
    import httpx

    from .exchange import Exchange, Patience
    from .policy import Policy

USER_AGENT = f"buffertui/{buffertui.__version__}"
FORM = "application/x-www-form-urlencoded"

Fields = Sequence[tuple[str, str]]

_log = logging.getLogger(__name__)


class HttpDoor:
    """Sends requests to one base address with one token, each through ``pacer``.

    httpx and the TLS certificates are loaded in a thread at the first request, so that making a door costs nothing.
    Raises ``ConfigError`` for a base address that must not get the token, ``TokenUnusable`` for a token that no header
    can carry. ``transport`` takes the place of the network. ``policy`` reads what each answer says about the budget;
    without one only a 429 says anything.
    """

    def __init__(
        self, base_url: str, token: Secret, pacer: Pacer, clock: Clock, *, user_agent: str = USER_AGENT,
        patience: Patience | None = None, transport: httpx.AsyncBaseTransport | None = None,
        policy: Policy | None = None,
    ) -> None:
        self.pacer = pacer
        self._policy = policy
        self._base = check_base_url(base_url)
        self._token = check_token(token)
        self._clock = clock
        self._user_agent = user_agent
        self._patience = patience
        self._transport = transport
        self._exchange: Exchange | None = None
        self._opening = asyncio.Lock()
        self._closed = False

    async def get(self, path: str, query: Fields = (), priority: Priority = Priority.READ) -> Answer:
        """Read ``path`` (relative to the base address)."""
        return await self._pass("GET", path, f"?{form(query)}" if query else "", b"", "", priority)

    async def post_form(self, path: str, fields: Fields = (), priority: Priority = Priority.WRITE) -> Answer:
        """Post a form; without fields the body is empty."""
        content = form(fields).encode("ascii")
        return await self._pass("POST", path, "", content, FORM if content else "", priority)

    async def post_json(self, path: str | None, content: bytes, priority: Priority) -> Answer:
        """Post a JSON document. Without a ``path`` to the base address itself, with no slash behind it."""
        return await self._pass("POST", path, "", content, "application/json", priority)

    async def aclose(self) -> None:
        """Give connections back and cancel what waits at the door."""
        self._closed = True
        self.pacer.close()
        if self._exchange is not None:
            await self._exchange.aclose()

    async def _pass(
        self, method: str, path: str | None, query: str, content: bytes, content_type: str, priority: Priority
    ) -> Answer:
        """One request through the pacer. A status of 5xx raises ``AnswerLost``; any other but 429 is an answer."""
        exchange = await self._open()

        async def send() -> Answer:
            where = path if path is None else path + query
            answer = await exchange.send(method, where, content, content_type)
            _log.debug("%s %s: HTTP %d, %d bytes", method, path or "/", answer.status, len(answer.body))
            self._heed(answer)
            return answer

        answer = await self.pacer.run(send, priority)
        if answer.status >= 500:
            raise AnswerLost(f"Buffer answered with an error of its own (HTTP {answer.status}).")
        return answer

    def _heed(self, answer: Answer) -> None:
        """Take what an answer says about the budget; raise ``Pushback`` when it was refused for coming too soon.

        A date is measured by the server's own clock where the answer shows it.
        """
        now = http_date(answer.header("date")) or self._clock.now()
        if self._policy is None:
            if answer.status == 429:
                asked = answer.header("retry-after")
                raise Pushback(retry_after(asked, now=now, window=self.pacer.span, cap=self.pacer.cap))
            return
        for reading in self._policy.readings(answer, now):
            self.pacer.observe(reading.limit, reading.remaining, reading.reset)
        if (push := self._policy.pushback(answer, now)) is not None:
            raise push

    async def _open(self) -> Exchange:
        async with self._opening:
            if self._closed:
                raise Offline("The connection to Buffer is closed.", hint="Nothing was sent.")
            if self._exchange is None:
                make = self._make
                self._exchange = make() if self._transport is not None else await asyncio.to_thread(make)
            return self._exchange

    def _make(self) -> Exchange:
        from .exchange import Exchange, Patience

        patience = self._patience or Patience()
        return Exchange(self._base, self._token, self._user_agent, patience, self._transport)


def form(fields: Fields) -> str:
    """Fields as a form or a query, brackets percent-encoded (v1 reference, section 1.2)."""
    return urlencode([(key, _whole(value)) for key, value in fields])


def check_token(token: Secret) -> Secret:
    """The token without the line break of a pasted key; ``TokenUnusable`` when a header could not carry it."""
    kept = Secret(token.reveal().strip())
    if not kept:
        raise TokenUnusable("The access token is empty.", hint="Run `buffertui login`, or set BUFFER_ACCESS_TOKEN.")
    if not _printable(kept):
        raise TokenUnusable(
            "The access token contains spaces, line breaks or characters that no access token has.",
            hint="Copy it once more, and only it.",
        )
    return kept


def _printable(token: Secret) -> bool:
    return all("!" <= character <= "~" for character in token.reveal())


def _whole(text: str) -> str:
    """Text that UTF-8 can carry: half of a surrogate pair becomes U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
