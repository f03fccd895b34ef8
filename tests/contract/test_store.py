"""What every store promises, in memory and on disk: one suite, run for both."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

from buffertui.clock import ManualClock
from buffertui.domain.drafts import Create, Delete, Draft, OutboxItem, Outcome, State
from buffertui.domain.memory import Found, KnownList, Remembered
from buffertui.domain.models import SENT, UNREADABLE, Account, Media, Profile, Schedule, Update
from buffertui.domain.ports import Store
from buffertui.store import aside, words_file
from buffertui.store.memory import MemoryStore
from buffertui.store.sqlite import SqliteStore

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ODD = ["", "../../escape", "a\x00b", "\ud800", "É", "é", "' OR 1 --", "x" * 300]

Next = Callable[[], Store]


@pytest.fixture(params=["memory", "sqlite"])
def runs(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Next]:
    """Begins the next run, after the one before has ended. Nothing here cuts the power or waits for the disk."""
    monkeypatch.setattr(words_file, "WORDS", replace(words_file.WORDS, durable="OFF"))
    monkeypatch.setattr(aside, "flush_folder", lambda folder: None)
    opened: list[Store] = []
    ids = (f"run{number}" for number in itertools.count())

    def memory() -> Store:
        if opened:
            opened[0].close()
        else:
            opened.append(MemoryStore())
        return opened[0]

    def sqlite() -> Store:
        if opened:
            opened.pop().close()
        opened.append(SqliteStore(tmp_path / "studio", run_id=next(ids), clock=ManualClock(NOON)))
        return opened[0]

    yield memory if request.param == "memory" else sqlite
    for one in opened:
        one.close()


@pytest.fixture
def store(runs: Next) -> Store:
    return runs()


def now_and_next(store: Store, runs: Next) -> Iterator[Store]:
    """The store in this run, then in the next one."""
    yield store
    yield runs()


def item(name: str, state: State = State.WAITING, *, minutes: int = 0) -> OutboxItem:
    return OutboxItem(name, Create(("p1",), f"text of {name}"), state, NOON + timedelta(minutes=minutes))


def update(name: str, text: str = "Launch day", *, hours: int = 0, profile: str = "p1") -> Update:
    return Update(name, profile, text, service="mastodon", due_at=NOON + timedelta(hours=hours))


def seen(store: Store, *updates: Update, side: str = "pending") -> None:
    store.remember_list(KnownList(side, "p1", updates, len(updates), None, 1, NOON))


def found(store: Store, query: str, limit: int = 200) -> list[str]:
    return [one.update.id for one in store.search(query, limit)]


def test_drafts_come_saved_last_first_and_are_replaced_and_dropped(store: Store) -> None:
    for name in ("old", "middle", "new"):
        store.save_draft(Draft(name))
    assert [one.id for one in store.drafts()] == ["new", "middle", "old"]
    store.save_draft(Draft("old", text="again"))
    assert store.drafts()[0] == Draft("old", text="again")
    store.drop_draft("old")
    store.drop_draft("old")
    assert [one.id for one in store.drafts()] == ["new", "middle"]


def test_a_clock_that_was_set_back_changes_no_order(store: Store) -> None:
    for hours, name in ((0, "first"), (-1, "second")):
        store.save_draft(Draft(name, saved_at=NOON + timedelta(hours=hours)))
        store.record(replace(item(name), state=State.DONE, settled_at=NOON + timedelta(hours=hours)))
    assert [one.id for one in store.drafts()] == ["second", "first"]
    assert [one.id for one in store.journal()] == ["second", "first"]


def test_drafts_outlive_the_run_exactly_as_typed(runs: Next) -> None:
    kept = Draft(
        "d1", ("p1", "p2"), "two\nlines \U0001f389 \ud83d \x00 \x1b[31m", Media(link="https://example.org"), "at",
        "tomorrow 9:00", False, update("u1"), NOON,
    )
    runs().save_draft(kept)
    assert runs().drafts() == (kept,)


def test_a_draft_is_open_for_its_own_run_as_often_as_it_likes(store: Store) -> None:
    store.save_draft(Draft("d1"))
    assert store.open_draft("d1")
    assert store.open_draft("d1")
    assert [one.id for one in store.drafts()] == ["d1"]
    store.close_draft("d1")
    store.close_draft("never opened")


def test_what_a_run_left_is_taken_over_once_in_the_order_of_recording(runs: Next) -> None:
    store = runs()
    for name, minutes in (("zebra", 3), ("ant", 2), ("mouse", 1)):
        store.record(item(name, State.HELD, minutes=minutes))
    store.record(item("ant", State.SENDING, minutes=2))
    assert store.adopt() == ()
    after = runs()
    assert [(one.id, one.state) for one in after.adopt()] == [
        ("zebra", State.HELD), ("ant", State.SENDING), ("mouse", State.HELD),
    ]
    assert after.adopt() == ()
    assert [one.id for one in runs().adopt()] == ["zebra", "ant", "mouse"]


@pytest.mark.parametrize("state", [State.REFUSED, State.UNSURE, State.SENDING, State.WAITING, State.HELD])
def test_whatever_is_not_settled_waits_for_the_next_run(runs: Next, state: State) -> None:
    kept = replace(item("one", state), reason="why", hint="how", began_at=NOON, outcome=Outcome(missing=("p2",)))
    runs().record(kept)
    assert runs().adopt() == (kept,)


def test_settled_items_go_to_the_journal_newest_first(runs: Next) -> None:
    store = runs()
    gone = OutboxItem("gone", Delete(update("u1")), State.DONE, NOON, outcome=Outcome(), settled_at=NOON)
    for one in (item("a"), item("b"), gone, item("b", State.DONE), item("a", State.CANCELLED)):
        store.record(one)
    assert [one.id for one in store.journal()] == ["a", "b", "gone"]
    assert [one.id for one in store.journal(2)] == ["a", "b"]
    assert store.journal()[2] == gone
    after = runs()
    assert after.adopt() == ()
    assert [one.id for one in after.journal()] == ["a", "b", "gone"]


def test_an_item_settled_again_stands_in_the_journal_once(store: Store) -> None:
    for one in (item("a", State.DONE), item("b", State.DONE), item("a", State.CANCELLED)):
        store.record(one)
    assert [(one.id, one.state) for one in store.journal()] == [("a", State.CANCELLED), ("b", State.DONE)]


@pytest.mark.parametrize("name", ODD)
def test_any_text_is_an_id(runs: Next, name: str) -> None:
    store = runs()
    store.save_draft(Draft("other", text="untouched"))
    store.save_draft(Draft(name, text="kept"))
    store.record(item("other"))
    store.record(item(name))
    store.remember(Account(name), (Profile(name, "mastodon"),), name, NOON)
    store.remember_list(KnownList("sent", name, (update(name, profile=name),), as_of=NOON))
    after = runs()
    assert {one.id: one.text for one in after.drafts()} == {"other": "untouched", name: "kept"}
    assert [one.id for one in after.adopt()] == ["other", name]
    assert after.recall().lists[0].updates[0].id == name
    assert found(after, "launch") == [name]
    after.drop_draft(name)
    assert [one.id for one in after.drafts()] == ["other"]


def test_ids_that_look_alike_are_not_one(store: Store) -> None:
    names = ["\ud800", "\ud801", "?", "\ufffd", "d1", "D1", "d1 ", "d1\x00"]
    for name in names:
        store.save_draft(Draft(name, text=name))
        store.record(item(name, State.DONE))
    assert [one.text for one in store.drafts()] == [one.id for one in store.journal()] == names[::-1]


def test_nothing_is_remembered_at_the_first_start(store: Store) -> None:
    assert store.recall() == Remembered()
    assert store.search("anything") == ()
    assert store.journal() == store.adopt() == store.drafts() == store.notices() == ()


def test_the_last_screen_is_recalled_as_it_was(runs: Next) -> None:
    account = Account("a1", "Northwind Studio", "team", "Europe/Berlin")
    profiles = (
        Profile("p1", "mastodon", "northwind", schedules=(Schedule(("mon",), ("09:00",)),), paused=True),
        Profile("p2", "linkedin", "Northwind"),
    )
    rich = replace(
        update("u1", "第一 \U0001f389 \ud800"), created_at=NOON, updated_at=NOON, sent_at=NOON, fixed=True,
        media=(Media(photo="https://example.org/a.png", alt_text="a poster"), Media(video="v")),
        statistics=MappingProxyType({"likes": 3, "reach": 2.5}), error="no", author="Kim", status=SENT,
    )
    odd = Update("unreadable-1", "p1", "This update could not be read.", status=UNREADABLE)
    pending = KnownList("pending", "p1", (update("u2"), odd, update("u3")), 40, "2", 1, NOON)
    sent = KnownList("sent", "p1", (rich,), 1, None, 1, NOON - timedelta(hours=1))
    empty = KnownList("pending", "p2", (), 0, None, 1, NOON)
    store = runs()
    store.remember(account, profiles, "p1", NOON)
    for known in (pending, sent, empty):
        store.remember_list(known)
    after = runs()
    recalled = after.recall()
    assert replace(recalled, lists=()) == Remembered(account, profiles, "p1", (), NOON, (("pending", "p2"),))
    assert {one.side: one for one in recalled.lists} == {"pending": pending, "sent": sent}
    assert after.recall_list("pending", "p2") == empty
    after.remember(account, profiles, "", NOON)
    of_all = after.recall()
    assert {(one.side, one.profile_id): one for one in of_all.lists} == {
        ("pending", "p1"): pending, ("sent", "p1"): sent, ("pending", "p2"): empty,
    }
    assert of_all.others == ()


def test_of_a_long_list_comes_as_much_as_is_wanted_and_the_rest_later(runs: Next) -> None:
    updates = tuple(update(f"u{number}", hours=number) for number in range(250))
    whole = KnownList("pending", "p1", updates, 250, None, 3, NOON)
    store = runs()
    store.remember(Account("a1"), (Profile("p1", "mastodon"), Profile("p2", "mastodon")), "p1", NOON)
    store.remember_list(whole)
    for one in now_and_next(store, runs):
        assert one.recall(100, 20).lists == (replace(whole, updates=updates[:100], rest="u100"),)
        assert one.recall_list("pending", "p1", 100) == replace(whole, updates=updates[:100], rest="u100")
        assert one.recall_list("pending", "p1", 100, "u100") == replace(whole, updates=updates[100:200], rest="u200")
        assert one.recall_list("pending", "p1", 100, "u200") == replace(whole, updates=updates[200:])
        assert one.recall_list("pending", "p1", None, "u100") == replace(whole, updates=updates[100:])
        assert one.recall_list("pending", "p1", 250) == whole
        assert one.recall_list("pending", "p1", 1, "gone") is one.recall_list("sent", "p1", 1) is None
        one.remember(Account("a1"), (Profile("p1", "mastodon"), Profile("p2", "mastodon")), "", NOON)
        assert one.recall(100, 20).lists == (replace(whole, updates=updates[:20], rest="u20"),)
        one.remember(Account("a1"), (Profile("p1", "mastodon"), Profile("p2", "mastodon")), "p1", NOON)


def test_a_list_of_which_only_the_beginning_was_recalled_keeps_the_rest(runs: Next) -> None:
    updates = tuple(update(f"u{number}", hours=number) for number in range(250))
    store = runs()
    store.remember_list(KnownList("pending", "p1", updates, 250, None, 3, NOON))
    store = runs()
    part = store.recall_list("pending", "p1", 100)
    assert part is not None
    head = (update("new"), replace(updates[0], text="Quiet day"), *updates[2:99])
    later = NOON + timedelta(hours=1)
    store.remember_list(replace(part, updates=head, as_of=later))
    for one in now_and_next(store, runs):
        assert one.recall().lists == (KnownList("pending", "p1", (*head, *updates[100:]), 250, None, 3, later),)
        assert len(one.search("launch", 1000)) >= 248


def test_a_row_that_moved_to_the_beginning_does_not_stand_there_twice(runs: Next) -> None:
    updates = tuple(update(f"u{number}", hours=number) for number in range(250))
    store = runs()
    store.remember_list(KnownList("pending", "p1", updates, 250, None, 3, NOON))
    head = (updates[200], *updates[:100])
    store.remember_list(KnownList("pending", "p1", head, 250, None, 3, NOON, "u100"))
    for one in now_and_next(store, runs):
        assert one.recall().lists[0].updates == (*head, *updates[100:200], *updates[201:])


def test_a_list_whose_rest_is_gone_has_to_be_read_from_its_beginning(runs: Next) -> None:
    updates = tuple(update(f"u{number}", hours=number) for number in range(100))
    store = runs()
    store.remember_list(KnownList("pending", "p1", updates, 250, None, 3, NOON, "u100"))
    store.remember_list(KnownList("sent", "p1", updates, 100, None, 1, NOON))
    store.remember_list(KnownList("sent", "p1", updates[:50], 250, "4", 3, NOON, "gone"))
    for one in now_and_next(store, runs):
        assert {known.side: (known.updates, known.next, known.pages) for known in one.recall().lists} == {
            "pending": (updates, "", 1), "sent": (updates[:50], "", 1),
        }
        assert one.recall_times() == {}


def test_the_times_of_whole_queues_are_known_without_reading_them(runs: Next) -> None:
    updates = tuple(update(f"u{number}", hours=number) for number in range(150))
    store = runs()
    store.remember_list(KnownList("pending", "p1", (*updates, replace(update("never"), due_at=None)), 151, None, 2))
    store.remember_list(KnownList("pending", "p2", updates, 1000, "3", 2))
    store.remember_list(KnownList("sent", "p3", updates, 150, None, 2))
    for one in now_and_next(store, runs):
        assert one.recall_times() == {"p1": tuple(u.due_at for u in updates)}


def test_a_list_is_recalled_as_it_was_last(runs: Next) -> None:
    names = [f"u{number}" for number in range(200)]
    store = runs()
    for order in (names, names[:150], names[50:], [*names[60:], "new", *names[:40]], names[::-1]):
        store.remember_list(KnownList("sent", "p1", tuple(update(n) for n in order), len(order), "3", 2, NOON))
        assert [one.id for one in store.recall().lists[0].updates] == order
    assert [one.id for one in runs().recall().lists[0].updates] == names[::-1]


def test_lists_of_a_profile_that_is_gone_are_not_recalled(store: Store) -> None:
    for profile in ("p1", "p2"):
        store.remember_list(KnownList("pending", profile, (update(profile, profile=profile),)))
    store.remember(Account("a1"), (Profile("p2", "mastodon"),), "", NOON)
    assert [one.profile_id for one in store.recall().lists] == ["p2"]


def test_a_search_finds_all_words_in_any_part_and_order(store: Store) -> None:
    seen(store, update("u1", "Launch day at the studio"), update("u2", "A quiet day"), update("u3", "Relaunched"))
    assert set(found(store, "launch")) == {"u1", "u3"}
    assert found(store, "day launch") == ["u1"]
    assert found(store, "studio la") == ["u1"]
    assert found(store, "unche") == ["u3"]
    assert found(store, "launch quiet") == []
    assert found(store, "") == found(store, "   ") == []


def test_a_search_finds_while_typing_from_the_first_letter(store: Store) -> None:
    seen(store, update("u1", "新しいポスターができました"), update("u2", "Café Über 9:00"), update("u3", "zz"))
    for query in ("新", "新し", "新しい", "ポスター", "でき"):
        assert found(store, query) == ["u1"], query
    for query in ("c", "ca", "caf", "CAFE", "café", "über", "uber", "9:", "9:00"):
        assert found(store, query) == ["u2"], query
    assert found(store, "z") == found(store, "zz") == ["u3"]
    assert found(store, "zzz") == []


def test_a_search_gives_the_newest_first_of_both_lists(store: Store) -> None:
    pending = [update(f"p{hours}", hours=hours) for hours in (2, 1, 3)]
    sent = [replace(update(f"s{hours}"), sent_at=NOON - timedelta(hours=hours), status=SENT) for hours in (2, 1)]
    timeless = replace(update("never"), due_at=None)
    seen(store, *pending, timeless)
    seen(store, *sent, side="sent")
    assert found(store, "launch") == ["p3", "p2", "p1", "s1", "s2", "never"]
    assert found(store, "la") == ["p3", "p2", "p1", "s1", "s2", "never"]
    assert found(store, "launch", 2) == found(store, "la", 2) == ["p3", "p2"]


def test_many_updates_of_one_moment_are_all_found(store: Store) -> None:
    seen(store, *(update(f"u{number}") for number in range(1100)), update("later", hours=1))
    assert len(found(store, "launch", 2000)) == 1101
    assert found(store, "launch", 1) == ["later"]


def test_a_search_knows_an_update_as_it_was_seen_last(store: Store) -> None:
    seen(store, update("u1", "Launch day"), update("u2", "Other"))
    seen(store, update("u1", "Quiet day", hours=5), update("u2", "Other"))
    assert found(store, "launch") == []
    assert found(store, "quiet") == ["u1"]
    sent = replace(update("u1", "Quiet day"), sent_at=NOON, status=SENT)
    seen(store, sent, side="sent")
    assert store.search("quiet") == (Found(sent, "sent"),)


def test_a_search_still_finds_what_has_left_the_lists(store: Store) -> None:
    seen(store, update("u1"), update("u2"))
    seen(store, update("u2"))
    assert set(found(store, "launch")) == {"u1", "u2"}


def test_a_row_that_could_not_be_understood_is_not_found(store: Store) -> None:
    seen(store, replace(update("u1"), status=UNREADABLE))
    assert found(store, "launch") == []


@pytest.mark.parametrize(
    "query", ['"', "''", 'a"b', "NEAR(", "AND", "a OR b", "folded:x", "-x", "*", "a*", "[a-z]", "?", "%", "_", "\\",
              "\ud800", "\x00", "a\x00b", "^", "(", "{a b}: c", "+", "launch AND day",
              "e\u0301", "x" * 5000, "ab" * 500,
              " ".join(f"w{number}x" for number in range(90))]
)
def test_a_query_is_text_and_nothing_in_it_has_a_meaning(store: Store, query: str) -> None:
    seen(store, update("u1", "Launch day of a b c"))
    assert found(store, query) == []
    seen(store, update("u2", f"before{query}behind"))
    assert found(store, query) == ["u2"]


def test_closing_twice_does_no_harm(store: Store) -> None:
    store.save_draft(Draft("d1"))
    store.close()
    store.close()
