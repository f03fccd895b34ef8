"""A large account is read as fast as the limit allows, and what the person writes meanwhile does not wait for it."""

from __future__ import annotations

import asyncio

import pytest

from buffertui.clock import ManualClock
from buffertui.core.drafting import new_draft
from buffertui.core.state import ALL, Side
from buffertui.domain.drafts import Create
from buffertui.sandbox.door import Delivery
from buffertui.sandbox.http import Request
from buffertui.sandbox.seed import seed_world
from buffertui.sandbox.world import World
from tests.support.story import Story, begin

PROFILES, PENDING, LIMIT = 20, 300, 60


def large(clock: ManualClock) -> World:
    return seed_world(clock, profiles=PROFILES, pending=PENDING, sent=40, seed=4)


class Log:
    """When each request came to Buffer."""

    def __init__(self, story: Story) -> None:
        self.came: list[tuple[float, str, str]] = []
        self._story = story
        self._deliver = story.transport.door.deliver
        story.transport.door.deliver = self.deliver  # type: ignore[method-assign]

    def deliver(self, request: Request) -> Delivery:
        self.came.append((self._story.clock.monotonic(), request.path, request.parameters().get("text", [""])[0]))
        return self._deliver(request)


def forced(requests: int) -> float:
    """Seconds that so many requests take when the limit is all that holds them up."""
    return 60.0 * ((requests - 1) // LIMIT)


async def everything(story: Story) -> None:
    """All of every queue, and the newest of every history."""
    await story.session.start()
    await story.session.choose(ALL)
    while story.now.pending.more:
        await story.session.more(Side.PENDING)


async def loaded(story: Story, write_every: float) -> tuple[float, dict[str, float]]:
    """Seconds until everything was read, and when each text was written on the way."""
    began = story.clock.monotonic()
    load = asyncio.get_running_loop().create_task(everything(story))
    wrote: dict[str, float] = {}
    while not load.done():
        await story.wait(0.25)
        now = story.clock.monotonic()
        if write_every and story.now.profiles and now - began >= write_every * (len(wrote) + 1):
            text = f"Written meanwhile, number {len(wrote)}"
            story.session.write.submit(Create((story.now.profiles[0].id,), text), new_draft(f"d{len(wrote)}", ()))
            wrote[text] = now
    load.result()
    return story.clock.monotonic() - began, wrote


@pytest.mark.parametrize("write_every", [0.0, 12.0])
async def test_a_full_load_takes_what_the_limit_forces_and_writes_leave_at_once(
    write_every: float, capsys: pytest.CaptureFixture[str]
) -> None:
    story = begin(world=large)
    log = Log(story)
    took, wrote = await loaded(story, write_every)
    requests = len(log.came)
    await story.wait(2.5)
    left = {text: at for at, path, text in log.came if "create" in path}
    waits = [left[text] - at for text, at in wrote.items()]
    with capsys.disabled():
        print(
            f"\n{PROFILES} profiles with {PENDING} pending: {requests} requests, {len(wrote)} of them writes; at "
            f"{LIMIT} a minute they take {forced(requests):.0f} s; it took {took:.2f} s"
            + (f"; the slowest write left after {max(waits):.2f} s" if waits else "")
        )
    assert took <= forced(requests) + 1.0
    assert len(story.now.pending.updates) >= PROFILES * PENDING
    assert all(wait <= 2.0 for wait in waits)
    assert not [entry for entry in story.transport.door.requests if entry.status == 429]
    await story.close()
