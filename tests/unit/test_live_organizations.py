"""Which organization an account shows is kept, and what belongs to one is never looked for in another."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from buffertui import boot, live, log
from buffertui.api import detect, graphql, rest_v1
from buffertui.clock import ManualClock
from buffertui.config.organizations import (
    KnownOrganization,
    forget_other_owner,
    store_organization,
    stored_organization,
)
from buffertui.config.settings import AccountSettings, Settings
from buffertui.config.tokens import store_token
from buffertui.core.drafting import new_draft
from buffertui.core.state import Link
from buffertui.domain.drafts import Create, State
from buffertui.domain.secret import Secret
from buffertui.paths import find_paths
from buffertui.sandbox.faults import Fault, Kind
from buffertui.sandbox.seed import seed_organizations
from buffertui.sandbox.transport import SandboxTransport
from tests.support.story import MORNING

pytest.importorskip("graphql")


@pytest.fixture
def buffer(monkeypatch: pytest.MonkeyPatch) -> Iterator[SandboxTransport]:
    """Both of Buffer's APIs are the sandbox's, whose owner has two organizations."""
    transport = SandboxTransport(seed_organizations(ManualClock(MORNING)))
    asked, new, old = detect.identify, graphql.connect, rest_v1.connect

    async def identify(token: Secret, clock: Any, **_: Any) -> Any:
        return await asked(token, clock, v1_transport=transport, graphql_transport=transport)

    def connect(token: Secret, clock: Any, *about: Any, **named: Any) -> Any:
        return new(token, clock, *about[:1], **{**named, "transport": transport})

    def connect_v1(token: Secret, clock: Any, *about: Any, **named: Any) -> Any:
        return old(token, clock, *about[:1], **{**named, "transport": transport})

    monkeypatch.setattr(detect, "identify", identify)
    monkeypatch.setattr(graphql, "connect", connect)
    monkeypatch.setattr(rest_v1, "connect", connect_v1)
    monkeypatch.setattr(log, "_secrets", set())
    yield transport
    log.stop_log()


def program(settings: Settings | None = None) -> live.Live:
    return live.Live(settings or Settings(), "default", find_paths(), ManualClock(MORNING), read_only=False)


async def opened(one: live.Live) -> Any:
    known = await one.recall("default")
    session = await one.connect("default", lambda error: None)
    await session.start(known=known)
    return session


def operations(buffer: SandboxTransport) -> list[str]:
    return [entry.operation for entry in buffer.door.requests]


def ids(buffer: SandboxTransport) -> tuple[str, str]:
    first, second = buffer.world.organizations(buffer.world.accounts[0])
    return first.id, second.id


async def until_kept(one: live.Live, home: str) -> None:
    await one._run(lambda: None)
    assert stored_organization(find_paths().data_dir, "default").home == home


async def test_from_the_second_start_on_one_request_shows_the_screen(
    buffer: SandboxTransport, fixed_world: Path
) -> None:
    first = program()
    await first.login("default", buffer.world.accounts[0].key)
    session = await opened(first)
    home, _ = ids(buffer)
    assert session.snapshot.organization == home
    assert len(session.snapshot.organizations) == 2
    await until_kept(first, home)
    await session.close()
    before = len(operations(buffer))
    again = await opened(program())
    assert operations(buffer)[before:] == ["MainScreen"]
    assert again.snapshot.organization == home
    await again.close()


async def test_another_organization_is_shown_from_then_on_with_drafts_of_its_own(
    buffer: SandboxTransport, fixed_world: Path
) -> None:
    one = program()
    await one.login("default", buffer.world.accounts[0].key)
    session = await opened(one)
    home, other = ids(buffer)
    profiles = {p.id for p in session.snapshot.profiles}
    session.drafts.post(replace(new_draft("d1"), text="of the first"))
    assert await one.choose_organization("default", other) == ""
    await session.close()
    session = await opened(one)
    assert session.snapshot.organization == other
    assert not profiles & {p.id for p in session.snapshot.profiles}
    assert not session.snapshot.drafts
    await session.close()
    next_start = program()
    session = await opened(next_start)
    assert session.snapshot.organization == other
    await next_start.choose_organization("default", home)
    await session.close()
    session = await opened(next_start)
    assert session.snapshot.organization == home
    assert [d.text for d in session.snapshot.drafts] == ["of the first"]
    await session.close()


async def test_what_was_lost_in_one_organization_is_not_looked_for_nor_sent_again_in_another(
    buffer: SandboxTransport, fixed_world: Path
) -> None:
    one = program()
    await one.login("default", buffer.world.accounts[0].key)
    session = await opened(one)
    home, other = ids(buffer)
    buffer.faults.add(Fault(Kind.CUT_AFTER, path_contains="createPost"))
    profile = session.snapshot.profiles[0]
    session.write.submit(Create((profile.id,), "Once in its own place"), new_draft("d", ()))
    for _ in range(200):
        await one.clock.advance(0)  # type: ignore[attr-defined]
        await asyncio.sleep(0.01)
        if [i.state for i in session.snapshot.outbox] == [State.UNSURE]:
            break
    told = await one.choose_organization("default", other)
    assert told.startswith("One thing waits in the outbox of Northwind Studio")
    await session.close()
    session = await opened(one)
    assert not session.snapshot.outbox
    for _ in range(20):
        await one.clock.advance(30)  # type: ignore[attr-defined]
        await asyncio.sleep(0.001)
    assert operations(buffer).count("CreatePost") == 1
    await one.choose_organization("default", home)
    await session.close()
    session = await opened(one)
    assert [i.state for i in session.snapshot.outbox] == [State.UNSURE]
    for _ in range(40):
        await one.clock.advance(30)  # type: ignore[attr-defined]
        await asyncio.sleep(0.005)
        if not session.snapshot.outbox:
            break
    assert not session.snapshot.outbox
    assert operations(buffer).count("CreatePost") == 1
    assert [u.text for u in buffer.world.pending(profile.id)].count("Once in its own place") == 1
    await session.close()


async def test_an_organization_that_is_closed_to_the_key_can_be_left(
    buffer: SandboxTransport, fixed_world: Path
) -> None:
    one = program()
    await one.login("default", buffer.world.accounts[0].key)
    home, other = ids(buffer)
    store_organization(find_paths().data_dir, "default", KnownOrganization("gone0", "gone0"))
    session = await opened(one)
    assert not session.snapshot.profiles
    assert session.snapshot.link is not Link.REFUSED
    assert [o.id for o in session.snapshot.organizations] == [home, other]
    await one.choose_organization("default", other)
    await session.close()
    session = await opened(one)
    assert session.snapshot.organization == other
    await session.close()


def test_only_the_first_organization_has_the_folder_of_the_account(tmp_path: Path) -> None:
    home = KnownOrganization("5f0a", "5f0a")
    assert home.folder(tmp_path) == KnownOrganization().folder(tmp_path) == tmp_path
    others = ["5f0b", "5F0A", "../../elsewhere", ".", "", "a" * 5000, "x\ud800"]
    folders = [replace(home, chosen=one).folder(tmp_path) for one in others if one]
    assert len({str(one).lower() for one in folders}) == len(folders)
    for one in folders:
        assert one.parent == tmp_path / "organizations"
        assert one.name not in (".", "..")
        assert len(one.name) < 100


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"home": 3, "chosen": []}', b"\xff", b"[" * 4000])
def test_what_cannot_be_read_is_as_if_nothing_had_been_kept(damage: bytes, tmp_path: Path) -> None:
    store_organization(tmp_path, "a", KnownOrganization("h", "c", "o"))
    (file,) = (tmp_path / "tokens").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert stored_organization(tmp_path, "a") == KnownOrganization("h", "c", "o")
    file.write_bytes(damage)
    assert stored_organization(tmp_path, "a") == KnownOrganization()


def test_organizations_of_somebody_elses_account_are_forgotten_at_the_login(tmp_path: Path) -> None:
    store_organization(tmp_path, "a", KnownOrganization("h", "c", "mine"))
    forget_other_owner(tmp_path, "a", "mine")
    assert stored_organization(tmp_path, "a").home == "h"
    forget_other_owner(tmp_path, "a", "hers")
    assert stored_organization(tmp_path, "a") == KnownOrganization()


async def test_a_personal_key_where_v1_was_assumed_opens_graphql_after_the_refusal(
    buffer: SandboxTransport, fixed_world: Path
) -> None:
    key = buffer.world.accounts[0].key
    store_token(find_paths().data_dir, "default", Secret(key))
    one = program()
    session = await opened(one)
    assert session.snapshot.protocol == "v1"
    assert session.snapshot.link is Link.REFUSED
    assert 'api = "graphql"' in session.snapshot.reason
    assert one.another_api("default")
    await session.close()
    session = await one.connect("default", lambda error: None)
    told: list[str] = []
    session.board.on_notice(lambda notice: told.append(notice.text))
    await session.start()
    assert session.snapshot.protocol == "graphql"
    assert session.snapshot.profiles
    assert any('api = "graphql"' in text for text in told)
    assert not one.another_api("default")
    await session.close()


async def test_a_token_that_is_simply_wrong_opens_nothing_else(buffer: SandboxTransport, fixed_world: Path) -> None:
    store_token(find_paths().data_dir, "default", Secret("0badcafe" * 4))
    one = program()
    session = await opened(one)
    assert session.snapshot.link is Link.REFUSED
    assert not one.another_api("default")
    await session.close()
    elsewhere = Settings(accounts={"default": AccountSettings(base_url="http://127.0.0.1:9/1/")})
    assert not program(elsewhere).another_api("default")


async def test_the_demo_shows_another_organization_and_keeps_what_was_written_in_each() -> None:
    shown = boot.Demo(ManualClock(MORNING), api="graphql")
    session = await shown.connect("demo", lambda error: None)
    await session.start()
    home, other = [one.id for one in session.snapshot.organizations]
    session.drafts.post(replace(new_draft("d1"), text="of the first"))
    assert await shown.choose_organization("demo", other) == ""
    await session.close()
    session = await shown.connect("demo", lambda error: None)
    await session.start()
    assert (session.snapshot.organization, session.snapshot.drafts) == (other, ())
    await shown.choose_organization("demo", home)
    await session.close()
    session = await shown.connect("demo", lambda error: None)
    await session.start()
    assert [d.text for d in session.snapshot.drafts] == ["of the first"]
    await session.close()
