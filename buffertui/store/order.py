"""The orders that a store promises."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from buffertui.domain.drafts import Draft, OutboxItem

_NEVER = datetime.min.replace(tzinfo=UTC)


def newest_first(drafts: Iterable[Draft]) -> tuple[Draft, ...]:
    """Drafts by the time they were saved; one that never was comes last. Of two at one time the later insert leads."""
    return tuple(sorted(drafts, key=lambda draft: draft.saved_at or _NEVER))[::-1]


def oldest_first(items: Iterable[OutboxItem]) -> tuple[OutboxItem, ...]:
    """Outbox items by the time they were made; those of one time stay in the order of their first recording."""
    return tuple(sorted(items, key=lambda item: item.created_at))
