"""Loading and refreshing what is shown: the price first where it is dear, and a way to stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.worker import WorkerError

from buffertui.core.state import VIEWS
from buffertui.ui.present import plural
from buffertui.ui.present_price import FEW, price
from buffertui.ui.text import toast
from buffertui.ui.work import work

if TYPE_CHECKING:
    from buffertui.core.session import Session
    from buffertui.ui.screens.main import MainScreen

LOADS = ("load", "refresh", "view")
"""Names of the work that can be stopped."""


def load_soon(screen: MainScreen, session: Session, rest: float) -> None:
    """Load what is shown when the cursor has rested on it for so many seconds: passing by costs no request."""

    async def load() -> None:
        await session.clock.sleep(rest)
        tell_price(screen, session.price())
        await session.load()
        # Asked now: meanwhile another list may have taken its turn.
        if screen.left in VIEWS:
            await session.view(screen.left)

    work(screen.app, "load", load())


def view_soon(screen: MainScreen, session: Session) -> None:
    """Read the list that takes its turn, where it is not known."""
    tell_price(screen, session.view_price(screen.left))
    work(screen.app, "view", session.view(screen.left))


async def refreshed(screen: MainScreen, session: Session) -> None:
    """Everything on the screen, asked again; the list at the left in a request of its own only where it needs one."""
    await session.refresh()
    if screen.left in VIEWS:
        await session.view(screen.left)


def tell_price(screen: MainScreen, requests: int) -> None:
    """Say what is about to be spent, where it is more than a few requests."""
    if requests > FEW:
        toast(screen.app, price(requests, screen.connection.pace()), title="Loading", seconds=6)


def stop_loading(screen: MainScreen) -> bool:
    """Stop a load that is under way; false when there is none."""
    session = screen.session
    running = [worker for worker in screen.app.workers if worker.group in LOADS and worker.is_running]
    if session is None or not running:
        return False
    for worker in running:
        worker.cancel()

    async def stopped() -> None:
        for worker in running:
            try:
                await worker.wait()
            except WorkerError:
                continue
        # A list that was cut off in the middle is no longer being loaded.
        session.show(session.snapshot.chosen)
        left = session.price()
        rest = f" {plural(left, 'request')} would load the rest (r)." if left else ""
        toast(screen.app, f"What had come is shown.{rest}", title="Stopped", seconds=5)

    work(screen.app, "stop", stopped())
    return True
