"""Moments of a day at the screen that are looked at from outside: as plain text, and as pictures for the README."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from buffertui.sandbox.faults import Fault, Kind
from buffertui.sandbox.seed import seed_empty, seed_organizations, seed_world

from .screen import MakeWorld, Person, Stage

LONG = (
    "The tide calendar is back from the bindery: 365 days, two colours, and no two sheets quite alike. "
    "We printed it between September and last night, mostly on time, with Oleh, one spoon and a borrowed heater. "
    "Come to the studio on Saturday, choose your own thumbprint, stay for a bun: "
    "https://northwind.example/tide-calendar\n\n#risograph #tidecalendar #printmaking"
)
"""Fits LinkedIn and Facebook, and is too long for X."""

Act = Callable[[Person], Awaitable[None]]


async def nothing(person: Person) -> None:
    """Look at the screen as it opened."""


async def composing(person: Person) -> None:
    """Write one post for three networks; it is too long for one of them."""
    await person.press("c", "shift+tab", "j", "space", "j", "space", "tab")
    await person.paste(LONG)


async def reading(person: Person) -> None:
    """Open a sent update whole."""
    await person.press("3", "j", "enter")


async def looking_at_drafts(person: Person) -> None:
    """The drafts that Buffer holds of Facebook: one is meant for a time."""
    await person.press("4", "1", "j")
    await person.wait(1)
    await person.press("2", "4")


async def looking_at_failed(person: Person) -> None:
    """What Pinterest refused, with the reason."""
    await person.press("1", "G", "k", "6")
    await person.wait(1)


async def all_keys(person: Person) -> None:
    """Look up a key."""
    await person.press("question_mark")


async def palette(person: Person) -> None:
    """Look for a command by its name."""
    await person.press("ctrl+p")


async def throttled(person: Person) -> None:
    """Buffer shuts the door for 42 seconds; a move, a refresh and then a deletion wait before it."""
    person.stage.faults.add(Fault(Kind.THROTTLED, retry_after="42"))
    await person.press("j", "t", "r", "k", "d")
    await person.wait(9)


def without_network(stage: Stage) -> None:
    """Nothing can be reached from the start."""
    stage.faults.add(Fault(Kind.OFFLINE, times=None))


@dataclass(frozen=True, slots=True)
class Scene:
    """One such moment: on which world, after which preparation, and what the person does."""

    act: Act = nothing
    world: MakeWorld = seed_world
    prepare: Callable[[Stage], None] | None = None
    api: str = "v1"


SCENES = {
    "main": Scene(),
    "compose": Scene(composing),
    "detail": Scene(reading),
    "help": Scene(all_keys),
    "palette": Scene(palette),
    "throttled": Scene(throttled),
    "empty": Scene(world=seed_empty),
    "offline": Scene(prepare=without_network),
    "main-graphql": Scene(world=seed_organizations, api="graphql"),
    "drafts-graphql": Scene(looking_at_drafts, api="graphql"),
    "failed-graphql": Scene(looking_at_failed, api="graphql"),
}
