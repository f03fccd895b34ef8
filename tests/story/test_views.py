"""Drafts at Buffer, approvals and failed posts: lists that cost nothing more, and what is done to what is in them."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from buffertui.core.drafting import new_draft
from buffertui.core.state import ALL, VIEWS, Side
from buffertui.domain.drafts import At, Create, Edit, State
from buffertui.domain.models import DRAFT, FAILED, NEEDS_APPROVAL, WAITING, Update
from buffertui.domain.overview import Overview
from buffertui.sandbox.faults import Fault, Kind
from buffertui.sandbox.team import draft
from tests.support.story import MORNING, Story, begin

pytest.importorskip("graphql")


async def started(**options: object) -> Story:
    story = begin(api="graphql", **options)  # type: ignore[arg-type]
    await story.session.start()
    return story


async def showing(status: str, **options: object) -> tuple[Story, Update]:
    """A story that shows the profile of the first post with a status, and that post."""
    story = await started(**options)
    await story.session.choose(ALL)
    side = {DRAFT: Side.DRAFTS, NEEDS_APPROVAL: Side.APPROVAL, FAILED: Side.FAILED}[status]
    update = story.update(0, side)
    await story.session.choose(update.profile_id)
    profile = story.world.profile(update.profile_id)
    assert profile is not None
    profile.disconnected = False
    return story, update


def ids(story: Story, side: Side) -> list[str]:
    return [update.id for update in story.now.pane(side).updates]


def there(story: Story, status: str, profile_id: str = "") -> list[str]:
    """What the simulated Buffer has, newest first."""
    profiles = [p.id for p in story.now.profiles if profile_id in ("", p.id)]
    found = [u for u in story.world._updates.values() if u.status == status and u.profile_id in profiles]
    return [u.id for u in sorted(found, key=lambda u: (-u.created_at, u.id))]


def sketch(story: Story, text: str, age: int = 0) -> None:
    """Somebody else's draft on the first profile, made so many seconds ago."""
    profile = story.world.profiles()[0]
    profile.drafts.append(draft(story.world, profile, {"text": text}, int(story.world.now()) - age))


def many(story: Story, number: int) -> None:
    """Further drafts of the first profile, one a minute, the newest an hour old."""
    for n in range(number):
        sketch(story, f"Draft number {n}", 3600 + 60 * n)


def count(story: Story, profile_id: str) -> int | None:
    profile = story.now.profile(profile_id)
    assert profile is not None
    return profile.counts.pending


async def test_the_views_of_every_profile_and_of_all_come_with_the_first_screen() -> None:
    story = await started()
    before = len(story.operations())
    assert set(story.now.views) == set(VIEWS)
    for profile_id in [ALL, *(p.id for p in story.now.profiles)]:
        story.session.show(profile_id)
        for side, status in zip(VIEWS, (DRAFT, NEEDS_APPROVAL, FAILED), strict=True):
            assert story.session.view_price(side) == 0
            await story.session.view(side)
            pane = story.now.pane(side)
            assert sorted(ids(story, side)) == sorted(there(story, status, profile_id))
            assert (pane.total, pane.more, pane.as_of is not None) == (len(pane.updates), False, True)
    assert len(story.operations()) == before
    await story.close()


async def test_v1_has_no_views_and_asks_nothing_for_them() -> None:
    story = begin()
    await story.session.start()
    before = len(story.requests())
    assert not story.now.views
    for side in VIEWS:
        await story.session.view(side, again=True)
        assert story.session.view_price(side, again=True) == 0
    assert len(story.requests()) == before
    await story.close()


@pytest.mark.parametrize("of_all", [True, False])
async def test_more_drafts_than_the_first_screen_holds_are_read_to_their_end_without_gaps(of_all: bool) -> None:
    story = begin(api="graphql")
    many(story, 130)
    await story.session.start()
    chosen = story.now.chosen
    if of_all:
        story.session.show(ALL)
    assert story.session.view_price(Side.DRAFTS) == 0
    pane = story.now.pane(Side.DRAFTS)
    assert pane.updates
    assert pane.more
    assert pane.total is None
    before = len(story.operations())
    while story.now.pane(Side.DRAFTS).more:
        shown = ids(story, Side.DRAFTS)
        await story.session.more(Side.DRAFTS)
        assert ids(story, Side.DRAFTS)[: len(shown)] == shown
    assert sorted(ids(story, Side.DRAFTS)) == sorted(there(story, DRAFT, "" if of_all else chosen))
    made = [u.created_at for u in story.now.pane(Side.DRAFTS).updates if u.created_at]
    assert made == sorted(made, reverse=True)
    assert story.now.pane(Side.DRAFTS).total == len(there(story, DRAFT, "" if of_all else chosen))
    assert story.operations()[before:] == ["Posts"] * 2
    await story.close()


async def test_a_view_that_is_not_known_costs_one_request_also_for_all_profiles() -> None:
    story = begin(api="graphql")
    many(story, 40)
    await story.session.start()
    story.session.show(ALL)
    assert story.session.view_price(Side.FAILED) == 1
    await story.session.view(Side.FAILED)
    assert ids(story, Side.FAILED) == there(story, FAILED)
    assert story.operations()[-1:] == ["Posts"]
    before = len(story.operations())
    for profile in story.now.profiles:
        story.session.show(profile.id)
        await story.session.view(Side.FAILED)
        assert ids(story, Side.FAILED) == there(story, FAILED, profile.id)
    assert len(story.operations()) == before
    await story.close()


async def test_what_somebody_else_did_shows_after_a_refresh_and_when_a_view_is_read_again() -> None:
    story, update = await showing(DRAFT)
    record = story.world.update(update.id)
    assert record is not None
    record.text = "Edited elsewhere"
    before = len(story.operations())
    await story.session.view(Side.DRAFTS, again=True)
    assert "Edited elsewhere" in [u.text for u in story.now.pane(Side.DRAFTS).updates]
    story.world.forget(record)
    await story.session.refresh()
    assert update.id not in ids(story, Side.DRAFTS)
    assert story.operations()[before:] == ["Posts", "MainScreen"]
    await story.close()


async def test_a_failed_read_of_a_view_says_so_in_it_and_keeps_what_was_there() -> None:
    story, update = await showing(DRAFT)
    story.faults.add(Fault(Kind.HTML_502))
    await story.session.view(Side.DRAFTS, again=True)
    pane = story.now.pane(Side.DRAFTS)
    assert pane.error
    assert update.id in ids(story, Side.DRAFTS)
    await story.session.view(Side.DRAFTS, again=True)
    assert not story.now.pane(Side.DRAFTS).error
    await story.close()


async def test_an_old_answer_does_not_bring_back_a_draft_that_was_just_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    story, update = await showing(DRAFT)
    service = story.session._service
    ask = service.main_screen

    async def late(profile_id: str | None = None) -> Overview | None:
        found = await ask(profile_id)
        await story.clock.sleep(5)
        return found

    monkeypatch.setattr(service, "main_screen", late)
    refreshing = asyncio.ensure_future(story.session.refresh())
    await story.wait(1)
    story.session.write.delete(update)
    story.session.write.outbox.send_held()
    await story.wait(2)
    assert update.id not in ids(story, Side.DRAFTS)
    await story.wait(10)
    await refreshing
    assert update.id not in ids(story, Side.DRAFTS)
    await story.session.view(Side.DRAFTS)
    assert sorted(ids(story, Side.DRAFTS)) == sorted(there(story, DRAFT, update.profile_id))
    await story.close()


async def test_a_draft_that_is_queued_stands_in_the_queue_and_no_longer_among_the_drafts_for_one_request() -> None:
    story, update = await showing(DRAFT)
    before, counted = len(story.operations()), count(story, update.profile_id)
    story.session.write.to_queue(update)
    assert story.now.marks[update.id].label == "to the queue"
    await story.wait(30)
    assert story.operations()[before:] == ["EditPost"]
    assert update.id not in ids(story, Side.DRAFTS)
    assert ids(story, Side.PENDING) == [u.id for u in story.world.pending(update.profile_id) if u.status == WAITING]
    assert count(story, update.profile_id) == (counted or 0) + 1
    assert story.notices[-1].title.startswith("Put in the queue")
    story.session.show(ALL)
    assert update.id not in ids(story, Side.DRAFTS)
    await story.close()


async def test_an_update_that_goes_back_to_the_drafts_leaves_the_queue_which_moves_up() -> None:
    story = await started()
    update = next(u for u in story.now.pending.updates if not u.fixed)
    counted = count(story, update.profile_id)
    story.session.write.to_drafts(update)
    await story.wait(30)
    assert update.id in ids(story, Side.DRAFTS)
    assert [(u.id, u.due_at and u.due_at.timestamp()) for u in story.now.pending.updates] == [
        (u.id, u.due_at) for u in story.world.pending(update.profile_id) if u.status == WAITING
    ]
    assert count(story, update.profile_id) == (counted or 0) - 1
    assert story.notices[-1].title.startswith("Back among the drafts")
    await story.close()


async def test_an_approval_is_asked_for_and_taken_back() -> None:
    story, update = await showing(NEEDS_APPROVAL)
    story.session.write.revert_approval(update)
    await story.wait(10)
    assert ids(story, Side.APPROVAL) == []
    assert update.id in ids(story, Side.DRAFTS)
    assert story.notices[-1].title.startswith("Approval no longer asked")
    (again,) = [u for u in story.now.pane(Side.DRAFTS).updates if u.id == update.id]
    story.session.write.ask_approval(again)
    assert story.now.marks[update.id].label == "asking for approval"
    await story.wait(10)
    assert ids(story, Side.APPROVAL) == [update.id]
    assert update.id not in ids(story, Side.DRAFTS)
    assert story.notices[-1].title.startswith("Approval asked")
    await story.close()


async def test_a_refused_approval_says_so_and_leaves_the_draft_where_it_is() -> None:
    story, update = await showing(DRAFT)
    story.session.write.ask_approval(update)
    await story.wait(10)
    assert story.notices[-1].title.startswith("Buffer refused: ask for approval")
    assert update.id in ids(story, Side.DRAFTS)
    assert [i.state for i in story.now.outbox] == [State.REFUSED]
    await story.close()


@pytest.mark.parametrize("share", [True, False])
async def test_a_failed_post_that_is_shared_or_queued_again_leaves_the_failed_ones(share: bool) -> None:
    story, update = await showing(FAILED)
    assert update.error
    if share:
        story.session.write.share_now(update)
        assert [i.state for i in story.now.outbox] == [State.HELD]
    else:
        story.session.write.to_queue(update)
        assert [i.state for i in story.now.outbox] != [State.HELD]
    await story.wait(60)
    assert update.id not in ids(story, Side.FAILED)
    assert update.id in ids(story, Side.SENT if share else Side.PENDING)
    assert not story.now.outbox
    await story.close()


async def test_a_failed_post_that_fails_again_is_told_and_stays_among_the_failed_ones() -> None:
    story, update = await showing(FAILED)
    profile = story.world.profile(update.profile_id)
    assert profile is not None
    profile.disconnected = True
    story.session.write.share_now(update)
    await story.wait(60)
    assert ids(story, Side.FAILED) == [update.id]
    assert story.notices[-1].title.endswith("the network refused it")
    assert "connect this profile again" in story.notices[-1].text
    await story.close()


async def test_a_shared_draft_is_held_and_then_stands_in_sent() -> None:
    story, update = await showing(DRAFT)
    story.session.write.share_now(update)
    await story.wait(3)
    assert story.session.write.undo() is not None
    await story.wait(10)
    assert update.id in ids(story, Side.DRAFTS)
    story.session.write.share_now(update)
    await story.wait(60)
    assert update.id not in ids(story, Side.DRAFTS)
    assert story.now.sent.updates[0].id == update.id
    await story.close()


async def test_a_new_draft_stands_among_the_drafts_from_its_first_moment_and_nothing_queues_it() -> None:
    story = await started()
    profile_id, counted = story.now.chosen, count(story, story.now.chosen)
    story.faults.add(Fault(Kind.OFFLINE, times=None))
    story.session.write.submit(Create((profile_id,), "Not finished", draft=True), new_draft("d", ()))
    await story.wait(1)
    assert story.update(0, Side.DRAFTS).text == "Not finished"
    assert "Not finished" not in story.pending_texts()
    story.faults.clear()
    await story.wait(30)
    drafts = [u for u in story.now.pane(Side.DRAFTS).updates if u.text == "Not finished"]
    assert [u.status for u in drafts] == [DRAFT]
    assert "Not finished" not in [u.text for u in story.world.pending(profile_id)]
    assert count(story, profile_id) == counted
    assert story.notices[-1].title.startswith("Kept as a draft at Buffer")
    await story.close()


async def test_a_deleted_draft_that_is_made_anew_is_a_draft_again() -> None:
    story, update = await showing(DRAFT)
    story.session.write.delete(update)
    await story.wait(20)
    assert update.id not in ids(story, Side.DRAFTS)
    (deleted,) = await story.session.archive.deleted()
    write = story.session.archive.anew(deleted.write)  # type: ignore[arg-type]
    story.session.write.submit(write, new_draft("d", ()))
    await story.wait(20)
    (again,) = [u for u in story.now.pane(Side.DRAFTS).updates if u.text == update.text]
    assert again.status == DRAFT
    await story.close()


async def test_the_views_are_there_at_the_next_start_before_anything_is_asked() -> None:
    story, update = await showing(DRAFT)
    await story.wait(2)
    await story.close()
    next_run = begin(api="graphql", store=story.store, clock=story.clock, transport=story.transport)
    next_run.faults.add(Fault(Kind.OFFLINE, times=None))
    await next_run.session.start()
    assert update.id in ids(next_run, Side.DRAFTS)
    assert next_run.session.view_price(Side.DRAFTS) == 1
    await next_run.close()


# Lost answers


LOST = (
    Kind.CUT_AFTER, Kind.HTML_502_AFTER, Kind.BROKEN_JSON, Kind.GRAPHQL_ERRORS_AFTER,
    Kind.CUT_BEFORE, Kind.HTML_502, Kind.GRAPHQL_ERRORS,
)
DONE_ALREADY = LOST[:4]


@pytest.mark.parametrize("kind", LOST)
@pytest.mark.parametrize("verb", ["queue a draft", "queue a failed one", "queue a fixed one", "draft", "ask", "revert"])
async def test_a_change_of_place_whose_answer_was_lost_is_done_in_the_end_and_only_once(verb: str, kind: Kind) -> None:
    status = {"queue a failed one": FAILED, "revert": NEEDS_APPROVAL, "ask": NEEDS_APPROVAL}.get(verb, DRAFT)
    story, update = await showing(status)
    write = story.session.write
    if verb == "ask":
        write.revert_approval(update)
        await story.wait(10)
        update = next(u for u in story.now.pane(Side.DRAFTS).updates if u.id == update.id)
    if verb == "queue a fixed one":
        update = next(u for u in story.now.pending.updates if u.fixed)
    if verb == "draft":
        update = next(u for u in story.now.pending.updates if not u.fixed)
    before = story.operations().count("EditPost")
    story.faults.add(Fault(kind, path_contains="editPost"))
    {"draft": write.to_drafts, "ask": write.ask_approval, "revert": write.revert_approval}.get(
        verb, write.to_queue
    )(update)
    await story.wait(400)
    record = story.world.update(update.id)
    assert record is not None
    wanted = {"draft": DRAFT, "ask": NEEDS_APPROVAL, "revert": DRAFT}.get(verb, WAITING)
    assert record.status == wanted
    if verb == "queue a fixed one":
        assert record.scheduled_at is None
    assert story.operations().count("EditPost") - before == (1 if kind in DONE_ALREADY else 2)
    assert not story.now.outbox
    home = {WAITING: Side.PENDING, DRAFT: Side.DRAFTS, NEEDS_APPROVAL: Side.APPROVAL}[wanted]
    assert [side for side in Side if update.id in ids(story, side)] == [home]
    await story.close()


@pytest.mark.parametrize("kind", LOST)
@pytest.mark.parametrize("status", [DRAFT, FAILED])
async def test_a_share_of_a_draft_or_a_failed_post_whose_answer_was_lost_goes_out_once(status: str, kind: Kind) -> None:
    story, update = await showing(status)
    before = story.operations().count("EditPost")
    story.faults.add(Fault(kind, path_contains="editPost"))
    story.session.write.share_now(update)
    await story.wait(400)
    record = story.world.update(update.id)
    assert record is not None
    assert record.sent_at is not None
    assert story.operations().count("EditPost") - before == (1 if kind in DONE_ALREADY else 2)
    assert [side for side in Side if update.id in ids(story, side)] == [Side.SENT]
    await story.close()


@pytest.mark.parametrize("kind", LOST)
async def test_a_new_draft_whose_answer_was_lost_is_there_once(kind: Kind) -> None:
    story = await started()
    story.faults.add(Fault(kind, path_contains="createPost"))
    story.session.write.submit(Create((story.now.chosen,), "One draft", draft=True), new_draft("d", ()))
    await story.wait(400)
    found = [u for u in story.world._updates.values() if u.text == "One draft"]
    assert [u.status for u in found] == [DRAFT]
    assert not story.now.outbox
    assert [u.text for u in story.now.pane(Side.DRAFTS).updates].count("One draft") == 1
    await story.close()


async def test_a_lost_post_is_not_taken_for_an_equal_draft_of_somebody_else() -> None:
    story = await started()
    story.faults.add(Fault(Kind.CUT_BEFORE, path_contains="createPost"))
    story.session.write.submit(Create((story.now.chosen,), "Equal words"), new_draft("d", ()))
    await story.wait(1)
    sketch(story, "Equal words")
    await story.wait(400)
    assert [i.state for i in story.now.outbox] == [State.UNSURE]
    assert story.operations().count("CreatePost") == 1
    await story.close()


async def test_an_edit_that_came_too_late_is_for_the_person_and_not_repeated() -> None:
    story = await started()
    update = next(u for u in story.now.pending.updates if not u.fixed)
    story.faults.add(Fault(Kind.CUT_BEFORE, path_contains="editPost"))
    write = Edit(update, when=At(MORNING + timedelta(days=9)))
    story.session.write.submit(write, new_draft("e", ()))
    await story.wait(1)
    other = begin(api="graphql", transport=story.transport, clock=story.clock)
    await other.session._service.share_now(update)
    await story.wait(400)
    assert [i.state for i in story.now.outbox] == [State.UNSURE]
    assert "went out meanwhile" in story.now.outbox[0].reason
    assert story.operations().count("EditPost") == 2
    await other.close()
    await story.close()
