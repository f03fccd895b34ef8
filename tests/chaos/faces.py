"""What differs between Buffer's two APIs in a day of chaos: addresses, tokens, and which request does what."""

from __future__ import annotations

import json
import random

from buffertui.domain.models import WAITING
from buffertui.sandbox.door import Door
from buffertui.sandbox.graphql_manners import PATHS, Manners, RateForm
from buffertui.sandbox.http import Request
from buffertui.sandbox.records import AccountRecord, UpdateRecord
from buffertui.sandbox.server import SandboxServer
from buffertui.sandbox.world import World

APIS = ("v1", "graphql")

ON_ITS_WAY = 3
"""Seconds for which GraphQL shows a post as being sent."""

_MUTATIONS = ("createPost", "editPost", "deletePost", "movePostInQueue")
_OLDER = (RateForm.ONE_LINE, RateForm.LEGACY, RateForm.PLAIN, RateForm.BROKEN)


def token(api: str, account: AccountRecord) -> str:
    """What opens an account."""
    return account.key if api == "graphql" else account.token


def address(api: str, server: SandboxServer) -> str:
    """Where a server serves an API."""
    return server.graphql_url if api == "graphql" else server.base_url


def give_back(account: AccountRecord) -> None:
    """Let a withdrawn token count again."""
    account.revoked = account.key_revoked = False


def manners(chance: random.Random) -> Manners:
    """How the GraphQL face behaves for a day: mostly room enough in every window, sometimes hardly any in the first.

    That is so only where the headers say it: otherwise a last look at everything could come too soon.
    """
    form = chance.choice(_OLDER) if chance.random() < 0.3 else RateForm.LINES
    told = form not in (RateForm.LEGACY, RateForm.BROKEN)
    first = 40 if told and chance.random() < 0.15 else chance.choice((100, 100, 1000))
    return Manners(
        rate_form=form, quotas=(first, 5000, 20_000), older_429=chance.random() < 0.2, older_401=chance.random() < 0.3,
        sending_seconds=ON_ITS_WAY,
    )


def subject(door: Door, request: Request) -> str:
    """The path of a request; of GraphQL with its root fields behind it."""
    return door.graphql.question(request).subject if request.path in PATHS else request.path


def writes(door: Door, request: Request) -> bool:
    """Whether a request is to change something."""
    if request.path not in PATHS:
        return request.method == "POST"
    return any(name in subject(door, request) for name in _MUTATIONS)


def creates(door: Door, request: Request) -> bool:
    """Whether a request makes a post."""
    asked = subject(door, request)
    return request.method == "POST" and (asked.endswith("/create.json") or "createPost" in asked)


def publishes(door: Door, request: Request) -> bool:
    """Whether a request shares a post that waits."""
    asked = subject(door, request)
    return asked.endswith("/share.json") or ("editPost" in asked and _mode(request) == "shareNow")


def queue(api: str, world: World, profile_id: str) -> list[UpdateRecord]:
    """What an API shows as waiting, in its order; nothing may be on its way."""
    rows = world.pending(profile_id)
    if api == "v1":
        return rows
    waiting = [update for update in rows if update.status == WAITING]
    return sorted(waiting, key=lambda update: (update.due_at or 1 << 60, update.created_at, update.id))


def on_its_way(world: World) -> bool:
    """Whether anything was sent so lately that GraphQL may not yet call it sent."""
    now = world.now()
    return any(now - (update.sent_at or 0) <= ON_ITS_WAY for p in world.profiles() for update in p.sent)


def _mode(request: Request) -> str:
    given = json.loads(request.body)["variables"].get("input", {})
    return str(given.get("mode", ""))
