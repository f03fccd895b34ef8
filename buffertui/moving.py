"""The desk for moving from v1 as the screen gets it: made when it is first asked for, and again for other accounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from .domain.ports import Clock, Priority
from .domain.secret import Secret

if TYPE_CHECKING:
    import httpx

    from .config.settings import Settings
    from .core.keeper import Runner
    from .core.migrating_desk import MigratingDesk
    from .paths import Paths

MakeDesk = Callable[[], "MigratingDesk"]
"""The desk of this run. Raises ``ConfigError``."""


def desk_for(
    settings: Settings, paths: Paths, clock: Clock, run: Runner, *, opens: str, environ: Mapping[str, str]
) -> MakeDesk:
    """The desk between accounts of the configuration. ``opens`` is the account whose token ``environ`` may hold.

    A save under way keeps its desk; otherwise an account that came since makes a new one.
    """
    made: list[MigratingDesk] = []

    def make() -> MigratingDesk:
        from .core.migrating_desk import MigratingDesk
        from .migrate_sides import AccountSides, choose

        if made and made[0].state.saving:
            return made[0]
        frm, to = choose(settings, paths, None, None)
        if not made or (made[0].sides.frm, made[0].sides.to) != (frm, to):
            sides = AccountSides(
                settings, paths, clock, frm, to, opens=opens, environ=environ, priority=Priority.BACKGROUND
            )
            made[:] = [MigratingDesk(sides, clock, run)]
        return made[0]

    return make


def demo_desk(clock: Clock, run: Runner, transport: httpx.AsyncBaseTransport, token: str, key: str) -> MakeDesk:
    """The desk of the demo: both faces of its simulated Buffer (``key`` empty: only v1's), and no files."""
    made: list[MigratingDesk] = []

    def make() -> MigratingDesk:
        from .core.migrating_desk import MigratingDesk
        from .migrate_sides import WorldSides

        if not made:
            sides = WorldSides(
                clock, transport, Secret(token), Secret(key) if key else None, demo=True, priority=Priority.BACKGROUND
            )
            made.append(MigratingDesk(sides, clock, run))
        return made[0]

    return make
