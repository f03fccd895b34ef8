"""What a person wrote: drafts, the outbox and its journal, on disk when a call returns."""

from __future__ import annotations

import logging
import sqlite3

from buffertui.domain.drafts import Draft, OutboxItem, State
from buffertui.domain.errors import StoreError

from .kept import Unkept, kept, key_of, read
from .runs import Runs
from .words_file import WordsFile

SETTLED = (State.DONE, State.CANCELLED)

_log = logging.getLogger(__name__)


class Words:
    """Drafts, outbox and journal of one account, for one run. Every method may raise ``StoreError``."""

    def __init__(self, file: WordsFile, runs: Runs) -> None:
        self._file = file
        self._runs = runs
        self._open: set[str] = set()

    def save(self, draft: Draft) -> None:
        key, value = key_of(draft.id), kept(draft)

        def work(c: sqlite3.Connection) -> None:
            c.execute("INSERT OR REPLACE INTO drafts (id, value) VALUES (?, ?)", (key, value))
            if draft.id in self._open:
                # A file that had to be replaced has lost it.
                c.execute("INSERT OR IGNORE INTO claims VALUES (?, ?)", (key, self._runs.name))

        self._file.write(work, "Your text could not be saved")

    def drop(self, draft_id: str) -> None:
        def work(c: sqlite3.Connection) -> None:
            c.execute("DELETE FROM drafts WHERE id = ?", (key_of(draft_id),))
            c.execute("DELETE FROM claims WHERE draft = ?", (key_of(draft_id),))

        self._file.write(work, "A draft could not be deleted")

    def drafts(self) -> tuple[Draft, ...]:
        """Saved last first, without those that another living run has open."""

        def work(c: sqlite3.Connection) -> tuple[list[tuple[bytes, bytes]], dict[bytes, str]]:
            rows = c.execute("SELECT id, CAST(value AS BLOB) FROM drafts ORDER BY number DESC").fetchall()
            return rows, dict(c.execute("SELECT draft, owner FROM claims"))

        rows, claims = self._file.read(work, "Your drafts could not be read")
        found: list[Draft] = []
        for key, value in rows:
            if key in claims and claims[key] != self._runs.name and self._runs.living(claims[key]):
                continue
            try:
                found.append(read(Draft, value))
            except Unkept:
                self._file.note("A draft could not be read. It is left in the file as it is.")
        return tuple(found)

    def claim(self, draft_id: str) -> bool:
        """Note that this run writes on a draft; false when another living one does."""
        key, own = key_of(draft_id), self._runs.name

        def taken(c: sqlite3.Connection) -> bool:
            row = c.execute("SELECT owner FROM claims WHERE draft = ?", (key,)).fetchone()
            return row is not None and row[0] != own and self._runs.living(row[0])

        def work(c: sqlite3.Connection) -> bool:
            if taken(c):
                return False
            c.execute("INSERT OR REPLACE INTO claims VALUES (?, ?)", (key, own))
            return True

        try:
            mine = self._file.write(work, "A draft could not be opened")
            if mine:
                self._open.add(draft_id)
            return mine
        except StoreError as error:
            # Without room for the note a person may still look, and is told when the text cannot be saved.
            _log.warning("%s", error.message)
            return not self._file.read(taken, "Your drafts could not be read")

    def release(self, draft_id: str) -> None:
        """This run does not write on the draft any more."""
        self._open.discard(draft_id)
        row = (key_of(draft_id), self._runs.name)
        try:
            self._file.write(
                lambda c: c.execute("DELETE FROM claims WHERE draft = ? AND owner = ?", row),
                "A draft could not be closed",
            )
        except StoreError as error:
            _log.warning("%s", error.message)

    def record(self, item: OutboxItem) -> None:
        """Insert or replace an item of this run. ``StoreError`` too when another run has it by now, or settled it."""
        key, own = key_of(item.id), self._runs.name

        def work(c: sqlite3.Connection) -> None:
            row = c.execute("SELECT owner FROM outbox WHERE id = ?", (key,)).fetchone()
            settled = c.execute("SELECT 1 FROM journal WHERE id = ?", (key,)).fetchone()
            if item.state not in SETTLED and (settled or (row is not None and row[0] != own)):
                raise StoreError(
                    "Another running buffertui has taken this over.", hint="Look there; here it goes no further."
                )
            if item.state in SETTLED:
                c.execute("DELETE FROM outbox WHERE id = ?", (key,))
                c.execute("INSERT OR REPLACE INTO journal (id, value) VALUES (?, ?)", (key, kept(item)))
            elif row is None:
                c.execute("INSERT INTO outbox (id, owner, value) VALUES (?, ?, ?)", (key, own, kept(item)))
            else:
                c.execute("UPDATE outbox SET value = ? WHERE id = ?", (kept(item), key))

        self._file.write(work, "The outbox could not be recorded")

    def adopt(self) -> tuple[OutboxItem, ...]:
        """Take over what runs left that have ended, oldest first; nothing where nothing can be written."""
        own = self._runs.name

        def work(c: sqlite3.Connection) -> list[bytes]:
            owners = [row[0] for row in c.execute("SELECT DISTINCT owner FROM outbox UNION SELECT owner FROM claims")]
            rows: list[tuple[int, bytes]] = []
            for owner in owners:
                if owner != own and not self._runs.living(owner):
                    rows += c.execute("SELECT number, CAST(value AS BLOB) FROM outbox WHERE owner = ?", (owner,))
                    c.execute("UPDATE outbox SET owner = ? WHERE owner = ?", (own, owner))
                    c.execute("DELETE FROM claims WHERE owner = ?", (owner,))
            return [value for _, value in sorted(rows)]

        if self._file.reading:
            return ()
        values = self._file.write(work, "What an earlier run left in the outbox could not be taken over")
        self._runs.sweep()
        return self._items(values)

    def journal(self, limit: int) -> tuple[OutboxItem, ...]:
        """Settled items, newest first."""
        return self._items(
            self._file.read(
                lambda c: [row[0] for row in c.execute(
                    "SELECT CAST(value AS BLOB) FROM journal ORDER BY number DESC LIMIT ?", (limit,)
                )],
                "The journal could not be read",
            )
        )

    def _items(self, values: list[bytes]) -> tuple[OutboxItem, ...]:
        found: list[OutboxItem] = []
        for value in values:
            try:
                found.append(read(OutboxItem, value))
            except Unkept:
                self._file.note("An item of the outbox could not be read. It is left in the file as it is.")
        return tuple(found)
