"""The filter: typed while looking, fuzzy, with what matches marked, and gone with Esc."""

from __future__ import annotations

from rich.segment import Segment

from buffertui.core.state import Side
from tests.support.screen import Person, opened


def marked(person: Person, text: str) -> list[Segment]:
    """The segments of the screen that hold exactly this text and are drawn otherwise than plain text."""
    return [
        segment for strip in person.app.screen._compositor.render_strips() for segment in strip
        if segment.text == text and segment.style is not None and (segment.style.bold or segment.style.underline)
    ]


async def test_each_letter_narrows_both_lists() -> None:
    async with opened() as person:
        await person.press("slash")
        await person.type("tide")
        shown = person.pending()
        assert 0 < len(shown) < 14
        assert all("tide" in update.text.lower() for update in shown)
        person.sees(f"PENDING  {len(shown)} of 14", "Esc no filter")
        await person.type("zzz")
        person.sees("No loaded update matches “tidezzz”", "Esc takes the filter away.")
        await person.press("backspace", "backspace", "backspace")
        assert person.pending() == shown


async def test_letters_that_lie_apart_match_too() -> None:
    async with opened() as person:
        await person.press("slash")
        await person.type("lnch day")
        assert [update.text[:10] for update in person.pending()] == ["Launch day"]


async def test_what_matches_is_marked_not_by_colour_alone() -> None:
    async with opened() as person:
        assert not marked(person, "print")
        await person.press("slash")
        await person.type("print")
        assert marked(person, "print")


async def test_enter_keeps_the_filter_and_goes_to_the_list_and_escape_takes_it_away() -> None:
    async with opened() as person:
        await person.press("slash")
        await person.type("print")
        await person.press("enter", "j")
        kept = person.pending()
        assert person.chosen == kept[1]
        person.sees("of 14")
        await person.press("escape")
        assert len(person.pending()) == 14
        person.sees_not("of 14")


async def test_escape_in_the_line_takes_the_filter_away_and_the_cursor_stays_on_its_update() -> None:
    async with opened() as person:
        await person.press("j", "j")
        before = person.chosen
        await person.press("slash")
        await person.type("heute")
        await person.press("escape")
        assert person.chosen.id in [update.id for update in person.pending()]
        assert len(person.pending()) == 14
        assert person.app.focused is person.main.list_of(Side.PENDING)
        assert before in person.pending()


async def test_letters_typed_into_the_filter_run_no_command() -> None:
    async with opened() as person:
        await person.press("slash")
        await person.type("dsq")
        assert not person.now.outbox
        assert person.app.return_value is None


async def test_a_command_acts_on_the_update_that_the_filter_left_under_the_cursor() -> None:
    async with opened() as person:
        await person.press("slash")
        await person.type("halden")
        await person.press("enter")
        update = person.chosen
        await person.press("d")
        assert [*person.now.marks] == [update.id]
        assert "Halden" in update.text


async def test_the_filter_holds_for_the_next_profile_too() -> None:
    async with opened() as person:
        await person.press("slash")
        await person.type("studio")
        await person.press("enter", "1", "j")
        await person.wait(1)
        person.sees("of 9")
        assert all("studio" in update.text.lower() for update in person.pending())
