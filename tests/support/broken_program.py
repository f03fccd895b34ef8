"""The real program with one mistake in it: ``python broken_program.py PLACE``, then press r.

Wherever the mistake is, a token and the text of a post are in its local variables and in the message of its error.
"""

from __future__ import annotations

import sys
from typing import Any

from buffertui.cli import main
from buffertui.ui import actions
from buffertui.ui.widgets.update_sheet import UpdateSheet
from buffertui.ui.work import work

SECRET = "-".join(("SECRET", "TOKEN", "VALUE"))
POST = " ".join(("Doors", "open", "at", "noon"))


def mistake(token: str, draft: str) -> None:
    """Fail with both in hand."""
    both = [token, draft]
    raise LookupError(f"{both} {token} {draft}")


def in_a_key(screen: Any, at: object) -> None:
    """Where a key is worked off."""
    mistake(SECRET, POST)


def in_a_worker(screen: Any, at: object) -> None:
    """Where the screen waits for something."""

    async def verb(token: str, draft: str) -> None:
        mistake(token, draft)

    work(screen.app, "broken", verb(SECRET, POST))


def in_a_task(screen: Any, at: object) -> None:
    """Beside the screen, in what the session does by itself."""

    async def tick(token: str, draft: str) -> None:
        mistake(token, draft)

    screen.session._tasks.start("broken", tick(SECRET, POST))


def in_a_timer(screen: Any, at: object) -> None:
    """Later."""
    screen.app.set_timer(0.01, lambda: mistake(SECRET, POST))


def in_drawing(screen: Any, at: object) -> None:
    """While the screen is drawn."""

    def draw(sheet: UpdateSheet, *args: object, **named: object) -> None:
        mistake(SECRET, POST)

    UpdateSheet.draw = draw  # type: ignore[method-assign,assignment] - the mistake
    for side in ("pending", "sent"):
        screen.list_of(side).notify_style_update()
        screen.list_of(side).refresh()


PLACES = {
    "key": in_a_key, "worker": in_a_worker, "task": in_a_task, "timer": in_a_timer, "drawing": in_drawing,
}

if __name__ == "__main__":
    actions.RUN["view.refresh"] = PLACES[sys.argv[1]]
    sys.exit(main([]))
