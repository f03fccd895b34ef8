"""Brings programs into the world and tells of their death: each is a forked process of its own, so that a start costs
milliseconds and ``kill -9`` is the real one.

On its standard input it takes one plan a line, and answers ``born PID`` and ``died STATUS``. A dead program keeps its
process id until ``bury`` comes, so that nobody else is killed in its place.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import traceback

from tests.chaos import robot


def main() -> None:
    """Serve plans until the input ends."""
    robot.warm_up()
    for line in sys.stdin:
        plan = json.loads(line)
        child = os.fork()
        if child == 0:
            _live(plan)
        print(f"born {child}", flush=True)
        ended = os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        print(f"died {ended.si_status if ended else 0}", flush=True)
        sys.stdin.readline()
        os.waitpid(child, 0)


def _live(plan: robot.Plan) -> None:
    os.environ.update(plan["environ"])
    said = os.open(plan["said"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for old, new in ((0, nothing), (1, said), (2, said)):
        os.dup2(new, old)
    status = 1
    try:
        asyncio.run(robot.live(plan))
        status = 0
    except BaseException:
        # The process ends before Python would say this.
        traceback.print_exc()
        raise
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    # Whoever ordered the programs may end before them.
    with contextlib.suppress(BrokenPipeError):
        main()
