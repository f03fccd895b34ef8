"""How far a save has come, as it stands in its folder; the names of its files, and what is left in requests."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

from buffertui.domain.errors import StoreError

from .migrating_ports import RawRow

STATE = "progress.json"
FORMAT = 1
PAGE = 100
"""Rows of a page (v1 reference, section 2.4)."""


@dataclass(slots=True)
class ListState:
    """One list: ``pages`` of this pass are in the first ``size`` bytes of its file. ``passes`` counts whole readings.

    ``moved`` says that the list changed between two reads of a pass, ``shrank`` that it lost rows, ``ever_moved`` that
    it changed in any pass; one that is ``done`` and ``moved`` never held still. ``lacking`` rows could not be had
    although the server counted them.
    """

    pages: int = 0
    total: int | None = None
    size: int = 0
    rows: int = 0
    passes: int = 0
    moved: bool = False
    shrank: bool = False
    ever_moved: bool = False
    done: bool = False
    lacking: int = 0
    refused: str = ""


@dataclass(slots=True)
class SaveState:
    """Everything that must be known to go on. ``files`` are those that are written whole."""

    account_id: str = ""
    account: str = ""
    began: str = ""
    ended: str = ""
    files: list[str] = field(default_factory=list)
    lists: dict[str, ListState] = field(default_factory=dict)
    not_offered: list[str] = field(default_factory=list)

    def of(self, key: str) -> ListState:
        """The state of a list, new where it was not begun."""
        return self.lists.setdefault(key, ListState())

    def encode(self) -> bytes:
        """As it is written."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1, ensure_ascii=False).encode("utf-8", "replace")


def decode_state(content: bytes | None) -> SaveState | None:
    """The state that a folder holds; ``None`` where it holds none. ``StoreError`` for one that cannot be read."""
    if content is None:
        return None
    try:
        found = json.loads(content)
        if found.pop("format") != FORMAT:
            raise ValueError("another format")
        known = {one.name for one in fields(ListState)}
        lists = {key: ListState(**{k: v for k, v in row.items() if k in known})
                 for key, row in found.pop("lists").items()}
        return SaveState(lists=lists, **found)
    except (ValueError, TypeError, KeyError, AttributeError):
        pass
    raise StoreError(f"{STATE} in the folder cannot be read, so the save cannot go on there.",
                     hint="Name another folder with --save. What is in this one stays as it is.")


def file_of(kind: str, profile: RawRow, ending: str = "jsonl") -> str:
    """``sent/twitter-northwind-65a1….jsonl``."""
    name = str(profile.get("service_username") or profile.get("formatted_username") or "")
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain.lower()))[:40]
    service = re.sub(r"[^a-z0-9]", "", str(profile.get("service", "")).lower())[:20]
    identity = re.sub(r"[^A-Za-z0-9]", "", id_of(profile))[:40]
    return f"{kind}/{'-'.join(part for part in (service, slug, identity) if part)}.{ending}"


def id_of(row: RawRow) -> str:
    """The id of a raw row, else what is in it."""
    found = row.get("id") or row.get("_id")
    return str(found) if isinstance(found, (str, int)) and found else json.dumps(row, sort_keys=True)


def encode_rows(rows: Iterable[RawRow]) -> bytes:
    """JSON Lines. A row that UTF-8 cannot carry is written with escapes."""
    return b"".join(_line(row) for row in rows)


def encode_whole(value: object) -> bytes:
    """One value as a JSON file."""
    try:
        return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
    except UnicodeEncodeError:
        return (json.dumps(value, indent=1) + "\n").encode()


def _line(row: RawRow) -> bytes:
    try:
        return (json.dumps(row, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:
        return (json.dumps(row) + "\n").encode()


def decode_rows(content: bytes) -> list[dict[str, Any]]:
    """The rows of a JSON Lines file. ``StoreError`` for one that somebody changed."""
    try:
        return [json.loads(line) for line in content.split(b"\n") if line]
    except ValueError:
        pass
    raise StoreError("A file of the save was changed, so it cannot go on.", hint="Name another folder with --save.")


_COLUMNS = ("id", "sent_at", "created_at", "status", "service", "text", "media", "link", "via", "service_update_id")


def table(rows: Sequence[RawRow]) -> bytes:
    """Sent updates as CSV: times in UTC, a column for each statistic. JSON Lines hold what has no column here.

    A cell that a spreadsheet would take for a formula begins with an apostrophe, because texts come from anybody.
    """
    known = sorted({str(name) for row in rows for name in _mapping(row.get("statistics"))})
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*_COLUMNS, *known])
    for row in rows:
        statistics, media = _mapping(row.get("statistics")), _mapping(row.get("media"))
        shown = media.get("photo") or media.get("picture") or media.get("link")
        cells = (
            id_of(row), _time(row.get("sent_at")), _time(row.get("created_at")), row.get("status"),
            row.get("profile_service"), row.get("text"), shown, row.get("service_link"), row.get("via"),
            row.get("service_update_id"),
        )
        writer.writerow([*map(_cell, cells), *(_cell(statistics.get(name)) for name in known)])
    return out.getvalue().encode("utf-8", "replace")


def _cell(value: object) -> str:
    text = "" if value is None or isinstance(value, dict | list) else str(value)
    return f"'{text}" if text[:1] in "=+-@\t\r" and text and not re.fullmatch(r"-?\d+(\.\d+)?", text) else text


def _time(value: object) -> str:
    try:
        seconds = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else 0.0
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if seconds > 0 else ""
    except (ValueError, OverflowError, OSError):
        return ""


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def number(value: object) -> int | None:
    """A whole number, also one written as text."""
    if isinstance(value, str) and value.strip().isdecimal():
        return int(value.strip()[:15])
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return int(value)


@dataclass(frozen=True, slots=True)
class Unit:
    """One question for reactions: an update, an event, and how many requests it will take about."""

    update_id: str
    event: str
    requests: int


def events_for(profile: RawRow, configuration: RawRow) -> tuple[str, ...]:
    """The events that a profile's network offers; singular and plural are the same one (v1 reference, section 3.7)."""
    types = _mapping(_mapping(_mapping(configuration.get("services")).get(str(profile.get("service")))).get("types"))
    kinds = [_mapping(types.get(str(profile.get("service_type")))), *map(_mapping, types.values())]
    offered = (kind.get("supported_interactions") for kind in kinds)
    words: list[Any] = next((one for one in offered if isinstance(one, list)), [])
    found: dict[str, str] = {}
    for word in words:
        if isinstance(word, str) and word:
            found.setdefault(word.rstrip("s"), word)
    return tuple(found.values())


def units(rows: Iterable[RawRow], events: Sequence[str]) -> Iterator[Unit]:
    """What to ask for these sent updates, in their order. What the statistics count as none is not asked for."""
    for row in rows:
        if row.get("status") != "sent":
            continue
        counted = {str(name).rstrip("s"): number(value) for name, value in _mapping(row.get("statistics")).items()}
        for event in events:
            amount = counted.get(event.rstrip("s"))
            if amount != 0:
                yield Unit(id_of(row), event, pages_of(amount or 1))


def pages_of(rows: int | None) -> int:
    """Requests that a list of so many rows takes; an unknown or empty one takes one."""
    return max(1, math.ceil((rows or 0) / PAGE))
