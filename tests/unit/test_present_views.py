"""Rows and details of what only the GraphQL API has: drafts, approvals, failed posts, tags, fields, daily limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest

from buffertui.core.state import ALL, Link, Pane, Side, Snapshot
from buffertui.domain.models import (
    DRAFT,
    FAILED,
    NEEDS_APPROVAL,
    SENDING,
    Account,
    Board,
    Profile,
    Schedule,
    Tag,
    Update,
)
from buffertui.domain.overview import DailyLimit, Organization
from buffertui.ui.pieces import Piece, Ranked, plain, side_by_side
from buffertui.ui.present import key_names
from buffertui.ui.present_detail import best_link, detail_facts, detail_texts
from buffertui.ui.present_profiles import limit_words, profile_rows, profiles_title
from buffertui.ui.present_status import title_line
from buffertui.ui.present_updates import Row, Rows, update_rows
from buffertui.ui.text import PLAIN, Drawing
from buffertui.ui.widgets.update_sheet import UpdateSheet

NOW = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
SLOTS = (Schedule(("mon",), ("12:00",)),)
PROFILES = (
    Profile("p1", "pinterest", "@northwind", timezone="Europe/Lisbon", schedules=SLOTS,
            boards=(Board("b7", "Posters"),)),
    Profile("p2", "youtube", "Market", locked=True, disconnected=True),
)
LIVE = Snapshot(profiles=PROFILES, account=Account("a", "Northwind"), link=Link.LIVE, as_of=NOW, protocol="graphql")
LETTERS = Drawing(icons="letters")


def draft(number: int, hours: float | None = -1, **fields: object) -> Update:
    made = None if hours is None else NOW + timedelta(hours=hours)
    return replace(Update(str(number), "p1", "A text", status=DRAFT, created_at=made), **fields)  # type: ignore[arg-type]


def rows(side: Side, *updates: Update, profile_id: str = "p1", drawing: Drawing = PLAIN, **fields: object) -> Rows:
    pane = replace(Pane(side, profile_id, updates, as_of=NOW), **fields)  # type: ignore[arg-type]
    return update_rows(pane, LIVE, NOW, keys=key_names(), drawing=drawing)


def only(side: Side, update: Update, drawing: Drawing = PLAIN) -> Row:
    (row,) = rows(side, update, drawing=drawing).rows
    return row


def said(groups: tuple[Ranked, ...]) -> str:
    return plain(side_by_side(group for _, group in groups))


@pytest.mark.parametrize("side", [Side.DRAFTS, Side.APPROVAL])
def test_what_waits_for_somebody_stands_by_the_day_on_which_it_was_written(side: Side) -> None:
    shown = rows(side, draft(1), draft(2, -30), draft(3, -200), draft(4, None))
    assert [plain(day) for day in shown.days] == [
        "Written today · Mon 23 Nov", "Written yesterday · Sun 22 Nov", "Written Sun 15 Nov", "No date",
    ]
    assert [row.time for row in shown.rows] == ["10:00", "05:00", "03:00", "––:––"]


def test_the_time_for_which_a_draft_is_meant_is_said_in_its_profiles_zone() -> None:
    due = datetime(2026, 12, 2, 9, 30, tzinfo=UTC)
    assert said(only(Side.DRAFTS, draft(1, due_at=due, fixed=True)).marks) == "◷ Wed 2 Dec, 09:30"
    assert said(only(Side.DRAFTS, draft(1, due_at=due), LETTERS).marks) == "for Wed 2 Dec, 09:30"
    later = due.replace(year=2027)
    assert said(only(Side.DRAFTS, draft(1, due_at=later)).marks) == "◷ Thu 2 Dec 2027, 09:30"


@pytest.mark.parametrize(
    ("side", "status", "marks"),
    [
        (Side.DRAFTS, DRAFT, ""), (Side.APPROVAL, NEEDS_APPROVAL, ""), (Side.FAILED, FAILED, ""),
        (Side.PENDING, DRAFT, "✎ draft"), (Side.SENT, NEEDS_APPROVAL, "⚑ needs approval"),
        (Side.PENDING, FAILED, "✗ failed"), (Side.PENDING, SENDING, "⟳ sending"),
        (Side.PENDING, "boosted\x1b[2J now", "boosted␛[2J now"), (Side.PENDING, "\u200b", "?"),
    ],
)
def test_a_status_is_said_unless_all_of_the_list_have_it(side: Side, status: str, marks: str) -> None:
    assert said(only(side, Update("1", "p1", "x", status=status)).marks) == marks


def test_where_failed_posts_stand_together_each_says_why_or_that_nobody_said() -> None:
    told = Update("1", "p1", "x", status=FAILED, error="Too\nlarge.")
    assert [said(line) for line in only(Side.FAILED, told).below] == ["✗ Too large."]
    untold = replace(told, error="")
    assert [said(line) for line in only(Side.FAILED, untold, LETTERS).below] == ["! The network gave no reason."]
    assert only(Side.FAILED, told).below[0][0][1][0].role == "warn"


def test_a_long_reason_takes_two_lines_where_texts_may_take_three() -> None:
    reason = "The picture is larger than this network takes, which is five megabytes for a single one."
    shown = rows(Side.FAILED, Update("1", "p1", "x", status=FAILED, error=reason))
    for lines, height in ((2, 2), (3, 3)):
        sheet = UpdateSheet(shown, lines=lines)
        drawn = [plain(line).strip() for line in sheet.draw(0, 48, cursor=False, focused=False)]
        assert sum(sheet.measure(48)) == sheet.above(0) + height == len(drawn)
        assert drawn[-1].endswith("…")
        assert max(len(line) for line in drawn) <= 48


def test_tags_stand_last_in_their_own_colour_and_a_colour_that_is_none_is_left_out() -> None:
    tags = (Tag("t1", "launch", "#F523F1"), Tag("t2", "#open", "red[/]"), Tag("t3", "", ""), Tag("t4", "x" * 40, ""))
    marks = only(Side.PENDING, draft(1, tags=tags)).marks
    chips = [pieces[0] for rank, pieces in marks if rank > 5]
    assert chips == [
        Piece("#launch", "", "#F523F1"), Piece("#open", "muted"), Piece("#t3", "muted"),
        Piece("#" + "x" * 17 + "…", "muted"),
    ]


@pytest.mark.parametrize("lines", [2, 3, 4])
def test_tags_never_change_how_high_a_row_is(lines: int) -> None:
    tags = (Tag("t1", "launch", "#F523F1"), Tag("t2", "Halden Bakery", "#FF9F1C"))
    for text in ("Short", "A text that just about fills the line it has", "word " * 80):
        plainly, tagged = Update("1", "p1", text), Update("1", "p1", text, tags=tags)
        for width in range(10, 90):
            heights = {
                tuple(UpdateSheet(rows(Side.PENDING, one), lines=lines).measure(width)) for one in (plainly, tagged)
            }
            assert len(heights) == 1, (text, width)


def empty(side: Side, snapshot: Snapshot = LIVE, **fields: object) -> list[str]:
    pane = replace(Pane(side, "p1", as_of=NOW), **fields)  # type: ignore[arg-type]
    return [plain(line) for line in update_rows(pane, snapshot, NOW, keys=key_names()).empty]


def test_an_empty_list_says_what_would_stand_in_it() -> None:
    assert empty(Side.DRAFTS) == ["Buffer holds no drafts here.", "D shows those of this machine."]
    assert empty(Side.APPROVAL) == ["Nothing waits for an approval."]
    assert empty(Side.FAILED) == ["Nothing has failed.", "What a network refuses stands here."]
    assert empty(Side.DRAFTS, as_of=None) == ["Not loaded yet.", "r loads it."]
    assert empty(Side.DRAFTS, as_of=None, loading=True) == ["Loading…"]
    assert empty(Side.PENDING, profile_id="p2") == [
        "Nothing waits here.", "This profile is locked:", "the plan has no room for it.", "Unlock it on Buffer's page.",
        "c writes a post.",
    ]


def test_a_first_answer_that_could_not_be_used_is_the_reason_why_there_is_nothing() -> None:
    odd = replace(LIVE, profiles=(), as_of=None, reason="Buffer's answer could not be read.")
    assert empty(Side.PENDING, odd, as_of=None, profile_id=ALL) == [
        "Buffer's answer could not be read.", "r tries again."
    ]
    assert empty(Side.PENDING, replace(odd, busy=("starting",)), as_of=None, profile_id=ALL) == ["Loading…"]
    assert empty(Side.SENT, as_of=None, profile_id="gone")[0] == "Buffer's last answer had no such profile."


def test_a_locked_profile_is_marked_once_and_its_lists_say_so() -> None:
    assert [plain(row.flags) for row in profile_rows(LIVE)] == ["", "", "⊘"]
    assert plain(rows(Side.DRAFTS, draft(1), profile_id="p2").notice) == "⊘ locked"
    assert rows(Side.SENT, draft(1), profile_id="p2").notice == ()


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (DailyLimit("p", 10, 2, 5), ["3 of 10 left today", "3/10 left"]),
        (DailyLimit("p", 10, 2, 4), []),
        (DailyLimit("p", 50, 20, 20), ["10 of 50 left today", "10/50 left"]),
        (DailyLimit("p", 10, 9, 5), ["limit of today reached", "limit reached", "0/10 left"]),
        (DailyLimit("p", 25, 1, 1, reached=True), ["limit of today reached", "limit reached", "0/25 left"]),
        (DailyLimit("p", None, 0, 0, reached=True), ["limit of today reached", "limit reached"]),
        (DailyLimit("p", None, 30, 3), []),
    ],
)
def test_a_daily_limit_is_said_when_it_is_near(limit: DailyLimit, words: list[str]) -> None:
    assert [piece.text for piece in limit_words(limit)] == words


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (31, "PROFILES  2  3 of 10 left today"), (28, "PROFILES  3 of 10 left today"), (22, "PROFILES  2  3/10 left"),
        (20, "PROFILES   3/10 left"), (15, "PROFILES  2"),
    ],
)
def test_the_limit_stands_at_the_end_of_the_title_where_it_fits(width: int, line: str) -> None:
    near = replace(LIVE, chosen="p1", limits={"p1": DailyLimit("p1", 10, 2, 5)})
    assert plain(profiles_title(near)(width)) == line
    assert plain(profiles_title(replace(near, chosen=ALL))(width)).rstrip() == "PROFILES  2"


def facts(update: Update) -> dict[str, str]:
    return dict(detail_facts(update, LIVE, NOW))


def test_the_detail_has_the_whole_reason_and_the_help_that_o_opens() -> None:
    update = Update("1", "p1", "See https://example.org/text", status=FAILED, error="First.\nSecond.",
                    error_link="https://help.example.org/pins", link="https://example.org/post")
    assert facts(update)["Reason"] == "First.\nSecond."
    assert facts(update)["Help"] == best_link(update) == "https://help.example.org/pins"
    assert facts(replace(update, error="", error_link=""))["Reason"] == "The network gave none."
    assert best_link(replace(update, status="sent", error="")) == "https://example.org/post"
    assert facts(replace(update, status="boosted"))["Status"] == "boosted"


def test_the_detail_names_tags_boards_and_every_field() -> None:
    fields = {
        "pinterest.board:p1": "b7", "pinterest.title": "Lighthouse", "comment": "First!", "instagram.type": "reel",
        "google.type": "seance", "futuro.mood_ring": "blue",
    }
    update = Update("1", "p1", "x", fields=MappingProxyType(fields), tags=(Tag("t", "launch"), Tag("u", "#open")))
    shown = facts(update)
    assert (shown["Tags"], shown["Board"], shown["Title"]) == ("#launch  #open", "Posters", "Lighthouse")
    assert (shown["1st comment"], shown["Mood ring"]) == ("First!", "blue")
    assert [value for label, value in detail_facts(update, LIVE, NOW) if label == "Type"] == ["Reel", "seance"]


def test_a_board_that_is_not_known_is_shown_by_its_id() -> None:
    update = Update("1", "p1", "x", fields=MappingProxyType({"pinterest.board:p1": "b9"}))
    assert facts(update)["Board"] == "b9"


def test_the_posts_of_a_thread_are_numbered() -> None:
    thread = MappingProxyType({"thread.2": "Second https://example.org/two", "thread.3": ""})
    update = Update("1", "p1", "First", fields=thread)
    assert detail_texts(update) == [
        ("1 of 3", "First"), ("2 of 3", "Second https://example.org/two"), ("3 of 3", "(no text)"),
    ]
    assert facts(update)["Link"] == "https://example.org/two"
    assert detail_texts(replace(update, fields=MappingProxyType({}))) == [("", "First")]


def test_names_of_numbers_that_are_written_in_one_word_are_taken_apart() -> None:
    update = Update("1", "p1", "x", status="sent", sent_at=NOW, statistics=MappingProxyType({"engagementRate": 6.1}))
    assert said(only(Side.SENT, update).below[0]) == "engagement rate 6.1"
    assert facts(update)["Engagement rate"] == "6"


def test_the_title_names_the_organization_where_there_are_several() -> None:
    two = (Organization("o1", "Northwind"), Organization("o2", "Fishmarket Union"))

    def title(**fields: object) -> str:
        return plain(title_line(replace(LIVE, **fields), NOW, 100))  # type: ignore[arg-type]

    assert "Northwind  Fishmarket Union  " in title(organizations=two, organization="o2")
    assert "Fishmarket" not in title(organizations=two, organization="o1")
    assert "Fishmarket" not in title(organizations=two[1:], organization="o2")
