"""Words, numbers, times and keys as the screen says them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from buffertui.core.commands import COMMANDS
from buffertui.domain.models import Profile
from buffertui.ui.cells import width_of
from buffertui.ui.pieces import Piece, Pieces, cells, cut, flush_right, lay, plain, side_by_side, spread
from buffertui.ui.present import (
    ago,
    compact,
    count,
    countdown,
    day_name,
    key_name,
    key_names,
    plural,
    seconds_left,
    zone_of,
)

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0"), (7, "7"), (999, "999"), (1000, "1k"), (1204, "1.2k"), (9949, "9.9k"), (9951, "10k"), (31_400, "31k"),
        (999_499, "999k"), (999_501, "1M"), (4_600_000, "4.6M"),
        (2_000_000_000, "2B"), (12.5, "12.5"), (-1500, "-1.5k"),
    ],
)
def test_compact_numbers(number: float, said: str) -> None:
    assert compact(number) == said


def test_counts_say_when_nobody_knows() -> None:
    assert (count(1204), count(0), count(None)) == ("1,204", "0", "–")
    assert (plural(1, "request"), plural(2, "request")) == ("1 request", "2 requests")
    assert plural(3, "waits", "wait") == "3 wait"


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, ("Today", "Mon 23 Nov")), (1, ("Tomorrow", "Tue 24 Nov")), (-1, ("Yesterday", "Sun 22 Nov")),
     (4, ("Fri 27 Nov", "")), (45, ("Thu 7 Jan 2027", ""))],
)
def test_days(days: int, said: tuple[str, str]) -> None:
    today = date(2026, 11, 23)
    assert day_name(today + timedelta(days), today) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "just now"), (59, "just now"), (60, "1 min ago"), (7100, "1 h ago"), (3 * 86400, "3 days ago"),
     (-5, "just now")],
)
def test_how_long_ago(seconds: int, said: str) -> None:
    assert ago(NOW - timedelta(seconds=seconds), NOW) == said


def test_countdowns_end_at_one() -> None:
    assert seconds_left(NOW + timedelta(seconds=5.2), NOW) == 6
    assert seconds_left(NOW + timedelta(seconds=0.01), NOW) == 1
    assert seconds_left(NOW, NOW) == 0
    assert seconds_left(None, NOW) == 0
    assert (countdown(42), countdown(725), countdown(3723), countdown(-1)) == ("0:42", "12:05", "1:02:03", "0:00")


def test_a_profile_without_a_known_zone_takes_the_fallback() -> None:
    assert str(zone_of(Profile("p", "x", timezone="Europe/Lisbon"), "Asia/Tokyo")) == "Europe/Lisbon"
    assert str(zone_of(Profile("p", "x", timezone="Nowhere/../etc"), "Asia/Tokyo")) == "Asia/Tokyo"
    assert str(zone_of(None, "")) == "UTC"


@pytest.mark.parametrize(
    ("key", "name"),
    [("slash", "/"), ("question_mark", "?"), ("ctrl+p", "Ctrl+P"), ("alt+enter", "Alt+Enter"), ("G", "G"), ("j", "j"),
     ("pagedown", "PgDn"), ("f5", "F5"), ("shift+tab", "Shift+Tab"), ("", "")],
)
def test_key_names(key: str, name: str) -> None:
    assert key_name(key) == name


def test_a_changed_key_is_named_and_a_removed_one_is_not() -> None:
    names = key_names({"update.delete": "ctrl+d,x", "view.filter": ""})
    assert names["update.delete"] == "Ctrl+D"
    assert "view.filter" not in names
    assert names["post.compose"] == "c"
    assert set(key_names()) == {command.id for command in COMMANDS if command.keys}


LEFT: Pieces = (Piece("Northwind Studio", "strong"),)
RIGHT: Pieces = (Piece("live", "good"),)


@pytest.mark.parametrize("width", range(60))
def test_lines_are_never_wider_than_they_may_be(width: int) -> None:
    groups = [(rank, (Piece(word),)) for rank, word in enumerate(("ひとつ", "two", "three"))]
    for pieces in (lay(LEFT, RIGHT, width), cut((*LEFT, *RIGHT), width), spread(groups, width)):
        assert cells(pieces) <= width
    assert cells(flush_right(LEFT, width)) == width


def test_left_and_right_stand_at_the_ends_and_the_right_one_gives_way() -> None:
    assert plain(lay(LEFT, RIGHT, 30)) == "Northwind Studio          live"
    assert plain(lay(LEFT, RIGHT, 20)) == "Northwind Stu…  live"
    assert plain(lay(LEFT, RIGHT, 12)) == "Northwind S…"
    assert plain(lay(LEFT, (), 30)) == "Northwind Studio"


def test_groups_go_whole_the_least_needed_first() -> None:
    groups = [(2, (Piece("first"),)), (0, (Piece("second"),)), (1, ()), (1, (Piece("third"),))]
    assert plain(spread(groups, 40)) == "first  second  third"
    assert plain(spread(groups, 19)) == "second  third"
    assert plain(spread(groups, 7)) == "second"
    assert plain(spread(groups, 4)) == "sec…"
    assert plain(side_by_side([(), LEFT, (), RIGHT])) == "Northwind Studio  live"


def test_a_cut_falls_on_the_piece_that_is_too_long() -> None:
    pieces = (Piece("abc"), Piece("def", "muted"), Piece("ghi"))
    assert cut(pieces, 9) == pieces
    assert cut(pieces, 7) == (Piece("abc"), Piece("def", "muted"), Piece("…"))
    assert plain(cut(pieces, 6)) == "abcde…"
    assert plain(cut(pieces, 3)) == "ab…"
    assert cut(pieces, 0) == ()
    assert width_of(plain(cut(pieces, 1))) == 1
