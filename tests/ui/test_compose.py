"""The composer: writing, counting, choosing profiles and times, sending, and never losing the text."""

from __future__ import annotations

import contextlib
import random
import shlex
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import pytest
from textual import events

from buffertui.core.drafting import draft_of, new_draft
from buffertui.core.state import Snapshot
from buffertui.domain.drafts import At, Create, Draft, Edit, NextSlot, Now, Top
from buffertui.domain.models import Configuration, Media, Profile, ServiceLimits, Update
from buffertui.domain.ports import Can
from buffertui.ui.compat import screen_lines
from buffertui.ui.screens.compose import ComposeScreen, Kept, Sent
from buffertui.ui.widgets.editor import PostEditor
from buffertui.ui.widgets.post_input import PostInput
from buffertui.ui.widgets.profile_picker import ProfilePicker
from buffertui.ui.widgets.rows import Row
from tests.support.composer import DAILY, OLD, PROFILES, Host, host, settle, type_text
from tests.support.quick_pilot import quick_pilot

__all__ = ["quick_pilot"]

UPDATE = Update("u1", "x", "Launch day", due_at=datetime(2026, 11, 24, 8, 0, tzinfo=UTC), fixed=True,
                media=(Media(link="https://example.com/launch", alt_text="a door"),))
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"


@pytest.fixture(autouse=True)
def short_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hand rests after one hundredth of a second."""
    monkeypatch.setattr(ComposeScreen, "PAUSE", 0.01)


async def test_a_post_to_one_profile_is_typed_and_sent() -> None:
    app = host()
    async with app.run_test() as pilot:
        await type_text(pilot, f"Hello {FAMILY}")
        await pilot.press("ctrl+s")
    assert app.result == Sent(replace(new_draft("d1", ("x",)), text=f"Hello {FAMILY}"),
                              Create(("x",), f"Hello {FAMILY}", Media(), NextSlot(), True))


async def test_alt_enter_sends_as_well() -> None:
    app = host()
    async with app.run_test() as pilot:
        await type_text(pilot, "Hello")
        await pilot.press("alt+enter")
    assert isinstance(app.result, Sent)


async def test_escape_keeps_the_text_and_everything_else() -> None:
    media = Media(link="https://example.com", video="v.mp4")
    draft = Draft("d1", ("x", "gone"), "Text", media, "at", "fri 17:30", False)
    app = host(draft)
    async with app.run_test() as pilot:
        await type_text(pilot, "!")
        await pilot.press("escape")
    assert app.result == Kept(replace(draft, text="Text!"))
    assert app.told[-1] == replace(draft, text="Text!")


async def test_a_click_on_the_key_line_closes_too() -> None:
    app = host()
    async with app.run_test() as pilot:
        await type_text(pilot, "Text")
        row = app.composer.query_one("#compose-keys", Row)
        await pilot.click(row, offset=(row.text.index("close, keep text") + 2, 0))
    assert isinstance(app.result, Kept)
    assert app.result.draft.text == "Text"


async def test_the_draft_is_told_when_the_hand_rests_and_only_when_it_changed() -> None:
    app = host()
    async with app.run_test() as pilot:
        await type_text(pilot, "One two")
        await pilot.pause(0.05)
        assert [draft.text for draft in app.told] == ["One two"]
        await pilot.press("left", "right")
        await pilot.pause(0.05)
        await pilot.press("escape")
        assert len(app.told) == 1


async def test_several_profiles_are_chosen_by_keys_and_counted_by_their_rules() -> None:
    app = host()
    async with app.run_test(size=(120, 40)) as pilot:
        await type_text(pilot, f"{FAMILY} https://example.com/a/long/address/that/counts")
        picker = app.composer.query_one(ProfilePicker)
        picker.focus()
        await pilot.press("down", "space", "j", "j", "space")
        assert picker.chosen == ("x", "in", "m")
        lines = app.counters.splitlines()
        counted = [line.split()[:2] for line in lines]
        assert counted == [["X", "26/280"], ["Mastodon", "25/500"], ["LinkedIn", "54/3000"]]
        assert "3 of 5" in "\n".join(screen_lines(app))
        assert "Send to 3 profiles" in app.keys
        await pilot.press("ctrl+s")
    assert isinstance(app.result, Sent)
    assert app.result.write.profile_ids == ("x", "in", "m")  # type: ignore[union-attr]


async def test_profiles_that_share_a_rule_share_a_line() -> None:
    twins = (*PROFILES, replace(PROFILES[3], id="m2"))
    app = host(Draft("d1", ("m", "m2"), "Text"), profiles=twins)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert app.counters.split()[:3] == ["Mastodon", "×2", "4/500"]


async def test_all_or_none() -> None:
    app = host()
    async with app.run_test() as pilot:
        picker = app.composer.query_one(ProfilePicker)
        picker.focus()
        await pilot.press("a")
        assert picker.chosen == ("x", "in", "ig", "m")
        await pilot.press("a")
        assert picker.chosen == ()
        await pilot.click(picker, offset=(8, 1))
        assert picker.chosen == ("in",)


async def test_forty_profiles_scroll_and_the_chosen_stand_first() -> None:
    many = tuple(Profile(f"p{n}", "mastodon", f"@shop{n}@masto.test", schedules=DAILY) for n in range(40))
    app = host(new_draft("d1", ("p30", "p7")), profiles=many)
    async with app.run_test(size=(80, 24)) as pilot:
        picker = app.composer.query_one(ProfilePicker)
        picker.focus()
        await pilot.pause()
        shown = [line for line in screen_lines(app) if "@shop" in line]
        assert "@shop7@" in shown[0]
        assert "@shop30@" in shown[1]
        assert len(shown) < 20
        await pilot.press("end", "space")
        assert any("[✓] M  @shop39@" in line for line in screen_lines(app))
        assert picker.chosen == ("p7", "p30", "p39")
        assert app.counters.split()[:2] == ["Mastodon", "0/500"]


async def test_nobody_chosen_starts_at_the_profiles_and_cannot_be_sent() -> None:
    app = host(Draft("d1", (), "Text"))
    async with app.run_test() as pilot:
        assert app.focused is app.composer.query_one(ProfilePicker)
        await pilot.press("ctrl+s")
        assert "at least one profile" in app.says
        await pilot.press("space", "ctrl+s")
    assert isinstance(app.result, Sent)


def marked(editor: PostEditor) -> str:
    """The characters on the screen that carry the mark of "too long"."""
    strips = [editor.render_line(y) for y in range(editor.size.height)]
    return "".join(s.text for strip in strips for s in strip if s.style and s.style.underline)


async def test_too_long_is_counted_marked_and_sent_only_when_asked_twice() -> None:
    app = host(Draft("d1", ("x", "in"), "b" * 279))
    async with app.run_test(size=(120, 40)) as pilot:
        assert marked(app.editor) == ""
        await type_text(pilot, "YZ!")
        assert marked(app.editor) == "Z!"
        assert "282/280  2 over" in app.counters
        assert "too long for X" in app.hint
        await pilot.press("ctrl+s")
        assert app.result is None
        assert "2 over the limit of 280" in app.says
        assert "Send anyway" in app.keys
        await pilot.press("backspace")
        assert "Send anyway" not in app.keys
        assert app.says == ""
        await pilot.press("ctrl+s")
        assert app.result is None
        await pilot.press("alt+enter")
    assert isinstance(app.result, Sent)
    assert app.result.write.text == "b" * 279 + "YZ"


async def test_limits_that_come_later_are_taken_over() -> None:
    app = host(Draft("d1", ("m",), "Twelve signs"))
    async with app.run_test(size=(120, 40)) as pilot:
        assert "12/500" in app.counters
        limits = {("mastodon", "profile"): ServiceLimits("Mastodon", 10)}
        app.composer.renew(Snapshot(profiles=PROFILES, configuration=Configuration(MappingProxyType(limits))))
        await pilot.pause()
        assert "12/10" in app.counters
        assert marked(app.editor) == "ns"


async def test_a_disconnected_profile_warns_first() -> None:
    app = host(Draft("d1", ("f",), "Text"))
    async with app.run_test() as pilot:
        await pilot.press("ctrl+s")
        assert "disconnected" in app.says
        await pilot.press("ctrl+s")
    assert isinstance(app.result, Sent)


async def test_when_is_chosen_by_keys_and_each_choice_says_what_comes_of_it() -> None:
    app = host(Draft("d1", ("x",), "Text"), taken={"x": [datetime(2026, 11, 23, 16, 0, tzinfo=UTC)]})
    async with app.run_test(size=(120, 40)) as pilot:
        assert app.echo == "Likely: Tomorrow 09:00"
        app.composer.query_one("#when-row").focus()
        await pilot.press("right")
        assert "before everything that waits" in app.echo
        assert app.composer.draft.placement == "top"
        await pilot.press("right")
        assert "at once" in app.echo
        assert "Send now to @northwind" in app.keys
        await pilot.press("ctrl+s")
    assert isinstance(app.result, Sent)
    assert app.result.write.when == Now()


async def test_a_typed_time_is_echoed_and_refused_while_it_is_past() -> None:
    app = host(Draft("d1", ("x",), "Text"))
    async with app.run_test(size=(120, 40)) as pilot:
        app.composer.query_one("#when-row").focus()
        await pilot.press("left", "enter")
        field = app.composer.query_one("#when-text", PostInput)
        assert app.focused is field
        await type_text(pilot, "2020-01-01 10:00")
        assert "ago" in app.echo
        await pilot.press("ctrl+s")
        assert app.result is None
        assert "ago" in app.says
        field.value = ""
        await type_text(pilot, "fri 17:30")
        assert "Fri 27 Nov 2026, 17:30 Europe/Berlin" in app.echo
        await pilot.press("ctrl+s")
    assert isinstance(app.result, Sent)
    assert app.result.draft.when == "fri 17:30"
    assert app.result.write.when == At(datetime(2026, 11, 27, 16, 30, tzinfo=UTC))


async def test_a_time_that_passes_while_the_composer_is_open_is_refused() -> None:
    app = host(Draft("d1", ("x",), "Text", placement="at", when="2026-11-23 12:10"))
    async with app.run_test(size=(120, 40)) as pilot:
        assert "12:10" in app.echo
        app.clock.jump(600)
        await pilot.press("ctrl+s")
        assert app.result is None
        assert "ago" in app.says


async def test_the_top_of_the_queue_by_a_click() -> None:
    app = host(Draft("d1", ("x",), "Text"))
    async with app.run_test(size=(120, 40)) as pilot:
        row = app.composer.query_one("#when-row", Row)
        await pilot.click(row, offset=(1 + row.text.index("Top of"), 0))
        await pilot.press("ctrl+s")
    assert isinstance(app.result, Sent)
    assert app.result.write.when == Top()


async def test_media_unfold_and_are_sent() -> None:
    app = host(Draft("d1", ("in",), "Text"))
    async with app.run_test(size=(80, 24)) as pilot:
        assert not app.composer.query("#media-link")
        app.composer.query_one("#options").focus()
        await pilot.press("space", "right", "space")
        await pilot.pause()
        await type_text(pilot, "https://example.com/a")
        await pilot.press("tab")
        await type_text(pilot, f"Title {FAMILY}")
        await pilot.press("ctrl+s")
    assert isinstance(app.result, Sent)
    write = app.result.write
    assert isinstance(write, Create)
    assert write.media == Media(link="https://example.com/a", title=f"Title {FAMILY}")
    assert write.shorten is False


async def test_folding_the_media_keeps_them() -> None:
    app = host(Draft("d1", ("in",), "Text", Media(photo="https://example.com/p.png")))
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.composer.query_one("#media-photo", PostInput).value == "https://example.com/p.png"
        app.composer.query_one("#options").focus()
        await pilot.press("right", "space")
        await settle(pilot)
        assert "▸ Media: photo" in app.composer.query_one("#options", Row).text
        assert not app.composer.query_one("#media-photo").is_on_screen
        await pilot.press("ctrl+s")
    assert isinstance(app.result, Sent)
    assert app.result.draft.media.photo == "https://example.com/p.png"


async def test_shortening_is_not_offered_where_it_is_not_to_be_had() -> None:
    app = host(lacks={**OLD, Can.SHORTEN: "This API does not shorten links."})
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "Shorten" not in app.composer.query_one("#options", Row).text


async def test_an_edit_sends_only_what_changed() -> None:
    app = host(draft_of(UPDATE, "d2"))
    async with app.run_test() as pilot:
        assert "Tomorrow 09:00" in app.echo
        assert not app.composer.query(ProfilePicker)
        assert "@northwind (X)" in screen_lines(app)[0]
        await pilot.press("ctrl+s")
        assert "Nothing has been changed" in app.says
        await type_text(pilot, "!")
        await pilot.press("ctrl+s")
    assert isinstance(app.result, Sent)
    assert app.result.write == Edit(UPDATE, text="Launch day!")


async def test_an_edit_offers_no_slot_and_can_move_to_a_time() -> None:
    app = host(draft_of(UPDATE, "d2"))
    async with app.run_test(size=(120, 40)) as pilot:
        row = app.composer.query_one("#when-row", Row)
        assert "slot" not in row.text
        assert "Top" not in row.text
        row.focus()
        await pilot.press("left", "enter")
        await type_text(pilot, "tomorrow 10:00")
        await pilot.press("ctrl+s")
    assert isinstance(app.result, Sent)
    assert app.result.write == Edit(UPDATE, when=At(datetime(2026, 11, 24, 9, 0, tzinfo=UTC)))


HOSTILE = ("[@click=app.quit]x[/]", "[/]", "[bold red]sale", "a\x1b[31mb\x1b]52;c;QUJD\x07c", "\x9b31mx",
           "a\u202eb\u2066c", "half\ud800", "line\nline", "")


async def test_hostile_names_are_text() -> None:
    profiles = tuple(Profile(f"h{n}", name or "twitter", name, disconnected=True) for n, name in enumerate(HOSTILE))
    everyone = tuple(profile.id for profile in profiles)
    edited = [replace(UPDATE, profile_id=i, text=name) for i, name in zip(everyone[:3], HOSTILE, strict=False)]
    for draft in (Draft("d1", everyone, "Text"), *(draft_of(update, "d2") for update in edited)):
        app = host(draft, profiles=profiles)
        async with app.run_test(size=(120, 60)) as pilot:
            await pilot.press("ctrl+s")
            await settle(pilot)
            shown = "\n".join(screen_lines(app))
            assert not set(shown) & set("\x1b\x07\x9b\u202e\u2066\ud800")
            assert app.is_running
            if draft.editing is None:
                assert all(name in shown for name in HOSTILE[:3])


async def test_a_paste_with_controls_says_what_was_left_out() -> None:
    app = host()
    async with app.run_test() as pilot:
        app.editor.post_message(events.Paste("a\x1b[31mb\x07"))
        await pilot.pause()
        await pilot.pause()
        assert "2 control characters or sequences were left out" in app.hint
        assert app.composer.draft.text == "ab"


async def test_characters_that_nobody_sees_are_told() -> None:
    app = host()
    async with app.run_test() as pilot:
        await type_text(pilot, "10\u00a0€")
        assert "1 × no-break space" in app.hint


class Suspending(Host):
    """A host that can leave the terminal to another program."""

    @contextlib.contextmanager
    def suspend(self) -> Iterator[None]:
        yield


async def test_the_external_editor_changes_the_text_and_can_be_undone(tmp_path: Path) -> None:
    script = tmp_path / "editor.py"
    code = "p = pathlib.Path(sys.argv[1])\np.write_text(p.read_text() + ' more\\x07\\n')"
    script.write_text(f"import pathlib, sys\n{code}")
    env = {"EDITOR": shlex.join([sys.executable, str(script)])}
    state = Snapshot(profiles=PROFILES)
    app = Suspending(Draft("d1", ("x",), "Text"), state, env=env)
    async with app.run_test() as pilot:
        await pilot.press("ctrl+e")
        assert app.editor.text == "Text more"
        await pilot.press("ctrl+z")
        assert app.editor.text == "Text"


async def test_an_editor_that_fails_leaves_the_text(tmp_path: Path) -> None:
    env = {"EDITOR": "no-such-editor-anywhere"}
    app = Suspending(Draft("d1", ("x",), "Text"), Snapshot(profiles=PROFILES), env=env)
    async with app.run_test() as pilot:
        await pilot.press("ctrl+e")
        assert "not found" in app.says
        assert app.editor.text == "Text"
        assert app.focused is app.editor


async def test_without_a_terminal_of_its_own_the_external_editor_says_so() -> None:
    app = host(Draft("d1", ("x",), "Text"))
    async with app.run_test() as pilot:
        await pilot.press("ctrl+e")
        assert "cannot be opened from here" in app.says
        await pilot.press("escape")
    assert isinstance(app.result, Kept)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_everything_is_on_the_screen_at_the_sizes_that_count(size: tuple[int, int]) -> None:
    draft = Draft("d1", ("x", "in", "m"), "Some words " * 30, Media(link="https://example.com"), "at", "tomorrow 9:00")
    app = host(draft)
    async with app.run_test(size=size) as pilot:
        await pilot.press("ctrl+s")
        await settle(pilot)
        shown = "\n".join(screen_lines(app))
        for words in ("New post", "TO", "3 of 5", "@northwind", "LENGTH", "330/280", "When", "tomorrow 9:00",
                      "Tue 24 Nov", "Also", "Link", "Photo", "over the limit", "Send anyway", "keep text", "$EDITOR"):
            assert words in shown
        assert app.editor.size.height >= 4


async def test_no_size_breaks_it() -> None:
    chance = random.Random(7)
    draft = Draft("d1", tuple(p.id for p in PROFILES), f"{FAMILY * 40} 新しい語 " * 8, Media(link="x"), "at", "soon")
    app = host(draft)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+s")
        for _ in range(25):
            await pilot.resize_terminal(chance.randint(1, 140), chance.randint(1, 50))
        for width in (1, 2, 3, 9, 27, 28, 29, 65, 66, 109, 110):
            await pilot.resize_terminal(width, 12)
        await pilot.resize_terminal(80, 24)
        await pilot.press("escape")
    assert app.result == Kept(draft)


async def test_no_profiles_at_all_keep_the_text() -> None:
    app = host(Draft("d1", ("x",), "Text"), profiles=())
    async with app.run_test() as pilot:
        await pilot.press("ctrl+s")
        assert "at least one profile" in app.says
        await pilot.press("escape")
    assert app.result == Kept(Draft("d1", ("x",), "Text"))
