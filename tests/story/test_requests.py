"""What each thing a person does costs in requests."""

from __future__ import annotations

import pytest

from buffertui.clock import ManualClock
from buffertui.core.drafting import new_draft
from buffertui.core.state import ALL, Side
from buffertui.domain.drafts import Create
from buffertui.sandbox.seed import seed_world
from buffertui.sandbox.world import World
from tests.support.story import begin


async def test_a_start_costs_four_requests() -> None:
    story = begin()
    await story.session.start()
    paths = [request.rpartition("/1/")[2] for request in story.requests()]
    assert paths[:2] == ["user.json", "profiles.json"]
    assert [path.rpartition("/")[2] for path in paths[2:]] == ["pending.json", "sent.json"]
    await story.close()


async def test_an_idle_refresh_costs_one_request_when_nothing_changed() -> None:
    story = begin(refresh_seconds=60)
    await story.session.start()
    before = len(story.requests())
    for minute in range(1, 7):
        await story.wait(60)
        assert len(story.requests()) == before + minute
    await story.close()


async def test_an_idle_refresh_finds_what_another_client_added_and_what_it_edited() -> None:
    story = begin(refresh_seconds=60)
    await story.session.start()
    profile_id = story.now.chosen
    story.world.pending(profile_id)[3].text = "edited elsewhere"
    await story.wait(121)
    assert "edited elsewhere" in story.pending_texts()
    story.world.forget(story.world.pending(profile_id)[3])
    await story.wait(121)
    assert "edited elsewhere" not in story.pending_texts()
    assert story.now.profile(profile_id).counts.pending == len(story.world.pending(profile_id))  # type: ignore[union-attr]
    await story.close()


async def test_going_back_to_a_profile_that_was_read_costs_nothing() -> None:
    story = begin()
    await story.session.start()
    first, second = story.now.profiles[0].id, story.now.profiles[1].id
    await story.session.choose(second)
    cost = len(story.requests())
    assert cost == 6
    for profile_id in (first, second, first, second):
        await story.session.choose(profile_id)
        assert story.now.pending.profile_id == profile_id
        assert story.now.pending.updates
    assert len(story.requests()) == cost
    await story.close()


async def test_an_empty_profile_costs_nothing_to_look_at() -> None:
    story = begin()
    await story.session.start()
    cost = len(story.requests())
    empty = next(p for p in story.now.profiles if p.counts.pending == 0)
    await story.session.choose(empty.id)
    assert story.now.pending.total == 0
    assert story.now.pending.as_of is not None
    assert len(story.requests()) == cost
    await story.close()


@pytest.mark.parametrize("n", [1, 3, 5])
async def test_a_post_to_n_profiles_costs_one_request(n: int) -> None:
    story = begin()
    await story.session.start()
    cost = len(story.requests())
    ids = tuple(p.id for p in story.now.profiles if not p.disconnected and p.service != "instagram")[:n]
    story.session.write.submit(Create(ids, "Print is patience made visible."), new_draft("d", ids))
    await story.wait(30)
    assert len(story.requests()) == cost + 1
    for profile_id in ids:
        assert "Print is patience made visible." in [u.text for u in story.world.pending(profile_id)]
    assert "Print is patience made visible." in story.pending_texts()
    await story.close()


async def test_all_pages_of_a_long_history_are_reached_each_once() -> None:
    def world(clock: ManualClock) -> World:
        return seed_world(clock, profiles=1, pending=250, sent=430, seed=5)

    story = begin(world=world)
    await story.session.start()
    for side, total in ((Side.SENT, 430), (Side.PENDING, 250)):
        while story.now.pane(side).more:
            await story.session.more(side)
        updates = story.now.pane(side).updates
        assert len(updates) == len({u.id for u in updates}) == total
    assert len(story.requests()) == 4 + 4 + 2
    await story.close()


async def test_all_profiles_shows_every_queue_in_one_order() -> None:
    story = begin()
    await story.session.start()
    await story.session.choose(ALL)
    due = [u.due_at for u in story.now.pending.updates if u.due_at]
    assert due == sorted(due)
    waiting = {u.id for p in story.world.profiles() for u in story.world.pending(p.id)}
    assert {u.id for u in story.now.pending.updates} == waiting
    await story.close()


async def test_all_profiles_shows_nothing_later_than_what_every_list_reaches() -> None:
    def world(clock: ManualClock) -> World:
        return seed_world(clock, profiles=3, pending=150, sent=10, seed=3)

    story = begin(world=world)
    await story.session.start()
    await story.session.choose(ALL)
    shown: list[str] = []
    while True:
        now = [u.id for u in story.now.pending.updates]
        assert now[: len(shown)] == shown, "a row appeared above rows that were shown before"
        shown = now
        if not story.now.pending.more:
            break
        await story.session.more(Side.PENDING)
    assert len(shown) == 450
    await story.close()
