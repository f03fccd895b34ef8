"""The worlds to begin with: believable, of any size, always the same for a seed, and fast."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from buffertui.clock import ManualClock
from buffertui.sandbox import Request, RestV1, World, seed_empty, seed_hostile, seed_single, seed_world, token_of

START = datetime(2026, 11, 23, 11, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def agency() -> World:
    return seed_world(ManualClock(START))


def everything(world: World) -> list[str]:
    rows = [row for p in world.profiles() for row in (*world.pending(p.id), *world.sent(p.id))]
    return [f"{row.id} {row.due_at} {row.sent_at} {row.text}" for row in rows]


def test_the_agency_has_the_profiles_that_a_screen_must_tell_apart(agency: World) -> None:
    profiles = agency.profiles()
    assert len(profiles) == 7
    assert len({profile.service for profile in profiles}) == 7
    assert [profile.default for profile in profiles].count(True) == 1
    assert sum(profile.paused for profile in profiles) == 1
    assert sum(profile.disconnected for profile in profiles) == 1
    assert [p.service for p in profiles if not p.pending_count and not p.sent_count] == ["bluesky"]


def test_it_has_about_45_waiting_and_several_hundred_sent_in_many_languages(agency: World) -> None:
    waiting = [update for profile in agency.profiles() for update in agency.pending(profile.id)]
    assert len(waiting) == 45
    assert 400 < sum(profile.sent_count for profile in agency.profiles()) < 700
    texts = "".join(update.text for update in waiting)
    scripts = {unicodedata.name(letter, "?").split()[0] for letter in texts if letter.isalpha()}
    assert scripts >= {"LATIN", "HIRAGANA", "CJK", "ARABIC", "HEBREW", "CYRILLIC"}
    assert "👨‍👩‍👧‍👦" in texts
    assert {update.status for update in waiting} == {"buffer", "error"}
    assert any(update.scheduled_at for update in waiting)
    assert len({update.via for update in waiting}) >= 4


def test_what_waits_is_ahead_and_what_is_sent_is_behind(agency: World) -> None:
    for profile in agency.profiles():
        times = [update.due_at for update in agency.pending(profile.id) if update.status == "buffer"]
        assert all(at > START.timestamp() for at in times)
        sent = [update.sent_at or 0 for update in agency.sent(profile.id)]
        assert all(at <= START.timestamp() for at in sent)
        assert all(late >= early for late, early in pairwise(sent))


def test_no_text_waits_twice_on_a_profile_and_none_has_a_blank_left_open(agency: World) -> None:
    for profile in agency.profiles():
        counted = Counter(update.text for update in (*agency.pending(profile.id), *agency.sent(profile.id)))
        assert max(counted.values(), default=1) == 1
        assert not any(re.search(r"\{\w+\}", text) for text in counted)


def test_addresses_are_invented_ones(agency: World) -> None:
    for line in everything(agency):
        for host in re.findall(r"https?://([^/\s]+)", line):
            assert host.endswith((".example", "example.org", "example.com")), host


@pytest.mark.parametrize("size", [{}, {"profiles": 4, "pending": 9, "sent": 40}])
def test_the_same_seed_makes_the_same_world_and_another_seed_another(size: dict[str, int]) -> None:
    first, again = (seed_world(ManualClock(START), seed=3, **size) for _ in range(2))
    other = seed_world(ManualClock(START), seed=4, **size)
    assert everything(first) == everything(again)
    assert everything(first) != everything(other)


def test_the_token_looks_like_one_of_v1() -> None:
    assert re.fullmatch(r"1/[0-9a-f]{32}", token_of(1))
    assert token_of(1) == seed_world(ManualClock(START)).accounts[0].token != token_of(2)


def test_a_world_has_the_size_that_was_asked_for() -> None:
    world = seed_world(ManualClock(START), profiles=40, pending=300, sent=10_000)
    assert len(world.profiles()) == 40
    assert {profile.pending_count for profile in world.profiles()} == {300}
    assert {profile.sent_count for profile in world.profiles()} == {10_000}
    v1 = RestV1(world)
    headers = {"Authorization": f"Bearer {world.accounts[0].token}"}
    path = f"/1/profiles/{world.profiles()[39].id}/updates/sent.json?count=100&page=100"
    rows = json.loads(v1.answer(Request.to("GET", path, headers)).body)["updates"]
    assert len(rows) == 100
    found = json.loads(v1.answer(Request.to("GET", f"/1/updates/{rows[-1]['id']}.json", headers)).body)
    assert found["text"] == rows[-1]["text"]


def test_generated_texts_are_of_all_lengths() -> None:
    world = seed_world(ManualClock(START), profiles=1, pending=300, sent=0)
    texts = [update.text for update in world.pending(world.profiles()[0].id)]
    lines = {text.count("\n") + 1 for text in texts}
    assert min(lines) == 1
    assert max(lines) >= 10
    assert len(set(texts)) == 300


def test_small_accounts() -> None:
    assert seed_empty(ManualClock(START)).profiles() == []
    single = seed_single(ManualClock(START))
    assert [(p.pending_count, p.sent_count) for p in single.profiles()] == [(3, 5)]


def test_the_hostile_account_has_every_trick_in_names_texts_and_media() -> None:
    world = seed_hostile(ManualClock(START))
    names = "".join(profile.username for profile in world.profiles())
    for trick in ("[@click=app.quit]", "\x1b]52;", "\x9b", "\u202e", "\ud800", "[bold red]"):
        assert trick in names
    profile = world.profiles()[0]
    assert any(update.status == "error" for update in world.pending(profile.id))
    assert len(world.sent(profile.id)) == 20
