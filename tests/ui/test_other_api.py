"""A token that turns out to be of the other API opens that one, without a question."""

from __future__ import annotations

import pytest

from tests.support.screen import Stage, opened

pytest.importorskip("graphql")


async def test_a_key_that_v1_refuses_shows_its_account_at_once_and_asks_for_no_token() -> None:
    stages: list[Stage] = []

    def prepare(stage: Stage) -> None:
        stages.append(stage)
        stage.world.accounts[0].revoked = True

    def another(account: str) -> bool:
        first = stages[0].api == "v1"
        stages[0].api = "graphql"
        return first

    async with opened(prepare=prepare, another_api=another) as person:
        await person.settle()
        person.sees("@northwind", "PENDING")
        assert stages[0].session is not None
        assert stages[0].session.snapshot.protocol == "graphql"
        assert not person.toasts()


async def test_a_key_that_both_refuse_asks_for_a_token_once() -> None:
    stages: list[Stage] = []

    def prepare(stage: Stage) -> None:
        stages.append(stage)
        stage.world.accounts[0].revoked = stage.world.accounts[0].key_revoked = True

    def another(account: str) -> bool:
        first = stages[0].api == "v1"
        stages[0].api = "graphql"
        return first

    async with opened(prepare=prepare, another_api=another) as person:
        await person.settle()
        person.sees("token")
        assert len(stages[0].requests()) < 6
