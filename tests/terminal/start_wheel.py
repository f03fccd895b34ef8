"""Does an installed buffertui open its demo in a terminal and end on q: ``python start_wheel.py PATH_OF_BUFFERTUI``."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

SEEN = ("Northwind Studio", "PENDING", "Launch day")


def start(program: str) -> str:
    """What went wrong, in a sentence; empty when it works."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from tests.support.terminal import NotSeen, Terminal

    if shutil.which(program) is None:
        return f"{program} is not a program that can be started."
    environ = {name: value for name, value in os.environ.items() if not name.startswith("BUFFER")}
    environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    try:
        with Terminal([program, "--demo"], env=environ) as terminal:
            terminal.wait_for(*SEEN)
            terminal.keys("q")
            code = terminal.exit_code()
            left = terminal.left_behind()
    except (NotSeen, OSError) as error:
        return f"It does not work. {error}"
    if code:
        return f"It ended with exit code {code} after q. The terminal:\n{terminal.text}"
    return f"It left the terminal changed: {', '.join(left)}." if left else ""


def main(arguments: list[str]) -> int:
    """The exit code: 0 when it works, 1 when it does not, 2 without a program to start."""
    if len(arguments) != 1:
        print("Give the path of the buffertui to start.", file=sys.stderr)
        return 2
    wrong = start(arguments[0])
    print(wrong or "The demo opens in a terminal and ends on q.", file=sys.stderr if wrong else sys.stdout)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
