"""Saves what only v1 can give to a folder: schedules, the queue, the history with its statistics, and who reacted.

Everything is read; nothing at Buffer changes. Each page is on disk before the next one is asked for, so a save that was
broken off anywhere goes on where it stood.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from buffertui.domain.errors import NotFound, Refused, ServiceError, StoreError, Unauthorized
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
    table,
    units,
)
from .migrating_tally import (
    ACCOUNT,
    CONFIGURATION,
    PROFILES,
    REACTIONS,
    Progress,
    Saved,
    Wanted,
    name_of,
    outcome,
    requests_left,
)

T = TypeVar("T")

RETRIES = (2.0, 15.0, 60.0)
"""Seconds after which a read is tried again whose answer was lost, or that could not leave."""

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
        self._asked = 1  # whose token it is was asked before
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
            return outcome(self._folder.where, self._state, self._profiles, self._units, self._asked)
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
        self._profiles = tuple(row for row in _rows(content) if row.get("id") or row.get("_id"))
        if CONFIGURATION not in self._state.files and CONFIGURATION not in self._state.not_offered:
            try:
                limits = await self._ask(self._source.configuration, "limits of the networks")
                await self._file(CONFIGURATION, limits)
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
        content = await self._saved(name, state)
        if len(content) < state.size:  # somebody took it away
            state, content = ListState(), b""
            self._state.lists[key] = state
            self._state.files = [one for one in self._state.files if one != file_of(kind, profile, "csv")]
        if state.done:
            return
        known = {id_of(row) for row in decode_rows(content)}

        async def fetch(page: int) -> RawPage:
            ask = partial(self._source.updates, kind, id_of(profile), page)
            return await self._ask(ask, f"{kind} of {name_of(profile)}")

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
        """Who reacted to each sent update of a profile, as far as v1 tells; what it has not is skipped."""
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

        async def counted() -> T:
            self._asked += 1
            return await request()

        found = await patiently(counted, self._clock)
        self._tell(self._progress())
        return found

    def _progress(self) -> Progress:
        left = requests_left(self._state, self._profiles, self._units, self._wanted)
        return Progress(self._asked, self._asked + left, self._doing, 60.0 * left / max(1, self._source.per_minute))

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
        """A call to the folder, ended also when this is cancelled: a page and its place in the state go together."""
        future = self._run(call)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            await asyncio.wait([future])
            raise


async def patiently(request: Callable[[], Awaitable[T]], clock: Clock) -> T:
    """A read, tried again some times when its answer was lost or nothing could leave."""
    for pause in RETRIES:
        try:
            return await request()
        except ServiceError as error:
            if not error.again:
                raise
        await clock.sleep(pause)
    return await request()


def stamp(moment: datetime) -> str:
    """A time for the state: ISO 8601 in UTC, seconds."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _rows(content: bytes | None) -> list[Any]:
    if content is None:
        return []
    try:
        found = json.loads(content)
    except ValueError:
        raise StoreError("A file of the save cannot be read.", hint="Name a new folder.") from None
    return found if isinstance(found, list) else [found]
