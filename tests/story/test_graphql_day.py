"""Work on a GraphQL account: what it costs in requests, and that lost answers settle exactly once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from buffertui.core.drafting import new_draft
from buffertui.core.state import ALL, Side
from buffertui.domain.drafts import At, Create, Edit, State
from buffertui.sandbox.faults import Fault, Kind
from buffertui.sandbox.queues import join
from buffertui.store.memory import MemoryStore
from tests.support.story import MORNING, Story, begin

pytest.importorskip("graphql")

TEXT = "Only once: https://northwind.example/once and a  double  space "
LOST_AFTER = (
    Kind.CUT_AFTER, Kind.CUT_HALF, Kind.ERROR_500_AFTER, Kind.HTML_502_AFTER, Kind.BROKEN_JSON,
    Kind.GRAPHQL_ERRORS_AFTER,
)
LOST_BEFORE = (Kind.CUT_BEFORE, Kind.ERROR_500, Kind.HTML_502, Kind.GRAPHQL_ERRORS, Kind.UNEXPECTED)
WRITES = {"CreatePost", "EditPost", "DeletePost", "MovePost"}


async def started(**options: object) -> Story:
    story = begin(api="graphql", **options)  # type: ignore[arg-type]
    await story.session.start()
    return story


def organization(story: Story) -> str:
    return story.world.organizations(story.world.accounts[0])[0].id


def again(story: Story, **options: object) -> Story:
    """The next start, on what the last run left."""
    return begin(  # type: ignore[call-overload,no-any-return]
        api="graphql", store=story.store, clock=story.clock, transport=story.transport, **options
    )


def three(story: Story) -> tuple[str, ...]:
    """Profiles that take a post without a picture."""
    return tuple(p.id for p in story.now.profiles if p.service in {"twitter", "facebook", "linkedin"})


def post(story: Story, text: str, ids: tuple[str, ...]) -> None:
    story.session.write.submit(Create(ids, text), new_draft("d", ids))


def copies(story: Story, profile_id: str) -> int:
    everything = [*story.world.pending(profile_id), *story.world.sent(profile_id)]
    return len([u for u in everything if u.text.startswith("Only once")])


# What things cost


async def test_the_first_start_costs_two_requests_and_shows_both_lists() -> None:
    story = await started()
    assert story.operations() == ["Viewer", "MainScreen"]
    chosen = story.now.chosen
    assert chosen == story.now.profiles[0].id
    waiting = [u.id for u in story.world.pending(chosen) if u.status == "buffer"]
    assert [u.id for u in story.now.pending.updates] == waiting
    sent = [u.id for u in story.world.sent(chosen)]
    shown = [u.id for u in story.now.sent.updates]
    assert len(shown) > 5
    assert shown == sent[: len(shown)]
    assert story.now.sent.more
    await story.close()


async def test_the_history_that_began_with_a_part_is_read_to_its_end_without_gaps() -> None:
    story = await started()
    while story.now.sent.more:
        await story.session.more(Side.SENT)
    assert [u.id for u in story.now.sent.updates] == [u.id for u in story.world.sent(story.now.chosen)]
    assert len(story.operations()) == 4
    await story.close()


async def test_a_start_that_knows_the_organization_and_the_profile_costs_one_request() -> None:
    story = await started()
    second = story.now.profiles[1].id
    await story.session.choose(second)
    await story.wait(2)
    await story.close()
    before = len(story.operations())
    next_run = again(story, organization=organization(story))
    await next_run.session.start()
    assert next_run.operations()[before:] == ["MainScreen"]
    assert next_run.now.chosen == second
    assert [u.id for u in next_run.now.pending.updates] == [
        u.id for u in story.world.pending(second) if u.status == "buffer"
    ]
    await next_run.close()


async def test_a_refresh_costs_one_request_and_an_idle_hour_none() -> None:
    story = await started()
    before = len(story.operations())
    await story.session.refresh()
    assert story.operations()[before:] == ["MainScreen"]
    assert story.session.price(again=True) == 1
    await story.wait(3600)
    assert len(story.operations()) == before + 1
    await story.close()


async def test_looking_at_another_profile_costs_at_most_one_request_as_its_price_said_and_going_back_none() -> None:
    story = await started()
    first = story.now.chosen
    for profile in story.now.profiles[1:]:
        before = len(story.operations())
        story.session.show(profile.id)
        price = story.session.price()
        await story.session.load()
        assert len(story.operations()) - before == price <= 1
        assert story.now.sent.as_of is not None
    before = len(story.operations())
    await story.session.choose(first)
    assert len(story.operations()) == before
    await story.close()


async def test_after_a_restart_both_lists_of_another_profile_are_one_request() -> None:
    story = await started()
    ids = [p.id for p in story.now.profiles]
    for profile_id in ids:
        await story.session.choose(profile_id)
    await story.session.choose(ids[0])
    await story.wait(2)
    await story.close()
    next_run = again(story, organization=organization(story))
    await next_run.session.start()
    before = len(next_run.operations())
    assert next_run.session.price() == 0
    await next_run.session.choose(ids[1])
    assert next_run.operations()[before:] == ["MainScreen"]
    await next_run.session.choose(ALL)
    assert set(next_run.operations()[before:]) == {"MainScreen"}
    assert len(next_run.operations()) - before == len(ids) - 1
    await next_run.close()


async def test_a_failed_look_at_a_profile_says_so_on_both_lists_and_costs_one_request() -> None:
    story = await started()
    ids = [p.id for p in story.now.profiles]
    await story.session.choose(ids[1])
    await story.wait(2)
    await story.close()
    next_run = again(story, organization=organization(story))
    await next_run.session.start()
    before = len(next_run.operations())
    next_run.faults.add(Fault(Kind.HTML_502))
    await next_run.session.choose(ids[0])
    assert len(next_run.operations()) == before + 1
    assert next_run.now.pending.error
    assert next_run.now.sent.error
    await next_run.session.load()
    assert not next_run.now.pending.error
    await next_run.close()


@pytest.mark.parametrize("n", [1, 3])
async def test_a_post_costs_a_request_for_each_profile(n: int) -> None:
    story = await started()
    before = len(story.operations())
    ids = three(story)[:n]
    post(story, "Print is patience made visible.", ids)
    await story.wait(30)
    assert story.operations()[before:] == ["CreatePost"] * n
    for profile_id in ids:
        assert "Print is patience made visible." in [u.text for u in story.world.pending(profile_id)]
    assert "Print is patience made visible." in story.pending_texts()
    await story.close()


async def test_a_working_day_costs_at_most_35_requests_of_which_17_are_writes() -> None:
    """Start, five refreshes, every profile, three posts to three, five edits, two deletes, a share, quit, start."""
    story = await started()
    ids = [p.id for p in story.now.profiles]
    for profile_id in [*ids, ALL, ids[0]]:
        await story.session.choose(profile_id)
    for n in range(3):
        post(story, f"Thing {n} that we learned about riso printing", three(story))
        await story.wait(600)
        await story.session.refresh()
    slots = [u for u in story.now.pending.updates if not u.fixed]
    for n in range(3):
        story.session.write.submit(Edit(slots[n], text=f"A calmer text {n}"), new_draft(f"e{n}", (ids[0],)))
        await story.wait(120)
    for n in range(3, 5):
        at = MORNING + timedelta(days=3 + n, minutes=n)
        story.session.write.submit(Edit(slots[n], when=At(at)), new_draft(f"e{n}", (ids[0],)))
        await story.wait(120)
    await story.session.refresh()
    for n in range(5, 7):
        story.session.write.delete(slots[n])
        await story.wait(120)
    story.session.write.share_now(slots[0])
    await story.wait(600)
    await story.session.refresh()
    assert not story.now.outbox
    shown, there = [u.id for u in story.now.pending.updates], [u.id for u in story.world.pending(ids[0])]
    await story.close()
    assert shown == there
    evening = again(story, organization=organization(story))
    await evening.session.start()
    assert [u.id for u in evening.now.pending.updates] == there
    await evening.close()
    asked = evening.operations()
    print("\n".join(f"{n:3} {name}" for n, name in enumerate(asked, 1)))
    writes = [name for name in asked if name in WRITES]
    assert [writes.count(name) for name in ("CreatePost", "EditPost", "DeletePost")] == [9, 6, 2]
    assert len(writes) == 17
    assert len(asked) <= 35


async def test_drafts_approvals_and_failed_posts_came_with_the_first_screen() -> None:
    story = await started()
    before = len(story.operations())
    for profile in [*story.now.profiles, None]:
        story.session.show(profile.id if profile else ALL)
        for side, status in ((Side.DRAFTS, "draft"), (Side.APPROVAL, "needs_approval"), (Side.FAILED, "error")):
            assert story.session.view_price(side) == 0
            await story.session.view(side)
            records = [u for p in story.world.profiles() if profile is None or p.id == profile.id
                       for u in (*p.drafts, *p.failed) if u.status == status]
            assert {u.id for u in story.now.pane(side).updates} == {u.id for u in records}
    assert len(story.operations()) == before
    await story.close()


async def test_another_order_costs_what_its_price_said_and_reads_the_queue_once_before() -> None:
    story = await started()
    before = len(story.operations())
    last = [u for u in story.now.pending.updates if not u.fixed][-1]
    assert story.session.write.move(last, -1)
    (item,) = story.now.outbox
    price = story.now.costs[item.id]
    await story.wait(60)
    asked = story.operations()[before:]
    assert asked[:2] == ["Posts", "MovePost"], "one move to the bottom does it, and all stay in their slots"
    assert asked[2:] in ([], ["Posts"])
    assert price == 2
    assert [(u.id, u.due_at and u.due_at.timestamp(), u.fixed) for u in story.now.pending.updates] == [
        (u.id, u.due_at, u.scheduled_at is not None) for u in story.world.pending(story.now.chosen)
        if u.status == "buffer"
    ]
    await story.close()


async def test_a_delete_costs_one_request_and_shows_the_queue_as_buffer_moves_it_up() -> None:
    story = await started()
    before = len(story.operations())
    for update in (story.update(1), story.update(4)):
        story.session.write.delete(update)
        await story.wait(20)
        assert [(u.id, u.due_at and u.due_at.timestamp()) for u in story.now.pending.updates] == [
            (u.id, u.due_at) for u in story.world.pending(story.now.chosen) if u.status == "buffer"
        ]
    assert story.operations()[before:] == ["DeletePost"] * 2
    await story.close()


async def test_a_share_costs_two_requests_and_stands_in_sent() -> None:
    story = await started()
    before = len(story.operations())
    update = story.update(0)
    story.session.write.share_now(update)
    await story.wait(20)
    assert story.operations()[before:] == ["EditPost", "MainScreen"]
    assert story.now.sent.updates[0].id == update.id
    assert update.id not in [u.id for u in story.now.pending.updates]
    await story.close()


# Never twice


@pytest.mark.parametrize("kind", LOST_AFTER)
async def test_a_post_that_was_made_is_found_and_not_made_again(kind: Kind) -> None:
    story = await started()
    story.faults.add(Fault(kind, path_contains="createPost"))
    ids = three(story)[:1]
    post(story, TEXT, ids)
    await story.wait(300)
    assert copies(story, ids[0]) == 1
    assert story.operations().count("CreatePost") == 1
    assert not story.now.outbox
    assert story.notices[-1].title.startswith("Posted")
    assert any(text.startswith("Only once") for text in story.pending_texts())
    await story.close()


@pytest.mark.parametrize("kind", LOST_BEFORE)
async def test_a_post_that_was_surely_not_made_is_sent_again_but_not_before_that_is_sure(kind: Kind) -> None:
    story = await started()
    story.faults.add(Fault(kind, path_contains="createPost"))
    ids = three(story)[:1]
    post(story, TEXT, ids)
    await story.wait(80)
    assert story.operations().count("CreatePost") == 1
    assert [i.state for i in story.now.outbox] == [State.UNSURE]
    await story.wait(60)
    assert story.operations().count("CreatePost") == 2
    assert copies(story, ids[0]) == 1
    assert not story.now.outbox
    await story.close()


@pytest.mark.parametrize("kind", [*LOST_AFTER, *LOST_BEFORE])
@pytest.mark.parametrize("lost", [0, 1, 2])
async def test_each_profile_of_a_post_gets_it_once_wherever_the_answer_was_lost(kind: Kind, lost: int) -> None:
    story = await started()
    story.faults.add(Fault(kind, path_contains="createPost", after=lost))
    ids = three(story)
    post(story, TEXT, ids)
    await story.wait(600)
    assert [copies(story, profile_id) for profile_id in ids] == [1, 1, 1]
    assert not story.now.outbox
    await story.close()


async def test_two_equal_posts_are_shown_to_the_person_who_decides() -> None:
    story = await started()
    story.faults.add(Fault(Kind.CUT_AFTER, path_contains="createPost"))
    ids = three(story)[:1]
    post(story, TEXT, ids)
    await story.wait(1)
    made = next(u for u in story.world.pending(ids[0]) if u.text.startswith("Only once"))
    profile = story.world.profile(ids[0])
    assert profile is not None
    equal = story.world.add_update(replace(made, id=story.world.new_id(story.world.now())))
    join(profile, equal, story.world.now())
    await story.wait(300)
    assert [i.state for i in story.now.outbox] == [State.UNSURE]
    assert story.operations().count("CreatePost") == 1
    await story.close()


@pytest.mark.parametrize("kind", [*LOST_AFTER, *LOST_BEFORE])
async def test_an_edit_and_a_share_whose_answers_were_lost_end_as_they_were_meant(kind: Kind) -> None:
    story = await started()
    changed, shared = [u for u in story.now.pending.updates if not u.fixed][:2]
    story.faults.add(Fault(kind, path_contains="editPost"))
    story.session.write.submit(Edit(changed, text="As it was meant"), new_draft("e", (changed.profile_id,)))
    await story.wait(400)
    story.faults.add(Fault(kind, path_contains="editPost"))
    story.session.write.share_now(shared)
    await story.wait(400)
    assert story.world.update(changed.id).text == "As it was meant"  # type: ignore[union-attr]
    assert story.world.update(shared.id).sent_at is not None  # type: ignore[union-attr]
    assert not story.now.outbox
    await story.close()


@pytest.mark.parametrize("kind", [*LOST_AFTER, *LOST_BEFORE])
async def test_a_delete_whose_answer_was_lost_is_done_or_said_not_to_be(kind: Kind) -> None:
    """``UNEXPECTED`` answers a delete with a refusal, so there the person decides."""
    story = await started()
    gone = story.update(0)
    story.faults.add(Fault(kind, path_contains="deletePost"))
    story.session.write.delete(gone)
    await story.wait(400)
    if story.now.outbox:
        assert kind in (Kind.UNEXPECTED, Kind.GRAPHQL_ERRORS)
        assert story.now.outbox[0].state is State.REFUSED
        assert story.notices[-1].tone == "error"
    else:
        assert story.world.update(gone.id) is None
    await story.close()


async def test_what_a_killed_run_was_sending_is_looked_for_by_the_next() -> None:
    store = MemoryStore()
    story = await started(store=store)
    story.faults.add(Fault(Kind.CUT_AFTER, path_contains="createPost"))
    ids = three(story)[:1]
    post(story, TEXT, ids)
    await story.wait(1)
    store.end_run()
    next_run = again(story)
    await next_run.session.start()
    await next_run.wait(300)
    assert copies(next_run, ids[0]) == 1
    assert next_run.operations().count("CreatePost") == 1
    assert not next_run.now.outbox
    await next_run.close()


async def test_without_a_network_and_under_a_429_posts_wait_and_go_once_in_order() -> None:
    story = await started()
    ids = three(story)[:1]
    for kind in (Kind.OFFLINE, Kind.THROTTLED):
        story.faults.add(Fault(kind, times=None if kind is Kind.OFFLINE else 1))
        for n in range(3):
            post(story, f"{kind} {n}", ids)
        await story.wait(20)
        assert [i.state.open for i in story.now.outbox] == [True] * 3
        story.faults.clear()
        await story.wait(60)
        texts = [u.text for u in story.world.pending(ids[0]) if u.text.startswith(kind)]
        assert texts == [f"{kind} {n}" for n in range(3)]
    await story.close()
