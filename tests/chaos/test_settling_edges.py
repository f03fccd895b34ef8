"""The narrow places of a lost answer, one by one, so that each has a test that says its name."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from buffertui.clock import ManualClock
from buffertui.core.drafting import new_draft
from buffertui.core.outbox import Outbox
from buffertui.domain.drafts import Create, Edit, OutboxItem, State
from buffertui.domain.models import Update
from buffertui.sandbox.faults import Fault, Kind
from buffertui.store.memory import MemoryStore
from tests.chaos.mishaps import Mishaps
from tests.support.story import Story, begin

TEXT = "The doors open at noon: https://northwind.example/doors"


class Killed(Exception):
    """The program ended at a call of its store."""


class Deadly(MemoryStore):
    """A store at which the program dies: ``left`` records are kept, the next is not, and nothing after it."""

    def __init__(self) -> None:
        super().__init__()
        self.left: int | None = None
        self.keeps_drafts = False

    def record(self, item: OutboxItem) -> None:
        if self.left is not None:
            if self.left == 0:
                raise Killed
            self.left -= 1
        super().record(item)

    def drop_draft(self, draft_id: str) -> None:
        if not self.keeps_drafts:
            super().drop_draft(draft_id)


class RightClock:
    """The time at Buffer, while this machine's clock is wrong by some hours."""

    def __init__(self, wrong: ManualClock, hours: int) -> None:
        self._wrong = wrong
        self._off = timedelta(hours=hours)

    def now(self) -> datetime:
        return self._wrong.now() - self._off

    def monotonic(self) -> float:
        return self._wrong.monotonic()

    async def sleep(self, seconds: float) -> None:
        await self._wrong.sleep(seconds)


async def started(store: MemoryStore | None = None) -> Story:
    story = begin(store=store)
    await story.session.start()
    return story


async def next_start(story: Story) -> Story:
    """The next run, after the one before was killed."""
    for task in story.session._tasks.running():
        task.cancel()
    story.store.end_run()
    again = begin(store=story.store, clock=story.clock, transport=story.transport)
    numbers = itertools.count()
    # Ids of items are never used again; those of a story begin anew with each.
    outbox(again)._new_id = lambda: f"next{next(numbers)}"
    await again.session.start()
    return again


async def submit(story: Story, text: str = TEXT, profiles: int = 1) -> tuple[tuple[str, ...], OutboxItem]:
    """Post a text that was kept as a draft before."""
    ids = tuple(p.id for p in story.now.profiles if not p.disconnected and p.service != "instagram")[:profiles]
    draft = replace(new_draft(f"d{text}", ids), text=text)
    await story.session.drafts.save(draft)
    return ids, story.session.write.submit(Create(ids, text), draft)


def outbox(story: Story) -> Outbox:
    return story.session.write.outbox


def sources(story: Story, profile_id: str) -> list[str]:
    return [u.source for u in (*story.world.pending(profile_id), *story.world.sent(profile_id))]


def creates(story: Story) -> int:
    return len([r for r in story.requests() if r.endswith("create.json")])


async def test_a_post_that_waited_long_at_the_door_is_given_as_much_time_as_any_other() -> None:
    """It was shut out for ten minutes, left, lost its answer, and was carried out half a minute later."""
    story = await started()
    mishaps = Mishaps(story.transport.door, story.clock)
    mishaps.overlook_doubles()
    story.faults.add(Fault(Kind.THROTTLED, path_contains="create", retry_after="500"))
    (profile_id,), _ = await submit(story)
    await story.wait(1)
    mishaps.late.append(30.0)
    await story.wait(900)
    assert sources(story, profile_id).count(TEXT) == 1
    assert not story.now.outbox
    await story.close()


@pytest.mark.parametrize("hours", [-1, 1])
async def test_a_clock_that_is_wrong_by_an_hour_sends_nothing_twice(hours: int) -> None:
    story = await started()
    Mishaps(story.transport.door, story.clock).overlook_doubles()
    story.clock.jump(3600 * hours)
    story.world.clock = RightClock(story.clock, hours)
    story.faults.add(Fault(Kind.CUT_AFTER, path_contains="create"))
    (profile_id,), _ = await submit(story)
    await story.wait(400)
    assert sources(story, profile_id).count(TEXT) == 1
    assert creates(story) == 1
    if story.now.outbox:
        assert story.now.outbox[0].outcome is not None
        assert [u.id for u in story.now.outbox[0].outcome.updates]
        assert any(draft.text == TEXT for draft in story.now.drafts)
    await story.close()


async def test_a_post_like_one_that_this_program_made_is_not_taken_for_it() -> None:
    """Buffer shortens links, so two posts that differ in nothing else look alike there."""
    story = await started()
    first, second = TEXT, TEXT.replace("doors", "windows").replace("The windows", "The doors")
    (profile_id,), _ = await submit(story, first)
    await story.wait(5)
    story.faults.add(Fault(Kind.CUT_BEFORE, path_contains="create"))
    await submit(story, second)
    await story.wait(300)
    assert sources(story, profile_id).count(first) == 1
    assert sources(story, profile_id).count(second) == 1
    await story.close()


async def test_a_lost_post_is_known_although_a_shuffle_showed_it_meanwhile() -> None:
    story = await started()
    Mishaps(story.transport.door, story.clock).overlook_doubles()
    story.session.write.shuffle(story.now.chosen)
    await story.wait(7)
    story.faults.add(Fault(Kind.CUT_AFTER, path_contains="create"))
    (profile_id,), _ = await submit(story)
    assert profile_id == story.now.chosen
    await story.wait(400)
    assert sources(story, profile_id).count(TEXT) == 1
    await story.close()


async def test_the_next_run_knows_what_the_last_one_made() -> None:
    story = await started()
    (profile_id,), _ = await submit(story)
    await story.wait(5)
    again = await next_start(story)
    other = TEXT.replace("example/doors", "example/windows")
    again.faults.add(Fault(Kind.CUT_BEFORE, path_contains="create"))
    await submit(again, other)
    await again.wait(300)
    assert sources(again, profile_id).count(other) == 1
    await again.close()


@pytest.mark.parametrize("kept", range(6))
async def test_a_kill_between_the_records_of_a_split_sends_nothing_twice(kept: int) -> None:
    """Some profiles have the post, the rest is to be sent; at each record of that the program may end."""
    story = await started(Deadly())
    assert isinstance(story.store, Deadly)
    mishaps = Mishaps(story.transport.door, story.clock)
    mishaps.overlook_doubles()
    mishaps.halves = 1
    ids, _ = await submit(story, profiles=3)
    await story.wait(3)
    story.store.left = kept
    await story.wait(400)
    story.store.left = None
    again = await next_start(story)
    await again.wait(400)
    assert [sources(again, one).count(TEXT) for one in ids] == [1, 1, 1]
    assert not again.now.outbox
    assert not again.now.drafts
    await again.close()


async def test_what_may_have_been_done_cannot_be_taken_back() -> None:
    story = await started()
    update = story.update(0)
    story.faults.add(Fault(Kind.CUT_AFTER, path_contains="destroy"))
    item = story.session.write.delete(update)
    await story.wait(8.5)
    story.faults.add(Fault(Kind.OFFLINE, times=None))
    await story.wait(30)
    assert outbox(story).items[0].state is State.WAITING
    assert outbox(story).take_back(item.id) is None
    story.faults.clear()
    await story.wait(60)
    assert story.world.update(update.id) is None
    assert not story.now.outbox
    await story.close()


async def test_a_double_that_is_nowhere_to_be_found_is_left_to_the_person_and_not_asked_for_ever() -> None:
    story = await started()
    story.faults.add(Fault(Kind.CUT_BEFORE, path_contains="create"))
    story.faults.add(Fault(Kind.REFUSED, path_contains="create", code=1025, times=None))
    await submit(story)
    await story.wait(3600)
    assert creates(story) == 2
    assert [i.state for i in story.now.outbox] == [State.UNSURE]
    assert any(draft.text == TEXT for draft in story.now.drafts)
    await story.close()


async def test_an_edit_of_nothing_but_a_link_is_not_taken_for_done() -> None:
    story = await started()
    (profile_id,), _ = await submit(story)
    await story.wait(5)
    made = next(u for u in story.world.pending(profile_id) if u.source == TEXT)
    before = Update(made.id, profile_id, made.text)
    story.faults.add(Fault(Kind.CUT_BEFORE, path_contains="/update.json"))
    other = TEXT.replace("example/doors", "example/windows")
    story.session.write.submit(Edit(before, text=other), new_draft("e", (profile_id,)))
    await story.wait(300)
    assert made.text == other
    assert not story.now.outbox
    await story.close()


@pytest.mark.parametrize("path", ["destroy", "/update.json"])
async def test_a_write_that_fails_again_and_again_is_repeated_ever_more_seldom(path: str) -> None:
    story = await started()
    story.faults.add(Fault(Kind.ERROR_500, path_contains=path, method="POST", times=None))
    if path == "destroy":
        story.session.write.delete(story.update(0))
    else:
        story.session.write.submit(Edit(story.update(0), text="As it was meant"), new_draft("e", ()))
    await story.wait(600)
    assert len([r for r in story.requests() if r.startswith("POST")]) <= 16
    await story.close()


async def test_a_draft_whose_post_was_done_as_the_program_was_killed_is_not_listed_again() -> None:
    story = await started(Deadly())
    assert isinstance(story.store, Deadly)
    story.store.keeps_drafts = True
    await submit(story)
    await story.wait(5)
    story.store.keeps_drafts = False
    again = await next_start(story)
    assert not again.now.drafts
    await again.close()


async def test_a_text_for_a_profile_that_got_nothing_is_kept_even_when_its_draft_is_gone() -> None:
    story = await started()
    ids = (story.now.chosen, "ffffffffffffffffffffffff")
    story.session.write.submit(Create(ids, TEXT), new_draft("never-saved", ids))
    await story.wait(5)
    assert [(draft.text, draft.profile_ids) for draft in story.now.drafts] == [(TEXT, ids[1:])]
    await story.close()
