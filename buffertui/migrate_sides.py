"""The accounts between which a person moves, each with its token and a client that can only read."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from .api import graphql, rest_v1
from .api.base_url import V1_BASE_URL
from .api.graphql.limits import POLICY
from .api.graphql.looking import Looking
from .api.http import HttpDoor
from .api.pacing import Pacer
from .api.rest_v1.raw import RawReader
from .config.settings import AccountSettings, Settings
from .config.tokens import Token, find_token_async, stored_accounts, with_stored_api
from .core.migrating import Party
from .core.migrating_ports import Folder, MemoryFolder, RawPage, RawRow
from .domain.errors import ConfigError
from .domain.models import Account, Update
from .domain.ports import Clock, Priority
from .domain.secret import Secret
from .log import hide
from .migrate_folder import PrivateFolder, default_folder
from .paths import Paths

if TYPE_CHECKING:
    import httpx

    from .store.ledger import SqliteLedger

PER_MINUTE = 55
"""Requests that may leave in a minute: v1's 60 less the five that the pacer keeps for a person's writes."""


class OldClient:
    """v1, for moving away from it."""

    def __init__(self, reader: RawReader, ledger: SqliteLedger | None = None) -> None:
        self._reader = reader
        self._ledger = ledger

    @property
    def per_minute(self) -> int:
        """v1's 60 without what is kept for a person's own work."""
        return PER_MINUTE

    async def parties(self) -> tuple[Party, ...]:
        """All profiles."""
        return tuple(Party(one.profile, one.names, one.disabled) for one in await self._reader.named_profiles())

    async def waiting(self, profile_id: str) -> tuple[Update, ...]:
        """The queue of a profile."""
        return await self._reader.queue(profile_id)

    async def account(self) -> RawRow:
        """Whose token it is."""
        return await self._reader.user_row()

    async def profiles(self) -> tuple[RawRow, ...]:
        """All profiles as they came."""
        return await self._reader.profile_rows()

    async def schedules(self, profile_id: str) -> tuple[RawRow, ...]:
        """Posting times as they came."""
        return await self._reader.schedule_rows(profile_id)

    async def configuration(self) -> RawRow:
        """Limits of the networks as they came."""
        return await self._reader.configuration_row()

    async def updates(self, which: str, profile_id: str, page: int) -> RawPage:
        """A page of updates as they came."""
        return RawPage(*await self._reader.update_rows(which, profile_id, page))

    async def interactions(self, update_id: str, event: str, page: int) -> RawPage:
        """A page of reactions as they came."""
        return RawPage(*await self._reader.interaction_rows(update_id, event, page))

    async def aclose(self) -> None:
        """Give connections and the shared budget back."""
        await self._reader.aclose()
        if self._ledger is not None:
            await asyncio.to_thread(self._ledger.close)


class NewClient:
    """GraphQL, for looking what is there."""

    def __init__(self, looking: Looking, ledger: SqliteLedger | None = None) -> None:
        self._looking = looking
        self._ledger = ledger

    async def account(self) -> Account:
        """Whose key it is."""
        return await self._looking.account()

    async def organizations(self) -> tuple[str, ...]:
        """Names of the organizations."""
        return tuple(one.label for one in await self._looking.organizations())

    async def parties(self) -> tuple[Party, ...]:
        """All channels."""
        found = await self._looking.all_channels()
        return tuple(Party(one.profile, one.names, one.locked, one.organization) for one in found)

    async def waiting(self) -> tuple[Update, ...]:
        """Everything that waits."""
        return await self._looking.everything_waiting()

    async def aclose(self) -> None:
        """Give connections and the shared budget back."""
        await self._looking.aclose()
        if self._ledger is not None:
            await asyncio.to_thread(self._ledger.close)


def old_client(
    token: Secret, clock: Clock, address: str, *, ledger: SqliteLedger | None = None,
    priority: Priority = Priority.READ, transport: httpx.AsyncBaseTransport | None = None,
) -> OldClient:
    """A reading client of v1. Raises ``ConfigError`` or ``TokenUnusable``."""
    door = HttpDoor(address, token, Pacer(clock, (rest_v1.LIMIT,), ledger=ledger), clock, transport=transport)
    return OldClient(RawReader(door, priority), ledger)


def new_client(
    token: Secret, clock: Clock, address: str, *, ledger: SqliteLedger | None = None,
    priority: Priority = Priority.READ, transport: httpx.AsyncBaseTransport | None = None,
) -> NewClient:
    """A reading client of GraphQL. Raises ``ConfigError`` or ``TokenUnusable``."""
    door = HttpDoor(address, token, graphql.pacer(clock, ledger), clock, policy=POLICY, transport=transport)
    return NewClient(Looking(door, priority), ledger)


class AccountSides:
    """Accounts of the configuration. ``environ`` may hold the token of the account that opens (``opens``)."""

    def __init__(
        self, settings: Settings, paths: Paths, clock: Clock, frm: str, to: str, *, save: Path | None = None,
        opens: str = "", environ: Mapping[str, str] | None = None, priority: Priority = Priority.READ,
    ) -> None:
        self.frm = frm
        self.to = to
        self._settings = settings
        self._paths = paths
        self._clock = clock
        self._save = save
        self._opens = opens
        self._environ = os.environ if environ is None else environ
        self._priority = priority

    @property
    def why_not_saved(self) -> str:
        """Everything can be saved."""
        return ""

    async def old(self) -> OldClient:
        """v1, sharing its budget with all running copies."""
        own, token, ledger = await self._account(self.frm)
        return old_client(token.value, self._clock, own.address, ledger=ledger, priority=self._priority)

    async def new(self) -> NewClient:
        """GraphQL, sharing its budget with all running copies."""
        own, token, ledger = await self._account(self.to)
        return new_client(token.value, self._clock, own.address, ledger=ledger, priority=self._priority)

    def folder(self, account_id: str, *, reactions: bool) -> Folder:
        """The folder that was named, else one beside the caller."""
        today = self._clock.now().astimezone().date()
        named = self._save or default_folder(Path.cwd(), self.frm, account_id, today, reactions=reactions)
        return PrivateFolder(named.expanduser().absolute())

    async def _account(self, name: str) -> tuple[AccountSettings, Token, SqliteLedger]:
        token = await find_token_async(
            name, self._settings.account(name), self._paths.data_dir, environ=self._environ,
            environment_counts=name == self._opens,
        )
        hide(token.value.reveal())
        own = await asyncio.to_thread(with_stored_api, self._settings, name, token, self._paths.data_dir)
        return own, token, await asyncio.to_thread(self._ledger, name)

    def _ledger(self, name: str) -> SqliteLedger:
        from .store.ledger import SqliteLedger

        return SqliteLedger(self._paths.account_dir(name))


class WorldSides:
    """Both faces of one simulated Buffer; what is saved stays in memory unless a ``folder_at`` is given."""

    def __init__(
        self, clock: Clock, transport: httpx.AsyncBaseTransport, token: Secret, key: Secret | None, *,
        folder_at: Folder | None = None, demo: bool = False, priority: Priority = Priority.READ,
    ) -> None:
        self.frm = "demo"
        self.to = "demo (GraphQL)" if key else ""
        self._clock = clock
        self._transport = transport
        self._token = token
        self._key = key
        self._folder = folder_at or MemoryFolder()
        self._demo = demo
        self._priority = priority

    @property
    def why_not_saved(self) -> str:
        """A demo reads and writes nothing of a person's."""
        return "The demo writes no files. What an account of your own has can be saved here." if self._demo else ""

    async def old(self) -> OldClient:
        """v1's face."""
        return old_client(self._token, self._clock, V1_BASE_URL, priority=self._priority,
                          transport=self._transport)

    async def new(self) -> NewClient:
        """GraphQL's face."""
        assert self._key is not None
        return new_client(self._key, self._clock, graphql.GRAPHQL_BASE_URL, priority=self._priority,
                          transport=self._transport)

    def folder(self, account_id: str, *, reactions: bool) -> Folder:
        """The memory, or what was given."""
        return self._folder


def api_of(settings: Settings, account: str, data_dir: Path) -> str:
    """Which API an account has, as far as is known without its token."""
    probe = Token(Secret("-"), "file", "")
    return with_stored_api(settings, account, probe, data_dir).api


def choose(settings: Settings, paths: Paths, frm: str | None, to: str | None) -> tuple[str, str]:
    """The accounts to move from and to: those that are named, else the first of each API; empty where there is none.

    Raises ``ConfigError`` for a name that is unknown or has the other API.
    """
    stored = stored_accounts(paths.data_dir)
    found = []
    for wanted, api, option in ((frm, "v1", "--from"), (to, "graphql", "--to")):
        if wanted is None:
            known = settings.known_accounts(stored)
            found.append(next((name for name in known if api_of(settings, name, paths.data_dir) == api), ""))
            continue
        name = settings.choose_account(wanted, stored)
        if (has := api_of(settings, name, paths.data_dir)) != api:
            raise ConfigError(f"The account {name} speaks Buffer's API {has}; {option} needs one with {api}.")
        found.append(name)
    return found[0], found[1]
