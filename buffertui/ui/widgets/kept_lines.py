"""A view that draws its own lines and keeps them: scrolling and a change of focus draw nothing twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from rich.color import Color
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip
from textual.widget import Widget

from buffertui.ui.compat import vertical_bar

GREY = Color.from_rgb(85, 85, 85)


class KeptBar(ScrollBar):
    """A scroll bar that is drawn only when it changed."""

    _seen: tuple[Region, list[Strip]] | None = None

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Whatever changes what is seen comes by here."""
        self._seen = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_lines(self, crop: Region) -> list[Strip]:
        if self._seen is None or self._seen[0] != crop:
            self._seen = crop, self._cells(crop) if self.opacity == 1 else super().render_lines(crop)
        return self._seen[1]

    def _cells(self, crop: Region) -> list[Strip]:
        """What the base class makes of its bar, without the renderer for anything that Rich can draw."""
        bar = self.render()
        if not isinstance(bar, ScrollBarRender) or not isinstance(bar.style, Style):
            return super().render_lines(crop)
        cells = bar.render_bar(
            size=self.size.height, virtual_size=bar.virtual_size, window_size=bar.window_size, position=bar.position,
            thickness=bar.thickness, back_color=bar.style.bgcolor or GREY, bar_color=bar.style.color or GREY,
        ).segments
        filters, ground = self.get_line_filters(), self.background_colors[1]
        under, strips = Style.from_color(bgcolor=ground.rich_color), dict[int, Strip]()
        for cell in cells:
            if id(cell) not in strips:
                strip = Strip([cell], bar.thickness).apply_style(under)
                for line_filter in filters:
                    strip = strip.apply_filter(line_filter, ground)
                strips[id(cell)] = strip
        return [strips[id(cell)] for cell in cells[crop.y : crop.bottom]]


class KeptLines(ScrollView, inherit_bindings=False):
    """The base class would draw, filter and cut every line in view anew with each step of scrolling, and all of them
    when the focus comes or goes."""

    _seen: tuple[Region, list[Strip]] | None = None

    def lines(self, first: int, last: int) -> Sequence[Strip]:
        """These lines of the view, the last one not included, each as wide as the view."""
        raise NotImplementedError

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The scroll bar, made when it is first wanted."""
        return vertical_bar(self, KeptBar)

    def focus_changed(self, has_focus: bool) -> None:
        """The focus came or went."""

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Whatever changes what is seen comes by here."""
        self._seen = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_line(self, y: int) -> Strip:
        return self.lines(y, y + 1)[0]

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines with what the base class makes of them where nothing frames the view."""
        styles = self.styles
        if styles.gutter.totals != (0, 0) or self.opacity < 1 or styles.tint.a:
            return super().render_lines(crop)
        if self._seen is None or self._seen[0] != crop:
            strips = list(self.lines(crop.y, crop.bottom))
            background = self.background_colors[1]
            for line_filter in self.get_line_filters():
                strips = [strip.apply_filter(line_filter, background) for strip in strips]
            if crop.column_span != (0, self.size.width):
                strips = [strip.crop(*crop.column_span) for strip in strips]
            self._seen = crop, strips
        return self._seen[1]

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self.focus_changed(has_focus)

    def on_focus(self, event: events.Focus) -> None:
        self._tell_focus(event, events.DescendantFocus(self), has_focus=True)

    def on_blur(self, event: events.Blur) -> None:
        self._tell_focus(event, events.DescendantBlur(self), has_focus=False)

    def _tell_focus(self, event: events.Event, message: events.Event, *, has_focus: bool) -> None:
        # What the base class does, but for drawing everything anew.
        event.prevent_default()
        self.has_focus = has_focus
        if isinstance(self.parent, Widget):
            self.parent.post_message(message)
