"""The screen for moving from v1 as a person reads it: what was found, how a save stands, which keys do something."""

from __future__ import annotations

from textual.content import Content

from buffertui.core.migrating_desk import DeskState, MigratingDesk
from buffertui.core.migrating_words import Told, doing, how_to_get_a_key, in_columns, price, told_of, told_of_saved

from .screens.hanging import hanging
from .text import fit, one_line, ui_text, width_of

LEAST = 12
"""Cells of the column of labels at least."""

PER_MINUTE = 50
"""Requests of a save in a minute: v1's 60 without those that are kept for a person's own work."""

SAVES = (
    "s saves profiles, posting times, queues and all that was sent with its statistics, to files that only you can "
    "read. Nothing at Buffer changes."
)


def body(desk: MigratingDesk, width: int) -> Content:
    """Everything that is known about both sides."""
    state, sides = desk.state, desk.sides
    if not sides.frm:
        told = [Told("", "There is no account with API v1 here, so there is nothing to move and nothing to save.")]
        return entries(told, width)
    if state.look is not None:
        return entries(list(told_of(state.look)), width)
    if state.looking:
        told = [Told("", f"Asking v1 ({sides.frm})" + (f" and GraphQL ({sides.to})" if sides.to else "") + " …")]
    elif state.trouble and not state.saving:
        told = [Told("", "The two sides could not be read. Press r to try again.")]
    else:
        told = list(how_to_get_a_key()) if not sides.to else []
    return entries(told, width)


def entries(told: list[Told], width: int) -> Content:
    """Labels in a column, texts beside them; what asks to be looked at has a mark and a colour."""
    parts: list[Content] = []
    for one, column in in_columns(told, LEAST, width * 2 // 5):
        if one.heading:
            parts.append(Content.styled(f"{'' if not parts else chr(10)}{one.label}\n", "bold $text-accent"))
            continue
        mark = Content.styled("! ", "bold $text-warning") if one.bad else Content("  ")
        name = fit(one_line(one.label), column - 1)
        label = Content.assemble(mark, ui_text(name), " " * (column - width_of(name)))
        parts.append(hanging(label, one.text, width, "" if one.bad else "$text-muted"))
    return Content("").join(parts).rstrip("\n")


def status(desk: MigratingDesk, width: int) -> Content:
    """How the save stands."""
    state = desk.state
    if state.saving:
        return ui_text(f"{bar(state, min(20, width // 4))} {doing(state.progress, PER_MINUTE)}", "$text-accent")
    if state.trouble:
        return ui_text(state.trouble, "$text-warning")
    if state.saved is not None:
        return entries(list(told_of_saved(state.saved, PER_MINUTE, "i saves it.")), width)
    if not desk.sides.frm:
        return Content("")
    return ui_text(desk.sides.why_not_saved or SAVES, "$text-muted")


def bar(state: DeskState, width: int) -> str:
    """How much of a save is done, as a bar."""
    progress = state.progress
    done = width * progress.done // progress.total if progress.total else 0
    return "▰" * min(width, done) + "▱" * (width - min(width, done))


def keys(desk: MigratingDesk) -> tuple[tuple[str, str], ...]:
    """The keys that do something now."""
    state = desk.state
    shown: list[tuple[str, str]] = []
    if state.saving:
        shown.append(("x", "stop saving"))
    elif desk.sides.frm and not desk.sides.why_not_saved:
        shown.append(("s", "save"))
        if state.saved is not None and state.saved.price:
            shown.append(("i", "save who reacted"))
    if desk.sides.frm and not state.looking:
        shown.append(("r", "look again"))
    return (*shown, ("j k", "scroll"), ("Esc", "close, goes on" if state.saving else "close"))


def finished(desk: MigratingDesk) -> str:
    """What is told in the corner when a save has ended."""
    saved = desk.state.saved
    if saved is None:
        return ""
    more = f" Who reacted is not in it: {price(saved.price, PER_MINUTE)}." if saved.price else ""
    return f"It is in {saved.where}.{more}"
