"""The last screen and the search on disk: little is written, lists come as far as needed, two copies may share it."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from buffertui.clock import ManualClock
from buffertui.domain.memory import KnownList
from buffertui.domain.models import Account, Profile, Update
from buffertui.store import migrations, seen
from buffertui.store.cache import Cache
from buffertui.store.sqlite import SqliteStore

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "studio"


@pytest.fixture
def cache(folder: Path) -> Iterator[Cache]:
    cache = Cache(folder, ManualClock(NOON))
    yield cache
    cache.close()


def again(cache: Cache, folder: Path) -> Cache:
    """The cache as the next start finds it."""
    cache.close()
    return Cache(folder, ManualClock(NOON))


def now_and_at_the_next_start(cache: Cache, folder: Path) -> Iterator[Cache]:
    yield cache
    after = again(cache, folder)
    yield after
    after.close()


def update(number: int, text: str = "Launch day") -> Update:
    return Update(f"u{number}", "p1", f"{text} {number}", due_at=NOON + timedelta(minutes=number))


def many(number: int) -> tuple[Update, ...]:
    return tuple(update(n) for n in range(number))


def known(updates: tuple[Update, ...], *, pages: int = 1, after: str | None = None) -> KnownList:
    return KnownList("pending", "p1", updates, 1000, after, pages, NOON)


def written(cache: Cache) -> int:
    """Rows written so far."""
    assert cache._database is not None
    return cache._database._connection.total_changes


@pytest.mark.parametrize("warm", [True, False])
def test_of_many_updates_only_those_near_a_change_are_written(cache: Cache, folder: Path, warm: bool) -> None:
    updates = many(2000)
    cache.remember_list(known(updates))
    if not warm:
        cache = again(cache, folder)
        cache.recall()
    before = written(cache)
    cache.remember_list(known(updates))
    assert written(cache) - before <= 1
    changed = (*updates[:1000], replace(updates[1000], text="Quiet day"), *updates[1001:])
    before = written(cache)
    cache.remember_list(known(changed))
    assert written(cache) - before < 30
    shifted = (update(-1), *changed)
    before = written(cache)
    cache.remember_list(known(shifted))
    assert written(cache) - before < 30
    for one in now_and_at_the_next_start(cache, folder):
        assert one.recall().lists[0].updates == shifted
        assert [hit.update for hit in one.search("quiet day", 200)] == [changed[1000]]
        assert len(one.search("launch", 5000)) == 2000


def test_a_list_that_another_copy_wrote_meanwhile_is_not_taken_for_ones_own(cache: Cache, folder: Path) -> None:
    mine, others = many(200), tuple(update(n, "Quiet day") for n in range(200))
    other = Cache(folder, ManualClock(NOON))
    for one, updates in ((cache, mine), (other, others), (cache, mine), (other, mine), (cache, others)):
        one.remember_list(known(updates))
        reader = Cache(folder, ManualClock(NOON))
        assert reader.recall().lists[0].updates == updates
        assert len(reader.search("quiet", 200)) == (200 if updates is others else 0)
        reader.close()
    other.close()


def read_on(cache: Cache, rows: int) -> Iterator[KnownList]:
    """A list, so many rows at a time."""
    part = cache.recall_list("pending", "p1", rows, None)
    while part is not None:
        yield part
        part = cache.recall_list("pending", "p1", rows, part.rest) if part.rest is not None else None


@pytest.mark.parametrize("rows", [1, 7, 100, 299, 300, 1000])
def test_a_long_list_comes_as_far_as_it_is_wanted_and_goes_on_from_there(
    cache: Cache, folder: Path, rows: int
) -> None:
    whole = known(many(300), pages=3, after="4")
    cache.remember_list(whole)
    for one in now_and_at_the_next_start(cache, folder):
        parts = list(read_on(one, rows))
        assert [len(part.updates) for part in parts[:-1]] == [rows] * (len(parts) - 1)
        assert tuple(update for part in parts for update in part.updates) == whole.updates
        assert {replace(part, updates=(), rest=None) for part in parts} == {replace(whole, updates=())}


def test_of_a_list_only_the_pieces_that_are_wanted_are_read(cache: Cache, folder: Path) -> None:
    cache.remember_list(known(many(5000)))
    cache = again(cache, folder)
    cache.recall(rows_of_all=100)
    (_, pieces), = cache._lists._known.values()
    assert 100 <= sum(map(len, pieces.values())) < 500
    cache.close()


@pytest.mark.parametrize("warm", [True, False])
def test_the_beginning_is_written_without_touching_what_stays_behind_it(
    cache: Cache, folder: Path, warm: bool
) -> None:
    updates = many(2000)
    cache.remember_list(known(updates, pages=20))
    cache = again(cache, folder)
    part = cache.recall_list("pending", "p1", 100, None) if warm else replace(known(updates[:100]), rest="u100")
    assert part is not None
    before = written(cache) if warm else 0
    changed = (update(-1), replace(updates[0], text="Quiet day"), *updates[2:100])
    cache.remember_list(replace(part, updates=changed, pages=20))
    if warm:
        assert written(cache) - before < 30
    for one in now_and_at_the_next_start(cache, folder):
        assert one.recall().lists == (known((*changed, *updates[100:]), pages=20),)
        assert len(one.search("launch", 5000)) == 2000


def test_a_row_that_came_to_the_beginning_stands_there_alone(cache: Cache, folder: Path) -> None:
    updates = many(1000)
    cache.remember_list(known(updates))
    head = (replace(updates[700], text="Quiet day"), *updates[:100])
    cache.remember_list(replace(known(head), rest="u100"))
    for one in now_and_at_the_next_start(cache, folder):
        assert one.recall().lists[0].updates == (*head, *updates[100:700], *updates[701:])
        assert [hit.update for hit in one.search("quiet", 10)] == [head[0]]


def test_where_another_copy_took_away_what_stayed_behind_the_list_does_not_claim_to_end(
    cache: Cache, folder: Path
) -> None:
    cache.remember_list(known(many(1000), pages=10))
    part = cache.recall_list("pending", "p1", 100, None)
    other = Cache(folder, ManualClock(NOON))
    other.remember_list(known(many(50)))
    other.close()
    assert part is not None
    assert cache.recall_list("pending", "p1", 100, part.rest) is None
    cache.remember_list(part)
    for one in now_and_at_the_next_start(cache, folder):
        assert one.recall().lists == (known(many(100), after=""),)
        assert one.recall_times() == {}


@pytest.mark.parametrize("change", ["UPDATE pieces SET value = 'x'", "DELETE FROM pieces", "DELETE FROM lists"])
def test_where_what_stays_behind_cannot_be_read_the_beginning_is_kept(cache: Cache, folder: Path, change: str) -> None:
    cache.remember_list(known(many(1000), pages=10))
    cache.close()
    with contextlib.closing(sqlite3.connect(folder / "cache.db")) as file:
        file.execute(change)
        file.commit()
    cache = Cache(folder, ManualClock(NOON))
    assert cache.recall_list("pending", "p1", 100, None) is None
    cache.remember_list(replace(known(many(100), pages=10), rest="u100"))
    assert cache.recall().lists == (known(many(100), after=""),)
    assert cache.notices == []
    cache.close()


def test_times_come_of_every_queue_that_is_known_to_its_end(cache: Cache, folder: Path) -> None:
    cache.remember_list(known((*many(200), Update("u", "p1", "No time"))))
    cache.remember_list(replace(known(many(10), after="2"), profile_id="p2"))
    cache.remember_list(replace(known(many(10)), profile_id="p3", side="sent"))
    cache.remember_list(replace(known(()), profile_id="p4"))
    for one in now_and_at_the_next_start(cache, folder):
        assert one.recall_times() == {"p1": tuple(u.due_at for u in many(200)), "p4": ()}


def test_a_list_with_one_id_twice_is_borne(cache: Cache, folder: Path) -> None:
    twice = (*many(300), *many(300))
    cache.remember_list(known(twice))
    for one in now_and_at_the_next_start(cache, folder):
        assert one.recall().lists[0].updates == twice


def test_rows_that_another_version_shaped_are_left_out_and_written_anew(cache: Cache, folder: Path) -> None:
    cache.remember(Account("a1"), (Profile("p1", "mastodon"),), "p1", NOON)
    cache.remember_list(known(many(100)))
    cache.close()
    with contextlib.closing(sqlite3.connect(folder / "cache.db")) as file:
        file.execute("UPDATE lists SET shape = 'id,colour'")
        file.commit()
    cache = Cache(folder, ManualClock(NOON))
    assert cache.recall().account == Account("a1")
    assert cache.recall().lists == ()
    cache.remember_list(known(many(100)))
    assert cache.recall().lists == (known(many(100)),)
    assert cache.notices == []
    cache.close()


@pytest.mark.parametrize("change", [
    "UPDATE pieces SET value = '[[1]]'", "UPDATE pieces SET value = 'x'", "DELETE FROM pieces",
    "UPDATE lists SET value = '{}'", "UPDATE lists SET value = '['",
])
def test_a_list_that_cannot_be_read_is_left_out_and_written_anew(cache: Cache, folder: Path, change: str) -> None:
    cache.remember(Account("a1"), (Profile("p1", "mastodon"),), "p1", NOON)
    cache.remember_list(known(many(100)))
    cache.remember_list(replace(known(many(3)), side="sent"))
    cache.close()
    with contextlib.closing(sqlite3.connect(folder / "cache.db")) as file:
        file.execute(f"{change} WHERE side = 'pending'")
        file.commit()
    cache = Cache(folder, ManualClock(NOON))
    assert [one.side for one in cache.recall().lists] == ["sent"]
    cache.remember_list(known(many(100)))
    assert [one.side for one in cache.recall().lists] == ["pending", "sent"]
    assert cache.notices == []
    cache.close()


def test_a_screen_that_cannot_be_read_is_as_none(cache: Cache, folder: Path) -> None:
    cache.remember(Account("a1"), (), "", NOON)
    cache.close()
    with contextlib.closing(sqlite3.connect(folder / "cache.db")) as file:
        file.execute("UPDATE screen SET value = '{'")
        file.commit()
    cache = Cache(folder, ManualClock(NOON))
    assert cache.recall().account is None
    cache.close()


def test_without_an_index_everything_is_found_all_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations.sqlite3, "sqlite_version_info", (3, 33, 0))
    cache = Cache(folder, ManualClock(NOON))
    cache.remember_list(known((*many(50), update(99, "新しいポスター"))))
    assert [hit.update.id for hit in cache.search("ポスター", 200)] == ["u99"]
    assert len(cache.search("launch day", 200)) == 50
    assert cache.search('lau"', 200) == ()
    cache.remember_list(known(tuple(update(n, "Quiet day") for n in range(50))))
    assert cache.search("launch", 200) == ()
    assert len(cache.search("quiet day 4", 200)) == 14
    cache.close()


def test_the_index_holds_what_the_texts_hold(cache: Cache) -> None:
    for texts in ("Launch day", "Quiet day", "新しいポスター", "a\x00b \ud800 c"):
        cache.remember_list(known(tuple(update(n, texts) for n in range(70))))
    assert cache._database is not None
    with cache._database.view() as c:
        assert c.execute("SELECT count(*) FROM seen").fetchone() == c.execute("SELECT count(*) FROM texts").fetchone()
        old = '"lau" OR "qui" OR "ポスタ"'
        assert c.execute("SELECT count(*) FROM grams WHERE grams MATCH ?", (old,)).fetchone() == (0,)


def test_newest_first_is_a_walk_that_sorts_nothing(cache: Cache) -> None:
    cache.remember_list(known(many(10)))
    assert cache._database is not None
    with cache._database.view() as c:
        for words in (["launch"], ["la"], ["launch", "da"]):
            sql, values = seen.Seen(c)._asked(words)
            plan = " ".join(row[3] for row in c.execute(f"EXPLAIN QUERY PLAN {sql}", values))
            assert "TEMP B-TREE" not in plan


def test_a_search_far_from_every_limit_of_sqlite(cache: Cache) -> None:
    cache.remember_list(known(many(3)))
    for query in ("word " * 5000, "".join(chr(0x4E00 + n) for n in range(5000)), "[" * 30_000):
        assert cache.search(query, 200) == ()


def test_closing_the_store_ends_the_cache_too(folder: Path) -> None:
    store = SqliteStore(folder, run_id="run", clock=ManualClock(NOON))
    store.remember_list(known(many(3)))
    store.close()
    assert not list(folder.glob("cache.db-*"))
    assert store.search("launch") == ()
