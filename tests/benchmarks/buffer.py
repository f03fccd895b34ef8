"""A Buffer of any size in a process of its own: it fills stores as the program leaves them, then answers over HTTP.

``python -m tests.benchmarks.buffer FOLDER POSTS PROFILES`` prints one line of JSON when it is ready, and ends with its
standard input. In FOLDER stand two homes then: ``paged``, whose lists were read page by page as a person reads them,
and ``whole``, which opens with every waiting post in its pane.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from buffertui.api.http import HttpDoor
from buffertui.api.pacing import Limit, Pacer
from buffertui.api.rest_v1.client import RestV1
from buffertui.clock import SystemClock
from buffertui.domain.memory import KnownList
from buffertui.domain.models import Account, Page, Profile, Update
from buffertui.domain.secret import Secret
from buffertui.paths import find_paths
from buffertui.sandbox.seed import seed_world
from buffertui.sandbox.server import serve
from buffertui.sandbox.transport import SandboxTransport
from buffertui.store.sqlite import SqliteStore

SENT = 20
"""Sent posts of each profile, so that the other pane is full too."""

KINDS = ("paged", "whole")
WHOLE = 10_000
"""Posts of the largest account of which there is a ``whole`` home."""

NO_LIMIT = 10**9
STEPS = (1, 2, 3)
"""How many pages a list has when it is kept in between: the store opens a long list as it was then."""

Lists = dict[tuple[str, str], list[Page]]


def home_of(folder: Path, kind: str) -> Path:
    """Where the home of a kind stands."""
    return folder / kind


async def fill(folder: Path, posts: int, profiles: int) -> dict[str, Any]:
    """Make both homes, then serve the same account until the input ends."""
    clock = SystemClock()
    world = seed_world(clock, profiles=profiles, pending=posts // profiles, sent=SENT, seed=7)
    token = world.accounts[0].token
    door = HttpDoor(
        "http://127.0.0.1/1/", Secret(token), Pacer(clock, (Limit(NO_LIMIT, 60.0),)), clock,
        transport=SandboxTransport(world, limit=NO_LIMIT),
    )
    service = RestV1(door)
    account, known = await service.account(), await service.profiles()
    lists: Lists = {}
    for profile in known:
        for side, read in (("pending", service.pending), ("sent", service.sent)):
            pages = [await read(profile.id)]
            while (mark := pages[-1].next) is not None:
                pages.append(await read(profile.id, after=mark))
            lists[side, profile.id] = pages
    await service.aclose()
    for kind in KINDS if posts <= WHOLE else KINDS[:1]:
        _keep(home_of(folder, kind), kind, clock, account, known, lists)
    told = {"token": token, **_facts(known, lists)}
    async with serve(world, limit=NO_LIMIT) as server:
        print(json.dumps({"base_url": server.base_url + "/", **told}), flush=True)
        await asyncio.to_thread(sys.stdin.read)
    return told


def _keep(
    home: Path, kind: str, clock: SystemClock, account: Account, profiles: tuple[Profile, ...], lists: Lists,
) -> None:
    folder = find_paths({"HOME": str(home)}, platform="linux").account_dir("default")
    store = SqliteStore(folder, run_id=f"filling-{kind}", clock=clock)
    now = clock.now()
    for (side, profile_id), pages in lists.items():
        ends = [step for step in STEPS if step < len(pages)] if kind == "paged" else []
        for end in (*ends, len(pages)):
            updates = tuple(update for page in pages[:end] for update in page.updates)
            last = pages[end - 1]
            store.remember_list(KnownList(side, profile_id, updates, last.total, last.next, end, now))
    store.remember(account, profiles, profiles[0].id if kind == "paged" else "", now)
    store.close()


def _facts(profiles: tuple[Profile, ...], lists: Lists) -> dict[str, Any]:
    """What a measurement has to know of the texts: how the first ones begin, and which words stand in many."""
    waiting = {p.id: [u for page in lists["pending", p.id] for u in page.updates] for p in profiles}
    everything = sorted((u for updates in waiting.values() for u in updates), key=lambda u: u.due_at or u.created_at)
    words: Counter[str] = Counter()
    for update in everything[:5000]:
        words.update(set(re.findall(r"\b[a-z]{6,9}\b", update.text)))
    return {
        "all": _beginnings(everything), "each": [_beginnings(waiting[p.id]) for p in profiles],
        "names": [p.username for p in profiles], "words": [word for word, _ in words.most_common(6)],
        "networks": [p.id for p in {p.service: p for p in profiles}.values() if not p.disconnected][:5],
        "first": [[u.id, u.text] for u in waiting[profiles[0].id][:8]],
    }


def _beginnings(updates: list[Update]) -> list[str]:
    """How the first texts begin, where that is plain enough to be found again in what a terminal was told."""
    found = [re.match(r"[A-Za-z][A-Za-z ]{6,13}(?= )", update.text) for update in updates[:8]]
    return [match[0] for match in found if match]


if __name__ == "__main__":
    asyncio.run(fill(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
