"""The verbs that change something at Buffer; each becomes an item of the outbox."""

from __future__ import annotations

from dataclasses import replace

from buffertui.domain.drafts import (
    Approval,
    Create,
    Delete,
    Draft,
    Edit,
    MoveToBottom,
    MoveToTop,
    NextSlot,
    Now,
    OutboxItem,
    Reorder,
    ShareNow,
    Shuffle,
    State,
    Write,
    update_of,
)
from buffertui.domain.models import DRAFT, Update
from buffertui.domain.ports import BufferService, Clock

from .board import Board
from .ghosts import LABELS as GHOST_LABELS
from .ghosts import ghost_id
from .listing import in_order, in_slots, swapped
from .outbox import Outbox
from .shelf import Shelf
from .state import Mark, Side
from .wording import phrases

MOVE_HOLD = 1.5
"""Seconds in which further moves of updates in one queue join the same request."""

LABELS = {ShareNow: "sharing", Delete: "deleting", Edit: "saving", MoveToTop: "moving to top",
          MoveToBottom: "moving to bottom"}


class Writing:
    """What a person does to updates. ``undo_seconds`` is how long a public or lossy act can be taken back."""

    def __init__(
        self, outbox: Outbox, board: Board, shelf: Shelf, clock: Clock, undo_seconds: float,
        service: BufferService,
    ) -> None:
        self.outbox = outbox
        self._board = board
        self._shelf = shelf
        self._clock = clock
        self._undo_seconds = undo_seconds
        self._service = service

    def submit(self, write: Create | Edit, draft: Draft) -> OutboxItem:
        """Send what was composed. What goes out at once is held first, like share now."""
        public = isinstance(write.when, Now)
        return self._add(write, self._undo_seconds if public else 0.0, draft.id)

    def share_now(self, update: Update) -> OutboxItem:
        """Publish a waiting update, after the time in which it can be taken back."""
        return self._add(ShareNow(update), self._undo_seconds)

    def delete(self, update: Update) -> OutboxItem:
        """Delete a waiting update, after the time in which it can be taken back."""
        return self._add(Delete(update), self._undo_seconds)

    def move_to_top(self, update: Update) -> OutboxItem:
        """Put a waiting update at the front of its queue."""
        return self._add(MoveToTop(update), 0.0)

    def move_to_bottom(self, update: Update) -> OutboxItem:
        """Put a waiting update at the end of its queue."""
        return self._add(MoveToBottom(update), 0.0)

    def to_queue(self, update: Update) -> OutboxItem:
        """Give a draft, a failed update or one with a fixed time the next free slot (``Can.REQUEUE``)."""
        return self._add(Edit(update, when=NextSlot(), draft=False if update.status == DRAFT else None), 0.0)

    def to_drafts(self, update: Update) -> OutboxItem:
        """Take an update out of the queue and keep it among Buffer's drafts (``Can.DRAFTS``)."""
        return self._add(Edit(update, draft=True), 0.0)

    def ask_approval(self, update: Update) -> OutboxItem:
        """Ask for a draft to be approved (``Can.DRAFTS``)."""
        return self._add(Edit(update, approval=Approval.REQUEST), 0.0)

    def revert_approval(self, update: Update) -> OutboxItem:
        """Take the question for an approval back (``Can.DRAFTS``)."""
        return self._add(Edit(update, approval=Approval.REVERT), 0.0)

    def shuffle(self, profile_id: str) -> OutboxItem:
        """Put a queue in a chance order, after the time in which that can be taken back."""
        return self._add(Shuffle(profile_id, tuple(u.id for u in self._slots(profile_id))), self._undo_seconds)

    def move(self, update: Update, by: int) -> bool:
        """Move a waiting update one place down (1) or up (-1). Moves that follow quickly go out as one request.

        Where another order costs more requests than one, it is held as long as a public act, and says its price
        (``Snapshot.costs``).
        """
        profile_id, movable = update.profile_id, self._board.snapshot.movable
        order = swapped(self._shelf.listing(Side.PENDING, profile_id).updates, update.id, by, movable)
        if order is None:
            return False
        hold = max(MOVE_HOLD, self._undo_seconds) if self._dear else MOVE_HOLD
        held = next((i for i in self.outbox.items if i.state is State.HELD and isinstance(i.write, Reorder)
                     and i.write.profile_id == profile_id), None)
        if held is not None and isinstance(held.write, Reorder):
            self.outbox.replace(held, replace(held.write, order=order), hold=hold)
        else:
            write = Reorder(profile_id, order, tuple(u.id for u in self._slots(profile_id)))
            self.outbox.add(write, hold=hold)
        self._shelf.edit(Side.PENDING, profile_id, lambda listing: listing.ordered(order, movable))
        return True

    def price(self, write: Reorder | Shuffle) -> int:
        """How many requests another order costs, reading the queue before it included; of a shuffle the most."""
        slots = self._slots(write.profile_id)
        if isinstance(write, Reorder):
            slots = in_order(slots, write.before, self._board.snapshot.movable)
            return self._service.reorder_price(slots, write.order)
        ids = tuple(update.id for update in slots)
        return max(self._service.reorder_price(slots, order) for order in (ids[::-1], (*ids[1:], *ids[:1])))

    def _slots(self, profile_id: str) -> tuple[Update, ...]:
        """The updates of a queue that have a place in its order."""
        return in_slots(self._shelf.listing(Side.PENDING, profile_id).updates, self._board.snapshot.movable)

    @property
    def _dear(self) -> bool:
        """Whether another order costs more than one request, and may give updates a fixed time."""
        return self._service.reads_order_itself

    def undo(self) -> OutboxItem | None:
        """Take back the newest thing that is held."""
        item = self.outbox.take_back()
        if item is not None and isinstance(item.write, Reorder):
            before, movable = item.write.before, self._board.snapshot.movable
            self._shelf.edit(Side.PENDING, item.write.profile_id, lambda listing: listing.ordered(before, movable))
        return item

    def unsettled(self) -> tuple[OutboxItem, ...]:
        """What would be cut off or left behind by quitting now."""
        return tuple(i for i in self.outbox.items if i.state.open)

    @property
    def under_way(self) -> int:
        """How many writes have left and wait for their answer. Looking for a lost answer is not among them."""
        return sum(item.state is State.SENDING for item in self.outbox.items)

    async def finish(self, seconds: float) -> bool:
        """Let writes that are under way end, for at most so long. True when none was left."""
        deadline = self._clock.monotonic() + seconds
        while self.under_way and self._clock.monotonic() < deadline:
            await self._clock.sleep(0.05)
        return not self.under_way

    def _add(self, write: Write, hold: float, draft_id: str = "") -> OutboxItem:
        return self.outbox.add(write, hold=hold, draft_id=draft_id)

    def mark(self) -> None:
        """Show what the outbox is doing: marks on the updates that it changes, and posts that are still to come."""
        marks: dict[str, Mark] = {}
        costs: dict[str, int] = {}
        movable = self._board.snapshot.movable
        for item in self.outbox.items:
            if isinstance(item.write, Reorder | Shuffle) and self._dear:
                if item.state.open:
                    costs[item.id] = self.price(item.write)
                if item.state in (State.SENDING, State.UNSURE):
                    movable |= set(item.write.before)
            update = update_of(item.write)
            if update is not None and item.state is not State.REFUSED:
                marks[update.id] = Mark(_label(item), item.held_until)
            elif isinstance(item.write, Create) and item.state in GHOST_LABELS:
                mark = Mark(GHOST_LABELS[item.state], item.held_until)
                marks |= {ghost_id(item, profile_id): mark for profile_id in item.write.profile_ids}
        self._board.change(marks=marks, costs=costs, movable=movable)
        self._shelf.show()


def _label(item: OutboxItem) -> str:
    """What happens to an update, as it stands beside its text."""
    own = phrases(item.write)
    doing = own.doing if own else LABELS.get(type(item.write), "changing")
    match item.state:
        case State.UNSURE:
            return f"{doing}: not known if done"
        case State.WAITING:
            return f"{doing}: waits"
        case _:
            return doing
