"""Choosing the profiles of a post: one line each, with its network, its name and what one should know about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from buffertui.domain.models import Profile
from buffertui.domain.networks import network
from buffertui.ui.pieces import Piece, Pieces, Role, lay
from buffertui.ui.text import PLAIN, Drawing, one_line, width_of

from .paint import Painter

ROOM_FOR_NOTES = 30
"""Width in cells from which on the longest note stands beside a name."""


def note(profile: Profile, width: int) -> str:
    """What to know about a profile before writing for it; empty when there is nothing."""
    if profile.locked:
        return "locked"
    if profile.disconnected:
        return "disconnected" if width >= ROOM_FOR_NOTES else "reconnect"
    if profile.paused:
        return "paused"
    return "" if profile.has_slots else "no times"


class ProfilePicker(ScrollView, can_focus=True):
    """A list in which several profiles can be ticked; the chosen ones stand first when it opens."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home,g", "move(-9999)", "First", show=False),
        Binding("end,G", "move(9999)", "Last", show=False),
        Binding("space,enter,x", "tick", "Choose", show=False),
        Binding("a", "all", "All or none", show=False),
    ]
    DEFAULT_CSS = """
    ProfilePicker {
        height: auto;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
    }
    """
    ALLOW_SELECT = False

    cursor: reactive[int] = reactive(0)

    @dataclass
    class Changed(Message):
        """The choice is another one."""

        picker: ProfilePicker
        chosen: tuple[str, ...]

    def __init__(
        self, profiles: Iterable[Profile], chosen: Iterable[str], *, drawing: Drawing = PLAIN, id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        everyone = list(profiles)
        self._order = [profile.id for profile in everyone]
        self._ticked = set(chosen) & set(self._order)
        self._profiles = sorted(everyone, key=lambda profile: profile.id not in self._ticked)
        self._drawing = drawing
        self._painter = Painter(self)
        self.virtual_size = Size(1, len(everyone))
        self.styles.max_height = max(1, len(everyone))

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids that are ticked, in Buffer's order of profiles."""
        return tuple(i for i in self._order if i in self._ticked)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as profiles."""
        return max(1, len(self._profiles))

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh()

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a line."""
        return max(0, min(cursor, len(self._profiles) - 1))

    def watch_cursor(self, cursor: int) -> None:
        """Bring the line into view."""
        self.scroll_to_region(Region(0, cursor, 1, 1), animate=False, force=True, immediate=True)
        self.refresh()

    def action_move(self, lines: int) -> None:
        """Move the cursor."""
        self.cursor += lines

    def action_page(self, pages: int) -> None:
        """Move the cursor by screens."""
        self.cursor += pages * max(1, self.size.height - 1)

    def action_tick(self) -> None:
        """Tick or untick the profile under the cursor."""
        if self._profiles:
            self._choose(self._ticked ^ {self._profiles[self.cursor].id})

    def action_all(self) -> None:
        """Tick every profile that Buffer publishes for; when they all are ticked, none."""
        everyone = {profile.id for profile in self._profiles if not (profile.disconnected or profile.locked)}
        self._choose(set() if everyone <= self._ticked else self._ticked | everyone)

    def _choose(self, ticked: set[str]) -> None:
        self._ticked = ticked
        self.refresh()
        self.post_message(self.Changed(self, self.chosen))

    def on_click(self, event: events.Click) -> None:
        """A click ticks the line it falls on."""
        place = event.get_content_offset(self)
        line = place.y + self.scroll_offset.y if place is not None else -1
        if 0 <= line < len(self._profiles):
            self.cursor = line
            self.action_tick()

    def render_line(self, y: int) -> Strip:
        """One profile, or nothing below the last one."""
        index = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        if index < len(self._profiles):
            here = self.has_focus and index == self.cursor
            return self._painter.strip(self._line(self._profiles[index], width, here), width, cursor=here)
        return self._painter.strip((Piece("No profiles yet", "muted"),) if index == 0 else (), width)

    def _line(self, profile: Profile, width: int, here: bool) -> Pieces:
        ticked = profile.id in self._ticked
        net = network(profile.service)
        quiet: Role = "" if ticked else "muted"
        told = note(profile, width)
        left = (
            Piece("[", quiet), Piece("✓" if ticked else " ", "accent"), Piece("] ", quiet),
            Piece(net.short + " " * (3 - width_of(net.short)), quiet, net.colour),
            Piece(one_line(profile.username or profile.id, self._drawing), "strong" if here else quiet),
        )
        return lay(left, (Piece(told, "warn"),) if told else (), width)

    def notify_style_update(self) -> None:
        """Look the colours up again."""
        self._painter.forget()
        super().notify_style_update()
