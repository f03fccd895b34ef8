"""Where in time a draft goes: what its typed time means, in whose zone, and what each queue would give it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from buffertui.domain.drafts import Draft, Outcome
from buffertui.domain.models import DRAFT, FAILED, NEEDS_APPROVAL, SENT, Profile, Update
from buffertui.domain.networks import network
from buffertui.domain.phrases import Meaning, Understood, when
from buffertui.domain.records import dataclass
from buffertui.domain.times import clock_label, day_label, local_day, next_free_slot, zone, zone_label

Taken = Mapping[str, Sequence[datetime]]
"""By profile id, the times at which something is due already."""


def chosen(draft: Draft, profiles: Sequence[Profile]) -> tuple[Profile, ...]:
    """The profiles of a draft that are there, in Buffer's order."""
    return tuple(profile for profile in profiles if profile.id in draft.profile_ids)


def named(profile: Profile) -> str:
    """A profile by name and network, as in a sentence."""
    return f"{profile.username or profile.id} ({network(profile.service).name})"


def zones_of(draft: Draft, profiles: Sequence[Profile], zone_fallback: str = "") -> tuple[tzinfo, ...]:
    """The zones of the chosen profiles, each once, the first chosen profile's first; never empty."""
    found = [zone(profile.timezone, zone_fallback) for profile in chosen(draft, profiles)]
    return tuple(dict.fromkeys(found)) or (zone(zone_fallback),)


def meaning(draft: Draft, profiles: Sequence[Profile], now: datetime, zone_fallback: str = "") -> Meaning:
    """What the typed time of a draft means in the zone of the first chosen profile."""
    return when(draft.when, now, zones_of(draft, profiles, zone_fallback)[0])


def moment(at: datetime, where: tzinfo, now: datetime) -> str:
    """``Tomorrow 09:00``, by the clock of a zone."""
    return f"{day_label(local_day(at, where), local_day(now, where))} {clock_label(at, where)}"


@dataclass(frozen=True, slots=True)
class Promise:
    """What the chosen place in time means, line by line. ``good`` is false when it cannot be sent so."""

    lines: tuple[str, ...]
    good: bool = True


def promise(
    draft: Draft, profiles: Sequence[Profile], now: datetime, zone_fallback: str = "", taken: Taken | None = None,
) -> Promise:
    """What will happen to a draft by its placement, as lines for the person."""
    match draft.placement:
        case "at":
            return _typed(draft, profiles, now, zone_fallback)
        case "now":
            return Promise(("Goes out at once. For some seconds u takes it back; then nobody can.",))
        case "top":
            return Promise(("Goes out before everything that waits, in the first free slot of each queue.",))
        case "draft":
            return Promise(("Kept at Buffer as a draft. Nothing goes out before somebody gives it a time.",))
        case "keep":
            return Promise((_kept(draft, profiles, now, zone_fallback),))
        case _:
            return Promise(_estimates(draft, profiles, now, zone_fallback, taken or {}))


def _typed(draft: Draft, profiles: Sequence[Profile], now: datetime, zone_fallback: str) -> Promise:
    meant = meaning(draft, profiles, now, zone_fallback)
    if not isinstance(meant, Understood):
        return Promise((meant.message,), good=False)
    _, *others = zones_of(draft, profiles, zone_fallback)
    elsewhere = [f"{moment(meant.time, other, now)} {zone_label(other)}" for other in others]
    if not elsewhere:
        return Promise((meant.echo,))
    return Promise((meant.echo, f"That is {', '.join(elsewhere)}."))


_ELSEWHERE = {
    DRAFT: "Stays a draft at Buffer. Nothing goes out before somebody gives it a time.",
    NEEDS_APPROVAL: "Still waits for somebody's approval.",
    FAILED: "Stays among what failed. Choose a time to have it go out.",
}


def _kept(draft: Draft, profiles: Sequence[Profile], now: datetime, zone_fallback: str) -> str:
    update = draft.editing
    if update is not None and (told := _ELSEWHERE.get(update.status)):
        return told
    if update is None or update.due_at is None:
        return "Stays where it is in the queue."
    at = moment(update.due_at, zones_of(draft, profiles, zone_fallback)[0], now)
    return f"Stays at its fixed time, {at}." if update.fixed else f"Stays in its slot, {at}."


def _estimates(
    draft: Draft, profiles: Sequence[Profile], now: datetime, zone_fallback: str, taken: Taken,
) -> tuple[str, ...]:
    """The likely slot of each profile; profiles that share one share a line."""
    by_time: dict[str, list[str]] = {}
    for profile in chosen(draft, profiles):
        label = _estimate(profile, zone(profile.timezone, zone_fallback), taken.get(profile.id), now)
        if profile.has_slots and profile.paused:
            label = f"{label}, but paused"
        name = f"{network(profile.service).short} {profile.username or profile.id}"
        by_time.setdefault(label, []).append(name)
    if len(by_time) == 1:
        label, names = next(iter(by_time.items()))
        return (f"Likely: {label}" if len(names) == 1 else f"Likely: {label}, all {len(names)} profiles",)
    return tuple(f"{label}  {', '.join(names)}" for label, names in by_time.items())


def _estimate(profile: Profile, where: tzinfo, taken: Sequence[datetime] | None, now: datetime) -> str:
    """The likely slot; of a queue that was not read only how many wait before it."""
    if not profile.has_slots:
        return "no posting times"
    if taken is None:
        waiting = profile.counts.pending
        return f"after the {waiting} that wait" if waiting else "after what waits"
    slot = next_free_slot(profile.schedules, where, taken, now)
    return moment(slot, where, now) if slot else "no free posting time"


def outcome_lines(
    outcome: Outcome, asked: Sequence[str], profiles: Sequence[Profile], now: datetime, zone_fallback: str = ""
) -> tuple[str, ...]:
    """What was made of a post, a line for each profile that was asked for, in that order.

    Buffer drops profile ids that it does not like without an error (v1 reference, section 2.6).
    """
    known = {profile.id: profile for profile in profiles}
    made = {update.profile_id: update for update in outcome.updates}
    return tuple(_fate(known.get(asked_id), made.get(asked_id), now, zone_fallback) for asked_id in asked)


def _fate(profile: Profile | None, update: Update | None, now: datetime, zone_fallback: str) -> str:
    name = named(profile) if profile else "A profile that is not listed any more"
    if update is None:
        return f"{name}: Buffer made nothing of it; it may be disconnected or not yours."
    if update.status == FAILED or update.error:
        return f"{name}: the network refused it{f': {update.error}' if update.error else '.'}"
    if update.status == SENT:
        return f"{name}: published."
    if update.due_at is None:
        return f"{name}: in the queue, without a posting time."
    return f"{name} · {moment(update.due_at, zone(profile.timezone if profile else '', zone_fallback), now)}"
