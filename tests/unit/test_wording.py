"""What a settled write is called: where a post went when that is not the queue, and edits that only change a place."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from buffertui.core import wording
from buffertui.core.state import Snapshot
from buffertui.domain.drafts import (
    Approval,
    At,
    Create,
    Delete,
    Edit,
    NextSlot,
    OutboxItem,
    Outcome,
    State,
    Top,
    Write,
)
from buffertui.domain.models import DRAFT, NEEDS_APPROVAL, WAITING, Profile, Update
from buffertui.domain.overview import Organization

NOW = datetime(2026, 11, 23, 8, 3, tzinfo=UTC)
PROFILES = (Profile("p1", "twitter", username="northwind"), Profile("p2", "linkedin", username="Northwind"))
UPDATE = Update("u1", "p1", "Café at noon")


def title(write: Write, *statuses: str) -> str:
    updates = tuple(Update(f"n{n}", f"p{n}", "x", status=one) for n, one in enumerate(statuses, 1))
    item = OutboxItem("i", write, State.DONE, NOW, outcome=Outcome(updates))
    return wording.settled_title(item, PROFILES)


@pytest.mark.parametrize(
    ("statuses", "draft", "said"),
    [
        ((WAITING,), False, "Posted · northwind"),
        ((DRAFT,), True, "Kept as a draft at Buffer · northwind"),
        ((NEEDS_APPROVAL,), False, "Waits for approval · northwind"),
        ((DRAFT, DRAFT), True, "Kept as a draft at Buffer · 2 of 2 profiles"),
        ((WAITING, NEEDS_APPROVAL), False, "Posted to 2 of 2 profiles"),
    ],
)
def test_a_new_post_is_named_by_where_it_went(statuses: tuple[str, ...], draft: bool, said: str) -> None:
    ids = tuple(f"p{n}" for n in range(1, len(statuses) + 1))
    assert title(Create(ids, "x", draft=draft), *statuses) == said


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (Edit(UPDATE, when=NextSlot(), draft=False), "Put in the queue"),
        (Edit(UPDATE, when=Top()), "Put at the front of the queue"),
        (Edit(UPDATE, draft=True), "Back among the drafts"),
        (Edit(UPDATE, approval=Approval.REQUEST), "Approval asked"),
        (Edit(UPDATE, approval=Approval.REVERT), "Approval no longer asked"),
        (Edit(UPDATE, when=At(NOW)), "Saved"),
        (Edit(UPDATE, text="y", when=NextSlot()), "Saved"),
    ],
)
def test_an_edit_that_changes_only_a_place_is_named_by_that(write: Edit, said: str) -> None:
    assert title(write, WAITING) == f"{said} · northwind"
    assert wording.verb(write)
    assert len(wording.noun(write)) <= len("no approval")


def test_what_stays_in_the_outbox_of_another_organization_is_said() -> None:
    here = Snapshot(organizations=(Organization("o1", "Northwind Studio"),), organization="o1")
    assert wording.left_behind(here) == ""
    item = OutboxItem("i", Delete(UPDATE), State.HELD, NOW)
    assert "One thing waits in the outbox of Northwind Studio." in wording.left_behind(
        Snapshot(organizations=here.organizations, organization="o1", outbox=(item,))
    )
