"""The lists of the last screen, kept in pieces, so that one changed row of ten thousand costs one piece.

Of a long list ``recall`` gives the first ``PAGES`` pages, as a list that was read so far and no further: as many rows
as it had when it was that long, and the ``next`` of then. Where the store never saw it that long it comes whole.
That mark may be old; a list that moved meanwhile is noticed when its next page comes, as ever.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from buffertui.domain.memory import KnownList
from buffertui.domain.models import Update

from .kept import Unkept, key_of
from .rows import SHAPE, OtherShape, pack, unhindered, unpack
from .seen import Seen

PAGES = 3
"""Pages of a list that ``recall`` gives, at most."""

_PIECE = 64
"""Rows of a piece, on average."""

Key = tuple[str, bytes]
Pieces = dict[bytes, tuple[Update, ...]]


class Lists:
    """Reads and writes lists in a transaction of somebody else. ``forget`` when that failed."""

    def __init__(self) -> None:
        self._known: dict[Key, tuple[int, Pieces]] = {}

    def forget(self) -> None:
        """What was written may not stand in the file."""
        self._known.clear()

    def recall(self, c: sqlite3.Connection, profiles: frozenset[bytes] | None) -> tuple[KnownList, ...]:
        """The lists of these profiles, or all; one that cannot be read is left out."""
        rows = c.execute("SELECT side, profile, turn, shape, value FROM lists ORDER BY side, profile").fetchall()
        found: list[KnownList] = []
        with unhindered():
            for side, profile, turn, shape, value in rows:
                if shape == SHAPE and (profiles is None or profile in profiles):
                    try:
                        found.append(self._list(c, (side, profile), turn, value))
                    except (*Unkept, KeyError):
                        continue
        return tuple(found)

    def put(self, c: sqlite3.Connection, known: KnownList) -> None:
        """Keep a list as it is now; pieces that nothing changed in cost no write."""
        key = (known.side, key_of(known.profile_id))
        row = c.execute("SELECT turn, shape, value FROM lists WHERE side = ? AND profile = ?", key).fetchone()
        before = self._before(c, key, row)
        pieces = _split(known.updates)
        changed = {first: piece for first, piece in pieces.items() if before.get(first) != piece}
        gone = before.keys() - pieces.keys()
        c.executemany("DELETE FROM pieces WHERE side = ? AND profile = ? AND first = ?", [(*key, one) for one in gone])
        c.executemany(
            "INSERT OR REPLACE INTO pieces VALUES (?, ?, ?, ?)",
            [(*key, first, pack(piece)) for first, piece in changed.items()],
        )
        if changed:
            then = {update.id: update for piece in before.values() for update in piece}
            now = (update for piece in changed.values() for update in piece)
            Seen(c).add(known.side, (update for update in now if then.get(update.id) != update))
        turn = row[0] + 1 if row is not None else 1
        facts = _facts(known, pieces, row)
        c.execute("INSERT OR REPLACE INTO lists VALUES (?, ?, ?, ?, ?)", (*key, turn, SHAPE, facts))
        self._known[key] = turn, pieces

    def _before(self, c: sqlite3.Connection, key: Key, row: tuple[int, str, str] | None) -> Pieces:
        """The pieces that stand in the file: another process may have written them since this one did."""
        if row is not None and key in self._known and self._known[key][0] == row[0]:
            return self._known[key][1]
        stored = c.execute("SELECT first, value FROM pieces WHERE side = ? AND profile = ?", key).fetchall()
        pieces: Pieces = {}
        for first, value in stored:
            try:
                pieces[first] = tuple(unpack([value])) if row is not None and row[1] == SHAPE else ()
            except OtherShape:
                pieces[first] = ()
        return pieces

    def _list(self, c: sqlite3.Connection, key: Key, turn: int, value: str) -> KnownList:
        facts = json.loads(value)
        as_of = datetime.fromisoformat(facts["as_of"]) if facts["as_of"] else None
        known = KnownList(key[0], facts["profile"], (), facts["total"], facts["next"], facts["pages"], as_of)
        mark = facts["mark"] if known.pages > PAGES else None
        stored = dict(c.execute("SELECT first, value FROM pieces WHERE side = ? AND profile = ?", key).fetchall())
        pieces: Pieces = {}
        rows = 0
        for first in facts["pieces"]:
            if mark is not None and rows >= mark[0]:
                break
            piece = tuple(unpack([stored[key_of(first)]]))
            pieces[key_of(first)] = piece
            rows += len(piece)
        updates = tuple(update for piece in pieces.values() for update in piece)
        if mark is None:
            self._known[key] = turn, pieces
            return replace(known, updates=updates)
        return replace(known, updates=updates[: mark[0]], pages=PAGES, next=mark[1])


def _split(updates: Iterable[Update]) -> Pieces:
    """Pieces by the id of their first row. The ids say where one ends, so that a row that comes or goes changes its own
    piece and no other."""
    pieces: Pieces = {}
    current: list[Update] = []
    first = b""
    for update in updates:
        key = key_of(update.id)
        if current and zlib.crc32(key) % _PIECE == 0 and key != first and key not in pieces:
            pieces[first] = tuple(current)
            current = []
        if not current:
            first = key
        current.append(update)
    if current:
        pieces[first] = tuple(current)
    return pieces


def _facts(known: KnownList, pieces: Pieces, row: tuple[int, str, str] | None) -> str:
    mark = None
    if known.pages == PAGES and known.next is not None:
        mark = [len(known.updates), known.next]
    elif known.pages > PAGES and row is not None:
        mark = json.loads(row[2])["mark"]
    return json.dumps(
        {
            "profile": known.profile_id, "total": known.total, "next": known.next, "pages": known.pages,
            "as_of": known.as_of.isoformat() if known.as_of is not None else "", "mark": mark,
            "pieces": [piece[0].id for piece in pieces.values()],
        }
    )
