"""Layout shared by the dialogs: texts that hang beside a label, and a body that leaves room for the keys below it."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from buffertui.ui.text import clean, width_of, wrap

LEAST = 16
"""Cells below which a text beside its label would be a ribbon; it then stands under it."""


def hanging(label: Content, text: str, width: int, style: str = "") -> Content:
    """The label and beside it the text, wrapped to what is left of ``width`` cells; ends with a line end.

    The text may come from outside.
    """
    if not text:
        return Content.assemble(label, "\n")
    indent = width_of(label.plain)
    beside = width - indent >= LEAST
    column = indent if beside else 2
    lines = [line for part in clean(text).split("\n") for line in wrap(part, max(1, width - column))]
    between = "" if beside else f"\n{'':{column}}"
    return Content.assemble(label, between, (f"\n{'':{column}}".join(lines), style), "\n")


def leave_room(dialog: Widget, body: Widget, share: float = 0.92) -> None:
    """Let ``body`` scroll before the dialog is higher than that share of the screen: what is below it stays in view."""
    others = [child for child in dialog.children if child is not body]
    taken = sum(child.outer_size.height + child.styles.margin.height for child in others) + dialog.gutter.height
    body.styles.max_height = max(3, int(dialog.screen.size.height * share) - taken)
