"""Counts of profiles are what Buffer said last, and never a part that looks like the whole."""

from __future__ import annotations

from buffertui.core.board import Board
from buffertui.core.counting import still_counted
from buffertui.core.listing import Listing
from buffertui.core.shelf import Shelf
from buffertui.core.state import ALL, Side, Snapshot
from buffertui.domain.models import Counts, Page, Profile, Update
from tests.support.story import begin


def test_a_count_that_an_answer_leaves_out_stays_as_it_was() -> None:
    before = (Profile("p1", "x", counts=Counts(54, 7)), Profile("p2", "x"))
    now = (Profile("p1", "x"), Profile("p2", "x", counts=Counts(3)), Profile("p3", "x"))
    assert [p.counts for p in still_counted(now, before)] == [Counts(54, 7), Counts(3), Counts()]
    assert still_counted((Profile("p1", "x", counts=Counts(0, 0)),), before)[0].counts == Counts(0, 0)


def test_all_profiles_together_are_counted_only_when_each_is() -> None:
    story = begin()
    profiles = (Profile("p1", "x"), Profile("p2", "x"))
    board = Board(Snapshot(profiles=profiles, chosen=ALL))
    shelf = Shelf(board, story.clock)
    shelf.put(Side.PENDING, "p1", Listing().further(Page((Update("u1", "p1", "One"),), total=54)), story.clock.now())
    shelf.show()
    assert board.snapshot.pending.total is None
    shelf.put(Side.PENDING, "p2", Listing().further(Page((), total=2)), story.clock.now())
    shelf.show()
    assert board.snapshot.pending.total == 56
