"""Each kind of write as the one call of the service that carries it out."""

from __future__ import annotations

from buffertui.domain.drafts import (
    Create,
    Delete,
    Edit,
    MoveToBottom,
    MoveToTop,
    Outcome,
    Reorder,
    SetSchedules,
    ShareNow,
    Shuffle,
    Write,
)
from buffertui.domain.ports import BufferService


class Performer:
    """Carries writes out, without a second try of any kind."""

    def __init__(self, service: BufferService) -> None:
        self._service = service

    async def perform(self, write: Write) -> Outcome:
        """Do it, once. Raises what the service raises."""
        service = self._service
        match write:
            case Create():
                return await service.create(write)
            case Edit():
                return await service.edit(write)
            case ShareNow(update=update):
                return await service.share_now(update)
            case Delete(update=update):
                return await service.delete(update)
            case MoveToTop(update=update):
                return await service.move_to_top(update)
            case MoveToBottom(update=update):
                return await service.move_to_bottom(update)
            case Reorder(profile_id=profile_id, order=order):
                if not service.reads_order_itself:
                    order = await self._whole_order(profile_id, order)
                return await service.reorder(profile_id, order)
            case Shuffle(profile_id=profile_id):
                return await service.shuffle(profile_id)
            case SetSchedules(profile_id=profile_id, schedules=schedules):
                return await service.set_schedules(profile_id, schedules)

    async def _whole_order(self, profile_id: str, wanted: tuple[str, ...]) -> tuple[str, ...]:
        """The order to send: the queue as it is now, put into the order that was wanted.

        A reorder names the whole queue, right after a fresh read of it (v1 reference, section 3.4); updates that came
        meanwhile keep their place behind, those that left are not named.
        """
        rank = {update_id: n for n, update_id in enumerate(wanted)}
        ids: list[str] = []
        after: str | None = None
        while True:
            page = await self._service.pending(profile_id, after=after)
            ids += [u.id for u in page.updates if u.readable and u.id not in ids]
            after = page.next
            if after is None:
                return tuple(sorted(ids, key=lambda update_id: rank.get(update_id, len(rank))))
