"""A composer on the screen by itself, with what it said and how it was left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from textual import events
from textual.app import App
from textual.pilot import Pilot

import buffertui.ui
from buffertui.clock import ManualClock
from buffertui.core.drafting import new_draft
from buffertui.core.placing import Taken
from buffertui.core.state import Snapshot
from buffertui.domain.drafts import Draft
from buffertui.domain.models import Account, Profile, Schedule
from buffertui.domain.ports import Can
from buffertui.ui.screens.compose import ComposeScreen, Kept, Sent
from buffertui.ui.widgets.counters import Counters
from buffertui.ui.widgets.editor import PostEditor
from buffertui.ui.widgets.rows import Row
from buffertui.ui.widgets.says import Says

STYLES = Path(buffertui.ui.__file__).parent / "styles"
NOW = datetime(2026, 11, 23, 11, 3, tzinfo=UTC)
DAILY = (Schedule(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ("09:00", "17:00")),)
PROFILES = (
    Profile("x", "twitter", "@northwind", timezone="Europe/Berlin", schedules=DAILY),
    Profile("in", "linkedin", "Northwind", timezone="Europe/Berlin", schedules=DAILY),
    Profile("ig", "instagram", "northwind.studio", timezone="America/New_York", schedules=DAILY, paused=True),
    Profile("m", "mastodon", "@nw@masto.test", timezone="Europe/Berlin", schedules=DAILY),
    Profile("f", "facebook", "Northwind Page", disconnected=True, schedules=DAILY),
)
OLD = dict.fromkeys((Can.REQUEUE, Can.DRAFTS, Can.FIELDS), "Buffer's API v1 does not have this.")
"""What v1 lacks that came with GraphQL."""


class Host(App[None]):
    """Opens the composer, and remembers what it said."""

    CSS_PATH = [STYLES / "compose.tcss"]  # noqa: RUF012

    def __init__(self, draft: Draft, snapshot: Snapshot, taken: Taken | None = None,
                 env: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.clock = ManualClock(NOW)
        self.composer = ComposeScreen(draft, snapshot=snapshot, clock=self.clock, taken=taken, env=env or {})
        self.result: Sent | Kept | None = None
        self.told: list[Draft] = []

    def on_mount(self) -> None:
        self.push_screen(self.composer, self.done)

    def done(self, result: Sent | Kept | None) -> None:
        self.result = result

    def on_compose_screen_draft_changed(self, event: ComposeScreen.DraftChanged) -> None:
        self.told.append(event.draft)

    @property
    def editor(self) -> PostEditor:
        return self.composer.query_one(PostEditor)

    @property
    def counters(self) -> str:
        return self.composer.query_one(Counters).text

    @property
    def says(self) -> str:
        return self.composer.query_one("#compose-says", Says).text

    @property
    def hint(self) -> str:
        return self.composer.query_one("#hint", Says).text

    @property
    def echo(self) -> str:
        return self.composer.query_one("#when-says", Says).text

    @property
    def keys(self) -> str:
        return self.composer.query_one("#compose-keys", Row).text


def host(draft: Draft | None = None, *, profiles: tuple[Profile, ...] = PROFILES, taken: Taken | None = None,
         env: Mapping[str, str] | None = None, **snapshot: object) -> Host:
    """A host for a draft, by default an empty one for X; on v1 unless ``lacks`` says otherwise."""
    account = Account("a", timezone="Europe/Berlin")
    known = {"lacks": OLD, **snapshot}
    state = Snapshot(profiles=profiles, account=account, **known)  # type: ignore[arg-type]
    return Host(draft or new_draft("d1", ("x",)), state, taken, env)


async def type_text(pilot: Pilot[None], text: str) -> None:
    """Type characters one key at a time, as a terminal sends them, and wait for what follows from the last one."""
    for character in text:
        pilot.app.post_message(events.Key("enter" if character == "\n" else f"char_{ord(character):x}", character))
    await settle(pilot)


async def settle(pilot: Pilot[None]) -> None:
    """Let a change of the layout, and what follows from the last letter a frame later, reach the screen."""
    for _ in range(3):
        await pilot.pause()
    for _ in range(100):
        if not getattr(pilot.app.screen, "_behind", False):
            break
        await pilot.pause()
