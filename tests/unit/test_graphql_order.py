"""Another order of a queue by exchanging due times: as few edits as possible, and no time lost on the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import httpx
import pytest

from buffertui.api.graphql.exchanging import exchange, reorder_price, slots
from buffertui.domain.errors import AnswerLost, Refused
from buffertui.domain.models import Update
from tests.support.graphql_wire import NOON, Graph, client_to, given, made, post, problem, reply, rows


def at(hour: int) -> datetime:
    return datetime(2026, 11, 24, hour, tzinfo=UTC)


QUEUE = tuple(Update(name, "p1", name, due_at=at(hour)) for name, hour in zip("abcd", (9, 10, 11, 12), strict=True))


class Queue:
    """A server with a queue of posts that edits change; ``refuse`` answers the edit with that number instead."""

    def __init__(self, **answers: Any) -> None:
        self.times = {name: at(hour) for name, hour in zip("abcd", (9, 10, 11, 12), strict=True)}
        self.fixed: set[str] = set()
        self.answers = {int(n.removeprefix("edit")): answer for n, answer in answers.items()}
        self.edits = 0
        self.graph = Graph(Posts=self.posts, EditPost=self.edit)

    def posts(self, variables: dict[str, Any]) -> httpx.Response:
        ordered = sorted(self.times, key=lambda name: self.times[name])
        return given(posts=rows(*(
            post(name, dueAt=self.times[name].isoformat(), isCustomScheduled=name in self.fixed) for name in ordered
        )))

    def edit(self, variables: dict[str, Any]) -> httpx.Response:
        self.edits += 1
        about = variables["input"]
        assert about["mode"] == "customScheduled"
        answer = self.answers.get(self.edits)
        if isinstance(answer, httpx.Response):
            return answer
        self.times[about["id"]] = datetime.fromisoformat(about["dueAt"])
        self.fixed.add(about["id"])
        if answer is not None:
            raise answer
        return given(editPost=made(about["id"], dueAt=about["dueAt"], isCustomScheduled=True))

    @property
    def order(self) -> str:
        return "".join(sorted(self.times, key=lambda name: self.times[name]))


@pytest.mark.parametrize(
    ("order", "price"), [("abcd", 0), ("bacd", 2), ("dbca", 2), ("bcda", 4), ("badc", 4), ("bca", 3), ("zb", 2)]
)
def test_only_posts_that_get_another_time_cost_a_request(order: str, price: int) -> None:
    assert reorder_price(QUEUE, tuple(order)) == price
    changes = exchange(slots(QUEUE), tuple(order))
    times = {u.id: u.due_at for u in QUEUE} | changes
    wanted = [name for name in order if name in "abcd"] + [name for name in "abcd" if name not in order]
    assert sorted(times, key=lambda name: times[name] or NOON) == wanted
    assert sorted(filter(None, times.values())) == [u.due_at for u in QUEUE], "the times stay the same as a set"


def test_fixed_posts_and_those_without_a_time_keep_what_they_have() -> None:
    mixed = (*QUEUE[:2], Update("f", "p1", "f", due_at=at(10), fixed=True), Update("n", "p1", "n"),
             Update("s", "p1", "s", status="sending", due_at=at(8)))
    assert exchange(slots(mixed), ("f", "n", "s", "b", "a")) == {"b": at(9), "a": at(10)}


async def test_a_reorder_edits_what_changes_and_nothing_else() -> None:
    queue = Queue()
    client = client_to(queue.graph)
    outcome = await client.reorder("p1", tuple("bacd"))
    assert (queue.order, queue.edits) == ("bacd", client.reorder_price(QUEUE, tuple("bacd")))
    assert {u.id: (u.due_at, u.fixed) for u in outcome.updates} == {"b": (at(9), True), "a": (at(10), True)}
    assert all(set(one) == {"id", "mode", "dueAt"} for one in queue.graph.inputs("EditPost"))


async def test_the_same_order_costs_only_the_look() -> None:
    queue = Queue()
    await client_to(queue.graph).reorder("p1", tuple("abcd"))
    assert queue.graph.names == ["Posts"]


async def test_the_whole_queue_is_read_over_its_pages() -> None:
    first = given(posts=rows(post("a", dueAt=at(9).isoformat()), more=True, cursor="on"))
    second = given(posts=rows(post("b", dueAt=at(10).isoformat())))
    server = Graph(Posts=[first, second], EditPost=given(editPost=made()))
    await client_to(server).reorder("p1", ("b", "a"))
    assert [variables.get("after") for _, variables in server.asked[:2]] == [None, "on"]
    assert {one["id"]: one["dueAt"] for one in server.inputs("EditPost")} == {
        "b": "2026-11-24T09:00:00Z", "a": "2026-11-24T10:00:00Z",
    }


@pytest.mark.parametrize("lost", [httpx.ReadTimeout("slow"), httpx.Response(502)], ids=["done", "not done"])
@pytest.mark.parametrize("which", [1, 2, 3])
async def test_an_exchange_that_broke_off_is_taken_up_without_losing_a_time(which: int, lost: Any) -> None:
    queue = Queue(**{f"edit{which}": lost})
    client = client_to(queue.graph)
    with pytest.raises(AnswerLost):
        await client.reorder("p1", tuple("cabd"))
    await client.reorder("p1", tuple("cabd"))
    assert queue.order == "cabd"
    assert sorted(queue.times.values()) == [at(hour) for hour in (9, 10, 11, 12)]


async def test_a_post_that_came_meanwhile_joins_an_exchange_that_is_taken_up() -> None:
    queue = Queue(edit2=httpx.Response(502))
    client = client_to(queue.graph)
    with pytest.raises(AnswerLost):
        await client.reorder("p1", tuple("bacd"))
    queue.times["e"] = at(13)
    await client.reorder("p1", tuple("ebacd"))
    assert queue.order == "ebacd"
    assert sorted(queue.times.values()) == [at(hour) for hour in (9, 10, 11, 12, 13)]


async def test_times_of_before_are_forgotten_when_the_queue_has_become_another() -> None:
    queue = Queue(edit2=httpx.ReadTimeout("slow"))
    client = client_to(queue.graph)
    with pytest.raises(AnswerLost):
        await client.reorder("p1", tuple("bacd"))
    queue.times = {"c": at(11), "d": at(12), "e": at(13)}
    queue.fixed = set()
    await client.reorder("p1", tuple("dce"))
    assert queue.order == "dce"
    assert sorted(queue.times.values()) == [at(hour) for hour in (11, 12, 13)]


async def test_a_refusal_halfway_says_how_far_it_came() -> None:
    refusal = given(editPost=problem("InvalidInputError", "Too close"))
    with pytest.raises(Refused, match=r"^1 of 2 posts .*Too close") as caught:
        await client_to(Queue(edit2=refusal).graph).reorder("p1", tuple("bacd"))
    assert "same time" in caught.value.hint
    queue = Queue(edit1=refusal)
    with pytest.raises(Refused, match=r"^Buffer does not take it"):
        await client_to(queue.graph).reorder("p1", tuple("bacd"))
    assert queue.order == "abcd"


async def test_a_shuffle_is_the_chance_that_was_given() -> None:
    expected = list("abcd")
    Random(3).shuffle(expected)
    queue = Queue()
    await client_to(queue.graph, chance=Random(3)).shuffle("p1")
    assert queue.order == "".join(expected) != "abcd"
    assert sorted(queue.times.values()) == [at(9) + timedelta(hours=n) for n in range(4)]


async def test_an_empty_queue_is_shuffled_for_one_look() -> None:
    server = Graph(Posts=reply({"data": {"posts": rows()}}))
    assert (await client_to(server).shuffle("p1")).updates == ()
    assert server.names == ["Posts"]
