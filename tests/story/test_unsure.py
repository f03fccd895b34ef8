"""A write whose answer was lost: looked for, never repeated blindly, and done exactly once in the end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from buffertui.core.drafting import new_draft
from buffertui.domain.drafts import Create, Edit, State
from buffertui.sandbox.faults import Fault, Kind
from buffertui.sandbox.queues import join
from buffertui.store.memory import MemoryStore
from tests.support.story import Story, begin

LOST_AFTER = (Kind.CUT_AFTER, Kind.CUT_HALF, Kind.ERROR_500_AFTER, Kind.HTML_502_AFTER, Kind.BROKEN_JSON)
LOST_BEFORE = (Kind.CUT_BEFORE, Kind.ERROR_500, Kind.HTML_502)
TEXT = "Only once: https://northwind.example/once and a  double  space "


async def started() -> Story:
    story = begin()
    await story.session.start()
    return story


def post(story: Story, text: str = TEXT, profiles: int = 1) -> tuple[str, ...]:
    ids = tuple(p.id for p in story.now.profiles)[:profiles]
    story.session.write.submit(Create(ids, text), new_draft("d", ids))
    return ids


def copies(story: Story, profile_id: str) -> int:
    everything = [*story.world.pending(profile_id), *story.world.sent(profile_id)]
    return len([u for u in everything if u.text.startswith("Only once")])


def creates(story: Story) -> int:
    return len([r for r in story.requests() if "create" in r])


@pytest.mark.parametrize("kind", LOST_AFTER)
async def test_work_that_was_done_is_found_and_not_done_again(kind: Kind) -> None:
    story = await started()
    story.faults.add(Fault(kind, path_contains="create"))
    (profile_id,) = post(story)
    await story.wait(300)
    assert copies(story, profile_id) == 1
    assert creates(story) == 1
    assert not story.now.outbox
    assert story.notices[-1].title.startswith("Posted")
    assert any(text.startswith("Only once") for text in story.pending_texts())
    await story.close()


@pytest.mark.parametrize("kind", LOST_BEFORE)
async def test_work_that_was_surely_not_done_is_sent_again_but_not_before_that_is_sure(kind: Kind) -> None:
    story = await started()
    story.faults.add(Fault(kind, path_contains="create"))
    (profile_id,) = post(story)
    await story.wait(80)
    assert creates(story) == 1
    assert [i.state for i in story.now.outbox] == [State.UNSURE]
    await story.wait(60)
    assert creates(story) == 2
    assert copies(story, profile_id) == 1
    assert not story.now.outbox
    await story.close()


async def test_work_that_is_done_late_is_found_all_the_same() -> None:
    """The answer does not come in time; the server carries the post out some seconds later."""
    story = await started()
    story.faults.add(Fault(Kind.CUT_BEFORE, path_contains="create"))
    (profile_id,) = post(story)
    await story.wait(40)
    late = begin(transport=story.transport, clock=story.clock)
    await late.session._service.create(Create((profile_id,), TEXT))
    await story.wait(300)
    assert copies(story, profile_id) == 1
    assert not story.now.outbox
    await late.close()
    await story.close()


async def test_each_profile_of_a_post_is_settled_on_its_own() -> None:
    story = await started()
    ids = tuple(p.id for p in story.now.profiles)[:3]
    story.faults.add(Fault(Kind.CUT_AFTER, path_contains="create"))
    story.session.write.submit(Create(ids, TEXT), new_draft("d", ids))
    await story.wait(1)
    lost = next(u for u in story.world.pending(ids[1]) if u.text.startswith("Only once"))
    story.world.forget(lost)
    await story.wait(300)
    assert [copies(story, profile_id) for profile_id in ids] == [1, 1, 1]
    assert creates(story) == 2
    assert not story.now.outbox
    await story.close()


async def test_two_equal_updates_are_shown_to_the_person_who_decides() -> None:
    story = await started()
    story.faults.add(Fault(Kind.CUT_AFTER, path_contains="create"))
    (profile_id,) = post(story)
    await story.wait(1)
    made = next(u for u in story.world.pending(profile_id) if u.text.startswith("Only once"))
    profile = story.world.profile(profile_id)
    assert profile is not None
    equal = story.world.add_update(replace(made, id=story.world.new_id(story.world.now())))
    join(profile, equal, story.world.now())
    await story.wait(300)
    (item,) = story.now.outbox
    assert item.state is State.UNSURE
    assert item.outcome is not None
    assert len(item.outcome.updates) == 2
    assert creates(story) == 1
    story.session.write.outbox.call_done(item.id)
    assert not story.now.outbox
    await story.close()


async def test_rows_that_cannot_be_read_leave_the_decision_to_the_person() -> None:
    story = await started()
    story.faults.add(Fault(Kind.CUT_BEFORE, path_contains="create"))
    story.faults.add(Fault(Kind.ODD_ROWS, path_contains="pending", times=None))
    (profile_id,) = post(story)
    await story.wait(1)
    other = begin(transport=story.transport, clock=story.clock)
    await other.session._service.create(Create((profile_id,), "Somebody else's post"))
    await story.wait(300)
    (item,) = story.now.outbox
    assert item.state is State.UNSURE
    assert "could be read" in item.reason
    assert copies(story, profile_id) == 0
    await other.close()
    await story.close()


async def test_while_there_is_no_network_nothing_is_decided() -> None:
    story = await started()
    story.faults.add(Fault(Kind.CUT_AFTER, path_contains="create"))
    (profile_id,) = post(story)
    await story.wait(1)
    story.faults.add(Fault(Kind.OFFLINE, times=None))
    await story.wait(3600)
    assert [i.state for i in story.now.outbox] == [State.UNSURE]
    story.faults.clear()
    await story.wait(120)
    assert copies(story, profile_id) == 1
    assert creates(story) == 1
    assert not story.now.outbox
    await story.close()


async def test_a_refused_duplicate_after_a_lost_answer_is_evidence_and_no_error() -> None:
    story = await started()
    story.faults.add(Fault(Kind.CUT_AFTER, path_contains="create"))
    (profile_id,) = post(story)
    await story.wait(1)
    item = story.now.outbox[0]
    story.session.write.outbox.try_again(item.id)
    await story.wait(300)
    assert copies(story, profile_id) == 1
    assert not story.now.outbox
    assert story.notices[-1].title.startswith("Posted")
    await story.close()


@pytest.mark.parametrize("kind", [*LOST_AFTER, *LOST_BEFORE])
async def test_a_share_whose_answer_was_lost_ends_shared_once(kind: Kind) -> None:
    story = await started()
    story.faults.add(Fault(kind, path_contains="share"))
    update = story.update(0)
    story.session.write.share_now(update)
    await story.wait(300)
    record = story.world.update(update.id)
    assert record is not None
    assert record.sent_at is not None
    assert not story.now.outbox
    assert update.id not in [u.id for u in story.now.pending.updates]
    await story.close()


@pytest.mark.parametrize("kind", [*LOST_AFTER, *LOST_BEFORE])
async def test_a_delete_and_an_edit_whose_answers_were_lost_end_as_they_were_meant(kind: Kind) -> None:
    story = await started()
    gone, changed = story.update(0), story.update(1)
    story.faults.add(Fault(kind, path_contains="destroy"))
    story.faults.add(Fault(kind, path_contains=f"{changed.id}/update"))
    story.session.write.delete(gone)
    story.session.write.submit(Edit(changed, text="As it was meant"), new_draft("e", (changed.profile_id,)))
    await story.wait(300)
    assert story.world.update(gone.id) is None
    assert story.world.update(changed.id).text == "As it was meant"  # type: ignore[union-attr]
    assert not story.now.outbox
    await story.close()


async def test_what_a_killed_run_was_sending_is_looked_for_by_the_next() -> None:
    store = MemoryStore()
    story = begin(store=store)
    await story.session.start()
    story.faults.add(Fault(Kind.CUT_AFTER, path_contains="create"))
    (profile_id,) = post(story)
    await story.wait(1)
    store.end_run()
    again = begin(store=store, clock=story.clock, transport=story.transport)
    await again.session.start()
    await again.wait(300)
    assert copies(again, profile_id) == 1
    assert creates(again) == 1
    assert not again.now.outbox
    await again.close()


@pytest.mark.parametrize("decision", ["call_done", "put_away"])
async def test_what_the_person_has_decided_is_not_decided_again(decision: str) -> None:
    story = await started()
    story.faults.add(Fault(Kind.CUT_BEFORE, path_contains="create"))
    post(story)
    await story.wait(10)
    getattr(story.session.write.outbox, decision)(story.now.outbox[0].id)
    told = len(story.notices)
    await story.wait(600)
    assert creates(story) == 1
    assert not story.now.outbox
    assert len(story.notices) == told
    await story.close()


async def test_trying_again_by_hand_ends_the_looking() -> None:
    story = await started()
    story.faults.add(Fault(Kind.CUT_BEFORE, path_contains="create"))
    (profile_id,) = post(story)
    await story.wait(10)
    story.session.write.outbox.try_again(story.now.outbox[0].id)
    await story.wait(600)
    assert creates(story) == 2
    assert copies(story, profile_id) == 1
    await story.close()
