"""A start without a network: the last screen at once, and what is written meanwhile goes out once, in order."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

from buffertui.core.drafting import new_draft
from buffertui.core.state import Link
from buffertui.domain.drafts import Create, State
from buffertui.sandbox.faults import Fault, Kind
from buffertui.store.sqlite import SqliteStore
from tests.support.story import Story, begin

RUNS = itertools.count()


def opened(folder: Path, **more: Any) -> Story:
    """A story whose store is on the disk."""
    story = begin(**more)
    store = SqliteStore(folder / "account", run_id=f"run{next(RUNS)}", clock=story.clock)
    return begin(store=store, clock=story.clock, transport=story.transport)  # type: ignore[arg-type]


async def known_before(folder: Path) -> Story:
    """A run that saw everything and ended."""
    story = opened(folder)
    await story.session.start()
    await story.wait(2)
    await story.close()
    return story


async def test_the_last_screen_is_painted_without_a_network_and_before_anything_is_asked(tmp_path: Path) -> None:
    before = await known_before(tmp_path)
    before.faults.add(Fault(Kind.OFFLINE, times=None))
    asked = len(before.requests())
    story = opened(tmp_path, clock=before.clock, transport=before.transport)
    painted: list[tuple[int, int]] = []
    story.session.board.listen(lambda now: painted.append((len(now.pending.updates), len(story.requests()))))
    await story.session.start()
    first = next(requests for updates, requests in painted if updates)
    assert first == asked
    assert story.now.link is Link.OFFLINE
    assert story.pending_texts() == [u.text for u in before.now.pending.updates]
    assert story.now.pending.as_of == before.now.pending.as_of
    await story.close()


async def test_three_posts_written_offline_go_out_once_and_in_order(tmp_path: Path) -> None:
    before = await known_before(tmp_path)
    before.faults.add(Fault(Kind.OFFLINE, times=None))
    story = opened(tmp_path, clock=before.clock, transport=before.transport)
    await story.session.start()
    texts = [f"Written on the train, part {n}" for n in range(3)]
    for n, text in enumerate(texts):
        draft = new_draft(f"train{n}", (story.now.chosen,))
        story.session.write.submit(Create((story.now.chosen,), text), draft)
    await story.wait(200)
    assert [item.state for item in story.now.outbox] == [State.WAITING] * 3
    story.faults.clear()
    await story.wait(30)
    there = [u.source for u in story.world.pending(story.now.chosen) if u.source in texts]
    assert there == texts
    assert len([r for r in story.requests() if "create" in r]) == len(
        [e for e in story.transport.door.requests if "create" in e.path]
    )
    done = [e for e in story.transport.door.requests if "create" in e.path and e.status == 200]
    assert len(done) == 3
    assert not story.now.outbox
    assert story.now.link is Link.LIVE
    await story.close()


async def test_posts_written_offline_outlive_the_run_and_go_out_in_the_next(tmp_path: Path) -> None:
    before = await known_before(tmp_path)
    before.faults.add(Fault(Kind.OFFLINE, times=None))
    story = opened(tmp_path, clock=before.clock, transport=before.transport)
    await story.session.start()
    texts = [f"Written on the train, part {n}" for n in range(3)]
    for n, text in enumerate(texts):
        story.session.write.submit(Create((story.now.chosen,), text), new_draft(f"train{n}", ()))
    await story.wait(1)
    await story.close()
    story.faults.clear()
    again = opened(tmp_path, clock=before.clock, transport=before.transport)
    await again.session.start()
    await again.wait(30)
    there = [u.source for u in again.world.pending(again.now.chosen) if u.source in texts]
    assert there == texts
    await again.close()
