"""The fields of single networks in a draft: which are asked for, what they hold, and what goes out of them."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from buffertui.domain.drafts import Draft
from buffertui.domain.field_catalogue import BOARD, CATALOGUE, Choice, Kind, PostField, catalogued, default_of, member
from buffertui.domain.fields import with_thread
from buffertui.domain.models import Profile
from buffertui.domain.networks import network
from buffertui.domain.phrases import Understood, when
from buffertui.domain.ports import Can
from buffertui.domain.records import dataclass
from buffertui.domain.times import clock_label, date_label, local_day, zone, zone_label

from .lengths import posts_of
from .placing import chosen, named
from .problem import NEWER

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One field that the chosen profiles want. ``profiles`` are those that it is for, in Buffer's order.

    ``value`` is what would go out, ``put_in`` what was typed or chosen. ``time`` is what the value of a time means, of
    a ``whole_day`` its beginning; ``note`` how it was understood, or why it was not.
    """

    key: str
    field: PostField
    profiles: tuple[Profile, ...]
    value: str = ""
    put_in: str = ""
    choices: tuple[Choice, ...] = ()
    time: datetime | None = None
    whole_day: bool = False
    note: str = ""

    @property
    def missing(self) -> bool:
        """Whether the network would refuse the post because this is empty."""
        return self.field.required and not self.value

    @property
    def odd(self) -> bool:
        """Whether what was typed is not understood."""
        return self.field.kind is Kind.TIME and bool(self.value) and self.time is None

    @property
    def group(self) -> str:
        """Whose field it is: the name of its network, or nothing where several share it."""
        names = {network(profile.service).name for profile in self.profiles}
        return names.pop() if len(names) == 1 else ""

    @property
    def shown(self) -> str:
        """The value as a person reads it."""
        return next((choice.label for choice in self.choices if choice.value == self.value), self.value)


def wanted(
    draft: Draft, profiles: Sequence[Profile], now: datetime, zone_fallback: str = "", *,
    lacks: Container[Can] = NEWER,
) -> tuple[Wanted, ...]:
    """What the networks of the chosen profiles want besides the text, in the catalogue's order; none without the power.

    Of a field that stands twice in the catalogue the case that holds is taken.
    """
    if Can.FIELDS in lacks:
        return ()
    found = chosen(draft, profiles)
    services = [network(profile.service).service for profile in found]
    asked: list[Wanted] = []
    values: dict[str, str] = {}
    for one in CATALOGUE:
        whose = tuple(profile for profile, service in zip(found, services, strict=True) if service in one.services)
        if not whose or not all(values.get(key) in accepted for key, accepted in one.only):
            continue
        for part in ([(profile,) for profile in whose] if one.per_profile else [whose]):
            key = f"{one.key}{part[0].id}" if one.per_profile else one.key
            made = _filled(Wanted(key, one, part), draft)
            values[key] = made.value
            asked.append(_timed(made, now, zone_fallback) if one.kind is Kind.TIME else made)
    return tuple(asked)


def _filled(one: Wanted, draft: Draft) -> Wanted:
    put_in = draft.fields.get(one.key, "")
    choices = one.field.choices
    value = put_in.strip() or default_of(one.field, draft.media)
    if one.key.startswith(BOARD):
        choices = tuple(Choice(board.id, board.label) for board in one.profiles[0].boards)
        value = value or (choices[0].value if len(choices) == 1 and draft.editing is None else "")
    if one.field.kind is Kind.CHOICE and value and all(choice.value != value for choice in choices):
        # What the network has learned since this was written, or a board that is gone, is shown and kept.
        choices = (*choices, Choice(value, value))
    return replace(one, value=value, put_in=put_in, choices=choices)


def _timed(one: Wanted, now: datetime, zone_fallback: str) -> Wanted:
    if not one.value:
        return one
    where = zone(one.profiles[0].timezone, zone_fallback)
    try:
        exact = datetime.fromisoformat(one.value)
    except ValueError:
        exact = None
    if exact is not None and _DAY.fullmatch(one.value):
        told = f"{date_label(exact.date())}, the whole day"
        return replace(one, time=exact.replace(tzinfo=where), whole_day=True, note=told)
    if exact is not None and exact.tzinfo is not None:
        told = f"{date_label(local_day(exact, where))}, {clock_label(exact, where)} {zone_label(where)}"
        return replace(one, time=exact, note=told)
    meant = when(one.value, now, where)
    if isinstance(meant, Understood):
        return replace(one, time=meant.time, note=meant.echo)
    return replace(one, note=meant.message)


def values(
    draft: Draft, profiles: Sequence[Profile], now: datetime, zone_fallback: str = "", *,
    lacks: Container[Can] = NEWER,
) -> Mapping[str, str]:
    """What of the fields goes out: all that the chosen profiles' networks want, and of a thread what follows the first.

    What a network has besides, which nobody here knows, stays as it is in the draft.
    """
    if Can.FIELDS in lacks:
        return MappingProxyType({})
    asked = wanted(draft, profiles, now, zone_fallback, lacks=lacks)
    made = {one.key: _going_out(one) for one in asked if one.value}
    members = {member(profile.service) for profile in chosen(draft, profiles)}
    for key, value in draft.fields.items():
        if "." in key and key.partition(".")[0] in members and not catalogued(key):
            made[key] = value
    return MappingProxyType(with_thread(made, (draft.text[start:end] for start, end in posts_of(draft)[1:])))


def _going_out(one: Wanted) -> str:
    return one.time.isoformat() if one.time is not None and not one.whole_day else one.value


def about(one: Wanted) -> str:
    """What a field is for, in a sentence, and how what was typed is understood."""
    whose = f"{named(one.profiles[0])}: " if one.field.per_profile else f"{one.group}: " if one.group else ""
    return one.note or f"{whose}{one.field.help}"
