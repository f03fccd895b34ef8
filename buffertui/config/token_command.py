"""The token from a command of the user's: run without a shell unless asked, with a deadline, and no input."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import signal
from collections.abc import Mapping, Sequence

from buffertui.domain.errors import TokenUnusable

DEADLINE = 10.0
"""Seconds that a command has to answer."""

_LINGER = 0.5
"""Seconds that output may take after the command's end."""

_KEPT = 65_536
_HINT = "Try token_command in a terminal: its first line of output has to be the token."


async def run_command(
    words: str | Sequence[str], *, shell: bool, environ: Mapping[str, str], deadline: float = DEADLINE
) -> str:
    """The first line that a command prints. ``environ`` is all the environment that it gets.

    Raises ``TokenUnusable``; its message names the program and the first line of its complaint, never its output or
    arguments, which may hold the token.
    """
    argv = [words] if shell and isinstance(words, str) else shlex.split(words) if isinstance(words, str) else [*words]
    name = "token_command" if shell or not argv else f"token_command ({_plain(argv[0], 60)})"
    try:
        transport, listener = await _start(argv, environ, shell=shell)
    except FileNotFoundError:
        raise TokenUnusable(f"{name} failed: there is no such program.", hint=_HINT) from None
    except (OSError, ValueError, IndexError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "it cannot be started"
        raise TokenUnusable(f"{name} failed: {reason}.", hint=_HINT) from None
    try:
        async with asyncio.timeout(deadline):
            await listener.exited.wait()
        # What it printed may still be on its way; something that it left running may hold the pipes for ever.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LINGER):
                await listener.silent.wait()
    except TimeoutError:
        raise TokenUnusable(
            f"{name} gave no answer within {deadline:g} seconds.",
            hint="It gets no input: unlock your password store first, then start again.",
        ) from None
    finally:
        await _end(transport, listener)
    code = transport.get_returncode()
    if code:
        said = _plain(_first_line(listener.heard[2]), 200)
        ended = f"exit code {code}" if code > 0 else f"signal {-code}"
        raise TokenUnusable(f"{name} failed with {ended}" + (f": {said}" if said else "."), hint=_HINT)
    return _first_line(listener.heard[1])


class _Listener(asyncio.SubprocessProtocol):
    """Takes all that comes, so that nobody blocks, and keeps the beginning of each stream (1 output, 2 complaint)."""

    def __init__(self) -> None:
        self.heard = {1: b"", 2: b""}
        self.exited = asyncio.Event()
        self.silent = asyncio.Event()
        self._open = {1, 2}

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        self.heard[fd] = (self.heard[fd] + data)[:_KEPT]

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        self._open.discard(fd)
        if not self._open:
            self.silent.set()

    def process_exited(self) -> None:
        self.exited.set()


async def _start(
    argv: list[str], environ: Mapping[str, str], *, shell: bool
) -> tuple[asyncio.SubprocessTransport, _Listener]:
    pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    loop = asyncio.get_running_loop()
    # A session of its own, so that the deadline ends everything that the command started.
    if shell:
        return await loop.subprocess_shell(
            _Listener, argv[0], stdin=nothing, stdout=pipe, stderr=pipe, env=dict(environ), start_new_session=True
        )
    return await loop.subprocess_exec(
        _Listener, argv[0], *argv[1:], stdin=nothing, stdout=pipe, stderr=pipe, env=dict(environ),
        start_new_session=True,
    )


async def _end(transport: asyncio.SubprocessTransport, listener: _Listener) -> None:
    if not listener.exited.is_set():
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(transport.get_pid(), signal.SIGKILL)
            else:
                transport.kill()
        await listener.exited.wait()
    transport.close()


def _first_line(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").strip().partition("\n")[0].strip()


def _plain(text: str, limit: int) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)[:limit]
