"""The ``Store`` of the demo and of tests: in memory, gone with the program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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

    def recall(self, rows: int | None = None, rows_of_all: int | None = None) -> Remembered:
        known, ids = self._known, {profile.id for profile in self._known.profiles}
        lists = [one for one in self._lists.values() if known.account is None or one.profile_id in ids]
        of_one = known.chosen in ids
        most = rows if of_one else rows_of_all
        return replace(
            known,
            lists=tuple(_from(one, 0, most) for one in lists if not of_one or one.profile_id == known.chosen),
            others=tuple((one.side, one.profile_id) for one in lists if of_one and one.profile_id != known.chosen),
        )

    def recall_list(
        self, side: str, profile_id: str, rows: int | None = None, after: str | None = None
    ) -> KnownList | None:
        known = self._lists.get((side, profile_id))
        ids = [update.id for update in known.updates] if known is not None else []
        if known is None or (after is not None and after not in ids):
            return None
        return _from(known, ids.index(after) if after is not None else 0, rows)

    def recall_times(self) -> Mapping[str, tuple[datetime, ...]]:
        whole = (one for one in self._lists.values() if one.side == "pending" and one.next is None)
        return {one.profile_id: tuple(u.due_at for u in one.updates if u.due_at is not None) for one in whole}

    def remember(self, account: Account, profiles: tuple[Profile, ...], chosen: str, at: datetime) -> None:
        self._known = Remembered(account, profiles, chosen, (), at)

    def remember_list(self, known: KnownList) -> None:
        before = self._lists.get((known.side, known.profile_id))
        if known.rest is not None:
            known = _joined(before, known)
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


def _joined(before: KnownList | None, known: KnownList) -> KnownList:
    """A list whose beginning was changed, with what stays behind it. Where that is lost, the list has to be read from
    its beginning before it goes on."""
    stored, ids = before.updates if before is not None else (), {update.id for update in known.updates}
    begin = next((at for at, update in enumerate(stored) if update.id == known.rest), None)
    if begin is None:
        return replace(known, rest=None, next="", pages=1)
    behind = (update for update in stored[begin:] if update.id not in ids)
    return replace(known, rest=None, updates=(*known.updates, *behind))


def _from(known: KnownList, begin: int, rows: int | None) -> KnownList:
    end = len(known.updates) if rows is None else begin + rows
    rest = known.updates[end].id if end < len(known.updates) else None
    return replace(known, updates=known.updates[begin:end], rest=rest)


def _seen(side: str, updates: Iterable[Update]) -> dict[str, Found]:
    return {update.id: Found(update, side) for update in updates if update.readable}
