"""Frozen snapshots of everything the screen draws. The session makes a new one for each change; nobody edits one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from buffertui.domain.drafts import Draft, OutboxItem
from buffertui.domain.models import Account, Configuration, Profile, Update
from buffertui.domain.overview import DailyLimit, Organization
from buffertui.domain.ports import Can
from buffertui.domain.records import dataclass

ALL = ""
"""The chosen profile id that stands for "All profiles"."""


class Side(StrEnum):
    """The lists of a profile. Every API has the first two; for the others see ``Can.DRAFTS``."""

    PENDING = "pending"
    SENT = "sent"
    DRAFTS = "drafts"
    APPROVAL = "approval"
    FAILED = "failed"

    @property
    def other(self) -> Side:
        """The list that stands beside this one: sent at the right, all others take turns at the left."""
        return Side.PENDING if self is Side.SENT else Side.SENT


QUEUES = (Side.PENDING, Side.SENT)
"""The two lists that stand side by side, and that every API has."""

VIEWS = (Side.DRAFTS, Side.APPROVAL, Side.FAILED)
"""What can take the place of the pending list at the left, where the API has it."""


class Link(StrEnum):
    """How the program stands with Buffer."""

    STARTING = "starting"
    LIVE = "live"
    OFFLINE = "offline"
    REFUSED = "refused"
    """The token was refused; nothing is asked again until there is another one."""


@dataclass(frozen=True, slots=True)
class Pane:
    """One list as far as it is loaded. ``total`` is the server's count; ``more`` says that older ones can be loaded.

    ``as_of`` is when the newest answer in it came; ``None`` before the first. ``error`` is the sentence of the last
    failed load, empty when it went well; what was loaded before stays. ``kept`` says that the store has more rows,
    which come without a request; where there are none yet, they are on their way.
    """

    side: Side
    profile_id: str
    updates: tuple[Update, ...] = ()
    total: int | None = None
    more: bool = False
    loading: bool = False
    error: str = ""
    as_of: datetime | None = None
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """What the outbox is doing to an update on the screen: ``label`` ("deleting", "sharing"), until when it is held."""

    label: str
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything at one moment. ``sequence`` grows with each snapshot, so that a late one is known as late."""

    sequence: int = 0
    account_name: str = ""
    accounts: tuple[str, ...] = ()
    account: Account | None = None
    protocol: str = ""
    profiles: tuple[Profile, ...] = ()
    chosen: str = ALL
    pending: Pane = Pane(Side.PENDING, ALL)
    sent: Pane = Pane(Side.SENT, ALL)
    outbox: tuple[OutboxItem, ...] = ()
    marks: Mapping[str, Mark] = field(default_factory=lambda: MappingProxyType({}))
    drafts: tuple[Draft, ...] = ()
    configuration: Configuration = field(default_factory=Configuration)
    lacks: Mapping[Can, str] = field(default_factory=lambda: MappingProxyType({}))
    link: Link = Link.STARTING
    reason: str = ""
    as_of: datetime | None = None
    busy: tuple[str, ...] = ()
    read_only: bool = False
    demo: bool = False
    views: Mapping[Side, Pane] = field(default_factory=lambda: MappingProxyType({}))
    """The further lists (``VIEWS``) of what is chosen; empty where the API has none."""
    organizations: tuple[Organization, ...] = ()
    organization: str = ""
    """The id of the organization that is shown."""
    limits: Mapping[str, DailyLimit] = field(default_factory=lambda: MappingProxyType({}))
    """Daily posting limits by profile id, as far as Buffer named them."""
    movable: frozenset[str] = frozenset()
    """Ids of updates that have a fixed time only because this program exchanged times: they stay in the order."""
    costs: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Requests that an open outbox item will cost, by its id, where it is more than one for each profile: a reorder or
    shuffle by exchanging times. Of a shuffle it is the most that it can cost."""
    thrifty: bool = False
    """Whether requests are dear here: the screen is one of them, and a post is one for each profile."""
    zone: str = ""
    """The time zone that the configuration names for profiles without one; empty: the account's own."""

    def profile(self, profile_id: str) -> Profile | None:
        """The profile of that id, if it is among those loaded."""
        return next((p for p in self.profiles if p.id == profile_id), None)

    def pane(self, side: Side) -> Pane:
        """The list of that side."""
        if side in QUEUES:
            return self.pending if side is Side.PENDING else self.sent
        return self.views.get(side) or Pane(side, self.chosen)

    @property
    def account_zone(self) -> str:
        """The zone to fall back to where a profile names none."""
        return self.zone or (self.account.timezone if self.account else "")
