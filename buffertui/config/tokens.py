"""Where the token comes from: the environment, a command, or a file of mode 0600; in this order."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

from buffertui.domain.errors import TokenMissing, TokenUnusable
from buffertui.domain.records import dataclass
from buffertui.domain.secret import Secret

from .private_files import read_private, write_private
from .settings import AccountSettings, Settings

VARIABLE = "BUFFER_ACCESS_TOKEN"

_LONGEST = 4096
_SUFFIX = ".token"

Source = Literal["environment", "command", "file"]


@dataclass(frozen=True, slots=True)
class Token:
    """A token with its origin. ``where`` names the variable, the setting or the file; ``note`` is worth telling."""

    value: Secret
    source: Source
    where: str
    note: str = ""


def checked(text: str, where: str) -> Secret:
    """A text as a token, if it can be one. Raises ``TokenUnusable`` with a message that never repeats it."""
    text = text.strip()
    if not text:
        wrong = "is empty"
    elif len(text) >= _LONGEST:
        wrong = f"is longer than {_LONGEST - 1} characters"
    elif not text.isascii():
        wrong = "holds characters that no token has"
    elif any(not "!" <= c <= "~" for c in text):
        wrong = "holds blanks or control characters"
    else:
        return Secret(text)
    raise TokenUnusable(f"The token from {where} {wrong}.", hint="Copy the token anew; it is one word.")


async def find_token_async(
    account: str,
    settings: AccountSettings,
    data_dir: Path,
    *,
    environ: Mapping[str, str] | None = None,
    environment_counts: bool = True,
) -> Token:
    """The token of an account. ``environment_counts`` is false for an account that is switched to later: the
    variable holds one token, for the account that was started with.

    Raises ``TokenMissing`` when no source has one, ``TokenUnusable`` when a source has one and fails: the sources
    after it are then not asked, because that would open another account than the one that was meant.
    """
    environ = os.environ if environ is None else environ
    if environment_counts and environ.get(VARIABLE):
        return Token(checked(environ[VARIABLE], VARIABLE), "environment", VARIABLE)
    if settings.token_command:
        from .token_command import run_command

        rest = {name: value for name, value in environ.items() if name != VARIABLE}
        printed = await run_command(settings.token_command, shell=settings.token_shell, environ=rest)
        return Token(checked(printed, "token_command"), "command", "token_command")
    return _from_file(token_file(data_dir, account), account)


def find_token(
    account: str,
    settings: AccountSettings,
    data_dir: Path,
    *,
    environ: Mapping[str, str] | None = None,
    environment_counts: bool = True,
) -> Token:
    """As ``find_token_async``, for a caller without a running event loop."""
    return asyncio.run(
        find_token_async(account, settings, data_dir, environ=environ, environment_counts=environment_counts)
    )


def token_file(data_dir: Path, account: str) -> Path:
    """Where the token of an account is kept."""
    return data_dir / "tokens" / f"{account}{_SUFFIX}"


def stored_accounts(data_dir: Path) -> tuple[str, ...]:
    """The accounts that have a token in a file."""
    try:
        return tuple(sorted(one.name.removesuffix(_SUFFIX) for one in (data_dir / "tokens").glob(f"[!.]*{_SUFFIX}")))
    except OSError:
        return ()


def store_token(data_dir: Path, account: str, token: Secret) -> Path:
    """Keep a token in its file and return that. Raises ``TokenUnusable`` when the disk refuses."""
    file = token_file(data_dir, account)
    try:
        write_private(file, f"{token.reveal()}\n")
    except OSError as error:
        raise _refused("cannot be written", file, error) from error
    return file


def forget_token(data_dir: Path, account: str) -> bool:
    """Delete the file of a token; false when there was none. Raises ``TokenUnusable`` when the disk refuses."""
    file = token_file(data_dir, account)
    try:
        _api_file(data_dir, account).unlink(missing_ok=True)
        file.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _refused("cannot be deleted", file, error) from error
    return True


def store_api(data_dir: Path, account: str, api: str) -> None:
    """Note beside a stored token which API it opens. Raises ``TokenUnusable`` when the disk refuses."""
    file = _api_file(data_dir, account)
    try:
        write_private(file, f"{api}\n")
    except OSError as error:
        raise _refused("cannot be written", file, error) from error


def with_stored_api(settings: Settings, account: str, token: Token, data_dir: Path) -> AccountSettings:
    """The settings of an account. Where the configuration does not name it, the API is the one that its stored token
    was found to open at the login; v1 where that is not known."""
    own = settings.account(account)
    if account in settings.accounts or token.source != "file":
        return own
    try:
        raw, _ = read_private(_api_file(data_dir, account), 16)
    except OSError:
        return own
    return replace(own, api="graphql") if raw.strip() == b"graphql" else own


def _api_file(data_dir: Path, account: str) -> Path:
    return data_dir / "tokens" / f"{account}.api"


def _from_file(file: Path, account: str) -> Token:
    try:
        raw, closed = read_private(file, _LONGEST + 2)
    except FileNotFoundError:
        raise TokenMissing(f"There is no token for the account {account}.") from None
    except OSError as error:
        raise _refused("cannot be used", file, error) from error
    note = f"Other people of this machine could read {file}. It is closed to them now." if closed else ""
    return Token(checked(raw.decode("utf-8", "replace"), str(file)), "file", str(file), note)


def _refused(what: str, file: Path, error: OSError) -> TokenUnusable:
    reason = error.strerror or str(error) or type(error).__name__
    return TokenUnusable(
        f"The token's file {file} {what}: {reason}.",
        hint="Delete that file and run `buffertui login` again, or use token_command.",
    )
