"""One suite of promises about ``BufferService``, kept by both clients, each over its own face of the same world."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from buffertui.api import graphql, rest_v1
from buffertui.clock import ManualClock
from buffertui.domain.drafts import At, Create, Edit, NextSlot, Now, Top, When
from buffertui.domain.errors import (
    AnswerLost,
    Duplicate,
    NotFound,
    Offline,
    PowerMissing,
    Refused,
    Throttled,
    Unauthorized,
)
from buffertui.domain.models import DRAFT, FAILED, SENDING, SENT, WAITING, Media, Page, Profile, Schedule, Update
from buffertui.domain.ports import BufferService, Can
from buffertui.domain.secret import Secret
from buffertui.sandbox.faults import Fault, Kind
from buffertui.sandbox.records import ProfileRecord, UpdateRecord
from buffertui.sandbox.seed import seed_empty, seed_world
from buffertui.sandbox.transport import SandboxTransport
from buffertui.sandbox.world import World

MORNING = datetime(2026, 11, 23, 8, 3, tzinfo=UTC)
TEXT = "Print is patience made visible."
NOBODY = "f" * 24
PREVIEWING = {"facebook", "linkedin"}
PENDING = {"v1": "pending.json", "graphql": "posts"}


@dataclass
class Bench:
    """A client, the world behind it, and what stands between them."""

    api: str
    clock: ManualClock
    world: World
    transport: SandboxTransport
    service: BufferService

    def client(self, token: str | None = None) -> BufferService:
        """Another client of the same account, or with another token."""
        return connect(self.api, self.world, self.clock, self.transport, token)

    @property
    def main(self) -> ProfileRecord:
        """The profile with the fullest queue."""
        return self.world.profiles()[0]

    def waiting(self, profile: ProfileRecord | None = None) -> list[UpdateRecord]:
        """What waits in a queue and was not refused by the network."""
        return [u for u in self.world.pending((profile or self.main).id) if u.status == WAITING]

    def slots(self, profile: ProfileRecord | None = None) -> list[str]:
        """Ids of what waits in a slot."""
        return [u.id for u in self.waiting(profile) if u.scheduled_at is None]

    async def shown(self, update_id: str) -> Update:
        """An update as the client reads it in the queue."""
        profile_id = self.record(update_id).profile_id
        return next(u for u in (await self.service.pending(profile_id)).updates if u.id == update_id)

    def record(self, update_id: str) -> UpdateRecord:
        found = self.world.update(update_id)
        assert found is not None
        return found

    def attached(self, record: UpdateRecord) -> list[tuple[str, ...]]:
        """What hangs on an update. v1 has no words for a picture, so what they are after an edit there is open."""
        return [
            (m.photo, m.link, m.title, m.description, m.video, m.alt_text if self.api == "graphql" else "")
            for m in (record.media, *record.extra_media)
        ]

    def spoil(self, kind: Kind, about: str = "", times: int | None = 1) -> None:
        """Let the next request about something go wrong."""
        path = PENDING[self.api] if about == "pending" else about
        self.transport.faults.add(Fault(kind, path_contains=path, times=times))

    def requests(self) -> int:
        return len(self.transport.door.requests)


def connect(
    api: str, world: World, clock: ManualClock, transport: SandboxTransport, token: str | None = None
) -> BufferService:
    owner = world.accounts[0]
    if api == "v1":
        return rest_v1.connect(Secret(token or owner.token), clock, "https://buffer.example/1/", transport)
    return graphql.connect(
        Secret(token or owner.key), clock, "https://buffer.example/graphql", chance=Random(3), transport=transport
    )


@pytest.fixture(params=["v1", "graphql"])
def api(request: pytest.FixtureRequest) -> str:
    if request.param == "graphql":
        pytest.importorskip("graphql")
    return str(request.param)


def make_bench(api: str, world: Callable[[ManualClock], World] = seed_world) -> Bench:
    clock = ManualClock(MORNING)
    transport = SandboxTransport(world(clock))
    return Bench(api, clock, transport.world, transport, connect(api, transport.world, clock, transport))


@pytest.fixture
async def bench(api: str) -> AsyncIterator[Bench]:
    bench = make_bench(api)
    yield bench
    await bench.service.aclose()


def moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


async def every(read: Callable[[str | None], Awaitable[Page]]) -> tuple[list[Update], int]:
    """All pages of a list, and how many there were."""
    found: list[Update] = []
    after, pages = None, 0
    while True:
        page = await read(after)
        found += page.updates
        pages += 1
        after = page.next
        if after is None:
            return found, pages


# Reading


async def test_the_account_is_the_owner_of_the_token(bench: Bench) -> None:
    account = await bench.service.account()
    owner = bench.world.accounts[0]
    assert (account.id, account.label, account.timezone) == (owner.id, owner.name, owner.timezone)


async def test_profiles_come_in_buffers_order_and_say_how_they_are(bench: Bench) -> None:
    profiles = await bench.service.profiles()
    there = bench.world.profiles()
    assert [(p.id, p.service, p.username) for p in profiles] == [(r.id, r.service, r.username) for r in there]
    assert [(p.disconnected, p.paused) for p in profiles] == [(r.disconnected, r.paused) for r in there]
    assert any(p.disconnected for p in profiles)
    assert any(p.paused for p in profiles)
    assert [p.timezone for p in profiles] == [r.timezone for r in there]
    assert all(p.has_slots for p in profiles)


async def test_one_profile_is_read_as_it_is_among_all(bench: Bench) -> None:
    def without_counts(profile: Profile) -> tuple[object, ...]:
        return profile.id, profile.service, profile.username, profile.timezone, profile.schedules

    for profile in await bench.service.profiles():
        assert without_counts(await bench.service.profile(profile.id)) == without_counts(profile)
        if Can.SCHEDULES not in bench.service.lacks:
            assert await bench.service.schedules(profile.id) == profile.schedules
        assert all(schedule.times for schedule in await bench.service.schedules(profile.id))


async def test_pending_is_the_queue_in_its_order_with_the_times_at_which_it_goes_out(bench: Bench) -> None:
    seen = 0
    for profile in bench.world.profiles():
        page = await bench.service.pending(profile.id)
        waiting = [u for u in page.updates if u.status == WAITING]
        assert [(u.id, u.text, u.due_at) for u in waiting] == [
            (r.id, r.text, moment(r.due_at)) for r in bench.waiting(profile)
        ]
        assert [u.fixed for u in waiting] == [r.scheduled_at is not None for r in bench.waiting(profile)]
        assert all(u.profile_id == profile.id and u.service == profile.service for u in waiting)
        assert (page.next, page.odd) == (None, 0)
        seen += len(waiting)
    assert seen > 10


async def test_what_the_network_refused_is_told_with_its_reason(bench: Bench) -> None:
    """v1 has it in the queue (section 2.4 of its reference), GraphQL in a list of its own (section 9.8)."""
    failing = next(p for p in bench.world.profiles() if p.failed)
    read = bench.service.pending if Can.DRAFTS in bench.service.lacks else bench.service.failed
    found = [u for u in (await read(failing.id)).updates if u.status == FAILED]
    assert [(u.id, u.error, u.error_link) for u in found] == [
        (r.id, r.error, r.error_link) for r in failing.failed
    ]


async def test_sent_is_newest_first_with_what_each_update_reached(bench: Bench) -> None:
    for profile in bench.world.profiles():
        page = await bench.service.sent(profile.id, count=30)
        there = {r.id: r for r in bench.world.sent(profile.id)}
        times = [u.sent_at for u in page.updates]
        assert times == sorted(times, key=lambda at: at or MORNING, reverse=True)
        assert all(u.sent_at == moment(there[u.id].sent_at) for u in page.updates)
        if there:
            assert any(any(value > 0 for value in u.statistics.values()) for u in page.updates)


async def test_paging_reaches_everything_exactly_once(api: str) -> None:
    bench = make_bench(api, lambda clock: seed_world(clock, profiles=2, pending=300, sent=500, seed=5))
    profile = bench.world.profiles()[1]
    waiting = [r.id for r in bench.waiting(profile)]

    async def part(after: str | None) -> Page:
        return await bench.service.pending(profile.id, after=after, count=37)

    found, pages = await every(part)
    assert [u.id for u in found] == waiting
    assert pages == -(-len(waiting) // 37)
    found, pages = await every(lambda after: bench.service.pending(profile.id, after=after))
    assert ([u.id for u in found], pages) == (waiting, -(-len(waiting) // 100))
    found, _ = await every(lambda after: bench.service.sent(profile.id, after=after))
    assert len(found) == len({u.id for u in found})
    everything = {r.id for r in bench.world.sent(profile.id)}
    replies = {r.id for r in bench.world.sent(profile.id) if r.reply}
    assert everything - replies <= {u.id for u in found} <= everything
    await bench.service.aclose()


async def test_since_finds_what_was_made_after_it(bench: Bench) -> None:
    await bench.clock.advance(3600)
    outcome = await bench.service.create(Create((bench.main.id,), TEXT))
    page = await bench.service.pending(bench.main.id, since=bench.clock.now() - timedelta(seconds=60))
    assert [u.id for u in page.updates] == [u.id for u in outcome.updates]
    assert page.updates[0].created_at == bench.clock.now()


async def test_an_update_is_read_alone_as_it_is_in_the_list(bench: Bench) -> None:
    for side in (bench.service.pending, bench.service.sent):
        for update in (await side(bench.main.id, count=5)).updates:
            assert await bench.service.update(update.id) == update


async def test_what_hangs_on_an_update_is_read(bench: Bench) -> None:
    """GraphQL knows a link preview only on the networks of section 11.1, and none beside a picture (section 9.10)."""
    seen: set[str] = set()
    for profile in bench.world.profiles():
        for update in (await bench.service.pending(profile.id)).updates:
            record = bench.record(update.id)
            main = update.media[0] if update.media else Media()
            assert main.photo == record.media.photo
            assert [m.photo for m in update.media[1:] if m.photo] == [m.photo for m in record.extra_media]
            if bench.api == "v1" or (profile.service in PREVIEWING and not main.photo):
                assert (main.link, main.title) == (record.media.link, record.media.title)
            seen |= {name for name in ("photo", "link") if getattr(main, name)}
    assert seen == {"photo", "link"}


async def test_an_account_without_profiles_is_no_error(api: str) -> None:
    bench = make_bench(api, seed_empty)
    assert (await bench.service.account()).id == bench.world.accounts[0].id
    assert await bench.service.profiles() == ()
    await bench.service.aclose()


async def test_the_main_screen_in_one_request_says_what_the_single_reads_say(bench: Bench) -> None:
    await bench.service.profiles()
    before = bench.requests()
    overview = await bench.service.main_screen(bench.main.id)
    if overview is None:
        pytest.skip("v1 has no request for more than one thing; None says so")
    assert bench.requests() == before + 1
    assert overview.account == await bench.service.account()
    assert overview.profiles == await bench.service.profiles()
    assert overview.pending.updates == (await bench.service.pending(bench.main.id, count=50)).updates
    assert overview.sent.updates == (await bench.service.sent(bench.main.id, count=50)).updates


# Writing


@pytest.mark.parametrize("when", [NextSlot(), Top(), Now(), At(MORNING + timedelta(days=2, minutes=7))])
async def test_a_new_update_stands_where_it_was_asked_for(bench: Bench, when: When) -> None:
    before = bench.slots()
    (made,) = (await bench.service.create(Create((bench.main.id,), TEXT, when=when))).updates
    record = bench.record(made.id)
    assert (record.text, record.profile_id, made.text, made.profile_id) == (TEXT, bench.main.id, TEXT, bench.main.id)
    match when:
        case NextSlot():
            assert bench.slots() == [*before, made.id]
        case Top():
            assert bench.slots() == [made.id, *before]
        case Now():
            assert record.sent_at == bench.world.now()
            assert made.status in (SENT, SENDING)
        case At(time=time):
            assert (moment(record.scheduled_at), made.due_at, made.fixed) == (time, time, True)
    if not isinstance(when, Now):
        assert made.status == WAITING
        assert made.due_at == moment(record.due_at)


async def test_a_new_update_carries_its_picture_and_the_words_for_it(bench: Bench) -> None:
    media = Media(photo="https://img.example/poster.jpg", alt_text="A poster in three colours")
    (made,) = (await bench.service.create(Create((bench.main.id,), TEXT, media))).updates
    there = bench.record(made.id).media
    assert there.photo == media.photo
    if bench.api == "graphql":  # v1 has no field for it (section 2.6 of its reference)
        assert there.alt_text == media.alt_text


async def test_several_profiles_get_one_each_and_an_unknown_one_is_named_as_missing(bench: Bench) -> None:
    ids = tuple(p.id for p in bench.world.profiles() if p.service in {"twitter", "facebook", "linkedin"})
    outcome = await bench.service.create(Create((*ids, NOBODY), TEXT))
    assert [u.profile_id for u in outcome.updates] == list(ids)
    assert outcome.missing == (NOBODY,)
    for profile_id in ids:
        assert [u.text for u in bench.world.pending(profile_id)].count(TEXT) == 1


async def test_an_edit_of_the_text_keeps_everything_else(bench: Bench) -> None:
    """Every update of every queue, with pictures, links and fixed times."""
    edited = 0
    for profile in bench.world.profiles():
        for update in (await bench.service.pending(profile.id)).updates:
            if update.status != WAITING:
                continue
            there = bench.record(update.id)
            before = bench.attached(there), there.due_at, there.scheduled_at, there.tags
            await bench.service.edit(Edit(update, text=f"A calmer text {edited}"))
            there = bench.record(update.id)
            assert there.text == f"A calmer text {edited}"
            assert (bench.attached(there), there.due_at, there.scheduled_at, there.tags) == before
            edited += 1
    assert edited > 10


async def test_an_edit_of_the_time_keeps_everything_else(bench: Bench) -> None:
    time = MORNING + timedelta(days=3, minutes=11)
    update = next(u for u in (await bench.service.pending(bench.main.id)).updates if u.media and not u.fixed)
    before = bench.record(update.id)
    kept = before.text, bench.attached(before)
    (now,) = (await bench.service.edit(Edit(update, when=At(time)))).updates
    there = bench.record(update.id)
    assert (there.text, bench.attached(there)) == kept
    assert (moment(there.scheduled_at), now.due_at, now.fixed) == (time, time, True)


async def test_an_edit_can_publish(bench: Bench) -> None:
    update = await bench.shown(bench.slots()[2])
    await bench.service.edit(Edit(update, text=TEXT, when=Now()))
    there = bench.record(update.id)
    assert (there.text, there.sent_at) == (TEXT, bench.world.now())


async def test_an_edit_changes_the_picture_and_keeps_the_text(bench: Bench) -> None:
    update = await bench.shown(next(u.id for u in bench.waiting() if u.media.photo))
    await bench.service.edit(Edit(update, media=Media(photo="https://img.example/other.jpg")))
    there = bench.record(update.id)
    assert (there.text, there.media.photo) == (update.text, "https://img.example/other.jpg")


async def test_share_now_publishes(bench: Bench) -> None:
    update = await bench.shown(bench.slots()[1])
    await bench.service.share_now(update)
    assert bench.record(update.id).sent_at == bench.world.now()
    assert (await bench.service.update(update.id)).status in (SENT, SENDING)
    assert update.id not in bench.slots()


async def test_a_delete_deletes_and_a_second_one_is_a_success_too(bench: Bench) -> None:
    update = await bench.shown(bench.slots()[0])
    await bench.service.delete(update)
    assert bench.world.update(update.id) is None
    again = await bench.service.delete(update)
    assert "already gone" in again.message


async def test_moving_to_the_top_puts_it_before_the_others_in_the_queue(bench: Bench) -> None:
    before = bench.slots()
    await bench.service.move_to_top(await bench.shown(before[3]))
    assert bench.slots() == [before[3], *before[:3], *before[4:]]


async def test_another_order_is_the_order_in_which_they_go_out_at_the_same_times(bench: Bench) -> None:
    """On GraphQL each update that moved has a fixed time afterwards (reference, sections 9.11 and 9.14)."""
    assert Can.REORDER not in bench.service.lacks
    order = tuple(reversed(bench.slots()))
    times = [u.due_at for u in bench.waiting()]
    await bench.service.reorder(bench.main.id, order)
    assert [u.id for u in bench.waiting() if u.id in order] == list(order)
    assert [u.due_at for u in bench.waiting()] == times


async def test_a_shuffle_keeps_the_times_and_changes_the_order(bench: Bench) -> None:
    assert Can.SHUFFLE not in bench.service.lacks
    before, fixed = bench.waiting(), [u.id for u in bench.waiting() if u.scheduled_at is not None]
    ids, times = [u.id for u in before], [u.due_at for u in before]
    await bench.service.shuffle(bench.main.id)
    after = bench.waiting()
    assert sorted(u.id for u in after) == sorted(ids)
    assert [u.id for u in after] != ids
    assert [u.due_at for u in after] == times
    assert [ids.index(i) for i in fixed] == [[u.id for u in after].index(i) for i in fixed]


# Refusals and weather


async def test_the_same_text_again_is_a_duplicate_and_makes_nothing(bench: Bench) -> None:
    text = bench.waiting()[0].text
    before = len(bench.waiting())
    with pytest.raises(Duplicate) as caught:
        await bench.service.create(Create((bench.main.id,), text, shorten=False))
    assert caught.value.hint
    assert len(bench.waiting()) == before


async def test_a_time_in_the_past_is_refused_and_says_what_to_do(bench: Bench) -> None:
    past = At(MORNING - timedelta(hours=1))
    update = await bench.shown(bench.slots()[0])
    for write in (bench.service.create(Create((bench.main.id,), TEXT, when=past)),
                  bench.service.edit(Edit(update, when=past))):
        with pytest.raises(Refused) as caught:
            await write
        assert caught.value.hint
    assert TEXT not in [u.text for u in bench.waiting()]


async def test_what_is_gone_is_not_found(bench: Bench) -> None:
    gone = await bench.shown(bench.slots()[0])
    bench.world.forget(bench.record(gone.id))
    for ask in (bench.service.update(gone.id), bench.service.edit(Edit(gone, text="x")),
                bench.service.share_now(gone)):
        with pytest.raises(NotFound):
            await ask


async def test_a_wrong_token_is_unauthorized_for_reads_and_writes(bench: Bench) -> None:
    stranger = bench.client("0badcafe" * 4)
    for ask in (stranger.account(), stranger.profiles(), stranger.create(Create((bench.main.id,), TEXT))):
        with pytest.raises(Unauthorized) as caught:
            await ask
        assert caught.value.hint
    await stranger.aclose()
    assert TEXT not in [u.text for u in bench.waiting()]


async def test_after_a_429_the_write_goes_by_itself_and_once(bench: Bench) -> None:
    await bench.service.profiles()
    bench.spoil(Kind.THROTTLED, "create")
    writing = asyncio.create_task(bench.service.create(Create((bench.main.id,), TEXT)))
    await bench.clock.advance(5)
    pace = bench.service.pace()
    assert pace.shut_until is not None
    assert pace.waiting_writes == 1
    assert not writing.done()
    await bench.clock.advance(60)
    assert len((await writing).updates) == 1
    assert [u.text for u in bench.waiting()].count(TEXT) == 1


async def test_the_budget_is_known_and_listeners_hear_of_it(bench: Bench) -> None:
    heard: list[int] = []
    stop = bench.service.on_pace(lambda: heard.append(1))
    await bench.service.account()
    stop()
    assert heard
    assert bench.service.pace().windows[0].used == 1
    told = len(heard)
    await bench.service.account()
    assert len(heard) == told


@pytest.mark.parametrize(
    ("kind", "done"),
    [(Kind.CUT_BEFORE, False), (Kind.CUT_AFTER, True), (Kind.CUT_HALF, True), (Kind.ERROR_500, False),
     (Kind.ERROR_500_AFTER, True), (Kind.HTML_502_AFTER, True), (Kind.HTML_200, False), (Kind.BROKEN_JSON, True)],
)
async def test_a_write_whose_answer_did_not_come_whole_is_lost_and_not_repeated(
    bench: Bench, kind: Kind, done: bool
) -> None:
    await bench.service.profiles()
    bench.spoil(kind, "create")
    before = bench.requests()
    with pytest.raises(AnswerLost):
        await bench.service.create(Create((bench.main.id,), TEXT))
    assert bench.requests() == before + 1
    assert [u.text for u in bench.waiting()].count(TEXT) == done


async def test_a_read_whose_answer_did_not_come_is_lost_and_can_be_repeated(bench: Bench) -> None:
    await bench.service.profiles()
    for kind in (Kind.CUT_BEFORE, Kind.CUT_AFTER, Kind.HTML_502, Kind.BROKEN_JSON):
        bench.spoil(kind, "pending")
        with pytest.raises(AnswerLost) as caught:
            await bench.service.pending(bench.main.id)
        assert caught.value.again
        assert (await bench.service.pending(bench.main.id)).updates


async def test_without_a_network_nothing_left_and_nothing_happened(bench: Bench) -> None:
    await bench.service.profiles()
    update = await bench.shown(bench.slots()[0])
    bench.spoil(Kind.OFFLINE, times=None)
    for ask in (bench.service.pending(bench.main.id), bench.service.create(Create((bench.main.id,), TEXT)),
                bench.service.delete(update)):
        with pytest.raises(Offline):
            await ask
    bench.transport.faults.clear()
    assert TEXT not in [u.text for u in bench.waiting()]
    assert update.id in bench.slots()


async def test_rows_that_make_no_sense_cost_only_their_own_place(bench: Bench) -> None:
    await bench.service.profiles()
    bench.spoil(Kind.ODD_ROWS, "pending")
    page = await bench.service.pending(bench.main.id)
    assert page.odd > 0
    assert page.odd == len([u for u in page.updates if not u.readable])
    readable = [u.id for u in page.updates if u.readable]
    assert [i for i in readable if i in {r.id for r in bench.waiting()}] == [r.id for r in bench.waiting()]
    assert len(page.updates) == len({u.id for u in page.updates})


async def test_what_is_lacking_is_refused_with_its_reason_and_everything_else_works(bench: Bench) -> None:
    service, profile_id = bench.service, bench.main.id
    sent = (await service.sent(profile_id, count=5)).updates[0]
    waiting = await bench.shown(bench.slots()[0])
    calls: dict[Can, Callable[[], Awaitable[object]]] = {
        Can.REORDER: lambda: service.reorder(profile_id, tuple(bench.slots()[::-1])),
        Can.SHUFFLE: lambda: service.shuffle(profile_id),
        Can.MOVE_TO_TOP: lambda: _move_last(bench),
        Can.SCHEDULES: lambda: service.set_schedules(profile_id, (Schedule(("mon",), ("10:00",)),)),
        Can.INTERACTIONS: lambda: service.interactions(sent.id, "favorites"),
        Can.REQUEUE: lambda: service.edit(Edit(waiting, when=NextSlot())),
        Can.DRAFTS: lambda: service.drafts(profile_id),
    }
    other = bench.world.profiles()[1]
    elsewhere = {Can.SHORTEN, Can.FIELDS, Can.ORGANIZATIONS}
    assert set(Can) == {*calls, *elsewhere}, "a new power needs a promise here"
    calls[Can.MOVE_TO_TOP] = lambda: _move_last(bench, other)
    for power, call in calls.items():
        if power in service.lacks:
            before = bench.requests()
            with pytest.raises(PowerMissing) as caught:
                await call()
            assert caught.value.message == service.lacks[power]
            assert bench.requests() == before
        else:
            await call()
    assert all(reason.endswith(".") for reason in service.lacks.values())


async def test_a_draft_stays_a_draft_or_never_leaves(bench: Bench) -> None:
    profile, service = bench.main, bench.service
    await service.profiles()
    for n, when in enumerate((NextSlot(), Top(), Now(), At(MORNING + timedelta(days=2)))):
        text = f"{TEXT} Draft {n}."
        before = bench.requests()
        write = Create((profile.id,), text, when=when, draft=True)
        if Can.DRAFTS in service.lacks:
            with pytest.raises(PowerMissing):
                await service.create(write)
            assert bench.requests() == before
        else:
            (made,) = (await service.create(write)).updates
            assert (made.status, bench.record(made.id).status) == (DRAFT, DRAFT)
            assert made.id in [u.id for u in (await service.drafts(profile.id)).updates]
        assert text not in [u.text for u in [*bench.world.pending(profile.id), *bench.world.sent(profile.id)]]


async def test_a_post_goes_among_the_drafts_and_back_to_the_queue_or_stays_where_it_is(bench: Bench) -> None:
    service = bench.service
    update = await bench.shown(bench.slots()[0])
    if Can.DRAFTS in service.lacks:
        with pytest.raises(PowerMissing):
            await service.edit(Edit(update, draft=True))
        assert update.id in bench.slots()
        return
    (draft,) = (await service.edit(Edit(update, draft=True))).updates
    assert (draft.status, bench.record(update.id).status) == (DRAFT, DRAFT)
    assert update.id not in bench.slots()
    (back,) = (await service.edit(Edit(draft, when=NextSlot(), draft=False))).updates
    assert (back.status, back.fixed, back.due_at) == (WAITING, False, moment(bench.record(update.id).due_at))
    assert bench.slots()[-1] == update.id


async def test_what_failed_takes_a_place_in_the_queue_again_where_that_can_be_asked(bench: Bench) -> None:
    record = next(p for p in bench.world.profiles() if p.failed).failed[0]
    update = await bench.service.update(record.id)
    if Can.REQUEUE in bench.service.lacks:
        with pytest.raises(PowerMissing) as caught:
            await bench.service.edit(Edit(update, when=NextSlot()))
        assert caught.value.message == bench.service.lacks[Can.REQUEUE]
        assert bench.record(record.id).status == FAILED
    else:
        (now,) = (await bench.service.edit(Edit(update, when=NextSlot()))).updates
        assert (now.status, now.error, now.fixed) == (WAITING, "", False)
        profile = next(p for p in bench.world.profiles() if p.id == update.profile_id)
        assert record.id in [u.id for u in bench.waiting(profile)]


async def test_a_thread_goes_out_whole_or_not_at_all(bench: Bench) -> None:
    write = Create((bench.main.id,), TEXT, fields={"thread.2": "The second part."})
    if Can.FIELDS in bench.service.lacks:
        with pytest.raises(PowerMissing):
            await bench.service.create(write)
        assert TEXT not in [u.text for u in bench.waiting()]
    else:
        (made,) = (await bench.service.create(write)).updates
        assert (await bench.service.update(made.id)).fields == {"thread.2": "The second part."}


async def test_links_are_shortened_on_request_unless_that_is_lacking(bench: Bench) -> None:
    link = "https://northwind.example/a-long-address"
    (made,) = (await bench.service.create(Create((bench.main.id,), f"{TEXT} {link}", shorten=False))).updates
    assert (link in bench.record(made.id).text) is (Can.SHORTEN not in bench.service.lacks)


async def test_closing_ends_what_waits_at_the_door(bench: Bench) -> None:
    await bench.service.profiles()
    bench.spoil(Kind.THROTTLED, "create", times=None)
    writing = asyncio.create_task(bench.service.create(Create((bench.main.id,), TEXT)))
    await bench.clock.advance(1)
    await bench.service.aclose()
    with pytest.raises((asyncio.CancelledError, Offline, Throttled)):
        await writing
    assert TEXT not in [u.text for u in bench.waiting()]


async def _move_last(bench: Bench, profile: ProfileRecord | None = None) -> None:
    await bench.service.move_to_top(await bench.shown(bench.slots(profile)[-1]))
