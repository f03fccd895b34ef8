"""The settings as one strict model: plain dataclasses, so that a start without a file costs no import."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Annotated, Any, ClassVar, Literal

from buffertui.domain.errors import ConfigError
from buffertui.domain.records import dataclass

from . import rules
from .rules import Rule

DEFAULT_ACCOUNT = "default"
"""The name of the account of a person who never named one."""

KEYS = "keys"
"""The table whose names hold points themselves: ``update.share = "S"`` names one command, quoted or not."""

V1_BASE_URL = "https://api.bufferapp.com/1/"
GRAPHQL_BASE_URL = "https://api.buffer.com/"

_STRICT = {"extra": "forbid", "strict": True}


def _setting(default: Any, about: str, *, example: object = None, secret: bool = False) -> Any:
    """A field with its sentence for the example file. A ``secret`` value is never repeated in a message."""
    meta = {"about": about, "example": example, "secret": secret}
    if callable(default):
        return field(default_factory=default, metadata=meta)
    return field(default=default, metadata=meta)


@dataclass(frozen=True, slots=True)
class AccountSettings:
    """One account: which API it speaks, where that is, and how its token is found."""

    __pydantic_config__: ClassVar[Mapping[str, object]] = _STRICT

    api: Literal["v1", "graphql"] = _setting(
        "v1", 'Which of Buffer\'s APIs: "v1", or "graphql" (for the keys that Buffer gives out today).'
    )
    base_url: Annotated[str, Rule(rules.base_url)] = _setting(
        "", "Where the API is, if not at Buffer: https, or an address of this machine.",
        example="http://127.0.0.1:8765/1/", secret=True,
    )
    token_command: Annotated[str | tuple[str, ...], Rule(rules.command)] = _setting(
        "",
        "A command whose first line of output is the token. It is split like a line of a shell but runs without one;"
        " a list of words is not split.",
        example="pass show buffer", secret=True,
    )
    token_shell: bool = _setting(False, "Whether token_command (then one text) is given to /bin/sh.")
    timezone: Annotated[str, Rule(rules.zone)] = _setting(
        "", "The time zone for profiles that name none. Without it the account's own counts.", example="Europe/Lisbon"
    )

    @property
    def address(self) -> str:
        """Where the API of this account is."""
        return self.base_url or (GRAPHQL_BASE_URL if self.api == "graphql" else V1_BASE_URL)


@dataclass(frozen=True, slots=True)
class QueueSettings:
    """How the queue is watched and changed."""

    __pydantic_config__: ClassVar[Mapping[str, object]] = _STRICT

    undo_seconds: Annotated[float, Rule(rules.seconds)] = _setting(
        8, "For how long u takes back a share or a delete, in seconds: 0 (never) to 120."
    )
    refresh_seconds: Annotated[float, Rule(rules.refresh)] = _setting(
        60, "Seconds between two refreshes by itself: 0 (never), or 10 and more. On GraphQL as the budget allows."
    )


@dataclass(frozen=True, slots=True)
class ScreenSettings:
    """How it looks."""

    __pydantic_config__: ClassVar[Mapping[str, object]] = _STRICT

    theme: str = _setting("buffertui-dark", "The theme; the command palette lists them all.")
    icons: Literal["auto", "letters"] = _setting("auto", 'Marks of the networks: "auto", or "letters" for plain ASCII.')
    emoji: Literal["auto", "full", "simple"] = _setting(
        "auto", 'How wide emoji are drawn: "auto", "full", or "simple" where a terminal gets joined ones wrong.'
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. Made without arguments it holds the defaults."""

    __pydantic_config__: ClassVar[Mapping[str, object]] = _STRICT

    default_account: Annotated[str, Rule(rules.account_name)] = _setting(
        "", "The account that opens when --account names none. Without it the first one does.", example="studio"
    )
    accounts: Mapping[Annotated[str, Rule(rules.account_key)], AccountSettings] = _setting(
        dict, "One table for each account; studio is a name that you choose. Without any there is one named default."
    )
    queue: QueueSettings = field(default_factory=QueueSettings)
    ui: ScreenSettings = field(default_factory=ScreenSettings)
    keys: Mapping[str, str] = _setting(
        dict, 'Other keys for commands, by id: "command.id" = "key", or "key1,key2". The ? screen shows all commands.',
        example={"update.share": "S", "update.delete": "d,delete"},
    )

    def account(self, name: str) -> AccountSettings:
        """The settings of an account; the defaults for one that only has a stored token."""
        return self.accounts.get(name) or AccountSettings()

    def known_accounts(self, stored: Sequence[str] = ()) -> tuple[str, ...]:
        """Configured accounts in the order of the file, then those of which only a token is ``stored``."""
        names = (*self.accounts, *sorted(name for name in stored if name not in self.accounts))
        return names or (DEFAULT_ACCOUNT,)

    def choose_account(self, wanted: str | None = None, stored: Sequence[str] = (), *, new: bool = False) -> str:
        """The account to open. ``new`` lets ``wanted`` be a name that nobody knows yet (login).

        Raises ``ConfigError`` for a name that is unknown or cannot be one.
        """
        known = self.known_accounts(stored)
        name = wanted if wanted is not None else self.default_account or known[0]
        if rules.account_key(name):
            raise ConfigError(
                "That cannot be the name of an account.",
                hint="Names are letters, digits, points, dashes and underscores, at most 64.",
            )
        if name in known or new or name == DEFAULT_ACCOUNT:
            return name
        close = rules.nearest(name, known)
        asked = f"There is no account named {name}." if wanted else f"default_account is {name}; it is not known."
        raise ConfigError(
            f"{asked} Known: {', '.join(known)}." + (f" Did you mean {close}?" if close else ""),
            hint=f"Run `buffertui login --account {name}`, or add [accounts.{name}] to the configuration.",
        )


def half_set(settings: Settings) -> tuple[str, ...]:
    """Accounts with ``token_shell`` and no one text to give to the shell, which no setting shows by itself."""
    return tuple(
        name for name, account in settings.accounts.items()
        if account.token_shell and not isinstance(account.token_command, str)
    )


def types_of(model: type) -> dict[str, Any]:
    """The types of a model's fields, without the rules on them."""
    return typing.get_type_hints(model)


def names_of(model: type) -> tuple[str, ...]:
    """The names that may stand in the table of a model."""
    return tuple(one.name for one in dataclasses.fields(model))
