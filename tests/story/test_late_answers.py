"""Answers that come late, or not at first: nothing old overwrites what was just done, and a start is tried again."""

from __future__ import annotations

from buffertui.core.state import Link
from buffertui.sandbox.faults import Fault, Kind
from tests.support.story import begin


async def test_a_list_that_was_asked_for_before_a_move_does_not_undo_it_on_the_screen() -> None:
    story = begin()
    await story.session.start()
    before = [u.id for u in story.now.pending.updates if not u.fixed]
    story.faults.add(Fault(Kind.SLOW, path_contains="pending", seconds=1.0))
    reading = story.session._tasks.start("read", story.session.refresh())
    await story.wait(0.2)
    assert story.session.write.move(story.update(0), 1)
    moved = [u.id for u in story.now.pending.updates if not u.fixed]
    assert moved != before
    await story.wait(1.1)
    assert reading.done()
    assert [u.id for u in story.now.pending.updates if not u.fixed] == moved
    await story.wait(10)
    assert [u.id for u in story.world.pending(story.now.chosen) if u.scheduled_at is None] == moved
    assert [u.id for u in story.now.pending.updates if not u.fixed] == moved
    await story.close()


async def test_where_nothing_is_polled_a_start_without_a_network_is_tried_until_it_works() -> None:
    story = begin(refresh_seconds=0.0)
    story.faults.add(Fault(Kind.OFFLINE, times=None))
    await story.session.start()
    assert story.now.link is Link.OFFLINE
    await story.wait(200)
    story.faults.clear()
    await story.wait(61)
    assert story.now.link is Link.LIVE
    assert story.now.pending.updates
    asked = len(story.requests())
    await story.wait(3600)
    assert len(story.requests()) == asked
    await story.close()


async def test_limits_that_could_not_be_read_are_asked_for_again_at_the_next_chance() -> None:
    story = begin()
    await story.session.start()
    story.faults.add(Fault(Kind.OFFLINE, path_contains="configuration"))
    await story.session.configure()
    assert not story.now.configuration.services
    await story.session.configure()
    assert story.now.configuration.services
    asked = len(story.requests())
    await story.session.configure()
    assert len(story.requests()) == asked
    await story.close()
