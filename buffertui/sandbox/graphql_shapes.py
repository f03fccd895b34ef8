"""How GraphQL writes accounts, organizations, channels and posts (GraphQL reference, section 10).

A value that costs something to find is a function, which is called only when somebody selects it.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from buffertui.domain.models import DAYS, FAILED, FROM_NETWORK, SENT

from .desk import Desk
from .graphql_assets import assets_shape, channel_metadata, post_metadata
from .graphql_metrics import collected_at, goal_shape, metrics_shape
from .graphql_schema import service_name
from .records import DRAFT, NEEDS_APPROVAL, UNPLANNED, AccountRecord, OrganizationRecord, ProfileRecord, UpdateRecord
from .records import Tag as TagRecord
from .services import service_link

Shape = dict[str, Any]

CHANNEL_TYPES = ("account", "business", "channel", "group", "page", "profile")
LIMITS = {
    "members": 10, "scheduledThreadsPerChannel": 100, "scheduledStoriesPerChannel": 100, "ideas": 500,
    "ideaGroups": 50, "tags": 100, "postTemplates": 50, "savedReplies": 50, "generateContent": 50,
}
_TITLES = {
    "twitter": "Twitter", "facebook": "Facebook", "linkedin": "LinkedIn", "instagram": "Instagram",
    "mastodon": "Mastodon", "bluesky": "Bluesky", "pinterest": "Pinterest", "threads": "Threads",
    "google": "Google Business", "googlebusiness": "Google Business", "youtube": "YouTube", "tiktok": "TikTok",
}


@dataclass(frozen=True, slots=True)
class View:
    """Whose desk, at what time, and for how many seconds a post that went out is shown as on its way."""

    desk: Desk
    now: int
    sending_seconds: int

    def status(self, update: UpdateRecord) -> str:
        """The status as GraphQL names it (GraphQL reference, section 12.3)."""
        if update.status == SENT:
            return "sending" if self.now - (update.sent_at or 0) < self.sending_seconds else "sent"
        if update.status == FROM_NETWORK:
            return "sent"
        return update.status if update.status in (FAILED, *UNPLANNED) else "scheduled"


def due_of(update: UpdateRecord) -> int:
    """When a post is due or was; one that was shared before its time was due when it went out. 0: no time."""
    if update.sent_at is None:
        return update.due_at
    return min(update.due_at or update.sent_at, update.sent_at)


def moment(seconds: int | None) -> str | None:
    """A time as GraphQL writes it; nothing for none and for 0."""
    if not seconds:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def account_shape(view: View, account: AccountRecord) -> Shape:
    def organizations(_info: Any, filter: Shape | None = None) -> list[Shape]:
        wanted = (filter or {}).get("organizationId")
        known = view.desk.world.organizations(account)
        return [organization_shape(view, each) for each in known if wanted in (None, each.id)]

    return {
        "id": account.id, "email": account.email or f"{account.id}@people.example", "backupEmail": None,
        "avatar": f"https://img.example/account-{account.id}.png", "createdAt": moment(account.created_at),
        "organizations": organizations, "timezone": account.timezone or None, "name": account.name or None,
        "preferences": {"timeFormat": "24", "startOfWeek": "monday", "defaultScheduleOption": "Queue"},
        "connectedApps": [],
    }


def organization_shape(view: View, organization: OrganizationRecord) -> Shape:
    account = view.desk.account
    channels = [p for p in view.desk.world.profiles(account) if belongs(view, p, organization)]
    return {
        "id": organization.id, "name": organization.name or account.name or "My organization",
        "ownerEmail": account.email or f"{account.id}@people.example", "channelCount": len(channels),
        "limits": {**LIMITS, "channels": max(3, len(channels)), "scheduledPosts": account.queue_limit},
        "members": {"totalCount": 1}, "shouldEnforce2FASetup": False,
    }


def belongs(view: View, profile: ProfileRecord, organization: OrganizationRecord) -> bool:
    """Whether a profile is one of that organization."""
    return view.desk.world.organization_of(profile).id == organization.id


def channel_shape(view: View, profile: ProfileRecord) -> Shape:
    name = profile.username.lstrip("@")
    kind = profile.service_type if profile.service_type in CHANNEL_TYPES else "profile"
    service = service_name(profile.service)
    title = _TITLES.get(profile.service, service.capitalize())
    external = profile.service not in ("pinterest", "googlebusiness", "google")
    return {
        "id": profile.id, "organizationId": view.desk.world.organization_of(profile).id,
        "allowedActions": _channel_actions(profile),
        "avatar": profile.avatar or "https://img.example/avatar.png", "descriptor": f"{title} {kind.capitalize()}",
        "displayName": profile.username if name != profile.username or " " in name else None,
        "externalLink": f"https://{service.lower()}.example/{name.replace(' ', '-').lower()}" if external else None,
        "hasActiveMemberDevice": False, "isDisconnected": profile.disconnected, "isLocked": profile.locked,
        "isNew": False, "isQueuePaused": profile.paused, "linkShortening": _shortening(profile),
        "metadata": channel_metadata(profile), "name": name,
        "postingGoal": lambda _info: goal_shape(view.desk.world, profile, view.now, moment),
        "postingSchedule": schedule_shape(profile), "products": ["publish", "analyze"], "scopes": ["publish"],
        "service": service, "serviceId": profile.service_id or str(zlib.crc32(profile.id.encode())),
        "showTrendingTopicSuggestions": False, "timezone": profile.timezone or "Europe/London", "type": kind,
        "createdAt": moment(profile.created_at) or moment(1), "updatedAt": moment(profile.created_at) or moment(1),
    }


def schedule_shape(profile: ProfileRecord) -> list[Shape]:
    """One entry for each day that has times or is paused; the others are left out."""
    days: list[Shape] = []
    for day in DAYS:
        times = sorted({at for one in profile.schedules if day in one.days for at in one.times})
        if times or day in profile.paused_days:
            days.append({"day": day, "paused": day in profile.paused_days, "times": times})
    return days


def post_shape(view: View, update: UpdateRecord) -> Shape:
    desk = view.desk
    profile = desk.profile(update.profile_id)
    status = view.status(update)
    out = status == "sent"
    collected = collected_at(update, view.now) if out and update.status == SENT else None
    metrics = _metrics(update, profile, collected)
    return {
        "id": update.id, "allowedActions": _post_actions(update, status, profile), "assets": assets_shape(update),
        "author": None if update.status == FROM_NETWORK else _author(desk.account),
        "channel": lambda _info: channel_shape(view, profile), "channelId": profile.id,
        "channelService": service_name(profile.service),
        "dueAt": moment(due_of(update)), "error": _error(update), "ideaId": None,
        "externalLink": service_link(update, profile) if out else None,
        "isCustomScheduled": update.scheduled_at is not None, "metadata": lambda _info: post_metadata(update, profile),
        "metrics": metrics, "metricsUpdatedAt": moment(collected), "notes": _notes(update, desk.account),
        "notificationStatus": "markedAsPublished" if out and update.by_hand else None,
        "schedulingType": "notification" if update.by_hand else "automatic",
        "sentAt": moment(update.sent_at) if out else None, "sharedNow": update.shared_now,
        "shareMode": share_mode(update), "status": status, "tags": [tag_shape(tag) for tag in update.tags],
        "text": update.text, "via": _via(update), "createdAt": moment(update.created_at) or moment(1),
        "updatedAt": moment(update.updated_at or update.created_at) or moment(1),
    }


def share_mode(update: UpdateRecord) -> str:
    """How the post was told to go out."""
    if update.shared_now:
        return "shareNow"
    if update.scheduled_at is not None:
        return "customScheduled"
    return "shareNext" if update.shared_next else "addToQueue"


def tag_shape(tag: TagRecord) -> Shape:
    return {
        "id": tag.id, "name": tag.name, "color": tag.color, "colorName": tag.color_name or None, "isLocked": False,
    }


def _metrics(
    update: UpdateRecord, profile: ProfileRecord, collected: int | None,
) -> Callable[[Any], list[Shape] | None]:
    return lambda _info: metrics_shape(update, profile, collected) if collected else None


def _via(update: UpdateRecord) -> str:
    if update.status == FROM_NETWORK:
        return "network"
    return "api" if update.via == "api" else "buffer"


def _error(update: UpdateRecord) -> Shape | None:
    if update.status != FAILED:
        return None
    raw = f'{{"code": 190, "post": "{update.id}"}}'
    return {"message": update.error, "supportUrl": update.error_link or None, "rawError": raw}


def _author(account: AccountRecord) -> Shape:
    return {
        "id": account.id, "avatar": f"https://img.example/account-{account.id}.png", "isDeleted": False,
        "email": account.email or f"{account.id}@people.example", "name": account.name or None,
    }


def _notes(update: UpdateRecord, account: AccountRecord) -> list[Shape]:
    return [
        {
            "id": note.id, "allowedActions": ["updateNote", "deleteNote"], "author": _author(account),
            "text": note.text, "type": "userGenerated", "createdAt": moment(note.created_at), "updatedAt": None,
        }
        for note in update.notes
    ]


def _shortening(profile: ProfileRecord) -> Shape:
    config = {"domain": "bfr.example", "name": "bfr.example"} if profile.shortens else None
    return {"isEnabled": profile.shortens, "config": config}


def _channel_actions(profile: ProfileRecord) -> list[str]:
    always = ["viewChannel", "viewPublish", "readUpdates", "viewInsights", "managePostingSchedule"]
    if profile.disconnected:
        always.append("reconnectChannel")
    return always if profile.locked else [*always, "manageUpdates"]


def _post_actions(update: UpdateRecord, status: str, profile: ProfileRecord) -> list[str]:
    """What a person may do with a post now; hardly anything with one that is on its way or out."""
    if status == "sending":
        return ["viewPost"]
    if status == "sent":
        return ["viewPost", "copyPostLink", "duplicatePost", "addPostNote", "updatePostTags", "deletePost"]
    actions = ["viewPost", "updatePost", "updatePostSchedule", "updatePostTags", "deletePost", "duplicatePost"]
    if not profile.locked:
        actions += ["publishPostNow", "publishPostNext"]
    if update.status == DRAFT:
        return [*actions, "addPostToQueue", *(["requestPostApproval"] if profile.approval else [])]
    if update.status == NEEDS_APPROVAL:
        return [*actions, "approvePost", "rejectPost", "revertPostApprovalRequest"]
    actions.append("movePostToDraft")
    return [*actions, "addPostToQueue"] if update.scheduled_at is not None or status == "error" else actions
