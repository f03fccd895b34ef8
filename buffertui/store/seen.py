"""Everything ever seen, found by any part of its text as fast as one types."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from functools import lru_cache

from buffertui.domain.matching import fold
from buffertui.domain.memory import Found
from buffertui.domain.models import Update

from .kept import Unkept, kept, key_of, read
from .rows import moment

_SPAN = 1024
"""Numbers of one second: so many updates of one time stay in order with all others."""

_TIMELESS = -(2**60)
_GRAM = 3

_LONGEST, _WORDS, _GRAMS = 2_000, 100, 32
"""What of a query counts, in letters and words, and how much of that the index is asked: SQLite has limits, too."""


class Seen:
    """The updates that a search finds, each under a number that grows with its time, so that newest first is a walk
    along the index that ends when enough is found."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._c = connection
        found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'grams'").fetchone()
        self._indexed = found is not None

    def add(self, side: str, updates: Iterable[Update]) -> None:
        """Keep updates as they are now; those that nothing changed in cost no write."""
        for update in updates:
            if update.readable:
                self._put(side, update)

    def search(self, query: str, limit: int) -> tuple[Found, ...]:
        """Updates that hold every word of the query, as any part of their text, newest first."""
        words = list(dict.fromkeys(plain(query[:_LONGEST]).split()))[:_WORDS]
        if not words:
            return ()
        rows = self._c.execute(*self._asked(words))
        found: list[Found] = []
        for side, value in rows:
            try:
                found.append(Found(_update(value), side))
            except Unkept:
                continue
            if len(found) == limit:
                break
        return tuple(found)

    def _asked(self, words: list[str]) -> tuple[str, list[str]]:
        tests = " AND ".join(["texts.folded GLOB ?"] * len(words))
        globs = [f"*{_literal(word)}*" for word in words]
        grams = _grams(words) if self._indexed else ""
        # A word of one or two letters has no place in the index. Most texts hold it, so that few have to be read.
        source = "grams JOIN texts ON texts.number = grams.rowid" if grams else "texts"
        match = "grams MATCH ? AND " if grams else ""
        order = "grams.rowid" if grams else "texts.number"
        sql = (
            f"SELECT seen.side, CAST(seen.value AS BLOB) FROM {source} JOIN seen ON seen.number = texts.number"  # noqa: S608
            f" WHERE {match}{tests} ORDER BY {order} DESC"
        )
        return sql, [*([grams] if grams else []), *globs]

    def _put(self, side: str, update: Update) -> None:
        key, value = key_of(update.id), kept(update)
        known = self._c.execute("SELECT number, side, value FROM seen WHERE id = ?", (key,)).fetchone()
        if known is not None and known[1:] == (side, value):
            return
        if known is not None:
            self._remove(known[0])
        number, folded = self._number(update), plain(update.text)
        self._c.execute("INSERT INTO seen VALUES (?, ?, ?, ?)", (number, key, side, value))
        self._c.execute("INSERT INTO texts VALUES (?, ?)", (number, folded))
        if self._indexed:
            self._c.execute("INSERT INTO grams (rowid, folded) VALUES (?, ?)", (number, folded))

    def _remove(self, number: int) -> None:
        old = self._c.execute("SELECT folded FROM texts WHERE number = ?", (number,)).fetchone()
        if self._indexed and old is not None:
            self._c.execute("INSERT INTO grams (grams, rowid, folded) VALUES ('delete', ?, ?)", (number, old[0]))
        self._c.execute("DELETE FROM texts WHERE number = ?", (number,))
        self._c.execute("DELETE FROM seen WHERE number = ?", (number,))

    def _number(self, update: Update) -> int:
        at = moment(update.at or update.created_at)
        first = _TIMELESS if at is None else at * _SPAN
        last = _TIMELESS // 2 if at is None else first + _SPAN - 1
        row = self._c.execute("SELECT max(number) FROM seen WHERE number BETWEEN ? AND ?", (first, last)).fetchone()
        if row[0] is None:
            return first
        if row[0] < last:
            return int(row[0]) + 1
        return self._next_free(last)

    def _next_free(self, number: int) -> int:
        while self._c.execute("SELECT 1 FROM seen WHERE number = ?", (number,)).fetchone():
            number += 1
        return number


@lru_cache(maxsize=512)
def _update(value: bytes) -> Update:
    """The update that was kept. What one query has found the next one, a letter longer, finds mostly again."""
    return read(Update, value)


def plain(text: str) -> str:
    """A text as it is compared and stored: folded, without what no disk takes as it is."""
    return fold(text).encode("utf-8", "replace").decode("utf-8").replace("\x00", "\ufffd")


def _literal(word: str) -> str:
    """A word for GLOB, in which nothing but its letters has a meaning."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in word)


def _grams(words: list[str]) -> str:
    """The query to the index: every third group of three letters is enough, because the whole is tested anyway."""
    grams: dict[str, None] = {}
    for word in words:
        if len(word) >= _GRAM:
            starts = [*range(0, len(word) - _GRAM + 1, _GRAM), len(word) - _GRAM]
            grams |= dict.fromkeys(word[start : start + _GRAM] for start in starts)
    return " AND ".join('"{}"'.format(gram.replace('"', '""')) for gram in list(grams)[:_GRAMS])
