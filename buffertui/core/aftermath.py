"""What follows when a write is settled: lists, counts and drafts are put right, and the person is told."""

from __future__ import annotations

from dataclasses import replace

from buffertui.domain.drafts import (
    Create,
    Delete,
    Draft,
    Edit,
    MoveToBottom,
    MoveToTop,
    OutboxItem,
    Reorder,
    SetSchedules,
    ShareNow,
    Shuffle,
    State,
    Top,
    profiles_of,
)
from buffertui.domain.errors import BuffertuiError
from buffertui.domain.models import FAILED, SENT, WAITING, Update
from buffertui.domain.ports import BufferService, Clock, Priority

from .board import Board, Tone
from .counting import count_of, with_count
from .kept_drafts import KeptDrafts
from .placing import outcome_lines
from .reading import Reader
from .shelf import Shelf
from .state import ALL, Side
from .tasks import Tasks
from .wording import name_of, settled_title

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
        if isinstance(item.write, Reorder | Shuffle | MoveToTop | MoveToBottom | ShareNow | Delete):
            for profile_id in profiles_of(item.write):
                self._read_again(profile_id, Side.PENDING)

    def _done(self, item: OutboxItem) -> None:
        write, outcome = item.write, item.outcome
        match write:
            case Create():
                self._created(item, write)
            case Edit(before=before):
                for update in outcome.updates if outcome else ():
                    self._place(update if update.profile_id else replace(update, profile_id=before.profile_id))
                if outcome is None or not outcome.updates or write.when is not None:
                    self._read_again(before.profile_id, Side.PENDING)
                if item.draft_id:
                    self._drafts.drop(item.draft_id)
            case Delete(update=update):
                self._gone(update)
                self._read_again(update.profile_id, Side.PENDING, needed=not self._reader.thrifty)
            case ShareNow(update=update):
                self._gone(update)
                self._tasks.start(f"shared-{update.id}", self._look_at_shared(update))
            case MoveToTop(update=update) | MoveToBottom(update=update):
                self._read_again(update.profile_id, Side.PENDING)
            case Reorder(profile_id=one) | Shuffle(profile_id=one) | SetSchedules(profile_id=one):
                self._read_again(one, Side.PENDING)
        missing = bool(outcome and outcome.missing)
        snapshot = self._board.snapshot
        lines: tuple[str, ...] = ()
        if isinstance(write, Create) and outcome is not None:
            lines = outcome_lines(
                outcome, write.profile_ids, snapshot.profiles, self._clock.now(), snapshot.account_zone
            )
        kept = ("The text is kept for the others: press c.",) if missing else ()
        message = outcome.message if outcome is not None and missing else ""
        text = "\n".join(line for line in (*lines, message, item.reason, *kept) if line)
        self._board.tell(settled_title(item, snapshot.profiles), text, Tone.WARNING if missing else Tone.DONE)

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

    def _place(self, update: Update) -> None:
        if update.status in (WAITING, FAILED):
            side = Side.PENDING
        elif update.status == SENT or update.sent_at is not None:
            side = Side.SENT
        else:
            self._read_again(update.profile_id, Side.PENDING)
            return
        known = any(u.id == update.id for u in self._shelf.listing(side, update.profile_id).updates)
        self._shelf.edit(side, update.profile_id,
                         lambda listing: listing.holding(update, newest_first=side is Side.SENT))
        if not known:
            self._recount(update.profile_id, side, 1)

    def _gone(self, update: Update) -> None:
        self._shelf.edit(Side.PENDING, update.profile_id, lambda listing: listing.moved_up(update.id))
        self._recount(update.profile_id, Side.PENDING, -1)

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
        if needed and self._board.snapshot.chosen in (ALL, profile_id):
            self._tasks.start(f"again-{side}-{profile_id}", self._later(profile_id, side))

    async def _later(self, profile_id: str, side: Side) -> None:
        await self._clock.sleep(SETTLE_DELAY)
        await self._reader.list(side, profile_id, Priority.BACKGROUND)

    async def _look_at_shared(self, update: Update) -> None:
        """Share answers only that it was accepted; what the network made of it stands in the update (section 2.9)."""
        await self._clock.sleep(SETTLE_DELAY)
        if self._reader.thrifty and await self._found_in_sent(update):
            return
        self._read_again(update.profile_id, Side.PENDING)
        try:
            now = await self._service.update(update.id, Priority.BACKGROUND)
        except BuffertuiError as error:
            self._board.failed(error)
            self._shelf.doubt(update.profile_id, Side.SENT)
            return
        if now.error:
            self._board.tell(f"{name_of(self._board.snapshot.profiles, update.profile_id)}: the network refused it",
                             now.error, Tone.ERROR)
        if now.status == SENT or now.sent_at is not None:
            self._place(now if now.profile_id else replace(now, profile_id=update.profile_id))

    async def _found_in_sent(self, update: Update) -> bool:
        """Look for a shared update with one request, after the time that sending mostly takes."""
        await self._clock.sleep(SENDING_DELAY)
        await self._reader.overview(update.profile_id)
        return any(u.id == update.id for u in self._shelf.listing(Side.SENT, update.profile_id).updates)
