"""The themes: every text can be read on what is behind it, in ours and in those of Textual."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from buffertui.ui.pieces import ROLES, Piece
from buffertui.ui.themes import THEMES, contrast, readable
from buffertui.ui.widgets.line import Line
from buffertui.ui.widgets.paint import Painter

BRANDS = ("#0a66c2", "#ff0000", "#6364ff", "#e4405f", "#1185fe", "#000000", "#ffffff", "#25d366")
OTHERS = sorted(name for name, theme in BUILTIN_THEMES.items() if not theme.ansi)


class Shown(App[None]):
    """One line, in any theme."""

    def compose(self) -> ComposeResult:
        yield Line((Piece("text"),))

    def on_mount(self) -> None:
        for theme in THEMES:
            self.register_theme(theme)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_text_colours_of_our_themes_stand_out_on_all_their_backgrounds(theme: Theme) -> None:
    colours = theme.to_color_system().generate() | theme.variables
    kinds = ("", "-muted", "-accent", "-success", "-warning", "-error", "-primary")
    texts = ["foreground", *(f"text{kind}" for kind in kinds)]
    for text in texts:
        for background in ("background", "surface"):
            ratio = contrast(Color.parse(colours[text]), Color.parse(colours[background]))
            assert ratio >= 4.5, f"{text} on {background}: {ratio:.2f}"


def test_high_contrast_is_higher() -> None:
    high = next(theme for theme in THEMES if theme.name == "buffertui-contrast")
    for colour in (high.foreground, high.accent, high.success, high.warning, high.error, high.variables["text-muted"]):
        assert contrast(Color.parse(colour or ""), Color.parse(high.background or "")) >= 7


async def test_everything_that_is_painted_can_be_read_in_every_theme() -> None:
    app = Shown()
    async with app.run_test(size=(20, 3)) as pilot:
        line = app.query_one(Line)
        for name in (*(theme.name for theme in THEMES), *OTHERS):
            app.theme = name
            await pilot.pause()
            painter = Painter(line)
            pieces = [Piece("x", role) for role in ("", *ROLES)] + [Piece("x", "strong", brand) for brand in BRANDS]
            for cursor in (False, True):
                for segment, piece in zip(painter.strip(pieces, len(pieces), cursor=cursor), pieces, strict=True):
                    assert segment.style is not None
                    front, back = segment.style.color, segment.style.bgcolor
                    ratio = contrast(Color.from_rich_color(front), Color.from_rich_color(back))
                    assert ratio >= 4.5, f"{name}: {piece} on {'the cursor' if cursor else 'the list'}"


async def test_a_theme_of_the_terminals_own_colours_sends_no_others() -> None:
    app = Shown()
    async with app.run_test(size=(20, 3)) as pilot:
        app.theme = "ansi-dark"
        await pilot.pause()
        painter = Painter(app.query_one(Line))
        pieces = [Piece("x", role) for role in ("", *ROLES)] + [Piece("x", "strong", brand) for brand in BRANDS]
        for cursor in (False, True):
            for segment in painter.strip(pieces, len(pieces), cursor=cursor):
                assert segment.style is not None
                for colour in (segment.style.color, segment.style.bgcolor):
                    assert colour is None or colour.is_default or colour.is_system_defined


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast(Color(0, 0, 0), Color(255, 255, 255)) == pytest.approx(21)
    assert contrast(Color(119, 119, 119), Color(255, 255, 255)) == pytest.approx(4.48, abs=0.01)


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    red = Color.parse("#b3261e")
    assert readable(red, Color(255, 255, 255)) == red
    assert contrast(readable(red, Color(120, 20, 20)), Color(120, 20, 20)) >= 4.5


async def test_a_change_of_theme_is_seen_at_once() -> None:
    app = Shown()
    async with app.run_test(size=(20, 3)) as pilot:
        before = None
        for name in ("buffertui-dark", "buffertui-light"):
            app.theme = name
            await pilot.pause()
            (segment, *_) = app.query_one(Line).render_line(0)
            assert segment.style is not None
            assert segment.style.bgcolor != before
            before = segment.style.bgcolor
