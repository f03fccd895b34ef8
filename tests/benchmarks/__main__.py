"""``python -m tests.benchmarks``: measures in paired runs how fast the program is, and prints a table with targets."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .disturbing import loading, refreshing
from .figures import Line
from .finding import filtering, searching
from .keys import hold, keys, switch
from .page import page, table
from .programs import Bench, bench
from .pseudo_terminal import Failed
from .resting import growth, idle, memory
from .starts import starts
from .writing import letters, open_again

Part = Callable[[Bench, int], list[Line]]

PARTS: dict[str, tuple[Part, int]] = {
    "start": (starts, 15), "keys": (keys, 8), "hold": (hold, 3), "switch": (switch, 5), "compose": (open_again, 5),
    "letters": (letters, 8), "filter": (filtering, 3), "search": (searching, 3), "refresh": (refreshing, 5),
    "loading": (loading, 8), "memory": (memory, 5), "idle": (idle, 4), "growth": (growth, 5),
}
"""What is measured, and in how many pairs where nobody says otherwise."""

QUICK = 3


def main() -> int:
    """Measure what was asked for; 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", default=",".join(PARTS), metavar="PART,…", help=", ".join(PARTS))
    parser.add_argument("--pairs", type=int, metavar="N", help="pairs of every part (else 15 for starts, 8 for keys)")
    parser.add_argument("--quick", action="store_true", help=f"a first look: {QUICK} pairs of everything")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--page", type=Path, metavar="FILE", help="write a page in Markdown there too")
    parser.add_argument(
        "--join", type=Path, nargs="+", metavar="FILE", help="measure nothing: make the page of these files of --json"
    )
    chosen = parser.parse_args()
    if chosen.join:
        found = [json.loads(file.read_text(encoding="utf-8")) for file in chosen.join]
        runs = [[_line(row) for row in one["lines"]] for one in found]
        print(text := page(runs, [one["about"] for one in found]))
        if chosen.page:
            chosen.page.write_text(text, encoding="utf-8")
        return int(any(line.reached is False for lines in runs for line in lines))
    names = chosen.only.split(",")
    if unknown := [name for name in names if name not in PARTS]:
        parser.error(f"there is no part {unknown[0]}; the parts are {', '.join(PARTS)}")
    if not sys.platform.startswith("linux"):
        parser.error("the benchmark reads /proc and needs Linux")
    lines: list[Line] = []
    with bench() as ground:
        for name in names:
            part, usual = PARTS[name]
            pairs = chosen.pairs or (QUICK if chosen.quick else usual)
            began = time.monotonic()
            try:
                found = part(ground, pairs)
            except Failed as failure:
                print(failure, file=sys.stderr, flush=True)
                found = [Line(name, "could not be measured", "", 0.0, 1.0, 0.0, note=str(failure).splitlines()[0])]
            lines += found
            print(table(found), flush=True)
            print(f"  ({name}: {pairs} pairs, {time.monotonic() - began:.0f} s)\n", file=sys.stderr, flush=True)
    about = {
        "python": platform.python_version(), "cores": os.cpu_count(), "load": round(os.getloadavg()[0], 2),
        "system": platform.system(), "pairs": chosen.pairs or ("quick" if chosen.quick else "usual"),
    }
    if chosen.json:
        rows = [asdict(line) | {"reached": line.reached} for line in lines]
        chosen.json.write_text(json.dumps({"about": about, "lines": rows}, indent=1) + "\n", encoding="utf-8")
    if chosen.page:
        chosen.page.write_text(page([lines], [about]), encoding="utf-8")
    missed = [line for line in lines if line.reached is False]
    print(f"{sum(line.reached is True for line in lines)} targets reached, {len(missed)} missed")
    return 1 if missed else 0


def _line(row: dict[str, Any]) -> Line:
    return Line(**{name: value for name, value in row.items() if name != "reached"})


if __name__ == "__main__":
    sys.exit(main())
