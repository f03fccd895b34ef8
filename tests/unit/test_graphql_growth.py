"""A schema that grew at random: whatever the answers become, a read gives a page, a placeholder or a typed error."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buffertui.api import graphql
from buffertui.api.graphql import GraphQL
from buffertui.clock import ManualClock
from buffertui.domain.drafts import Create, Edit, NextSlot
from buffertui.domain.errors import ServiceError
from buffertui.domain.models import Page, Profile, Update
from buffertui.domain.overview import Overview
from buffertui.domain.secret import Secret
from buffertui.sandbox.faults import Fault, Kind
from buffertui.sandbox.graphql_manners import Manners
from buffertui.sandbox.seed import seed_organizations
from buffertui.sandbox.transport import SandboxTransport
from buffertui.sandbox.world import World

pytest.importorskip("graphql")

MORNING = datetime(2026, 11, 23, 8, 3, tzinfo=UTC)
CLOCK = ManualClock(MORNING)
PLENTY = (10**7,) * 3

Call = Callable[[GraphQL, World], Awaitable[object]]


def first(world: World) -> str:
    return world.profiles()[0].id


def some_post(world: World) -> str:
    return world.pending(first(world))[0].id


READS: dict[str, Call] = {
    "account": lambda c, w: c.account(),
    "organizations": lambda c, w: c.organizations(),
    "profiles": lambda c, w: c.profiles(),
    "profile": lambda c, w: c.profile(first(w)),
    "main screen": lambda c, w: c.main_screen(),
    "main screen of one": lambda c, w: c.main_screen(first(w)),
    "pending": lambda c, w: c.pending(first(w)),
    "sent": lambda c, w: c.sent(first(w), count=20),
    "drafts": lambda c, w: c.drafts(""),
    "approvals": lambda c, w: c.needs_approval(""),
    "failed": lambda c, w: c.failed(""),
    "post": lambda c, w: c.update(some_post(w)),
    "schedules": lambda c, w: c.schedules(first(w)),
    "limits": lambda c, w: c.daily_limits(first(w)),
}
WORLD = seed_organizations(CLOCK)
OWNER = WORLD.accounts[0]
ORGANIZATION = WORLD.organizations(OWNER)[0].id


def client(world: World, share: float, seed: int) -> GraphQL:
    manners = Manners(quotas=PLENTY, grown=share, grown_seed=seed)
    return graphql.connect(
        Secret(world.accounts[0].key), CLOCK, "https://buffer.example/graphql", organization=ORGANIZATION,
        chance=Random(seed), transport=SandboxTransport(world, graphql=manners),
    )


def updates_in(found: object) -> list[Update]:
    match found:
        case Page(updates=updates):
            return list(updates)
        case Overview(pending=pending, sent=sent, unsent=unsent):
            return [*pending.updates, *sent.updates, *unsent.updates]
        case Update():
            return [found]
        case _:
            return []


def check(found: object) -> None:
    """Whatever came is what the screen can rely on."""
    for update in updates_in(found):
        assert isinstance(update.text, str)
        assert update.id
        assert all(isinstance(k, str) and isinstance(v, str) for k, v in update.fields.items())
        assert all(at is None or at.tzinfo is not None for at in (update.due_at, update.sent_at, update.created_at))
        assert all(isinstance(number, int | float) for number in update.statistics.values())
    profiles = found.profiles if isinstance(found, Overview) else found if isinstance(found, tuple) else ()
    for profile in profiles:
        if isinstance(profile, Profile):
            assert profile.id
            assert profile.service


async def ask(name: str, share: float, seed: int) -> str:
    service = client(WORLD, share, seed)
    try:
        found = await READS[name](service, WORLD)
    except ServiceError as error:
        return f"error: {error.message}"
    finally:
        await service.aclose()
    check(found)
    return "page"


@settings(max_examples=12, derandomize=True, deadline=None, database=None)
@given(share=st.sampled_from([0.02, 0.1, 0.3, 0.8]), seed=st.integers(0, 10**6))
@pytest.mark.parametrize("name", READS)
def test_a_read_ends_in_something_to_show_or_in_a_typed_error(name: str, share: float, seed: int) -> None:
    assert asyncio.run(ask(name, share, seed)) != "error: "


async def test_a_little_growth_leaves_most_screens_readable() -> None:
    ended = Counter([await ask("main screen", 0.01, seed) for seed in range(12)])
    assert ended["page"] >= 8


async def test_the_same_seed_changes_the_same_fields_and_another_one_others() -> None:
    async def texts(seed: int) -> tuple[str, ...]:
        try:
            return tuple(f"{u.text} {u.status}" for u in updates_in(await client(WORLD, 0.05, seed).drafts("")))
        except ServiceError as error:
            return (error.message,)

    assert await texts(5) == await texts(5)
    assert len({await texts(seed) for seed in range(6)}) > 2


async def test_a_fault_lets_one_answer_grow_and_no_other() -> None:
    transport = SandboxTransport(WORLD, graphql=Manners(quotas=PLENTY))
    service = graphql.connect(
        Secret(OWNER.key), CLOCK, "https://buffer.example/graphql", organization=ORGANIZATION, transport=transport
    )
    before = await service.profiles()
    transport.faults.add(Fault(Kind.GROWN, field="service"))
    assert {profile.service for profile in await service.profiles()} == {"substack"}
    transport.faults.add(Fault(Kind.GROWN, field="status", path_contains="posts"))
    assert {u.status for u in (await service.pending(first(WORLD))).updates} == {"archived"}
    assert await service.profiles() == before
    await service.aclose()


@settings(max_examples=10, derandomize=True, deadline=None, database=None)
@given(share=st.sampled_from([0.1, 0.5, 0.9]), seed=st.integers(0, 10**6))
def test_a_write_is_done_refused_or_lost_and_nothing_else(share: float, seed: int) -> None:
    async def write() -> None:
        world = seed_organizations(CLOCK)
        service = client(world, share, seed)
        waiting = world.pending(first(world))[0]
        before = Update(waiting.id, first(world), waiting.text, service="twitter")
        for call in (service.create(Create((first(world),), "A new one")), service.move_to_bottom(before),
                     service.edit(Edit(before, text="Another text")), service.edit(Edit(before, when=NextSlot())),
                     service.delete(before)):
            with suppress(ServiceError):
                await call
        assert [u.text for u in world.pending(first(world))].count("A new one") <= 1
        await service.aclose()

    asyncio.run(write())
