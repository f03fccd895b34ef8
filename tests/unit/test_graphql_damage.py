"""Answers damaged at random, as a schema that grew would: no error but the program's own, and no good row lost."""

from __future__ import annotations

import copy
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

import pytest

from buffertui.api.graphql import GraphQL
from buffertui.domain.drafts import Create, Edit
from buffertui.domain.errors import BuffertuiError
from buffertui.domain.models import Update
from tests.support.graphql_wire import Graph, channel, client_to, given, made, post, reply, rows, wrong

ODD = (None, 0, -1, 1e17, "", [], {}, "x", True, [None], {"a": None}, "🎉", 10**30, ["x"], {"code": []})
POST = post(
    "u1", metrics=[{"type": "views", "value": 1}], author={"name": "Kim"}, error={"message": "m", "supportUrl": "s"},
    assets=[{"type": "image", "source": "s", "thumbnail": "t", "image": {"altText": "a"}}],
    metadata={"__typename": "FacebookPostMetadata", "type": "post", "linkAttachment": {"url": "u", "title": "t"}},
)
PIN = post("u2", channelService="pinterest", tags=[{"id": "t", "name": "n", "color": "c"}],
           metadata={"title": "t", "url": "u", "board": {"serviceId": "b"}})
OFFER = post("u3", channelService="googlebusiness", metadata={"type": "offer", "details": {
    "title": "t", "startDate": "2026-12-03T00:00:00Z", "endDate": "2026-12-03T00:00:00Z", "code": "c"}})
THREAD = post("u4", metadata={"thread": [{"text": "one"}, {"text": "two"}]})
ACCOUNT = {"id": "a1", "email": "kim@example.org", "name": None, "timezone": "Europe/Berlin",
           "organizations": [{"id": "o1", "name": "n", "channelCount": 1}]}
DAYS = [{"day": "mon", "paused": False, "times": ["09:00"]}]
UPDATE = Update("u1", "p1", "x")
THREADED = Update("u1", "p1", "x", service="twitter", fields={"thread.2": "y"})

Call = Callable[[GraphQL], Awaitable[object]]
CALLS: dict[str, tuple[dict[str, Any], Call]] = {
    "Viewer": ({"account": ACCOUNT}, lambda c: c.account()),
    "Channels": ({"channels": [channel("p1", postingSchedule=DAYS)], "counted": rows({"channelId": "p1"})},
                 lambda c: c.profiles()),
    "Channel": ({"channel": channel("p1")}, lambda c: c.profile("p1")),
    "PostingSchedule": ({"channel": {"id": "p1", "postingSchedule": DAYS}}, lambda c: c.schedules("p1")),
    "DailyLimits": ({"dailyPostingLimits": [{"channelId": "p1", "limit": 1, "scheduled": 1}]},
                    lambda c: c.daily_limits("p1")),
    "Posts": ({"posts": rows(POST)}, lambda c: c.sent("p1")),
    "PostDetail": ({"post": POST}, lambda c: c.update("u1")),
    "MainScreen": ({"account": ACCOUNT, "channels": [channel("p1")], "counted": rows(), "pending": rows(POST),
                    "sent": rows(POST), "unsent": rows(PIN, OFFER, THREAD),
                    "dailyPostingLimits": [{"channelId": "p1", "limit": 1}]}, lambda c: c.main_screen("p1")),
    "ThreadAssets": ({"post": {"metadata": {"thread": [{"assets": []}, {"assets": [
        {"type": "image", "source": "s", "thumbnail": "t", "image": {"altText": "a"}}]}]}}},
        lambda c: c.edit(Edit(THREADED, text="y"))),
    "CreatePost": ({"createPost": made()}, lambda c: c.create(Create(("p1",), "x"))),
    "EditPost": ({"editPost": made()}, lambda c: c.edit(Edit(UPDATE, text="y"))),
    "DeletePost": ({"deletePost": {"__typename": "DeletePostSuccess", "id": "u1"}}, lambda c: c.delete(UPDATE)),
    "MovePost": ({"movePostInQueue": made()}, lambda c: c.move_to_top(UPDATE)),
}


def damaged(whole: dict[str, Any], chance: Random) -> dict[str, Any]:
    """The same with one place, anywhere in it, holding something else."""
    body = copy.deepcopy(whole)
    places: list[tuple[Any, Any]] = []

    def collect(node: Any) -> None:
        for key in list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
            places.append((node, key))
            collect(node[key])

    collect(body)
    node, key = chance.choice(places)
    node[key] = copy.deepcopy(chance.choice(ODD))
    return body


@pytest.mark.parametrize("name", CALLS)
async def test_damage_anywhere_is_read_or_told_in_the_programs_own_errors(name: str) -> None:
    chance = Random(name)
    body, call = CALLS[name]
    profiles = given(channels=[channel("p1")], counted=rows())
    ended = 0
    told: list[str] = []
    for _ in range(60):
        data = damaged({"data": body}, chance)
        if chance.random() < 0.3:
            data["errors"] = wrong("UNEXPECTED", None, path=[name]).json()["errors"]
        client = client_to(Graph(**({"Channels": profiles, "EditPost": given(editPost=made())} | {name: reply(data)})))
        try:
            await call(client)
        except BuffertuiError as error:
            told.append(error.message)
        else:
            ended += 1
        await client.aclose()
    assert ended >= 5, "most damage costs nothing"
    assert all(told)


async def test_damage_inside_of_a_row_leaves_all_others_as_they_were() -> None:
    chance = Random(11)
    for _ in range(80):
        odd = damaged({"edges": [{"node": POST}]}, chance)["edges"]
        page = {"edges": [{"node": post("before")}, *(odd if isinstance(odd, list) else []),
                          {"node": post("after")}], "pageInfo": {"hasNextPage": False}}
        found = (await client_to(Graph(Posts=given(posts=page))).pending("p1")).updates
        assert (found[0].id, found[-1].id) == ("before", "after")
        assert len(found) == len(page["edges"])
