"""Moving from v1 to GraphQL: which profile is which channel, and what is different on the other side. Pure."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from buffertui.domain.models import DAYS, FAILED, Profile, Schedule, Update

from .tracing import essence

END_OF_V1 = date(2027, 2, 1)
"""From this day on v1 gives no data any more (Buffer's announcement of 2026-07-27; v1 reference)."""

KEYS_PAGE = "publish.buffer.com/settings/api"
"""Where a person makes a personal key (GraphQL reference, section 2.1)."""

_SERVICES = {"x": "twitter"}


@dataclass(frozen=True, slots=True)
class Party:
    """A profile of v1, or a channel of GraphQL, with every name that it goes by.

    ``locked`` is a channel too many for its plan; ``organization`` is whose it is, where there are several.
    """

    profile: Profile
    names: tuple[str, ...] = ()
    locked: bool = False
    organization: str = ""

    @property
    def called(self) -> frozenset[str]:
        """Its names as they are compared: without ``@``, case and width make no difference."""
        found = (_folded(name) for name in (self.profile.username, *self.names))
        return frozenset(name for name in found if name)

    @property
    def service(self) -> str:
        """Its network as it is compared. v1's ``google`` was Google+ and is no ``googlebusiness`` (section 12.1)."""
        service = self.profile.service.strip().lower()
        return _SERVICES.get(service, service)


class By(StrEnum):
    """How two of them were known to be the same."""

    ID = "same id"
    NAME = "same network and name"


@dataclass(frozen=True, slots=True)
class Pair:
    """A profile and the channel that it is."""

    old: Party
    new: Party
    by: By


@dataclass(frozen=True, slots=True)
class Pairing:
    """All pairs in v1's order, and what has no partner."""

    pairs: tuple[Pair, ...] = ()
    only_old: tuple[Party, ...] = ()
    only_new: tuple[Party, ...] = ()


def pair(old: Sequence[Party], new: Sequence[Party]) -> Pairing:
    """Find for each profile its channel: the one with its id, else the only one of its network with one of its names.

    Where two could be meant and the kind (page, group) does not tell them apart, none is taken.
    """
    by_id = {party.profile.id: party for party in new}
    found = {party.profile.id: (by_id[party.profile.id], By.ID) for party in old if party.profile.id in by_id}
    rest_old = [party for party in old if party.profile.id not in found]
    rest_new = [party for party in new if party.profile.id not in found]
    for party in rest_old:
        there = _only(party, rest_new)
        if there is not None and _only(there, rest_old) is party:
            found[party.profile.id] = (there, By.NAME)
    taken = {there.profile.id for there, _ in found.values()}
    return Pairing(
        tuple(Pair(p, *found[p.profile.id]) for p in old if p.profile.id in found),
        tuple(p for p in old if p.profile.id not in found),
        tuple(p for p in new if p.profile.id not in taken),
    )


def _only(one: Party, others: Sequence[Party]) -> Party | None:
    like = [other for other in others if other.service == one.service and other.called & one.called]
    if len(like) > 1:
        like = [other for other in like if other.profile.service_type == one.profile.service_type]
    return like[0] if len(like) == 1 else None


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split()).lstrip("@")


@dataclass(frozen=True, slots=True)
class Presence:
    """Where v1's waiting posts are on the other side. ``extra`` is how many wait only there."""

    by_id: int = 0
    by_text: int = 0
    missing: tuple[Update, ...] = ()
    extra: int = 0

    @property
    def waiting(self) -> int:
        """How many wait in v1."""
        return self.by_id + self.by_text + len(self.missing)


def presence(old: Iterable[Update], new: Iterable[Update]) -> Presence:
    """Look for each waiting post by its id, else by its text (links and spaces may differ); each is found once.

    What the network refused does not wait, although v1 may list it (v1 reference, section 4.2).
    """
    left = {update.id: update for update in new if update.readable}
    texts: defaultdict[str, list[str]] = defaultdict(list)
    waiting = [update for update in old if update.readable and update.status != FAILED]
    rest = [update for update in waiting if left.pop(update.id, None) is None]
    for update in left.values():
        texts[essence(update.text)].append(update.id)
    missing: list[Update] = []
    for update in rest:
        if ids := texts[essence(update.text)]:
            left.pop(ids.pop(0))
        else:
            missing.append(update)
    by_text = len(rest) - len(missing)
    return Presence(len(waiting) - len(rest), by_text, tuple(missing), len(left))


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence about a pair. ``bad`` is what a person should look after."""

    text: str
    bad: bool = False


def compare(both: Pair, waiting: Presence | None = None) -> tuple[Note, ...]:
    """What is the same and what differs in a pair. ``waiting`` is ``None`` where the queues were not read."""
    old, new = both.old.profile, both.new.profile
    notes = [*_states(both), *_times(old, new)]
    if old.service.strip().lower() != new.service.strip().lower() and both.by is By.ID:
        notes.append(Note(f"v1 calls the network {old.service}, GraphQL {new.service}."))
    if old.timezone and new.timezone and old.timezone != new.timezone:
        notes.append(Note(f"Time zone: {old.timezone} in v1, {new.timezone} in GraphQL.", bad=True))
    if waiting is not None:
        notes += _queue(waiting)
    elif None not in (old.counts.pending, new.counts.pending) and old.counts.pending != new.counts.pending:
        notes.append(Note(f"{old.counts.pending} wait in v1, {new.counts.pending} in GraphQL.", bad=True))
    return tuple(notes)


def _states(both: Pair) -> list[Note]:
    notes = []
    locked = both.old.locked or both.new.locked
    if locked:
        notes.append(Note("Locked: one too many for the plan; nothing goes out there.", bad=True))
    sides = (("disconnected", both.old.profile.disconnected, both.new.profile.disconnected),
             ("paused", both.old.profile.paused, both.new.profile.paused))
    for name, then, now in sides:
        if name == "disconnected" and locked:
            continue
        if then or now:
            where = "" if then and now else " in v1 only" if then else " in GraphQL only"
            todo = " Connect it again at Buffer." if name == "disconnected" else ""
            notes.append(Note(f"{name.capitalize()}{where}.{todo}", bad=bool(where or todo)))
    return notes


def _times(old: Profile, new: Profile) -> list[Note]:
    then, now = slots_of(old.schedules), slots_of(new.schedules)
    if then == now:
        return []
    parts = [f"{spoken(only)} only in {name}" for name, only in (("v1", then - now), ("GraphQL", now - then)) if only]
    return [Note(f"Posting times differ: {'; '.join(parts)}.", bad=True)]


def slots_of(schedules: Iterable[Schedule]) -> frozenset[tuple[int, str]]:
    """Every posting time as its day (Monday is 0) and time."""
    return frozenset((DAYS.index(d), t) for one in schedules for d in one.days for t in one.times if d in DAYS)


def spoken(slots: Iterable[tuple[int, str]], most: int = 3) -> str:
    """``Mon Tue Wed 09:15, Sat 11:00 and 2 more``: days that share a time stand together."""
    by_time: defaultdict[str, list[int]] = defaultdict(list)
    for day, time in sorted(slots):
        by_time[time].append(day)
    said = [f"{' '.join(DAYS[day].capitalize() for day in days)} {time}" for time, days in sorted(by_time.items())]
    more = f" and {len(said) - most} more" if len(said) > most else ""
    return ", ".join(said[:most]) + more


def _queue(waiting: Presence) -> list[Note]:
    total = waiting.waiting
    if not total and not waiting.extra:
        return [Note("Nothing waits on either side.")]
    how = f" ({waiting.by_text} known by the text)" if waiting.by_text else ""
    notes = []
    if waiting.missing:
        notes.append(Note(f"Of {total} waiting posts {len(waiting.missing)} cannot be found: "
                          f"{_quoted(waiting.missing)}. Look at Buffer before v1 ends.", bad=True))
    elif total:
        all_of_it = "The waiting post is" if total == 1 else f"All {total} waiting posts are"
        notes.append(Note(f"{all_of_it} there{how}."))
    if waiting.extra:
        notes.append(Note(f"{waiting.extra} more {'waits' if waiting.extra == 1 else 'wait'} only in GraphQL."))
    return notes


def _quoted(updates: Sequence[Update]) -> str:
    texts = (" ".join(update.text.split()) for update in updates)
    said = [f"“{text[:30]}…”" if len(text) > 31 else f"“{text}”" for text in texts]
    return ", ".join(said[:2]) + (f" and {len(said) - 2} more" if len(said) > 2 else "")


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is another way for the whole account: how v1 has it, and how GraphQL does."""

    about: str
    before: str
    after: str


DIFFERENCES: tuple[Difference, ...] = (
    Difference("Requests", "60 a minute", "100 in 15 minutes and 100 to 500 a day, by plan"),
    Difference("Refreshing", "by itself", "at the start, with r and after your own changes"),
    Difference("Order of a queue", "any order with one request",
               "to the top with one; else one for each post that moves, which then has a fixed time"),
    Difference("Several profiles", "one request for a post to all of them", "one for each"),
    Difference("Posting times", "can be changed", "are only shown; Buffer's page changes them"),
    Difference("Short links", "a switch for each post", "the profile's own setting counts"),
    Difference("Who reacted", "listed for each post", "not offered; only how many"),
    Difference("Counts", "waiting and sent, for each profile", "what waits is counted, what was sent is not"),
    Difference("Followers", "told for each profile", "not offered"),
)
"""What changes for the whole account (GraphQL reference, sections 4 and 12.6)."""

GAINED = (
    "drafts at Buffer, approval, failed posts with their reason, tags, threads, first comments, post types, alt texts, "
    "daily limits, several organizations"
)
"""What only GraphQL has (section 12.7)."""

MEANS_ONLY_OLD = (
    "Not in any organization that the key opens. Connect it at Buffer, or use a key of the account that owns it; "
    "otherwise it is out of reach when v1 ends."
)
MEANS_ONLY_NEW = "v1 does not show this channel. There is nothing to move for it."
