"""The main screen in one request: what it brings, and what is given up, and what never, when Buffer refuses a part."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import httpx
import pytest

from buffertui.api.graphql import GraphQL, connect
from buffertui.clock import ManualClock
from buffertui.domain.errors import NotFound, Refused, Unauthorized
from buffertui.domain.models import DRAFT, FAILED, UNREADABLE, Profile
from buffertui.domain.overview import DailyLimit, Organization
from buffertui.domain.secret import Secret
from tests.support.graphql_wire import BASE, KEY, NOON, Graph, channel, given, post, reply, rows, wrong

OWN = [{"id": "o1", "name": "Garden Club", "channelCount": 2}, {"id": "o2", "name": "Night Market"}, {"id": None}]
VIEWER = {"id": "a1", "email": "kim@example.org", "name": None, "timezone": "Europe/Berlin", "organizations": OWN}


def screen(**parts: object) -> dict[str, object]:
    return {
        "account": VIEWER, "channels": [channel("p1"), channel("p2")], "counted": rows(), "pending": rows(),
        "sent": rows(), "unsent": rows(), **parts,
    }


def client_to(server: Graph, organization: str = "o1", known: Iterable[Profile] = ()) -> GraphQL:
    return connect(
        Secret(KEY), ManualClock(NOON), BASE, organization=organization, known_profiles=known,
        transport=httpx.MockTransport(server),
    )


def refused(part: str, code: str = "FORBIDDEN", *more: object) -> httpx.Response:
    """The whole answer is gone because a part that may not be null was refused."""
    return wrong(code, data=None, path=[part, *more], message="No")


async def test_everything_comes_in_one_request_when_the_organization_is_known() -> None:
    unsent = rows(post("u1", status="draft", dueAt=None), post("u2", status="error", channelId="p2"), more=True,
                  cursor="on")
    limits = [{"channelId": "p1", "limit": 3, "scheduled": 2, "sent": 1, "isAtLimit": True}, {"limit": 1}]
    server = Graph(MainScreen=given(**screen(unsent=unsent, dailyPostingLimits=limits)))
    seen = await client_to(server, known=[Profile("p1", "twitter")]).main_screen("p1")
    assert server.names == ["MainScreen"]
    assert [(u.id, u.profile_id, u.status) for u in seen.unsent.updates] == [("u1", "p1", DRAFT), ("u2", "p2", FAILED)]
    assert (seen.unsent.next, seen.unsent.total) == ("on", None)
    assert seen.limits == (DailyLimit("p1", 3, 2, 1, reached=True),)
    assert seen.organizations == (Organization("o1", "Garden Club", 2), Organization("o2", "Night Market", None))
    assert seen.organization == "o1"


async def test_what_is_neither_waiting_nor_sent_is_asked_for_all_profiles_newest_first() -> None:
    server = Graph(MainScreen=given(**screen()))
    await client_to(server).main_screen("p2")
    variables = server.asked[0][1]
    assert variables["unsent"] == {
        "organizationId": "o1", "filter": {"status": ["draft", "needs_approval", "error"]},
        "sort": [{"field": "createdAt", "direction": "desc"}],
    }
    assert variables["pending"]["filter"]["channelIds"] == ["p2"]
    assert variables["first"] == 50


async def test_limits_are_asked_for_when_the_channels_are_known_and_not_before() -> None:
    server = Graph(MainScreen=given(**screen()))
    client = client_to(server)
    for _ in range(2):
        await client.main_screen()
    assert ["dailyPostingLimits" in document for document in server.documents] == [False, True]
    assert server.asked[1][1]["limits"] == {"channelIds": ["p1", "p2"]}
    assert "limits" not in server.asked[0][1]


async def test_profiles_of_an_unknown_organization_are_not_asked_for_their_limits() -> None:
    server = Graph(Viewer=given(account=VIEWER), MainScreen=given(**screen()))
    await client_to(server, "", [Profile("p9", "twitter")]).main_screen()
    assert server.names == ["Viewer", "MainScreen"]
    assert "dailyPostingLimits" not in server.documents[1]


async def test_a_channel_that_is_gone_costs_one_request_more_and_no_screen() -> None:
    server = Graph(MainScreen=[refused("dailyPostingLimits"), given(**screen())])
    client = client_to(server, known=[Profile("gone", "twitter"), Profile("p1", "twitter")])
    assert [p.id for p in (await client.main_screen()).profiles] == ["p1", "p2"]
    await client.main_screen()
    assert [v.get("limits", {}).get("channelIds") for _, v in server.asked] == [["gone", "p1"], None, ["p1", "p2"]]


async def test_limits_that_this_key_may_not_see_are_asked_for_once() -> None:
    whole = given(**screen())
    server = Graph(MainScreen=[whole, refused("dailyPostingLimits", "UNAUTHORIZED"), whole, whole])
    client = client_to(server)
    for _ in range(3):
        await client.main_screen()
    assert ["limits" in variables for _, variables in server.asked] == [False, True, False, False]


@pytest.mark.parametrize("code", ["NOT_FOUND", "FORBIDDEN"])
async def test_a_chosen_profile_that_is_gone_leaves_the_rest_of_the_screen(code: str) -> None:
    server = Graph(MainScreen=[refused("pending", code), given(**screen(pending=rows(post("other"))))])
    seen = await client_to(server).main_screen("gone")
    assert [p.id for p in seen.profiles] == ["p1", "p2"]
    assert (seen.pending.updates, seen.sent.updates) == ((), ()), "lists of others are not shown as its own"
    assert [variables["pending"]["filter"].get("channelIds") for _, variables in server.asked] == [["gone"], None]


async def test_refused_metrics_are_left_out_from_then_on() -> None:
    server = Graph(MainScreen=[refused("sent", "FORBIDDEN", "edges", 0, "node", "metrics"), given(**screen())])
    client = client_to(server)
    for _ in range(2):
        await client.main_screen()
    assert ["metrics" in document for document in server.documents] == [True, False, False]


@pytest.mark.parametrize(
    "answer",
    [refused("channels", "NOT_FOUND"), refused("channels", "FORBIDDEN"), refused("channels", "UNAUTHORIZED"),
     refused("counted"), refused("channels", "BAD_USER_INPUT")],
    ids=["not found", "forbidden", "unauthorized", "counted", "no id at all"],
)
async def test_an_organization_that_is_refused_is_told_and_never_exchanged_for_another(answer: httpx.Response) -> None:
    server = Graph(MainScreen=answer, Viewer=given(account=VIEWER))
    client = client_to(server, "o9")
    with pytest.raises(Refused, match=r"does not open this organization.*Buffer says: No") as caught:
        await client.main_screen()
    assert caught.value.hint == "Press O to choose another organization."
    assert type(caught.value) is Refused
    assert server.names == ["MainScreen"]
    assert [o.id for o in await client.organizations()] == ["o1", "o2"]
    assert client.organization == "o9"
    with pytest.raises(Refused):
        await client.main_screen()


BOTH = {"data": None, "errors": [
    {"message": "No", "path": [part], "extensions": {"code": "UNAUTHORIZED"}} for part in ("account", "channels")
]}


@pytest.mark.parametrize(
    "answer",
    [reply(BOTH), wrong("UNAUTHENTICATED", status=401), wrong("UNAUTHORIZED"), refused("account", "UNAUTHORIZED"),
     httpx.Response(401, content=b"no"), refused("channels", "UNAUTHENTICATED")],
)
async def test_a_bad_key_is_a_bad_key(answer: httpx.Response) -> None:
    server = Graph(MainScreen=answer)
    with pytest.raises(Unauthorized) as caught:
        await client_to(server).main_screen()
    assert "Press O" not in caught.value.hint
    assert server.names == ["MainScreen"]


async def test_what_was_blocked_on_the_way_is_not_asked_again() -> None:
    server = Graph(MainScreen=httpx.Response(403, content=b"<html>"))
    with pytest.raises(Refused, match="blocked on its way"):
        await client_to(server).main_screen()
    assert server.names == ["MainScreen"]


async def test_the_sandbox_refuses_another_ones_organization_and_the_client_says_what_to_do() -> None:
    pytest.importorskip("graphql")
    from buffertui.sandbox.seed import seed_organizations
    from buffertui.sandbox.transport import SandboxTransport

    clock = ManualClock(NOON)
    world = seed_organizations(clock)
    mine, neighbour = world.accounts
    for organization in (world.organizations(neighbour)[0].id, "f" * 24):
        transport = SandboxTransport(world)
        client = connect(Secret(mine.key), clock, BASE, organization=organization, transport=transport)
        with pytest.raises(Refused, match="does not open this organization"):
            await client.main_screen()
        assert len(transport.door.requests) == 1
        assert len(await client.organizations()) == 2
    second = world.organizations(mine)[1]
    client = connect(Secret(mine.key), clock, BASE, organization=second.id, transport=SandboxTransport(world))
    seen = await client.main_screen()
    assert seen.organization == second.id
    assert any(profile.locked and not profile.disconnected for profile in seen.profiles)
    assert {u.status for u in seen.unsent.updates} == {DRAFT}


@pytest.mark.parametrize("part", ["unsent", "pending", "sent"])
async def test_a_list_that_is_missing_is_one_odd_row(part: str) -> None:
    seen = await client_to(Graph(MainScreen=given(**screen(**{part: None})))).main_screen()
    page: Any = getattr(seen, part)
    assert (page.odd, page.updates[0].status) == (1, UNREADABLE)


async def test_organizations_and_limits_that_make_no_sense_break_nothing() -> None:
    account = {**VIEWER, "organizations": "x"}
    server = Graph(MainScreen=given(**screen(account=account, dailyPostingLimits=[None, 7])))
    seen = await client_to(server).main_screen()
    assert (seen.organizations, seen.limits) == ((), ())


async def test_a_post_that_is_gone_is_still_a_post_that_is_gone() -> None:
    server = Graph(PostDetail=wrong("NOT_FOUND", data=None, path=["post"]))
    with pytest.raises(NotFound):
        await client_to(server).update("u1")
