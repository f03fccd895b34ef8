"""Nothing typed is lost and nothing is sent twice: days over real HTTP with every fault and with kills at any moment.

The long form plays a thousand of them: ``python -m tests.chaos --runs 1000 --jobs 2``.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.chaos.__main__ import played, replay
from tests.chaos.play import Verdict, nursery

DAYS = 12


async def days(seeds: range, folder: Path) -> list[Verdict]:
    """Some days, one after the other."""
    async with nursery() as nest:
        return [await played(seed, folder, nest) for seed in seeds]


async def test_no_text_is_lost_and_nothing_happens_twice_or_after_it_was_taken_back(tmp_path: Path) -> None:
    half = DAYS // 2
    both = await asyncio.gather(days(range(1, 1 + half), tmp_path), days(range(101, 101 + half), tmp_path))
    failed = [verdict for some in both for verdict in some if verdict.wrong and not verdict.stalled]
    assert not failed, "\n".join(
        f"{sentence}\nplay it again: {replay(verdict.seed)}" for verdict in failed for sentence in verdict.wrong
    )
    assert sum(verdict.counts["kills"] for some in both for verdict in some) >= DAYS
