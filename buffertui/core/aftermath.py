"""What follows when a write is settled: lists, counts and drafts are put right, and the person is told."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from buffertui.domain.drafts import (
    Create,
    Delete,
    Draft,
    Edit,
    MoveToBottom,
    MoveToTop,
    NextSlot,
    OutboxItem,
    Outcome,
    Reorder,
    SetSchedules,
    ShareNow,
    Shuffle,
    State,
    Top,
    profiles_of,
    update_of,
)
from buffertui.domain.errors import BuffertuiError
from buffertui.domain.models import FAILED, NEEDS_APPROVAL, SENDING, Update
from buffertui.domain.ports import BufferService, Clock, Priority

from .board import Board, Tone
from .counting import count_of, with_count
from .kept_drafts import KeptDrafts
from .listing import Listing
from .overviews import place_of
from .placing import outcome_lines
from .reading import Reader
from .shelf import ORDERS, Shelf
from .state import ALL, QUEUES, Side
from .tasks import Tasks
from .wording import name_of, phrases, settled_title, station

SETTLE_DELAY = 2.0
"""Seconds after a write before its queue is read again, so that several writes cost one read."""

SENDING_DELAY = 4.0
"""Further seconds in which the network mostly takes an update that was shared."""


class Aftermath:
    """Puts the screen right after each settled write."""

    def __init__(
        self, service: BufferService, drafts: KeptDrafts, board: Board, shelf: Shelf, reader: Reader, tasks: Tasks,
        clock: Clock,
    ) -> None:
        self._service = service
        self._drafts = drafts
        self._board = board
        self._shelf = shelf
        self._reader = reader
        self._tasks = tasks
        self._clock = clock

    def settled(self, item: OutboxItem) -> None:
        """Act on an item that is done, refused, cancelled, or unsure with nothing found."""
        match item.state:
            case State.DONE:
                self._done(item)
            case State.REFUSED | State.UNSURE:
                self._failed(item)
            case _:
                pass

    def _failed(self, item: OutboxItem) -> None:
        title = settled_title(item, self._board.snapshot.profiles)
        self._board.tell(title, f"{item.reason} {item.hint}".strip(), Tone.ERROR)
        write, update = item.write, update_of(item.write)
        if isinstance(write, Reorder | Shuffle | MoveToTop | MoveToBottom | ShareNow | Delete) or phrases(write):
            for profile_id in profiles_of(write):
                self._read_again(profile_id, Side.PENDING)
            if update is not None and self._home(update) is not Side.PENDING:
                self._read_again(update.profile_id, self._home(update))

    def _done(self, item: OutboxItem) -> None:
        write, outcome = item.write, item.outcome
        match write:
            case Create():
                self._created(item, write)
            case Edit():
                self._edited(write, outcome)
                if item.draft_id:
                    self._drafts.drop(item.draft_id)
            case Delete(update=update):
                self._gone(update)
                if self._home(update) is Side.PENDING:
                    self._read_again(update.profile_id, Side.PENDING, needed=not self._reader.thrifty)
            case ShareNow(update=update):
                self._shared(update)
            case MoveToTop(update=update) | MoveToBottom(update=update):
                self._read_again(update.profile_id, Side.PENDING)
            case Reorder(profile_id=one) | Shuffle(profile_id=one):
                self._reordered(item, one)
            case SetSchedules(profile_id=one):
                self._read_again(one, Side.PENDING)
        missing = bool(outcome and outcome.missing)
        kept = ("The text is kept for the others: press c.",) if missing else ()
        message = outcome.message if outcome is not None and missing else ""
        text = "\n".join(line for line in (*self._fates(item), message, item.reason, *kept) if line)
        failed = outcome is not None and any(update.error for update in outcome.updates)
        tone = Tone.WARNING if missing or failed else Tone.DONE
        self._board.tell(settled_title(item, self._board.snapshot.profiles), text, tone)

    def _fates(self, item: OutboxItem) -> tuple[str, ...]:
        """What became of a post on each profile, or of an edited update where that is not what was asked."""
        snapshot, outcome = self._board.snapshot, item.outcome
        if outcome is None:
            return ()
        if isinstance(item.write, Edit):
            return tuple(
                said for u in outcome.updates if u.status != item.write.before.status and item.write.approval is None
                and (said := u.error if u.status == FAILED else station(u) if u.status == NEEDS_APPROVAL else "")
            )
        if not isinstance(item.write, Create):
            return ()
        ids = item.write.profile_ids
        lines = outcome_lines(outcome, ids, snapshot.profiles, self._clock.now(), snapshot.account_zone)
        stations = {update.profile_id: station(update) for update in outcome.updates if station(update)}
        return tuple(
            f"{name_of(snapshot.profiles, one)}: {stations[one]}" if one in stations else line
            for one, line in zip(ids, lines, strict=True)
        )

    def _created(self, item: OutboxItem, write: Create) -> None:
        outcome = item.outcome
        for update in outcome.updates if outcome else ():
            self._place(update)
            if isinstance(write.when, Top):
                self._read_again(update.profile_id, Side.PENDING)
        missing = outcome.missing if outcome else ()
        draft = next((d for d in self._board.snapshot.drafts if d.id == item.draft_id), None)
        if missing:
            kept = draft or Draft(item.draft_id or self._drafts.new_id(), text=write.text, media=write.media)
            self._drafts.post(replace(kept, profile_ids=missing))
        elif item.draft_id:
            self._drafts.drop(item.draft_id)

    def _edited(self, write: Edit, outcome: Outcome | None) -> None:
        before, updates = write.before, outcome.updates if outcome else ()
        if write.when is not None:
            self._board.change(movable=self._board.snapshot.movable - {before.id})
        for update in updates:
            if update.status == SENDING:
                self._shared(before)
            else:
                self._moved(before, update if update.profile_id else replace(update, profile_id=before.profile_id))
        behind = isinstance(write.when, NextSlot) and self._reader.thrifty and all(u.due_at for u in updates)
        if not updates or (write.when is not None and not behind):
            self._read_again(before.profile_id, Side.PENDING)
        if not updates:
            self._read_again(before.profile_id, self._home(before))
            for side in self._shelf.views:
                self._shelf.doubt(before.profile_id, side)

    def _reordered(self, item: OutboxItem, profile_id: str) -> None:
        """Where the answer names each update that got another time, it says all that changed."""
        changed = item.outcome.updates if item.outcome and item.lost_at is None and self._reader.thrifty else ()
        for update in changed:
            self._shelf.edit(Side.PENDING, profile_id, partial(Listing.holding, update=update))
        if not changed:
            self._read_again(profile_id, Side.PENDING)

    def _shared(self, update: Update) -> None:
        self._gone(update)
        self._tasks.start(f"shared-{update.id}", self._look_at_shared(update))

    def _home(self, update: Update) -> Side:
        """The list in which an update that is not sent stands, as far as is known."""
        return place_of(update, self._shelf.views) or Side.PENDING

    def _moved(self, before: Update, update: Update) -> None:
        """An update is something else now: it leaves the list that it was in for the one to which it belongs."""
        if update.id == before.id and self._home(before) is not self._home(update):
            self._gone(before)
        self._place(update)

    def _place(self, update: Update) -> None:
        side = place_of(update, self._shelf.views)
        if side is None:
            self._read_again(update.profile_id, Side.PENDING)
            return
        was = self._shelf.holder(update.id, update.profile_id)
        if was is not None and was is not side:
            self._leave(update, was)
        self._shelf.edit(side, update.profile_id, lambda listing: listing.holding(update, ORDERS[side]))
        if was is not side:
            self._recount(update.profile_id, side, 1)

    def _gone(self, update: Update) -> None:
        self._leave(update, self._shelf.holder(update.id, update.profile_id) or self._home(update))

    def _leave(self, update: Update, side: Side) -> None:
        def without(listing: Listing) -> Listing:
            return listing.moved_up(update.id) if side is Side.PENDING else listing.without(update.id)

        self._shelf.edit(side, update.profile_id, without)
        self._recount(update.profile_id, side, -1)

    def _recount(self, profile_id: str, side: Side, by: int) -> None:
        """The program's own change of a count, so that the next look does not take it for somebody else's."""
        profile = self._board.snapshot.profile(profile_id)
        count = count_of(profile, side) if profile else None
        if count is not None:
            self._board.change(
                profiles=with_count(self._board.snapshot.profiles, side, profile_id, max(0, count + by))
            )

    def _read_again(self, profile_id: str, side: Side, *, needed: bool = True) -> None:
        self._shelf.doubt(profile_id, side)
        chosen = self._board.snapshot.chosen
        if side not in QUEUES and not (self._shelf.has(side, profile_id) or self._shelf.has(side, ALL)):
            return
        wanted = ALL if chosen == ALL and side not in QUEUES else profile_id
        if needed and chosen in (ALL, profile_id):
            self._tasks.start(f"again-{side}-{wanted}", self._later(wanted, side))

    async def _later(self, profile_id: str, side: Side) -> None:
        await self._clock.sleep(SETTLE_DELAY)
        await self._reader.list(side, profile_id, Priority.BACKGROUND)

    async def _look_at_shared(self, update: Update) -> None:
        """Share answers only that it was accepted; what the network made of it stands in the update (section 2.9)."""
        await self._clock.sleep(SETTLE_DELAY)
        if self._reader.thrifty and await self._found(update):
            return
        self._read_again(update.profile_id, Side.PENDING)
        try:
            now = await self._service.update(update.id, Priority.BACKGROUND)
        except BuffertuiError as error:
            self._board.failed(error)
            self._shelf.doubt(update.profile_id, Side.SENT)
            return
        if now.error:
            self._tell_refused(now)
        if place_of(now, self._shelf.views) in (Side.SENT, Side.FAILED, Side.APPROVAL):
            self._place(now if now.profile_id else replace(now, profile_id=update.profile_id))

    async def _found(self, update: Update) -> bool:
        """Look for a shared update with one request, after the time that sending mostly takes."""
        await self._clock.sleep(SENDING_DELAY)
        await self._reader.overview(update.profile_id)
        side = self._shelf.holder(update.id, update.profile_id)
        if side is Side.FAILED:
            listing = self._shelf.listing(side, update.profile_id)
            self._tell_refused(next(u for u in listing.updates if u.id == update.id))
        return side in (Side.SENT, Side.FAILED, Side.APPROVAL)

    def _tell_refused(self, update: Update) -> None:
        name = name_of(self._board.snapshot.profiles, update.profile_id)
        self._board.tell(f"{name}: the network refused it", update.error, Tone.ERROR)
