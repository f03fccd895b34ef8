"""Updates as rows: day, time, marks, statistics, and nothing made anew that did not change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest

from buffertui.core.state import ALL, Link, Mark, Pane, Side, Snapshot
from buffertui.domain.models import (
    FAILED,
    FROM_NETWORK,
    SENT,
    UNREADABLE,
    Account,
    Counts,
    Media,
    Profile,
    Schedule,
    Update,
)
from buffertui.ui.pieces import Ranked, plain, side_by_side
from buffertui.ui.present import key_names
from buffertui.ui.present_updates import Row, Rows, matched, update_rows
from buffertui.ui.text import PLAIN, Drawing

NOW = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
KEYS = key_names()
SLOTS = (Schedule(("mon",), ("12:00",)),)
PROFILES = (
    Profile("p1", "twitter", "@northwind", counts=Counts(12, 1204), timezone="Europe/Lisbon", schedules=SLOTS),
    Profile("p2", "mastodon", "@nw@social.example", timezone="Asia/Tokyo"),
    Profile("p3", "linkedin", "Northwind", disconnected=True),
    Profile("p4", "facebook", "Northwind", paused=True),
)
LIVE = Snapshot(profiles=PROFILES, account=Account("a", timezone="Europe/Lisbon"), link=Link.LIVE, as_of=NOW)


def waits(number: int, hours: float | None, text: str = "A text", **fields: object) -> Update:
    due = None if hours is None else NOW + timedelta(hours=hours)
    return replace(Update(str(number), "p1", text, due_at=due), **fields)  # type: ignore[arg-type]


def pane(*updates: Update, profile_id: str = "p1", side: Side = Side.PENDING, **fields: object) -> Pane:
    return replace(Pane(side, profile_id, updates, as_of=NOW), **fields)  # type: ignore[arg-type]


def rows(shown: Pane, snapshot: Snapshot = LIVE, now: datetime = NOW, **fields: object) -> Rows:
    return update_rows(shown, snapshot, now, keys=KEYS, **fields)  # type: ignore[arg-type]


def said(groups: tuple[Ranked, ...]) -> str:
    return plain(side_by_side(group for _, group in groups))


def only(update: Update, snapshot: Snapshot = LIVE, drawing: Drawing = PLAIN, profile_id: str = "p1") -> Row:
    (row,) = rows(pane(update, profile_id=profile_id), snapshot, drawing=drawing).rows
    return row


def empty(shown: Pane, snapshot: Snapshot = LIVE, **fields: object) -> list[str]:
    return [plain(line) for line in rows(shown, snapshot, **fields).empty]


def test_updates_stand_under_their_days() -> None:
    shown = rows(pane(*(waits(n, hours) for n, hours in enumerate((-20, 1, 2, 20, 96, 24 * 60, None)))))
    assert [plain(day) for day in shown.days] == [
        "Yesterday · Sun 22 Nov", "Today · Mon 23 Nov", "", "Tomorrow · Tue 24 Nov", "Fri 27 Nov", "Fri 22 Jan 2027",
        "No posting time",
    ]
    assert [row.time for row in shown.rows][-2:] == ["11:00", "––:––"]


def test_day_and_time_are_those_of_the_updates_own_profile() -> None:
    night = NOW + timedelta(hours=5)
    shown = rows(pane(Update("1", "p1", "a", due_at=night), Update("2", "p2", "b", due_at=night), profile_id=ALL))
    assert [row.time for row in shown.rows] == ["16:00", "01:00"]
    assert [plain(day) for day in shown.days] == ["Today · Mon 23 Nov", "Tomorrow · Tue 24 Nov"]
    assert said(shown.rows[1].marks) == "@nw@social.example  Tokyo time"


def test_the_hour_that_daylight_saving_repeats_is_said_in_the_profiles_zone() -> None:
    before, after = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    shown = rows(pane(Update("1", "p1", "a", due_at=before), Update("2", "p1", "b", due_at=after)))
    assert [row.time for row in shown.rows] == ["01:30", "01:30"]


def test_a_profile_without_a_zone_takes_the_given_one_then_the_accounts() -> None:
    update = Update("1", "p3", "a", due_at=NOW)
    tokyo = Snapshot(profiles=PROFILES, account=Account("a", timezone="Asia/Tokyo"))
    assert [rows(pane(update, profile_id="p3"), tokyo).rows[0].time,
            rows(pane(update, profile_id="p3"), tokyo, zone="America/New_York").rows[0].time] == ["20:00", "06:00"]


@pytest.mark.parametrize(
    ("fields", "marks"),
    [
        ({}, ""),
        ({"fixed": True}, "◷ fixed"),
        ({"media": (Media(photo="https://example.org/a.png"),)}, "▣ photo"),
        ({"media": (Media(photo="a"), Media(photo="b"))}, "2 photos"),
        ({"media": (Media(link="https://example.org"),)}, "▣ link"),
        ({"media": (Media(video="https://example.org/v.mp4"),)}, "▣ video"),
        ({"status": FAILED, "fixed": True}, "✗ failed  ◷ fixed"),
        ({"status": FROM_NETWORK}, "on the network"),
        ({"status": UNREADABLE}, "unreadable"),
    ],
)
def test_marks(fields: dict[str, object], marks: str) -> None:
    assert marks in said(only(waits(1, 1, **fields)).marks)


def test_marks_without_glyphs_are_words() -> None:
    update = waits(1, 1, fixed=True, media=(Media(photo="a"),), status=FAILED)
    assert said(only(update, drawing=Drawing(icons="letters")).marks) == "! failed  fixed  photo"


def test_what_is_held_counts_down_and_says_the_key() -> None:
    update, snapshot = waits(1, 1), replace(LIVE, marks={"1": Mark("deleting", NOW + timedelta(seconds=5.5))})
    assert said(only(update, snapshot).marks) == "↺ deleting · u 6s"
    later = rows(pane(update), snapshot, NOW + timedelta(seconds=9))
    assert said(later.rows[0].marks) == "⟳ deleting"


def test_a_failed_update_says_why() -> None:
    row = only(waits(1, 1, status=FAILED, error="The picture\nis too large.\x1b[2J"))
    assert [said(line) for line in row.below] == ["The picture is too large.␛[2J"]


def test_statistics_stand_known_ones_first_with_short_numbers() -> None:
    numbers = {"clicks": 18, "reach": 1204, "retweets": 4, "favorites": 21, "odd\x1b[m": 3, "mentions": 0}
    update = Update("1", "p1", "t", status=SENT, sent_at=NOW, statistics=MappingProxyType(numbers))
    (line,) = only(update).below
    assert said(line) == "♥ 21  ↻ 4  ◉ 1.2k  mentions 0  clicks 18  odd␛[m 3"
    (line,) = only(update, drawing=Drawing(icons="letters")).below
    assert said(line).startswith("favorites 21  retweets 4  reach 1.2k")


def test_two_numbers_never_share_one_sign() -> None:
    numbers = MappingProxyType({"likes": 1, "favorites": 2})
    (line,) = only(Update("1", "p1", "t", status=SENT, sent_at=NOW, statistics=numbers)).below
    assert said(line) == "♥ 1  favorites 2"


def test_what_waits_has_no_statistics() -> None:
    assert only(waits(1, 1, statistics=MappingProxyType({"likes": 0}))).below == ()


def test_a_row_that_could_not_be_read_keeps_its_place() -> None:
    row = only(waits(1, 1, text="", status=UNREADABLE))
    assert "could not be read" in row.text


def test_hostile_texts_and_names_are_harmless() -> None:
    profile = Profile("p1", "odd\x1b[31mnet", "@\u202eevil\x9b")
    snapshot = Snapshot(profiles=(profile,), account=Account("a"))
    row = only(waits(1, 1, "[@click=app.quit]x[/]\x1b]52;c;x\x07"), snapshot, profile_id=ALL)
    everything = row.text + said(row.marks) + row.voice.mark.text + plain(rows(pane(profile_id="p1"), snapshot).title)
    assert everything.isprintable()
    assert row.text.startswith("[@click=app.quit]x[/]")


def test_rows_that_did_not_change_are_taken_over() -> None:
    first = pane(*(waits(n, n) for n in range(1, 5)))
    before = rows(first)
    held = replace(LIVE, marks={"2": Mark("deleting", NOW + timedelta(seconds=6))})
    after = rows(replace(first, updates=(*first.updates[:3], waits(4, 4, "Another text"))), held, before=before)
    assert [a is b for a, b in zip(before.rows, after.rows, strict=True)] == [True, False, True, False]
    released = rows(first, LIVE, before=after)
    assert said(released.rows[1].marks) == ""


def test_rows_are_made_anew_when_their_profile_changed() -> None:
    before = rows(pane(waits(1, 1)))
    moved = replace(LIVE, profiles=(replace(PROFILES[0], timezone="Asia/Tokyo"),))
    assert rows(pane(waits(1, 1)), moved, before=before).rows[0].time == "21:00"


def test_a_filter_leaves_what_matches_and_marks_it_where_it_is_drawn() -> None:
    text = "\n\n\x1b[1mOpen day at noon"
    shown = pane(waits(1, 1, text), waits(2, 2))
    start = text.index("noon")
    found = rows(shown, matches={"1": ((start, start + 4),)}, query="noon", before=rows(shown))
    ((first, last),) = matched(found, found.rows[0])
    assert found.rows[0].text[first:last] == "noon"
    assert plain(found.title).startswith("PENDING  1 of 2")
    assert matched(rows(shown), found.rows[0]) == ()


def test_the_title_counts_as_the_server_does() -> None:
    assert plain(rows(pane(waits(1, 1), total=12)).title) == "PENDING  12 · @northwind"
    assert plain(rows(pane(waits(1, 1), total=None, more=True)).title) == "PENDING  1+ · @northwind"
    assert plain(rows(Pane(Side.SENT, "p1", loading=True)).title) == "SENT    @northwind"
    assert plain(rows(pane(profile_id=ALL, total=0)).title) == "PENDING  0"


def test_the_title_says_what_is_the_matter() -> None:
    assert plain(rows(pane(waits(1, 1), error="x")).notice) == "⚠ not refreshed"
    assert plain(rows(pane(waits(1, 1), loading=True)).notice) == "loading…"


@pytest.mark.parametrize(
    ("shown", "snapshot", "lines"),
    [
        (pane(), LIVE, ["Nothing waits here.", "c writes a post."]),
        (pane(side=Side.SENT), LIVE, ["Nothing has been sent yet."]),
        (pane(), replace(LIVE, read_only=True), ["Nothing waits here."]),
        (pane(profile_id="p2"), LIVE,
         ["Nothing waits here.", "This profile has no posting times.", "c writes a post."]),
        (pane(profile_id="p3"), LIVE,
         ["Nothing waits here.", "This profile is disconnected; connect it again at Buffer.", "c writes a post."]),
        (pane(profile_id="p4"), LIVE,
         ["Nothing waits here.", "The queue of this profile is paused.", "c writes a post."]),
        (pane(as_of=None, loading=True), LIVE, ["Loading…"]),
        (pane(error="Buffer gave no answer."), LIVE, ["Buffer gave no answer.", "r tries again."]),
        (pane(as_of=None), replace(LIVE, link=Link.OFFLINE),
         ["No connection, and nothing stored to show.", "It loads by itself when the network is back."]),
        (pane(), replace(LIVE, link=Link.REFUSED),
         ["Buffer refused the token.", "Log in again; nothing that you wrote is lost."]),
        (pane(profile_id=ALL), replace(LIVE, profiles=()),
         ["No profile is connected yet.", "Connect one at Buffer.", "r looks for it."]),
    ],
)
def test_an_empty_pane_says_why_and_what_to_do(shown: Pane, snapshot: Snapshot, lines: list[str]) -> None:
    assert empty(shown, snapshot) == lines


def test_a_filter_without_matches_says_so() -> None:
    lines = empty(pane(waits(1, 1), more=True), matches={}, query="x[/]\x1b")
    assert lines[0] == "No loaded update matches “x[/]␛”."
    assert lines[-1] == "Esc takes the filter away."


def test_the_hints_name_the_keys_in_use() -> None:
    shown = update_rows(pane(), LIVE, NOW, keys=key_names({"post.compose": "ctrl+n"}))
    assert plain(shown.empty[-1]) == "Ctrl+N writes a post."


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"more": True, "total": 1205, "side": Side.SENT}, "… 1,204 older; loading as you scroll"),
        ({"more": True, "total": 3}, "… 2 later; loading as you scroll"),
        ({"more": True, "total": None}, "… more later ones; loading as you scroll"),
        ({"more": True, "total": 3, "loading": True}, "… 2 later, loading"),
        ({"more": True, "total": 3, "error": "x"}, "… 2 later could not be loaded; r tries again"),
        ({"more": False, "total": 1}, ""),
    ],
)
def test_the_end_of_the_list_says_what_is_not_loaded(fields: dict[str, object], line: str) -> None:
    shown = rows(pane(waits(1, 1), **fields))
    assert plain(side_by_side((group for _, group in shown.foot), between=shown.foot[0][1][0]._replace(text=""))
                 if shown.foot else ()) == line
