"""``buffertui login`` and ``logout``: a token is checked with Buffer before it is kept, and shown to nobody."""

from __future__ import annotations

import asyncio
import getpass
import os
import sys
import warnings

from .config.organizations import forget_other_owner
from .config.settings import Settings
from .config.tokens import VARIABLE, checked, forget_token, store_api, store_token, stored_accounts
from .domain.errors import Offline, ServiceError, TokenUnusable, Unauthorized
from .log import hide
from .paths import Paths
from .terminal import is_terminal, say

ABOUT = {
    "v1": "It opens Buffer's API v1, which ends on 2027-02-01. After that a key for the GraphQL API is needed.",
    "graphql": "It is a key for Buffer's GraphQL API.",
}
"""What a person should know about the API that a token opens."""


def log_in(settings: Settings, wanted: str | None, paths: Paths) -> int:
    """Ask for a token (or read it from a pipe), say whose account it opens, keep it. Nothing is kept that failed."""
    from . import boot

    name = settings.choose_account(wanted, stored_accounts(paths.data_dir), new=True)
    token = checked(_typed(name), "the input")
    hide(token.reveal())
    try:
        api, account = asyncio.run(boot.identify(settings, name, token))
    except Unauthorized as error:
        raise Unauthorized(
            "Buffer does not accept this token. Nothing was stored.", code=error.code, status=error.status,
            hint=error.hint if _other_api(settings, name, error) else "Check that you copied all of it.",
        ) from None
    except Offline as error:
        raise Offline(
            f"{error.message} The token could not be checked, so nothing was stored.", hint="Try again when online."
        ) from error
    except ServiceError as error:
        raise ServiceError(
            f"{error.message} The token could not be checked, so nothing was stored.", hint=error.hint
        ) from error
    store_api(paths.data_dir, name, api)
    forget_other_owner(paths.data_dir, name, account.id)
    file = store_token(paths.data_dir, name, token)
    plan = f", plan {account.plan}" if account.plan else ""
    say(f"This token opens the Buffer account {account.label[:80]}{plan}.")
    say(ABOUT[api])
    say(f"It is stored for the account named {name} in {file}; only you can read that file.")
    _say_what_goes_first(settings, name, "This one is not used as long as that is so.")
    return 0


def _other_api(settings: Settings, name: str, error: Unauthorized) -> bool:
    """Whether the token is none of v1's and the configuration says v1."""
    from .api.rest_v1.refusals import GRAPHQL_KEY

    return name in settings.accounts and error.hint == GRAPHQL_KEY


def log_out(settings: Settings, wanted: str | None, paths: Paths) -> int:
    """Delete the stored token of an account."""
    name = settings.choose_account(wanted, stored_accounts(paths.data_dir), new=True)
    if forget_token(paths.data_dir, name):
        say(f"The stored token of the account named {name} is deleted. Drafts and the outbox stay.")
        say("Buffer itself still accepts that token until it is withdrawn there.")
    else:
        say(f"There was no stored token for the account named {name}.")
    _say_what_goes_first(settings, name, "")
    return 0


def _say_what_goes_first(settings: Settings, name: str, so: str) -> None:
    if os.environ.get(VARIABLE):
        say(f"Note: {VARIABLE} is set and gives the token. {so}".rstrip())
    elif settings.account(name).token_command:
        say(f"Note: token_command in the configuration gives the token of this account. {so}".rstrip())


def _typed(name: str) -> str:
    if not is_terminal(sys.stdin):
        return sys.stdin.readline(8192) if sys.stdin is not None else ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass(f"Access token for the account named {name} (it stays hidden): ")
    except getpass.GetPassWarning:
        raise TokenUnusable(
            "This terminal cannot hide what you type.", hint="Send the token through a pipe instead."
        ) from None
    except EOFError:
        return ""
