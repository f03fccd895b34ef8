"""Looking back: drafts, the search over everything ever seen, and deleted updates made anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buffertui.core.commands import Situation

if TYPE_CHECKING:
    from buffertui.ui.screens.main import MainScreen


def open_drafts(screen: MainScreen, at: Situation) -> None:
    """List the texts that were kept."""


def search(screen: MainScreen, at: Situation) -> None:
    """Search everything ever seen."""


def restore(screen: MainScreen, at: Situation) -> None:
    """List deleted updates, to make one anew."""
