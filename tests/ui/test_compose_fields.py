"""The composer where the API knows fields of single networks: asking for them, threads, drafts at Buffer."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from buffertui.core.drafting import draft_of, new_draft
from buffertui.core.state import Snapshot
from buffertui.domain.drafts import Create, Draft, Edit, NextSlot, Top
from buffertui.domain.models import DRAFT, Board, Media, Profile, Update
from buffertui.domain.overview import DailyLimit
from buffertui.domain.ports import Can
from buffertui.ui.compat import screen_lines
from buffertui.ui.screens.compose import ComposeScreen, Kept, Sent
from buffertui.ui.widgets.chooser import Chooser
from buffertui.ui.widgets.editor import PostEditor
from buffertui.ui.widgets.fields_area import FieldRow, FieldsArea
from buffertui.ui.widgets.post_input import PostInput
from buffertui.ui.widgets.profile_picker import ProfilePicker
from buffertui.ui.widgets.rows import Row
from tests.support.composer import DAILY, OLD, Host, host, settle, type_text
from tests.support.quick_pilot import quick_pilot

__all__ = ["quick_pilot"]

EVERYTHING: Mapping[Can, str] = {}
BOARDS = (Board("b1", "Seed packets"), Board("b2", "Posters we love"), Board("b3", "Process and mistakes"))


def profile(profile_id: str, service: str, name: str, boards: tuple[Board, ...] = ()) -> Profile:
    return Profile(profile_id, service, name, timezone="Europe/Berlin", schedules=DAILY, boards=boards)


PROFILES = (
    profile("x", "twitter", "@northwind"), profile("ig", "instagram", "northwind.studio"),
    profile("p1", "pinterest", "Northwind Press", BOARDS), profile("p2", "pinterest", "Second Pins", BOARDS[:1]),
    profile("yt", "youtube", "Northwind TV"), profile("g", "googlebusiness", "Northwind Shop"),
    profile("in", "linkedin", "Northwind"), profile("m", "mastodon", "@nw@masto.test"),
)
PHOTO, VIDEO = Media(photo="https://example.com/p.png"), Media(video="https://example.com/v.mp4")
TYPE, BOARD = "instagram.type", "pinterest.board:p1"


@pytest.fixture(autouse=True)
def short_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hand rests after one hundredth of a second."""
    monkeypatch.setattr(ComposeScreen, "PAUSE", 0.01)


def composer(*profile_ids: str, lacks: Mapping[Can, str] = EVERYTHING, draft: Draft | None = None,
             limits: Mapping[str, DailyLimit] | None = None, **changes: object) -> Host:
    """A composer on an API that knows fields, for these profiles."""
    first = draft or replace(Draft("d1", profile_ids, "Hello"), **changes)  # type: ignore[arg-type]
    return host(first, profiles=PROFILES, lacks=lacks, limits=limits or {})


def area(app: Host) -> FieldsArea:
    return app.composer.query_one(FieldsArea)


def line(app: Host) -> str:
    """The folded row."""
    return app.composer.query_one("#fields-row", Row).text if area(app).display else ""


def field(app: Host, key: str) -> Chooser | PostInput:
    [row] = [row for row in app.composer.query(FieldRow) if row.key == key]
    return row.control


def fields(app: Host) -> dict[str, str]:
    return dict(app.composer.draft.fields)


async def unfold(app: Host, pilot: Pilot[None]) -> None:
    app.composer.query_one("#fields-row").focus()
    await pilot.press("enter")
    await settle(pilot)


def created(app: Host) -> Create:
    assert isinstance(app.result, Sent)
    assert isinstance(app.result.write, Create)
    return app.result.write


# When there are fields at all


async def test_the_row_comes_and_goes_with_the_profiles_that_want_something() -> None:
    app = composer("x")
    async with app.run_test(size=(120, 40)) as pilot:
        assert line(app) == ""
        picker = app.composer.query_one(ProfilePicker)
        picker.focus()
        await pilot.press("down", "space")
        await settle(pilot)
        assert line(app) == "Fields ▸ Instagram post"
        await pilot.press("down", "space")
        await settle(pilot)
        assert line(app) == "Fields ▸ Pinterest: board?  Instagram post"
        await unfold(app, pilot)
        assert app.focused is field(app, BOARD)
        picker.focus()
        await pilot.press("a", "a")
        await settle(pilot)
        assert line(app) == ""


async def test_without_the_power_the_composer_is_as_it_was() -> None:
    app = composer("ig", "p1", "yt", lacks=OLD, media=PHOTO)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        shown = "\n".join(screen_lines(app))
        assert not [word for word in ("Fields", "Thread", "Draft", "Alt text", "Video") if word in shown]
        await pilot.press("ctrl+s", "ctrl+s")
    assert created(app).fields == {}


async def test_optional_fields_are_named_until_one_is_set() -> None:
    app = composer("in", "m")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert line(app) == "Fields ▸ warning, 1st comment"
        await unfold(app, pilot)
        await type_text(pilot, "paint")
        await pilot.press("tab")
        await type_text(pilot, "#print")
        await settle(pilot)
        assert line(app) == "Fields ▾ Mastodon paint  1st comment"
        assert "10/500" in app.counters
        await pilot.press("ctrl+s")
    assert created(app).fields == {"mastodon.warning": "paint", "comment": "#print"}


# Filling them in


async def test_what_is_missing_is_asked_for_by_name_and_put_right_by_keys() -> None:
    app = composer("p1", media=PHOTO)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert app.says == "Pinterest wants a board for the profile Northwind Press: choose one under Fields."
        assert app.focused is field(app, BOARD)
        assert app.focused.is_on_screen
        await pilot.press("right", "right")
        await settle(pilot)
        assert app.says == ""
        assert "Pinterest Posters we love" in line(app)
        await pilot.press("ctrl+s")
    assert created(app).fields == {BOARD: "b2"}


async def test_a_choice_is_made_by_arrows_letters_and_clicks() -> None:
    app = composer("ig", "yt", media=VIDEO)
    async with app.run_test(size=(120, 40)) as pilot:
        await unfold(app, pilot)
        category = field(app, "youtube.category")
        assert isinstance(category, Chooser)
        assert category.text == "‹ choose ›  – of 15"
        category.focus()
        await pilot.press("e")
        assert category.value == "24"
        await pilot.press("e")
        assert category.value == "27"
        await pilot.press("home")
        assert category.value == "1"
        await pilot.press("left")
        assert category.value == "29"
        kind = field(app, TYPE)
        assert kind.text == "○ Post  ● Reel  ○ Story  ○ Carousel"  # type: ignore[union-attr]
        await pilot.click(kind, offset=(kind.text.index("Story") + 1, 0))  # type: ignore[union-attr]
        await pilot.pause()
        assert fields(app) == {"youtube.category": "29", TYPE: "story"}
        await pilot.click(category, offset=(4, 0))
        await pilot.pause()
        assert fields(app)["youtube.category"] == "1"


async def test_what_a_post_becomes_brings_further_fields_and_the_cursor_stays() -> None:
    app = composer("g")
    async with app.run_test(size=(120, 40)) as pilot:
        await unfold(app, pilot)
        assert [row.key for row in app.composer.query(FieldRow)] == ["google.type", "google.button"]
        await pilot.press("right", "right")
        await settle(pilot)
        assert app.focused is field(app, "google.type")
        shown = [row.key for row in app.composer.query(FieldRow)]
        assert shown == ["google.type", "google.title", "google.start", "google.end", "google.button"]
        await pilot.press("tab")
        await type_text(pilot, "Open day")
        await pilot.press("tab")
        await type_text(pilot, "tomorrow 9:00")
        await settle(pilot)
        assert "Tue 24 Nov 2026, 09:00 Europe/Berlin" in "\n".join(screen_lines(app))
        await pilot.press("tab")
        await type_text(pilot, "tomorrow 8:00")
        await pilot.press("ctrl+s")
        assert "ends before it starts" in app.says
        await settle(pilot)
        assert app.focused is field(app, "google.end")
        await pilot.press("backspace", "backspace", "backspace", "backspace")
        await type_text(pilot, "17:30")
        await pilot.press("ctrl+s")
    assert created(app).fields["google.end"] == "2026-11-24T16:30:00+00:00"


async def test_each_pinterest_profile_has_its_own_board() -> None:
    app = composer("p1", "p2", media=PHOTO)
    async with app.run_test(size=(120, 40)) as pilot:
        await unfold(app, pilot)
        labels = [row.label.text for row in app.composer.query(FieldRow)][:2]
        assert labels == ["pi Board North…", "pi Board Secon…"]
        assert "Northwind Press (Pinterest): The board" in "\n".join(screen_lines(app))
        await pilot.press("p", "p", "ctrl+s")
    assert created(app).fields == {BOARD: "b3", "pinterest.board:p2": "b1"}


async def test_the_cursor_of_the_folded_row_leads_to_the_network() -> None:
    app = composer("ig", "p1", media=PHOTO)
    async with app.run_test(size=(120, 40)) as pilot:
        app.composer.query_one("#fields-row").focus()
        await pilot.press("right", "enter")
        await settle(pilot)
        assert app.focused is field(app, TYPE)
        app.composer.query_one("#fields-row").focus()
        await pilot.press("enter")
        await settle(pilot)
        assert not app.composer.query("#fields-block").first().display
        assert line(app).startswith("Fields ▸")


async def test_the_fields_of_a_profile_that_is_taken_out_are_kept_for_when_it_comes_back() -> None:
    app = composer("x", "ig", fields={TYPE: "story"}, media=PHOTO)
    async with app.run_test(size=(120, 40)) as pilot:
        picker = app.composer.query_one(ProfilePicker)
        picker.focus()
        await unfold(app, pilot)
        picker.focus()
        await pilot.press("down", "space")
        await settle(pilot)
        assert line(app) == ""
        assert fields(app) == {TYPE: "story"}
        await pilot.press("space")
        await settle(pilot)
        assert "Instagram story" in line(app)
        assert field(app, TYPE).value == "story"
        await pilot.press("space", "ctrl+s")
    assert created(app).fields == {}


async def test_boards_that_come_later_can_be_chosen() -> None:
    bare = tuple(replace(one, boards=()) for one in PROFILES)
    app = host(Draft("d1", ("p1",), "Pin", PHOTO), profiles=bare, lacks=EVERYTHING)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "Buffer names none" in app.says
        app.composer.renew(Snapshot(profiles=PROFILES))
        await settle(pilot)
        field(app, BOARD).focus()
        await pilot.press("right", "ctrl+s")
    assert created(app).fields == {BOARD: "b1"}


async def test_a_picture_that_is_missing_leads_to_the_media() -> None:
    app = composer("ig")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "Instagram needs a picture or a video" in app.says
        assert app.focused is app.composer.query_one("#media-photo")
        await type_text(pilot, "https://example.com/p.png")
        await pilot.press("tab")
        await type_text(pilot, "A gate with balloons")
        await pilot.press("ctrl+s")
    assert created(app).media == Media(photo="https://example.com/p.png", alt_text="A gate with balloons")
    assert created(app).fields == {TYPE: "post", "instagram.feed": "yes"}


async def test_a_reel_needs_the_address_of_a_video() -> None:
    app = composer("ig", media=PHOTO, fields={TYPE: "reel"})
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "A reel on Instagram needs a video" in app.says
        assert app.focused is app.composer.query_one("#media-video")
        assert app.focused.is_on_screen


async def test_what_is_put_in_is_kept_when_the_composer_is_closed() -> None:
    app = composer("ig", media=PHOTO)
    async with app.run_test(size=(80, 24)) as pilot:
        await unfold(app, pilot)
        await pilot.press("right")
        await pilot.pause(0.05)
        assert app.told[-1].fields == {TYPE: "reel"}
        await pilot.press("escape")
    assert isinstance(app.result, Kept)
    assert app.result.draft.fields == {TYPE: "reel"}


async def test_a_kept_draft_says_at_once_what_is_missing() -> None:
    kept = Draft("d1", ("p1",), "Pin", PHOTO, saved_at=host().clock.now())
    app = composer(draft=kept)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Pinterest wants a board" in app.says
        await type_text(pilot, "!")
        assert app.says == ""


# Threads


def marked(editor: PostEditor) -> list[str]:
    """The characters that carry the mark of "too long", line by line."""
    found = []
    for y in range(editor.size.height):
        text = "".join(s.text for s in editor.render_line(y) if s.style and s.style.underline)
        found += [text] if text else []
    return found


async def test_a_thread_is_switched_on_counted_post_by_post_and_sent() -> None:
    text = f"{'a' * 285}\n---\nshort\n---\n{'b' * 283}"
    app = composer("x", "m", text=text)
    async with app.run_test(size=(200, 50)) as pilot:
        assert "too long for X" in app.hint
        app.composer.query_one("#options").focus()
        await pilot.press("right", "space")
        await settle(pilot)
        assert "[✓] Thread" in app.composer.query_one("#options", Row).text
        assert fields(app) == {"thread": "on"}
        assert "285/280  5 over" in app.counters
        assert app.hint == "2 posts of 3 are too long for X."
        assert marked(app.editor) == ["aaaaa", "bbb"]
        app.editor.take("One\n---\nTwo")
        await settle(pilot)
        assert app.hint == "Thread of 2 posts."
        assert marked(app.editor) == []
        await pilot.press("ctrl+s")
    assert created(app).text == "One"
    assert created(app).fields == {"thread.2": "Two"}


async def test_dashes_without_a_thread_are_told_and_sent_as_they_stand() -> None:
    app = composer("x", text="One\n---\nTwo")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert app.hint == "--- is sent as text; Thread (Also) parts it."
        await pilot.press("ctrl+s")
    assert created(app) == Create(("x",), "One\n---\nTwo")


async def test_a_thread_to_a_network_that_has_none_is_not_sent() -> None:
    app = composer("x", "in", text="One\n---\nTwo", fields={"thread": "on"})
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+s")
        assert app.says == "LinkedIn has no threads: take it out, or turn the thread off."
        assert app.result is None


async def test_threads_are_offered_only_where_a_chosen_network_has_them() -> None:
    app = composer("in")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "Thread" not in app.composer.query_one("#options", Row).text


# Drafts, slots and what warns


async def test_a_post_can_be_left_at_buffer_as_a_draft() -> None:
    app = composer("ig", "p1")
    async with app.run_test(size=(80, 24)) as pilot:
        row = app.composer.query_one("#when-row", Row)
        row.focus()
        await pilot.press("left")
        await settle(pilot)
        assert "● Draft" in row.text
        assert "Kept at Buffer as a draft" in app.echo
        assert "Save draft for 2 profiles" in app.keys
        await pilot.press("ctrl+s")
    assert created(app).draft
    assert created(app).when == NextSlot()


async def test_an_edit_may_go_back_into_the_queue_and_its_choices_fit_a_low_terminal() -> None:
    update = Update("u1", "x", "Launch day", service="twitter")
    app = composer(draft=draft_of(update, "d2"))
    async with app.run_test(size=(80, 24)) as pilot:
        row = app.composer.query_one("#when-row", Row)
        await settle(pilot)
        assert row.text.split() == ["When", "●", "Keep", "○", "Slot", "○", "Top", "○", "Now", "○", "At", "○", "Draft"]
        row.focus()
        await pilot.press("right", "right", "ctrl+s")
    assert isinstance(app.result, Sent)
    assert app.result.write == Edit(update, when=Top())


async def test_a_draft_of_buffer_stays_one_until_it_gets_a_place() -> None:
    update = Update("u1", "x", "Launch day", status=DRAFT, service="twitter")
    app = composer(draft=draft_of(update, "d2"))
    async with app.run_test(size=(120, 40)) as pilot:
        assert app.echo.startswith("Stays a draft at Buffer")
        assert "Draft" not in app.composer.query_one("#when-row", Row).text
        app.composer.query_one("#when-row").focus()
        await pilot.press("right", "ctrl+s")
    assert isinstance(app.result, Sent)
    assert app.result.write == Edit(update, when=NextSlot(), draft=False)


async def test_a_full_day_and_a_locked_profile_warn_first() -> None:
    locked = (replace(PROFILES[0], locked=True), *PROFILES[1:])
    limits = {"x": DailyLimit("x", 10, reached=True)}
    app = host(Draft("d1", ("x",), "Text"), profiles=locked, lacks=EVERYTHING, limits=limits)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "is locked" in app.says
        assert "limit of 10 posts for today" in app.says
        assert any("@northwind" in line and "locked" in line for line in screen_lines(app))
        await pilot.press("ctrl+s")
    assert isinstance(app.result, Sent)


# Sizes and hostile texts


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50), (50, 16)])
async def test_every_field_can_be_reached_and_seen_by_keys(size: tuple[int, int]) -> None:
    everyone = tuple(one.id for one in PROFILES)
    app = composer(*everyone, media=VIDEO, fields={"google.type": "event"})
    async with app.run_test(size=size) as pilot:
        await unfold(app, pilot)
        rows = list(app.composer.query(FieldRow))
        assert len(rows) == 17
        rows[0].control.focus()
        for row in rows:
            await settle(pilot)
            assert app.focused is row.control
            top = row.control.region.y
            assert 0 <= top < size[1]
            visible = app.composer.find_widget(row.control).visible_region
            assert visible.height == 1
            await pilot.press("tab")
        await settle(pilot)
        assert app.focused is app.composer.query_one("#options")


async def test_no_size_breaks_it() -> None:
    chance = random.Random(11)
    app = composer(*(one.id for one in PROFILES), text="a\n---\n" * 9, fields={"thread": "on"})
    async with app.run_test(size=(80, 24)) as pilot:
        await unfold(app, pilot)
        await pilot.press("ctrl+s")
        for _ in range(20):
            await pilot.resize_terminal(chance.randint(1, 140), chance.randint(1, 50))
        await pilot.resize_terminal(80, 24)
        await pilot.press("escape")
    assert isinstance(app.result, Kept)


async def test_hostile_names_and_values_are_text() -> None:
    hostile = "[@click=app.quit]x[/]\x1b[31m\u202e\nline"
    boards = tuple(Board(f"b{n}", f"{hostile}{n}") for n in range(3))
    profiles = (profile("p1", "pinterest", hostile, boards), profile("p2", "pinterest", hostile, boards[:1]),
                profile("t", "threads", "t"))
    draft = Draft("d1", ("p1", "p2", "t"), "Text", fields={"pinterest.title": hostile, "threads.topic": hostile})
    app = host(draft, profiles=profiles, lacks=EVERYTHING)
    async with app.run_test(size=(120, 60)) as pilot:
        await unfold(app, pilot)
        await pilot.press("right", "ctrl+s")
        await settle(pilot)
        shown = "\n".join(screen_lines(app))
        assert not set(shown) & set("\x1b\u202e")
        assert app.is_running
        assert "[@click=app.quit]x[/]" in shown
        await pilot.press("escape")
    assert isinstance(app.result, Kept)
    assert app.result.draft.fields["pinterest.title"] == hostile


async def test_a_new_post_starts_without_fields() -> None:
    app = composer(draft=new_draft("d1", ("ig",)))
    async with app.run_test(size=(80, 24)) as pilot:
        await unfold(app, pilot)
        await pilot.press("escape")
    assert app.result == Kept(new_draft("d1", ("ig",)))
