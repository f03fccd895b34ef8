"""Two copies of the program on one account share its budget and its store: nobody is refused, nothing is sent twice."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from pathlib import Path

from buffertui.sandbox.seed import seed_world
from buffertui.sandbox.server import serve
from tests.chaos.fast_clock import FastClock
from tests.chaos.leaks import leaks
from tests.chaos.play import nursery
from tests.chaos.robot import read_facts

WRITES = 100
FACTOR = 25.0
"""Slower than the days of chaos: what two processes see of one clock must differ by little."""


async def test_two_copies_push_a_hundred_writes_each_and_nobody_is_refused(tmp_path: Path) -> None:
    clock = FastClock(FACTOR, time.monotonic())
    world = seed_world(clock, profiles=4, pending=2, sent=2, seed=9)
    home = tmp_path / "person"
    home.mkdir()
    async with serve(world) as server, nursery() as one, nursery() as two:
        for number, nest in enumerate((one, two)):
            await nest.begin({
                "seed": number, "name": f"copy{number}", "acts": 0, "push": WRITES, "pause": 0.0, "end": "rest",
                "factor": FACTOR, "origin": clock.origin, "base_url": server.base_url, "api": "v1",
                "facts": str(tmp_path / f"facts{number}"), "said": str(tmp_path / "said"), "go": "",
                "environ": {"HOME": str(home), "BUFFER_ACCESS_TOKEN": world.accounts[0].token},
            })
        ends = await asyncio.gather(one.end(), two.end())
        requests = list(server.door.requests)
    assert ends == [0, 0], (tmp_path / "said").read_text()
    assert not [r for r in requests if r.status == 429]
    made = Counter(u.source for p in world.profiles() for u in (*world.pending(p.id), *p.sent) if u.via == "api")
    assert len([r for r in requests if "create" in r.path]) == 2 * WRITES
    assert not leaks(world.accounts[0].token, [tmp_path])
    for number in range(2):
        meant = [f["text"] for f in read_facts(tmp_path / f"facts{number}") if f["what"] == "pushed"]
        assert len(meant) == WRITES
        assert [made[text] for text in meant] == [1] * WRITES
