"""The lines at the edges of the screen say how things stand, and fit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from buffertui.core.commands import Scope, Situation
from buffertui.core.state import Link, Side, Snapshot
from buffertui.domain.drafts import Create, Delete, OutboxItem, Reorder, State, Write
from buffertui.domain.models import Account, Profile, Update
from buffertui.domain.ports import Pace, Window
from buffertui.ui.pieces import cells, plain
from buffertui.ui.present import key_names
from buffertui.ui.present_profiles import outbox_lines
from buffertui.ui.present_status import footer_line, status_line, title_line
from buffertui.ui.text import Drawing

NOW = datetime(2026, 11, 23, 11, 3, tzinfo=UTC)
KEYS = key_names()
LETTERS = Drawing(icons="letters")
UPDATE = Update("u1", "p1", "text", due_at=NOW)
LIVE = Snapshot(
    account_name="studio", accounts=("studio",), account=Account("a", "Northwind Studio", timezone="Europe/Berlin"),
    protocol="v1", profiles=(Profile("p1", "twitter"),), link=Link.LIVE, as_of=NOW - timedelta(minutes=2),
)


def with_(snapshot: Snapshot = LIVE, **fields: object) -> Snapshot:
    return replace(snapshot, **fields)  # type: ignore[arg-type]


def item(write: Write, state: State = State.HELD, seconds: float = 6) -> OutboxItem:
    return OutboxItem(f"o{state}", write, state, NOW, NOW + timedelta(seconds=seconds))


def title(snapshot: Snapshot, width: int = 100) -> str:
    return plain(title_line(snapshot, NOW, width))


def status(
    snapshot: Snapshot = LIVE, pace: Pace | None = None, width: int = 120, drawing: Drawing | None = None
) -> str:
    pace = pace or Pace((Window(42, 60, 60, NOW + timedelta(seconds=9)),), under_way=1)
    return plain(status_line(snapshot, pace, NOW, width, keys=KEYS, drawing=drawing or Drawing()))


def footer(at: Situation, width: int = 120, keys: dict[str, str] | None = None) -> str:
    return plain(footer_line(at, NOW, width, keys=keys or KEYS))


def test_the_title_says_whose_account_and_how_fresh() -> None:
    line = title(LIVE)
    assert line.startswith(" buffertui   Northwind Studio ")
    assert line.endswith("v1 · live · as of 12:01 ")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"demo": True}, "v1 · demo · as of"),
        ({"read_only": True}, "live · read-only"),
        ({"link": Link.OFFLINE, "reason": "no route to example.org"}, "offline: no route to example.org"),
        ({"link": Link.REFUSED}, "token refused"),
        ({"link": Link.STARTING, "as_of": None}, "connecting…"),
        ({"accounts": ("studio", "other")}, "Northwind Studio  studio"),
        ({"account": None}, "buffertui   studio"),
        ({"account": Account("a", "\x1b[31mevil\u202e")}, "␛[31mevil"),
    ],
)
def test_the_title_says_what_is_special(fields: dict[str, object], said: str) -> None:
    assert said in title(with_(**fields))


def test_the_clock_of_the_title_can_be_in_another_zone() -> None:
    assert "as of 20:01" in plain(title_line(LIVE, NOW, 100, where=ZoneInfo("Asia/Tokyo")))


def test_the_status_shows_the_budget_and_when_the_next_request_is_free() -> None:
    assert status() == " ▰▰▰▰▰▰▰▱▱▱ 42/60   next in 9s   ⟳ 1 under way   as of 12:01 (2 min ago)"


def test_the_meter_is_only_empty_or_full_when_the_budget_is() -> None:
    def meter(used: int) -> str:
        return status(pace=Pace((Window(used, 60, 60),)))[1:11]

    assert meter(0) == "▱" * 10
    assert meter(1) == "▰" + "▱" * 9
    assert meter(59) == "▰" * 9 + "▱"
    assert meter(60) == meter(75) == "▰" * 10


def test_of_several_windows_the_fullest_has_the_meter_and_the_others_stand_beside_it() -> None:
    windows = (Window(10, 100, 900), Window(240, 250, 86_400), Window(300, 3000, 30 * 86_400))
    assert status(pace=Pace(windows)).startswith(" ▰▰▰▰▰▰▰▰▰▱ 240/250 day   10/100 15 min   300/3,000 30 days   as of")
    assert status(pace=Pace(windows), width=66).rstrip().endswith("300/3,000 30 days")
    assert status(pace=Pace(windows), width=30).strip() == "▰▰▰▰▰▰▰▰▰▱ 240/250 day"


def test_of_a_long_window_the_next_free_place_is_told_only_when_it_is_full() -> None:
    full = Window(100, 100, 900, NOW + timedelta(minutes=3))
    assert "next in 3:00" in status(pace=Pace((full,)))
    assert "next" not in status(pace=Pace((replace(full, used=99),)))


def test_a_door_that_is_shut_for_hours_says_when_it_opens() -> None:
    shut = Pace((Window(250, 250, 86_400),), shut_until=NOW + timedelta(hours=3))
    assert "429 · door shut, opens at 15:03" in status(pace=shut), status(pace=shut)
    shut = Pace((Window(250, 250, 86_400),), shut_until=NOW + timedelta(hours=23))
    assert "opens tomorrow at 11:03" in status(pace=shut)
    shut = Pace((Window(250, 250, 86_400),), shut_until=NOW + timedelta(days=4))
    assert " at 12:03" in status(pace=shut)


def test_a_429_counts_down_and_says_how_many_wait() -> None:
    pace = Pace((Window(60, 60, 60, NOW),), waiting=3, waiting_writes=1, shut_until=NOW + timedelta(seconds=41.5))
    assert "429 · door shut, opens in 0:42 · 3 wait" in status(pace=pace)
    assert "429" in status(pace=pace, width=44)
    assert "429" not in status(pace=Pace(pace.windows, waiting=3, shut_until=NOW))


def test_what_waits_without_a_429_is_said_too() -> None:
    assert "3 wait" in status(pace=Pace((Window(60, 60, 60, NOW),), waiting=3))


def test_what_is_held_stands_at_the_right_with_the_key_that_takes_it_back() -> None:
    line = status(with_(outbox=(item(Delete(UPDATE)),)))
    assert line.endswith("↺ delete · u 6s ")
    assert status(with_(outbox=(item(Delete(UPDATE)),)), drawing=LETTERS).endswith("< delete - u 6s ")


def test_without_glyphs_the_status_is_ascii() -> None:
    shut = Pace((Window(60, 60, 60, NOW),), waiting=3, shut_until=NOW + timedelta(seconds=42))
    snapshot = with_(outbox=(item(Delete(UPDATE)),), busy=("loading sent",))
    assert status(snapshot, shut, drawing=LETTERS).isascii()
    assert plain(title_line(snapshot, NOW, 100, drawing=LETTERS)).isascii()
    assert all(plain(line).isascii() for line in outbox_lines(snapshot, NOW, 30, drawing=LETTERS))


def test_no_line_is_wider_than_the_screen() -> None:
    shut = Pace((Window(60, 60, 60, NOW),), 2, 3, 1, NOW + timedelta(seconds=42))
    snapshot = with_(
        outbox=(item(Delete(UPDATE)),), link=Link.OFFLINE, reason="長い理由" * 9, read_only=True, busy=("x" * 90,)
    )
    for width in range(250):
        at = Situation(snapshot, Side.PENDING, UPDATE, filtered=True)
        for line in (
            title_line(snapshot, NOW, width), status_line(snapshot, shut, NOW, width, keys=KEYS),
            footer_line(at, NOW, width, keys=KEYS), *outbox_lines(snapshot, NOW, width),
        ):
            assert cells(line) <= max(1, width), f"{plain(line)!r} at {width}"


def test_the_footer_shows_what_can_be_done_with_what_is_focused() -> None:
    waiting = footer(Situation(LIVE, Side.PENDING, UPDATE))
    assert all(hint in waiting for hint in ("e edit", "s share now", "d delete", "? all keys"))
    assert "undo" not in waiting
    sent = footer(Situation(LIVE, Side.SENT, Update("s1", "p1", "text", status="sent")))
    assert "edit" not in sent
    assert "y copy" in sent
    sidebar = footer(Situation(LIVE))
    assert "c compose" in sidebar
    assert not any(hint in sidebar for hint in ("edit", "delete", "filter", "open"))


def test_the_footer_of_a_read_only_window_offers_no_change() -> None:
    line = footer(Situation(with_(read_only=True), Side.PENDING, UPDATE))
    assert not any(hint in line for hint in ("edit", "delete", "compose", "share"))


def test_the_footer_says_what_undo_would_take_back() -> None:
    at = Situation(with_(outbox=(item(Create(("p1",), "x")), item(Delete(UPDATE), seconds=5.5))), Side.PENDING, UPDATE)
    assert "u undo delete (6 s)" in footer(at)


def test_a_narrow_footer_keeps_the_key_for_all_keys() -> None:
    at = Situation(LIVE, Side.PENDING, UPDATE)
    assert footer(at, 40).endswith("? all keys")
    assert footer(at, 14) == " ? all keys"


def test_the_footer_shows_changed_keys_and_the_way_out_of_a_filter() -> None:
    line = footer(Situation(LIVE, Side.PENDING, UPDATE, filtered=True), keys=key_names({"update.delete": "ctrl+d"}))
    assert "Ctrl+D delete" in line
    assert "Esc no filter" in line
    assert "Ctrl+S send" in plain(footer_line(Situation(LIVE), NOW, 90, keys=KEYS, scope=Scope.COMPOSE))


def test_the_outbox_names_its_items_newest_first_and_not_those_that_are_done() -> None:
    outbox = (
        item(Delete(UPDATE), State.DONE), item(Delete(UPDATE), State.UNSURE), item(Create(("p1",), "x"), State.WAITING),
        item(Delete(UPDATE), State.REFUSED), item(Delete(UPDATE), State.SENDING), item(Delete(UPDATE)),
    )
    lines = [plain(line) for line in outbox_lines(with_(outbox=outbox), NOW, 20, most=9)]
    assert lines == [
        "OUTBOX             5", "↺ delete  u 6s", "⟳ delete", "✗ delete refused", "… post waits", "? delete unsure",
    ]
    few = [plain(line) for line in outbox_lines(with_(outbox=outbox), NOW, 20, most=3)]
    assert few[-1] == "  3 more"
    assert len(few) == 4
    assert outbox_lines(LIVE, NOW, 20) == ()


def test_what_a_held_order_will_cost_is_said_while_it_can_be_taken_back() -> None:
    held = item(Reorder("p1", ("u2", "u1")))
    assert "↺ reorder · 3 requests · u 6s" in status(with_(outbox=(held,), costs={held.id: 3}))
    assert "↺ reorder · u 6s" in status(with_(outbox=(held,)))
