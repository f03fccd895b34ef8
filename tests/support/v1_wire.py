"""A client of v1 whose server is a function, on a clock that stands still."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import httpx

from buffertui.api.http import HttpDoor
from buffertui.api.pacing import Limit, Pacer
from buffertui.api.rest_v1 import RestV1
from buffertui.clock import ManualClock
from buffertui.domain.secret import Secret

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TOKEN = "1/f00dcafe" + "9" * 24
BASE = "https://api.example.com/1/"

Reply = httpx.Response | Callable[[httpx.Request], httpx.Response]


class Server:
    """Answers with ``replies`` in turn, the last one for ever, and keeps what it was asked."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, httpx.Response):
            return httpx.Response(reply.status_code, headers=reply.headers, content=reply.content)
        return reply(request)

    @property
    def asked(self) -> list[str]:
        """Method, path and query of each request, below the base address."""
        shown = (f"{r.method} {str(r.url).removeprefix(BASE)}" for r in self.requests)
        return list(shown)

    @property
    def form(self) -> list[tuple[str, str]]:
        """The last body as decoded pairs, in their order."""
        return parse_qsl(self.requests[-1].content.decode("ascii"), keep_blank_values=True, strict_parsing=True)


def door_to(handler: Any, clock: ManualClock | None = None, **options: Any) -> HttpDoor:
    """A door whose network is ``handler`` (a function, or an httpx transport)."""
    clock = clock or ManualClock(NOON)
    pacer = options.pop("pacer", None) or Pacer(clock, (Limit(60, 60.0),))
    transport = handler if isinstance(handler, httpx.AsyncBaseTransport) else httpx.MockTransport(handler)
    return HttpDoor(options.pop("base_url", BASE), Secret(TOKEN), pacer, clock, transport=transport, **options)


def client_of(handler: Any, clock: ManualClock | None = None, **options: Any) -> RestV1:
    """A whole client over such a door."""
    return RestV1(door_to(handler, clock, **options))


def answer(body: object, status: int = 200, **headers: str) -> httpx.Response:
    """An answer with a JSON body as the service writes it: slashes escaped, half surrogates allowed."""
    content = json.dumps(body).replace("/", "\\/").encode("ascii")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, headers={"Content-Type": "application/json;charset=UTF-8", **named}, content=content)
