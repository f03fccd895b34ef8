"""Nothing typed is lost and nothing is sent twice: days over real HTTP with every fault and with kills at any moment.

The long form plays a thousand of them: ``python -m tests.chaos --runs 1000 --jobs 2``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.__main__ import played, replay
from tests.chaos.play import nursery

DAYS = 12


@pytest.mark.parametrize("first", [1, 101])
async def test_no_text_is_lost_and_nothing_happens_twice_or_after_it_was_taken_back(
    tmp_path: Path, first: int
) -> None:
    async with nursery() as nest:
        for seed in range(first, first + DAYS // 2):
            verdict = await played(seed, tmp_path, nest)
            if verdict.stalled:
                continue
            assert not verdict.wrong, "\n".join([*verdict.wrong, f"play it again: {replay(seed)}"])
