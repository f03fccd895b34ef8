"""What the screen is given when it opens: ways to a session, a login, a crash report; and the settings it needs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import field
from types import MappingProxyType
from typing import TYPE_CHECKING

from buffertui.domain.records import dataclass

if TYPE_CHECKING:
    from buffertui.core.migrating_desk import MigratingDesk
    from buffertui.core.session import Session
    from buffertui.domain.memory import Remembered
    from buffertui.domain.models import Account
    from buffertui.domain.ports import Clock

Connect = Callable[[str, Callable[[BaseException], None]], Awaitable["Session"]]
"""Makes the session of an account by name; raises ``TokenMissing`` when there is no token for it."""

Recall = Callable[[str], Awaitable["Remembered"]]
"""The last known screen of an account by name, from this machine alone; empty at its first start."""

Login = Callable[[str, str], Awaitable["Account"]]
"""Checks a token for an account name, stores it, and says whose it is."""

ChooseOrganization = Callable[[str, str], Awaitable[str]]
"""Keeps which organization (id) an account (name) shows when it is opened next, which is up to the caller. Returns a
sentence about posts that stay behind in the present one, mostly empty. Raises ``TokenUnusable`` if it is not kept.
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that the screen cannot know by itself."""

    connect: Connect
    clock: Clock
    recall: Recall | None = None
    known: Callable[[], Remembered | None] | None = None
    """What ``recall`` will say of the first account, where that is known by the first frame."""
    login: Login | None = None
    choose_organization: ChooseOrganization | None = None
    another_api: Callable[[str], bool] | None = None
    """Whether a refused account (name) is to be opened again, because its token belongs to the other API."""
    moving: Callable[[], MigratingDesk] | None = None
    """The desk for moving from v1 to GraphQL; raises ``ConfigError``."""
    account: str = "default"
    accounts: tuple[str, ...] = ("default",)
    theme: str = "buffertui-dark"
    icons: str = "auto"
    emoji: str = "full"
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    demo: bool = False
    read_only: bool = False
    crash_report: Callable[[BaseException], str] = lambda error: f"buffertui stopped: {type(error).__name__}."
