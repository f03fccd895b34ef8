"""The shape of what a command does on the main screen. Whether it can run was asked before."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from buffertui.core.commands import Situation

if TYPE_CHECKING:
    from buffertui.ui.screens.main import MainScreen

Run = Callable[["MainScreen", Situation], None]
