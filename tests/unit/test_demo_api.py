"""The demo shows either of Buffer's APIs, through the real client of each."""

from __future__ import annotations

import pytest

from buffertui import boot, cli, terminal
from buffertui.clock import ManualClock
from buffertui.domain.ports import Can
from buffertui.sandbox import graphql_manners
from tests.support.story import MORNING


@pytest.mark.parametrize("api", ["v1", "graphql"])
async def test_the_demo_begins_with_queue_and_history_of_a_profile(api: str) -> None:
    if api == "graphql":
        pytest.importorskip("graphql")
    plan, current = boot.demo(ManualClock(MORNING), api=api)
    crashes: list[BaseException] = []
    session = await plan.connect(plan.account, crashes.append)
    assert current() is session
    await session.start()
    now = session.snapshot
    assert (now.protocol, now.demo, now.link) == (api, True, "live")
    assert len(now.profiles) > 5
    assert now.pending.updates
    assert now.sent.updates
    assert (Can.SCHEDULES in now.lacks) is (api == "graphql")
    assert session.options.refresh_seconds > 0
    await session.close()
    assert not crashes


def test_without_the_package_it_says_which_one_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(graphql_manners, "installed", lambda: False)
    monkeypatch.setattr(terminal, "need_screen", lambda: None)
    assert cli.main(["--demo", "--api", "graphql"]) == 2
    said = capsys.readouterr().err
    assert "needs the package graphql-core, which is not installed" in said
    assert "pip install 'buffertui[sandbox]'" in said
