"""One account at work: the verbs that the screen calls, and the state that it draws."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from buffertui.domain.errors import BuffertuiError, Offline, Refused, Unauthorized
from buffertui.domain.memory import Remembered
from buffertui.domain.models import Configuration
from buffertui.domain.ports import BufferService, Clock, Organized, Pace, Store
from buffertui.domain.records import dataclass

from .aftermath import Aftermath
from .archive import Archive
from .board import Board, Tone
from .keeper import Keeper, Runner, at_once
from .kept_drafts import KeptDrafts
from .kept_lists import FIRST_OF_ALL, KeptLists, Times
from .outbox import Outbox
from .reading import Reader
from .remembering import Remembering, paint
from .shelf import Shelf
from .state import ALL, Link, Side, Snapshot
from .tasks import Tasks
from .thrift import may_look, pause
from .writing import Writing

RETRY = 60.0
"""Seconds between two tries to get a first screen, where nothing else is asked by itself."""

LONGEST_RETRY = 3600.0
"""The same after Buffer has refused it again and again."""

MANY = 2_000
"""Rows that are brought from the store at once where all are wanted: no key waits for more."""

RESTORED_HOLD = 15.0
"""Seconds in which something that an earlier run held can still be taken back; a person first has to see it."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a session behaves. ``undo_seconds`` 0 holds nothing; ``refresh_seconds`` 0 never refreshes by itself;
    where requests are dear it is as often as the budget bears, and not more often than that.

    ``told`` is something about this machine that the person must know at the start. ``zone`` is the time zone for
    profiles that name none; empty: the account's own.
    """

    account_name: str = "default"
    accounts: tuple[str, ...] = ("default",)
    undo_seconds: float = 8.0
    refresh_seconds: float = 60.0
    read_only: bool = False
    demo: bool = False
    told: str = ""
    zone: str = ""


class Session:
    """The verbs of one account. Nothing here waits for a person; everything that can fail raises or is on the board."""

    def __init__(
        self,
        service: BufferService,
        store: Store,
        clock: Clock,
        new_id: Callable[[], str],
        options: Options,
        on_crash: Callable[[BaseException], None],
        run: Runner = at_once,
    ) -> None:
        self.options = options
        self.clock = clock
        self.board = Board(
            Snapshot(
                account_name=options.account_name, accounts=options.accounts, protocol=service.name,
                lacks=service.lacks, read_only=options.read_only, demo=options.demo,
                zone=options.zone,
            )
        )
        self._service = service
        self._keeper = Keeper(store, run, self.board)
        self._tasks = Tasks(on_crash)
        self._shelf = Shelf(self.board, clock)
        self._kept = KeptLists(self._keeper, self._shelf)
        self._reader = Reader(service, self.board, clock, self._shelf, self._kept)
        self.drafts = KeptDrafts(self._keeper, self.board, clock, new_id)
        self._after = Aftermath(service, self.drafts, self.board, self._shelf, self._reader, self._tasks, clock)
        outbox = Outbox(service, self._keeper, self.board, clock, self._tasks, new_id, self._after.settled)
        self.write = Writing(outbox, self.board, self._shelf, clock, options.undo_seconds, service)
        outbox.on_change = self.write.mark
        self._memory = Remembering(self._keeper, self.board, self._shelf, self._tasks, clock)
        self.archive = Archive(self._keeper, clock)
        self._configured = False
        self._begun = False
        self._refused = 0
        self._told: set[str] = set()

    @property
    def snapshot(self) -> Snapshot:
        """The state now."""
        return self.board.snapshot

    def pace(self) -> Pace:
        """The budget now."""
        return self._service.pace()

    def on_pace(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Be told whenever the budget changes."""
        return self._service.on_pace(listener)

    async def start(self, preferred: str = ALL, known: Remembered | None = None) -> None:
        """Show the last known screen, read it anew, then keep it fresh. What an earlier run left goes on.

        ``known`` is that screen for a caller who has it from the store already.
        """
        if known is None:
            await self._memory.recall()
        else:
            paint(known, self.board, self._shelf)
        self._shelf.on_put = self._memory.note
        await self.drafts.show()
        await self._tell_of_store()
        if self.options.told:
            self.board.tell("About this machine", self.options.told, Tone.WARNING)
        if not self.options.read_only:
            await self.write.outbox.adopt(max(self.options.undo_seconds, RESTORED_HOLD))
        await self._begin(preferred or self.snapshot.chosen)
        self.write.outbox.pump()
        self._tasks.start("refresh", self._keep_fresh())

    async def _tell_of_store(self) -> None:
        """What the store has to say about itself, each thing once: damage can also be found later."""
        for notice in await self._keeper.ask(self._keeper.store.notices):
            if notice not in self._told:
                self._told.add(notice)
                self.board.tell("About your drafts and outbox", notice, Tone.WARNING)

    async def _begin(self, preferred: str) -> None:
        try:
            await self._reader.begin(preferred)
        except BuffertuiError as error:
            self._shelf.show()
            self.board.failed(error)
            self.board.change(reason=f"{error.message} {error.hint}".strip())
            self._refused += not isinstance(error, Offline)
            if isinstance(error, Refused) and not isinstance(error, Unauthorized):
                await self._find_organizations()
        else:
            self._begun = True

    async def _find_organizations(self) -> None:
        """The organization that was shown last may be closed to this key: then another one can be chosen."""
        if isinstance(self._service, Organized) and not self.snapshot.organizations:
            with contextlib.suppress(BuffertuiError):
                self.board.change(organizations=await self._service.organizations())

    async def _keep_fresh(self) -> None:
        """Look now and then; where nothing is to be looked at by itself, only until the first screen has come."""
        while True:
            await self.clock.sleep(self._rest())
            await self._tell_of_store()
            if self.snapshot.link is Link.REFUSED:
                continue
            if not self._begun:
                await self._begin(self.snapshot.chosen)
            elif self.options.refresh_seconds > 0:
                await self._look()
            self.write.outbox.pump()

    def _rest(self) -> float:
        """Seconds until something may be asked again. A start that was refused, and not only found no network, is
        tried more and more rarely: each try costs a request."""
        if not self._begun:
            return min(LONGEST_RETRY, RETRY * 2.0 ** min(self._refused, 10))
        if self.options.refresh_seconds > 0 and self._reader.thrifty:
            return max(RETRY, self._due_in())
        return self.options.refresh_seconds or RETRY

    def _due_in(self) -> float:
        """Seconds until a look is due where requests are dear: what was asked for another reason counts as one."""
        every = max(self.options.refresh_seconds, pause(self.pace()))
        as_of = self.snapshot.as_of
        return every - (self.clock.now() - as_of).total_seconds() if as_of is not None else 0.0

    async def _look(self) -> None:
        if not self._reader.thrifty:
            await self._reader.tick()
        elif self._due_in() <= 0 and may_look(self.pace()):
            await self._reader.look()

    def show(self, profile_id: str) -> None:
        """Show a profile, or ``ALL``, as far as it was read."""
        self._reader.show(profile_id)

    async def load(self) -> None:
        """Read what is shown and not known yet."""
        await self._reader.load()

    def price(self, *, again: bool = False) -> int:
        """How many requests ``load`` would cost now, or (``again``) ``refresh``."""
        return self._reader.price(again=again)

    async def choose(self, profile_id: str) -> None:
        """Show a profile, or ``ALL``, and read what is missing of it."""
        self.show(profile_id)
        await self.load()

    async def view(self, side: Side, *, again: bool = False) -> None:
        """Read one of ``VIEWS`` of what is chosen, where it is not known or known to have changed, or ``again``."""
        await self._reader.view(side, again=again)

    def view_price(self, side: Side, *, again: bool = False) -> int:
        """How many requests ``view`` would cost now."""
        return self._reader.view_price(side, again=again)

    async def more(self, side: Side) -> None:
        """Load older updates of the list that is shown."""
        await self._reader.more(side)

    async def refresh(self) -> None:
        """Ask for everything on the screen again. Raises what went wrong."""
        if self._begun:
            await self._reader.refresh()
        else:
            await self._reader.begin(self.snapshot.chosen)
            self._begun = True
        self.write.outbox.pump()

    async def configure(self) -> None:
        """Read the networks' limits, once; a server that does not offer them costs nothing but the question."""
        if not self._configured:
            self._configured = True
            try:
                self.board.change(configuration=await self._service.configuration())
            except Refused:
                self.board.change(configuration=Configuration())
            except BuffertuiError:
                self._configured = False

    async def find_all(self) -> None:
        """Bring everything that the store has of what is shown, for a filter that looks through it."""
        while kept := [key for side in Side for key in self._shelf.kept(side)]:
            await self._kept.further(*kept, rows=max(FIRST_OF_ALL, MANY // len(kept)))

    def taken(self, then: Callable[[Times], None] | None = None) -> Times:
        """The times that are taken in each queue that is known to its end, by profile. Where the store has to be asked
        for more of them, ``then`` is called with all some moments later."""
        self._memory.write()
        return self._kept.taken(then)

    async def close(self) -> None:
        """Stop everything and give the connections back. The outbox stands recorded as it is."""
        await self._tasks.close()
        if self._shelf.on_put == self._memory.note:
            self._memory.write()
        await self._service.aclose()
        await self._keeper.ask(self._keeper.store.close)
