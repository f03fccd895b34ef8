"""The ``Store`` on disk: what a person wrote in one file, what Buffer said in another, and which runs are alive."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from buffertui.domain.drafts import Draft, OutboxItem
from buffertui.domain.memory import Found, KnownList, Remembered
from buffertui.domain.models import Account, Profile
from buffertui.domain.ports import Clock

from .cache import Cache
from .runs import Runs
from .words import Words
from .words_file import WordsFile


class SqliteStore:
    """The store of one account, for one run. Several runs may have the same folder open, in one process or many.

    ``run_id`` is of this run alone, and never used again. On a system without ``fcntl`` a second run raises
    ``StoreInUse``. Otherwise ``StoreError`` is raised only when there is nothing to read and nothing can be written.
    """

    def __init__(self, folder: Path, *, run_id: str, clock: Clock) -> None:
        runs = Runs(folder, run_id)
        self._file = WordsFile(folder, runs, clock)
        self._words = Words(self._file, runs)
        self._cache = Cache(folder, clock)

    def save_draft(self, draft: Draft) -> None:
        self._words.save(draft)

    def drop_draft(self, draft_id: str) -> None:
        self._words.drop(draft_id)

    def drafts(self) -> tuple[Draft, ...]:
        return self._words.drafts()

    def open_draft(self, draft_id: str) -> bool:
        return self._words.claim(draft_id)

    def close_draft(self, draft_id: str) -> None:
        self._words.release(draft_id)

    def record(self, item: OutboxItem) -> None:
        self._words.record(item)

    def adopt(self) -> tuple[OutboxItem, ...]:
        return self._words.adopt()

    def journal(self, limit: int = 200) -> tuple[OutboxItem, ...]:
        return self._words.journal(limit)

    def recall(self, rows: int | None = None, rows_of_all: int | None = None) -> Remembered:
        return self._cache.recall(rows, rows_of_all)

    def recall_list(
        self, side: str, profile_id: str, rows: int | None = None, after: str | None = None
    ) -> KnownList | None:
        return self._cache.recall_list(side, profile_id, rows, after)

    def recall_times(self) -> Mapping[str, tuple[datetime, ...]]:
        return self._cache.recall_times()

    def remember(self, account: Account, profiles: tuple[Profile, ...], chosen: str, at: datetime) -> None:
        self._cache.remember(account, profiles, chosen, at)

    def remember_list(self, known: KnownList) -> None:
        self._cache.remember_list(known)

    def search(self, query: str, limit: int = 200) -> tuple[Found, ...]:
        return self._cache.search(query, limit)

    def notices(self) -> tuple[str, ...]:
        """As far as they are known by now: a file may turn out to be damaged later, and the cache is opened when it is
        first asked."""
        return (*self._file.notices, *self._cache.notices)

    def close(self) -> None:
        self._cache.close()
        self._file.close()
