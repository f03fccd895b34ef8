"""Keys that come faster than they are worked off go to where the keys before them lead, and never to what was there."""

from __future__ import annotations

from collections import deque
from typing import Any

from textual.app import App
from textual.events import Event, Key, Paste
from textual.message import Message
from textual.timer import Timer

PATIENCE = 1.0
"""Seconds after which the next key is worked off even though nothing was heard of the one before."""


class KeySettled(Message, namespace="app"):
    """Follows a key on its way up to the app: when this comes, everything that the key did at once is done."""

    def __init__(self, turn: int, *, last: bool = False) -> None:
        super().__init__()
        self.turn = turn
        self.last = last


class OneKeyAtATime(App[Any]):
    """An app that takes the next key only when the one before has moved the focus or opened its dialog.

    Textual hands a key to what has the focus when it is read, and looks for its command later. Over a slow line
    several keys are read at once: of "/studio" the letters would run as commands on the list that has the focus.
    """

    def __init__(self) -> None:
        super().__init__()
        self._ahead: deque[Key | Paste] = deque()
        self._turn = 0
        self._waiting: Timer | None = None

    async def on_event(self, event: Event) -> None:
        """Take a key or a paste in its turn, and everything else at once."""
        if not isinstance(event, Key | Paste) or event.is_forwarded:
            await super().on_event(event)
            return
        self._ahead.append(event)
        if self._waiting is None:
            await self._take_next()

    async def _take_next(self) -> None:
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
        if not self._ahead:
            return
        self._turn += 1
        place = self.focused or self.screen
        self._waiting = self.set_timer(PATIENCE, self._take_next)
        await super().on_event(self._ahead.popleft())
        if not place.post_message(KeySettled(self._turn)):
            self.call_later(self._go_on, self._turn)

    def on_app_key_settled(self, message: KeySettled) -> None:
        """A key has arrived here. Once more round, behind what its command told others or the screen that it opened."""
        place = self.focused or self.screen
        if message.last or not place.post_message(KeySettled(message.turn, last=True)):
            # Behind the changes of focus that the key asked for: they are called later, too.
            self.call_later(self._go_on, message.turn)

    async def _go_on(self, turn: int) -> None:
        if turn != self._turn or self._waiting is None:
            return
        ahead = self._ahead[0] if self._ahead else None
        if isinstance(ahead, Key) and not ahead.is_printable:
            # Tab and Enter act on what is seen, so what the key before brought to light has to be there.
            self.screen.call_after_refresh(self._take_next)
        else:
            await self._take_next()
