"""Sessions on real accounts: token, client, store and log of each, wired together."""

from __future__ import annotations

import asyncio
import contextlib
import os
import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from . import deferred
from .config.organizations import KnownOrganization, forget_other_owner, store_organization, stored_organization
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
from .core.beside import beside
from .core.kept_lists import FIRST_OF_ALL, FIRST_ROWS
from .core.state import Link, Snapshot
from .domain.errors import BuffertuiError, StoreError, StoreInUse, TokenUnusable
from .domain.memory import Remembered
from .log import hide

if TYPE_CHECKING:
    from .core.keeper import Runner
    from .core.session import Session
    from .domain.models import Account
    from .domain.ports import BufferService, Clock, Ledger, Store
    from .domain.secret import Secret
    from .paths import Paths
    from .store.ledger import SqliteLedger


FRAME = 0.016
"""Seconds that the first frame waits for what it is to show."""

_Recalled = tuple[Path, "Store", bool, str, Remembered]
"""The folder of an account, its store with what is to be told about that, and its last known screen."""

INSTEAD = (
    "API v1 refused this token as a key for Buffer's GraphQL API, so that one is used. "
    "Set `api = \"graphql\"` for this account, and a start costs one request less."
)


def store_thread() -> ThreadPoolExecutor:
    """The one thread of a store."""
    return ThreadPoolExecutor(1, thread_name_prefix="store")


def in_one_thread(thread: ThreadPoolExecutor | None = None) -> Runner:
    """A runner for a store on disk: one thread, calls in their order, the screen never waits."""
    executor = thread or store_thread()
    return lambda call: asyncio.get_running_loop().run_in_executor(executor, call)


def service_for(
    settings: AccountSettings, token: Secret, clock: Clock, ledger: Ledger | None = None, organization: str = ""
) -> BufferService:
    """The client of an account's API. Raises ``ConfigError`` or ``TokenUnusable`` before anything is sent.

    ``organization`` is the id of the one to show, as far as it is known; v1 has none.
    """
    if settings.api == "graphql":
        from .api import graphql

        return graphql.connect(token, clock, settings.address, organization=organization, ledger=ledger)
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


def _load_session() -> None:
    """What a session is made of, and what the start put off."""
    deferred.load()
    from .core import session  # noqa: F401


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
        self._opened: tuple[Path, Store, bool, str] | None = None
        self._homes: set[str] = set()
        self._keys: set[str] = set()
        """Accounts whose token v1 refused as a key of the GraphQL API, in this run."""
        self._thread = store_thread()
        self._run = in_one_thread(self._thread)
        self._early: Future[_Recalled] | None = None

    def read_ahead(self) -> None:
        """Begin to read the last known screen of the account that opens first, beside whatever else the start does."""
        self._early = self._thread.submit(self._recalled, self._first)

    def known(self) -> Remembered | None:
        """What ``read_ahead`` has found; ``None`` when that takes longer than a frame from now, or cannot be read."""
        if self._early is None:
            return None
        try:
            return self._early.result(FRAME)[4]
        # What is wrong is told by ``recall``.
        except (TimeoutError, BuffertuiError):
            return None

    def current(self) -> Session | None:
        """The session that was opened last."""
        return self._session

    async def connect(self, account: str, on_crash: Callable[[BaseException], None]) -> Session:
        """Open an account. Raises ``TokenMissing``, ``TokenUnusable``, ``StoreError`` or ``ConfigError``."""
        await beside(_load_session)
        from .core.session import Options, Session

        own = self._settings.account(account)
        token = self._typed.get(account) or await find_token_async(
            account, own, self._paths.data_dir, environ=self._environ, environment_counts=account == self._first
        )
        hide(token.value.reveal())
        own = await asyncio.to_thread(with_stored_api, self._settings, account, token, self._paths.data_dir)
        known = KnownOrganization()
        if account in self._keys:
            own = replace(own, api="graphql")
        if own.api == "graphql":
            known = await asyncio.to_thread(stored_organization, self._paths.data_dir, account)
        store, only_look, told = await self._store_of(known.folder(self._paths.account_dir(account)))
        ledger = await asyncio.to_thread(self._open_ledger, account)
        if self._ledger is not None:
            await asyncio.to_thread(self._ledger.close)
        self._ledger = ledger
        service = await beside(lambda: service_for(own, token.value, self.clock, ledger, known.chosen))
        self._opened = None
        key = (INSTEAD,) if account in self._keys else ()
        queue = self._settings.queue
        options = Options(
            account, self._settings.known_accounts(stored_accounts(self._paths.data_dir)), queue.undo_seconds,
            queue.refresh_seconds, self._read_only or only_look,
            told=" ".join(one for one in (told, token.note, *key) if one), zone=own.timezone,
        )
        self._session = session = Session(service, store, self.clock, lambda: uuid.uuid4().hex, options, on_crash,
                                          self._run)
        if own.api == "graphql" and not known.home:
            session.board.listen(lambda snapshot: self._note_home(account, snapshot))
        return session

    def _note_home(self, account: str, snapshot: Snapshot) -> None:
        """The first screen told which organization it is of: from now on the account's folder is that one's."""
        if snapshot.organization and snapshot.account is not None and account not in self._homes:
            self._homes.add(account)
            known = KnownOrganization(snapshot.organization, snapshot.organization, snapshot.account.id)
            self._run(lambda: self._keep_home(account, known))

    def _keep_home(self, account: str, known: KnownOrganization) -> None:
        if not stored_organization(self._paths.data_dir, account).home:
            # Where the disk refuses, the next start asks again, and finds the same organization first.
            with contextlib.suppress(TokenUnusable):
                store_organization(self._paths.data_dir, account, known)

    async def choose_organization(self, account: str, organization: str) -> str:
        """Show another organization of an account when it is opened next. Returns what has to be said about posts that
        wait in the present one. Raises ``TokenUnusable`` when that cannot be kept."""
        known = await asyncio.to_thread(stored_organization, self._paths.data_dir, account)
        snapshot = self._session.snapshot if self._session else Snapshot()
        first = snapshot.organizations[0].id if snapshot.organizations else organization
        home = known.home or snapshot.organization or first
        owner = known.owner or (snapshot.account.id if snapshot.account else "")
        chosen = KnownOrganization(home, organization, owner)
        self._homes.add(account)
        await self._run(lambda: store_organization(self._paths.data_dir, account, chosen))
        from .core.wording import left_behind

        return left_behind(snapshot)

    def another_api(self, account: str) -> bool:
        """Whether v1 refused the token of the account that is open because it is a key of the GraphQL API. Then the
        account opens that API from now on, in this run."""
        from .api.rest_v1.refusals import GRAPHQL_KEY

        snapshot = self._session.snapshot if self._session else Snapshot()
        elsewhere = self._settings.account(account).base_url
        if snapshot.link is not Link.REFUSED or snapshot.protocol != "v1" or elsewhere or account in self._keys:
            return False
        if GRAPHQL_KEY not in snapshot.reason:
            return False
        self._keys.add(account)
        return True

    async def recall(self, account: str) -> Remembered:
        """The last known screen of an account. A store that cannot be read has none."""
        early, self._early = self._early, None
        if early is not None:
            found = await asyncio.wrap_future(early)
            self._opened = found[:4]
            if account == self._first:
                return found[4]
        found = await asyncio.wrap_future(self._thread.submit(self._recalled, account))
        if self._opened is not None and self._opened[0] != found[0]:
            await self._run(self._opened[1].close)
        self._opened = found[:4]
        return found[4]

    def _recalled(self, account: str) -> _Recalled:
        organization = stored_organization(self._paths.data_dir, account)
        folder = organization.folder(self._paths.account_dir(account))
        opened = self._opened
        if opened is None or opened[0] != folder:
            opened = (folder, *self._open_store(folder))
        try:
            return *opened, opened[1].recall(FIRST_ROWS, FIRST_OF_ALL)
        except StoreError:
            return *opened, Remembered()

    async def _store_of(self, folder: Path) -> tuple[Store, bool, str]:
        """The store in a folder, opened once for one session."""
        if self._opened is None or self._opened[0] != folder:
            if self._opened is not None:
                await self._run(self._opened[1].close)
            self._opened = (folder, *await self._run(lambda: self._open_store(folder)))
        return self._opened[1:]

    async def login(self, account: str, text: str) -> Account:
        """Check a token that was typed, keep it, and say whose it is. It counts until the program ends."""
        token = checked(text, "the screen")
        hide(token.reveal())
        api, found = await identify(self._settings, account, token, self.clock)
        await asyncio.to_thread(store_api, self._paths.data_dir, account, api)
        await asyncio.to_thread(forget_other_owner, self._paths.data_dir, account, found.id)
        self._homes.discard(account)
        self._keys.discard(account)
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
        from . import crash

        return crash.summary(error, crash.report(error, self._paths.state_dir, clock=self.clock))

    def _open_store(self, folder: Path) -> tuple[Store, bool, str]:
        """The store in a folder, whether this session may only look, and what is to be told about that."""
        from .store.memory import MemoryStore
        from .store.sqlite import SqliteStore

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
