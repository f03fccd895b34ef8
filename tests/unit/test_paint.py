"""What is painted has the colours that the theme's own style sheet would give it."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual.app import App, ComposeResult
from textual.color import Color
from textual.containers import Vertical
from textual.widget import Widget

from buffertui.ui.pieces import ROLES, Piece
from buffertui.ui.themes import THEMES, readable
from buffertui.ui.widgets.paint import Painter

NAMES = ("cursor", *ROLES)


class Styled(Widget):
    """The roles as component classes of a widget, resolved by Textual."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"paint--{name}" for name in NAMES}
    DEFAULT_CSS = """
    Styled {
        height: 1;
        & > .paint--strong { text-style: bold; }
        & > .paint--muted { color: $text-muted; }
        & > .paint--accent { color: $text-accent; }
        & > .paint--good { color: $text-success; }
        & > .paint--warn { color: $text-warning; }
        & > .paint--error { color: $text-error; }
        & > .paint--match { text-style: bold underline reverse; }
        & > .paint--head { color: $text-accent; text-style: bold; }
        & > .paint--cursor { background: $foreground 9%; }
        &:ansi > .paint--muted { color: ansi_default; text-style: dim; }
        &:ansi > .paint--cursor { background: ansi_default; }
    }
    """

    def expected(self, role: str, cursor: bool) -> Style:
        """The style of a role, readable on what is behind it."""
        found = self.get_component_rich_style(f"paint--{role}") if role else self.rich_style
        back = self.get_component_rich_style("paint--cursor").bgcolor if cursor else self.rich_style.bgcolor
        text, ground = Color.from_rich_color(found.color), Color.from_rich_color(back)
        return found + Style.from_color(readable(text, ground).rich_color, back)


class Shown(App[None]):
    """On grounds of several kinds."""

    CSS = """
    .surface { background: $surface; }
    .panel { background: $panel; text-style: italic; }
    .mixed { background: $background 60%; color: $text-muted; }
    """

    def compose(self) -> ComposeResult:
        yield Styled()
        for kind in ("surface", "panel", "mixed"):
            yield Vertical(Styled(), classes=kind)

    def on_mount(self) -> None:
        for theme in THEMES:
            self.register_theme(theme)


async def test_a_role_looks_as_its_rule_would_have_it_in_every_theme() -> None:
    app = Shown()
    async with app.run_test(size=(20, 12)) as pilot:
        for name in sorted(app.available_themes):
            app.theme = name
            await pilot.pause()
            for widget in app.query(Styled):
                for cursor in (False, True):
                    for role in ("", *ROLES):
                        (painted,) = Painter(widget).strip((Piece("x", role),), 1, cursor=cursor)
                        assert painted.style == widget.expected(role, cursor), (name, widget.parent, role, cursor)


async def test_neighbours_of_one_style_are_one_and_a_line_is_exactly_as_wide_as_asked() -> None:
    app = Shown()
    async with app.run_test(size=(20, 12)):
        painter = Painter(app.query(Styled).first())
        pieces = (Piece("one "), Piece("two"), Piece("three", "muted"), Piece("世界", "muted"), Piece(""))
        expected = {20: "one twothree世界    ", 16: "one twothree世界", 15: "one twothree世 ", 5: "one t"}
        for width, text in expected.items():
            strip = painter.strip(pieces, width)
            assert (strip.text, strip.cell_length) == (text, width)
        assert [segment.text for segment in painter.strip(pieces, 20)] == ["one two", "three世界", "    "]
        assert [segment.text for segment in painter.strip(pieces[:2], 9)] == ["one two  "]
        assert painter.strip((), 0).cell_length == 0
