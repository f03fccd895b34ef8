"""The line in which a filter is typed; it is there only while there is one."""

from __future__ import annotations

from textual.events import Key
from textual.message import Message
from textual.widgets import Input


class FilterLine(Input):
    """Posts ``Typed`` for each letter and ``Left`` when the person goes back to the list."""

    class Typed(Message):
        """The filter is now this; empty when it was taken away."""

        def __init__(self, query: str) -> None:
            super().__init__()
            self.query = query

    class Left(Message):
        """The person went on with the filter kept, or took it away."""

    def __init__(self, *, id: str) -> None:
        super().__init__(placeholder="filter what is loaded", select_on_focus=False, compact=True, id=id)

    def begin(self) -> None:
        """Show the line and type in it."""
        self.add_class("-shown")
        self.focus()

    def end(self, *, keep: bool) -> None:
        """Leave the line; unless the filter is kept, it is taken away."""
        if not keep:
            self.value = ""
        self.set_class(bool(self.value), "-shown")
        self.post_message(self.Left())

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.end(keep=True)

    def on_key(self, event: Key) -> None:
        """Esc takes the filter away; the arrows go to the list with it."""
        if event.key in ("escape", "down", "up"):
            event.stop()
            event.prevent_default()
            self.end(keep=event.key != "escape")
