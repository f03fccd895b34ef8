"""What is asked by itself: as much as the budget bears on GraphQL, and never again and again for nothing."""

from __future__ import annotations

import pytest

from buffertui.sandbox.faults import Fault, Kind
from tests.support.story import Story, begin

HOUR = 3600.0


async def looking(**options: object) -> Story:
    story = begin(api="graphql", refresh_seconds=60.0, **options)  # type: ignore[arg-type]
    await story.session.start()
    return story


async def pass_time(story: Story, seconds: float, step: float = 60.0) -> None:
    for _ in range(int(seconds // step)):
        await story.wait(step)


async def test_a_day_without_a_person_costs_less_than_a_third_of_the_days_requests() -> None:
    story = await looking()
    before = len(story.requests())
    day = max(story.session.pace().windows, key=lambda w: w.seconds == 86400.0)
    await pass_time(story, 24 * HOUR, step=900.0)
    asked = len(story.requests()) - before
    assert 10 <= asked <= day.limit * 0.34
    await story.close()


async def test_what_was_posted_elsewhere_comes_by_itself() -> None:
    story = await looking()
    await story.session.choose(story.now.profiles[0].id)
    there = story.world.pending(story.now.chosen)[0]
    there.text = "Said by somebody else"
    await pass_time(story, HOUR)
    assert "Said by somebody else" in {u.text for u in story.now.pending.updates}
    await story.close()


async def test_where_half_of_the_budget_is_gone_it_does_not_look() -> None:
    story = await looking()
    while (quarter := story.session.pace().windows[0]).used <= quarter.limit / 2:
        await story.session.refresh()
    asked = len(story.requests())
    await pass_time(story, 800)
    assert len(story.requests()) == asked
    await story.close()


async def test_a_start_that_is_refused_is_tried_more_and_more_rarely() -> None:
    story = begin(api="graphql", refresh_seconds=60.0)
    story.faults.add(Fault(Kind.REFUSED, times=None))
    await story.session.start()
    await pass_time(story, 8 * HOUR)
    assert len(story.requests()) < 40
    story.faults.clear()
    await pass_time(story, HOUR + 120)
    assert story.now.link == "live"
    assert story.now.profiles
    await story.close()


@pytest.mark.parametrize("api", ["v1", "graphql"])
async def test_a_start_without_a_network_is_tried_each_minute(api: str) -> None:
    story = begin(api=api, refresh_seconds=60.0)
    story.faults.add(Fault(Kind.OFFLINE, times=None))
    await story.session.start()
    await pass_time(story, 600)
    assert not story.now.profiles
    story.faults.clear()
    await story.wait(65)
    assert story.now.profiles
    await story.close()
