"""Buffer's REST API v1: its shapes on the wire, its refusals, and the client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buffertui.api.base_url import V1_BASE_URL
from buffertui.api.http import HttpDoor
from buffertui.api.pacing import Limit, Pacer
from buffertui.domain.ports import Clock, Ledger
from buffertui.domain.secret import Secret

from .client import RestV1

if TYPE_CHECKING:
    import httpx

__all__ = ["RestV1", "connect"]

LIMIT = Limit(60, 60.0)
"""Requests per user (v1 reference, section 1.5)."""


def connect(
    token: Secret, clock: Clock, base_url: str = V1_BASE_URL, transport: httpx.AsyncBaseTransport | None = None,
    *, ledger: Ledger | None = None,
) -> RestV1:
    """A client with a pacer of its own. Raises ``ConfigError`` or ``TokenUnusable`` before anything is sent."""
    return RestV1(HttpDoor(base_url, token, Pacer(clock, (LIMIT,), ledger=ledger), clock, transport=transport))
