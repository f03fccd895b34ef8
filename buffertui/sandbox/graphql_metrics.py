"""Numbers of GraphQL: what posts earned on their networks, goals, and the posts that a network still takes today."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from buffertui.domain.models import SENT

from .records import ProfileRecord, UpdateRecord
from .services import statistics
from .slots import per_week, zone
from .world import World

Shape = dict[str, Any]

COLLECTION_HOUR = 4
"""The hour of the day, in UTC, at which numbers are collected."""
DAY = 86_400
NAMES = {
    "reach": "reach", "clicks": "clicks", "retweets": "reposts", "reblogs": "reposts", "reposts": "reposts",
    "favorites": "reactions", "likes": "reactions", "comments": "comments", "replies": "comments", "shares": "shares",
    "reshares": "shares", "repins": "saves",
}
"""A network's own name of a number and the one that all networks share (GraphQL reference, section 12.4)."""
_PART_OF_REACH = 1.37


def collected_at(update: UpdateRecord, now: int) -> int | None:
    """When the numbers of a sent post were last collected; ``None`` before the first collection after it."""
    today = now // DAY * DAY + COLLECTION_HOUR * 3600
    last = today if today <= now else today - DAY
    return last if update.sent_at is not None and update.sent_at < last else None


def metrics_shape(update: UpdateRecord, profile: ProfileRecord, collected: int) -> list[Shape]:
    """The numbers of one post as they were at the last collection."""
    return [metric(name, value) for name, value in totals(update, profile, collected).items()]


def totals(update: UpdateRecord, profile: ProfileRecord, collected: int) -> dict[str, float]:
    """The same as plain numbers by their common names."""
    found: dict[str, float] = {}
    for own, value in statistics(update, profile, collected).items():
        if own in NAMES:
            found[NAMES[own]] = found.get(NAMES[own], 0.0) + value
    if "reach" in found:
        acts = sum(value for name, value in found.items() if name not in ("reach", "clicks"))
        found["impressions"] = float(int(found["reach"] * _PART_OF_REACH))
        found["engagementRate"] = round(100 * acts / found["reach"], 2) if found["reach"] else 0.0
    return found


def metric(name: str, value: float) -> Shape:
    title = "Engagement rate" if name == "engagementRate" else name[0].upper() + name[1:]
    unit = "percentage" if name == "engagementRate" else "count"
    return {"type": name, "name": title, "description": f"{title} of the post", "value": value, "unit": unit}


def summed(world: World, profiles: Iterable[ProfileRecord], start: int, end: int, now: int) -> list[Shape]:
    """The sums over all posts that Buffer sent for these profiles in a span of time."""
    sums = {"postCount": 0.0, "reactions": 0.0, "comments": 0.0}
    for profile in profiles:
        for update in published(world, profile, start, end):
            if update.status != SENT:
                continue
            sums["postCount"] += 1
            collected = collected_at(update, now)
            for name, value in (totals(update, profile, collected) if collected else {}).items():
                if name != "engagementRate":
                    sums[name] = sums.get(name, 0.0) + value
    return [metric(name, value) for name, value in sums.items()]


def published(world: World, profile: ProfileRecord, start: int, end: int) -> Iterator[UpdateRecord]:
    """What went out from ``start`` up to ``end``, newest first."""
    for update in world.sent(profile.id):
        if (update.sent_at or 0) < start:
            return
        if (update.sent_at or 0) < end:
            yield update


def goal_shape(world: World, profile: ProfileRecord, now: int, moment: Callable[[int], str | None]) -> Shape | None:
    """A goal of as many posts as the week has slots, for the week that runs; none without slots."""
    goal = per_week(profile.running)
    if not goal:
        return None
    today = datetime.fromtimestamp(now, UTC).astimezone(zone(profile.timezone)).date()
    monday = today - timedelta(days=today.weekday())
    start, end = midnight(profile, monday), midnight(profile, monday + timedelta(days=7))
    scheduled = sum(1 for update in (*profile.queue, *profile.fixed) if start <= update.due_at < end)
    sent = sum(1 for update in published(world, profile, start, end) if update.status == SENT)
    state = "Hit" if sent >= goal else "OnTrack" if sent + scheduled >= goal else "AtRisk"
    return {
        "goal": goal, "scheduledCount": scheduled, "sentCount": sent, "status": state, "periodStart": moment(start),
        "periodEnd": moment(end),
    }


def day_shape(world: World, profile: ProfileRecord, at: int) -> Shape:
    """How many posts a profile has on the local day of that time, and whether its network takes another."""
    day = datetime.fromtimestamp(at, UTC).astimezone(zone(profile.timezone)).date()
    start, end = midnight(profile, day), midnight(profile, day + timedelta(days=1))
    scheduled = sum(1 for update in (*profile.queue, *profile.fixed) if start <= update.due_at < end)
    sent = sum(1 for update in published(world, profile, start, end) if update.status == SENT)
    limit = profile.daily_limit
    return {
        "channelId": profile.id, "limit": limit, "scheduled": scheduled, "sent": sent,
        "isAtLimit": limit is not None and scheduled + sent >= limit,
    }


def midnight(profile: ProfileRecord, day: date) -> int:
    """The first second of a day where the profile is."""
    return int(datetime.combine(day, time(), zone(profile.timezone)).timestamp())
