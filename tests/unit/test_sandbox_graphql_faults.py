"""Faults on demand as a client of GraphQL meets them: those that v1 has too, and GraphQL's own."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

pytest.importorskip("graphql")

from buffertui.clock import ManualClock
from buffertui.sandbox import Fault, Kind, SandboxTransport, World, seed_world
from tests.support.sandbox_graphql import CHANNELS, CREATE, DELETE, EDIT, MOVE, POSTS, Asker

START = datetime(2026, 11, 23, 11, 3, tzinfo=UTC)
EVERYTHING = """query ($channels: ChannelsInput!, $posts: PostsInput!) {
  channels(input: $channels) { id service type name displayName timezone allowedActions
    postingSchedule { day paused times } metadata { __typename } }
  posts(input: $posts, first: 50) { edges { cursor node { id status text via shareMode schedulingType dueAt
    tags { id name colorName } assets { __typename type source } metadata { __typename }
    metrics { type value unit } } } pageInfo { hasNextPage endCursor } } }"""


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def world(clock: ManualClock) -> World:
    return seed_world(clock)


@pytest.fixture
def asker(world: World) -> Asker:
    return Asker(world)


@pytest.fixture
def transport(world: World) -> SandboxTransport:
    return SandboxTransport(world)


@pytest.fixture
async def client(transport: SandboxTransport, world: World) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": f"Bearer {world.accounts[0].key}"}
    async with httpx.AsyncClient(base_url="https://api.example", transport=transport, headers=headers) as client:
        yield client


def order(world: World, text: str) -> dict[str, Any]:
    given = {"channelId": world.profiles()[0].id, "mode": "shareNext", "schedulingType": "automatic", "text": text}
    return {"query": CREATE, "variables": {"input": given}}


def top(world: World) -> str:
    return world.profiles()[0].queue[0].text


def whole(asker: Asker) -> dict[str, Any]:
    listed = {"organizationId": asker.organization}
    return {"channels": listed, "posts": listed}


@pytest.mark.parametrize(("kind", "error", "done"), [
    (Kind.OFFLINE, httpx.ConnectError, False),
    (Kind.CUT_BEFORE, httpx.RemoteProtocolError, False),
    (Kind.CUT_AFTER, httpx.ReadError, True),
    (Kind.CUT_HALF, httpx.RemoteProtocolError, True),
])
async def test_a_cut_before_does_nothing_and_a_cut_after_does_the_work(
    client: httpx.AsyncClient, transport: SandboxTransport, world: World, kind: Kind, error: type[Exception],
    done: bool,
) -> None:
    transport.faults.add(Fault(kind, path_contains="createPost"))
    with pytest.raises(error):
        await client.post("/graphql", json=order(world, "Only once"))
    assert (top(world) == "Only once") is done
    assert transport.door.requests[-1].fault == kind


@pytest.mark.parametrize(("kind", "status", "done"), [
    (Kind.HTML_502, 502, False), (Kind.ERROR_500, 500, False), (Kind.RETIRED, 410, False), (Kind.THROTTLED, 429, False),
    (Kind.HTML_200, 200, False), (Kind.REDIRECT, 302, False), (Kind.ERROR_500_AFTER, 500, True),
    (Kind.HTML_502_AFTER, 502, True), (Kind.SUCCESS_FALSE, 200, False), (Kind.MESSAGE_OBJECT, 200, False),
    (Kind.REVOKED, 401, False),
])
async def test_whole_answers_that_are_wrong(
    client: httpx.AsyncClient, transport: SandboxTransport, world: World, kind: Kind, status: int, done: bool,
) -> None:
    transport.faults.add(Fault(kind))
    answer = await client.post("/graphql", json=order(world, "Only once"))
    assert answer.status_code == status
    assert (top(world) == "Only once") is done
    if kind in (Kind.ERROR_500, Kind.ERROR_500_AFTER):
        assert answer.json()["errors"][0]["extensions"]["code"] == "UNEXPECTED"
    if kind is Kind.THROTTLED:
        assert answer.headers["Retry-After"] == "30"
        assert answer.json()["errors"][0]["extensions"]["window"] == "15m"
    if kind is Kind.REVOKED:
        assert not world.accounts[0].revoked


@pytest.mark.parametrize(("kind", "done"), [(Kind.GRAPHQL_ERRORS, False), (Kind.GRAPHQL_ERRORS_AFTER, True)])
def test_errors_do_not_tell_whether_the_work_was_done(asker: Asker, world: World, kind: Kind, done: bool) -> None:
    asker.door.faults.add(Fault(kind))
    answer = asker.response(CREATE, order(world, "Only once")["variables"])
    assert answer.status == 200
    found = json.loads(answer.body)
    assert found["data"] is None
    assert found["errors"][0]["extensions"] == {"code": "UNEXPECTED"}
    assert (top(world) == "Only once") is done


@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize(("kind", "typename"), [
    (Kind.UNEXPECTED, "UnexpectedError"), (Kind.REFUSED, "RestProxyError"),
    (Kind.UNKNOWN_TYPENAME, "ContentPolicyError"),
])
def test_typed_errors_on_demand(asker: Asker, world: World, kind: Kind, typename: str, done: bool) -> None:
    asker.door.faults.add(Fault(kind, path_contains="createPost", done=done))
    payload = asker.data(CREATE, order(world, "Only once")["variables"])["createPost"]
    assert payload["__typename"] == typename
    assert payload["message"]
    assert payload.get("code") == (1022 if kind is Kind.REFUSED else None)
    assert (top(world) == "Only once") is done


def test_a_type_that_is_no_mutation_error_has_a_name_only(asker: Asker, world: World) -> None:
    post = world.profiles()[0].queue[0]
    for query, given in ((EDIT, {"id": post.id, "text": "x"}), (DELETE, {"id": post.id}), (MOVE, {
        "id": post.id, "position": "top",
    })):
        asker.door.faults.add(Fault(Kind.UNKNOWN_TYPENAME, typename="QuietHoursNotice"))
        (payload,) = asker.data(query, {"input": given}).values()
        assert payload == {"__typename": "QuietHoursNotice"}
    assert world.update(post.id) is post


def test_the_placeholder_of_deletions_and_moves_is_an_error_too(asker: Asker, world: World) -> None:
    post = world.profiles()[0].queue[0]
    asker.door.faults.add(Fault(Kind.REFUSED))
    assert asker.data(DELETE, {"input": {"id": post.id}})["deletePost"]["__typename"] == "VoidMutationError"
    assert world.update(post.id) is post


def test_new_values_are_everywhere_in_a_grown_answer(asker: Asker) -> None:
    asker.door.faults.add(Fault(Kind.UNKNOWN_TYPENAME, share=1.0))
    data = asker.data(EVERYTHING, whole(asker))
    assert {row["service"] for row in data["channels"]} == {"substack"}
    assert {row["metadata"]["__typename"] for row in data["channels"]} == {"NewsletterMetadata"}
    nodes = [edge["node"] for edge in data["posts"]["edges"]]
    assert {node["status"] for node in nodes} == {"archived"}
    assert {asset["__typename"] for node in nodes for asset in node["assets"]} == {"AudioAsset"}
    assert "substack" not in {row["service"] for row in asker.data(EVERYTHING, whole(asker))["channels"]}


def test_a_part_of_an_answer_can_grow(asker: Asker) -> None:
    asker.door.faults.add(Fault(Kind.UNKNOWN_TYPENAME, field="service", share=1.0))
    row = asker.data(CHANNELS, {"input": {"organizationId": asker.organization}})["channels"][0]
    assert (row["service"], row["name"]) == ("substack", "northwind")


def test_one_field_can_fail_and_the_rest_comes(asker: Asker) -> None:
    asker.door.faults.add(Fault(Kind.PARTIAL, extension="FORBIDDEN"))
    answer = asker.answer(EVERYTHING, whole(asker))
    nodes = [edge["node"] for edge in answer["data"]["posts"]["edges"]]
    assert all(node["metrics"] is None and node["text"] for node in nodes)
    assert len(answer["errors"]) == len(nodes)
    assert answer["errors"][0]["path"] == ["posts", "edges", 0, "node", "metrics"]
    assert answer["errors"][0]["extensions"] == {"code": "FORBIDDEN"}


@pytest.mark.parametrize(("field", "left"), [("dueAt", True), ("status", False), ("", True)])
def test_a_part_of_a_mutation_fails_after_the_work(asker: Asker, world: World, field: str, left: bool) -> None:
    asker.door.faults.add(Fault(Kind.PARTIAL, field=field))
    answer = asker.answer(CREATE, order(world, "Only once")["variables"])
    assert answer["errors"]
    assert (answer["data"] is not None) is left
    assert top(world) == "Only once"


def test_nulls_come_where_none_were_promised(asker: Asker) -> None:
    seen: set[str] = set()
    for _ in range(20):
        asker.door.faults.add(Fault(Kind.NULLS, share=0.3))
        answer = asker.answer(EVERYTHING, whole(asker))
        assert "errors" not in answer
        seen |= set(_nulls(answer["data"]))
    assert seen >= {"channels", "posts", "edges", "node", "text", "status", "service", "pageInfo", "assets"}
    asker.door.faults.add(Fault(Kind.NULLS, field="postingSchedule"))
    rows = asker.data(EVERYTHING, whole(asker))["channels"]
    assert all(row["name"] and None in (row["postingSchedule"] or [None]) for row in rows)


def _nulls(value: Any, name: str = "") -> list[str]:
    if value is None:
        return [name]
    if isinstance(value, list):
        return [found for one in value for found in _nulls(one, name)]
    if isinstance(value, dict):
        return [found for key, one in value.items() for found in _nulls(one, key)]
    return []


def test_faults_of_graphql_strike_nothing_else(world: World) -> None:
    from buffertui.sandbox import Request

    asker = Asker(world)
    asker.door.faults.add(Fault(Kind.GRAPHQL_ERRORS))
    request = Request.to("GET", "/1/user.json", {"Authorization": f"Bearer {world.accounts[0].token}"})
    assert asker.door.deliver(request).response.status == 200
    assert len(asker.door.faults) == 1


def test_faults_can_wait_for_one_operation(asker: Asker, world: World) -> None:
    asker.door.faults.add(Fault(Kind.GRAPHQL_ERRORS, path_contains="editPost"))
    assert "errors" not in asker.answer(CREATE, order(world, "Fine")["variables"])
    assert "errors" in asker.answer(EDIT, {"input": {"id": world.profiles()[0].queue[0].id, "text": "Not fine"}})


def test_rows_can_be_odd_and_lists_turned(asker: Asker) -> None:
    asker.door.faults.add(Fault(Kind.ODD_ROWS))
    data = asker.data(EVERYTHING, whole(asker))
    assert data["posts"]["edges"][1] is None
    assert 42 in data["posts"]["edges"]
    assert data["channels"][1] is None
    asker.door.faults.add(Fault(Kind.LIST))
    turned = asker.data(EVERYTHING, whole(asker))
    assert (type(turned["channels"]), type(turned["posts"])) == (dict, list)
    asker.door.faults.add(Fault(Kind.BROKEN_JSON))
    with pytest.raises(ValueError, match=r"."):
        json.loads(asker.response(EVERYTHING, whole(asker)).body)


def test_a_queue_that_moves_between_pages_repeats_and_hides_nothing(asker: Asker, world: World) -> None:
    channel = world.profiles()[0].id
    given = {
        "organizationId": asker.organization, "filter": {"channelIds": [channel], "status": ["scheduled"]},
        "sort": [{"field": "dueAt", "direction": "asc"}],
    }
    first = asker.data(POSTS, {"input": given, "first": 3})["posts"]
    asker.door.faults.add(Fault(Kind.SHIFT, shift="publish"))
    assert len(asker.door.faults) == 1
    before = [update.id for update in world.pending(channel)]
    second = asker.data(POSTS, {"input": given, "first": 3, "after": first["pageInfo"]["endCursor"]})["posts"]
    assert len(asker.door.faults) == 0
    assert len(world.pending(channel)) == len(before) - 1
    ids = [edge["node"]["id"] for page in (first, second) for edge in page["edges"]]
    assert len(set(ids)) == len(ids)


async def test_slow_huge_and_trickling_answers(
    client: httpx.AsyncClient, transport: SandboxTransport, world: World,
) -> None:
    transport.faults.add(Fault(Kind.HUGE, size=200_000))
    assert len((await client.post("/graphql", json=order(world, "Huge"))).content) > 200_000
    transport.faults.add(Fault(Kind.SLOW, seconds=0.0))
    assert (await client.post("/graphql", json=order(world, "Slow"))).json()["data"]["createPost"]["post"]
