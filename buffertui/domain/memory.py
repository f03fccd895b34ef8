"""What is remembered between two starts: the last known screen, and the use of the budget that all copies share."""

from __future__ import annotations

from datetime import datetime

from .models import Account, Profile, Update
from .records import dataclass


@dataclass(frozen=True, slots=True)
class KnownList:
    """One list of a profile as it was read last. ``side`` names it (``core.state.Side``); ``next`` marks its next page;
    empty, it is the first one again.

    ``as_of`` is when the newest answer in it came; ``pages`` how many pages of the server it was made of. Where only
    the beginning of it is at hand, ``rest`` is the id of the first row that is not; everything else is of the whole.
    """

    side: str
    profile_id: str
    updates: tuple[Update, ...] = ()
    total: int | None = None
    next: str | None = None
    pages: int = 0
    as_of: datetime | None = None
    rest: str | None = None


@dataclass(frozen=True, slots=True)
class Remembered:
    """The last known screen of an account. ``chosen`` is the profile that was shown (empty: all).

    ``lists`` are those of what was shown. ``others`` names the rest of what is remembered, each by side and profile.
    """

    account: Account | None = None
    profiles: tuple[Profile, ...] = ()
    chosen: str = ""
    lists: tuple[KnownList, ...] = ()
    as_of: datetime | None = None
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One result of a search over everything ever seen."""

    update: Update
    side: str
