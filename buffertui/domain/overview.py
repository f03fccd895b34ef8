"""What only Buffer's GraphQL API tells at once, or at all: the main screen, organizations, daily limits."""

from __future__ import annotations

from .models import Account, Page, Profile
from .records import dataclass


@dataclass(frozen=True, slots=True)
class Organization:
    """One of the organizations that a key opens; ``channels`` is how many profiles it has, ``None`` where unknown."""

    id: str
    name: str = ""
    channels: int | None = None

    @property
    def label(self) -> str:
        """What to call it on the screen."""
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class DailyLimit:
    """How many posts a profile may still have today (its own day). ``limit`` is ``None`` where there is none."""

    profile_id: str
    limit: int | None = None
    scheduled: int = 0
    sent: int = 0
    reached: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the main screen shows first, as one answer had it.

    ``unsent`` mixes drafts, posts that need an approval and failed ones, newest first. ``organization`` is the id of
    the one that all this belongs to.
    """

    account: Account
    profiles: tuple[Profile, ...] = ()
    pending: Page = Page()
    sent: Page = Page()
    unsent: Page = Page()
    limits: tuple[DailyLimit, ...] = ()
    organizations: tuple[Organization, ...] = ()
    organization: str = ""
