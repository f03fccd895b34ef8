"""buffpy, another project's client of v1, at work on the sandbox; nothing in it is changed but its base URL."""

from __future__ import annotations

import asyncio
import sys
import threading
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from buffertui.clock import ManualClock
from buffertui.sandbox import SandboxServer, World, seed_world, serve

START = datetime(2026, 11, 23, 11, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def buffpy() -> SimpleNamespace:
    """buffpy's classes. The HTTP library under it hooks an old importer into Python, which would warn at every import
    that follows in any test, so the hook goes again when everything is loaded."""
    before = list(sys.meta_path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            api = pytest.importorskip("buffpy.api", reason="the extra [clients] is not installed")
            from buffpy.exceptions import BuffpyRestException
            from buffpy.managers.profiles import Profiles
            from buffpy.models.link import Link
            from buffpy.models.update import Update
            from buffpy.models.user import User
    finally:
        sys.meta_path[:] = [finder for finder in sys.meta_path if finder in before]
    return SimpleNamespace(
        api=api, RestException=BuffpyRestException, Profiles=Profiles, Link=Link, Update=Update, User=User,
    )


class Running:
    """A sandbox server in a thread of its own, so that a client that blocks can talk to it."""

    def __init__(self) -> None:
        self.world: World = seed_world(ManualClock(START), profiles=2, pending=6, sent=25)
        self.server: SandboxServer
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._done = asyncio.Event()
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        async def live() -> None:
            async with serve(self.world) as self.server:
                self._ready.set()
                await self._done.wait()

        self._loop.run_until_complete(live())
        self._loop.close()

    def __enter__(self) -> Running:
        self._thread.start()
        assert self._ready.wait(5)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._done.set)
        self._thread.join(5)

    def texts(self, profile: int = 0) -> list[str]:
        return [update.text for update in self.world.pending(self.world.profiles()[profile].id)]


@pytest.fixture
def running() -> Iterator[Running]:
    with Running() as running:
        yield running


@pytest.fixture
def api(buffpy: SimpleNamespace, running: Running, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(buffpy.api, "BASE_URL", running.server.base_url + "/{}")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    api = buffpy.api.API(client_id="id", client_secret="secret", access_token=running.world.accounts[0].token)
    yield api
    api.session.close()


def test_it_reads_the_account_the_profiles_and_both_lists(buffpy: SimpleNamespace, api: Any, running: Running) -> None:
    assert buffpy.User(api).id == running.world.accounts[0].id
    profiles = buffpy.Profiles(api).all()
    assert [profile.formatted_username for profile in profiles] == [p.username for p in running.world.profiles()]
    assert buffpy.Profiles(api).filter(service="facebook")[0].id == running.world.profiles()[1].id
    first = profiles[0]
    assert [update.text for update in first.updates.pending] == running.texts()
    sent = first.updates.sent
    assert [update.id for update in sent] == [update.id for update in running.world.sent(first.id)[:20]]
    assert sent[0].statistics.reach >= 0
    assert api.info.services.twitter["types"]["profile"]["character_limit"] == 280


def test_it_creates_at_the_end_on_top_now_and_at_a_time(buffpy: SimpleNamespace, api: Any, running: Running) -> None:
    updates = buffpy.Profiles(api).all()[0].updates
    last = updates.new("Written by another client 🎈")
    updates.new("On top", top=True)
    updates.new("At once", now=True)
    at = int(START.timestamp()) + 90
    updates.new("At a time", when=at, media={"photo": "https://example.org/a.png"})
    profile = running.world.profiles()[0]
    assert running.texts()[0] == "At a time"
    assert profile.fixed[0].due_at == at
    assert profile.fixed[0].media.photo == "https://example.org/a.png"
    assert profile.queue[0].text == "On top"
    assert profile.queue[-1].id == last.id
    assert profile.queue[-1].text == "Written by another client 🎈"
    assert running.world.sent(profile.id)[0].text == "At once"


def test_it_edits_moves_shares_and_deletes(buffpy: SimpleNamespace, api: Any, running: Running) -> None:
    profile = buffpy.Profiles(api).all()[0]
    one, two, three = [update for update in profile.updates.pending if "scheduled_at" not in update][:3]
    assert one.edit(text="Edited elsewhere").text == "Edited elsewhere"
    assert three.move_to_top().id == three.id
    two.publish()
    one.delete()
    left = running.world.profiles()[0]
    assert left.queue[0].id == three.id
    assert {one.id, two.id}.isdisjoint(update.id for update in left.queue)
    assert running.world.sent(profile.id)[0].id == two.id
    assert running.world.update(one.id) is None
    assert buffpy.Update(api, id=two.id).status == "sent"


def test_it_reorders_and_shuffles(buffpy: SimpleNamespace, api: Any, running: Running) -> None:
    profile = buffpy.Profiles(api).all()[0]
    queue = running.world.profiles()[0].queue
    before = [update.id for update in queue]
    profile.updates.reorder(before[::-1])
    assert [update.id for update in queue] == before[::-1]
    profile.updates.reorder([before[0], before[1]], offset=1)
    assert [update.id for update in queue][:2] != before[::-1][:2]
    assert profile.updates.shuffle(count=2)["success"] is True
    assert sorted(update.id for update in queue) == sorted(before)


def test_it_reads_and_sets_posting_times(buffpy: SimpleNamespace, api: Any, running: Running) -> None:
    profile = buffpy.Profiles(api).all()[0]
    assert profile.schedules[0]["days"] == list(running.world.profiles()[0].schedules[0].days)
    profile.schedules = {"days": ["tue", "thu"], "times": ["08:45", "20:00"]}
    assert profile.schedules == [{"days": ["tue", "thu"], "times": ["08:45", "20:00"]}]
    assert running.world.profiles()[0].schedules[0].times == ("08:45", "20:00")


def test_it_counts_the_shares_of_a_link(buffpy: SimpleNamespace, api: Any) -> None:
    buffpy.Profiles(api).all()[0].updates.new("Look: https://example.org/tulips")
    assert buffpy.Link(api, "https://example.org/tulips").shares == 1


def test_its_errors_are_those_of_v1(buffpy: SimpleNamespace, api: Any, running: Running) -> None:
    updates = buffpy.Profiles(api).all()[0].updates
    updates.new("Once")
    with pytest.raises(buffpy.RestException) as double:
        updates.new("Once")
    assert double.value.http_code == 400
    running.world.accounts[0].revoked = True
    with pytest.raises(buffpy.RestException) as refused:
        buffpy.User(api)
    assert refused.value.http_code == 401


def test_it_sends_its_token_in_the_header_alone(buffpy: SimpleNamespace, api: Any, running: Running) -> None:
    buffpy.User(api)
    assert [request.token_in_url for request in running.server.door.requests] == [False]
