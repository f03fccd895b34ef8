"""The shape of what a command does on the main screen. Whether it can run was asked before."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from buffertui.core.commands import Situation
    from buffertui.ui.screens.main import MainScreen

Run = Callable[["MainScreen", "Situation"], None]


def later(module: str, name: str, *arguments: Any) -> Run:
    """A function of a module of this room, which is imported when the command first runs: the start need not wait for
    what every command needs. With ``arguments`` it is what the function makes of them."""

    def run(screen: MainScreen, at: Situation) -> None:
        found = getattr(import_module(f"buffertui.ui.actions.{module}"), name)
        (found(*arguments) if arguments else found)(screen, at)

    return run
