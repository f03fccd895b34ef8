"""What the first picture did not need and the next key may: imported beside the screen, soon after it stands."""

from __future__ import annotations

from functools import partial
from importlib import import_module

from buffertui.core.beside import beside

MODULES = (
    *(f"actions.{name}" for name in ("composing", "updates", "views", "leaving", "archive", "organizations")),
    *(f"screens.{name}" for name in ("compose", "detail", "help", "quitting", "search", "outbox", "drafts", "restore")),
    "last_frame",
)


async def import_ahead() -> None:
    """Import everything that a command may need, in a thread, so that no key waits for it."""
    for name in MODULES:
        await beside(partial(import_module, f"buffertui.ui.{name}"))
