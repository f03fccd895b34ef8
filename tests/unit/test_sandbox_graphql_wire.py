"""GraphQL of the sandbox on the wire: keys, the three windows and their headers, limits of size, and real HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
import pytest

pytest.importorskip("graphql")

from buffertui.clock import ManualClock, SystemClock
from buffertui.sandbox import (
    Manners,
    RateForm,
    Request,
    RetryAfter,
    SandboxServer,
    World,
    key_of,
    seed_world,
    serve,
    serve_forever,
)
from tests.support.sandbox_graphql import ACCOUNT, CREATE, Asker

START = datetime(2026, 11, 23, 11, 3, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def world(clock: ManualClock) -> World:
    return seed_world(clock, profiles=2, pending=5, sent=12)


def headers(asker: Asker, query: str = ACCOUNT) -> httpx.Headers:
    return httpx.Headers(list(asker.response(query).headers))


def test_a_good_answer_is_plain_json(world: World) -> None:
    answer = Asker(world).response(ACCOUNT)
    assert (answer.status, answer.reason) == (200, "OK")
    assert ("Content-Type", "application/json; charset=utf-8") in answer.headers
    assert json.loads(answer.body)["data"]["account"]["id"] == world.accounts[0].id


@pytest.mark.parametrize("path", ["/graphql", "/graphql/", "/"])
def test_both_addresses_work(world: World, path: str) -> None:
    asker = Asker(world)
    assert asker.door.deliver(asker.request(ACCOUNT, path=path)).response.status == 200


def test_keys_and_tokens_open_each_only_its_own_api(world: World) -> None:
    account = world.accounts[0]
    for key in (account.token, "nobody", ""):
        answer = Asker(world, key=key).response(ACCOUNT)
        assert answer.status == 401
        assert json.loads(answer.body)["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    refused = Asker(world).door.deliver(
        Request.to("GET", "/1/user.json", {"Authorization": f"Bearer {account.key}"}),
    ).response
    assert refused.status == 401
    assert json.loads(refused.body) == {
        "error": "OIDC tokens are not accepted for direct API access", "code": 401,
    }
    unknown = Request.to("GET", "/1/user.json", {"Authorization": "Bearer nobody"})
    assert Asker(world).door.deliver(unknown).response.body == b""


def test_the_older_guide_refuses_a_key_with_http_200(world: World) -> None:
    answer = Asker(world, Manners(older_401=True), key="nobody").response(ACCOUNT)
    assert answer.status == 200
    assert json.loads(answer.body)["errors"][0]["extensions"]["code"] == "UNAUTHORIZED"


def test_keys_are_the_same_for_a_seed_and_unlike_tokens() -> None:
    assert key_of(7) == key_of(7) != key_of(8)
    assert len(key_of(1)) == 43
    assert not key_of(1).startswith("1/")


def test_three_structured_lines_each(world: World) -> None:
    found = headers(Asker(world))
    assert found.get_list("RateLimit") == [
        '"100-in-15min";r=99;t=900', '"500-in-1day";r=499;t=86400', '"15000-in-30days";r=14999;t=2592000',
    ]
    policies = found.get_list("RateLimit-Policy")
    assert [policy.rpartition(";pk=")[0] for policy in policies] == [
        '"100-in-15min";q=100;w=900', '"500-in-1day";q=500;w=86400', '"15000-in-30days";q=15000;w=2592000',
    ]
    assert len({policy.rpartition(";pk=")[2] for policy in policies}) == 1


async def test_the_windows_roll(world: World, clock: ManualClock) -> None:
    asker = Asker(world, Manners(quotas=(2, 5, 9)))
    asker.answer(ACCOUNT)
    await clock.advance(600)
    assert headers(asker).get_list("RateLimit")[0] == '"2-in-15min";r=0;t=300'
    refused = asker.response(ACCOUNT)
    assert (refused.status, httpx.Headers(list(refused.headers))["Retry-After"]) == (429, "300")
    assert json.loads(refused.body)["errors"][0]["extensions"] == {"code": "RATE_LIMIT_EXCEEDED", "window": "15m"}
    await clock.advance(300)
    assert headers(asker).get_list("RateLimit")[0] == '"2-in-15min";r=0;t=600'
    assert headers(asker).get_list("RateLimit")[1] == '"5-in-1day";r=2;t=85500'


async def test_the_longest_full_window_is_named(world: World, clock: ManualClock) -> None:
    asker = Asker(world, Manners(quotas=(3, 3, 100)))
    for _ in range(3):
        asker.answer(ACCOUNT)
    refused = asker.answer(ACCOUNT)
    assert refused["errors"][0]["extensions"]["window"] == "24h"
    await clock.advance(3600)
    assert asker.response(ACCOUNT).status == 429
    await clock.advance(82_800)
    assert "errors" not in asker.answer(ACCOUNT)


def test_each_key_has_its_own_budget_by_its_plan(world: World) -> None:
    assert headers(Asker(world)).get_list("RateLimit")[1].startswith('"500-in-1day";r=499')
    free = Asker(world, key=world.accounts[1].key)
    assert headers(free).get_list("RateLimit")[2].startswith('"3000-in-30days";r=2999')


def test_a_refused_request_counts_in_no_window(world: World) -> None:
    asker = Asker(world, Manners(quotas=(1, 100, 100)))
    for _ in range(5):
        last = headers(asker)
    assert last.get_list("RateLimit")[1] == '"100-in-1day";r=99;t=86400'


@pytest.mark.parametrize(("form", "name", "value"), [
    (RateForm.ONE_LINE, "RateLimit", '"15m";r=99;t=900, "24h";r=499;t=86400, "30d";r=14999;t=2592000'),
    (RateForm.LEGACY, "X-RateLimit-Remaining", "14999"),
    (RateForm.LEGACY, "X-RateLimit-Reset", str(int(START.timestamp()) + 2_592_000)),
    (RateForm.PLAIN, "RateLimit-Remaining", "99"),
    (RateForm.PLAIN, "RateLimit-Reset", "2026-11-23T11:18:00.000Z"),
])
def test_every_form_of_the_headers(world: World, form: RateForm, name: str, value: str) -> None:
    assert headers(Asker(world, Manners(rate_form=form)))[name] == value


def test_headers_can_be_absent_or_broken(world: World) -> None:
    absent = headers(Asker(world, Manners(rate_form=RateForm.ABSENT)))
    assert not [name for name in absent if "ratelimit" in name.lower()]
    assert "soon" in headers(Asker(world, Manners(rate_form=RateForm.BROKEN)))["RateLimit"]


@pytest.mark.parametrize("form", list(RetryAfter))
def test_the_wait_after_too_many_requests_in_every_form(world: World, form: RetryAfter) -> None:
    asker = Asker(world, Manners(quotas=(1, 9, 9), retry_after=form))
    asker.answer(ACCOUNT)
    told = headers(asker).get("Retry-After")
    if form is RetryAfter.ABSENT:
        assert told is None
    elif form is RetryAfter.DATE:
        assert parsedate_to_datetime(told).timestamp() == START.timestamp() + 900
    elif form is RetryAfter.SECONDS:
        assert told == "900"


def test_the_older_guide_has_the_wait_in_the_body(world: World) -> None:
    asker = Asker(world, Manners(quotas=(1, 9, 9), older_429=True))
    asker.answer(ACCOUNT)
    refused = asker.response(ACCOUNT)
    assert json.loads(refused.body)["errors"][0]["extensions"] == {
        "code": "RATE_LIMIT_EXCEEDED", "limitType": "CLIENT_ACCOUNT", "retryAfter": 900,
    }
    assert "Retry-After" not in httpx.Headers(list(refused.headers))


@pytest.mark.parametrize(("query", "named"), [
    ("query { " + " ".join(f"a{n}: account {{ id }}" for n in range(31)) + " }", "aliases"),
    ("query { account { " + "id " * 15_001 + "} }", "tokens"),
    ("query { account { " + "id @include(if: true) " * 51 + "} }", "directives"),
    (
        'query { posts(input: {organizationId: "x"}) { edges { node { ...A } } } } fragment A on Post { '
        + "channel { id } ...B ...B } "
        + " ".join(
            f"fragment {chr(66 + n)} on Post {{ ...{chr(67 + n)} ...{chr(67 + n)} }}" for n in range(18)
        ) + " fragment T on Post { id text status }",
        "complexity",
    ),
])
def test_documents_over_a_limit_are_refused_without_a_code(world: World, query: str, named: str) -> None:
    answer = Asker(world).response(query)
    (error,) = json.loads(answer.body)["errors"]
    assert named in error["message"]
    assert "extensions" not in error


def test_depth_is_bounded(world: World) -> None:
    deep = "{ name }"
    for _ in range(26):
        deep = f"{{ ofType {deep} }}"
    query = f'query {{ __type(name: "Post") {{ fields {{ type {deep} }} }} }}'
    assert "depth" in Asker(world).answer(query)["errors"][0]["message"]


@pytest.mark.parametrize("body", [
    b"", b"no json", b"[]", b'{"query": 5}', b'{"query": "query {"}', b'{"query": "query { nothing }"}',
    b'{"query": "query ($a: Int!) { account { id } }"}', b'{"query": "{ account { id } }", "variables": []}x',
    b'{"query": "{ account { id } }", "variables": [1]}',
    b'{"query": "query A { account { id } } query B { account { id } }"}',
    b'{"query": "query ($a: Int!) { posts(input: {organizationId: \\"x\\"}, first: $a) { edges { cursor } } }"}',
])
def test_what_is_no_request_is_refused_with_400(world: World, body: bytes) -> None:
    asker = Asker(world)
    request = asker.request(ACCOUNT)
    answer = asker.door.deliver(Request(request.method, request.path, "", request.headers, body)).response
    assert answer.status == 400, answer.body
    assert json.loads(answer.body)["errors"]


def test_other_methods_and_types_are_refused(world: World) -> None:
    asker = Asker(world)
    assert asker.door.deliver(Request.to("GET", "/graphql?query={account{id}}")).response.status == 405
    request = asker.request(ACCOUNT)
    form = Request.to("POST", "/graphql", request.headers | {"Content-Type": "text/plain"}, request.body)
    assert asker.door.deliver(form).response.status == 400


def test_the_log_names_the_fields_and_never_the_key(world: World) -> None:
    asker = Asker(world)
    asker.create(world.profiles()[0].id, "Hello")
    asker.answer("query Both($f: Boolean!) { a: account { id } account { id @skip(if: $f) email } }", {"f": True})
    first, second = asker.door.requests
    assert (first.path, first.operation, first.status) == ("/graphql createPost", "CreatePost", 200)
    assert json.loads(first.params["variables"][0])["input"]["text"] == "Hello"
    assert (second.path, second.operation) == ("/graphql account", "Both")
    assert asker.key not in repr(list(asker.door.requests))
    assert asker.door.count("POST", "createPost") == 1


@pytest.fixture
async def server() -> AsyncIterator[SandboxServer]:
    world = seed_world(SystemClock(), profiles=2, pending=5, sent=12)
    async with serve(world, control=True, graphql=Manners(quotas=(50, 60, 70))) as server:
        yield server


async def test_over_http_both_apis_share_one_world(server: SandboxServer) -> None:
    world = server.door.world
    account = world.accounts[0]
    assert server.graphql_url == server.origin + "/graphql"
    async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
        given = {"channelId": world.profiles()[0].id, "mode": "addToQueue", "schedulingType": "automatic"}
        answer = await client.post(
            server.graphql_url, headers={"Authorization": f"Bearer {account.key}"},
            json={"query": CREATE, "variables": {"input": given | {"text": "Over HTTP 👩‍👩‍👧"}}},
        )
        assert len(answer.headers.get_list("RateLimit")) == 3
        post = answer.json()["data"]["createPost"]["post"]
        seen = await client.get(
            f"{server.base_url}/updates/{post['id']}.json", headers={"Authorization": f"Bearer {account.token}"},
        )
        assert seen.json()["text"] == "Over HTTP 👩‍👩‍👧"
        state = (await client.get(server.origin + "/_sandbox/state.json")).json()
        assert state["requests"]["by_path"]["POST /graphql createPost"] == 1


async def test_the_program_says_both_addresses_and_both_keys() -> None:
    said: dict[str, str] = {}
    heard = asyncio.Event()

    def say(line: str) -> None:
        name, _, value = line.partition(":")
        said[name] = value
        if name == "Key":
            heard.set()

    running = asyncio.create_task(serve_forever(0, 1, 2, 3, 7, say=say, clock=SystemClock()))
    await asyncio.wait_for(heard.wait(), 5)
    assert list(said) == ["Base URL", "Token", "GraphQL", "Key"]
    async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
        key = {"Authorization": f"Bearer {said['Key'].strip()}"}
        answer = await client.post(said["GraphQL"].strip(), json={"query": ACCOUNT}, headers=key)
    assert answer.json()["data"]["account"]["name"] == "Northwind Studio"
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
