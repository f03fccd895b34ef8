"""The only way a write reaches Buffer: held, waiting, sending, and then done, refused or unsure.

Each item is recorded before it leaves and after it is settled. Writes to one profile go out in the order in which they
came; nothing whose answer was lost is ever repeated blindly.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from buffertui.domain.drafts import (
    Create,
    OutboxItem,
    Outcome,
    State,
    Write,
    profiles_of,
)
from buffertui.domain.errors import (
    AnswerLost,
    BuffertuiError,
    Duplicate,
    Offline,
    RestWaits,
    ServiceError,
    Throttled,
    Unauthorized,
)
from buffertui.domain.ports import BufferService, Clock

from .board import Board
from .keeper import Keeper
from .performing import Performer
from .settling import Finding, Settler, Verdict
from .state import Link
from .tasks import Tasks
from .way_out import THEN, WayOut


class Outbox:
    """Carries writes to Buffer. ``settled`` is told of each item that reached an end."""

    def __init__(
        self,
        service: BufferService,
        keeper: Keeper,
        board: Board,
        clock: Clock,
        tasks: Tasks,
        new_id: Callable[[], str],
        settled: Callable[[OutboxItem], None],
    ) -> None:
        self._service = service
        self._keeper = keeper
        self._board = board
        self._clock = clock
        self._tasks = tasks
        self._new_id = new_id
        self._settled = settled
        self._performer = Performer(service)
        self._settler = Settler(service, clock)
        self._items: dict[str, OutboxItem] = {}
        self._made: set[str] = set()
        self._way_out = WayOut(clock, tasks, self.pump)
        self.on_change: Callable[[], None] = lambda: None

    @property
    def items(self) -> tuple[OutboxItem, ...]:
        """Everything that is not yet done or put away, oldest first."""
        return tuple(self._items.values())

    async def adopt(self, hold: float) -> None:
        """Take up what runs left that have ended: what was being sent is unsure now, what was held is held anew.

        ``hold`` is for how many seconds; a person first has to see it.
        """
        lefts = await self._keeper.ask(self._keeper.store.adopt)
        self._recall(await self._keeper.ask(self._keeper.store.journal))
        for left in lefts:
            item = left
            if left.state is State.SENDING:
                since = left.lost_at or left.began_at
                told = "The program ended while this was being sent."
                item = replace(left, state=State.UNSURE, lost_at=since, reason=told)
            self._put(item)
            if item.state is State.UNSURE:
                self._look_for(item)
            elif item.state is State.HELD:
                self.replace(item, item.write, hold=hold)
        self.pump()

    def _recall(self, journal: tuple[OutboxItem, ...]) -> None:
        """Know what earlier writes made, and let follow what a kill cut off behind the last ones."""
        saved = {draft.id: draft.saved_at for draft in self._board.snapshot.drafts}
        for item in journal:
            if item.state is State.DONE:
                self._note(item)
                before = saved.get(item.draft_id)
                if before is not None and item.settled_at is not None and before <= item.settled_at:
                    self._settled(item)

    def _note(self, item: OutboxItem) -> None:
        """Remember which updates a post made, so that none of them is taken for the trace of another.

        What a shuffle answers is the whole queue, and the lost one may be in it.
        """
        if isinstance(item.write, Create) and item.outcome is not None:
            self._made |= {update.id for update in item.outcome.updates}

    def add(self, write: Write, *, hold: float = 0.0, draft_id: str = "") -> OutboxItem:
        """Take a write. With ``hold`` seconds it stays here so long, and can be taken back."""
        now = self._clock.now()
        until = now + timedelta(seconds=hold) if hold > 0 else None
        item = OutboxItem(self._new_id(), write, State.HELD if until else State.WAITING, now, until, draft_id=draft_id)
        self._put(item)
        self._go(item, hold)
        return item

    def replace(self, item: OutboxItem, write: Write, *, hold: float) -> OutboxItem:
        """Change a held item before it leaves; its time to be taken back starts anew."""
        item = replace(item, write=write, held_until=self._clock.now() + timedelta(seconds=hold))
        self._put(item)
        self._go(item, hold)
        return item

    def take_back(self, item_id: str | None = None) -> OutboxItem | None:
        """Take back one item that has not left, by id or the newest held one; ``None`` when there is none.

        One that waits to be repeated after a lost answer may have been carried out: nobody can promise to take it back.
        """
        open_now = [i for i in self.items if i.state in (State.HELD, State.WAITING) and i.lost_at is None]
        found = [i for i in open_now if (i.id == item_id if item_id else i.state is State.HELD)]
        if not found:
            return None
        self._tasks.cancel(f"hold-{found[-1].id}")
        return self._end(found[-1], State.CANCELLED)

    def send_held(self) -> None:
        """End every hold now."""
        for item in self.items:
            if item.state is State.HELD:
                self._tasks.cancel(f"hold-{item.id}")
                self._put(replace(item, state=State.WAITING, held_until=None))
        self.pump()

    def try_again(self, item_id: str) -> None:
        """Send a refused item, or an unsure one of which the person knows that it was not done, once more."""
        item = self._items.get(item_id)
        if item is not None and item.state in (State.REFUSED, State.UNSURE):
            self._tasks.cancel(f"settle-{item_id}")
            self._put(replace(item, state=State.WAITING, reason="", hint="", began_at=None))
            self.pump()

    def call_done(self, item_id: str) -> None:
        """An unsure item of which the person knows that it was done."""
        item = self._items.get(item_id)
        if item is not None and item.state is State.UNSURE:
            self._tasks.cancel(f"settle-{item_id}")
            self._end(replace(item, outcome=None, reason="You said that it was done."), State.DONE)

    def put_away(self, item_id: str) -> None:
        """Forget a refused or unsure item: the person has seen to it."""
        item = self._items.get(item_id)
        if item is not None and item.state in (State.REFUSED, State.UNSURE):
            self._tasks.cancel(f"settle-{item_id}")
            self._end(item, State.CANCELLED)

    def pump(self) -> None:
        """Start whatever may leave now: nothing overtakes an earlier write to one of its profiles."""
        if self._board.snapshot.link is Link.REFUSED:
            return
        if self._way_out.shut is not None:
            for item in self.items:
                if item.state is State.WAITING and not item.reason:
                    self._put(replace(item, reason=self._way_out.shut.message, hint=THEN))
            return
        taken: set[str] = set()
        for item in self.items:
            profiles = set(profiles_of(item.write))
            if item.state is State.WAITING and not profiles & taken:
                began = replace(item, state=State.SENDING, began_at=self._clock.now(), reason="", hint="")
                self._tasks.start(f"send-{item.id}", self._send(began, self._put(began)))
            if item.state in (State.WAITING, State.SENDING, State.UNSURE):
                taken |= profiles

    def _go(self, item: OutboxItem, hold: float) -> None:
        if item.state is State.HELD:
            self._tasks.start(f"hold-{item.id}", self._release(item, hold))
        else:
            self.pump()

    async def _release(self, item: OutboxItem, hold: float) -> None:
        await self._clock.sleep(hold)
        self._put(replace(item, state=State.WAITING, held_until=None))
        self.pump()

    async def _send(self, item: OutboxItem, recorded: asyncio.Future[None]) -> None:
        try:
            await asyncio.shield(recorded)
            outcome = await self._performer.perform(item.write)
        except (Offline, Unauthorized, Throttled) as error:
            self._wait(item, error)
        except RestWaits as error:
            left, done = _parted(item, error.outcome, self._new_id())
            # The rest first: a kill between the two records must not leave the whole to be sent.
            self._put(left)
            self._end(done, State.DONE)
            self._wait(left, error.cause)
        except AnswerLost as error:
            unsure = _lost(item, error)
            self._put(unsure)
            self._look_for(unsure)
        except Duplicate as error:
            if item.lost_at is None:
                self._end(replace(item, reason=error.message, hint=error.hint), State.REFUSED)
                return
            # After a lost answer a refused duplicate is evidence that the first attempt was carried out.
            self._put(unsure := _lost(item, error))
            self._look_for(unsure, error)
        except BuffertuiError as error:
            self._end(replace(item, reason=error.message, hint=error.hint), State.REFUSED)
        else:
            self._board.answered()
            self._end(replace(item, outcome=outcome), State.DONE)

    def _wait(self, item: OutboxItem, error: ServiceError) -> None:
        """Nothing of this has left. It waits here, where it can be taken back and outlives the run."""
        full = isinstance(error, Throttled)
        hint = THEN if full else error.hint
        self._put(replace(item, state=State.WAITING, began_at=None, reason=error.message, hint=hint))
        if isinstance(error, Throttled):
            self._way_out.full(error)
        else:
            self._board.failed(error)
            self._way_out.broken()

    def _look_for(self, item: OutboxItem, refused: Duplicate | None = None) -> None:
        """Begin to find out what became of an unsure item, in a task of its own: a decision of the person ends it."""
        self._tasks.start(f"settle-{item.id}", self._settle(item, refused))

    async def _settle(self, item: OutboxItem, refused: Duplicate | None = None) -> None:
        """Look what became of an unsure item. ``refused`` is the server's no to its repetition."""
        finding = await self._settler.look(item, self._made)
        settled = replace(item, reason=finding.reason, hint="")
        match finding.verdict:
            case Verdict.DONE:
                self._end(replace(settled, outcome=finding.outcome), State.DONE)
            case Verdict.REPEAT if refused is not None:
                # It was not found, and asking again would only be refused again.
                settled = replace(settled, reason=refused.message, hint=refused.hint)
                if isinstance(item.write, Create):
                    self._ask(replace(settled, hint="It was not found. Only you can tell whether it is there."))
                else:
                    self._end(settled, State.REFUSED)
            case Verdict.REPEAT:
                self._put(replace(settled, state=State.WAITING, began_at=None))
                self.pump()
            case Verdict.SPLIT if finding.rest is not None:
                self._split(settled, finding, finding.rest)
            case _:
                self._ask(replace(settled, outcome=finding.outcome))

    def _ask(self, item: OutboxItem) -> None:
        """Leave an unsure item to the person."""
        self._put(item)
        self._settled(item)

    def _split(self, item: OutboxItem, finding: Finding, rest: Create) -> None:
        """Some profiles have it. The item itself becomes the rest, with one record: a kill between two would leave
        both the whole and the rest of it to be sent."""
        state = State.UNSURE if finding.doubt else State.WAITING
        left = replace(item, write=rest, state=state, began_at=None, outcome=finding.doubt)
        self._put(left)
        there = tuple(u.profile_id for u in finding.outcome.updates) if finding.outcome else ()
        done = replace(item, id=self._new_id(), write=replace(rest, profile_ids=there), draft_id="")
        self._end(replace(done, outcome=finding.outcome), State.DONE)
        if finding.doubt:
            self._ask(left)

    def _put(self, item: OutboxItem) -> asyncio.Future[None]:
        """Show an item as it stands now and queue its record. Nothing leaves before its record is on disk."""
        self._items[item.id] = item
        self._announce()
        recorded = self._keeper.ask(partial(self._keeper.store.record, item))
        self._keeper.watch(recorded, "Not recorded on this machine")
        return recorded

    def _end(self, item: OutboxItem, state: State) -> OutboxItem:
        item = replace(item, state=state, held_until=None, settled_at=self._clock.now())
        if state is State.DONE:
            self._note(item)
        self._put(item)
        if state in (State.DONE, State.CANCELLED):
            self._items.pop(item.id, None)
            self._announce()
        self._settled(item)
        self.pump()
        return item

    def _announce(self) -> None:
        self._board.change(outbox=self.items)
        self.on_change()


def _lost(item: OutboxItem, error: BuffertuiError) -> OutboxItem:
    """The item as unsure: from its first lost attempt on there may be traces of it."""
    since = item.lost_at or item.began_at
    return replace(item, state=State.UNSURE, lost_at=since, reason=error.message, hint=error.hint)


def _parted(item: OutboxItem, outcome: Outcome, new_id: str) -> tuple[OutboxItem, OutboxItem]:
    """Of a post to several profiles what is left, and what is certain as an item of its own.

    What is left counts as being sent until it is known why it waits, so that nothing starts it meanwhile.
    """
    write = item.write
    if not isinstance(write, Create):
        raise TypeError("only a post goes to several profiles")
    told = (*(update.profile_id for update in outcome.updates), *outcome.missing)
    left = replace(item, write=replace(write, profile_ids=tuple(i for i in write.profile_ids if i not in told)))
    done = replace(item, id=new_id, write=replace(write, profile_ids=told), draft_id="", outcome=outcome)
    return left, done
