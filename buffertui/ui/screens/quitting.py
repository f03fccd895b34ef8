"""Leaving while something has not gone out: send it now, keep it, drop it, or stay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from textual import on
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from buffertui.core.session import Session
from buffertui.core.state import Link, Snapshot
from buffertui.core.wording import verb, where
from buffertui.domain.drafts import Create, Edit, OutboxItem, State
from buffertui.ui.messages import SnapshotTaken
from buffertui.ui.present import plural, seconds_left
from buffertui.ui.present_outbox import LONGEST, text_of
from buffertui.ui.text import fit, one_line, ui_text

from .listing_dialog import Choice, ListDialog, Question

SHOWN = 6
"""Items that are named one by one."""

WORDS = 28
"""Cells of an item's text, so that it stands on one line of the narrowest dialog."""


def not_gone(items: Sequence[OutboxItem]) -> tuple[OutboxItem, ...]:
    """What would be left behind by quitting now; what is being sent is waited for anyway."""
    return tuple(item for item in items if item.state in (State.HELD, State.WAITING))


def question(snapshot: Snapshot, now: datetime, *, demo: bool) -> Question:
    """What is asked, with what each answer does."""
    items = not_gone(snapshot.outbox)
    if not items:
        leaving = any(item.state is State.SENDING for item in snapshot.outbox)
        does = "What has left is waited for." if leaving else "Nothing is held or waiting any more."
        return Question("Meanwhile it has gone out", [_choice("send", "Quit", does), _choice("stay", "Stay", "")])
    n = len(items)
    title = "One change has not gone out yet" if n == 1 else f"{n} changes have not gone out yet"
    lines = [_line(item, snapshot, now) for item in items[:SHOWN]]
    if n > SHOWN:
        lines.append(f"and {plural(n - SHOWN, 'other')}")
    return Question(title, _choices(items, snapshot, demo=demo), ui_text("\n".join(lines)))


def _line(item: OutboxItem, snapshot: Snapshot, now: datetime) -> str:
    left = seconds_left(item.held_until, now)
    state = f"held {left} s" if left else item.state.value
    text = fit(one_line(text_of(item.write)[:LONGEST]), WORDS)
    place = where(item.write, snapshot.profiles)
    return " · ".join(part for part in (state, verb(item.write), place, text) if part)


def _choices(items: Sequence[OutboxItem], snapshot: Snapshot, *, demo: bool) -> list[Choice]:
    it, is_ = ("It", "is") if len(items) == 1 else ("They", "are")
    kept = "is lost with the demo" if demo else "is kept for the next start"
    send = f"{it} {'leaves' if it == 'It' else 'leave'} at once; buffertui ends when Buffer has answered."
    if snapshot.link is Link.OFFLINE:
        send = f"There is no connection now. It is tried once more; what cannot leave {kept}."
    elif snapshot.link is Link.REFUSED:
        send = f"Buffer refuses the token, so nothing can leave now; all of it {kept}."
    texts = any(isinstance(item.write, Create | Edit) for item in items)
    drop = "Nothing of it is done at Buffer." + (" A text stays among the drafts." if texts and not demo else "")
    keep = _choice("keep", "Keep for the next start, and quit",
                   f"{it} {is_} recorded here and {'goes' if it == 'It' else 'go'} out when buffertui is opened again.")
    return [
        _choice("send", "Send now, and quit", send),
        *(() if demo else (keep,)),
        _choice("stay", "Stay", "What is held goes on counting down."),
        _choice("drop", "Drop, and quit", drop),
    ]


def _choice(choice_id: str, title: str, does: str) -> Choice:
    return Choice(choice_id, Content.assemble((title, "bold"), f"\n  {does}" if does else ""))


class QuitDialog(ListDialog):
    """The question, kept true while it stands there: what is held may go out meanwhile."""

    def __init__(self, session: Session, *, demo: bool) -> None:
        self._session = session
        self._demo = demo
        self._stop: Callable[[], None] | None = None
        super().__init__(self._ask())

    def _ask(self) -> Question:
        return question(self._session.snapshot, self._session.clock.now(), demo=self._demo)

    def on_mount(self) -> None:
        super().on_mount()
        self._stop = self._session.board.listen(self._tell)
        self.set_interval(1.0, self.draw)

    def _tell(self, snapshot: Snapshot) -> None:
        self.post_message(SnapshotTaken(snapshot))

    def on_unmount(self) -> None:
        if self._stop is not None:
            self._stop()
            self._stop = None

    @on(SnapshotTaken)
    def _changed(self, message: SnapshotTaken) -> None:
        message.stop()
        self.draw()

    def draw(self) -> None:
        """Ask as things stand now; the cursor stays on its answer."""
        asked = self._ask()
        if not self.is_attached or asked == self._question:
            return
        before, self._question = self._question, asked
        self.query_one(".dialog-title", Static).update(Content(asked.title))
        for text in self.query(".dialog-text").results(Static):
            text.update(asked.explanation)
            text.display = bool(asked.explanation.plain)
        if [c.label for c in before.choices] != [c.label for c in asked.choices]:
            options = self.query_one(OptionList)
            at = options.highlighted or 0
            chosen = before.choices[at].id
            options.set_options(Option(choice.label, id=choice.id) for choice in asked.choices)
            ids = [choice.id for choice in asked.choices]
            options.highlighted = ids.index(chosen) if chosen in ids else ids.index("stay")
