"""What a save is about to cost, how far it is, and how it ended. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .migrating_ports import RawRow
from .migrating_state import ListState, SaveState, Unit, id_of, number, pages_of

ACCOUNT, PROFILES, CONFIGURATION = "account.json", "profiles.json", "configuration.json"
REACTIONS = "who reacted"

Units = Mapping[str, Sequence[Unit]]
"""What is to be asked about reactions, by profile id."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is saved besides schedules, configuration and queues."""

    history: bool = True
    reactions: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of about ``total`` requests; ``doing`` is what is read now; ``seconds`` is what the rest may take."""

    done: int = 0
    total: int = 0
    doing: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Saved:
    """How it ended. ``counts`` are rows by kind; ``notes`` what a person should know.

    ``price`` is the requests that "who reacted" would still cost; ``None`` where it is saved, not offered, or unknown
    without the history.
    """

    where: str
    requests: int
    counts: Mapping[str, int]
    notes: tuple[str, ...] = ()
    price: int | None = None


def minutes(requests: int, per_minute: int) -> str:
    """How long so many requests take at v1's pace: ``less than a minute``, ``about 12 minutes``, ``about 3 hours``."""
    took = requests / max(1, per_minute)
    if took < 1:
        return "less than a minute"
    if took < 90:
        return f"about {round(took)} minute{'s' if round(took) != 1 else ''}"
    return f"about {round(took / 60)} hours"


def requests_left(state: SaveState, profiles: Sequence[RawRow], units: Units, wanted: Wanted) -> int:
    """Requests to come, as far as is known."""
    if not profiles:
        return (PROFILES not in state.files) + (CONFIGURATION not in state.files)
    kinds = ("pending", "sent")[: 2 if wanted.history else 1]
    left = sum(_pages_left(state, f"{kind}/{id_of(p)}", _count(p, kind)) for kind in kinds for p in profiles)
    return left + (units_left(state, units) if wanted.history and wanted.reactions else 0)


def units_left(state: SaveState, units: Units) -> int:
    """Requests that it would take to know who reacted to everything that was sent."""
    if REACTIONS in state.not_offered:
        return 0
    return sum(
        unit.requests for profile_id, asked_for in units.items()
        for unit in asked_for[state.lists.get(f"interactions/{profile_id}", ListState()).pages:]
    )


def outcome(where: str, state: SaveState, profiles: Sequence[RawRow], units: Units, asked: int) -> Saved:
    """What became of it."""
    names = {id_of(profile): name_of(profile) for profile in profiles}
    notes = []
    for key, one in state.lists.items():
        kind, _, profile_id = key.partition("/")
        what = f"{kind.capitalize()} of {names.get(profile_id, profile_id)}"
        if one.refused:
            notes.append(f"{what}: not saved. {one.refused} The same command tries it again.")
        elif one.lacking:
            notes.append(f"{what}: Buffer counts {one.lacking} more than it gives.")
        elif one.done and one.moved:
            notes.append(f"{what}: kept changing while it was read; some that changed may be missing.")
        elif one.ever_moved:
            notes.append(f"{what}: changed while it was read, so it was looked through again; nothing is missing.")
    offered = {REACTIONS: REACTIONS, CONFIGURATION: "the limits of the networks"}
    notes += [f"v1 does not tell {offered.get(name, name)} any more." for name in state.not_offered]
    counts = {kind: sum(one.rows for key, one in state.lists.items() if key.startswith(f"{kind}/"))
              for kind in ("pending", "sent", "interactions")}
    price = units_left(state, units) or None
    return Saved(where, asked, {"profiles": len(profiles), **counts}, tuple(notes), price)


def name_of(profile: RawRow) -> str:
    """What to call a raw profile."""
    return str(profile.get("formatted_username") or profile.get("service_username") or id_of(profile))


def _pages_left(state: SaveState, key: str, counted: int | None) -> int:
    one = state.lists.get(key, ListState())
    if one.done or one.refused:
        return 0
    return max(1, pages_of(counted if one.total is None else one.total) - one.pages)


def _count(profile: RawRow, name: str) -> int | None:
    counts = profile.get("counts")
    return number(counts.get(name)) if isinstance(counts, Mapping) else None
