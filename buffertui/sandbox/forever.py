"""The sandbox as a program: a world, a server, a few lines on the screen, and then requests until it is stopped."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable

from buffertui.domain.ports import Clock

from .clocks import SandboxClock
from .graphql_manners import installed
from .seed import seed_world
from .server import serve


async def serve_forever(
    port: int = 8765, profiles: int | None = None, pending: int | None = None, sent: int | None = None,
    seed: int | None = None, control: bool = False, say: Callable[[str], object] = print, *, clock: Clock,
    host: str = "127.0.0.1",
) -> None:
    """Serve until cancelled. Says the base URL, which ends in ``/1``, and the token; then GraphQL's URL and key.

    With ``control`` the endpoints under ``/_sandbox/`` answer too, and time can be put forward. ``OSError`` when the
    port is taken.
    """
    world = seed_world(
        SandboxClock(clock) if control else clock, profiles=profiles, pending=pending, sent=sent,
        seed=1 if seed is None else seed,
    )
    async with serve(world, host, port, control=control) as server:
        say(f"Base URL: {server.base_url}")
        say(f"Token:    {world.accounts[0].token}")
        if installed():
            say(f"GraphQL:  {server.graphql_url}")
            say(f"Key:      {world.accounts[0].key}")
        if control:
            say(f"Control:  {server.origin}/_sandbox/state.json")
        sys.stdout.flush()  # whoever started this through a pipe waits for these lines
        await asyncio.Event().wait()
