"""What a person is told about moving from v1, for the terminal and for the screen alike. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from buffertui.domain.networks import network

from .migrating import DIFFERENCES, GAINED, KEYS_PAGE, MEANS_ONLY_NEW, MEANS_ONLY_OLD, Party
from .migrating_desk import Look
from .migrating_tally import REACTIONS, Progress, Saved, minutes


@dataclass(frozen=True, slots=True)
class Told:
    """One entry: a label, and beside it a text that may wrap. A ``heading`` has no text; ``bad`` asks to be looked at.

    Both may hold text from outside.
    """

    label: str = ""
    text: str = ""
    heading: bool = False
    bad: bool = False


def end_of_v1(days: int) -> str:
    """When v1 ends, seen from today."""
    if days > 1:
        return f"Buffer switches API v1 off on 2027-02-01, in {days} days."
    if days == 1:
        return "Buffer switches API v1 off tomorrow, on 2027-02-01."
    return "Buffer switched API v1 off on 2027-02-01. Perhaps it still answers; what comes is saved."


def told_of(look: Look) -> Iterator[Told]:
    """Everything that is known after looking at both sides."""
    yield Told("From", f"{look.frm}: {look.old_name}, API v1, {_number(len(look.old), 'profile')}")
    if look.trouble:
        yield Told("To", f"{look.to}: could not be compared. {look.trouble}", bad=True)
    elif look.alone:
        yield Told("To", "no account with a key for the GraphQL API yet", bad=True)
        yield from how_to_get_a_key()
    else:
        yield Told("To", f"{look.to}: {look.new_name}, API graphql, {_channels(look)}")
        if look.other:
            yield Told("", "No profile has a channel there. Is this the key of another Buffer account?", bad=True)
        yield from _pairs(look)
    yield Told("What changes", heading=True)
    for one in DIFFERENCES:
        yield Told(one.about, f"v1: {one.before}. GraphQL: {one.after}.")
    yield Told("New", f"{GAINED}.")


def how_to_get_a_key() -> Iterator[Told]:
    """What to do where there is no account to move to."""
    yield Told("How to get there", heading=True)
    yield Told("1", f"Make a personal key on {KEYS_PAGE} (a free account can have one; its owner makes it).")
    yield Told("2", "Run `buffertui login --account new` (any name that is not taken) and give it the key.")
    yield Told("3", "Run `buffertui migrate` again: it then shows which profile is which channel.")


def _channels(look: Look) -> str:
    channels = len(look.pairing.pairs) + len(look.pairing.only_new)
    return f"{_number(channels, 'channel')} in {_number(len(look.organizations), 'organization')}"


def _pairs(look: Look) -> Iterator[Told]:
    pairing = look.pairing
    if pairing.pairs:
        yield Told(f"Found on both sides  {len(pairing.pairs)}", heading=True)
    for both, notes in zip(pairing.pairs, look.notes, strict=True):
        ours, theirs = called(both.old), called(both.new)
        name = "" if ours == theirs else f" It is called {theirs} there."
        text = " ".join(note.text for note in sorted(notes, key=lambda note: not note.bad))
        yield Told(ours, f"{str(both.by).capitalize()}.{name} {text}", bad=any(note.bad for note in notes))
    alone = (("Only in v1", pairing.only_old, MEANS_ONLY_OLD), ("Only in GraphQL", pairing.only_new, MEANS_ONLY_NEW))
    for heading, parties, means in alone:
        if parties:
            yield Told(f"{heading}  {len(parties)}", heading=True)
        for party in parties:
            several = len(look.organizations) > 1 and party.organization
            where = f" Organization: {party.organization}." if several else ""
            yield Told(called(party), means + where, bad=parties is pairing.only_old)


def called(party: Party) -> str:
    """``X @northwind``."""
    profile = party.profile
    return f"{network(profile.service).name} {profile.username or profile.id}"


def doing(progress: Progress, per_minute: int) -> str:
    """``12 of 40 requests, about 2 minutes left: sent of @northwind``."""
    if not progress.total:
        return "Asking whose token this is"
    left = minutes(max(0, progress.total - progress.done), per_minute)
    what = f": {progress.doing}" if progress.doing else ""
    return f"{progress.done} of {progress.total:,} requests, {left} left{what}"


def told_of_saved(saved: Saved, per_minute: int, how: str) -> Iterator[Told]:
    """How a save ended. ``how`` says what to do for saving who reacted, too."""
    counts = saved.counts
    parts = [_number(counts.get("profiles", 0), "profile"), f"{counts.get('pending', 0):,} waiting",
             f"{counts.get('sent', 0):,} sent"]
    if counts.get("interactions"):
        parts.append(f"{counts['interactions']:,} reactions")
    yield Told("Saved", f"{', '.join(parts)}." + (" Everything was there already." if saved.requests == 1 else ""))
    yield Told("In", saved.where)
    for note in saved.notes:
        yield Told("Note", note, bad=True)
    if saved.price:
        yield Told("Not saved", f"{REACTIONS}: {price(saved.price, per_minute)}. {how}")


def price(requests: int, per_minute: int) -> str:
    """``up to 3,461 requests, about 63 minutes``."""
    return f"up to {_number(requests, 'request')}, {minutes(requests, per_minute)}"


def _number(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def in_columns(told: Iterable[Told], least: int, most: int) -> Iterator[tuple[Told, int]]:
    """Each entry with the width of its column of labels, which is the same between two headings."""
    entries = list(told)
    starts = [0, *(at for at, one in enumerate(entries) if one.heading), len(entries)]
    for start, end in pairwise(starts):
        labels = (len(one.label) for one in entries[start:end] if not one.heading)
        column = min(max(max(labels, default=0) + 2, least), max(least, most))
        yield from ((one, column) for one in entries[start:end])
