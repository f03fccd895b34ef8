"""The long form: ``python -m tests.chaos --runs 1000 --jobs 2`` plays that many days, and prints what came of them.

``--api graphql`` plays them on an account of that API, ``--api both`` half of them on each.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from tests.chaos.faces import APIS
from tests.chaos.play import ROOT, Nursery, Verdict, nursery, play

TRIES = 3
"""How often a run is played again in which this machine stood still for too long to prove anything."""


Day = tuple[str, int]
"""An API and a seed."""


async def worker(days: list[Day], folder: Path, *, keep: bool) -> None:
    """Play runs one after the other; a line of JSON for each."""
    async with nursery() as nest:
        for api, seed in days:
            print(json.dumps(asdict(await played(seed, folder, nest, api=api, keep=keep))), flush=True)


async def played(seed: int, folder: Path, nest: Nursery, *, api: str = "v1", keep: bool = False) -> Verdict:
    """Play one run, again when it was stalled. What it wrote is kept when it failed."""
    for attempt in range(TRIES):
        own = folder / f"{api}-{seed}-{attempt}"
        shutil.rmtree(own, ignore_errors=True)
        own.mkdir(parents=True)
        verdict = await play(seed, own, nest, api=api)
        if not verdict.wrong and not keep:
            shutil.rmtree(own)
        if not verdict.stalled:
            break
    return verdict


async def crowd(days: list[Day], jobs: int, folder: Path, *, keep: bool) -> int:
    """Several workers side by side; returns how many runs failed."""
    began = time.monotonic()
    total: Counter[str] = Counter()
    failed: list[Verdict] = []

    async def one(mine: list[Day]) -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.chaos", "--worker", json.dumps(mine), "--folder", str(folder),
            *(["--keep"] if keep else []), cwd=ROOT, stdout=asyncio.subprocess.PIPE, limit=1 << 24,
        )
        assert process.stdout is not None
        while line := await process.stdout.readline():
            verdict = Verdict(**json.loads(line))
            total.update(verdict.counts)
            total["runs"] += 1
            total["stalled"] += verdict.stalled
            if verdict.wrong and not verdict.stalled:
                failed.append(verdict)
                report(verdict)
            if total["runs"] % 50 == 0:
                print(f"{total['runs']:>6} runs, {len(failed)} failed, {time.monotonic() - began:.0f} s", flush=True)
        if await process.wait():
            raise SystemExit("a worker broke down")

    await asyncio.gather(*(one(days[n::jobs]) for n in range(jobs) if days[n::jobs]))
    seconds = time.monotonic() - began
    print(f"\n{'runs':<24}{total['runs']:>10}\n{'failed':<24}{len(failed):>10}")
    for name in ("stalled", "kills", "faults", "requests", "writes", "undone", "429"):
        print(f"{name:<24}{total[name]:>10}")
    for name in sorted(name for name in total if name.startswith("fault ")):
        print(f"  {name.removeprefix('fault '):<22}{total[name]:>10}")
    print(f"{'seconds':<24}{seconds:>10.0f}\n{'seconds a run':<24}{seconds * jobs / max(1, total['runs']):>10.2f}")
    return len(failed)


def report(verdict: Verdict) -> None:
    """A failed run, and how to play it again."""
    print(f"\nrun {verdict.seed} on {verdict.api} FAILED; play it again: {replay(verdict)}")
    for sentence in verdict.wrong:
        print(f"  - {sentence}")
    print(f"  what it wrote: {verdict.folder}", flush=True)


def replay(verdict: Verdict) -> str:
    """The command that plays a run again, as far as the timing of processes lets it be the same."""
    return f"python -m tests.chaos --api {verdict.api} --first {verdict.seed} --runs 1 --keep"


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--first", type=int, default=1, help="the seed of the first run")
    parser.add_argument("--api", choices=(*APIS, "both"), default="v1")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", action="store_true", help="keep what every run wrote")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "buffertui-chaos")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.worker:
        asyncio.run(worker([(api, seed) for api, seed in json.loads(asked.worker)], asked.folder, keep=asked.keep))
        return 0
    apis = APIS if asked.api == "both" else (asked.api,)
    # Every worker gets some of each API.
    days = [(apis[(n + n // asked.jobs) % len(apis)], asked.first + n) for n in range(asked.runs)]
    return 1 if asyncio.run(crowd(days, asked.jobs, asked.folder, keep=asked.keep)) else 0


if __name__ == "__main__":
    sys.exit(main())
