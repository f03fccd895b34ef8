"""Lists made of pages: nothing twice, nothing skipped, and a list that moved while it was read is known as such."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from buffertui.core.listing import Listing, in_order, swapped
from buffertui.domain.models import Page, Update

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def update(n: int, *, fixed: bool = False) -> Update:
    return Update(f"u{n}", "p", f"text {n}", due_at=START + timedelta(hours=n), fixed=fixed)


def page(numbers: range | list[int], total: int, after: str | None = None) -> Page:
    return Page(tuple(update(n) for n in numbers), total, after)


def ids(listing: Listing) -> list[str]:
    return [u.id for u in listing.updates]


def test_pages_of_a_still_list_join_without_doubt() -> None:
    whole = Listing().further(page(range(3), 5, "2")).further(page([3, 4], 5))
    assert ids(whole) == ["u0", "u1", "u2", "u3", "u4"]
    assert not whole.shifted
    assert whole.next is None


def test_a_row_that_slid_onto_the_next_page_is_shown_once_and_the_list_is_read_anew() -> None:
    slid = Listing().further(page([0, 1, 2], 5, "2")).further(page([2, 3], 6, "3"))
    assert ids(slid) == ["u0", "u1", "u2", "u3"]
    assert slid.shifted


def test_a_row_that_slid_away_between_two_pages_is_noticed_at_the_end() -> None:
    assert Listing().further(page([0, 1, 2], 5, "2")).further(page([4], 5)).shifted


def test_a_total_that_changed_is_noticed() -> None:
    assert Listing().further(page([0, 1, 2], 6, "2")).further(page([4, 5], 5)).shifted


def test_a_history_that_grew_while_it_was_read_skips_nothing() -> None:
    grown = Listing().further(page([5, 4, 3], 6, "2")).further(page([3, 2, 1], 7, "3"), newest_first=True)
    assert ids(grown) == ["u5", "u4", "u3", "u2", "u1"]
    assert not grown.shifted


def test_a_new_first_page_of_a_history_joins_what_was_there() -> None:
    known = Listing().further(page([5, 4, 3], 6, "2")).further(page([2, 1], 6, "3"), newest_first=True)
    fresh = known.with_head(page([7, 6, 5], 8, "2"), newest_first=True)
    assert fresh is not None
    assert ids(fresh) == ["u7", "u6", "u5", "u4", "u3", "u2", "u1"]


def test_a_queue_whose_head_moved_must_be_read_whole() -> None:
    known = Listing().further(page([0, 1, 2], 6, "2")).further(page([3, 4, 5], 6))
    assert known.with_head(page([1, 0, 2], 6, "2"), newest_first=False) is None
    assert known.with_head(page([1, 2, 3], 5, "2"), newest_first=False) is None
    assert known.with_head(page([0, 1, 2], 6, "2"), newest_first=False) is not None


def test_a_text_that_was_edited_elsewhere_arrives_with_the_first_page() -> None:
    known = Listing().further(page([0, 1, 2], 6, "2")).further(page([3, 4, 5], 6))
    edited = Page((replace(update(0), text="new"), update(1), update(2)), 6, "2")
    fresh = known.with_head(edited, newest_first=False)
    assert fresh is not None
    assert fresh.updates[0].text == "new"
    assert len(fresh.updates) == 6


def test_moving_exchanges_slots_and_leaves_fixed_times_alone() -> None:
    queue = (update(0), update(1, fixed=True), update(2), update(3))
    order = swapped(queue, "u0", 1)
    assert order == ("u2", "u0", "u3")
    moved = in_order(queue, order)
    assert [(u.id, u.due_at) for u in moved] == [
        ("u2", update(0).due_at), ("u1", update(1).due_at), ("u0", update(2).due_at), ("u3", update(3).due_at),
    ]


def test_the_first_cannot_go_up_nor_the_last_down_nor_a_fixed_one_anywhere() -> None:
    queue = (update(0), update(1, fixed=True), update(2))
    assert swapped(queue, "u0", -1) is None
    assert swapped(queue, "u2", 1) is None
    assert swapped(queue, "u1", 1) is None


def test_an_update_leaves_and_comes_back_to_its_place() -> None:
    listing = Listing().further(page(range(4), 4))
    gone = listing.without("u1")
    assert ids(gone) == ["u0", "u2", "u3"]
    assert gone.total == 3
    assert ids(gone.holding(update(1))) == ["u0", "u1", "u2", "u3"]
    assert gone.holding(update(1)).total == 4


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.permutations(range(6)), st.sets(st.integers(0, 5)))
def test_any_order_keeps_every_update_every_time_and_the_rise_of_times(order: list[int], fixed: set[int]) -> None:
    queue = tuple(update(n, fixed=n in fixed) for n in range(6))
    moved = in_order(queue, tuple(f"u{n}" for n in order))
    assert {u.id for u in moved} == {u.id for u in queue}
    assert [u.due_at for u in moved] == [u.due_at for u in queue]
    assert all(u.due_at == update(int(u.id[1:])).due_at for u in moved if u.fixed)
    assert [u.id for u in moved if not u.fixed] == [f"u{n}" for n in order if n not in fixed]
