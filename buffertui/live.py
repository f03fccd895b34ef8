"""Sessions on real accounts: token, client, store and log of each, wired together."""

from __future__ import annotations

import asyncio
import os
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from . import crash
from .config.settings import AccountSettings, Settings
from .config.tokens import (
    VARIABLE,
    Token,
    checked,
    find_token_async,
    store_api,
    store_token,
    stored_accounts,
    with_stored_api,
)
from .core.keeper import Runner
from .core.session import Options, Session
from .domain.errors import StoreError, StoreInUse
from .domain.memory import Remembered
from .domain.models import Account
from .domain.ports import BufferService, Clock, Ledger, Store
from .domain.secret import Secret
from .log import hide
from .paths import Paths

if TYPE_CHECKING:
    from .store.ledger import SqliteLedger


def in_one_thread() -> Runner:
    """A runner for a store on disk: one thread, calls in their order, the screen never waits."""
    executor = ThreadPoolExecutor(1, thread_name_prefix="store")
    return lambda call: asyncio.get_running_loop().run_in_executor(executor, call)


def service_for(settings: AccountSettings, token: Secret, clock: Clock, ledger: Ledger | None = None) -> BufferService:
    """The client of an account's API. Raises ``ConfigError`` or ``TokenUnusable`` before anything is sent."""
    if settings.api == "graphql":
        from .api import graphql

        return graphql.connect(token, clock, settings.address, ledger=ledger)
    from .api import rest_v1

    return rest_v1.connect(token, clock, settings.address, ledger=ledger)


async def identify(settings: Settings, account: str, token: Secret, clock: Clock) -> tuple[str, Account]:
    """Which API a token opens, and whose it is. An account that the configuration names has its API from there.

    Raises a ``ServiceError``; ``ConfigError`` or ``TokenUnusable`` before anything is sent.
    """
    if account not in settings.accounts:
        from .api import detect

        api, found = await detect.identify(token, clock)
        if found is not None:
            return api, found
    own = settings.account(account)
    service = service_for(own, token, clock)
    try:
        return own.api, await service.account()
    finally:
        await service.aclose()


class Live:
    """The accounts of one configuration, one session at a time."""

    def __init__(self, settings: Settings, account: str, paths: Paths, clock: Clock, *, read_only: bool) -> None:
        self.clock = clock
        self._settings = settings
        self._first = account
        self._paths = paths
        self._read_only = read_only
        self._session: Session | None = None
        self._environ = dict(os.environ)
        # Whatever this program starts (an editor, a browser) must not inherit the token.
        os.environ.pop(VARIABLE, None)
        self._typed: dict[str, Token] = {}
        self._ledger: SqliteLedger | None = None
        self._opened: tuple[str, Store, bool, str] | None = None
        self._run = in_one_thread()

    def current(self) -> Session | None:
        """The session that was opened last."""
        return self._session

    async def connect(self, account: str, on_crash: Callable[[BaseException], None]) -> Session:
        """Open an account. Raises ``TokenMissing``, ``TokenUnusable``, ``StoreError`` or ``ConfigError``."""
        own = self._settings.account(account)
        token = self._typed.get(account) or await find_token_async(
            account, own, self._paths.data_dir, environ=self._environ, environment_counts=account == self._first
        )
        hide(token.value.reveal())
        own = await asyncio.to_thread(with_stored_api, self._settings, account, token, self._paths.data_dir)
        store, only_look, told = await self._store_of(account)
        ledger = await asyncio.to_thread(self._open_ledger, account)
        if self._ledger is not None:
            await asyncio.to_thread(self._ledger.close)
        self._ledger = ledger
        service = await asyncio.to_thread(service_for, own, token.value, self.clock, ledger)
        self._opened = None
        queue = self._settings.queue
        options = Options(
            account, self._settings.known_accounts(stored_accounts(self._paths.data_dir)), queue.undo_seconds,
            queue.refresh_seconds if own.api == "v1" else 0.0, self._read_only or only_look,
            told=f"{told} {token.note}".strip(), zone=own.timezone,
        )
        self._session = Session(service, store, self.clock, lambda: uuid.uuid4().hex, options, on_crash,
                                self._run)
        return self._session

    async def recall(self, account: str) -> Remembered:
        """The last known screen of an account. A store that cannot be read has none."""
        store, _, _ = await self._store_of(account)
        try:
            known: Remembered = await self._run(store.recall)
        except StoreError:
            return Remembered()
        return known

    async def _store_of(self, account: str) -> tuple[Store, bool, str]:
        """The store of an account, opened once for one session."""
        if self._opened is None or self._opened[0] != account:
            if self._opened is not None:
                await self._run(self._opened[1].close)
            self._opened = (account, *await self._run(lambda: self._open_store(account)))
        return self._opened[1:]

    async def login(self, account: str, text: str) -> Account:
        """Check a token that was typed, keep it, and say whose it is. It counts until the program ends."""
        token = checked(text, "the screen")
        hide(token.reveal())
        api, found = await identify(self._settings, account, token, self.clock)
        await asyncio.to_thread(store_api, self._paths.data_dir, account, api)
        file = await asyncio.to_thread(store_token, self._paths.data_dir, account, token)
        self._typed[account] = Token(token, "file", str(file), self._what_goes_first(account))
        return found

    def _what_goes_first(self, account: str) -> str:
        """What will give another token than the stored one at the next start, as a sentence; usually nothing."""
        if account == self._first and self._environ.get(VARIABLE):
            return f"{VARIABLE} is set and goes before the stored token at the next start."
        if self._settings.account(account).token_command:
            return "token_command in the configuration goes before the stored token at the next start."
        return ""

    def crash_report(self, error: BaseException) -> str:
        """Write a report and return the sentence for the terminal."""
        return crash.summary(error, crash.report(error, self._paths.state_dir, clock=self.clock))

    def _open_store(self, account: str) -> tuple[Store, bool, str]:
        """The store of an account, whether this session may only look, and what is to be told about that."""
        from .store.memory import MemoryStore
        from .store.sqlite import SqliteStore

        folder = self._paths.account_dir(account)
        try:
            return SqliteStore(folder, run_id=uuid.uuid4().hex, clock=self.clock), False, ""
        except StoreInUse:
            return MemoryStore(), True, (
                "Another buffertui has this account open. This one only looks, so that nothing is sent twice."
            )
        except StoreError as error:
            return MemoryStore(), False, (
                f"{error.message} Drafts are kept only until you quit. {error.hint}".strip()
            )

    def _open_ledger(self, account: str) -> SqliteLedger:
        """The budget that all running copies of this account share."""
        from .store.ledger import SqliteLedger

        return SqliteLedger(self._paths.account_dir(account))
