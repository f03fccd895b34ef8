"""A GraphQL client whose server is a function, on a clock that stands still."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from typing import Any

import httpx

from buffertui.api.graphql import GraphQL, connect
from buffertui.clock import ManualClock
from buffertui.domain.secret import Secret

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KEY = "f00dcafe" * 4
BASE = "https://api.example.com/"

Reply = httpx.Response | Exception | Callable[[dict[str, Any]], httpx.Response]


class Graph:
    """Answers each operation with its replies in turn, the last one for ever; keeps what it was asked."""

    def __init__(self, **replies: Reply | list[Reply]) -> None:
        self.replies = {name: list(r) if isinstance(r, list) else [r] for name, r in replies.items()}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.documents: list[str] = []
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        body = json.loads(request.content)
        found = re.search(r"(?:query|mutation)\s+(\w+)", body["query"])
        assert found, "every document has a name"
        self.asked.append((found[1], body["variables"]))
        self.documents.append(body["query"])
        replies = self.replies[found[1]]
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        if isinstance(reply, Exception):
            raise reply
        if isinstance(reply, httpx.Response):
            return httpx.Response(reply.status_code, headers=reply.headers, content=reply.content)
        return reply(body["variables"])

    @property
    def names(self) -> list[str]:
        """The operations, in order."""
        return [name for name, _ in self.asked]

    def inputs(self, name: str) -> list[Any]:
        """``input`` of each request of that operation."""
        return [variables["input"] for asked, variables in self.asked if asked == name]


def client_to(
    handler: Any, clock: ManualClock | None = None, *, organization: str = "org1", base_url: str = BASE,
    chance: Random | None = None,
) -> GraphQL:
    """A whole client over that server."""
    return connect(
        Secret(KEY), clock or ManualClock(NOON), base_url, organization=organization, chance=chance or Random(7),
        transport=httpx.MockTransport(handler),
    )


def reply(body: object, status: int = 200, headers: list[tuple[str, str]] | None = None) -> httpx.Response:
    """An answer with a JSON body."""
    content = json.dumps(body).encode()
    return httpx.Response(status, headers=[("Content-Type", "application/json"), *(headers or [])], content=content)


def given(**found: object) -> httpx.Response:
    """An answer that is all ``data``."""
    return reply({"data": found})


def wrong(*codes: str | None, data: object = None, path: list[Any] | None = None, status: int = 200,
          message: str = "It went wrong", **extensions: object) -> httpx.Response:
    """An answer with an entry in ``errors`` for each code."""
    errors = []
    for code in codes:
        entry: dict[str, Any] = {"message": message}
        if path is not None:
            entry["path"] = path
        if code is not None or extensions:
            entry["extensions"] = {**({"code": code} if code else {}), **extensions}
        errors.append(entry)
    return reply({"data": data, "errors": errors}, status)


def rows(*nodes: object, cursor: str | None = None, more: bool = False) -> dict[str, Any]:
    """A connection of posts."""
    return {"edges": [{"cursor": "c", "node": node} for node in nodes],
            "pageInfo": {"hasNextPage": more, "endCursor": cursor}}


def post(post_id: str, **fields: object) -> dict[str, Any]:
    """A post as the schema has it."""
    return {
        "id": post_id, "channelId": "p1", "channelService": "twitter", "status": "scheduled", "text": f"text {post_id}",
        "dueAt": "2026-11-24T09:00:00.000Z", "sentAt": None, "createdAt": "2026-11-20T08:00:00.000Z",
        "updatedAt": "2026-11-20T08:00:00.000Z", "via": "api", "isCustomScheduled": False, "externalLink": None,
        "author": None, "error": None, "assets": [], "metadata": None, **fields,
    }


def channel(channel_id: str, service: str = "twitter", **fields: object) -> dict[str, Any]:
    """A channel as the schema has it."""
    return {
        "id": channel_id, "service": service, "type": "profile", "name": "northwind", "displayName": "Northwind",
        "descriptor": "Twitter Profile", "timezone": "Europe/Berlin", "isDisconnected": False, "isLocked": False,
        "isQueuePaused": False, "postingSchedule": [], **fields,
    }


def made(post_id: str = "n1", **fields: object) -> dict[str, Any]:
    """The payload of a success."""
    about = {"id": post_id, "channelId": "p1", "status": "scheduled", "dueAt": "2026-11-25T09:00:00.000Z",
             "shareMode": "addToQueue", **fields}
    return {"__typename": "PostActionSuccess", "post": about}


def problem(kind: str, message: str = "No.", **fields: object) -> dict[str, Any]:
    """The payload of a refusal."""
    return {"__typename": kind, "message": message, **fields}
