"""The keys of the main screen do what they promise, as a person sees it."""

from __future__ import annotations

import webbrowser

import pytest

from buffertui.core.state import Side
from buffertui.domain.models import SENT
from buffertui.ui.screens.compose import ComposeScreen
from buffertui.ui.screens.detail import DetailScreen
from buffertui.ui.screens.help import HelpScreen
from buffertui.ui.widgets.sidebar import ProfileList
from buffertui.ui.widgets.update_list import UpdateList
from tests.support.screen import LOW, Person, opened


def focus_of(person: Person) -> str:
    focused = person.app.focused
    if isinstance(focused, UpdateList):
        return focused.side
    return "profiles" if isinstance(focused, ProfileList) else str(focused)


def queue(person: Person) -> list[str]:
    """The ids of what has a place in the order, first to last."""
    return [update.id for update in person.pending() if not update.fixed]


async def test_letters_and_arrows_move_the_cursor() -> None:
    async with opened() as person:
        first, second, third = person.pending()[:3]
        assert person.chosen == first
        await person.press("j", "down")
        assert person.chosen == third
        await person.press("k")
        assert person.chosen == second
        await person.press("up", "up")
        assert person.chosen == first


async def test_the_ends_and_whole_pages_of_a_list_are_one_key_away() -> None:
    async with opened(LOW) as person:
        updates = person.pending()
        await person.press("G")
        assert person.chosen == updates[-1]
        person.sees(updates[-1].text.splitlines()[0])
        await person.press("g")
        assert person.chosen == updates[0]
        await person.press("pagedown")
        assert updates.index(person.chosen) > 3
        await person.press("pageup")
        assert person.chosen == updates[0]


async def test_tab_and_digits_go_from_list_to_list() -> None:
    async with opened() as person:
        assert focus_of(person) == "pending"
        seen = []
        for key in ("tab", "tab", "tab", "shift+tab", "1", "2", "3"):
            await person.press(key)
            seen.append(focus_of(person))
        assert seen == ["sent", "profiles", "pending", "profiles", "profiles", "pending", "sent"]


async def test_where_one_list_has_room_the_digit_brings_the_other() -> None:
    async with opened(LOW) as person:
        person.sees("PENDING  14")
        person.sees_not("SENT  ")
        await person.press("3")
        person.sees("SENT  166", "Behind the scenes")
        person.sees_not("PENDING  14")


async def test_choosing_a_profile_shows_its_lists_and_goes_there() -> None:
    async with opened() as person:
        await person.press("1", "j")
        await person.wait(1)
        person.sees("PENDING  9 · Northwind Studio")
        await person.press("enter")
        assert focus_of(person) == "pending"
        await person.press("1", "g")
        await person.wait(1)
        person.sees("PENDING  45")


async def test_passing_by_a_profile_costs_no_request() -> None:
    async with opened() as person:
        before = len(person.stage.requests())
        await person.press("1", "j", "j", "k", "k", "2", "j", "G", "g", "tab", "slash", "x", "escape")
        assert len(person.stage.requests()) == before


async def test_enter_opens_the_update_whole_and_escape_closes_it() -> None:
    async with opened() as person:
        await person.press("enter")
        assert isinstance(person.app.screen, DetailScreen)
        person.sees("Due", "Today, 12:00 Europe/Berlin", "Photo", "https://img.example/open-house.jpg")
        await person.press("escape")
        person.sees("PENDING  14")


async def test_a_command_chosen_in_the_detail_runs_on_that_update() -> None:
    async with opened() as person:
        await person.press("j", "enter", "d")
        person.sees("deleting")
        assert [*person.now.marks] == [person.pending()[1].id]


async def test_c_opens_the_composer_and_closing_it_keeps_the_text() -> None:
    async with opened() as person:
        await person.press("c")
        assert isinstance(person.app.screen, ComposeScreen)
        await person.type("Kept words")
        await person.press("escape")
        person.told("The text is kept")
        await person.press("c")
        person.sees("Kept words")
        assert not [request for request in person.stage.requests() if request.startswith("POST")]


async def test_a_new_post_is_sent_and_stands_in_the_queue() -> None:
    async with opened() as person:
        await person.press("c")
        await person.type("Fresh from the press")
        await person.press("ctrl+s")
        await person.wait(3)
        assert "Fresh from the press" in [update.text for update in person.pending()]
        person.sees("PENDING  15")
        assert person.stage.requests().count("POST /1/updates/create.json") == 1


async def test_e_edits_the_update_under_the_cursor() -> None:
    async with opened() as person:
        update = person.chosen
        await person.press("e")
        await person.type(" And cake.")
        await person.press("ctrl+s")
        await person.wait(3)
        there = person.stage.world.update(update.id)
        assert there is not None
        assert there.text.endswith(" And cake.")


async def test_s_holds_and_then_publishes() -> None:
    async with opened() as person:
        update = person.chosen
        await person.press("s")
        person.sees("sharing · u 8s", "u undo share")
        await person.wait(9)
        await person.wait(3)
        there = person.stage.world.update(update.id)
        assert there is not None
        assert there.status == SENT
        assert update.id not in [one.id for one in person.pending()]


async def test_d_counts_down_and_u_takes_it_back() -> None:
    async with opened() as person:
        update = person.chosen
        await person.press("d")
        person.sees("deleting · u 8s")
        await person.wait(5)
        person.sees("deleting · u 3s", "undo delete (3 s)")
        await person.press("u")
        person.told("Taken back", "delete")
        await person.wait(60)
        assert person.stage.world.update(update.id) is not None
        person.sees_not("deleting")


async def test_d_left_alone_deletes() -> None:
    async with opened() as person:
        update = person.chosen
        await person.press("d")
        await person.wait(9)
        assert person.stage.world.update(update.id) is None
        assert update.id not in [one.id for one in person.pending()]


async def test_t_moves_to_the_front() -> None:
    async with opened() as person:
        await person.press("j", "j", "j")
        update = person.chosen
        assert not update.fixed
        await person.press("t")
        await person.wait(5)
        assert queue(person)[0] == update.id


async def test_capital_letters_move_an_update_and_the_cursor_stays_on_it() -> None:
    async with opened() as person:
        update = person.chosen
        await person.press("J")
        assert queue(person)[1] == update.id
        assert person.chosen.id == update.id
        await person.press("K")
        await person.wait(5)
        assert queue(person)[0] == update.id
        await person.press("K")
        person.told("It is the first of its queue already")


async def test_r_asks_again_and_shows_what_somebody_else_did() -> None:
    async with opened() as person:
        world, update = person.stage.world, person.pending()[0]
        record = world.update(update.id)
        assert record is not None
        record.text = "Changed in the browser"
        await person.press("r")
        person.sees("Changed in the browser")


async def test_o_opens_the_link_in_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    opened_links: list[str] = []
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(webbrowser, "open", lambda url: opened_links.append(url) or True)
    async with opened() as person:
        await person.press("o")
        await person.ends("browser")
        assert opened_links == ["https://northwind.example/open-house"]
        person.told("Opened in the browser")


async def test_o_copies_the_link_where_no_browser_has_a_window(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    async with opened() as person:
        await person.press("o")
        await person.ends("browser")
        assert person.app.clipboard == "https://northwind.example/open-house"
        person.told("The address was copied")


async def test_y_copies_the_text_as_it_is() -> None:
    async with opened() as person:
        await person.press("y")
        assert person.app.clipboard == person.chosen.text
        person.told("Copied")


async def test_the_question_mark_shows_all_keys_and_itself_closes_them() -> None:
    async with opened((120, 80)) as person:
        await person.press("question_mark")
        assert isinstance(person.app.screen, HelpScreen)
        person.sees("PgDn", "Shift+Tab", "Ctrl+P", "Share now", "Alt+Enter", "(palette)")
        await person.press("question_mark")
        assert not isinstance(person.app.screen, HelpScreen)


async def test_q_leaves_at_once_when_nothing_waits() -> None:
    async with opened() as person:
        await person.press("q")
        assert person.app.return_value == 0


async def test_a_click_on_an_update_puts_the_cursor_there() -> None:
    async with opened() as person:
        await person.click("#pending UpdateList", offset=(12, 5))
        assert focus_of(person) == Side.PENDING
        assert person.chosen == person.pending()[1]


async def test_a_text_that_was_just_sent_is_not_opened_again() -> None:
    async with opened() as person:
        await person.press("c")
        await person.type("Sent a moment ago")
        await person._pilot.press("ctrl+s", "c")
        await person.settle()
        person.sees("What do you want to say?")
        person.sees_not("Sent a moment ago")
