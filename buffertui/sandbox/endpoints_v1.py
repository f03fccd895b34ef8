"""The endpoints of v1, each a function from a call to what its JSON holds (v1 reference, sections 2 and 3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from buffertui.domain.models import Media, Schedule

from .desk import Desk
from .errors_v1 import Refusal
from .http import Params, many, one, truth
from .records import Change, NewUpdate, ProfileRecord, Retweet, UpdateRecord
from .shapes_v1 import configuration_shape, profile_shape, reaction_shape, schedule_shape, update_shape, user_shape
from .wording import shared_as

T = TypeVar("T")

DEFAULT_COUNT = 20
LATEST = 4_102_444_800
_SCHEDULE = re.compile(r"schedules\[(\d{1,4})\]\[(days|times)\](?:\[\d*\])?")
_EXTRA = re.compile(r"extra_media\[(\d{1,4})\]\[photo\]")
_MEDIA = ("link", "title", "description", "picture", "photo", "thumbnail")


@dataclass(frozen=True, slots=True)
class Call:
    """A request that was let in: whose desk, the id in its path, its parameters."""

    desk: Desk
    id: str
    params: Params

    @property
    def now(self) -> int:
        return self.desk.world.now()

    def rows(self, updates: Sequence[UpdateRecord]) -> list[dict[str, Any]]:
        """Updates as they go on the wire."""
        return [self.row(update) for update in updates]

    def row(self, update: UpdateRecord) -> dict[str, Any]:
        profile = self.desk.profile(update.profile_id)
        return update_shape(update, profile, self.now, utc=truth(self.params, "utc"))

    def page(self, rows: Sequence[T]) -> Sequence[T]:
        """The part that ``page`` and ``count`` name; past the end it is empty (v1 reference, section 2.4)."""
        page, count = self.whole("page", 1), self.whole("count", DEFAULT_COUNT, 1, 100)
        return rows[(page - 1) * count:page * count]

    def whole(self, name: str, default: int, least: int = 1, most: int = 10**9) -> int:
        """A whole number in its bounds; 1006 otherwise."""
        text = one(self.params, name)
        if text is None:
            return default
        if not text.isascii() or not text.isdigit() or not least <= int(text[:12]) <= most:
            raise Refusal(1006, f"The parameter {name} is out of bounds.")
        return int(text)

    def moment(self, name: str) -> int | None:
        """Unix seconds, or an ISO 8601 time that is UTC unless it says otherwise; 1006 when it is neither."""
        text = (one(self.params, name) or "").strip()
        if not text:
            return None
        try:
            seconds = float(text) if re.fullmatch(r"\d+(\.\d*)?", text) else _iso(text)
        except ValueError as wrong:
            raise Refusal(1006, f"The parameter {name} is not a time.") from wrong
        if not 0 <= seconds < LATEST:
            raise Refusal(1006, f"The parameter {name} is out of bounds.")
        return int(seconds)


def user(call: Call) -> Any:
    return user_shape(call.desk.account, call.now)


def profiles(call: Call) -> Any:
    return [profile_shape(profile, listed=True) for profile in call.desk.world.profiles(call.desk.account)]


def profile(call: Call) -> Any:
    return profile_shape(call.desk.profile(call.id), listed=False)


def pending(call: Call) -> Any:
    rows = call.desk.pending(call.id, call.moment("since"))
    return {"total": len(rows), "updates": call.rows(call.page(rows))}


def sent(call: Call) -> Any:
    chosen = one(call.params, "filter") or "default"
    if chosen not in ("default", "all"):
        raise Refusal(1006, "The parameter filter is default or all.")
    rows = call.desk.sent(call.id, call.moment("since"), everything=chosen == "all")
    return {"total": len(rows), "updates": call.rows(call.page(rows))}


def create(call: Call) -> Any:
    ids = many(call.params, "profile_ids")
    if not ids:
        raise Refusal(1004, "The parameter profile_ids is missing.")
    tweet = one(call.params, "retweet[tweet_id]")
    extra = sorted((int(found[1]), name) for name in call.params if (found := _EXTRA.fullmatch(name)))
    made = call.desk.create(NewUpdate(
        profile_ids=tuple(ids),
        text=one(call.params, "text") or "",
        shorten=truth(call.params, "shorten", default=True),
        now=truth(call.params, "now"),
        top=truth(call.params, "top"),
        scheduled_at=call.moment("scheduled_at"),
        media=_media(call.params) or Media(),
        extra_media=tuple(Media(photo=call.params[name][-1]) for _, name in extra),
        attachment=truth(call.params, "attachment", default=True),
        retweet=Retweet(tweet, one(call.params, "retweet[comment]") or "") if tweet else None,
    ))
    profile = call.desk.profile(made[-1].profile_id) if made else None
    return {"success": True, **_fill(call, profile), "updates": call.rows(made)}


def edit(call: Call) -> Any:
    text = one(call.params, "text")
    if text is None:
        raise Refusal(1004, "The parameter text is missing.")
    change = Change(text, _media(call.params), call.moment("scheduled_at"), truth(call.params, "now"))
    update = call.desk.edit(call.id, change)
    return {"success": True, **_fill(call, call.desk.profile(update.profile_id)), "update": call.row(update)}


def destroy(call: Call) -> Any:
    call.desk.destroy(call.id)
    return {"success": True, "message": "Update deleted successfully"}


def share(call: Call) -> Any:
    call.desk.share(call.id)
    return {"success": True}


def configuration(call: Call) -> Any:
    return configuration_shape()


def update(call: Call) -> Any:
    return call.row(call.desk.update(call.id))


def schedules(call: Call) -> Any:
    return [schedule_shape(one) for one in call.desk.profile(call.id).schedules]


def set_schedules(call: Call) -> Any:
    found: dict[int, dict[str, list[str]]] = {}
    for name, values in call.params.items():
        if part := _SCHEDULE.fullmatch(name):
            found.setdefault(int(part[1]), {}).setdefault(part[2], []).extend(value for value in values if value)
    if not found:
        raise Refusal(1004, "The parameter schedules is missing.")
    parts = (found[at] for at in sorted(found))
    wanted = [Schedule(tuple(part.get("days", ())), tuple(part.get("times", ()))) for part in parts]
    call.desk.set_schedules(call.id, wanted)
    return {"success": True}


def reorder(call: Call) -> Any:
    order = many(call.params, "order")
    if not order:
        raise Refusal(1004, "The parameter order is missing.")
    rows = call.desk.reorder(call.id, order, call.whole("offset", 0, 0))
    return {"success": True, "updates": call.rows(rows)}


def shuffle(call: Call) -> Any:
    count = call.whole("count", 10**9)
    rows = call.desk.shuffle(call.id)
    return {"success": True, "total": len(rows), "updates": call.rows(rows[:count]), "time_to_shuffle": 0.0041}


def move_to_top(call: Call) -> Any:
    return call.row(call.desk.move_to_top(call.id))


def interactions(call: Call) -> Any:
    event = one(call.params, "event")
    if not event:
        raise Refusal(1004, "The parameter event is missing.")
    rows = call.desk.reactions(call.id, event)
    return {"total": len(rows), "interactions": [reaction_shape(row) for row in call.page(rows)]}


def shares(call: Call) -> Any:
    url = one(call.params, "url")
    if not url:
        raise Refusal(1004, "The parameter url is missing.")
    return {"shares": call.desk.world.shares[shared_as(url)]}


def deauthorize(call: Call) -> Any:
    call.desk.deauthorize()
    return {"success": True, "message": "The access was withdrawn."}


Endpoint = Callable[[Call], Any]

ENDPOINTS: tuple[tuple[str, str, Endpoint, str], ...] = (
    ("GET", "user", user, ""),
    ("GET", "profiles", profiles, ""),
    ("GET", "profiles/ID", profile, ""),
    ("GET", "profiles/ID/updates/pending", pending, "page count since utc"),
    ("GET", "profiles/ID/updates/sent", sent, "page count since utc filter"),
    ("POST", "updates/create", create, (
        "profile_ids text shorten now top scheduled_at attachment media retweet extra_media utc is_draft fb_text "
        "pinned subprofile_ids source_url service_geolocation_id service_geolocation_name tags scheduling_type"
    )),
    ("POST", "updates/ID/update", edit,
     "text now scheduled_at media utc service_geolocation_id service_geolocation_name"),
    ("POST", "updates/ID/destroy", destroy, ""),
    ("POST", "updates/ID/share", share, ""),
    ("GET", "info/configuration", configuration, ""),
    ("GET", "updates/ID", update, "utc"),
    ("GET", "profiles/ID/schedules", schedules, ""),
    ("POST", "profiles/ID/schedules/update", set_schedules, "schedules"),
    ("POST", "profiles/ID/updates/reorder", reorder, "order offset utc"),
    ("POST", "profiles/ID/updates/shuffle", shuffle, "count utc"),
    ("POST", "updates/ID/move_to_top", move_to_top, ""),
    ("GET", "updates/ID/interactions", interactions, "event page count"),
    ("GET", "links/shares", shares, "url"),
    ("POST", "user/deauthorize", deauthorize, ""),
)
"""Method, path, function and the names of the parameters that are known."""


def _fill(call: Call, profile: ProfileRecord | None) -> dict[str, int]:
    count = profile.pending_count if profile else 0
    return {"buffer_count": count, "buffer_percentage": min(100, count * 100 // call.desk.account.queue_limit)}


def _media(params: Params) -> Media | None:
    given = {name: one(params, f"media[{name}]") for name in _MEDIA}
    if all(value is None for value in given.values()):
        return None
    return Media(**{name: value or "" for name, value in given.items()})


def _iso(text: str) -> float:
    time = datetime.fromisoformat(text)
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
