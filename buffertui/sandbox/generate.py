"""Accounts of any size: many profiles, long queues, and histories that are made only when somebody reads them."""

from __future__ import annotations

import random

from buffertui.domain.models import DAYS, SENT, Media, Schedule

from .prose import passage
from .queues import renumber
from .records import AccountRecord, ProfileRecord, UpdateRecord
from .slots import per_week
from .world import World

DAY = 86_400
_SERVICES = ("twitter", "facebook", "linkedin", "mastodon", "instagram", "bluesky", "pinterest", "threads", "google")
_ZONES = ("Europe/Berlin", "Europe/London", "America/New_York", "Asia/Tokyo", "Australia/Sydney", "Asia/Kolkata", "UTC")
_PLACES = ("harbour", "market", "hillside", "island", "station", "garden", "river", "lighthouse", "orchard", "bridge")
_VIA = ("api", "chrome", "firefox", "bookmarklet", "android", "ios")
_PAUSED, _DISCONNECTED = 4, 5


class GeneratedArchive:
    """A history of ``size`` updates of which each is made from its number when it is read, always the same."""

    def __init__(self, world: World, profile: ProfileRecord, number: int, size: int) -> None:
        self._seed = world.seed
        self._profile = profile
        self._number = number
        self._size = size
        self._newest = world.now() - 900
        self._step = 7 * DAY // max(1, per_week(profile.schedules))
        self._made: dict[int, UpdateRecord] = {}

    def __len__(self) -> int:
        return self._size

    def sent_at(self, number: int) -> int:
        """When update ``number`` went out; the greater the number, the earlier."""
        return self._newest - number * self._step - (number * 7919) % (self._step // 2)

    def record(self, number: int) -> UpdateRecord:
        if number not in self._made:
            self._made[number] = self._make(number)
        return self._made[number]

    def find(self, update_id: str) -> UpdateRecord | None:
        """The update with that id, which holds the numbers of its profile and its own."""
        try:
            number, profile = int(update_id[-6:], 16), int(update_id[8:14], 16)
        except ValueError:
            return None
        if profile != self._number or number >= self._size or self.id_of(number) != update_id:
            return None
        return self.record(number)

    def id_of(self, number: int) -> str:
        """The id of update ``number``."""
        return f"{self.created_at(number):08x}{self._number:06x}a5ed{number:06x}"

    def created_at(self, number: int) -> int:
        """When update ``number`` was written; it does not follow the order of ``sent_at``."""
        return self.sent_at(number) - 3600 - (number * 104_729) % (6 * DAY)

    def _make(self, number: int) -> UpdateRecord:
        chance = random.Random(f"{self._seed} {self._number} {number}")  # noqa: S311 - repeatable, not secrets
        sent_at = self.sent_at(number)
        return _record(
            self._profile, self.id_of(number), self.created_at(number), chance, status=SENT, due_at=sent_at - 3,
            sent_at=sent_at,
        )


def fill(world: World, owner: AccountRecord, profiles: int, pending: int, sent: int) -> None:
    """Give an account that many profiles, each with that many updates waiting and sent.

    The fifth is paused and the sixth disconnected; every seventh waiting update has a time of its own.
    """
    owner.queue_limit = max(owner.queue_limit, 2 * pending)
    for number in range(profiles):
        profile = world.add_profile(_profile(world, owner, number))
        if sent:
            profile.archive = GeneratedArchive(world, profile, number, sent)
        chance = random.Random(f"{world.seed} {number}")  # noqa: S311 - repeatable, not secrets
        told: set[str] = set()
        for place in range(pending):
            update = _waiting(world, profile, chance, place, told)
            (profile.queue if update.scheduled_at is None else profile.fixed).append(update)
        renumber(profile, world.now())


def _profile(world: World, owner: AccountRecord, number: int) -> ProfileRecord:
    service = _SERVICES[number % len(_SERVICES)]
    round_, place = divmod(number, len(_PLACES))
    name = f"{_PLACES[place]}{round_ + 1 if round_ else ''}"
    plain = service in ("facebook", "linkedin", "google", "pinterest")
    steps = range(1 + number % 4)
    hours = [f"{(8 + 3 * step + number) % 24:02d}:{(number * 7 + step * 11) % 60:02d}" for step in steps]
    created_at = world.now() - (900 - number) * DAY
    return ProfileRecord(
        id=world.new_id(created_at), account_id=owner.id, service=service,
        username=f"{name.capitalize()} Press" if plain else f"@{name}.press", timezone=_ZONES[number % len(_ZONES)],
        service_type="page" if plain and service != "pinterest" else "profile", service_id=str(700_000_000 + number),
        created_at=created_at, default=number == 0, disconnected=number == _DISCONNECTED, paused=number == _PAUSED,
        followers=400 + 137 * number, avatar=f"https://img.example/avatar-{number}.png",
        schedules=(Schedule(DAYS if number % 3 else DAYS[:5], tuple(sorted(hours))),),
    )


def _waiting(
    world: World, profile: ProfileRecord, chance: random.Random, place: int, told: set[str],
) -> UpdateRecord:
    now = world.now()
    created_at = now - chance.randrange(60, 20 * DAY)
    update = _record(profile, world.new_id(created_at), created_at, chance)
    if update.text in told:
        update.text = update.source = f"{update.text} ({place + 1})"
    told.add(update.text)
    if place % 7 == 5:
        update.scheduled_at = update.due_at = now + 5400 + place * 7200
    return world.add_update(update)


def _record(
    profile: ProfileRecord, update_id: str, created_at: int, chance: random.Random, *, status: str = "buffer",
    due_at: int = 0, sent_at: int | None = None,
) -> UpdateRecord:
    text = passage(chance)
    shown = profile.service in ("instagram", "pinterest") or chance.random() < 0.3
    media = Media(photo=f"https://img.example/print-{chance.randrange(10**6)}.jpg") if shown else Media()
    return UpdateRecord(
        id=update_id, profile_id=profile.id, account_id=profile.account_id, text=text, source=text, status=status,
        created_at=created_at, updated_at=created_at, due_at=due_at, sent_at=sent_at, media=media,
        via=chance.choice(_VIA),
    )
