"""Texts that are being written, kept at every pause of the hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from buffertui.domain.drafts import At, Create, Draft, Edit, Now, OutboxItem, Top, When
from buffertui.domain.errors import StoreError
from buffertui.domain.fields import as_typed, joined, thread_of
from buffertui.domain.models import Media
from buffertui.domain.ports import Clock
from buffertui.domain.times import zone

from .board import Board, Tone
from .keeper import Keeper


class KeptDrafts:
    """Drafts in the store, and the list of them on the board."""

    def __init__(self, keeper: Keeper, board: Board, clock: Clock, new_id: Callable[[], str]) -> None:
        self._keeper = keeper
        self._board = board
        self._clock = clock
        self.new_id = new_id

    def save(self, draft: Draft) -> asyncio.Future[None]:
        """Keep a draft; an empty one is dropped. The list on the board shows it at once.

        Whoever awaits what is returned gets the ``StoreError`` when it could not be kept, and must.
        """
        draft = replace(draft, saved_at=self._clock.now())
        others = tuple(d for d in self._board.snapshot.drafts if d.id != draft.id)
        if draft.empty:
            self._board.change(drafts=others)
            return self._keeper.ask(partial(self._keeper.store.drop_draft, draft.id))
        self._board.change(drafts=(draft, *others))
        return self._keeper.ask(partial(self._keeper.store.save_draft, draft))

    def post(self, draft: Draft) -> None:
        """Keep a draft; when that fails the person is told."""
        self._keeper.watch(self.save(draft), "The text could not be saved")

    def drop(self, draft_id: str) -> None:
        """Throw a draft away, because the person said so or because it was sent."""
        self._board.change(drafts=tuple(d for d in self._board.snapshot.drafts if d.id != draft_id))
        self._keeper.post(partial(self._keeper.store.drop_draft, draft_id), "A draft could not be removed")

    def copy(self, draft: Draft) -> Draft:
        """Keep a new post with the text and media of a draft."""
        placement = "next" if draft.placement == "keep" else draft.placement
        twin = replace(draft, id=self.new_id(), editing=None, placement=placement)
        self.post(twin)
        return twin

    def of_item(self, item: OutboxItem) -> Draft | None:
        """The text of an outbox item as a draft: the kept one, or one made from what was to be sent, and kept."""
        kept = next((d for d in self._board.snapshot.drafts if d.id == item.draft_id), None)
        if kept is not None or not isinstance(item.write, Create | Edit):
            return kept
        made = self.of_write(item.write, item.draft_id)
        self.post(made)
        return made

    def of_write(self, write: Create | Edit, draft_id: str = "") -> Draft:
        """What was to be sent as it would have been typed. Its time is that of its first profile's clock."""
        draft_id = draft_id or self.new_id()
        profile_id = write.before.profile_id if isinstance(write, Edit) else write.profile_ids[0]
        placement, when = ("draft", "") if write.draft else self._typed(write.when, profile_id)
        if isinstance(write, Create):
            return Draft(
                draft_id, write.profile_ids, joined((write.text, *thread_of(write.fields))), write.media, placement,
                when, write.shorten, fields=as_typed(write.fields),
            )
        before = write.before
        text = before.text if write.text is None else write.text
        fields = before.fields if write.fields is None else write.fields
        media = write.media if write.media is not None else before.media[0] if before.media else Media()
        return Draft(
            draft_id, (profile_id,), joined((text, *thread_of(fields))), media, placement, when, editing=before,
            fields=as_typed(fields),
        )

    def _typed(self, when: When | None, profile_id: str) -> tuple[str, str]:
        match when:
            case At(time=time):
                snapshot = self._board.snapshot
                profile = snapshot.profile(profile_id)
                where = zone(profile.timezone if profile else "", snapshot.account_zone)
                return "at", f"{time.astimezone(where):%Y-%m-%d %H:%M}"
            case Now():
                return "now", ""
            case Top():
                return "top", ""
            case None:
                return "keep", ""
            case _:
                return "next", ""

    async def open(self, draft_id: str) -> bool:
        """Whether this run may write on the draft: another running copy may have it open."""
        return await self._keeper.ask(partial(self._keeper.store.open_draft, draft_id))

    def close(self, draft_id: str) -> None:
        """This run does not write on the draft any more."""
        self._keeper.post(partial(self._keeper.store.close_draft, draft_id), "A draft could not be closed")

    async def show(self) -> None:
        """Put the list on the board, newest first."""
        try:
            drafts = await self._keeper.ask(self._keeper.store.drafts)
        except StoreError as error:
            self._board.tell("Drafts could not be read", f"{error.message} {error.hint}".strip(), Tone.ERROR)
            return
        self._board.change(drafts=drafts)
