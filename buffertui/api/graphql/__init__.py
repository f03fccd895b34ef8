"""Buffer's GraphQL API: its documents, its shapes on the wire, its refusals and limits, and the client."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import TYPE_CHECKING

from buffertui.api.http import HttpDoor
from buffertui.api.pacing import Pacer
from buffertui.domain.models import Profile
from buffertui.domain.ports import Clock, Ledger
from buffertui.domain.secret import Secret

from .client import GraphQL
from .limits import LONGEST, POLICY, REQUESTS

if TYPE_CHECKING:
    import httpx

__all__ = ["GRAPHQL_BASE_URL", "GraphQL", "connect", "pacer"]

GRAPHQL_BASE_URL = "https://api.buffer.com/"
"""Where the API lives (GraphQL reference, section 1)."""


def pacer(clock: Clock, ledger: Ledger | None = None) -> Pacer:
    """The door's pacer for this API (sections 4 and 4.2): few at once, a reserve for writes, reads wait a minute."""
    return Pacer(
        clock, (REQUESTS,), reserve=10, read_reserve=10, concurrency=2, cap=LONGEST, ledger=ledger, patience=60.0
    )


def connect(
    token: Secret, clock: Clock, base_url: str = GRAPHQL_BASE_URL, *, organization: str = "",
    known_profiles: Iterable[Profile] = (), chance: Random | None = None, ledger: Ledger | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> GraphQL:
    """A client with a pacer of its own.

    With an ``organization`` (an id) the first request can be the main screen itself; ``known_profiles`` are what an
    earlier run knew of it, and let that screen bring their daily limits too. Raises ``ConfigError`` or
    ``TokenUnusable`` before anything is sent.
    """
    door = HttpDoor(base_url, token, pacer(clock, ledger), clock, policy=POLICY, transport=transport)
    return GraphQL(door, organization, chance, known_profiles)
