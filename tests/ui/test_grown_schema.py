"""A schema that grew at random: whatever the service answers, the main screen stands and says why a list is empty."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from buffertui.core.state import Side
from buffertui.sandbox.graphql_manners import Manners
from buffertui.sandbox.seed import seed_organizations
from buffertui.sandbox.transport import SandboxTransport
from tests.support.screen import WIDE, Person, Stage, opened

pytest.importorskip("graphql")

PLENTY = (10**6,) * 3
SHARES = (0.01, 0.03, 0.1, 0.4)
WALK = ("4", "j", "enter", "escape", "5", "6", "2", "G", "enter", "escape", "3", "j", "enter", "escape", "r", "1", "j")
SMALL = (60, 20)


def grown(share: float, seed: int) -> Callable[[Stage], None]:
    def prepare(stage: Stage) -> None:
        manners = Manners(quotas=PLENTY, grown=share, grown_seed=seed)
        stage.transport = SandboxTransport(stage.world, graphql=manners)

    return prepare


def says_why(person: Person) -> None:
    """Each list in sight has rows, or says in words why it has none."""
    for side in (person.main.left, Side.SENT):
        pane = person.main.list_of(side)
        if not pane.rows.rows:
            said = " ".join(piece.text for line in pane.rows.empty for piece in line)
            assert said, f"{side} is empty without a word"
            assert said != "Loading…", f"{side} says that it is loading, and it is not:\n{person.text}"
    person.fits()


async def walk(person: Person) -> None:
    for key in WALK:
        await person.press(key)
        if key in ("r", "j"):
            await person.wait(1)
        says_why(person)
    assert person.lines()[0].startswith(" buffertui")


@pytest.mark.parametrize("seed", range(12))
async def test_keys_through_all_lists_find_a_screen_that_stands(seed: int) -> None:
    share, size = SHARES[seed % len(SHARES)], (WIDE, SMALL)[seed % 3 == 2]
    async with opened(size, world=seed_organizations, prepare=grown(share, seed), api="graphql") as person:
        says_why(person)
        await walk(person)
        await person.resize(*(SMALL if size is WIDE else WIDE))
        await person.press("1", "g")
        await person.wait(1)
        for key in "4562":
            await person.press(key)
            says_why(person)
