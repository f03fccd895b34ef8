"""The line in which a filter is typed; it is there only while there is one."""

from __future__ import annotations

from textual.events import Key
from textual.message import Message
from textual.widgets import Input

from buffertui.ui.work import frame_left

from .still_input import StillInput


class FilterLine(StillInput):
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
        self._behind = False
        self._told = ""

    def begin(self) -> None:
        """Show the line and type in it."""
        self.add_class("-shown")
        self.focus()

    def end(self, *, keep: bool) -> None:
        """Leave the line; unless the filter is kept, it is taken away."""
        if not keep:
            self.value = ""
        # Whatever comes next acts on the list as it is with all that was typed.
        self._tell()
        self.set_class(bool(self.value), "-shown")
        self.post_message(self.Left())

    def on_input_changed(self, event: Input.Changed) -> None:
        """The letter stands there at once; what it leaves of the list is drawn with the next frame."""
        event.stop()
        if not self._behind:
            self._behind = True
            self.call_after_refresh(self._catch_up)

    async def _catch_up(self) -> None:
        # The thread that writes the frame has its turn first: looking through the texts would keep it waiting.
        await frame_left()
        self._behind = False
        self._tell()

    def _tell(self) -> None:
        if self.value != self._told:
            self._told = self.value
            self.post_message(self.Typed(self.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.end(keep=True)

    def on_key(self, event: Key) -> None:
        """Esc takes the filter away; the arrows go to the list with it."""
        if event.key in ("escape", "down", "up"):
            event.stop()
            event.prevent_default()
            self.end(keep=event.key != "escape")
