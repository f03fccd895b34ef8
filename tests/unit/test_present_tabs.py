"""The tabs over the left pane: what they say, and what gives way where there is little room."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from buffertui.core.state import VIEWS, Pane, Side, Snapshot
from buffertui.domain.models import Profile, Update
from buffertui.domain.ports import Can
from buffertui.ui.pieces import plain
from buffertui.ui.present import key_names
from buffertui.ui.present_tabs import Placed, has_views, lay_tabs, tab_at, tab_pieces, tabs_of
from buffertui.ui.text import Drawing

NOW = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
KEYS = key_names()
PROFILES = (Profile("p1", "twitter", "@northwind"),)


def pane(side: Side, total: int | None, *, loaded: int = 0, more: bool = False, known: bool = True) -> Pane:
    updates = tuple(Update(f"{side}{n}", "p1", "text") for n in range(loaded))
    return Pane(side, "p1", updates, total, more=more, as_of=NOW if known else None)


def snapshot(pending: int = 12, drafts: int = 3, approval: int = 1, failed: int = 2, sent: int = 1204) -> Snapshot:
    numbers = zip(VIEWS, (drafts, approval, failed), strict=True)
    return Snapshot(
        protocol="graphql", profiles=PROFILES, chosen="p1", pending=pane(Side.PENDING, pending),
        sent=pane(Side.SENT, sent), views={side: pane(side, total) for side, total in numbers},
    )


def line(
    width: int, now: Snapshot | None = None, shown: Side = Side.PENDING, *, sent: bool = False,
    drawing: Drawing | None = None, keys: dict[str, str] | None = None,
) -> str:
    return plain(tab_pieces(placed(width, now, shown, sent=sent, drawing=drawing, keys=keys)))


def placed(
    width: int, now: Snapshot | None = None, shown: Side = Side.PENDING, *, sent: bool = False,
    drawing: Drawing | None = None, keys: dict[str, str] | None = None,
) -> tuple[Placed, ...]:
    drawing = drawing or Drawing()
    tabs = tabs_of(now or snapshot(), shown, keys=KEYS if keys is None else keys, sent=sent, drawing=drawing)
    return lay_tabs(tabs, width, focused=False, drawing=drawing)


@pytest.mark.parametrize(
    ("width", "says"),
    [
        (80, "PENDING  12 · @northwind   drafts 3   approval 1   failed 2"),
        (50, "PENDING  12   drafts 3   approval 1   failed 2"),
        (43, "PENDING  12  drafts 3  approval 1  failed 2"),
        (42, "PENDING  12  4:3  5:1  6:2"),
        (25, "PENDING  12  6:2"),
        (15, "PENDING  12 ✗2"),
        (12, "PENDING… ✗2"),
        (6, "PE… ✗2"),
    ],
)
def test_they_shorten_and_what_failed_is_always_there(width: int, says: str) -> None:
    assert line(width) == says


def test_what_is_known_to_be_empty_gives_way_before_the_words_do() -> None:
    assert line(42, snapshot(drafts=1204, approval=0, failed=0)) == "PENDING  12  drafts 1,204"
    assert line(20, snapshot(drafts=0, approval=0, failed=0)) == "PENDING  12"


def test_the_way_back_to_pending_stays_while_there_is_room_for_words() -> None:
    assert line(36, snapshot(pending=0, approval=0, failed=0), Side.DRAFTS) == "pending 0  DRAFTS  3"


def test_where_one_list_has_room_what_was_sent_is_one_of_them() -> None:
    assert line(56, shown=Side.SENT, sent=True) == "pending 12  drafts 3  approval 1  failed 2  SENT  1,204"
    assert line(44, shown=Side.FAILED, sent=True) == "2:12  4:3  5:1  FAILED  2  3:1,204"


def test_numbers_are_those_of_the_server_and_nothing_is_said_of_what_is_not_known() -> None:
    now = snapshot()
    views = {
        Side.DRAFTS: pane(Side.DRAFTS, None, known=False),
        Side.APPROVAL: pane(Side.APPROVAL, None, loaded=2, more=True),
        Side.FAILED: pane(Side.FAILED, 4, known=False),
    }
    assert line(90, replace(now, views=views)) == "PENDING  12 · @northwind   drafts   approval 2+   failed 4"
    assert line(42, replace(now, views=views)) == "PENDING  12  drafts  approval 2+  failed 4"
    assert line(30, replace(now, views=views)) == "PENDING  12  4  5:2+  6:4"


def test_a_filter_counts_only_in_the_list_that_is_shown() -> None:
    now = replace(snapshot(), views={Side.DRAFTS: pane(Side.DRAFTS, 3, loaded=3)})
    tabs = tabs_of(now, Side.DRAFTS, keys=KEYS, matching=1)
    assert [tab.number for tab in tabs] == ["12", "1 of 3", "", ""]


def test_only_failed_posts_call_and_only_the_shown_one_is_strong() -> None:
    def roles(now: Snapshot) -> list[str]:
        return [one.pieces[0].role for one in placed(80, now)]

    assert roles(snapshot()) == ["strong", "muted", "muted", "warn"]
    assert roles(snapshot(failed=0)) == ["strong", "muted", "muted", "muted"]


def test_letters_stand_in_for_glyphs_and_for_keys_that_were_taken_away() -> None:
    assert line(12, drawing=Drawing(icons="letters")).endswith("!2")
    assert line(42, keys={}) == "PENDING  12  d:3  a:1  f:2"


def test_every_cell_of_a_tab_leads_to_its_list() -> None:
    for width in (80, 50, 43, 42, 25, 15):
        tabs = placed(width)
        text = plain(tab_pieces(tabs))
        assert len(text) <= width
        for one in tabs:
            assert text[one.start : one.end] == plain(one.pieces)
            assert {tab_at(tabs, x) for x in range(one.start, one.end)} == {one.side}
        assert tab_at(tabs, len(text)) is None


def test_there_are_tabs_only_where_it_is_known_that_the_api_has_the_lists() -> None:
    assert has_views(snapshot())
    assert not has_views(Snapshot())
    assert not has_views(replace(snapshot(), lacks={Can.DRAFTS: "Buffer's API v1 does not show them."}))
