"""Notices in the corner, never so many that they hide the screen they are about."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.notifications import SeverityLevel

from buffertui.domain.records import dataclass

from .compat import give_rack

MOST, MOST_WHERE_LOW = 3, 2
"""How many stand there at once; in a window of fewer than 30 lines fewer."""


@dataclass(frozen=True, slots=True)
class Told:
    """One notice that is on the screen."""

    message: str
    title: str
    severity: SeverityLevel
    timeout: float | None
    markup: bool

    def outdated_by(self, newer: Told) -> bool:
        """Whether the newer one says the same, or says how the same thing goes wrong now."""
        same_trouble = self.title == newer.title and self.severity != "information"
        return same_trouble or (self.title, self.message) == (newer.title, newer.message)


class FewToasts(App[Any]):
    """An app in which the oldest notices make room for new ones."""

    def __init__(self) -> None:
        super().__init__()
        self._told: list[Told] = []

    def notify(
        self, message: str, *, title: str = "", severity: SeverityLevel = "information", timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Show a notice for ``timeout`` seconds, or until there are too many newer ones."""
        new = Told(message, title, severity, timeout, markup)
        most = MOST if self.size.height >= 30 else MOST_WHERE_LOW
        kept = [one for one in self._told if not one.outdated_by(new)][1 - most :]
        if len(kept) < len(self._told):
            self.clear_notifications()
            for one in kept:
                self._show(one)
        self._told = [*kept, new]
        self._show(new)
        self.set_timer(self.NOTIFICATION_TIMEOUT if timeout is None else timeout, lambda: self._gone(new))

    def _show(self, one: Told) -> None:
        for screen in self.screen_stack:
            give_rack(screen)
        super().notify(
            one.message, title=one.title, severity=one.severity, timeout=one.timeout, markup=one.markup
        )

    def _gone(self, one: Told) -> None:
        if one in self._told:
            self._told.remove(one)
