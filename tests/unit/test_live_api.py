"""The first screen finds out which API a token opens, and the next start uses that one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from buffertui import live, log
from buffertui.api import detect
from buffertui.clock import ManualClock
from buffertui.config.settings import AccountSettings, Settings
from buffertui.domain.errors import Unauthorized
from buffertui.domain.secret import Secret
from buffertui.paths import find_paths
from buffertui.sandbox.seed import seed_world
from buffertui.sandbox.transport import SandboxTransport
from tests.support.story import MORNING

pytest.importorskip("graphql")


@pytest.fixture(autouse=True)
def buffer(monkeypatch: pytest.MonkeyPatch) -> Iterator[SandboxTransport]:
    """Both of Buffer's APIs are the sandbox's."""
    transport = SandboxTransport(seed_world(ManualClock(MORNING)))
    real = detect.identify

    async def identify(token: Secret, clock: Any, **_: Any) -> Any:
        return await real(token, clock, v1_transport=transport, graphql_transport=transport)

    monkeypatch.setattr(detect, "identify", identify)
    monkeypatch.setattr(log, "_secrets", set())
    yield transport
    log.stop_log()


def opened(settings: Settings | None = None) -> live.Live:
    return live.Live(settings or Settings(), "default", find_paths(), ManualClock(MORNING), read_only=False)


@pytest.mark.parametrize("api", ["v1", "graphql"])
async def test_a_typed_token_opens_its_own_api_now_and_at_the_next_start(
    api: str, buffer: SandboxTransport, fixed_world: Path
) -> None:
    owner = buffer.world.accounts[0]
    first = opened()
    account = await first.login("default", owner.key if api == "graphql" else owner.token)
    assert account.id == owner.id
    for program in (first, opened()):
        session = await program.connect("default", lambda error: None)
        assert session.snapshot.protocol == api
        assert session.options.refresh_seconds > 0
        await session.close()


async def test_what_no_api_takes_is_not_kept(buffer: SandboxTransport, fixed_world: Path) -> None:
    with pytest.raises(Unauthorized):
        await opened().login("default", "0badcafe" * 4)
    assert not (fixed_world / ".local/share/buffertui/tokens").exists()


async def test_the_configuration_goes_before_what_was_found(buffer: SandboxTransport, fixed_world: Path) -> None:
    await opened().login("default", buffer.world.accounts[0].key)
    settings = Settings(accounts={"default": AccountSettings(api="v1")})
    session = await opened(settings).connect("default", lambda error: None)
    assert session.snapshot.protocol == "v1"
    await session.close()


async def test_a_personal_key_costs_v1_one_request_and_graphql_one(buffer: SandboxTransport) -> None:
    api, account = await detect.identify(Secret(buffer.world.accounts[0].key), ManualClock(MORNING))
    assert api == "graphql"
    assert account is not None
    assert [entry.path.split()[0] for entry in buffer.door.requests] == ["/1/user.json", "/"]
