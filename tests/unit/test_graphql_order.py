"""Another order of a queue by moves to its ends or by exchanging due times: few requests, and no time lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from random import Random
from typing import Any

import httpx
import pytest

from buffertui.api.graphql.exchanging import exchange, moves, reorder_price, slots
from buffertui.domain.errors import AnswerLost, Refused
from buffertui.domain.models import Update
from tests.support.graphql_wire import NOON, Graph, client_to, given, made, post, problem, reply, rows


def at(hour: int) -> datetime:
    return datetime(2026, 11, 24, hour, tzinfo=UTC)


QUEUE = tuple(Update(name, "p1", name, due_at=at(hour)) for name, hour in zip("abcd", (9, 10, 11, 12), strict=True))

LONG = "abcdefghijk"
SWAPPED, TURNED = "abcdfeghijk", "abcdgefhijk"
"""Orders that cost two and three new times, and more moves."""


class Queue:
    """A server with a queue of posts that edits and moves change; ``editN`` answers the Nth of either instead."""

    def __init__(self, names: str = "abcd", **answers: Any) -> None:
        self.times = {name: at(9 + number) for number, name in enumerate(names)}
        self.fixed: set[str] = set()
        self.answers = {int(n.removeprefix("edit")): answer for n, answer in answers.items()}
        self.edits = 0
        self.graph = Graph(Posts=self.posts, EditPost=self.edit, MovePost=self.move)

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

    def move(self, variables: dict[str, Any]) -> httpx.Response:
        self.edits += 1
        answer = self.answers.get(self.edits)
        if isinstance(answer, httpx.Response):
            return answer
        moved = variables["input"]["id"]
        line = [name for name in self.order if name not in self.fixed]
        places = sorted(self.times[name] for name in line)
        line.remove(moved)
        line.insert(0 if variables["input"]["position"] == "top" else len(line), moved)
        self.times |= dict(zip(line, places, strict=True))
        if answer is not None:
            raise answer
        return given(movePostInQueue=made(moved, dueAt=self.times[moved].isoformat()))

    @property
    def order(self) -> str:
        return "".join(sorted(self.times, key=lambda name: self.times[name]))


@pytest.mark.parametrize(
    ("order", "changes"), [("abcd", 0), ("bacd", 2), ("dbca", 2), ("bcda", 4), ("badc", 4), ("bca", 3), ("zb", 2)]
)
def test_only_posts_that_get_another_time_are_edited(order: str, changes: int) -> None:
    found = exchange(slots(QUEUE), tuple(order))
    assert len(found) == changes
    times = {u.id: u.due_at for u in QUEUE} | found
    wanted = [name for name in order if name in "abcd"] + [name for name in "abcd" if name not in order]
    assert sorted(times, key=lambda name: times[name] or NOON) == wanted
    assert sorted(filter(None, times.values())) == [u.due_at for u in QUEUE], "the times stay the same as a set"


@pytest.mark.parametrize("order", [*map("".join, permutations("abcde")), "", "c", "zc", "edz"])
def test_moves_to_the_ends_make_every_order_and_never_cost_more_than_all_but_one(order: str) -> None:
    line = list("abcde")
    steps = moves(line, order).steps
    for name, position in steps:
        line.remove(name)
        line.insert(0 if position == "top" else len(line), name)
    known = [name for name in order if name in "abcde"]
    assert line == known + [name for name in "abcde" if name not in known]
    assert len(steps) <= 4


@pytest.mark.parametrize(
    ("order", "steps"),
    [("abcd", 0), ("dabc", 1), ("bcda", 1), ("cdab", 2), ("bacd", 1), ("abdc", 1), ("dbca", 2), ("dcba", 3)],
)
def test_no_fewer_moves_would_do(order: str, steps: int) -> None:
    assert len(moves("abcd", order).steps) == steps


@pytest.mark.parametrize(
    ("order", "price"), [("abcd", 1), ("dabc", 2), ("bacd", 2), ("dbca", 3), ("acbd", 3), ("badc", 3), ("dcba", 4)]
)
def test_the_price_is_the_look_at_the_queue_and_the_cheaper_way(order: str, price: int) -> None:
    assert reorder_price(QUEUE, tuple(order)) == price


def test_the_price_counts_every_page_of_the_queue() -> None:
    many = tuple(Update(f"u{n}", "p1", "x", due_at=at(9) + timedelta(hours=n)) for n in range(201))
    assert reorder_price(many, ("u200",)) == 3 + 1
    assert reorder_price((), ()) == 1


def test_fixed_posts_and_those_without_a_time_keep_what_they_have() -> None:
    mixed = (*QUEUE[:2], Update("f", "p1", "f", due_at=at(10), fixed=True), Update("n", "p1", "n"),
             Update("s", "p1", "s", status="sending", due_at=at(8)))
    assert exchange(slots(mixed), ("f", "n", "s", "b", "a")) == {"b": at(9), "a": at(10)}


async def test_a_reorder_edits_what_changes_and_nothing_else() -> None:
    queue = Queue(LONG)
    client = client_to(queue.graph)
    before = tuple(Update(name, "p1", name, due_at=time) for name, time in queue.times.items())
    price = client.reorder_price(before, tuple(SWAPPED))
    outcome = await client.reorder("p1", tuple(SWAPPED))
    assert (queue.order, len(queue.graph.names)) == (SWAPPED, price) == (SWAPPED, 3)
    assert {u.id: (u.due_at, u.fixed) for u in outcome.updates} == {"f": (at(13), True), "e": (at(14), True)}
    assert all(set(one) == {"id", "mode", "dueAt"} for one in queue.graph.inputs("EditPost"))


async def test_a_post_that_goes_first_or_last_is_moved_and_all_stay_in_their_slots() -> None:
    for order, step in (("dabc", ("d", "top")), ("bcda", ("a", "bottom"))):
        queue = Queue()
        outcome = await client_to(queue.graph).reorder("p1", tuple(order))
        assert queue.graph.names == ["Posts", "MovePost"]
        assert queue.graph.inputs("MovePost") == [{"id": step[0], "position": step[1]}]
        assert (queue.order, queue.fixed) == (order, set())
        assert {u.id: u.due_at for u in outcome.updates} == {
            name: time for name, time in queue.times.items() if time != {u.id: u.due_at for u in QUEUE}[name]
        }
        assert not any(u.fixed for u in outcome.updates)


async def test_posts_without_a_time_are_moved_too() -> None:
    nodes = [post(name, dueAt=None) for name in "abc"]
    server = Graph(Posts=given(posts=rows(*nodes)), MovePost=given(movePostInQueue=made("c", dueAt=None)))
    await client_to(server).reorder("p1", tuple("bca"))
    assert server.inputs("MovePost") == [{"id": "a", "position": "bottom"}]


async def test_moves_that_are_refused_halfway_say_how_far_they_came_and_a_lost_one_is_a_lost_answer() -> None:
    refusal = given(movePostInQueue=problem("VoidMutationError", "Not now"))
    queue = Queue(edit2=refusal)
    with pytest.raises(Refused, match=r"^1 of 2 posts were moved.*Not now"):
        await client_to(queue.graph).reorder("p1", tuple("cdab"))
    with pytest.raises(Refused, match=r"^Buffer refused this"):
        await client_to(Queue(edit1=refusal).graph).reorder("p1", tuple("cdab"))
    for lost in (httpx.ReadTimeout("slow"), httpx.Response(502)):
        queue = Queue(edit2=lost)
        client = client_to(queue.graph)
        with pytest.raises(AnswerLost):
            await client.reorder("p1", tuple("cdab"))
        await client.reorder("p1", tuple("cdab"))
        assert queue.order == "cdab"


async def test_what_an_exchange_fixed_keeps_its_place_in_the_order_and_what_the_person_fixed_its_time() -> None:
    queue = Queue(LONG)
    queue.fixed = {"k"}
    client = client_to(queue.graph)
    await client.reorder("p1", tuple(SWAPPED))
    assert client.movable == {"e", "f"}
    assert queue.fixed == {"e", "f", "k"}
    await client.reorder("p1", ("e", "k", *"abcdfghij"))
    assert queue.order == "eabcdfghijk"
    by_hand = queue.times["e"] = at(23)
    await client.reorder("p1", tuple("feabcdghijk"))
    assert queue.times["e"] == by_hand, "the person gave it a time meanwhile"


async def test_the_same_order_costs_only_the_look() -> None:
    queue = Queue()
    await client_to(queue.graph).reorder("p1", tuple("abcd"))
    assert queue.graph.names == ["Posts"]


async def test_the_whole_queue_is_read_over_its_pages() -> None:
    first = given(posts=rows(post("a", dueAt=at(9).isoformat()), more=True, cursor="on"))
    second = given(posts=rows(post("b", dueAt=at(10).isoformat())))
    server = Graph(Posts=[first, second], MovePost=given(movePostInQueue=made("a")))
    await client_to(server).reorder("p1", ("b", "a"))
    assert [variables.get("after") for _, variables in server.asked[:2]] == [None, "on"]
    assert server.inputs("MovePost") == [{"id": "a", "position": "bottom"}]


@pytest.mark.parametrize("lost", [httpx.ReadTimeout("slow"), httpx.Response(502)], ids=["done", "not done"])
@pytest.mark.parametrize("which", [1, 2, 3])
async def test_an_exchange_that_broke_off_is_taken_up_without_losing_a_time(which: int, lost: Any) -> None:
    queue = Queue(LONG, **{f"edit{which}": lost})
    before = sorted(queue.times.values())
    client = client_to(queue.graph)
    with pytest.raises(AnswerLost):
        await client.reorder("p1", tuple(TURNED))
    await client.reorder("p1", tuple(TURNED))
    assert queue.order == TURNED
    assert sorted(queue.times.values()) == before
    assert set(queue.graph.names) == {"Posts", "EditPost"}


async def test_a_post_that_came_meanwhile_joins_an_exchange_that_is_taken_up() -> None:
    queue = Queue(LONG, edit2=httpx.Response(502))
    client = client_to(queue.graph)
    with pytest.raises(AnswerLost):
        await client.reorder("p1", tuple(SWAPPED))
    queue.times["z"] = at(22)
    before = sorted({*queue.times.values(), at(13), at(14)})
    await client.reorder("p1", tuple("z" + SWAPPED))
    assert queue.order == "z" + SWAPPED
    assert sorted(queue.times.values()) == before


async def test_times_of_before_are_forgotten_when_the_queue_has_become_another() -> None:
    queue = Queue(LONG, edit2=httpx.ReadTimeout("slow"))
    client = client_to(queue.graph)
    with pytest.raises(AnswerLost):
        await client.reorder("p1", tuple(SWAPPED))
    del queue.times["e"]
    queue.times["z"] = at(22)
    queue.fixed = set()
    before = sorted(queue.times.values())
    await client.reorder("p1", tuple("abcdzfghijk"))
    assert queue.order == "abcdzfghijk"
    assert sorted(queue.times.values()) == before


async def test_a_refusal_halfway_says_how_far_it_came() -> None:
    refusal = given(editPost=problem("InvalidInputError", "Too close"))
    with pytest.raises(Refused, match=r"^1 of 2 posts .*Too close") as caught:
        await client_to(Queue(LONG, edit2=refusal).graph).reorder("p1", tuple(SWAPPED))
    assert "same time" in caught.value.hint
    queue = Queue(LONG, edit1=refusal)
    with pytest.raises(Refused, match=r"^Buffer does not take it"):
        await client_to(queue.graph).reorder("p1", tuple(SWAPPED))
    assert queue.order == LONG


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
