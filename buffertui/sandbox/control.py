"""The sandbox's own endpoints, for whoever tests from another process: its state, its faults, its clock."""

from __future__ import annotations

import json
from typing import Any

from .clocks import SandboxClock
from .door import Door
from .faults import Fault
from .http import Request, Response, fields, json_response, one
from .records import ProfileRecord, UpdateRecord
from .shapes_v1 import media_shape, schedule_shape

PREFIX = "/_sandbox/"
SENT_SHOWN = 1000


class Control:
    """``GET state.json?sent=N``, ``POST faults`` (one or a list), ``DELETE faults``, ``POST advance?seconds=N``."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def answer(self, request: Request) -> Response:
        """The answer; 400 with a sentence for what cannot be read."""
        name = (request.method, request.path.removeprefix(PREFIX))
        try:
            if name == ("GET", "state.json"):
                shown = int(one(fields(request.query), "sent") or SENT_SHOWN)
                return json_response(state(self._door, shown))
            if name == ("POST", "faults"):
                return self._add(json.loads(request.body))
            if name == ("DELETE", "faults"):
                self._door.faults.clear()
                return json_response({"waiting": 0})
            if name == ("POST", "advance"):
                return self._advance(float(one(fields(request.query), "seconds") or "nothing"))
        except (ValueError, TypeError) as wrong:
            return json_response({"error": str(wrong)}, 400)
        return json_response({"error": "There is no such control."}, 404)

    def _add(self, given: Any) -> Response:
        for fault in [Fault.from_mapping(wish) for wish in (given if isinstance(given, list) else [given])]:
            self._door.faults.add(fault)
        return json_response({"waiting": len(self._door.faults)})

    def _advance(self, seconds: float) -> Response:
        clock = self._door.world.clock
        if not isinstance(clock, SandboxClock):
            raise ValueError("the clock of this sandbox cannot be put forward")
        clock.forward(seconds)
        self._door.world.catch_up()
        return json_response({"now": self._door.world.now()})


def state(door: Door, sent: int = SENT_SHOWN) -> dict[str, Any]:
    """Everything that a test may want to compare; of the sent updates the newest ``sent`` per profile."""
    world = door.world
    world.catch_up()
    accounts = [
        {"id": a.id, "name": a.name, "revoked": a.revoked, "used": door.v1.budget.used(a.id)} for a in world.accounts
    ]
    return {
        "now": world.now(), "accounts": accounts,
        "profiles": [_profile(door, profile, sent) for profile in world.profiles()],
        "requests": {
            "total": sum(door.counts.values()),
            "by_path": {f"{method} {path}": number for (method, path), number in door.counts.items()},
            "token_in_url": sum(logged.token_in_url for logged in door.requests),
        },
        "faults": len(door.faults),
    }


def _profile(door: Door, profile: ProfileRecord, sent: int) -> dict[str, Any]:
    published = door.world.sent(profile.id)
    return {
        "id": profile.id, "service": profile.service, "username": profile.username, "timezone": profile.timezone,
        "disconnected": profile.disconnected, "paused": profile.paused, "default": profile.default,
        "schedules": [schedule_shape(schedule) for schedule in profile.schedules],
        "drafts": [_update(update) for update in profile.drafts], "locked": profile.locked,
        "pending": [_update(update) for update in door.world.pending(profile.id)],
        "sent_total": len(published), "sent": [_update(update) for update in published[:sent]],
    }


def _update(update: UpdateRecord) -> dict[str, Any]:
    return {
        "id": update.id, "text": update.text, "source": update.source or update.text, "status": update.status,
        "due_at": update.due_at, "scheduled_at": update.scheduled_at, "sent_at": update.sent_at, "via": update.via,
        "created_at": update.created_at, "media": media_shape(update.media), "error": update.error,
    }
