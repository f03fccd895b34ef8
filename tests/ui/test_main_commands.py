"""Commands that cannot run say why; keys, themes and the palette follow registry and configuration; leaving asks."""

from __future__ import annotations

import pytest
from textual.command import CommandPalette

from buffertui.core.commands import COMMANDS, Scope
from buffertui.ui.screens.detail import DetailScreen
from buffertui.ui.screens.listing_dialog import ListDialog
from tests.support.screen import opened

CHANGING = ("c", "n", "e", "s", "d", "t", "J", "K")


async def test_what_was_sent_cannot_be_changed_and_that_is_said() -> None:
    async with opened() as person:
        await person.press("3", "d")
        person.told("Delete", "has been sent")
        await person.press("e")
        person.told("Edit", "has been sent")


async def test_a_fixed_time_has_no_place_in_the_order() -> None:
    async with opened() as person:
        await person.press("j", "j")
        assert person.chosen.fixed
        await person.press("J")
        person.told("Move down", "fixed time")


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        (("u",), "nothing to take back"),
        (("b",), "The outbox is empty"),
        (("a",), "only one account"),
        (("1", "enter", "1", "d"), "No update is selected"),
        (("d", "d"), "already being changed (deleting)"),
        (("1", "g", "2", "slash", "p", "enter", "J"), "Take the filter away first"),
        (("j", "o"), "no link"),
    ],
)
async def test_a_command_that_cannot_run_says_why(keys: tuple[str, ...], reason: str) -> None:
    async with opened() as person:
        await person.press(*keys)
        person.told(reason)


async def test_a_command_that_cannot_run_is_not_in_the_footer() -> None:
    async with opened() as person:
        person.sees("d delete")
        await person.press("3")
        person.sees_not("d delete", "e edit")
        person.sees("y copy")


async def test_read_only_refuses_every_change_and_says_so() -> None:
    async with opened(read_only=True) as person:
        person.sees("read-only")
        for key in CHANGING:
            await person.press(key)
            person.told("only looks")
        await person.press("enter")
        assert isinstance(person.app.screen, DetailScreen)
        await person.press("d")
        person.told("only looks")
        assert not [request for request in person.stage.requests() if request.startswith("POST")]


async def test_keys_of_the_configuration_replace_the_default_ones_everywhere() -> None:
    async with opened(keys={"update.delete": "x,f8", "cursor.down": "n", "post.new": "N"}) as person:
        person.sees("x delete")
        await person.press("d")
        person.sees_not("deleting")
        await person.press("n")
        assert person.chosen == person.pending()[1]
        await person.press("enter")
        person.sees("x delete")
        await person.press("escape", "f8")
        person.sees("deleting")
        await person.press("question_mark")
        person.sees("x F8")


async def test_an_unknown_theme_falls_back_to_our_own() -> None:
    async with opened(theme="no-such-theme") as person:
        assert person.app.theme == "buffertui-dark"
        person.sees("PENDING  14")


@pytest.mark.parametrize("theme", ["buffertui-light", "buffertui-contrast", "nord", "ansi-dark"])
async def test_a_theme_can_be_chosen_in_the_settings(theme: str) -> None:
    async with opened(theme=theme) as person:
        assert person.app.theme == theme
        person.sees("PENDING  14")


async def test_without_colour_everything_is_still_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened() as person:
        coloured = person.lines()
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened() as person:
        assert person.lines() == coloured
        assert {len({*colour}) for colour in person.colours()} == {1}, "without colour there are only greys"


async def test_the_palette_has_every_command_of_the_main_screen() -> None:
    async with opened() as person:
        shown = {command.title.partition("  (")[0] for command in person.app.get_system_commands(person.main)}
        assert shown == {
            command.title for command in COMMANDS if command.scope is Scope.MAIN and command.id != "app.palette"
        }
        await person.press("ctrl+p")
        assert isinstance(person.app.screen, CommandPalette)
        person.sees("Compose  (c)", "Search for commands")


async def test_the_palette_runs_a_command_and_gives_the_reason_of_one_that_cannot_run() -> None:
    async with opened() as person:
        await person.press("ctrl+p")
        await person.search("shuffle")
        await person.press("enter")
        person.sees("shuffle")
        await person.press("u", "3", "ctrl+p")
        await person.search("delete")
        person.sees("This update has been sent.")


async def test_leaving_while_something_is_held_asks_and_escape_stays() -> None:
    async with opened() as person:
        await person.press("d", "q")
        assert isinstance(person.app.screen, ListDialog)
        person.sees("One change has not gone out yet", "delete", "Stay")
        await person.press("escape")
        assert person.app.return_value is None
        person.sees("deleting")


async def test_leaving_can_drop_what_is_held() -> None:
    async with opened() as person:
        update = person.chosen
        await person.press("d", "q", "j", "j")
        await person.press("enter")
        assert person.app.return_value == 0
        await person.clock.advance(30)
        assert person.stage.world.update(update.id) is not None


async def test_the_outbox_lists_what_is_held_and_u_takes_it_back_there() -> None:
    async with opened() as person:
        await person.press("d", "j", "s", "b")
        person.sees("Outbox", "held", "delete", "share")
        await person.press("u")
        assert len(person.now.outbox) == 1
        person.sees_not("deleting")


async def test_accounts_are_switched_inside_the_program() -> None:
    async with opened(accounts=("demo", "second")) as person:
        await person.press("a")
        person.sees("Accounts", "second")
        await person.press("j", "enter")
        assert person.now.account_name == "second"
        person.sees("PENDING  14")


async def test_a_terminal_that_is_too_small_says_so_and_comes_back() -> None:
    async with opened((38, 9)) as person:
        person.sees("This terminal is too small.", "40 columns and 10 rows", "press q to leave")
        await person.resize(80, 24)
        person.sees("PENDING  14")
