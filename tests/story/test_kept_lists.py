"""Lists that the store has: opened when they are shown, read on in without a network, and never cut by being opened."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from buffertui.core.kept_lists import FIRST_ROWS, MORE_ROWS
from buffertui.core.listing import PAGE
from buffertui.core.paging import STEADY
from buffertui.core.state import ALL, Link, Side
from buffertui.domain.drafts import Create
from buffertui.domain.models import Update
from buffertui.sandbox.faults import Fault, Kind
from buffertui.sandbox.seed import seed_world
from tests.support.story import Story, begin

PENDING = 450
PROFILES = 3


async def evening(api: str = "v1", sent: int = 30) -> Story:
    """A day on which every list of a profile was read to its end; then the program was closed."""
    story = begin(
        world=lambda clock: seed_world(clock, profiles=PROFILES, pending=PENDING, sent=sent, seed=3), api=api,
    )
    await story.session.start()
    for profile in [p.id for p in story.now.profiles][::-1]:
        await story.session.choose(profile)
        for side in (Side.PENDING, Side.SENT):
            while story.now.pane(side).more:
                await story.session.more(side)
                await story.wait(2)
        await story.wait(20)
    assert len(story.now.pending.updates) == PENDING
    await story.close()
    return story


def morning(story: Story, *, offline: bool = False) -> Story:
    """The next start. What counts from here on are requests of this run."""
    after = begin(store=story.store, clock=story.clock, transport=story.transport)
    if offline:
        after.faults.add(Fault(Kind.OFFLINE, times=None))
    after.transport.door.requests.clear()
    return after


def shown(story: Story, side: Side = Side.PENDING) -> list[str]:
    return [update.id for update in story.now.pane(side).updates]


def at_buffer(story: Story, profile_id: str) -> list[str]:
    return [update.id for update in story.world.pending(profile_id)]


def remembered(story: Story, profile_id: str, side: str = "pending") -> tuple[Update, ...]:
    known = story.store.recall_list(side, profile_id)
    return known.updates if known is not None else ()


async def test_a_start_has_only_the_beginning_of_what_was_shown_in_memory() -> None:
    story = morning(await evening(), offline=True)
    await story.session.start()
    first = story.now.chosen
    assert shown(story) == at_buffer(story, first)[:FIRST_ROWS]
    assert (story.now.pending.total, story.now.pending.more, story.now.pending.kept) == (PENDING, True, True)
    assert [one.pages for one in story.session._shelf._lists.values() if one.updates and one.kept] == [5]
    others = {p.id for p in story.now.profiles} - {first}
    assert {one for _, one in story.session._shelf.unread} == others
    await story.close()


async def test_without_a_network_every_post_that_was_ever_loaded_can_be_reached() -> None:
    story = morning(await evening(), offline=True)
    await story.session.start()
    assert story.now.link is Link.OFFLINE
    as_of = story.now.pending.as_of
    for profile in story.now.profiles:
        story.session.show(profile.id)
        assert story.now.pending.updates
        for n in range(6):
            assert len(shown(story)) == min(PENDING, FIRST_ROWS + n * MORE_ROWS)
            await story.session.more(Side.PENDING)
        assert shown(story) == at_buffer(story, profile.id)
        assert not story.now.pending.kept
        assert len(shown(story, Side.SENT)) == 30
        assert story.now.pending.as_of is not None
    assert as_of is not None
    assert as_of < story.clock.now()
    await story.close()


async def test_all_profiles_together_come_in_their_order_as_far_as_every_list_reaches() -> None:
    story = morning(await evening(), offline=True)
    await story.session.start()
    story.session.show(ALL)
    due = sorted(
        (update for profile in story.now.profiles for update in remembered(story, profile.id)),
        key=lambda update: update.due_at.timestamp() if update.due_at else float("inf"),
    )
    while True:
        times = [update.due_at for update in story.now.pending.updates]
        assert times == [update.due_at for update in due[: len(times)]]
        if not story.now.pending.kept:
            break
        before = len(times)
        await story.session.more(Side.PENDING)
        assert len(shown(story)) > before
    assert len(times) == PROFILES * PENDING
    await story.close()


async def test_a_start_at_which_nothing_changed_reads_each_list_once_and_loses_nothing() -> None:
    story = morning(await evening())
    await story.session.start()
    first = story.now.chosen
    lists = [one for one in story.requests() if "/updates/" in one]
    assert len(lists) == 2
    assert len(shown(story)) == PAGE
    assert story.now.pending.as_of == story.now.as_of
    await story.wait(5)
    await story.close()
    assert [update.id for update in remembered(story, first)] == at_buffer(story, first)
    evening_after = morning(story, offline=True)
    await evening_after.session.start()
    assert len(shown(evening_after)) == FIRST_ROWS
    await evening_after.close()
    assert len(remembered(story, first)) == PENDING


async def test_where_the_beginning_changed_some_pages_are_kept_for_days_without_a_network() -> None:
    before = await evening()
    gone = before.world.pending(before.now.chosen)[0]
    story = morning(before)
    story.world.forget(gone)
    await story.session.start()
    first = story.now.chosen
    await story.wait(5)
    assert shown(story) == at_buffer(story, first)[: STEADY * PAGE]
    while story.now.pending.more:
        await story.session.more(Side.PENDING)
        await story.wait(2)
    assert shown(story) == at_buffer(story, first)
    await story.close()


async def test_rows_from_the_store_are_read_anew_where_buffer_can_be_asked() -> None:
    before = await evening()
    first = before.now.profiles[0].id
    edited = before.world.pending(first)[150]
    story = morning(before)
    edited.text = "Said by somebody else"
    await story.session.start()
    if story.now.chosen != first:
        await story.session.choose(first)
    await story.wait(5)
    asked = len(story.requests())
    await story.session.more(Side.PENDING)
    await story.wait(2)
    assert len(story.requests()) == asked + 1
    assert story.now.pending.updates[150].text == "Said by somebody else"
    assert len(shown(story)) == 2 * PAGE
    while story.now.pending.more:
        await story.session.more(Side.PENDING)
        await story.wait(2)
    assert shown(story) == at_buffer(story, first)
    await story.close()
    assert len(remembered(story, first)) == PENDING


async def test_a_post_that_is_deleted_at_the_beginning_leaves_the_rest_in_the_store() -> None:
    story = morning(await evening(), offline=True)
    await story.session.start()
    first = story.now.chosen
    story.session._shelf.edit(Side.PENDING, first, lambda listing: listing.without(shown(story)[3]))
    expected = [one for at, one in enumerate(at_buffer(story, first)) if at != 3]
    await story.session.more(Side.PENDING)
    await story.close()
    assert [update.id for update in remembered(story, first)] == expected
    after = morning(story, offline=True)
    await after.session.start()
    await after.session.find_all()
    assert shown(after) == expected
    await after.close()


async def test_a_filter_looks_through_everything_that_is_kept() -> None:
    story = morning(await evening(), offline=True)
    await story.session.start()
    await story.session.find_all()
    assert shown(story) == at_buffer(story, story.now.chosen)
    story.session.show(ALL)
    await story.session.find_all()
    assert len(shown(story)) == PROFILES * PENDING
    await story.close()


async def test_taken_times_are_those_of_whole_queues_also_where_they_are_only_in_the_store() -> None:
    story = morning(await evening(), offline=True)
    await story.session.start()
    taken = story.session.taken()
    for profile in story.now.profiles:
        assert taken[profile.id] == tuple(u.due_at for u in remembered(story, profile.id) if u.due_at)
        assert len(taken[profile.id]) == PENDING
    await story.close()


async def test_a_post_to_a_profile_that_was_not_shown_yet_stands_in_its_list() -> None:
    before = await evening()
    story = morning(before)
    await story.session.start()
    other = next(p.id for p in story.now.profiles if p.id != story.now.chosen)
    draft = story.session.drafts
    story.session.write.submit(Create((other,), "Made this morning"), _draft(draft.new_id(), other))
    await story.wait(30)
    await story.close()
    assert "Made this morning" in {update.text for update in remembered(story, other)}
    assert len(remembered(story, other)) == PENDING + 1


def _draft(draft_id: str, profile_id: str) -> Any:
    from buffertui.domain.drafts import Draft

    return Draft(draft_id, (profile_id,), "Made this morning")


class SlowStore:
    """A runner whose calls wait until they are let go, in their order."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Callable[[], Any], asyncio.Future[Any]]] = []
        self.slow = False

    def __call__(self, call: Callable[[], Any]) -> asyncio.Future[Any]:
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.waiting.append((call, future))
        if not self.slow:
            self.go()
        return future

    def go(self) -> None:
        waiting, self.waiting = self.waiting, []
        for call, future in waiting:
            if not future.cancelled():
                future.set_result(call())


@pytest.fixture
async def slow() -> tuple[Story, SlowStore]:
    """A start without a network over a store that can be slow."""
    story, store = morning(await evening(), offline=True), SlowStore()
    story.session._keeper._run = store
    await story.session.start()
    store.slow = True
    return story, store


async def end(story: Story, store: SlowStore) -> None:
    store.slow = False
    store.go()
    await story.close()


async def test_while_a_list_comes_from_the_store_the_profile_is_chosen_already(slow: tuple[Story, SlowStore]) -> None:
    story, store = slow
    first, other = story.now.chosen, next(p.id for p in story.now.profiles if p.id != story.now.chosen)
    story.session.show(other)
    assert story.now.chosen == other
    assert (story.now.pending.updates, story.now.pending.kept) == ((), True)
    story.session.show(first)
    story.session.show(other)
    assert len(store.waiting) == 1
    store.go()
    await story.wait()
    assert shown(story) == at_buffer(story, other)[:FIRST_ROWS]
    await end(story, store)


async def test_asked_twice_the_rows_come_once(slow: tuple[Story, SlowStore]) -> None:
    story, store = slow
    more = [asyncio.ensure_future(story.session.more(Side.PENDING)) for _ in range(2)]
    more[0].add_done_callback(lambda _: None)
    await story.wait()
    more[1].cancel()
    await story.wait()
    store.go()
    await asyncio.wait(more)
    assert shown(story) == at_buffer(story, story.now.chosen)[: FIRST_ROWS + MORE_ROWS]
    await end(story, store)


async def test_what_is_done_to_a_list_that_is_on_its_way_is_not_lost(slow: tuple[Story, SlowStore]) -> None:
    story, store = slow
    other = next(p.id for p in story.now.profiles if p.id != story.now.chosen)
    gone = at_buffer(story, other)[1]
    story.session._shelf.edit(Side.PENDING, other, lambda listing: listing.without(gone))
    story.session.show(other)
    store.slow = False
    store.go()
    await story.wait(5)
    assert gone not in shown(story)
    await end(story, store)
    assert len(remembered(story, other)) == PENDING - 1


async def test_taken_times_that_take_a_moment_are_told_when_they_are_known(slow: tuple[Story, SlowStore]) -> None:
    story, store = slow
    told: list[Any] = []
    assert story.session.taken(told.append) == {}
    store.go()
    await story.wait()
    assert {one: len(times) for one, times in told[0].items()} == {p.id: PENDING for p in story.now.profiles}
    await end(story, store)


async def test_graphql_keeps_what_was_read_behind_an_unchanged_beginning() -> None:
    story = morning(await evening("graphql"))
    again = begin(store=story.store, clock=story.clock, transport=story.transport, api="graphql")
    await again.session.start()
    first = again.now.chosen
    await again.wait(5)
    assert len(shown(again)) >= PAGE
    await again.close()
    assert [update.id for update in remembered(again, first)] == at_buffer(again, first)
