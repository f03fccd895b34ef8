"""Ties the main screen to the session of one account at a time."""

from __future__ import annotations

from collections.abc import Callable

from textual.message import Message
from textual.screen import Screen

from buffertui.core.remembering import first_picture
from buffertui.core.session import Session
from buffertui.core.state import Link, Snapshot
from buffertui.domain.errors import TokenMissing, TokenUnusable
from buffertui.domain.memory import Remembered
from buffertui.domain.ports import Pace

from .messages import NoticeGiven, PaceChanged, SnapshotTaken, TokenNeeded, WorkCrashed
from .plan import Plan
from .work import work


class Connection:
    """Opens sessions and turns what they announce into messages to ``screen``."""

    def __init__(self, screen: Screen[None], plan: Plan) -> None:
        self._screen = screen
        self._plan = plan
        self._stops: list[Callable[[], None]] = []
        self._refused = False
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

    async def _paint_last(self, account: str) -> Remembered:
        """Show the last known screen, before anything is asked or even loaded that could ask, and give it back."""
        plan = self._plan
        blank = Snapshot(account_name=account, accounts=plan.accounts, demo=plan.demo, read_only=plan.read_only)
        known = await plan.recall(account) if plan.recall else Remembered()
        self._post(SnapshotTaken(first_picture(known, blank, plan.clock)))
        return known

    def _post(self, message: Message) -> None:
        if self._screen.is_attached:
            self._screen.post_message(message)
