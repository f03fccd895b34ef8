"""A driver that speaks like a user: it opens the screen on a simulated Buffer, presses keys and reads what it shows.

Time stands still until ``wait`` moves it, so that a test costs no waiting and is the same on every day.
"""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from importlib.metadata import version

import textual._wait
from textual import events
from textual.command import CommandPalette
from textual.pilot import Pilot

from buffertui.api.http import HttpDoor
from buffertui.api.pacing import Pacer
from buffertui.api.rest_v1.client import RestV1
from buffertui.boot import demo
from buffertui.clock import ManualClock
from buffertui.config.settings import V1_BASE_URL
from buffertui.core.session import Options, Session
from buffertui.core.state import Side, Snapshot
from buffertui.domain.models import Update
from buffertui.domain.secret import Secret
from buffertui.sandbox.faults import Faults
from buffertui.sandbox.seed import seed_world
from buffertui.sandbox.transport import SandboxTransport
from buffertui.sandbox.world import World
from buffertui.store.memory import MemoryStore
from buffertui.ui.app import BuffertuiApp
from buffertui.ui.cells import width_of
from buffertui.ui.compat import screen_lines
from buffertui.ui.plan import Plan
from buffertui.ui.screens.main import MainScreen

from .story import MORNING, client_of

WIDE = (120, 40)
LOW = (80, 24)
HUGE = (200, 50)

ROUNDS = 1000
"""How often ``settle`` looks before it gives up."""

MakeWorld = Callable[[ManualClock], World]


class Person:
    """Somebody at the screen. Every verb waits until nothing is under way any more."""

    def __init__(self, app: BuffertuiApp, pilot: Pilot[int], clock: ManualClock, stage: Stage) -> None:
        self.app = app
        self.clock = clock
        self.stage = stage
        self._pilot = pilot

    @property
    def main(self) -> MainScreen:
        """The main screen, also while something stands above it."""
        assert self.app.main is not None
        return self.app.main

    @property
    def now(self) -> Snapshot:
        """What the screen draws."""
        return self.main.picture.snapshot

    @property
    def chosen(self) -> Update:
        """The update under the cursor of the list that was used last."""
        update = self.main.list_of(self.main.side).update
        assert update is not None
        return update

    def shown(self, side: Side | None = None) -> list[Update]:
        """What a list shows, top to bottom; without ``side`` the one that was used last."""
        return [row.update for row in self.main.list_of(side or self.main.side).rows.rows]

    def pending(self) -> list[Update]:
        """What the pending list shows, top to bottom."""
        return [row.update for row in self.main.list_of(Side.PENDING).rows.rows]

    async def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            await self._pilot.press(key)
        await self.settle()

    async def type(self, text: str) -> None:
        """Type a text as a terminal sends it; a line end is Enter."""
        for character in text:
            key = "enter" if character == "\n" else f"char_{ord(character):x}"
            self.app.post_message(events.Key(key, "\r" if character == "\n" else character))
            await self._pilot.pause()
        await self.settle()

    async def paste(self, text: str) -> None:
        """Paste a text where the cursor is."""
        self.app.screen.post_message(events.Paste(text))
        await self.settle()

    async def click(self, selector: str, offset: tuple[int, int] = (0, 0)) -> None:
        """Click into a widget."""
        await self._pilot.click(selector, offset=offset)
        await self.settle()

    async def resize(self, width: int, height: int) -> None:
        """Make the terminal another size."""
        await self._pilot.resize_terminal(width, height)
        # Textual waits a moment for further sizes; nobody drags the window's corner here.
        self.app._check_resize()
        await self.settle()

    async def wait(self, seconds: float) -> None:
        """Let time pass; countdowns and ages move with it."""
        await self.clock.advance(seconds)
        self.main.picture.tick()
        await self.settle()

    async def settle(self) -> None:
        """Come back when nothing moves any more that does not wait for the clock or for a key."""
        still = 0
        for _ in range(ROUNDS):
            before = self._state()
            await self.clock.advance(0)
            await self._pilot.pause()
            still = still + 1 if self._state() == before and not self._unseen() else 0
            if still == 2:
                return
        raise AssertionError("the screen does not come to rest")

    def _unseen(self) -> bool:
        """Something was changed that the screen has yet to lay out or draw, as it does with its next frame."""
        screen = self.app.screen
        return not self.app._exit and bool(screen._callbacks or screen._layout_required or screen._dirty_widgets)

    def _state(self) -> tuple[object, ...]:
        session, main = self.stage.session, self.app.main
        told = session.snapshot.sequence if session else -1
        drawn = main.picture.snapshot.sequence if main else -1
        return (
            told, drawn, len(self.app.screen_stack), self.app.focused, len(self.stage.transport.door.requests),
            len(self.app._notifications),
        )

    async def ends(self, group: str) -> None:
        """Wait for work that runs outside the clock: in a thread, or in the palette."""
        running = [worker for worker in self.app.workers if worker.group == group and not worker.is_finished]
        if running:
            await self.app.workers.wait_for_complete(running)
        await self.settle()

    async def search(self, text: str) -> None:
        """Type into the command palette and wait for what it finds."""
        await self.type(text)
        await self.ends(CommandPalette._GATHER_COMMANDS_GROUP)

    def colours(self) -> set[tuple[int, int, int]]:
        """Every colour of text and ground that would reach the terminal."""
        found: set[tuple[int, int, int]] = set()
        for strip in self.app.screen._compositor.render_strips():
            for _, style, _ in strip:
                for colour in (style.color, style.bgcolor) if style else ():
                    if colour is not None and colour.triplet is not None:
                        found.add((colour.triplet.red, colour.triplet.green, colour.triplet.blue))
        return found

    def lines(self) -> list[str]:
        """The text of the screen, line by line, without blanks at their ends."""
        return screen_lines(self.app)

    @property
    def text(self) -> str:
        """The text of the screen."""
        return "\n".join(self.lines())

    def sees(self, *texts: str) -> None:
        """Every one of these stands on the screen."""
        shown = self.text
        for text in texts:
            assert text in shown, f"{text!r} is not on the screen:\n{shown}"

    def sees_not(self, *texts: str) -> None:
        """None of these stands on the screen."""
        shown = self.text
        for text in texts:
            assert text not in shown, f"{text!r} is on the screen:\n{shown}"

    def toasts(self) -> list[str]:
        """What was told in the corner, oldest first: title, colon, text."""
        return [f"{note.title}: {note.message}" for note in self.app._notifications]

    def told(self, *texts: str) -> None:
        """The newest notice says every one of these."""
        newest = self.toasts()[-1] if self.toasts() else ""
        for text in texts:
            assert text in newest, f"{text!r} was not told; the newest notice is {newest!r}"

    def fits(self) -> None:
        """No line is wider than the terminal."""
        width = self.app.size.width
        assert [line for line in self.lines() if width_of(line) > width] == []


class Stage:
    """What stands behind the screen: the simulated Buffer, what goes wrong there, and the session."""

    def __init__(self, clock: ManualClock, world: World, options: Options, api: str = "v1") -> None:
        self.api = api
        self.organization = ""
        self.world = world
        self.transport = SandboxTransport(world)
        self.session: Session | None = None
        self.store: MemoryStore | None = None
        """What earlier runs left; without one each account begins with an empty store."""
        self._clock = clock
        self._options = options

    @property
    def faults(self) -> Faults:
        """What is still to go wrong."""
        return self.transport.faults

    def requests(self) -> list[str]:
        """Method and path of every request so far."""
        return [f"{entry.method} {entry.path}" for entry in self.transport.door.requests]

    def operations(self) -> list[str]:
        """The name of each GraphQL operation so far."""
        return [entry.operation for entry in self.transport.door.requests]

    async def choose_organization(self, account: str, organization: str) -> str:
        """Open the account on another organization from now on."""
        self.organization = organization
        return ""

    async def connect(self, account: str, on_crash: Callable[[BaseException], None]) -> Session:
        """A session as the demo makes it, on a transport whose faults can be reached."""
        token = Secret(self.world.accounts[0].token)
        door = HttpDoor(V1_BASE_URL, token, Pacer(self._clock), self._clock, transport=self.transport)
        graphql = self.api == "graphql"
        service = client_of(self.api, self.transport, self._clock, self.organization) if graphql else RestV1(door)
        ids = (f"{n:08x}" for n in itertools.count(1))
        self.session = Session(
            service, self.store or MemoryStore(), self._clock, lambda: next(ids),
            replace(self._options, account_name=account), on_crash,
        )
        return self.session


def plan_of(
    clock: ManualClock, stage: Stage, *, keys: Mapping[str, str] | None = None, theme: str = "", **settings: object
) -> Plan:
    """The plan of the demo with some of its settings changed."""
    plan, _ = demo(clock)
    plan = replace(plan, connect=stage.connect, choose_organization=stage.choose_organization, keys=keys or {},
                   **{"emoji": "full", **settings})  # type: ignore[arg-type]
    return replace(plan, theme=theme) if theme else plan


@asynccontextmanager
async def opened(
    size: tuple[int, int] = WIDE, *, world: MakeWorld = seed_world, prepare: Callable[[Stage], None] | None = None,
    read_only: bool = False, undo_seconds: float = 8.0, refresh_seconds: float | None = None, api: str = "v1",
    keys: Mapping[str, str] | None = None, theme: str = "", accounts: tuple[str, ...] = ("demo",), **settings: object,
) -> AsyncIterator[Person]:
    """The screen of a size, opened on a world on Monday morning. ``prepare`` acts before the first request.

    It looks by itself as often as the demo of that API does, unless ``refresh_seconds`` says otherwise.
    """
    quicken()
    clock = ManualClock(MORNING)
    if refresh_seconds is None:
        refresh_seconds = 60.0 if api == "v1" else 0.0
    options = Options(
        "demo", accounts, undo_seconds=undo_seconds, refresh_seconds=refresh_seconds, read_only=read_only, demo=True
    )
    stage = Stage(clock, world(clock), options, api)
    if prepare is not None:
        prepare(stage)
    app = BuffertuiApp(
        plan_of(clock, stage, keys=keys, theme=theme, read_only=read_only, accounts=accounts, **settings)
    )
    try:
        async with app.run_test(size=size, notifications=True) as pilot:
            person = Person(app, pilot, clock, stage)
            await person.settle()
            yield person
    finally:
        if stage.session is not None:
            await stage.session.close()


def quicken() -> None:
    """Let Textual's pilot wait in small steps, so that a key costs milliseconds; only where these names are known."""
    if version("textual").startswith("8."):
        textual._wait.SLEEP_GRANULARITY = 0.002
        textual._wait.SLEEP_IDLE = 0.0005
