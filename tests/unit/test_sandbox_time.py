"""The simulated Buffer as time passes: what goes out when, over zones, daylight saving, pauses and disconnections."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from buffertui.clock import ManualClock
from buffertui.domain.models import Schedule
from buffertui.sandbox import SandboxClock, World
from buffertui.sandbox.desk import Desk
from buffertui.sandbox.records import AccountRecord, NewUpdate, ProfileRecord
from buffertui.sandbox.services import service_link, service_update_id, statistics
from buffertui.sandbox.slots import slots_after, slots_before

DAILY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def small_world(start: str, zone: str = "Europe/Berlin", *times: str) -> tuple[World, ManualClock, ProfileRecord, Desk]:
    clock = ManualClock(datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC))
    world = World(clock)
    account = world.add_account(AccountRecord("a" * 24, "1/token"))
    profile = world.add_profile(ProfileRecord(
        "b" * 24, account.id, "twitter", "@press", timezone=zone, followers=5000, schedules=(Schedule(DAILY, times),),
    ))
    return world, clock, profile, Desk(world, account)


def local(moments: list[int], zone: str = "Europe/Berlin") -> list[str]:
    return [datetime.fromtimestamp(at, ZoneInfo(zone)).strftime("%d %H:%M") for at in moments]


def first(count: int, zone: str, start: str, *times: str) -> list[int]:
    after = int(datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone)).timestamp())
    found = slots_after((Schedule(DAILY, times),), zone, after)
    return [next(found) for _ in range(count)]


async def test_updates_go_out_at_their_slots_and_leave_the_queue() -> None:
    world, clock, profile, desk = small_world("2026-11-23 08:00", "Europe/Berlin", "09:00", "17:00")
    for text in ("one", "two", "three"):
        desk.create(NewUpdate((profile.id,), text))
    await clock.advance(3599)
    assert len(world.pending(profile.id)) == 3
    await clock.advance(9)
    assert [update.text for update in world.pending(profile.id)] == ["two", "three"]
    gone = world.sent(profile.id)[0]
    assert (gone.text, gone.status) == ("one", "sent")
    assert gone.due_at <= (gone.sent_at or 0) <= gone.due_at + 8
    assert local([update.due_at for update in world.pending(profile.id)]) == ["23 17:00", "24 09:00"]


async def test_after_a_long_silence_everything_went_out_at_its_own_time_in_order() -> None:
    world, clock, profile, desk = small_world("2026-11-23 08:00", "Europe/Berlin", "09:00")
    for number in range(5):
        desk.create(NewUpdate((profile.id,), f"number {number}"))
    desk.create(NewUpdate((profile.id,), "fixed", scheduled_at=world.now() + 2 * 86_400))
    await clock.advance(4 * 86_400)
    sent = list(world.sent(profile.id))
    assert [update.text for update in sent] == ["number 3", "number 2", "fixed", "number 1", "number 0"]
    assert [update.sent_at for update in sent] == sorted((update.sent_at or 0 for update in sent), reverse=True)
    assert [update.text for update in world.pending(profile.id)] == ["number 4"]


async def test_statistics_grow_and_level_off() -> None:
    world, clock, profile, desk = small_world("2026-11-23 08:00", "Europe/Berlin", "09:00")
    update = desk.create(NewUpdate((profile.id,), "Look", now=True))[0]
    reach = []
    for hours in (0, 2, 10, 200, 2):
        await clock.advance(hours * 3600)
        reach.append(statistics(update, profile, world.now())["reach"])
    assert reach[0] == 0
    assert reach[0] < reach[1] < reach[2] < reach[3] == reach[4]
    assert service_update_id(update).isdigit()
    assert service_link(update, profile).endswith(service_update_id(update))


def test_posting_times_keep_their_place_on_the_clock_over_daylight_saving() -> None:
    spring = first(3, "Europe/Berlin", "2026-03-28 12:00", "09:00")
    assert local(spring) == ["29 09:00", "30 09:00", "31 09:00"]
    assert spring[0] - int(datetime(2026, 3, 28, 8, tzinfo=UTC).timestamp()) == 23 * 3600
    autumn = first(2, "Europe/Berlin", "2026-10-24 12:00", "09:00")
    assert autumn[0] - int(datetime(2026, 10, 24, 7, tzinfo=UTC).timestamp()) == 25 * 3600


def test_a_time_that_daylight_saving_skips_goes_out_an_hour_later_and_a_double_one_once() -> None:
    assert local(first(2, "Europe/Berlin", "2026-03-29 00:00", "02:30")) == ["29 03:30", "30 02:30"]
    autumn = first(2, "Europe/Berlin", "2026-10-25 00:00", "02:30")
    assert local(autumn) == ["25 02:30", "26 02:30"]
    assert datetime.fromtimestamp(autumn[0], UTC).hour == 0


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "UTC"])
def test_slots_stand_in_the_zone_of_the_profile(zone: str) -> None:
    assert local(first(2, zone, "2026-11-23 08:00", "09:15"), zone) == ["23 09:15", "24 09:15"]


def test_looking_back_finds_the_same_slots() -> None:
    schedules = (Schedule(("mon", "wed"), ("09:00", "17:00")), Schedule(("sat",), ("12:00",)))
    start = int(datetime(2026, 3, 20, tzinfo=UTC).timestamp())
    ahead = slots_after(schedules, "Europe/Berlin", start)
    forward = [next(ahead) for _ in range(20)]
    behind = slots_before(schedules, "Europe/Berlin", forward[-1] + 1)
    assert [next(behind) for _ in range(20)] == forward[::-1]


def test_a_zone_that_does_not_exist_is_utc() -> None:
    assert next(slots_after((Schedule(DAILY, ("12:00",)),), "Mars/Olympus", 0)) == 12 * 3600
    assert next(slots_after((Schedule(DAILY, ("12:00",)),), "", 0)) == 12 * 3600


async def test_a_paused_profile_keeps_everything_and_moves_it_on() -> None:
    world, clock, profile, desk = small_world("2026-11-23 08:00", "Europe/Berlin", "09:00")
    desk.create(NewUpdate((profile.id,), "Patience"))
    profile.paused = True
    await clock.advance(5 * 86_400)
    assert local([update.due_at for update in world.pending(profile.id)]) == ["28 09:00"]
    assert len(world.sent(profile.id)) == 0


async def test_on_a_disconnected_profile_an_update_fails_and_says_why_until_it_is_shared_again() -> None:
    world, clock, profile, desk = small_world("2026-11-23 08:00", "Europe/Berlin", "09:00")
    update = desk.create(NewUpdate((profile.id,), "Is anybody there?"))[0]
    profile.disconnected = True
    await clock.advance(2 * 86_400)
    row = world.pending(profile.id)[0]
    assert (row.id, row.status) == (update.id, "error")
    assert "connect" in row.error
    profile.disconnected = False
    desk.share(update.id)
    assert (update.status, update.error) == ("sent", "")
    assert world.pending(profile.id) == []


async def test_the_same_seed_lives_the_same_life() -> None:
    def story() -> list[str]:
        _, _, profile, desk = small_world("2026-11-23 08:00", "Europe/Berlin", "09:00")
        for number in range(6):
            desk.create(NewUpdate((profile.id,), f"number {number}"))
        return [f"{update.id} {update.text}" for update in desk.shuffle(profile.id)]

    assert story() == story()


async def test_a_clock_that_was_put_forward_publishes_and_does_not_go_back() -> None:
    base = ManualClock(datetime(2026, 11, 23, 8, tzinfo=UTC))
    clock = SandboxClock(base)
    clock.forward(3600)
    assert (clock.now() - base.now()).total_seconds() == 3600
    assert clock.monotonic() - base.monotonic() == 3600
    with pytest.raises(ValueError, match="forward"):
        clock.forward(-1)
