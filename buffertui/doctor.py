"""``buffertui doctor``: is everything in its place, and does Buffer answer. Never shows the token."""

from __future__ import annotations

import asyncio
import importlib.metadata
import locale
import os
import platform
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from . import __version__
from .config.reading import read_settings
from .config.settings import AccountSettings, Settings
from .config.tokens import Token, find_token, stored_accounts, with_stored_api
from .domain.errors import BuffertuiError, ConfigError, Offline, ServiceError, StoreError
from .domain.ports import Pace
from .log import hide, redact
from .paths import Paths, open_to_others, private_folder
from .terminal import is_terminal, say

OK, NOTE, PROBLEM = "ok", "note", "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: how it stands, what it is about, what was found, and what to do."""

    mark: str
    about: str
    text: str
    hint: str = ""


def examine(paths: Paths, wanted: str | None) -> int:
    """Say how things stand, line by line as they are found; 1 when something keeps the program from working."""
    problems = 0
    for finding in _findings(paths, wanted):
        first, *rest = redact(finding.text).split("\n")
        say(f"{finding.mark:<8} {finding.about:<14} {first}")
        for line in (*rest, *([finding.hint] if finding.hint else [])):
            say(f"{'':<24}{redact(line)}")
        problems += finding.mark == PROBLEM
    say("Everything is in place." if not problems else "1 problem." if problems == 1 else f"{problems} problems.")
    return 1 if problems else 0


def _findings(paths: Paths, wanted: str | None) -> Iterator[Finding]:
    yield Finding(OK, "versions", _versions())
    yield from _terminal()
    settings = None
    try:
        settings = read_settings(paths.config_file, named=paths.config_named)
    except ConfigError as error:
        yield Finding(PROBLEM, "configuration", error.message, error.hint)
    else:
        yield from _configuration(paths.config_file)
    for about, folder in (("data", paths.data_dir), ("state, log", paths.state_dir), ("cache", paths.cache_dir)):
        yield _folder(about, folder)
    if settings is None:
        yield Finding(NOTE, "account", "not examined, because the configuration cannot be used")
    else:
        yield from _account(settings, paths, wanted)


def _versions() -> str:
    found = [f"buffertui {__version__}", f"Python {platform.python_version()}"]
    for name in ("textual", "httpx", "pydantic"):
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            found.append(f"{name} is not installed")
    return ", ".join(found)


def _terminal() -> Iterator[Finding]:
    size = shutil.get_terminal_size()
    facts = [f"{name}={os.environ.get(name, '')[:40] or '(not set)'}" for name in ("TERM", "COLORTERM")]
    facts += [f"{size.columns}x{size.lines}", locale.getpreferredencoding(do_setlocale=False)]
    if "NO_COLOR" in os.environ:
        facts.append("NO_COLOR")
    streams = (("stdin", sys.stdin), ("stdout", sys.stdout), ("stderr", sys.stderr))
    away = [name for name, stream in streams if not is_terminal(stream)]
    if away:
        facts.append(f"not a terminal now: {', '.join(away)}")
    yield Finding(NOTE, "terminal", ", ".join(facts))


def _configuration(file: Path) -> Iterator[Finding]:
    try:
        facts = file.stat()
    except OSError:
        yield Finding(OK, "configuration", f"{file} (not there: everything has its default)")
        return
    if os.name == "posix" and facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        yield Finding(
            PROBLEM, "configuration", f"{file} can be changed by others, who could name a command that runs as you",
            f"Run: chmod go-w {file}",
        )
    else:
        yield Finding(OK, "configuration", str(file))


def _folder(about: str, folder: Path) -> Finding:
    if not folder.exists():
        return Finding(OK, about, f"{folder} (not there yet)")
    try:
        was_open = open_to_others(folder)
        private_folder(folder)
    except (StoreError, OSError) as error:
        text = error.message if isinstance(error, StoreError) else f"{folder} cannot be read"
        return Finding(PROBLEM, about, text)
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return Finding(PROBLEM, about, f"{folder} cannot be written to", "Give yourself the right to, or move it.")
    if was_open:
        return Finding(NOTE, about, f"{folder} was open to others of this machine; it is closed to them now")
    return Finding(OK, about, f"{folder} (only yours)")


def _account(settings: Settings, paths: Paths, wanted: str | None) -> Iterator[Finding]:
    stored = stored_accounts(paths.data_dir)
    try:
        name = settings.choose_account(wanted, stored)
    except ConfigError as error:
        yield Finding(PROBLEM, "account", error.message, error.hint)
        return
    others = [one for one in settings.known_accounts(stored) if one != name]
    yield Finding(OK, "account", name + (f" (others: {', '.join(others)})" if others else ""))
    account = settings.account(name)
    try:
        token = find_token(name, account, paths.data_dir)
    except BuffertuiError as error:
        yield Finding(PROBLEM, "token", error.message, error.hint)
        return
    hide(token.value.reveal())
    origin = {"environment": "from the environment: ", "command": "from ", "file": "from the file "}[token.source]
    yield Finding(NOTE if token.note else OK, "token", f"{origin}{token.where}", token.note)
    yield from _service(with_stored_api(settings, name, token, paths.data_dir), token)


def _service(account: AccountSettings, token: Token) -> Iterator[Finding]:
    from . import boot

    about = f"API {account.api}"
    host = urlsplit(account.address).netloc
    try:
        whose, pace = asyncio.run(boot.check_token(account, token.value))
    except Offline as error:
        yield Finding(PROBLEM, about, f"{host} cannot be reached. {error.message}", "Is this machine online?")
    except ServiceError as error:
        yield Finding(PROBLEM, about, f"{host}: {error.message}", error.hint)
    except BuffertuiError as error:
        yield Finding(PROBLEM, about, error.message, error.hint)
    else:
        plan = f", plan {whose.plan}" if whose.plan else ""
        yield Finding(OK, about, f"{host} answers; this is the account {whose.label[:80]}{plan}")
        yield Finding(OK, "budget", _budget(pace))


def _budget(pace: Pace) -> str:
    parts = [f"{one.used} of {one.limit} requests used in {_span(one.seconds)}" for one in pace.windows]
    return f"{'; '.join(parts) or 'not known'} (counted on this machine; other programs of yours draw on it too)"


def _span(seconds: float) -> str:
    for size, name in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size and seconds % size == 0:
            count = int(seconds // size)
            return f"a {name}".replace("a hour", "an hour") if count == 1 else f"{count} {name}s"
    return f"{seconds:g} seconds"
