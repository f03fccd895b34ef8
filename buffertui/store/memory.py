"""The ``Store`` of the demo and of tests: in memory, gone with the program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from buffertui.domain.drafts import Draft, OutboxItem, State
from buffertui.domain.matching import fold
from buffertui.domain.memory import Found, KnownList, Remembered
from buffertui.domain.models import Account, Profile, Update

SETTLED = (State.DONE, State.CANCELLED)


class MemoryStore:
    """Everything in dictionaries. ``end_run`` stands for the end of a run, however it came."""

    def __init__(self) -> None:
        self._drafts: dict[str, Draft] = {}
        self._own: dict[str, OutboxItem] = {}
        self._left: dict[str, OutboxItem] = {}
        self._journal: list[OutboxItem] = []
        self._known = Remembered()
        self._lists: dict[tuple[str, str], KnownList] = {}
        self._seen: dict[str, Found] = {}

    def save_draft(self, draft: Draft) -> None:
        self._drafts.pop(draft.id, None)
        self._drafts[draft.id] = draft

    def drop_draft(self, draft_id: str) -> None:
        self._drafts.pop(draft_id, None)

    def drafts(self) -> tuple[Draft, ...]:
        """Saved last first, whatever the clock said."""
        return tuple(self._drafts.values())[::-1]

    def open_draft(self, draft_id: str) -> bool:
        """There is only one run."""
        return True

    def close_draft(self, draft_id: str) -> None:
        """There is only one run."""

    def record(self, item: OutboxItem) -> None:
        if item.state in SETTLED:
            self._own.pop(item.id, None)
            self._journal = [item, *(one for one in self._journal if one.id != item.id)]
        else:
            self._own[item.id] = item

    def adopt(self) -> tuple[OutboxItem, ...]:
        found, self._left = self._left, {}
        self._own |= found
        return tuple(found.values())

    def journal(self, limit: int = 200) -> tuple[OutboxItem, ...]:
        return tuple(self._journal[:limit])

    def recall(self) -> Remembered:
        ids = {profile.id for profile in self._known.profiles}
        lists = (one for one in self._lists.values() if self._known.account is None or one.profile_id in ids)
        return replace(self._known, lists=tuple(lists))

    def remember(self, account: Account, profiles: tuple[Profile, ...], chosen: str, at: datetime) -> None:
        self._known = Remembered(account, profiles, chosen, (), at)

    def remember_list(self, known: KnownList) -> None:
        self._lists[known.side, known.profile_id] = known
        self._seen |= _seen(known.side, known.updates)

    def search(self, query: str, limit: int = 200) -> tuple[Found, ...]:
        words = fold(query).split()
        hits = [one for one in self._seen.values() if words and all(word in fold(one.update.text) for word in words)]
        hits.sort(key=lambda one: -(one.update.at.timestamp() if one.update.at else 0))
        return tuple(hits[:limit])

    def notices(self) -> tuple[str, ...]:
        return ()

    def end_run(self) -> None:
        """What is not settled is left for the next run."""
        self._left |= self._own
        self._own = {}

    def close(self) -> None:
        """The run ends; what is in the store stays."""
        self.end_run()


def _seen(side: str, updates: Iterable[Update]) -> dict[str, Found]:
    return {update.id: Found(update, side) for update in updates if update.readable}
