"""The files of the store, each built in numbered steps: a file of any version is brought to this one by the rest.

The number of steps that a file has seen stands in its ``user_version``. A step is never changed once it was released.
"""

from __future__ import annotations

import sqlite3

from .database import Plan


def words_1(connection: sqlite3.Connection) -> None:
    """Drafts, outbox and journal. The numbers order each of them by when it was written; no clock has a say in that."""
    for table, owner in (("drafts", ""), ("outbox", "owner TEXT NOT NULL,"), ("journal", "")):
        connection.execute(
            f"CREATE TABLE {table} (number INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, {owner}"
            " value TEXT NOT NULL)"
        )


def words_2(connection: sqlite3.Connection) -> None:
    """Which run writes on which draft."""
    connection.execute("CREATE TABLE claims (draft BLOB PRIMARY KEY, owner TEXT NOT NULL)")


def words_3(connection: sqlite3.Connection) -> None:
    """How often the file was changed."""
    connection.execute("CREATE TABLE changes (one INTEGER PRIMARY KEY CHECK (one = 1), count INTEGER NOT NULL)")
    connection.execute("INSERT INTO changes VALUES (1, 0)")


def cache_1(connection: sqlite3.Connection) -> None:
    """The last screen: account and profiles, and each list in pieces of some rows."""
    connection.execute("CREATE TABLE screen (one INTEGER PRIMARY KEY CHECK (one = 1), value TEXT NOT NULL)")
    connection.execute(
        "CREATE TABLE lists (side TEXT, profile BLOB, turn INTEGER NOT NULL, shape TEXT NOT NULL, value TEXT NOT NULL,"
        " PRIMARY KEY (side, profile))"
    )
    connection.execute(
        "CREATE TABLE pieces (side TEXT, profile BLOB, first BLOB, value TEXT NOT NULL,"
        " PRIMARY KEY (side, profile, first))"
    )


def cache_2(connection: sqlite3.Connection) -> None:
    """Everything ever seen, numbered by its time, and its texts as they are compared."""
    connection.execute(
        "CREATE TABLE seen (number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, side TEXT NOT NULL,"
        " value TEXT NOT NULL)"
    )
    connection.execute("CREATE TABLE texts (number INTEGER PRIMARY KEY, folded TEXT NOT NULL)")


def cache_3(connection: sqlite3.Connection) -> None:
    """The index of the texts by every three letters in a row, where this SQLite can make one (3.34 and later)."""
    if sqlite3.sqlite_version_info >= (3, 34):
        connection.execute("SAVEPOINT grams")
        try:
            connection.execute(
                "CREATE VIRTUAL TABLE grams USING fts5(folded, content='', detail='none', tokenize='trigram')"
            )
        except sqlite3.OperationalError:
            # Built without FTS5: every search then reads all texts.
            connection.execute("ROLLBACK TO grams")
        connection.execute("RELEASE grams")


def pace_1(connection: sqlite3.Connection) -> None:
    """Places taken in the windows, and the door: the last moment known, and until when it is shut."""
    connection.execute(
        "CREATE TABLE places (ticket INTEGER PRIMARY KEY AUTOINCREMENT, since REAL NOT NULL, open INTEGER NOT NULL)"
    )
    connection.execute("CREATE INDEX places_since ON places (since)")
    connection.execute("CREATE TABLE door (one INTEGER PRIMARY KEY CHECK (one = 1), seen REAL, shut REAL)")
    connection.execute("INSERT INTO door VALUES (1, NULL, NULL)")


WORDS = Plan("words.db", (words_1, words_2, words_3), "FULL", 5.0)
"""What a person wrote. A commit is on disk when it returns."""

CACHE = Plan("cache.db", (cache_1, cache_2, cache_3), "NORMAL", 5.0)
"""What Buffer said. It can all be read again."""

PACE = Plan("pace.db", (pace_1,), "OFF", 0.025)
"""The use of the budget. It is asked between two frames of the screen and is of no use after a power cut."""
