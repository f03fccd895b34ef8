"""Ties the main screen to the session of one account at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.message import Message
from textual.screen import Screen

from buffertui.core.remembering import first_picture
from buffertui.core.state import Link, Snapshot
from buffertui.domain.errors import TokenMissing, TokenUnusable
from buffertui.domain.memory import Remembered
from buffertui.domain.ports import Pace

from .messages import NoticeGiven, PaceChanged, SnapshotTaken, TokenNeeded, WorkCrashed
from .plan import Plan
from .work import work

if TYPE_CHECKING:
    from buffertui.core.session import Session


class Connection:
    """Opens sessions and turns what they announce into messages to ``screen``."""

    def __init__(self, screen: Screen[None], plan: Plan) -> None:
        self._screen = screen
        self._plan = plan
        self._stops: list[Callable[[], None]] = []
        self._refused = False
        self._first: tuple[Remembered, Snapshot] | None = None
        self.session: Session | None = None
        self.account = plan.account

    def open(self, account: str) -> None:
        """Begin a session with an account; the one before is closed."""
        self.account = account
        work(self._screen.app, "session", self._open(account), failed="buffertui could not start")

    def pace(self) -> Pace:
        """The budget now; nothing before there is a session."""
        return self.session.pace() if self.session else Pace()

    async def _open(self, account: str) -> None:
        if self.session is not None:
            for stop in self._stops:
                stop()
            await self.session.close()
            self.session = None
        known = await self._paint_last(account)
        await self._painted()
        try:
            session = await self._plan.connect(account, lambda error: self._post(WorkCrashed(error)))
        except TokenMissing as error:
            # What to do about it is what the screen does now: it asks for one.
            self._post(TokenNeeded(error.message))
            return
        except TokenUnusable as error:
            self._post(TokenNeeded(f"{error.message} {error.hint}".strip()))
            return
        self.session = session
        self._refused = False
        self._stops = [
            session.board.listen(self._changed),
            session.board.on_notice(lambda notice: self._post(NoticeGiven(notice))),
            session.on_pace(lambda: self._post(PaceChanged())),
        ]
        self._post(SnapshotTaken(session.snapshot))
        await session.start(known=known)

    def _changed(self, snapshot: Snapshot) -> None:
        self._post(SnapshotTaken(snapshot))
        refused, self._refused = self._refused, snapshot.link is Link.REFUSED
        if self._refused and not refused:
            if self._plan.another_api is not None and self._plan.another_api(self.account):
                self.open(self.account)
                return
            self._post(TokenNeeded(f"{snapshot.reason} Nothing that you wrote is lost."))

    def first(self) -> Snapshot | None:
        """The last known screen, where it was read while the program came up: the first frame shows it."""
        known = self._plan.known() if self._plan.known is not None else None
        if known is None:
            return None
        self._first = known, self._picture_of(known)
        return self._first[1]

    async def _paint_last(self, account: str) -> Remembered:
        """Show the last known screen, before anything is asked or even loaded that could ask, and give it back."""
        known = await self._plan.recall(account) if self._plan.recall else Remembered()
        first, self._first = self._first, None
        shown = first[1] if first is not None and first[0] is known else self._picture_of(known)
        self._post(SnapshotTaken(shown))
        return known

    def _picture_of(self, known: Remembered) -> Snapshot:
        plan = self._plan
        blank = Snapshot(account_name=self.account, accounts=plan.accounts, demo=plan.demo, read_only=plan.read_only)
        return first_picture(known, blank, plan.clock)

    async def _painted(self) -> None:
        """Wait until the last screen stands on this one: to open the way to Buffer takes time from whatever paints."""
        painted = asyncio.Event()
        # Twice, because lists get their scroll bars only after they were laid out once.
        self._screen.call_after_refresh(self._screen.call_after_refresh, painted.set)
        await painted.wait()

    def _post(self, message: Message) -> None:
        if self._screen.is_attached:
            self._screen.post_message(message)
