"""Which API a token opens, found out by asking."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from buffertui.api.detect import which_api
from buffertui.clock import ManualClock
from buffertui.domain.errors import AnswerLost, Offline, Refused, Unauthorized
from buffertui.domain.secret import Secret
from tests.support.graphql_wire import NOON, given, reply, wrong

USER = reply({"id": "a1", "name": "Kim"})
VIEWER = given(account={"id": "a1", "email": "kim@example.org", "organizations": []})
PERSONAL = reply({"error": "OIDC tokens are not accepted for direct API access", "code": 401}, 401)
NO = reply({"error": "unauthorized", "code": 401}, 401)
NO_KEY = wrong("UNAUTHENTICATED", status=401)
GONE = httpx.Response(410, content=b"gone")
DOWN = httpx.ConnectError("down")


async def ask(v1: Any, graph: Any) -> tuple[str, list[str]]:
    asked: list[str] = []

    def side(name: str, answer: Any) -> httpx.MockTransport:
        def handle(request: httpx.Request) -> httpx.Response:
            asked.append(name)
            if isinstance(answer, Exception):
                raise answer
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

        return httpx.MockTransport(handle)

    found = await which_api(
        Secret("f00dcafe" * 4), ManualClock(NOON), v1_transport=side("v1", v1), graphql_transport=side("graphql", graph)
    )
    return found, asked


@pytest.mark.parametrize(
    ("v1", "graph", "api", "asked"),
    [
        (USER, VIEWER, "v1", ["v1"]),
        (PERSONAL, NO_KEY, "graphql", ["v1"]),
        (NO, VIEWER, "graphql", ["v1", "graphql"]),
        (GONE, VIEWER, "graphql", ["v1", "graphql"]),
        (httpx.Response(500), VIEWER, "graphql", ["v1", "graphql"]),
    ],
)
async def test_the_api_is_found_with_as_few_requests_as_possible(
    v1: Any, graph: Any, api: str, asked: list[str]
) -> None:
    assert await ask(v1, graph) == (api, asked)


@pytest.mark.parametrize(
    ("v1", "graph", "error"),
    [
        (NO, NO_KEY, Unauthorized), (DOWN, VIEWER, Offline), (NO, DOWN, Offline),
        (httpx.Response(500), NO_KEY, AnswerLost),
        (httpx.Response(403, content=b"<html>"), VIEWER, Refused), (NO, httpx.Response(500), AnswerLost),
    ],
)
async def test_what_cannot_be_found_out_is_an_error(v1: Any, graph: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        await ask(v1, graph)


async def test_the_recorded_refusal_of_a_personal_key_is_recognised(corpus: Path) -> None:
    recorded = json.loads((corpus / "error_401_oidc.json").read_text("utf-8"))
    assert await ask(reply(recorded, 401), DOWN) == ("graphql", ["v1"])
