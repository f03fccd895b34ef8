"""What the clients of both APIs share: the one door that every request passes, and the budget behind it."""

from __future__ import annotations

from collections.abc import Callable

from buffertui.api.http import HttpDoor
from buffertui.domain.ports import Pace


class AtTheDoor:
    """A client with its door."""

    def __init__(self, door: HttpDoor) -> None:
        self._door = door

    def pace(self) -> Pace:
        """The budget now."""
        return self._door.pacer.snapshot()

    def on_pace(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` whenever the budget changes; returns a function that stops it."""
        return self._door.pacer.on_change(listener)

    async def aclose(self) -> None:
        """Give connections back. Requests that wait at the door are cancelled."""
        await self._door.aclose()
