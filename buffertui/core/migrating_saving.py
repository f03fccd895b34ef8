"""Saves what only v1 can give to a folder: schedules, the queue, the history with its statistics, and who reacted.

Everything is read; nothing at Buffer changes. Each page is on disk before the next one is asked for, so a save that was
broken off anywhere goes on where it stood.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from buffertui.domain.errors import BuffertuiError, NotFound, Refused, ServiceError, StoreError, Unauthorized
from buffertui.domain.ports import Clock

from .keeper import Runner
from .migrating_lists import ListReader
from .migrating_ports import Folder, OldSide, RawPage, RawRow
from .migrating_state import (
    STATE,
    ListState,
    SaveState,
    Unit,
    decode_rows,
    decode_state,
    encode_rows,
    encode_whole,
    events_for,
    file_of,
    id_of,
    number,
    pages_of,
    table,
    units,
)

T = TypeVar("T")

RETRIES = (2.0, 15.0, 60.0)
"""Seconds after which a read is tried again whose answer was lost, or that could not leave."""

ACCOUNT, PROFILES, CONFIGURATION = "account.json", "profiles.json", "configuration.json"
REACTIONS = "who reacted"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is saved besides schedules, configuration and queues."""

    history: bool = True
    reactions: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of about ``total`` requests; ``doing`` is what is read now; ``seconds`` is how long the rest may take."""

    done: int = 0
    total: int = 0
    doing: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Saved:
    """How it ended. ``counts`` are rows by kind; ``notes`` what a person should know; ``price`` the requests that
    "who reacted" would still cost, ``None`` where it is saved, not offered, or not known without the history."""

    where: str
    requests: int
    counts: Mapping[str, int]
    notes: tuple[str, ...] = ()
    price: int | None = None


class Saving:
    """One run of saving. ``run`` carries out calls to the folder; ``tell`` hears of each step."""

    def __init__(
        self, source: OldSide, folder: Folder, clock: Clock, wanted: Wanted, run: Runner,
        tell: Callable[[Progress], None],
    ) -> None:
        self._source = source
        self._folder = folder
        self._clock = clock
        self._wanted = wanted
        self._run = run
        self._tell = tell
        self._state = SaveState()
        self._profiles: tuple[RawRow, ...] = ()
        self._configuration: RawRow = {}
        self._units: dict[str, list[Unit]] = {}
        self._asked = 0
        self._doing = ""

    async def save(self, account: RawRow) -> Saved:
        """Save all that is wanted and not there yet. ``account`` is v1's answer about whose it is.

        Raises a ``ServiceError`` or ``StoreError``; what was complete by then is kept.
        """
        await self._disk(self._folder.open)
        try:
            await self._begin(account)
            await self._whole(account)
            for profile in self._profiles:
                await self._list("pending", profile, grows=False)
            if self._wanted.history:
                for profile in self._profiles:
                    await self._list("sent", profile, grows=True)
                    await self._table(profile)
                await self._count_units()
            if self._wanted.history and self._wanted.reactions:
                for profile in self._profiles:
                    await self._reactions(profile)
            self._state.ended = stamp(self._clock.now())
            await self._keep()
            return self._result()
        finally:
            self._folder.close()

    async def _begin(self, account: RawRow) -> None:
        found = decode_state(await self._disk(partial(self._folder.read, STATE)))
        owner = id_of(account)
        if found is not None and found.account_id != owner:
            raise StoreError(f"{self._folder.where} holds the save of another account.", hint="Name another folder.")
        self._state = found or SaveState(owner, str(account.get("name") or owner), stamp(self._clock.now()))
        self._state.ended = ""
        await self._keep()

    async def _whole(self, account: RawRow) -> None:
        """What is written whole: the account, the profiles with their posting times, the limits of the networks."""
        if ACCOUNT not in self._state.files:
            await self._file(ACCOUNT, account)
        if PROFILES not in self._state.files:
            rows = [dict(row) for row in await self._ask(self._source.profiles, "profiles")]
            for row in rows:
                if not row.get("schedules"):
                    row["schedules"] = list(await self._ask(partial(self._source.schedules, id_of(row)), name_of(row)))
            await self._file(PROFILES, rows)
        content = await self._disk(partial(self._folder.read, PROFILES))
        self._profiles = tuple(_rows(content))
        if CONFIGURATION not in self._state.files and CONFIGURATION not in self._state.not_offered:
            try:
                await self._file(CONFIGURATION, await self._ask(self._source.configuration, "limits of the networks"))
            except Unauthorized:
                raise
            except Refused:
                self._state.not_offered.append(CONFIGURATION)
        content = await self._disk(partial(self._folder.read, CONFIGURATION))
        self._configuration = next(iter(_rows(content)), {})

    async def _list(self, kind: str, profile: RawRow, *, grows: bool) -> None:
        """One queue or history, unless it is there. A profile that is refused does not stop the others."""
        key, name = f"{kind}/{id_of(profile)}", file_of(kind, profile)
        state = self._state.of(key)
        if state.done:
            return
        known = {id_of(row) for row in decode_rows(await self._saved(name, state))}

        async def fetch(page: int) -> RawPage:
            return await self._ask(partial(self._source.updates, kind, id_of(profile), page), f"{kind} of {name_of(profile)}")

        async def commit(content: bytes, at: int) -> None:
            await self._append(name, content, at)

        state.refused = ""
        try:
            await ListReader(state, known, fetch, commit, grows=grows).read()
        except Unauthorized:
            raise
        except Refused as error:
            state.refused = error.message

    async def _table(self, profile: RawRow) -> None:
        name, state = file_of("sent", profile, "csv"), self._state.of(f"sent/{id_of(profile)}")
        if state.done and name not in self._state.files:
            rows = decode_rows(await self._saved(file_of("sent", profile), state))
            await self._disk(partial(self._folder.write, name, table(rows)))
            self._state.files.append(name)
            await self._keep()

    async def _count_units(self) -> None:
        for profile in self._profiles:
            state = self._state.of(f"sent/{id_of(profile)}")
            if state.done:
                rows = decode_rows(await self._saved(file_of("sent", profile), state))
                self._units[id_of(profile)] = list(units(rows, events_for(profile, self._configuration)))

    async def _reactions(self, profile: RawRow) -> None:
        """Who reacted to each sent update of a profile. An update that is gone, and an event it has not, are skipped."""
        if REACTIONS in self._state.not_offered:
            return
        key, name = f"interactions/{id_of(profile)}", file_of("interactions", profile)
        state, asked_for = self._state.of(key), self._units.get(id_of(profile), [])
        state.total = len(asked_for)
        state.done = state.pages >= len(asked_for)
        while not state.done:
            unit = asked_for[state.pages]
            try:
                content, rows = await self._unit(unit, name_of(profile))
            except (Unauthorized, NotFound) as error:
                if isinstance(error, Unauthorized):
                    raise
                content, rows = b"", 0
            except Refused as error:
                if error.status == 404:
                    self._state.not_offered.append(REACTIONS)
                    await self._keep()
                    return
                content, rows = b"", 0
            at = state.size
            state.pages, state.size, state.rows = state.pages + 1, at + len(content), state.rows + rows
            state.done = state.pages >= len(asked_for)
            await self._append(name, content, at)

    async def _unit(self, unit: Unit, whose: str) -> tuple[bytes, int]:
        found: dict[str, RawRow] = {}
        page = 1
        while True:
            ask = partial(self._source.interactions, unit.update_id, unit.event, page)
            got = await self._ask(ask, f"who reacted, {whose}")
            found |= {id_of(row): {"update_id": unit.update_id, "event": unit.event, **row} for row in got.rows}
            if len(got.rows) < got.full or (got.total is not None and page * got.full >= got.total):
                return encode_rows(found.values()), len(found)
            page += 1

    async def _ask(self, request: Callable[[], Awaitable[T]], doing: str) -> T:
        """One request; a read may be repeated when its answer was lost or nothing left."""
        self._doing = doing
        self._tell(self._progress())
        for pause in (*RETRIES, None):
            try:
                self._asked += 1
                found = await request()
            except ServiceError as error:
                if pause is None or not error.again:
                    raise
                await self._clock.sleep(pause)
            else:
                self._tell(self._progress())
                return found
        raise AssertionError

    def _progress(self) -> Progress:
        left = self._left()
        return Progress(self._asked, self._asked + left, self._doing, 60.0 * left / max(1, self._source.per_minute))

    def _left(self) -> int:
        """Requests to come, as far as is known."""
        if not self._profiles:
            return (PROFILES not in self._state.files) + (CONFIGURATION not in self._state.files)
        kinds = (("pending", "pending"), ("sent", "sent"))[: 2 if self._wanted.history else 1]
        left = sum(self._pages_left(f"{kind}/{id_of(p)}", _count(p, name)) for kind, name in kinds for p in self._profiles)
        return left + (self._units_left() if self._wanted.reactions else 0)

    def _pages_left(self, key: str, counted: int | None) -> int:
        state = self._state.lists.get(key, ListState())
        if state.done or state.refused:
            return 0
        return max(1, pages_of(counted if state.total is None else state.total) - state.pages)

    def _units_left(self) -> int:
        if REACTIONS in self._state.not_offered:
            return 0
        left = 0
        for profile_id, asked_for in self._units.items():
            done = self._state.lists.get(f"interactions/{profile_id}", ListState()).pages
            left += sum(unit.requests for unit in asked_for[done:])
        return left

    def _result(self) -> Saved:
        lists, notes = self._state.lists, []
        names = {id_of(profile): name_of(profile) for profile in self._profiles}
        for key, state in lists.items():
            kind, _, profile_id = key.partition("/")
            what = f"{kind} of {names.get(profile_id, profile_id)}"
            if state.refused:
                notes.append(f"Not saved: {what}. {state.refused} The same command tries it again.")
            elif state.lacking:
                notes.append(f"Of {what} Buffer counts {state.lacking} more than it gives.")
            elif state.ever_moved:
                notes.append(f"{what} changed while it was read, and was looked through again: nothing is missing.")
        for name in self._state.not_offered:
            notes.append(f"v1 does not offer {REACTIONS if name == REACTIONS else 'the limits of the networks'} any more.")
        counts = {kind: sum(s.rows for key, s in lists.items() if key.startswith(f"{kind}/"))
                  for kind in ("pending", "sent", "interactions")}
        return Saved(self._folder.where, self._asked, {"profiles": len(self._profiles), **counts}, tuple(notes),
                     self._units_left() or None)

    async def _saved(self, name: str, state: ListState) -> bytes:
        return (await self._disk(partial(self._folder.read, name)) or b"")[: state.size]

    async def _file(self, name: str, value: object) -> None:
        await self._disk(partial(self._folder.write, name, encode_whole(value)))
        self._state.files.append(name)
        await self._keep()

    async def _append(self, name: str, content: bytes, at: int) -> None:
        await self._disk(partial(self._both, name, content, at))

    def _both(self, name: str, content: bytes, at: int) -> None:
        self._folder.append(name, content, at)
        self._folder.write(STATE, self._state.encode())

    async def _keep(self) -> None:
        await self._disk(partial(self._folder.write, STATE, self._state.encode()))

    async def _disk(self, call: Callable[[], Any]) -> Any:
        """A call to the folder, ended also when this is cancelled: a page and its place in the state belong together."""
        future = self._run(call)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            await asyncio.wait([future])
            raise


def name_of(profile: RawRow) -> str:
    """What to call a raw profile."""
    return str(profile.get("formatted_username") or profile.get("service_username") or id_of(profile))


def stamp(moment: datetime) -> str:
    """A time for the state: ISO 8601 in UTC, seconds."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _rows(content: bytes | None) -> list[Any]:
    if content is None:
        return []
    import json

    try:
        found = json.loads(content)
    except ValueError:
        raise StoreError("A file of the save cannot be read, so it cannot go on.", hint="Name another folder.") from None
    return found if isinstance(found, list) else [found]


def _count(profile: RawRow, name: str) -> int | None:
    counts = profile.get("counts")
    return number(counts.get(name)) if isinstance(counts, Mapping) else None


__all__ = ["BuffertuiError", "Progress", "Saved", "Saving", "Wanted"]
