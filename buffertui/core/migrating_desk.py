"""The desk at which a person moves from v1: look at both sides, then save; both faces of the program work on it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from buffertui.domain.errors import BuffertuiError, StoreError
from buffertui.domain.models import Update
from buffertui.domain.ports import Clock

from .keeper import Runner
from .migrating import END_OF_V1, Note, Pairing, Party, compare, pair, presence
from .migrating_ports import NewSide, OldSide, Sides
from .migrating_saving import Saving, patiently
from .migrating_tally import Progress, Saved, Wanted


@dataclass(frozen=True, slots=True)
class Look:
    """Both sides as they are now. ``notes`` belong to the pairs, in their order. ``alone`` says that there is no other
    side, ``other`` that the key seems to belong to somebody else, ``trouble`` why the other side could not be read."""

    frm: str
    to: str
    old_name: str
    new_name: str = ""
    organizations: tuple[str, ...] = ()
    pairing: Pairing = Pairing()
    notes: tuple[tuple[Note, ...], ...] = ()
    old: tuple[Party, ...] = ()
    alone: bool = True
    other: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class DeskState:
    """What the desk shows. Of ``looking`` and ``saving`` at most one thing each is under way."""

    look: Look | None = None
    looking: bool = False
    saving: bool = False
    progress: Progress = Progress()
    saved: Saved | None = None
    trouble: str = ""
    where: str = ""


class MigratingDesk:
    """Looks and saves, and tells whoever listens. Nothing it does changes anything at Buffer."""

    def __init__(self, sides: Sides, clock: Clock, run: Runner) -> None:
        self.sides = sides
        self.clock = clock
        self.state = DeskState()
        self._run = run
        self._listeners: list[Callable[[DeskState], None]] = []
        self._task: asyncio.Task[Saved] | None = None

    def listen(self, listener: Callable[[DeskState], None]) -> Callable[[], None]:
        """Call ``listener`` with every new state; returns a function that stops it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @property
    def days_left(self) -> int:
        """Days until v1 ends; zero or less when it has."""
        return (END_OF_V1 - self.clock.now().date()).days

    def _change(self, **fields: object) -> None:
        self.state = replace(self.state, **fields)  # type: ignore[arg-type]
        for listener in tuple(self._listeners):
            listener(self.state)

    async def look(self) -> Look:
        """Read both sides, pair them and compare. Raises a ``BuffertuiError``, which ``trouble`` then says too."""
        self._change(looking=True, trouble="")
        try:
            look = await self._look()
        except BuffertuiError as error:
            self._change(looking=False, trouble=f"{error.message} {error.hint}".strip())
            raise
        except asyncio.CancelledError:
            self._change(looking=False)
            raise
        self._change(looking=False, look=look)
        return look

    async def _look(self) -> Look:
        old = await self.sides.old()
        try:
            account = await old.account()
            parties = await old.parties()
            name = str(account.get("name") or account.get("id") or account.get("_id") or "")
            look = Look(self.sides.frm, self.sides.to, name, old=parties)
            if not self.sides.to:
                return look
            try:
                new = await self.sides.new()
                try:
                    return await self._compare(replace(look, alone=False), old, new)
                finally:
                    await new.aclose()
            except BuffertuiError as error:
                return replace(look, alone=False, trouble=f"{error.message} {error.hint}".strip())
        finally:
            await old.aclose()

    async def _compare(self, look: Look, old: OldSide, new: NewSide) -> Look:
        owner = await new.account()
        organizations = await new.organizations()
        pairing = pair(look.old, await new.parties())
        there: dict[str, list[Update]] = {}
        for update in await new.waiting():
            there.setdefault(update.profile_id, []).append(update)
        notes = []
        for both in pairing.pairs:
            here = await old.waiting(both.old.profile.id)
            notes.append(compare(both, presence(here, there.get(both.new.profile.id, ()))))
        return replace(
            look, new_name=owner.label, organizations=organizations, pairing=pairing, notes=tuple(notes),
            other=not pairing.pairs and bool(look.old),
        )

    async def save(self, wanted: Wanted) -> Saved:
        """Save to the folder; ``cancel`` stops it. Raises a ``BuffertuiError``, which ``trouble`` then says too."""
        if self.sides.why_not_saved:
            raise StoreError(self.sides.why_not_saved)
        if self.state.saving:
            raise StoreError("It is being saved already.")
        self._change(saving=True, trouble="", progress=Progress(doing="account"))
        self._task = asyncio.get_running_loop().create_task(self._save(wanted))
        try:
            saved = await self._task
        except BuffertuiError as error:
            kept = "What was complete is kept; saving again goes on there."
            self._change(saving=False, trouble=f"{error.message} {error.hint} {kept}".replace("  ", " ").strip())
            raise
        except asyncio.CancelledError:
            self._task.cancel()
            await asyncio.wait([self._task])
            self._change(saving=False, trouble="Stopped. What was complete is kept; saving again goes on there.")
            raise
        finally:
            self._task = None
        self._change(saving=False, saved=saved)
        return saved

    async def _save(self, wanted: Wanted) -> Saved:
        old = await self.sides.old()
        try:
            account = await patiently(old.account, self.clock)
            owner = str(account.get("id") or account.get("_id") or "")
            folder = await self._run(partial(self.sides.folder, owner, reactions=wanted.reactions))
            self._change(where=folder.where)
            saving = Saving(old, folder, self.clock, wanted, self._run, lambda p: self._change(progress=p))
            return await saving.save(account)
        finally:
            await old.aclose()

    def cancel(self) -> bool:
        """Stop saving; false when nothing is being saved."""
        if self._task is None:
            return False
        self._task.cancel()
        return True
