"""A list that was opened from the store: when what the store has behind its beginning still follows, and when not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from buffertui.core.listing import Kept, Listing
from buffertui.domain.models import Page, Update

KEPT = Kept("u6")


def rows(*names: int, text: str = "") -> tuple[Update, ...]:
    return tuple(Update(f"u{name}", "p1", text) for name in names)


def opened(*names: int, total: int | None = 100) -> Listing:
    return Listing(rows(*names), total, "8", 7, kept=KEPT)


def fresh(*names: int, total: int | None = 100, after: str | None = "2") -> Listing:
    return Listing(rows(*names, text="new"), total, after, 1)


def ids(listing: Listing | None) -> list[str]:
    assert listing is not None
    return [update.id for update in listing.updates]


@pytest.mark.parametrize("newest_first", [True, False])
def test_the_same_beginning_leaves_the_rest_where_it_is(newest_first: bool) -> None:
    found = opened(0, 1, 2, 3, 4, 5).renewed(fresh(0, 1, 2), newest_first=newest_first)
    assert ids(found) == ["u0", "u1", "u2", "u3", "u4", "u5"]
    assert found is not None
    assert [update.text for update in found.updates] == ["new"] * 3 + [""] * 3
    assert (found.total, found.next, found.pages, found.kept) == (100, "8", 7, Kept("u6", 3, "2"))


def test_a_history_that_grew_at_its_head_keeps_the_rest() -> None:
    found = opened(0, 1, 2, 3, 4, 5).renewed(fresh(9, 8, 0, total=102), newest_first=True)
    assert ids(found) == ["u9", "u8", "u0", "u1", "u2", "u3", "u4", "u5"]
    assert found is not None
    assert found.total == 102


@pytest.mark.parametrize(
    "beginning",
    [
        fresh(9, 8, 0, total=101), fresh(9, 8, 0, total=100), fresh(0, 1, 2, total=99), fresh(1, 0, 2),
        fresh(9, 8, 7, total=103), fresh(0, 2, 3), fresh(9, 1, 2, total=101), fresh(0, 1, 2, after=None),
        fresh(0, 1, 2, 3, 4, 5, 6), fresh(), replace(fresh(0, 1, 2), shifted=True),
    ],
    ids=["sum too small", "grew without a sum", "fewer", "moved", "nothing known", "one left", "one exchanged", "whole",
         "more than is here", "empty", "shifted"],
)
def test_where_the_beginning_does_not_tell_how_the_rest_stands_it_is_not_taken_for_granted(beginning: Listing) -> None:
    assert opened(0, 1, 2, 3, 4, 5).renewed(beginning, newest_first=True) is None


def test_a_queue_into_which_something_came_is_read_anew() -> None:
    assert opened(0, 1, 2, 3, 4, 5).renewed(fresh(9, 0, 1, total=101), newest_first=False) is None


def test_where_no_sum_was_told_the_beginning_alone_decides() -> None:
    found = opened(0, 1, 2).renewed(fresh(0, 1, total=None, after=""), newest_first=False)
    assert found is not None
    assert (found.total, found.kept) == (100, Kept("u6", 2, None))


def test_a_list_that_is_here_whole_is_not_renewed_but_replaced() -> None:
    assert replace(opened(0, 1, 2), kept=None).renewed(fresh(0, 1), newest_first=True) is None


def test_a_look_at_the_first_page_keeps_the_rest_too() -> None:
    same = opened(0, 1, 2, 3).with_head(Page(rows(0, 1, text="new"), 100, "2"), newest_first=False)
    assert ids(same) == ["u0", "u1", "u2", "u3"]
    assert opened(0, 1, 2, 3).with_head(Page(rows(1, 0), 100, "2"), newest_first=False) is None


def test_page_by_page_what_came_from_the_store_is_confirmed_to_its_end() -> None:
    listing = replace(opened(0, 1, 2, 3, 4), kept=Kept(None, 2, "2"), total=5, next=None)
    once = listing.confirmed(Page(rows(2, 3, text="new"), 5, "3"))
    assert once is not None
    assert (once.kept, [update.text for update in once.updates]) == (Kept(None, 4, "3"), ["", "", "new", "new", ""])
    twice = once.confirmed(Page(rows(3, 4, text="new"), 5, None))
    assert twice is not None
    assert (ids(twice), twice.kept, twice.next, twice.pages) == (["u0", "u1", "u2", "u3", "u4"], None, None, 1)


@pytest.mark.parametrize("page", [Page(rows(3, 2), 5), Page(rows(2, 9), 5), Page(rows(2, 3), 4), Page((), 5)])
def test_a_page_with_other_rows_confirms_nothing(page: Page) -> None:
    assert replace(opened(0, 1, 2, 3, 4), kept=Kept(None, 2, "2"), total=5).confirmed(page) is None


def test_reading_anew_costs_as_many_pages_as_are_here() -> None:
    many = tuple(Update(f"u{number}", "p1", "") for number in range(101))
    assert Listing(many, 900, "10", 9, kept=Kept("u101")).reach == 2
    assert Listing(many, 900, "10", 9).reach == 9
    assert Listing().reach == 1
