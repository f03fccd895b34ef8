"""Comes up over a picture that stands on the terminal already, and keeps one for the next start."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any, Protocol

from textual import on
from textual.app import App
from textual.events import Event, Key, Paste
from textual.timer import Timer

from .compat import HeldScreen
from .messages import SnapshotTaken, TokenNeeded
from .work import work

if TYPE_CHECKING:
    from textual.driver import Driver

    from buffertui.core.state import Snapshot

    from .last_frame import Frame, Layout
    from .screens.main import MainScreen

PATIENCE = 1.5
"""Seconds after which the live screen shows itself even though it knows nothing yet."""

REST = 3.0
"""Seconds without a change after which a frame is kept: longer than it takes until the store has what is shown."""

_ALTERNATE = "\x1b[?1049h"
_PICTURE = re.compile(r"\x1b\[\d+;\d+H")
"""How everything begins that Textual draws; what sets up the terminal begins otherwise."""


class Opening(Protocol):
    """What may stand on the terminal before the live screen."""

    shown: bool
    before: list[Any]

    def hand_over(self) -> None:
        """The live screen has the terminal."""

    def take_down(self) -> None:
        """Put the terminal as it was, where it was not handed over."""


class FramePlace(Protocol):
    """Where the frame of the account that was started with is kept."""

    @property
    def layout(self) -> Layout: ...

    def state(self) -> str: ...

    def keep(self, frame: Frame, state: str) -> None: ...


class Curtain:
    """Leaves the picture that stands there in view until the live one is whole."""

    def __init__(self, opening: Opening) -> None:
        self.opening = opening
        self.closed = True

    def driver(self) -> type[Driver]:
        """The driver for a terminal that shows the other screen already.

        Some terminals clear it when they are told to show it again, so that is left out once. The settings to go back
        to are those from before the picture.
        """
        from textual.drivers.linux_driver import LinuxDriver

        curtain, opening = self, self.opening

        class DriverBehindCurtain(LinuxDriver):
            def start_application_mode(self) -> None:
                taking_over = opening.shown
                super().start_application_mode()  # type: ignore[no-untyped-call]
                if taking_over:
                    self.attrs_before = opening.before
                    opening.hand_over()

            def write(self, data: str) -> None:
                if (opening.shown and data == _ALTERNATE) or (curtain.closed and _PICTURE.match(data)):
                    return
                super().write(data)

        return DriverBehindCurtain


class OpensOver(App[Any]):
    """An app that takes the place of a picture in one step. What is typed before waits for what it is meant for."""

    _curtain: Curtain | None = None

    def open_over(self, opening: Opening | None) -> None:
        """Tell what stands on the terminal. Before anything else: the app chooses its driver when it is made."""
        self._curtain = Curtain(opening) if opening is not None and opening.shown else None
        self._early: list[Key | Paste] = []

    def get_driver_class(self) -> type[Driver]:
        return self._curtain.driver() if self._curtain is not None else super().get_driver_class()

    def give_back_terminal(self) -> None:
        """Let what is printed now be seen, also where the program ends before it had the terminal."""
        if self._curtain is not None:
            self._curtain.opening.take_down()

    async def on_event(self, event: Event) -> None:
        """Keys and pastes wait while the curtain is closed: what they are meant for is not there yet."""
        if self._curtain_closed and isinstance(event, Key | Paste) and not event.is_forwarded:
            self._early.append(event)
            return
        await super().on_event(event)

    @property
    def _curtain_closed(self) -> bool:
        return self._curtain is not None and self._curtain.closed

    def on_ready(self) -> None:
        """In any case the live screen is seen soon."""
        if self._curtain_closed:
            self.set_timer(PATIENCE, self._open_curtain)

    @on(SnapshotTaken)
    @on(TokenNeeded)
    def _picture_came(self) -> None:
        self._open_curtain()

    def may_come_up(self, shown: Snapshot) -> bool:
        """Whether the live screen is to be seen at once: not while it says less than the picture that stands there."""
        if shown.as_of is not None:
            self._open_curtain()
        return not self._curtain_closed

    def _open_curtain(self) -> None:
        if self._curtain is None or not self._curtain.closed:
            return
        self._curtain.closed = False
        for screen in self.screen_stack:
            if isinstance(screen, HeldScreen):
                screen.let_go()
        if not isinstance(self.screen, HeldScreen):
            self.screen.refresh()
        self.call_next(self._go_on_with_keys)

    async def _go_on_with_keys(self) -> None:
        early, self._early = self._early, []
        for event in early:
            await super().on_event(event)


class KeepsFrame(App[Any]):
    """An app that keeps the frame for the next start, when it comes to rest and when it ends."""

    def __init__(self) -> None:
        super().__init__()
        self.frame_place: FramePlace | None = None
        self._last_frame: Frame | None = None
        self._resting: Timer | None = None

    @property
    def main(self) -> MainScreen | None:
        """The main screen, once it is there."""
        raise NotImplementedError

    def exit(self, *args: Any, **options: Any) -> None:
        """End. The frame is drawn first, as long as there is a screen to draw it from."""
        if self._last_frame is None:
            self._last_frame = self._drawn()
        super().exit(*args, **options)

    def keep_last_frame(self, known: Snapshot) -> None:
        """Keep the frame of the end, if the next start comes to it: ``known`` is what the closed session knew last."""
        place, frame = self.frame_place, self._last_frame
        if place is None or frame is None:
            return
        from .last_frame import shown_first

        if frame.shows == shown_first(known):
            place.keep(frame, place.state())

    def _drawn(self) -> Frame | None:
        main, place = self.main, self.frame_place
        if main is None or place is None or main.session is None or main.connection.account != main.plan.account:
            return None
        from .last_frame import draw_frame

        return draw_frame(main, main.session.snapshot, place.layout)

    @on(SnapshotTaken)
    def _moved(self) -> None:
        if self.frame_place is None:
            return
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(REST, self._keep_at_rest)

    def _keep_at_rest(self) -> None:
        place = self.frame_place
        if place is None:
            return
        # The state is asked first: a store that goes on changing is never taken for the one that the frame shows.
        state = place.state()
        frame = self._drawn()
        if frame is not None:
            work(self, "frame", asyncio.to_thread(place.keep, frame, state))
