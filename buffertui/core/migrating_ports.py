"""What moving from v1 needs from the outside: v1 as it answers, GraphQL as it looks, and a folder. All only read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from buffertui.domain.models import Account, Update

from .migrating import Party

RawRow = Mapping[str, Any]
"""An object of an answer exactly as it came, but for secrets."""


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page of raw rows; ``total`` is the whole list's as the server counts it. It has ``full`` rows at most."""

    rows: tuple[RawRow, ...] = ()
    total: int | None = None
    full: int = 100


class OldSide(Protocol):
    """v1, read with its answers as they are. Every method is one request and may raise a ``ServiceError``."""

    @property
    def per_minute(self) -> int:
        """How many requests may leave in a minute."""

    async def parties(self) -> tuple[Party, ...]:
        """All profiles."""

    async def waiting(self, profile_id: str) -> tuple[Update, ...]:
        """The whole queue of a profile; a request for each hundred."""

    async def account(self) -> RawRow: ...

    async def profiles(self) -> tuple[RawRow, ...]: ...

    async def schedules(self, profile_id: str) -> tuple[RawRow, ...]: ...

    async def configuration(self) -> RawRow: ...

    async def updates(self, which: str, profile_id: str, page: int) -> RawPage:
        """A page of ``pending`` or ``sent``, from 1."""

    async def interactions(self, update_id: str, event: str, page: int) -> RawPage: ...

    async def aclose(self) -> None: ...


class NewSide(Protocol):
    """GraphQL, read. Every method may raise a ``ServiceError``."""

    async def account(self) -> Account: ...

    async def organizations(self) -> tuple[str, ...]:
        """Names of those that the key opens."""

    async def parties(self) -> tuple[Party, ...]:
        """The channels of all organizations; a request for each."""

    async def waiting(self) -> tuple[Update, ...]:
        """What waits in all channels; a request for each organization and each hundred."""

    async def aclose(self) -> None: ...


class Folder(Protocol):
    """Where it is saved. Methods block and may raise ``StoreError``."""

    @property
    def where(self) -> str:
        """What to call it: its path."""

    def open(self) -> None:
        """Take it for this run alone; refuses one that holds other people's files."""

    def read(self, name: str) -> bytes | None:
        """A file whole; ``None`` where there is none."""

    def write(self, name: str, content: bytes) -> None:
        """Put a file in place whole; on disk when this returns."""

    def append(self, name: str, content: bytes, at: int) -> None:
        """Write behind the first ``at`` bytes of a file, and nothing else stays behind them."""

    def close(self) -> None: ...


class MemoryFolder:
    """A folder that leaves nothing behind, for the demo and for tests."""

    def __init__(self, where: str = "memory") -> None:
        self.files: dict[str, bytes] = {}
        self._where = where

    @property
    def where(self) -> str:
        """Where it would be."""
        return self._where

    def open(self) -> None:
        """Nothing to take."""

    def read(self, name: str) -> bytes | None:
        """A file whole."""
        return self.files.get(name)

    def write(self, name: str, content: bytes) -> None:
        """Keep a file."""
        self.files[name] = content

    def append(self, name: str, content: bytes, at: int) -> None:
        """Write behind the first ``at`` bytes."""
        self.files[name] = self.files.get(name, b"")[:at] + content

    def close(self) -> None:
        """Nothing to give back."""


class Sides(Protocol):
    """The accounts between which to move. ``frm`` and ``to`` are their names, empty where there is none."""

    frm: str
    to: str

    @property
    def why_not_saved(self) -> str:
        """Why nothing can be saved here, as a sentence; mostly empty."""

    async def old(self) -> OldSide:
        """v1; raises what keeps the token from being used."""

    async def new(self) -> NewSide:
        """GraphQL; raises what keeps the key from being used."""

    def folder(self, account_id: str, *, reactions: bool) -> Folder:
        """Where this account's save goes: one that was broken off, or lacks the wanted ``reactions``, else a new one.

        Blocks; raises ``StoreError``."""
