"""How many updates the profiles have on each side, as far as Buffer said."""

from __future__ import annotations

from dataclasses import replace

from buffertui.domain.models import Counts, Profile

from .state import QUEUES, Side


def count_of(profile: Profile, side: Side) -> int | None:
    """How many updates a profile has on one side, as far as Buffer said; it counts only ``QUEUES``."""
    if side not in QUEUES:
        return None
    return profile.counts.pending if side is Side.PENDING else profile.counts.sent


def with_count(profiles: tuple[Profile, ...], side: Side, profile_id: str, total: int) -> tuple[Profile, ...]:
    """The profiles, one of them with a new count."""

    def one(profile: Profile) -> Profile:
        if profile.id != profile_id:
            return profile
        counts = profile.counts
        pending, sent = (total, counts.sent) if side is Side.PENDING else (counts.pending, total)
        return replace(profile, counts=Counts(pending, sent))

    return tuple(one(p) for p in profiles)


def still_counted(profiles: tuple[Profile, ...], before: tuple[Profile, ...]) -> tuple[Profile, ...]:
    """The profiles of a new answer, with the counts of before where it has none: too many waited to be counted."""
    counts = {profile.id: profile.counts for profile in before}

    def one(profile: Profile) -> Profile:
        now, then = profile.counts, counts.get(profile.id)
        if then is None or None not in (now.pending, now.sent):
            return profile
        pending = then.pending if now.pending is None else now.pending
        return replace(profile, counts=Counts(pending, then.sent if now.sent is None else now.sent))

    return tuple(one(p) for p in profiles)
