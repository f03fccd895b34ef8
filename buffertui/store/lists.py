"""The lists of the last screen, kept in pieces, so that one changed row of ten thousand costs one piece.

A list can be read from its beginning as far as it is needed, and further from there. Whoever has read only the
beginning can write that anew: the pieces behind it are neither read nor touched.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from buffertui.domain.memory import KnownList
from buffertui.domain.models import Update
from buffertui.domain.records import dataclass

from .kept import Unkept, key_of
from .rows import SHAPE, OtherShape, pack, times_of, unhindered, unpack
from .seen import Seen

_PIECE = 64
"""Rows of a piece, on average."""

Key = tuple[str, bytes]
Pieces = dict[bytes, tuple[Update, ...]]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A list as it stands in the file: the number of its last change, and what is said of it."""

    turn: int
    profile: str
    total: int | None
    next: str | None
    pages: int
    as_of: datetime | None
    order: tuple[str, ...]
    """The ids with which its pieces begin."""


class Lists:
    """Reads and writes lists in a transaction of somebody else. ``forget`` when that failed."""

    def __init__(self) -> None:
        self._known: dict[Key, tuple[int, Pieces]] = {}

    def forget(self) -> None:
        """What was written may not stand in the file."""
        self._known.clear()

    def names(self, c: sqlite3.Connection) -> list[Key]:
        """Which lists there are."""
        rows = c.execute("SELECT side, profile FROM lists WHERE shape = ? ORDER BY side, profile", (SHAPE,))
        return [(side, profile) for side, profile in rows]

    def recall(
        self, c: sqlite3.Connection, key: Key, rows: int | None = None, after: str | None = None
    ) -> KnownList | None:
        """So many rows of a list, from its beginning or ``after`` on; ``None`` for one that cannot be read."""
        try:
            found = _kept(c, key)
            if found is None:
                return None
            with unhindered():
                begin = (0, 0) if after is None else self._place(c, key, found, after)
                return None if begin is None else self._part(c, key, found, begin, rows)
        except (*Unkept, KeyError):
            return None

    def times(self, c: sqlite3.Connection) -> dict[str, tuple[datetime, ...]]:
        """The times that are taken in each queue that is known to its end, by profile."""
        found: dict[str, tuple[datetime, ...]] = {}
        for key in self.names(c):
            try:
                kept = _kept(c, key) if key[0] == "pending" else None
                if kept is not None and kept.next is None:
                    stored = dict(c.execute("SELECT first, value FROM pieces WHERE side = ? AND profile = ?", key))
                    found[kept.profile] = times_of(stored[key_of(first)] for first in kept.order)
            except (*Unkept, KeyError):
                continue
        return found

    def put(self, c: sqlite3.Connection, known: KnownList) -> None:
        """Keep a list as it is now; pieces that nothing changed in cost no write."""
        key = (known.side, key_of(known.profile_id))
        row = c.execute("SELECT turn FROM lists WHERE side = ? AND profile = ?", key).fetchone()
        try:
            found = _kept(c, key)
        except (*Unkept, KeyError):
            found = None
        updates, behind, whole = self._joined(c, key, found, known)
        pieces = _split(updates)
        stored = {first for first, in c.execute("SELECT first FROM pieces WHERE side = ? AND profile = ?", key)}
        stored -= {key_of(first) for first in behind}
        before = self._before(c, key, found, stored)
        changed = {first: piece for first, piece in pieces.items() if before.get(first) != piece}
        gone = stored - pieces.keys()
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
        # Where what follows is lost, the list has to be read from its beginning before it goes on.
        known = known if whole else replace(known, next="", pages=1)
        facts = _facts(known, [*(piece[0].id for piece in pieces.values()), *behind])
        c.execute("INSERT OR REPLACE INTO lists VALUES (?, ?, ?, ?, ?)", (*key, turn, SHAPE, facts))
        self._known[key] = turn, pieces

    def _joined(
        self, c: sqlite3.Connection, key: Key, found: _Kept | None, known: KnownList
    ) -> tuple[tuple[Update, ...], tuple[str, ...], bool]:
        """The rows of a list whose beginning was changed, up to the end of a piece; the pieces behind them; and
        whether that is all of it."""
        try:
            place = self._place(c, key, found, known.rest) if found is not None and known.rest is not None else None
            if found is None or place is None:
                return known.updates, (), known.rest is None
            at, offset = place
            head, piece = self._rows(c, key, found, 0, at), self._piece(c, key, found, found.order[at])
            came = {update.id for update in known.updates}.difference(
                [update.id for update in head], [update.id for update in piece[:offset]]
            )
            if came:
                rest = (*piece[offset:], *self._rows(c, key, found, at + 1))
                if any(update.id in came for update in rest):
                    return (*known.updates, *(update for update in rest if update.id not in came)), (), True
            return (*known.updates, *piece[offset:]), found.order[at + 1 :], True
        except (*Unkept, KeyError):
            return known.updates, (), False

    def _place(self, c: sqlite3.Connection, key: Key, found: _Kept, update_id: str) -> tuple[int, int] | None:
        """The piece in which a row stands, and its place there."""
        if update_id in found.order:
            return found.order.index(update_id), 0
        for at, first in enumerate(found.order):
            for offset, update in enumerate(self._piece(c, key, found, first)):
                if update.id == update_id:
                    return at, offset
        return None

    def _part(
        self, c: sqlite3.Connection, key: Key, found: _Kept, begin: tuple[int, int], rows: int | None
    ) -> KnownList:
        at, offset = begin
        updates: list[Update] = []
        while at < len(found.order) and (rows is None or len(updates) < rows):
            updates += self._piece(c, key, found, found.order[at])[offset:]
            at, offset = at + 1, 0
        rest = found.order[at] if at < len(found.order) else None
        if rows is not None and len(updates) > rows:
            rest = updates[rows].id
            del updates[rows:]
        return KnownList(
            key[0], found.profile, tuple(updates), found.total, found.next, found.pages, found.as_of, rest
        )

    def _rows(
        self, c: sqlite3.Connection, key: Key, found: _Kept, begin: int, end: int | None = None
    ) -> tuple[Update, ...]:
        return tuple(u for first in found.order[begin:end] for u in self._piece(c, key, found, first))

    def _piece(self, c: sqlite3.Connection, key: Key, found: _Kept, first: str) -> tuple[Update, ...]:
        """One piece as it stands in the file. Raises ``KeyError`` or one of ``Unkept``."""
        pieces, name = self._pieces(key, found.turn), key_of(first)
        if name not in pieces:
            row = c.execute(
                "SELECT value FROM pieces WHERE side = ? AND profile = ? AND first = ?", (*key, name)
            ).fetchone()
            if row is None:
                raise KeyError(first)
            pieces[name] = tuple(unpack(row))
        return pieces[name]

    def _pieces(self, key: Key, turn: int) -> Pieces:
        """The pieces that were read or written: another process may have written others since."""
        if key not in self._known or self._known[key][0] != turn:
            self._known[key] = turn, {}
        return self._known[key][1]

    def _before(self, c: sqlite3.Connection, key: Key, found: _Kept | None, stored: Iterable[bytes]) -> Pieces:
        """What stands in the file under these names; empty pieces where it cannot be read."""
        known = self._pieces(key, found.turn) if found is not None else {}
        before: Pieces = {}
        for first in stored:
            if first in known:
                before[first] = known[first]
                continue
            row = c.execute("SELECT value FROM pieces WHERE side = ? AND profile = ? AND first = ?", (*key, first))
            try:
                before[first] = tuple(unpack(row.fetchone())) if found is not None else ()
            except OtherShape:
                before[first] = ()
        return before


def _kept(c: sqlite3.Connection, key: Key) -> _Kept | None:
    """What is said of a list; ``None`` when there is none of this shape. Raises ``KeyError`` or one of ``Unkept``."""
    row = c.execute("SELECT turn, shape, value FROM lists WHERE side = ? AND profile = ?", key).fetchone()
    if row is None or row[1] != SHAPE:
        return None
    facts = json.loads(row[2])
    as_of = datetime.fromisoformat(facts["as_of"]) if facts["as_of"] else None
    order = tuple(facts["pieces"])
    return _Kept(row[0], facts["profile"], facts["total"], facts["next"], facts["pages"], as_of, order)


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


def _facts(known: KnownList, order: Sequence[str]) -> str:
    return json.dumps(
        {
            "profile": known.profile_id, "total": known.total, "next": known.next, "pages": known.pages,
            "as_of": known.as_of.isoformat() if known.as_of is not None else "", "pieces": order,
        }
    )
