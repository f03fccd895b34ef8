"""What a person does to updates, and what becomes of it at Buffer and on the screen."""

from __future__ import annotations

from datetime import timedelta

from buffertui.core.drafting import new_draft
from buffertui.domain.drafts import At, Create, Edit, Now, State
from buffertui.sandbox.faults import Fault, Kind
from tests.support.story import MORNING, Story, begin


async def started(**options: object) -> Story:
    story = begin(**options)  # type: ignore[arg-type]
    await story.session.start()
    return story


def at_buffer(story: Story) -> list[str]:
    return [u.id for u in story.world.pending(story.now.chosen)]


async def test_a_delete_waits_for_its_undo_time_and_then_happens() -> None:
    story = await started()
    update = story.update(0)
    story.session.write.delete(update)
    assert story.now.marks[update.id].label == "deleting"
    await story.wait(7.9)
    assert update.id in at_buffer(story)
    await story.wait(0.2)
    assert update.id not in at_buffer(story)
    assert update.id not in [u.id for u in story.now.pending.updates]
    assert update.id not in story.now.marks
    await story.close()


async def test_a_delete_and_a_share_that_were_taken_back_never_happen() -> None:
    story = await started()
    first, second = story.update(0), story.update(1)
    story.session.write.delete(first)
    story.session.write.share_now(second)
    assert story.session.write.undo().write.update.id == second.id  # type: ignore[union-attr]
    assert story.session.write.undo().write.update.id == first.id  # type: ignore[union-attr]
    assert story.session.write.undo() is None
    before = len(story.requests())
    await story.wait(60)
    assert len(story.requests()) == before
    assert at_buffer(story)[:2] == [first.id, second.id]
    await story.close()


async def test_share_now_goes_out_and_stands_in_sent_as_the_network_has_it() -> None:
    story = await started()
    update = story.update(0)
    story.session.write.share_now(update)
    await story.wait(12)
    assert update.id not in at_buffer(story)
    sent = story.now.sent.updates[0]
    assert sent.id == update.id
    assert sent.sent_at is not None
    await story.close()


async def test_undo_seconds_zero_holds_nothing() -> None:
    story = await started(undo_seconds=0.0)
    update = story.update(0)
    story.session.write.delete(update)
    await story.wait()
    assert update.id not in at_buffer(story)
    await story.close()


async def test_a_post_that_publishes_at_once_can_be_taken_back() -> None:
    story = await started()
    draft = new_draft("d", (story.now.chosen,))
    await story.session.drafts.save(draft)
    item = story.session.write.submit(Create((story.now.chosen,), "Out now", when=Now()), draft)
    assert item.state is State.HELD
    story.session.write.undo()
    await story.wait(60)
    assert not [r for r in story.requests() if "create" in r]
    await story.close()


async def test_an_edit_sends_the_text_and_keeps_media_and_slot() -> None:
    story = await started()
    update = next(u for u in story.now.pending.updates if u.media and not u.fixed)
    story.session.write.submit(Edit(update, text="A calmer text"), new_draft("d", (update.profile_id,)))
    await story.wait(5)
    there = story.world.update(update.id)
    assert there is not None
    assert there.text == "A calmer text"
    assert there.media == update.media[0]
    assert update.due_at is not None
    assert next(u for u in story.now.pending.updates if u.id == update.id).due_at == update.due_at
    assert "A calmer text" in story.pending_texts()
    await story.close()


async def test_a_post_at_a_fixed_time_has_it() -> None:
    story = await started()
    at = MORNING + timedelta(days=3)
    story.session.write.submit(Create((story.now.chosen,), "On Thursday", when=At(at)), new_draft("d", ()))
    await story.wait(1)
    made = next(u for u in story.now.pending.updates if u.text == "On Thursday")
    assert (made.due_at, made.fixed) == (at, True)
    await story.close()


async def test_moves_that_follow_quickly_are_one_request_and_end_where_they_were_put() -> None:
    story = await started()
    slots = [u for u in story.now.pending.updates if not u.fixed]
    mover = slots[0]
    for _ in range(3):
        assert story.session.write.move(mover, 1)
    shown = [u.id for u in story.now.pending.updates if not u.fixed]
    assert shown.index(mover.id) == 3
    await story.wait(5)
    assert len([r for r in story.requests() if "reorder" in r]) == 1
    there = [u.id for u in story.world.pending(mover.profile_id) if u.scheduled_at is None]
    assert there == shown
    await story.close()


async def test_a_shuffle_taken_back_never_happens_and_one_that_ran_is_shown() -> None:
    story = await started()
    before = at_buffer(story)
    story.session.write.shuffle(story.now.chosen)
    story.session.write.undo()
    await story.wait(30)
    assert at_buffer(story) == before
    story.session.write.shuffle(story.now.chosen)
    await story.wait(30)
    assert at_buffer(story) != before
    assert [u.id for u in story.now.pending.updates] == at_buffer(story)
    await story.close()


async def test_moving_to_the_top_shows_the_queue_as_buffer_made_it() -> None:
    story = await started()
    update = [u for u in story.now.pending.updates if not u.fixed][3]
    story.session.write.move_to_top(update)
    await story.wait(5)
    assert next(u.id for u in story.now.pending.updates if not u.fixed) == update.id
    assert [u.id for u in story.now.pending.updates] == at_buffer(story)
    await story.close()


async def test_a_profile_that_buffer_dropped_is_named_and_its_text_kept() -> None:
    story = await started()
    ids = (story.now.chosen, "ffffffffffffffffffffffff")
    draft = new_draft("d", ids)
    from dataclasses import replace

    draft = replace(draft, text="For two")
    await story.session.drafts.save(draft)
    story.session.write.submit(Create(ids, "For two"), draft)
    await story.wait(2)
    notice = story.notices[-1]
    assert notice.title == "Posted to 1 of 2 profiles"
    assert "made nothing of it" in notice.text
    assert [d.profile_ids for d in story.now.drafts] == [("ffffffffffffffffffffffff",)]
    await story.close()


async def test_what_buffer_refuses_is_said_and_the_draft_stays() -> None:
    story = await started()
    from dataclasses import replace

    draft = replace(new_draft("d", (story.now.chosen,)), text=story.update(0).text)
    await story.session.drafts.save(draft)
    story.session.write.submit(Create(draft.profile_ids, draft.text, shorten=False), draft)
    await story.wait(2)
    assert story.now.outbox[0].state is State.REFUSED
    assert "refused" in story.notices[-1].title
    assert [d.id for d in story.now.drafts] == ["d"]
    await story.close()


async def test_without_a_network_a_write_waits_and_goes_out_once_in_order() -> None:
    story = await started()
    story.faults.add(Fault(Kind.OFFLINE, times=None))
    for n in range(3):
        story.session.write.submit(Create((story.now.chosen,), f"Waiting {n}"), new_draft(f"d{n}", ()))
    await story.wait(40)
    assert [i.state for i in story.now.outbox] == [State.WAITING] * 3
    assert story.now.link == "offline"
    story.faults.clear()
    await story.wait(40)
    texts = [u.text for u in story.world.pending(story.now.chosen) if u.text.startswith("Waiting")]
    assert texts == ["Waiting 0", "Waiting 1", "Waiting 2"]
    assert story.now.link == "live"
    await story.close()


async def test_a_429_holds_everything_and_then_lets_it_go_in_order() -> None:
    story = await started()
    story.faults.add(Fault(Kind.THROTTLED, path_contains="create", retry_after="30"))
    for n in range(3):
        story.session.write.submit(Create((story.now.chosen,), f"Throttled {n}"), new_draft(f"d{n}", ()))
    await story.wait(5)
    pace = story.session.pace()
    assert pace.shut_until is not None
    assert pace.waiting >= 1
    await story.wait(60)
    texts = [u.text for u in story.world.pending(story.now.chosen) if u.text.startswith("Throttled")]
    assert texts == ["Throttled 0", "Throttled 1", "Throttled 2"]
    await story.close()


async def test_a_token_that_was_withdrawn_stops_the_asking_and_keeps_what_waits() -> None:
    story = await started(refresh_seconds=60.0)
    story.faults.add(Fault(Kind.REVOKED))
    story.session.write.submit(Create((story.now.chosen,), "Kept"), new_draft("d", ()))
    await story.wait(61)
    assert story.now.link == "refused"
    asked = len(story.requests())
    await story.wait(600)
    assert len(story.requests()) == asked
    await story.close()


async def test_a_second_run_takes_up_what_the_first_left() -> None:
    story = await started()
    story.session.write.delete(story.update(0))
    store = story.store
    await story.session.close()
    again = begin(store=store, clock=story.clock, transport=story.transport)
    await again.session.start()
    assert [i.state for i in again.now.outbox] == [State.HELD]
    assert again.session.write.undo() is not None
    await again.wait(60)
    assert not [r for r in again.requests() if "destroy" in r]
    await again.close()


async def test_a_429_of_hours_leaves_a_write_waiting_where_it_can_be_taken_back_and_outlives_the_run() -> None:
    story = begin(api="graphql")
    await story.session.start()
    story.faults.add(Fault(Kind.THROTTLED, path_contains="createPost", retry_after="10800"))
    for n in range(3):
        story.session.write.submit(Create((story.now.chosen,), f"Much later {n}"), new_draft(f"d{n}", ()))
    await story.wait(5)
    assert [i.state for i in story.now.outbox] == [State.WAITING] * 3
    assert all("3 h" in i.reason and "taken back" in i.hint for i in story.now.outbox)
    assert story.session.write.under_way == 0
    assert story.session.write.outbox.take_back(story.now.outbox[1].id) is not None
    store, chosen = story.store, story.now.chosen
    await story.session.close()
    again = begin(store=store, clock=story.clock, transport=story.transport, api="graphql")
    await again.session.start()
    await again.wait(3 * 3600 + 120)
    texts = [u.text for u in again.world.pending(chosen) if u.text.startswith("Much later")]
    assert texts == ["Much later 0", "Much later 2"]
    assert not again.now.outbox
    await again.close()


async def test_of_a_post_to_several_profiles_what_has_no_room_any_more_waits_and_goes_once() -> None:
    story = begin(api="graphql")
    await story.session.start()
    ids = tuple(p.id for p in story.now.profiles[:3])
    story.faults.add(Fault(Kind.THROTTLED, path_contains="createPost", retry_after="7200", after=1))
    draft = new_draft("d", ids)
    await story.session.drafts.save(draft)
    story.session.write.submit(Create(ids, "In three places"), draft)
    await story.wait(5)
    (item,) = story.now.outbox
    assert item.state is State.WAITING
    assert isinstance(item.write, Create)
    assert item.write.profile_ids == ids[1:]
    assert "2 h" in item.reason
    await story.wait(3 * 3600)
    assert not story.now.outbox
    for profile_id in ids:
        assert [u.text for u in story.world.pending(profile_id)].count("In three places") == 1
    assert not story.now.drafts
    await story.close()
