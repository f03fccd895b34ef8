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
        process = await _start(argv, environ, shell=shell)
    except FileNotFoundError:
        raise TokenUnusable(f"{name} failed: there is no such program.", hint=_HINT) from None
    except (OSError, ValueError, IndexError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "it cannot be started"
        raise TokenUnusable(f"{name} failed: {reason}.", hint=_HINT) from None
    try:
        async with asyncio.timeout(deadline):
            out, complaint, _ = await asyncio.gather(_read(process.stdout), _read(process.stderr), process.wait())
    except TimeoutError:
        raise TokenUnusable(
            f"{name} gave no answer within {deadline:g} seconds.",
            hint="It gets no input: unlock your password store first, then start again.",
        ) from None
    finally:
        await _end(process)
    code = process.returncode
    if code:
        said = _plain(_first_line(complaint), 200)
        ended = f"exit code {code}" if code > 0 else f"signal {-code}"
        raise TokenUnusable(f"{name} failed with {ended}" + (f": {said}" if said else "."), hint=_HINT)
    return _first_line(out)


async def _start(argv: list[str], environ: Mapping[str, str], *, shell: bool) -> asyncio.subprocess.Process:
    pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    # A session of its own, so that the deadline ends everything that the command started.
    if shell:
        return await asyncio.create_subprocess_shell(
            argv[0], stdin=nothing, stdout=pipe, stderr=pipe, env=dict(environ), start_new_session=True
        )
    return await asyncio.create_subprocess_exec(
        argv[0], *argv[1:], stdin=nothing, stdout=pipe, stderr=pipe, env=dict(environ), start_new_session=True
    )


async def _read(stream: asyncio.StreamReader | None) -> bytes:
    """All that comes is taken, so that nobody blocks; only the beginning is kept."""
    kept = b""
    while stream is not None and (part := await stream.read(_KEPT)):
        kept = (kept + part)[:_KEPT]
    return kept


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    await process.wait()


def _first_line(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").strip().partition("\n")[0].strip()


def _plain(text: str, limit: int) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)[:limit]
