"""What can still be read of drafts, outbox and journal, out of a damaged file, a later version's, and a copy.

The rule for the outbox: what was read here is never sent by itself, unless looking first proves that it is not there.
A damaged file may have lost its last changes, and a copy may be older than the file: what stands there as waiting may
have been sent since, or taken back. So
* an item that any journal names as settled is not restored;
* a new post that was not held becomes unsure, when what was read is known to be of the last change (see ``mark``): it
  is looked for at Buffer before anything;
* everything else becomes refused, with the reason: the person looks, then tries again or puts it away.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from buffertui.domain.drafts import Create, Draft, OutboxItem, State

from . import mark
from .aside import backup_name
from .changes import PAGE, force
from .database import Database, Plan, connect
from .kept import Unkept, read

LOOKED_FOR = (State.WAITING, State.SENDING, State.UNSURE)
REASON = "The file with the outbox was damaged, so it is not known whether this was done or taken back."
HINT = "Look at the queue. Then try it again, or put it away."

_KINDS: dict[str, type] = {"drafts": Draft, "outbox": OutboxItem, "journal": OutboxItem}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its place in the order, the run that owned it, its value."""

    number: int
    owner: str
    value: Any


@dataclass(slots=True)
class Salvage:
    """Rows by table and id. ``whole`` are the tables that were read from end to end as they were last.

    ``gaps`` says that single rows could not be read, ``from_copy`` that rows came from a copy that was out of date.
    """

    tables: dict[str, dict[bytes, Row]] = field(default_factory=lambda: {table: {} for table in _KINDS})
    whole: set[str] = field(default_factory=set)
    gaps: bool = False
    from_copy: bool = False

    def complete(self) -> bool:
        """Whether there is nothing to look for in an older copy."""
        return self.whole == set(_KINDS)


def salvage(file: Path, plan: Plan, work: Path, log: bytes = b"") -> Salvage:
    """Read what can be read, the newest first. ``work`` is a folder that this may fill. Raises ``OSError``.

    ``log`` are changes that SQLite did not find; they are tried before anything else.
    """
    found, reached = Salvage(), mark.noted(file)
    for name, own in _candidates(file, plan, work, log):
        if found.complete():
            break
        _take(found, name, plan, reached, own=own)
    settled = found.tables["journal"].keys()
    outbox = found.tables["outbox"]
    found.tables["outbox"] = {key: row for key, row in outbox.items() if key not in settled}
    return found


def _candidates(file: Path, plan: Plan, work: Path, lost: bytes) -> Iterator[tuple[Path, bool]]:
    """Copies to read from, each with whether it is the file itself: with the changes that were lost; as it is; with the
    first page of the backup, when its own is spoilt; the backup with the changes that were not yet in the file; the
    backup alone.

    Where there is no backup a new, empty file serves: its tables begin on the same pages.
    """
    if lost:
        shutil.copyfile(file, work / "forced")
        force(work / "forced", lost)
        yield work / "forced", True
    backup, log = backup_name(file), Path(f"{file}-wal")
    if not backup.is_file():
        backup = work / "blank"
        Database(backup, plan).close()
    for name, base, changes in (
        ("file", file, log), ("grafted", file, log), ("replayed", backup, log), ("backup", backup, None),
    ):
        if not base.is_file():
            continue
        copy = work / name
        shutil.copyfile(base, copy)
        if changes is not None:
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(changes, f"{copy}-wal")
        if name == "grafted":
            _graft(copy, backup)
        yield copy, base is file


def _graft(copy: Path, backup: Path) -> None:
    with backup.open("rb") as whole:
        page = whole.read(PAGE)
    with copy.open("r+b") as spoilt:
        spoilt.write(page)


def _take(found: Salvage, file: Path, plan: Plan, reached: int, *, own: bool) -> None:
    try:
        connection = connect(file, plan, "rw")
    except sqlite3.Error:
        return
    with contextlib.closing(connection):
        current = _count(connection) >= reached if reached else own
        connection.text_factory = bytes
        for table in found.tables.keys() - found.whole:
            fresh, lost, whole = _rows(connection, table)
            _merge(found, table, fresh, current=current, own=own)
            if whole and current:
                found.whole.add(table)
                found.gaps |= lost > 0


def _count(connection: sqlite3.Connection) -> int:
    try:
        return mark.count(connection)
    except (sqlite3.Error, TypeError):
        return -1


def _merge(found: Salvage, table: str, fresh: dict[bytes, Row], *, current: bool, own: bool) -> None:
    rows = found.tables[table]
    for key, row in fresh.items():
        known = rows.get(key)
        if known is None or (table == "drafts" and known.number < row.number):
            rows[key] = replace(row, value=doubtful(row.value, current=current)) if table == "outbox" else row
            found.from_copy |= not (current or own or table == "journal")


def _rows(connection: sqlite3.Connection, table: str) -> tuple[dict[bytes, Row], int, bool]:
    """The rows by id, how many could not be understood, and whether all were reached.

    Read from both ends: a spoilt page in the middle hides only itself.
    """
    found: dict[bytes, Row] = {}
    lost: set[int] = set()
    for order in ("ASC", "DESC"):
        try:
            cursor = connection.execute(f"SELECT * FROM {table} ORDER BY number {order}")  # noqa: S608
            names = [column[0] for column in cursor.description]
            for values in cursor:
                _keep(found, lost, table, dict(zip(names, values, strict=True)))
        except sqlite3.Error as error:
            _log.info("reading %s from one end stopped (%s)", table, type(error).__name__)
        else:
            return found, len(lost), True
    return found, len(lost), False


def _keep(found: dict[bytes, Row], lost: set[int], table: str, raw: dict[str, Any]) -> None:
    try:
        value: Any = read(_KINDS[table], raw["value"])
        owner = bytes(raw.get("owner", b"")).decode("ascii", "replace")
        found[bytes(raw["id"])] = Row(int(raw["number"]), owner, value)
    except (*Unkept, KeyError):
        lost.add(raw.get("number", 0))


def doubtful(item: OutboxItem, *, current: bool) -> OutboxItem:
    """An item as it is restored, by the rule of this module. ``current`` says that this is how it stood last."""
    if item.state is State.REFUSED:
        return item
    looked_for = current and isinstance(item.write, Create) and item.state in LOOKED_FOR
    state = State.UNSURE if looked_for else State.REFUSED
    return replace(item, state=state, held_until=None, reason=REASON, hint="" if looked_for else HINT)
