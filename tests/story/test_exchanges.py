"""Another order of a queue where that costs requests: said before, held, and possible again and again."""

from __future__ import annotations

import pytest

from buffertui.core.commands import BY_ID, Situation
from buffertui.core.drafting import new_draft
from buffertui.core.state import Side
from buffertui.domain.drafts import At, Edit, State
from buffertui.domain.models import WAITING
from buffertui.sandbox.faults import Fault, Kind
from tests.support.story import Story, begin

pytest.importorskip("graphql")


async def started(api: str = "graphql", undo_seconds: float = 8.0) -> Story:
    story = begin(api=api, undo_seconds=undo_seconds)
    await story.session.start()
    return story


def shown(story: Story) -> list[str]:
    return [u.id for u in story.now.pending.updates]


def there(story: Story) -> list[str]:
    return [u.id for u in story.world.pending(story.now.chosen) if u.status == WAITING]


def refusal(story: Story, command: str, update_id: str) -> str | None:
    update = next(u for u in story.now.pending.updates if u.id == update_id)
    return BY_ID[command].why_not(Situation(story.now, Side.PENDING, update))


async def test_a_post_is_moved_again_and_again_and_each_move_costs_what_was_said() -> None:
    story = await started()
    middle = [u for u in story.now.pending.updates if not u.fixed][3]
    for by in (1, -1, -1, 1):
        update = next(u for u in story.now.pending.updates if u.id == middle.id)
        assert refusal(story, "update.later", update.id) is None
        assert story.session.write.move(update, by)
        (item,) = story.now.outbox
        assert item.state is State.HELD
        cost, before = story.now.costs[item.id], len(story.operations())
        assert cost > 1
        await story.wait(7)
        assert len(story.operations()) == before
        await story.wait(30)
        assert len(story.operations()) - before == cost
        assert not story.now.outbox
        assert not story.now.costs
        assert shown(story) == there(story)
    await story.close()


async def test_moves_that_follow_quickly_are_one_item_with_one_price_and_undo_puts_all_back() -> None:
    story = await started()
    before = shown(story)
    update = [u for u in story.now.pending.updates if not u.fixed][4]
    for _ in range(3):
        story.session.write.move(update, -1)
    assert len(story.now.outbox) == 1
    assert list(story.now.costs) == [story.now.outbox[0].id]
    assert shown(story) != before
    assert story.session.write.undo() is not None
    assert shown(story) == before
    assert not story.now.costs
    await story.wait(30)
    assert "EditPost" not in story.operations()
    assert "MovePost" not in story.operations()
    await story.close()


async def test_a_shuffle_says_the_most_that_it_can_cost() -> None:
    story = await started()
    item = story.session.write.shuffle(story.now.chosen)
    slots = [u for u in story.now.pending.updates if not u.fixed]
    assert story.now.costs[item.id] >= len(slots)
    cost, before = story.now.costs[item.id], len(story.operations())
    await story.wait(60)
    assert 1 < len(story.operations()) - before <= cost
    assert shown(story) == there(story)
    for update in story.now.pending.updates:
        assert update.id not in [u.id for u in slots] or refusal(story, "update.later", update.id) is None
    await story.close()


async def test_a_post_that_gets_a_time_of_its_own_afterwards_leaves_the_order() -> None:
    story = await started()
    middle = [u for u in story.now.pending.updates if not u.fixed][3]
    story.session.write.move(middle, 1)
    await story.wait(60)
    update = next(u for u in story.now.pending.updates if u.id == middle.id)
    assert update.fixed
    assert refusal(story, "update.later", update.id) is None
    assert update.due_at is not None
    at = update.due_at.replace(minute=17)
    story.session.write.submit(Edit(update, when=At(at)), new_draft("e", ()))
    await story.wait(30)
    assert "fixed time" in (refusal(story, "update.later", update.id) or "")
    assert not story.session.write.move(update, 1)
    await story.close()


async def test_a_post_that_the_person_gave_a_time_has_no_place_in_the_order_here_either() -> None:
    story = await started()
    fixed = next(u for u in story.now.pending.updates if u.fixed)
    assert "fixed time" in (refusal(story, "update.later", fixed.id) or "")
    assert not story.session.write.move(fixed, 1)
    await story.close()


@pytest.mark.parametrize("kind", [Kind.CUT_AFTER, Kind.CUT_BEFORE])
async def test_an_order_that_was_broken_off_is_brought_to_its_end(kind: Kind) -> None:
    story = await started()
    story.faults.add(Fault(kind, path_contains="editPost", after=1))
    update = [u for u in story.now.pending.updates if not u.fixed][2]
    story.session.write.move(update, 1)
    story.session.write.move(update, 1)
    wanted = shown(story)
    await story.wait(120)
    assert shown(story) == there(story) == wanted
    assert not story.now.outbox
    assert story.operations().count("EditPost") >= 2
    assert refusal(story, "update.later", update.id) is None
    await story.close()


async def test_on_v1_an_order_is_one_request_without_a_price_and_not_held_long() -> None:
    story = await started("v1")
    update = [u for u in story.now.pending.updates if not u.fixed][2]
    story.session.write.move(update, 1)
    assert not story.now.costs
    await story.wait(2)
    assert [r for r in story.requests() if "reorder" in r]
    assert not story.now.movable
    await story.wait(10)
    assert shown(story) == there(story)
    await story.close()
