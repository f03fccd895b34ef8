"""Nothing typed is lost and nothing is sent twice: days over real HTTP with every fault and with kills at any moment.

The long form plays a thousand of them: ``python -m tests.chaos --runs 1000 --jobs 2 --api both``.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.chaos.__main__ import played, replay
from tests.chaos.faces import APIS
from tests.chaos.play import Verdict, nursery

DAYS = 12


async def days(api: str, seeds: range, folder: Path) -> list[Verdict]:
    """Some days, one after the other."""
    async with nursery() as nest:
        return [await played(seed, folder, nest, api=api) for seed in seeds]


@pytest.mark.parametrize("api", APIS)
async def test_no_text_is_lost_and_nothing_happens_twice_or_after_it_was_taken_back(tmp_path: Path, api: str) -> None:
    half = DAYS // 2
    both = await asyncio.gather(days(api, range(1, 1 + half), tmp_path), days(api, range(101, 101 + half), tmp_path))
    failed = [verdict for some in both for verdict in some if verdict.wrong and not verdict.stalled]
    assert not failed, "\n".join(
        f"{sentence}\nplay it again: {replay(verdict)}" for verdict in failed for sentence in verdict.wrong
    )
    assert sum(verdict.counts["kills"] for some in both for verdict in some) >= DAYS
