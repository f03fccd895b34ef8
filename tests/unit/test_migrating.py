"""Moving from v1: who is who, what differs, and a save that is whole, goes on, and changes nothing at Buffer."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from buffertui.core.migrating import By, Pair, Pairing, Party, compare, pair, presence, spoken
from buffertui.core.migrating_desk import MigratingDesk
from buffertui.core.migrating_lists import ListReader
from buffertui.core.migrating_ports import MemoryFolder, RawPage
from buffertui.core.migrating_state import ListState, decode_rows, decode_state, events_for, file_of, table, units
from buffertui.core.migrating_tally import Wanted, minutes
from buffertui.core.migrating_words import told_of
from buffertui.domain.errors import Offline, StoreError, Unauthorized
from buffertui.domain.models import FAILED, Counts, Profile, Schedule, Update
from buffertui.migrate_folder import PrivateFolder
from buffertui.sandbox.faults import Fault, Kind
from buffertui.sandbox.seed import seed_empty, seed_organizations, seed_single, seed_world
from tests.support.moving import Move

pytest.importorskip("graphql")

SENT = "sent/twitter-northwind-"


def party(identity: str, service: str, *names: str, kind: str = "page", **more: Any) -> Party:
    return Party(Profile(identity, service, names[0] if names else "", kind, **more), names)


def ids(pairing: Pairing) -> list[tuple[str, str, By]]:
    return [(one.old.profile.id, one.new.profile.id, one.by) for one in pairing.pairs]


def test_the_same_id_goes_before_every_name() -> None:
    old = [party("a", "twitter", "@kim"), party("b", "twitter", "@lee")]
    new = [party("b", "twitter", "kim"), party("c", "twitter", "lee")]
    found = pair(old, new)
    assert ids(found) == [("b", "b", By.ID)]
    assert [one.profile.id for one in found.only_old] == ["a"]
    assert [one.profile.id for one in found.only_new] == ["c"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (party("a", "twitter", "@Northwind"), party("z", "twitter", "northwind")),
        (party("a", "twitter", "@northwind"), party("z", "x", "Northwind Studio", "northwind")),
        (party("a", "facebook", "Northwind  Studio"), party("z", "facebook", "NORTHWIND studio")),
        (party("a", "mastodon", "@kim@press.example"), party("z", "mastodon", "kim@press.example")),
    ],
)
def test_a_name_is_known_without_its_sign_and_in_any_case(old: Party, new: Party) -> None:
    assert ids(pair([old], [new])) == [("a", "z", By.NAME)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (party("a", "google", "Northwind"), party("z", "googlebusiness", "Northwind")),
        (party("a", "twitter", "@northwind"), party("z", "threads", "@northwind")),
        (party("a", "twitter", "@"), party("z", "twitter", "")),
    ],
)
def test_another_network_or_no_name_is_no_pair(old: Party, new: Party) -> None:
    assert pair([old], [new]).pairs == ()


def test_of_two_that_could_be_meant_the_kind_decides_or_nobody() -> None:
    page, group = party("a", "facebook", "Choir"), party("b", "facebook", "Choir", kind="group")
    there = [party("y", "facebook", "choir", kind="group"), party("z", "facebook", "choir")]
    assert ids(pair([page, group], there)) == [("a", "z", By.NAME), ("b", "y", By.NAME)]
    assert pair([page, replace(page, profile=replace(page.profile, id="c"))], there[1:]).pairs == ()


def test_waiting_posts_are_found_by_id_else_by_text_and_each_once() -> None:
    old = [Update("1", "p", "Tide"), Update("2", "p", "Open day https://exa.test/a"), Update("3", "p", "Open day"),
           Update("4", "p", "Gone"), Update("5", "p", "Refused", status=FAILED)]
    new = [Update("1", "q", "Tide, changed"), Update("8", "q", "Open  day https://short.test/x"),
           Update("9", "q", "New")]
    found = presence(old, new)
    assert (found.by_id, found.by_text, found.extra, found.waiting) == (1, 1, 1, 4)
    assert [update.text for update in found.missing] == ["Open day", "Gone"]


def test_what_differs_in_a_pair_is_said_with_its_side() -> None:
    times = (Schedule(("mon", "tue"), ("09:15",)), Schedule(("sat",), ("11:00",)))
    old = party("a", "twitter", "@kim", schedules=times, paused=True, timezone="Europe/Berlin")
    new = party("a", "twitter", "kim", schedules=times[:1], disconnected=True, timezone="Europe/Lisbon")
    said = " ".join(note.text for note in compare(Pair(old, new, By.ID), presence([], [])))
    for part in ("Paused in v1 only", "Disconnected in GraphQL only", "Sat 11:00 only in v1", "Nothing waits",
                 "Europe/Lisbon in GraphQL"):
        assert part in said
    assert "Mon" not in said
    locked = replace(new, locked=True)
    assert "Locked" in compare(Pair(old, locked, By.ID))[0].text
    assert "Disconnected" not in " ".join(note.text for note in compare(Pair(old, locked, By.ID)))


def test_counts_are_compared_where_the_queues_were_not_read() -> None:
    old, new = (party("a", "twitter", "kim", counts=Counts(pending=number)) for number in (3, 2))
    assert [note.text for note in compare(Pair(old, new, By.ID))] == ["3 wait in v1, 2 in GraphQL."]


def test_posting_times_that_are_many_are_named_in_part() -> None:
    assert spoken({(0, "09:00"), (1, "09:00"), (5, "10:00"), (5, "11:00"), (6, "12:00")}) == (
        "Mon Tue 09:00, Sat 10:00, Sat 11:00 and 1 more"
    )


@pytest.mark.parametrize(
    ("requests", "said"), [(3, "less than a minute"), (110, "about 2 minutes"), (6600, "about 2 hours")]
)
def test_how_long_it_takes(requests: int, said: str) -> None:
    assert minutes(requests, 55) == said


async def test_a_look_pairs_both_faces_of_one_account_and_writes_nothing() -> None:
    move = Move(seed_organizations)
    look = await move.run(move.desk.look())
    assert len(look.pairing.pairs) == len(look.old) == 11
    assert {one.by for one in look.pairing.pairs} == {By.ID}
    assert look.organizations == ("Northwind Studio", "Fishmarket Union")
    said = "\n".join(f"{one.label} {one.text}" for one in told_of(look))
    for part in ("All 14 waiting posts are there", "Locked", "Mastodon @northwind@press.example Same id. Paused",
                 "100 in 15 minutes"):
        assert part in said
    assert move.writes == []


async def test_profiles_of_another_key_have_no_partner_and_it_is_said() -> None:
    move = Move(key_of=1)
    look = await move.run(move.desk.look())
    said = "\n".join(one.text for one in told_of(look))
    assert look.other
    assert "key of another Buffer account" in said
    assert "Not in any organization that the key opens" in said
    assert "There is nothing to move for it" in said


async def test_without_a_key_it_says_how_to_get_one_and_still_saves() -> None:
    move = Move(to=False)
    look = await move.run(move.desk.look())
    said = "\n".join(one.text for one in told_of(look))
    assert "publish.buffer.com/settings/api" in said
    assert "buffertui login --account" in said
    saved = await move.run(move.desk.save(Wanted()))
    assert saved.counts["sent"] == 525
    assert not [path for path in move.asked if "graphql" in path]


async def test_a_key_that_is_refused_does_not_hide_v1() -> None:
    move = Move()
    move.world.accounts[0].key_revoked = True
    look = await move.run(move.desk.look())
    assert look.trouble
    assert len(look.old) == 7
    assert "could not be compared" in "\n".join(one.text for one in told_of(look))


def rows(move: Move, name: str) -> list[dict[str, Any]]:
    file = next(one for one in move.files if one.startswith(name) and one.endswith("jsonl"))
    return decode_rows(move.files[file])


async def test_everything_is_in_the_files_as_it_came_but_no_secret() -> None:
    move = Move()
    saved = await move.run(move.desk.save(Wanted()))
    files = move.files
    owner = move.world.accounts[0]
    everything = b"\n".join(files.values())
    for secret in (owner.token, owner.token.removeprefix("1/"), owner.key, "secret_email", "@to.buffer"):
        assert secret.encode() not in everything
    profiles = json.loads(files["profiles.json"])
    assert [row["id"] for row in profiles] == [one.id for one in move.world.profiles()]
    assert profiles[0]["schedules"]
    assert profiles[0]["statistics"] == {"followers": move.world.profiles()[0].followers}
    tweets = rows(move, SENT)
    profile = move.world.profiles()[0].id
    assert [row["id"] for row in tweets] == [update.id for update in move.world.sent(profile)]
    assert tweets[0]["service_update_id"]
    assert "text_formatted" in tweets[0]
    assert [row["id"] for row in rows(move, "pending/twitter")] == [u.id for u in move.world.pending(profile)]
    assert json.loads(files["configuration.json"])["services"]["twitter"]
    assert saved.counts == {"profiles": 7, "pending": 45, "sent": 525, "interactions": 0}
    assert saved.price
    assert saved.notes == ()
    assert move.writes == []


async def test_the_table_holds_the_same_posts_with_a_column_for_each_statistic() -> None:
    move = Move()
    await move.run(move.desk.save(Wanted()))
    name = next(one for one in move.files if one.startswith(SENT) and one.endswith("csv"))
    found = list(csv.DictReader(io.StringIO(move.files[name].decode(), newline="")))
    raw = rows(move, SENT)
    assert [row["id"] for row in found] == [row["id"] for row in raw]
    assert found[5]["retweets"] == str(raw[5]["statistics"]["retweets"])
    assert datetime.fromisoformat(found[0]["sent_at"]) == datetime.fromtimestamp(raw[0]["sent_at"], UTC)


def test_a_cell_is_never_a_formula_and_odd_rows_break_nothing() -> None:
    odd: list[dict[str, Any]] = [
        {"id": "1", "text": "=1+1", "statistics": {"reach": -3, "clicks": "4"}, "sent_at": "1700000000"},
        {"id": "2", "text": "two\nlines \ud83d", "statistics": [], "media": None, "sent_at": 10**30}, {"unreadable": 7},
    ]
    found = list(csv.DictReader(io.StringIO(table(odd).decode(), newline="")))
    assert [row["text"] for row in found] == ["'=1+1", "two\nlines ?", ""]
    assert (found[0]["reach"], found[0]["clicks"], found[0]["sent_at"]) == ("-3", "4", "2023-11-14T22:13:20Z")


async def test_no_history_asks_for_none() -> None:
    move = Move()
    saved = await move.run(move.desk.save(Wanted(history=False)))
    assert saved.counts["pending"] == 45
    assert not [path for path in move.asked if "sent" in path]


async def test_who_reacted_is_saved_with_its_post_and_only_where_the_count_says_somebody_did() -> None:
    move = Move(lambda clock: seed_single(clock, sent=3))
    first = await move.run(move.desk.save(Wanted()))
    before = len(move.asked)
    saved = await move.run(move.desk.save(Wanted(reactions=True)))
    assert first.price is not None
    asked = move.asked[before:]
    assert asked[0] == "/1/user.json"
    assert len(asked) - 1 <= first.price
    sent = {row["id"]: row for row in rows(move, "sent/")}
    found = rows(move, "interactions/")
    assert len(found) == saved.counts["interactions"] > 0
    assert {row["update_id"] for row in found} <= set(sent)
    assert all(row["user"]["username"] for row in found)
    assert saved.price is None
    assert move.writes == []


def test_events_are_asked_once_and_a_count_of_zero_not_at_all() -> None:
    configuration = {"services": {"twitter": {"types": {"profile": {
        "supported_interactions": ["retweet", "retweets", "favorites", "favorite", "mention"]}}}}}
    events = events_for({"service": "twitter", "service_type": "profile"}, configuration)
    assert events == ("retweet", "favorites", "mention")
    sent = [{"id": "1", "status": "sent", "statistics": {"retweets": 0, "favorites": "250"}},
            {"id": "2", "status": "service"}]
    found = [(unit.update_id, unit.event, unit.requests) for unit in units(sent, events)]
    assert found == [("1", "favorites", 3), ("1", "mention", 1)]


class Breaks(MemoryFolder):
    """A disk that fails at a call, before or in the middle of it."""

    left = 10**9

    def append(self, name: str, content: bytes, at: int) -> None:
        self.left -= 1
        if self.left == 0:
            super().append(name, content[: len(content) // 2], at)
            raise StoreError("The disk is full.")
        super().append(name, content, at)


async def whole() -> dict[str, bytes]:
    move = Move()
    await move.run(move.desk.save(Wanted()))
    return {name: content for name, content in move.files.items() if name != "progress.json"}


@pytest.mark.parametrize("at", range(1, 17, 3))
async def test_a_save_that_broke_off_goes_on_without_asking_for_a_page_twice(at: int) -> None:
    folder = Breaks()
    move = Move(folder=folder)
    folder.left = at
    with pytest.raises(StoreError):
        await move.run(move.desk.save(Wanted()))
    assert "kept" in move.desk.state.trouble
    folder.left = 10**9
    began = len(move.asked)
    await move.run(move.new_desk().save(Wanted()))
    assert {n: c for n, c in folder.files.items() if n != "progress.json"} == await whole()
    pages = [path for path in move.asked if "updates/" in path]
    assert len(pages) == len(set(pages)) + 1, "only the page that was not written is asked again"
    again = len(move.asked)
    last = await move.run(move.new_desk().save(Wanted()))
    assert move.asked[again:] == ["/1/user.json"]
    assert last.requests == 1
    assert began < again


async def test_stopping_keeps_what_is_complete() -> None:
    move = Move()
    stop = move.desk.listen(lambda s: move.desk.cancel() if s.progress.done == 12 else None)
    with pytest.raises(asyncio.CancelledError):
        await move.run(move.desk.save(Wanted()))
    stop()
    assert "Stopped" in move.desk.state.trouble
    assert not move.desk.state.saving
    kept = decode_state(move.folder.read("progress.json"))
    assert kept is not None
    assert sum(one.done for one in kept.lists.values()) >= 7
    await move.run(move.new_desk().save(Wanted()))
    assert {n: c for n, c in move.files.items() if n != "progress.json"} == await whole()


async def test_a_page_under_way_to_the_disk_is_ended_before_the_folder_is_given_back() -> None:
    order: list[str] = []
    fifth = asyncio.Event()

    class Told(MemoryFolder):
        def close(self) -> None:
            order.append("close")

    def run(call: Callable[[], Any]) -> asyncio.Future[Any]:
        async def slowly() -> Any:
            order.append("begin")
            if order.count("begin") == 5:
                fifth.set()
            for _ in range(30):
                await asyncio.sleep(0)
            order.append("end")
            return call()

        return asyncio.ensure_future(slowly())

    move = Move(folder=Told())
    desk = MigratingDesk(move.desk.sides, move.clock, run)
    task = asyncio.ensure_future(desk.save(Wanted()))
    await fifth.wait()
    desk.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert order[-2:] == ["end", "close"]
    assert order.count("begin") == order.count("end")


def test_what_a_broken_run_left_behind_the_last_page_goes(tmp_path: Path) -> None:
    folder = PrivateFolder(tmp_path / "save")
    folder.open()
    folder.append("sent/p.jsonl", b"one\nand a half li", 0)
    folder.append("sent/p.jsonl", b"2\n", 4)
    assert folder.read("sent/p.jsonl") == b"one\n2\n"
    folder.close()


async def test_a_lost_answer_is_asked_again_and_a_lost_network_stops_with_what_there_is() -> None:
    move = Move()
    move.transport.faults.add(Fault(Kind.CUT_AFTER, times=2))
    saved = await move.run(move.desk.save(Wanted()))
    assert saved.counts["sent"] == 525
    move = Move()
    stop = move.desk.listen(lambda s: move.transport.faults.add(Fault(Kind.OFFLINE, times=None))
                            if s.progress.done == 9 and not len(move.transport.faults) else None)
    with pytest.raises(Offline):
        await move.run(move.desk.save(Wanted()))
    stop()
    assert "saving again goes on there" in move.desk.state.trouble


async def test_a_withdrawn_token_is_said_and_no_other_account_is_mixed_in() -> None:
    move = Move()
    await move.run(move.desk.save(Wanted(history=False)))
    move.world.accounts[0].revoked = True
    with pytest.raises(Unauthorized):
        await move.run(move.new_desk().save(Wanted()))
    other = Move(lambda clock: seed_world(clock, seed=2), folder=move.folder)
    with pytest.raises(StoreError, match="another account"):
        await other.run(other.desk.save(Wanted()))


async def test_an_account_without_profiles_saves_that() -> None:
    move = Move(seed_empty)
    saved = await move.run(move.desk.save(Wanted(reactions=True)))
    assert saved.counts["profiles"] == 0
    assert json.loads(move.files["profiles.json"]) == []


async def test_a_file_that_was_taken_away_is_read_anew() -> None:
    move = Move()
    await move.run(move.desk.save(Wanted()))
    files = move.files
    gone = next(name for name in files if name.startswith(SENT) and name.endswith("jsonl"))
    before = files.pop(gone)
    await move.run(move.new_desk().save(Wanted()))
    assert files[gone] == before


class Moving:
    """A list at Buffer that changes between reads as chance will have it, but never loses as many as it gains."""

    def __init__(self, seed: int, *, history: bool) -> None:
        self.chance = random.Random(seed)
        self.history = history
        self.rows = [f"r{n}" for n in range(self.chance.randrange(0, 60))]
        self.stayed = set(self.rows)
        self.new = 0
        self.changes = self.chance.randrange(0, 4)

    async def fetch(self, page: int) -> RawPage:
        if self.changes and self.chance.random() < 0.4:
            self.changes -= 1
            self.change()
        part = self.rows[(page - 1) * 10: page * 10]
        return RawPage(tuple({"id": one} for one in part), len(self.rows), 10)

    def change(self) -> None:
        came = self.chance.choice((0, 1, 2, 22)) if self.rows[3:] else 2
        for _ in range(came):
            self.new += 1
            self.rows.insert(0 if self.history else self.chance.randrange(len(self.rows) + 1), f"new{self.new}")
        went = self.chance.choice((0, 0, 1, 3)) if self.rows[3:] else 0
        for _ in range(0 if went == came else went):
            gone = self.rows.pop(self.chance.randrange(len(self.rows)))
            self.stayed.discard(gone)


@pytest.mark.parametrize("history", [True, False])
async def test_a_list_that_moves_is_noticed_and_loses_nothing(history: bool) -> None:
    noticed = whole = 0
    for seed in range(400):
        there = Moving(seed, history=history)
        state, file = ListState(), MemoryFolder()

        async def commit(content: bytes, at: int, to: MemoryFolder = file) -> None:
            to.append("f", content, at)

        await ListReader(state, set(), there.fetch, commit, grows=history).read()
        found = [row["id"] for row in decode_rows((file.read("f") or b"")[: state.size])]
        assert len(found) == len(set(found)) == state.rows
        noticed += state.ever_moved
        if state.lacking == 0 and not state.moved:
            assert (set(there.rows) if history else there.stayed) <= set(found), seed
            whole += 1
    assert noticed > 100
    assert whole > 300


def test_a_state_of_another_kind_is_not_written_over() -> None:
    for content in (b"{", b"[]", b'{"format": 9}', b'{"format": 1}'):
        with pytest.raises(StoreError, match="cannot be read"):
            decode_state(content)


def test_a_file_is_named_after_its_profile_and_cannot_lead_elsewhere() -> None:
    odd = {"id": "../../x", "service": "../etc", "service_username": "Ärger/…\\..\x00"}
    assert file_of("sent", odd) == "sent/etc-arger-x.jsonl"
    assert file_of("sent", {"id": "7", "service": "x", "service_username": "日本"}) == "sent/x-7.jsonl"
