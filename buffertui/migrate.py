"""``buffertui migrate``: what moving from v1 to GraphQL means, and a save of what only v1 has; Buffer is only read."""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path

from .clock import SystemClock
from .config.settings import Settings
from .config.tokens import stored_accounts
from .core.keeper import Runner
from .core.migrating_desk import DeskState, MigratingDesk
from .core.migrating_ports import Sides
from .core.migrating_tally import Wanted
from .core.migrating_words import Told, doing, end_of_v1, in_columns, told_of, told_of_saved
from .domain.errors import BuffertuiError, ServiceError
from .domain.ports import Clock
from .live import in_one_thread
from .migrate_sides import PER_MINUTE, AccountSides, choose
from .paths import Paths
from .terminal import is_terminal, plain, say

INTERRUPTED = 130
LABEL = 14
"""Cells of the column of labels at least."""


def migrate(chosen: argparse.Namespace, settings: Settings, paths: Paths) -> int:
    """Show both sides, then save. 1 when something could not be done, 130 when it was stopped; what is saved stays."""
    frm, to = choose(settings, paths, chosen.frm, chosen.to)
    if not frm:
        raise BuffertuiError(
            "There is no account with API v1, so there is nothing to move and nothing that would be lost.",
            hint="Accounts with a key for Buffer's GraphQL API stay as they are.",
        )
    clock = SystemClock()
    opens = settings.choose_account(None, stored_accounts(paths.data_dir))
    save = Path(chosen.save) if chosen.save else None
    sides = AccountSides(settings, paths, clock, frm, to, save=save, opens=opens)
    try:
        return asyncio.run(face(sides, clock, Wanted(not chosen.no_history, chosen.interactions), in_one_thread()))
    except KeyboardInterrupt:
        return INTERRUPTED


async def face(sides: Sides, clock: Clock, wanted: Wanted, run: Runner) -> int:
    """The whole command between two accounts. Trouble with the new one does not keep the old one from being saved."""
    desk = MigratingDesk(sides, clock, run)
    say(end_of_v1(desk.days_left))
    say("Reading both sides; nothing is changed …" if sides.to else "Reading v1; nothing is changed …", sys.stderr)
    look = await desk.look()
    tell(told_of(look))
    say("\nSaving. Ctrl+C stops it and keeps what is complete; the same command goes on.")
    line = _Line()
    stop = desk.listen(line.show)
    try:
        saved = await desk.save(wanted)
    except asyncio.CancelledError:
        line.end()
        say(f"Stopped. What is complete is kept in {desk.state.where or 'no folder yet'}; the same command goes on.")
        raise
    except ServiceError as error:
        line.end()
        kept = f"What is complete is kept in {desk.state.where}; the same command goes on." if desk.state.where else ""
        raise ServiceError(error.message, hint=f"{error.hint} {kept}".strip()) from error
    finally:
        stop()
    line.end()
    tell(told_of_saved(saved, PER_MINUTE, "The same command with --interactions saves it."))
    return 1 if look.trouble else 0


def tell(told: Iterable[Told]) -> None:
    """Write entries: labels in one column, texts beside them, wrapped."""
    width = max(40, min(100, shutil.get_terminal_size().columns - 1))
    for one, column in in_columns(told, LABEL, width * 2 // 5):
        if one.heading:
            say(f"\n{one.label}")
            continue
        lines = textwrap.wrap(plain(one.text), width - column - 2, break_long_words=False, break_on_hyphens=False)
        label = " ".join(one.label.split())
        if len(label) > column - 1:
            label = f"{label[:column - 2]}…"
        for at, line in enumerate(lines or [""]):
            say(f"{'!' if one.bad and at == 0 else ' '} {'' if at else label:<{column}}{line}".rstrip())


class _Line:
    """Progress on stderr: one line that is written over on a terminal, otherwise a line for each thing that is read."""

    def __init__(self) -> None:
        self._rewrites = is_terminal(sys.stderr) and os.environ.get("TERM") != "dumb"
        self._last = ""
        self._length = 0

    def show(self, state: DeskState) -> None:
        """Show how far it is."""
        if not state.saving or sys.stderr is None:
            return
        text = plain(doing(state.progress, PER_MINUTE))
        if self._rewrites:
            text = text[: shutil.get_terminal_size().columns - 1]
            sys.stderr.write("\r" + text.ljust(self._length))
            sys.stderr.flush()
            self._length = len(text)
        elif state.progress.doing != self._last:
            self._last = state.progress.doing
            say(text, sys.stderr)

    def end(self) -> None:
        """Leave the line."""
        if self._rewrites and self._length:
            sys.stderr.write("\r" + " " * self._length + "\r")
            sys.stderr.flush()
            self._length = 0
