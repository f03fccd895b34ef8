"""Worlds to begin with: the small agency of the demo, and an account without or with a single profile."""

from __future__ import annotations

import hashlib
import random
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from itertools import chain
from typing import Any

from buffertui.domain.models import FAILED, FROM_NETWORK, SENT, Media, Schedule
from buffertui.domain.ports import Clock

from .generate import fill
from .prose import agency, sentence
from .queues import join, renumber
from .records import AccountRecord, ProfileRecord, UpdateRecord
from .slots import parse_time, slots_before, zone
from .team import second_organization, sketch, staff
from .world import World

DAY = 86_400
HISTORY = {"tw": 168, "fb": 94, "in": 61, "ig": 117, "ma": 52, "pi": 33}
"""How many updates the agency has sent, by profile."""


def token_of(seed: int, name: str = "") -> str:
    """The token of a seeded account: it looks like one of v1's and is always the same for a seed."""
    return "1/" + hashlib.blake2b(f"{name}{seed}".encode(), digest_size=16).hexdigest()


def key_of(seed: int, name: str = "") -> str:
    """The personal key of a seeded account, which opens GraphQL; always the same for a seed."""
    digest = hashlib.blake2b(f"key {name}{seed}".encode(), digest_size=32).digest()
    return urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def seed_world(
    clock: Clock, *, profiles: int | None = None, pending: int | None = None, sent: int | None = None, seed: int = 1,
) -> World:
    """The agency; with any number given, an account of that size, where 6 profiles, 12 pending and 200 sent are usual.

    The same seed and start make the same world. A second account owns one more profile, for the refusals about
    what belongs to somebody else.
    """
    if (profiles, pending, sent) != (None, None, None):
        usual = zip((profiles, pending, sent), (6, 12, 200), strict=True)
        return _sized(clock, seed, *(number if given is None else given for given, number in usual))
    world = _begun(clock, seed)
    for row in agency()["profiles"]:
        _furnish(world, world.accounts[0], row, world.now())
    _neighbour(world)
    keys = [row["key"] for row in agency()["profiles"]]
    staff(world, world.accounts[0], dict(zip(keys, world.profiles(), strict=True)))
    return world


def seed_organizations(clock: Clock, *, seed: int = 1) -> World:
    """The agency with a second organization, whose four channels are of networks that v1 hardly knew."""
    world = seed_world(clock, seed=seed)
    second_organization(world, world.accounts[0])
    return world


def seed_empty(clock: Clock, *, seed: int = 1) -> World:
    """An account to which nothing is connected."""
    return _begun(clock, seed)


def seed_single(clock: Clock, *, pending: int = 3, sent: int = 5, seed: int = 1) -> World:
    """An account with one profile."""
    return _sized(clock, seed, 1, pending, sent)


def _sized(clock: Clock, seed: int, profiles: int, pending: int, sent: int) -> World:
    world = _begun(clock, seed)
    fill(world, world.accounts[0], profiles, pending, sent)
    _neighbour(world)
    if pending:
        for number, profile in enumerate(world.profiles()):
            sketch(world, number, profile)
    return world


def _begun(clock: Clock, seed: int) -> World:
    world = World(clock, seed=seed)
    row = agency()["account"]
    created_at = world.now() - 1900 * DAY
    world.add_account(AccountRecord(
        world.new_id(created_at), token_of(seed), created_at=created_at, key=key_of(seed), **row,
    ))
    return world


def _neighbour(world: World) -> None:
    created_at = world.now() - 300 * DAY
    account = world.add_account(AccountRecord(
        world.new_id(created_at), token_of(world.seed, "neighbour"), "Riverside Choir", "choir@riverside.example",
        plan="free", queue_limit=10, created_at=created_at, key=key_of(world.seed, "neighbour"),
    ))
    schedule = Schedule(("mon",), ("12:00",))
    profile = world.add_profile(ProfileRecord(
        world.new_id(created_at), account.id, "twitter", "@riversidechoir", schedules=(schedule,), default=True,
        created_at=created_at,
    ))
    text = "Rehearsal moves to the boathouse. Bring a scarf."
    update = UpdateRecord(world.new_id(created_at), profile.id, account.id, text, created_at, source=text)
    join(profile, world.add_update(update), world.now())


def _furnish(world: World, owner: AccountRecord, row: Mapping[str, Any], now: int) -> None:
    """One profile of the agency with everything that waits there and that went out."""
    created_at = now - (1400 - 7 * len(world.profiles())) * DAY
    profile = world.add_profile(ProfileRecord(
        id=world.new_id(created_at), account_id=owner.id, service=row["service"], username=row["username"],
        service_type=row.get("service_type", "profile"), service_id=str(880_012_345 + world.chance.randrange(10**8)),
        timezone=row["timezone"], created_at=created_at, default=row.get("default", False),
        disconnected=row.get("disconnected", False), paused=row.get("paused", False), followers=row["followers"],
        avatar=f"https://img.example/avatar-{row['key']}.png", schedules=_schedules(row),
    ))
    waiting = [entry for entry in agency()["pending"] if row["key"] in entry["on"]]
    for place, entry in enumerate(waiting):
        born = now - (len(waiting) - place) * 23_000 - world.chance.randrange(9000)
        update = _update(world, profile, entry, born)
        if "fixed" in entry:
            update.scheduled_at = _fixed(entry["fixed"], profile.timezone, now)
        join(profile, update, now)
    for entry in agency()["failed"]:
        if entry["on"] == row["key"]:
            update = _update(world, profile, entry, now - 3 * DAY)
            update.status, update.due_at = FAILED, now - 17 * 3600
            update.error, update.error_link = entry["error"], entry["error_link"]
            profile.failed.append(update)
    renumber(profile, now)
    if not row.get("empty"):
        _history(world, profile, row["key"], now)


def _schedules(row: Mapping[str, Any]) -> tuple[Schedule, ...]:
    week = Schedule(tuple(row["days"]), tuple(row["times"]))
    return (week, Schedule(("sat", "sun"), tuple(row["weekend"]))) if "weekend" in row else (week,)


def _update(world: World, profile: ProfileRecord, entry: Mapping[str, Any], created_at: int) -> UpdateRecord:
    media = {name: entry[name] for name in ("link", "title", "description", "photo", "alt_text") if name in entry}
    return world.add_update(UpdateRecord(
        id=world.new_id(created_at), profile_id=profile.id, account_id=profile.account_id, text=entry["text"],
        source=entry["text"], created_at=created_at, updated_at=created_at, media=Media(**media),
        extra_media=tuple(Media(photo=address) for address in entry.get("more", ())), via=entry.get("via", "chrome"),
    ))


def _fixed(when: str, zone_name: str, now: int) -> int:
    days, _, clock = when.partition(" ")
    where = zone(zone_name)
    day = datetime.fromtimestamp(now, UTC).astimezone(where).date() + timedelta(days=int(days))
    at = _at(day.toordinal(), parse_time(clock), zone_name)
    return at if at > now else _at(day.toordinal() + 1, parse_time(clock), zone_name)


def _at(day: int, clock: time, zone_name: str) -> int:
    return int(datetime.combine(datetime.fromordinal(day), clock, zone(zone_name)).timestamp())


def _history(world: World, profile: ProfileRecord, key: str, now: int) -> None:
    """What went out, back through the slots: the hand-written ones first, then those of the word lists."""
    chance = random.Random(f"{world.seed}{key}")  # noqa: S311 - a repeatable world, not secrets
    until = now - 16 * DAY if profile.disconnected else now
    slots = slots_before(profile.schedules, profile.timezone, until)
    told: set[str] = set()
    entries = chain((entry for entry in agency()["sent"] if key in entry["on"]), _endless(profile, chance, told))
    rows: list[UpdateRecord] = []
    for entry in entries:
        slot = next(slots)
        if len(rows) >= HISTORY[key]:
            break
        sent_at = min(now, slot + chance.randrange(9))
        update = _update(world, profile, entry, sent_at - chance.randrange(3600, 9 * DAY))
        update.status, update.sent_at, update.due_at = SENT, sent_at, slot
        if entry.get("reply") or chance.random() < 0.07:
            update.status, update.via, update.reply = FROM_NETWORK, profile.service, bool(entry.get("reply"))
            update.created_at = update.updated_at = update.sent_at = sent_at - chance.randrange(600, 5000)
        rows.append(update)
    profile.sent.extend(sorted(rows, key=lambda update: update.sent_at or 0))


def _endless(profile: ProfileRecord, chance: random.Random, told: set[str]) -> Iterator[dict[str, Any]]:
    while True:
        text = sentence(chance)
        if text in told:
            continue
        told.add(text)
        entry: dict[str, Any] = {"text": text, "via": chance.choice(("chrome", "chrome", "firefox", "api", "ios"))}
        if profile.service in ("instagram", "pinterest") or chance.random() < 0.35:
            entry["photo"] = f"https://img.example/print-{chance.randrange(1000, 9999)}.jpg"
        yield entry
