"""Texts that try to harm show as harmless text in every place of the screen that shows text from outside."""

from __future__ import annotations

import unicodedata

import pytest

from buffertui.core.board import Tone
from buffertui.core.state import Side
from buffertui.sandbox.faults import Fault, Kind
from buffertui.sandbox.hostile import HOSTILE_TEXTS, seed_hostile
from buffertui.ui.screens.compose import ComposeScreen
from buffertui.ui.screens.detail import DetailScreen
from tests.support.screen import HUGE, LOW, WIDE, Person, opened

BIDI = {*"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}


def harmless(person: Person) -> None:
    """No control, half character or bidi mark is drawn, and nothing that was drawn can be clicked to act."""
    person.fits()
    for strip in person.app.screen._compositor.render_strips():
        for text, style, _ in strip:
            bad = [c for c in text if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or c in BIDI]
            assert not bad, f"{bad!a} in {text!a}"
            if style is not None:
                assert not style.link, f"an address behind {text!a}"
                assert "@click" not in style.meta, f"{style.meta} behind {text!a}"
    assert person.app.return_value is None
    assert not person.app.clipboard


@pytest.mark.parametrize("size", [LOW, WIDE, HUGE], ids=["80x24", "120x40", "200x50"])
async def test_in_title_sidebar_and_both_lists(size: tuple[int, int]) -> None:
    async with opened(size, world=seed_hostile) as person:
        harmless(person)
        person.sees("[@click=app.quit]Evil", "[@click=app.quit]x[/]", "[bold red]not red[/bold red]")
        for side in ("2", "3"):
            await person.press(side)
            for _ in range(6):
                await person.press("pagedown")
                harmless(person)


async def test_in_the_names_of_profiles_at_the_top_of_the_list() -> None:
    async with opened(world=seed_hostile) as person:
        await person.press("1")
        for _ in person.now.profiles:
            await person.press("j")
            await person.wait(1)
            harmless(person)


async def test_in_the_list_of_all_profiles() -> None:
    async with opened(world=seed_hostile) as person:
        await person.press("1", "g")
        await person.wait(1)
        harmless(person)


async def test_in_the_detail_of_every_update() -> None:
    async with opened(world=seed_hostile) as person:
        for _ in range(len(HOSTILE_TEXTS) + 1):
            await person.press("enter")
            assert isinstance(person.app.screen, DetailScreen)
            harmless(person)
            await person.press("escape", "j")


async def test_in_the_composer_when_such_a_text_is_edited() -> None:
    async with opened(world=seed_hostile) as person:
        for _ in range(4):
            await person.press("e")
            assert isinstance(person.app.screen, ComposeScreen)
            harmless(person)
            await person.press("escape", "j")


async def test_in_what_is_held_in_the_outbox_and_when_leaving() -> None:
    async with opened(world=seed_hostile) as person:
        for _ in range(6):
            await person.press("d", "j")
            harmless(person)
        await person.press("b")
        harmless(person)
        await person.press("escape", "q")
        person.sees("6 changes have not gone out yet")
        harmless(person)


async def test_in_notices() -> None:
    async with opened(world=seed_hostile) as person:
        assert person.stage.session is not None
        for text in HOSTILE_TEXTS[:9]:
            person.stage.session.board.tell(text, text, Tone.ERROR)
            await person.settle()
            harmless(person)


async def test_in_the_filter_and_in_what_it_says() -> None:
    async with opened(world=seed_hostile) as person:
        await person.press("slash")
        await person.type("[@click=app.quit]x")
        harmless(person)
        await person.type("[/][/b] none")
        harmless(person)


async def test_in_the_palette_with_such_an_account() -> None:
    async with opened(world=seed_hostile) as person:
        await person.press("ctrl+p")
        await person.search("[/] [bold")
        harmless(person)


async def test_in_what_a_server_says_when_it_refuses() -> None:
    async with opened(world=seed_hostile) as person:
        person.stage.faults.add(Fault(Kind.MESSAGE_OBJECT, times=None))
        await person.press("d")
        await person.wait(12)
        harmless(person)


async def test_a_click_on_such_a_text_only_moves_the_cursor() -> None:
    async with opened(world=seed_hostile) as person:
        for y in range(0, 24, 3):
            await person.click("#pending UpdateList", offset=(10, y))
            harmless(person)
            if isinstance(person.app.screen, DetailScreen):
                await person.click("#detail-text", offset=(1, 0))
                harmless(person)
                await person.press("escape")
        assert person.main.side is Side.PENDING
