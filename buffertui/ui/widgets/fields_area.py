"""The fields of single networks: folded into one row that says what is set, until they are wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input

from buffertui.core.fielding import Wanted
from buffertui.domain.field_catalogue import Kind
from buffertui.ui.present_composer_fields import LABEL, helped, label, summary

from .chooser import Chooser
from .line import Line
from .post_input import PostInput
from .rows import ChoiceRow, Row
from .says import Says


class FieldRow(Horizontal):
    """One field: its label, and a choice or a line to type."""

    def __init__(self, one: Wanted, among: Sequence[Wanted]) -> None:
        super().__init__()
        self.key = one.key
        self.kind = one.field.kind
        self.label = Line(label(one, among))
        self.control: Chooser | PostInput = (
            Chooser(one.choices, one.value) if one.field.kind is Kind.CHOICE
            else PostInput(one.put_in, placeholder=one.field.help)
        )

    def compose(self) -> ComposeResult:
        yield self.label
        yield self.control

    def show(self, one: Wanted, among: Sequence[Wanted]) -> None:
        """The same field with another value."""
        self.label.show(label(one, among))
        if isinstance(self.control, Chooser):
            self.control.offer(one.choices, one.value)
        elif not one.put_in:
            self.control.placeholder = one.value or one.field.help


class FieldsArea(Vertical):
    """Holds the fields of a draft. Those that nobody chosen wants stay as they are, unseen."""

    DEFAULT_CSS = f"""
    FieldsArea {{
        height: auto;
        & > #fields-block {{ height: auto; display: none; }}
        &.-open > #fields-block {{ display: block; }}
        & FieldRow {{ height: 1; }}
        & FieldRow > Line {{ width: {LABEL}; padding: 0 0 0 1; }}
        & Says {{ height: 1; padding: 0 0 0 1; }}
    }}
    """

    @dataclass
    class Changed(Message):
        """The fields are other ones."""

        area: FieldsArea

    def __init__(self, fields: Mapping[str, str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.fields: Mapping[str, str] = MappingProxyType(dict(fields))
        self.open = False
        self._asked: tuple[Wanted, ...] = ()
        self._row = ChoiceRow("Fields ", id="fields-row")
        self._block = Vertical(id="fields-block")
        self._help = Says(id="fields-help")
        self._aim: str | None = None
        self.display = False

    def compose(self) -> ComposeResult:
        yield self._row
        with self._block:
            yield self._help

    def show(self, asked: Sequence[Wanted]) -> None:
        """Ask for these; without any there is nothing to see."""
        found = tuple(asked)
        if found == self._asked:
            return
        before, self._asked = self._asked, found
        self.display = bool(found)
        self._say()
        if not self.open:
            return
        if [(one.key, one.field) for one in before] != [(one.key, one.field) for one in found]:
            self.call_next(self._fit)
            return
        for row in self.query(FieldRow):
            one = self._wanted(row.key)
            if one is not None:
                row.show(one, found)

    def put(self, key: str, value: str) -> None:
        """Hold a value; an empty one is none."""
        kept = {name: held for name, held in self.fields.items() if name != key}
        self.fields = MappingProxyType(kept | ({key: value} if value else {}))

    async def unfold(self, key: str = "") -> None:
        """Show the fields, and go to one, or to the first."""
        self.open = True
        self.add_class("-open")
        self._aim = key
        self._say()
        await self._fit()

    def fold(self) -> None:
        """Hide the fields; what is put in stays."""
        self.open = False
        self.remove_class("-open")
        self._say()
        self._row.focus()

    async def _fit(self) -> None:
        """Rows for what is asked for now. One that stays keeps its focus and its cursor."""
        rows = {row.key: row for row in self.query(FieldRow)}
        wanted = {one.key: one for one in self._asked}
        for key, row in list(rows.items()):
            if key not in wanted or wanted[key].field.kind is not row.kind:
                await rows.pop(key).remove()
        for one in self._asked:
            if one.key in rows:
                rows[one.key].show(one, self._asked)
            else:
                rows[one.key] = FieldRow(one, self._asked)
        before: FieldRow | Says = self._help
        for one in reversed(self._asked):
            row = rows[one.key]
            if row.parent is None:
                await self._block.mount(row, before=before)
            before = row
        self._go(rows)

    def _go(self, rows: Mapping[str, FieldRow]) -> None:
        aim, self._aim = self._aim, None
        if aim is None or not self._asked:
            return
        row = rows.get(aim) or rows[self._asked[0].key]
        row.control.focus()
        row.control.call_after_refresh(row.scroll_visible, animate=False)

    def _wanted(self, key: str) -> Wanted | None:
        return next((one for one in self._asked if one.key == key), None)

    def _say(self) -> None:
        if self._asked:
            self._row.show(summary(self._asked, unfolded=self.open))
            if not self._row.has_focus:
                # What is missing stands first, and is where Enter should lead.
                self._row.begin()
        here = next((row for row in self.query(FieldRow) if row.has_focus_within), None)
        one = self._wanted(here.key) if here else None
        self._help.say([helped(one)] if one else [])

    def on_descendant_focus(self) -> None:
        """Say what the field is for."""
        self._say()

    def on_descendant_blur(self) -> None:
        """Take that back."""
        self._say()

    @on(Row.Picked, "#fields-row")
    async def _header(self, event: Row.Picked) -> None:
        event.stop()
        if self.open:
            self.fold()
        else:
            await self.unfold(event.item_id)

    @on(Row.Picked)
    def _picked(self, event: Row.Picked) -> None:
        event.stop()
        self._take(event.row, event.item_id)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._take(event.input, event.value)

    def _take(self, control: object, value: str) -> None:
        row = next((row for row in self.query(FieldRow) if row.control is control), None)
        if row is not None and value != self.fields.get(row.key, ""):
            self.put(row.key, value)
            self.post_message(self.Changed(self))
