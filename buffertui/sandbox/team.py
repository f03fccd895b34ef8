"""What an account has that v1 never showed: tags, drafts, approvals, limits, boards, more than one organization."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

from buffertui.domain.models import Media, Schedule

from .records import (
    DRAFT,
    NEEDS_APPROVAL,
    AccountRecord,
    Note,
    OrganizationRecord,
    ProfileRecord,
    Tag,
    UpdateRecord,
)
from .slots import parse_time, zone
from .world import World

DAY = 86_400


@lru_cache(maxsize=1)
def team() -> Mapping[str, Any]:
    """The house example's team as it is written in ``team.toml``."""
    found: dict[str, Any] = tomllib.loads(files(__package__).joinpath("team.toml").read_text("utf-8"))
    return found


def staff(world: World, account: AccountRecord, keys: Mapping[str, ProfileRecord]) -> None:
    """Give the agency its tags, drafts and limits; ``keys`` names its profiles. What v1 shows stays as it is."""
    organization = world.organizations(account)[0]
    organization.tags.extend(_tag(world, row["name"], row) for row in team()["tags"])
    for key, profile in keys.items():
        profile.daily_limit = team()["limits"].get(key)
        profile.boards = tuple((number, name) for number, name in team()["boards"].get(key, ()))
        profile.paused_days = tuple(team()["paused"].get(key, ()))
        profile.approval = key in team()["policy"]["approval"]
        for place, row in enumerate(team()["drafts"]):
            if key in row["on"]:
                profile.drafts.append(draft(world, profile, row, world.now() - (place + 1) * 31_000))
        for update in (*profile.queue, *profile.fixed, *profile.drafts):
            update.tags = _marks(update.text, organization)


def draft(world: World, profile: ProfileRecord, row: Mapping[str, Any], created_at: int) -> UpdateRecord:
    """One draft; whoever calls puts it among those of the profile."""
    media = Media(photo=row.get("photo", ""), alt_text=row.get("alt_text", ""))
    new = world.named_id(created_at, f"draft {profile.id} {row['text']}")
    notes = (Note(new[::-1], row["note"], created_at),) if "note" in row else ()
    at = _moment(row["at"], profile, world.now()) if "at" in row else None
    return world.add_update(UpdateRecord(
        id=new, profile_id=profile.id, account_id=profile.account_id, text=row["text"], source=row["text"],
        status=NEEDS_APPROVAL if row.get("approval") else DRAFT, created_at=created_at, updated_at=created_at,
        due_at=at or 0, scheduled_at=at, media=media, via="chrome", notes=notes,
    ))


def sketch(world: World, number: int, profile: ProfileRecord) -> None:
    """Give a profile of a made-up account a draft, and every third one a second that waits for approval."""
    rows: list[dict[str, Any]] = [{"text": f"An idea for {profile.username}, to be finished some day ({number})."}]
    if number % 3 == 2:
        profile.approval = True
        rows.append({"text": f"Please look at this one before it goes out ({number}).", "approval": True})
    for place, row in enumerate(rows):
        profile.drafts.append(draft(world, profile, row, world.now() - DAY * (1 + number % 9) - place * 600))
    if profile.service == "pinterest":
        profile.boards = (("810000000000000009", "Prints"),)


def second_organization(world: World, account: AccountRecord) -> OrganizationRecord:
    """Let the account own a second, smaller organization with networks that v1 hardly knew; one channel is locked."""
    created_at = world.now() - 200 * DAY
    organization = world.add_organization(OrganizationRecord(
        world.named_id(created_at, "second organization"), account.id, team()["organization"]["name"],
    ))
    organization.tags.append(_tag(world, "market", {"color": "#264653", "color_name": "blue"}))
    for row in team()["channels"]:
        profile = world.add_profile(ProfileRecord(
            id=world.named_id(created_at, row["username"]), account_id=account.id, service=row["service"],
            username=row["username"], service_type=row.get("service_type", "profile"), timezone="Europe/Berlin",
            created_at=created_at, followers=300, organization_id=organization.id, locked=row.get("locked", False),
            schedules=(Schedule(("mon", "thu"), ("10:00", "16:00")),),
        ))
        text = f"The market opens at six. Bring baskets. ({row['service']})"
        profile.drafts.append(draft(world, profile, {"text": text}, created_at + 190 * DAY))
    return organization


def _tag(world: World, name: str, row: Mapping[str, Any]) -> Tag:
    return Tag(world.named_id(world.now() - 300 * DAY, f"tag {name}"), name, row["color"], row["color_name"])


def _marks(text: str, organization: OrganizationRecord) -> tuple[Tag, ...]:
    wanted = {row["name"] for row in team()["tags"] if any(word in text for word in row["words"])}
    return tuple(tag for tag in organization.tags if tag.name in wanted)


def _moment(when: str, profile: ProfileRecord, now: int) -> int:
    days, _, clock = when.partition(" ")
    where = zone(profile.timezone)
    day = datetime.fromtimestamp(now, UTC).astimezone(where).date() + timedelta(days=int(days))
    at: time = parse_time(clock)
    return int(datetime.combine(day, at, where).timestamp())
