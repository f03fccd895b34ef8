"""The one place where the parts are wired together: live, or the demo."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from . import splash
from .clock import SystemClock
from .domain.errors import ConfigError

if TYPE_CHECKING:
    from .config.settings import AccountSettings, Settings
    from .core.migrating_desk import MigratingDesk
    from .core.session import Session
    from .domain.models import Account
    from .domain.ports import BufferService, Clock, Pace, Store
    from .domain.secret import Secret
    from .kept_frame import KeptFrame
    from .paths import Paths
    from .sandbox.transport import SandboxTransport
    from .sandbox.world import World
    from .ui.plan import Plan

DRAIN = 10.0
"""Seconds that a write under way gets to end after the screen has closed."""

MISTAKE = 70
"""The exit code of a program that stopped by a mistake of its own, as `buffertui --help` says."""

DEMO_ACCOUNT = "demo"


def run_live(settings: Settings, account: str, paths: Paths, *, read_only: bool) -> int:
    """Open the screen on the accounts of the configuration; returns the exit code."""
    from .config.tokens import stored_accounts
    from .kept_frame import KeptFrame
    from .live import Live, in_one_thread
    from .moving import desk_for
    from .ui.plan import Plan

    if settings.keys:
        check_settings(settings, paths)
    # Before the accounts take the token out of it.
    environ = dict(os.environ)
    live = Live(settings, account, paths, SystemClock(), read_only=read_only)
    live.read_ahead()
    plan = Plan(
        connect=live.connect,
        recall=live.recall,
        known=live.known,
        login=live.login,
        choose_organization=live.choose_organization,
        another_api=live.another_api,
        moving=desk_for(settings, paths, live.clock, in_one_thread(), opens=account, environ=environ),
        clock=live.clock,
        account=account,
        accounts=settings.known_accounts(stored_accounts(paths.data_dir)),
        theme=settings.ui.theme,
        icons=settings.ui.icons,
        emoji=emoji_mode(settings.ui.emoji),
        keys=dict(settings.keys),
        read_only=read_only,
        crash_report=live.crash_report,
    )
    key = splash.on_terminal.key
    return _show(plan, live.current, KeptFrame(paths.account_dir(account), key) if key else None)


def emoji_mode(setting: str, environ: Mapping[str, str] = os.environ) -> str:
    """``full`` or ``simple``. Multiplexers and the console count joined emoji otherwise than this program does, and
    each such line would shift everything to its right (measured with tmux 3.3)."""
    if setting != "auto":
        return setting
    simple = environ.get("TERM", "").startswith(("screen", "tmux", "linux")) or "TMUX" in environ or "STY" in environ
    return "simple" if simple else "full"


def run_demo(*, read_only: bool, api: str = "v1") -> int:
    """Open the screen on a simulated account in memory: no network, and nothing read or written.

    Raises ``ConfigError`` for GraphQL where the package that the simulation of it needs is missing.
    """
    from .sandbox.graphql_manners import installed

    if api == "graphql" and not installed():
        raise ConfigError(
            "The demo of a GraphQL account needs the package graphql-core, which is not installed.",
            hint="Install it with: pip install 'buffertui[sandbox]'. The demo of API v1 works without it: --demo",
        )
    return _show(*demo(SystemClock(), read_only=read_only, api=api))


def demo(
    clock: Clock, *, read_only: bool = False, world: World | None = None, api: str = "v1"
) -> tuple[Plan, Callable[[], Session | None]]:
    """The plan of a demo on any clock, and a way to its session."""
    from .ui.plan import Plan

    shown = Demo(clock, read_only=read_only, world=world, api=api)
    plan = Plan(
        connect=shown.connect, choose_organization=shown.choose_organization, moving=shown.desk, clock=clock,
        account=DEMO_ACCOUNT, accounts=(DEMO_ACCOUNT,), demo=True, read_only=read_only, emoji=emoji_mode("auto"),
    )
    return plan, shown.current


class Demo:
    """Sessions on a simulated Buffer in memory, through the real client; each organization has a store of its own."""

    def __init__(self, clock: Clock, *, read_only: bool = False, world: World | None = None, api: str = "v1") -> None:
        self._clock = clock
        self._read_only = read_only
        self._world = world
        self._api = api
        self._organization = ""
        self._moving: MigratingDesk | None = None
        self._stores: dict[str, Store] = {}
        self._ids = (f"{n:08x}" for n in itertools.count(1))
        self._session: Session | None = None

    def current(self) -> Session | None:
        """The session that was opened last."""
        return self._session

    async def connect(self, account: str, on_crash: Callable[[BaseException], None]) -> Session:
        """Open the simulated account."""
        from .core.session import Options, Session
        from .sandbox.transport import SandboxTransport
        from .store.memory import MemoryStore

        options = Options(account, (account,), refresh_seconds=60.0, read_only=self._read_only, demo=True)
        service = demo_service(self._clock, SandboxTransport(self._there()), self._api, self._organization)
        store = self._stores.setdefault(self._organization, MemoryStore())
        self._session = Session(service, store, self._clock, lambda: next(self._ids), options, on_crash)
        return self._session

    def desk(self) -> MigratingDesk:
        """Moving from v1 as the demo shows it: both faces of the simulation, and no files."""
        from .core.keeper import at_once
        from .moving import demo_desk
        from .sandbox.graphql_manners import installed
        from .sandbox.transport import SandboxTransport

        if self._moving is None:
            owner = self._there().accounts[0]
            make = demo_desk(
                self._clock, at_once, SandboxTransport(self._there()), owner.token, owner.key if installed() else ""
            )
            self._moving = make()
        return self._moving

    def _there(self) -> World:
        if self._world is None:
            from .sandbox.seed import seed_organizations, seed_world

            self._world = (seed_organizations if self._api == "graphql" else seed_world)(self._clock)
        return self._world

    async def choose_organization(self, account: str, organization: str) -> str:
        """Show another organization when the account is opened next."""
        from .core.state import Snapshot
        from .core.wording import left_behind

        snapshot = self._session.snapshot if self._session else Snapshot()
        if not self._organization and snapshot.organization:
            self._stores[snapshot.organization] = self._stores.pop("")
        self._organization = organization
        return left_behind(snapshot)


def demo_service(clock: Clock, transport: SandboxTransport, api: str, organization: str = "") -> BufferService:
    """The real client of an API, over the simulation's side of it."""
    from .domain.secret import Secret

    owner = transport.world.accounts[0]
    if api == "graphql":
        from .api import graphql

        return graphql.connect(Secret(owner.key), clock, organization=organization, transport=transport)
    from .api import rest_v1

    return rest_v1.connect(Secret(owner.token), clock, transport=transport)


def check_settings(settings: Settings, paths: Paths) -> None:
    """What only the screen can judge: theme names, command ids and keys. Raises ``ConfigError`` naming file and key."""
    from .config.keys import check_keys
    from .core.commands import BY_ID, clashes
    from .ui.keys import is_key

    wrong = check_keys(settings.keys, tuple(BY_ID), is_key, file=paths.config_file)
    wrong = wrong or tuple(f"{paths.config_file} {clash}" for clash in clashes(settings.keys))
    if wrong:
        raise ConfigError("\n".join(wrong))


def _show(plan: Plan, session: Callable[[], Session | None], place: KeptFrame | None = None) -> int:
    """Run the screen, then let what is under way end. ``place`` is where the frame for the next start is kept."""
    from .ui.app import BuffertuiApp
    from .ui.compat import forgive_input

    forgive_input()
    app = BuffertuiApp(plan, splash.on_terminal)
    app.frame_place = place

    async def run() -> int:
        try:
            await app.run_async()
        finally:
            last = session()
            if last is not None:
                await _finish(last)
                if place is not None:
                    app.keep_last_frame(last.snapshot)
        return MISTAKE if app.stopped_by_mistake else app.return_code or 0

    return asyncio.run(run())


async def _finish(session: Session) -> None:
    """End one session: a write under way gets its time, and what stays open is recorded."""
    n = session.write.under_way
    if n:
        print(f"Finishing {n} request{'s' if n > 1 else ''} …", file=sys.stderr)  # noqa: T201
        if not await session.write.finish(DRAIN):
            print(  # noqa: T201
                "No answer yet. It is recorded; the next start looks at Buffer before anything is sent again.",
                file=sys.stderr,
            )
    with contextlib.suppress(OSError):
        await session.close()


async def identify(settings: Settings, account: str, token: Secret) -> tuple[str, Account]:
    """Which API a token opens, and whose it is. Raises a ``ServiceError``."""
    from . import live

    return await live.identify(settings, account, token, SystemClock())


async def check_token(settings: AccountSettings, token: Secret) -> tuple[Account, Pace]:
    """Whose token this is, and the budget after asking. Raises a ``ServiceError``."""
    from .live import service_for

    service = service_for(settings, token, SystemClock())
    try:
        return await service.account(), service.pace()
    finally:
        await service.aclose()


def run_sandbox(port: int, profiles: int | None, pending: int | None, sent: int | None, seed: int | None,
                control: bool) -> int:
    """Serve the simulated Buffer over HTTP on this machine until it is interrupted."""
    from .sandbox import serve_forever

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve_forever(port, profiles, pending, sent, seed, control, print, clock=SystemClock()))
    return 0
