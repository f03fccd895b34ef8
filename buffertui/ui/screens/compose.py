"""The composer: one modal in which a post is written or a waiting update is edited."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import SuspendNotSupported
from textual.binding import BindingType
from textual.message import Message
from textual.timer import Timer

from buffertui.core.commands import Scope
from buffertui.core.drafting import DraftUnfit, Problem, editable, write_of
from buffertui.core.placing import Taken
from buffertui.core.state import Snapshot
from buffertui.domain.drafts import Create, Draft, Edit
from buffertui.domain.fields import THREAD
from buffertui.domain.ports import Clock
from buffertui.ui.bindings import scope_bindings
from buffertui.ui.external_editor import EditorFailed, edit
from buffertui.ui.text import PLAIN, Drawing
from buffertui.ui.widgets.editor import PostEditor
from buffertui.ui.widgets.fields_area import FieldsArea
from buffertui.ui.widgets.media_fields import MediaFields
from buffertui.ui.widgets.profile_picker import ProfilePicker
from buffertui.ui.widgets.rows import Row
from buffertui.ui.widgets.when_field import WhenField
from buffertui.ui.work import frame_left

from . import compose_words as words
from .compose_sheet import ComposeSheet


@dataclass(frozen=True, slots=True)
class Sent:
    """The composer was left to send: the whole draft, and what it asks of Buffer."""

    draft: Draft
    write: Create | Edit


@dataclass(frozen=True, slots=True)
class Kept:
    """The composer was closed: the whole draft as it stood."""

    draft: Draft


class ComposeScreen(ComposeSheet["Sent | Kept"]):
    """Edits one draft. It is left with ``Sent`` or ``Kept``, and never without the text."""

    BINDINGS: ClassVar[list[BindingType]] = scope_bindings(Scope.COMPOSE)

    PAUSE: ClassVar[float] = 0.4
    """Seconds without a change after which the draft is told to whoever keeps it."""

    @dataclass
    class DraftChanged(Message):
        """The draft is another one than before, and the hand rests."""

        draft: Draft

    def __init__(
        self, draft: Draft, *, snapshot: Snapshot, clock: Clock, taken: Taken | None = None,
        env: Mapping[str, str] = os.environ, drawing: Drawing = PLAIN,
    ) -> None:
        super().__init__(draft, snapshot=snapshot, clock=clock, taken=taken, drawing=drawing)
        self._told = draft
        self._env = env
        self._pause: Timer | None = None
        self._left = self._behind = False
        self._looked_at: str | None = None

    @on(PostEditor.Changed, "#editor")
    def _typed(self) -> None:
        """A letter stands there at once; what follows from it is drawn with the next frame."""
        if self._left:
            return
        self._wait()
        if self._warned or self._says.text:
            self._catch_up()
        elif not self._behind:
            self._behind = True
            self.call_after_refresh(self._follow)

    async def _follow(self) -> None:
        """Let the thread that writes the frame have its turn first: counting would keep it waiting."""
        await frame_left()
        self._catch_up()

    def _catch_up(self) -> None:
        """Look, unless it was looked at since the last letter."""
        self._behind = False
        if self._looked_at != self._editor.text and not self._left:
            self.look()

    def look(self) -> None:
        """As on the sheet, with a note of the text that it was."""
        self._looked_at = self._editor.text
        super().look()

    @on(ProfilePicker.Changed)
    @on(MediaFields.Changed)
    @on(WhenField.Changed)
    @on(FieldsArea.Changed)
    def _changed(self) -> None:
        if self._left:
            return
        self.look()
        self._wait()

    def _wait(self) -> None:
        """Tell of the draft when the hand has rested."""
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(self.PAUSE, self._tell)

    def _tell(self) -> None:
        draft = self.draft
        if draft != self._told:
            self._told = draft
            self.post_message(self.DraftChanged(draft))

    @on(Row.Picked, "#options")
    async def _option(self, event: Row.Picked) -> None:
        if event.item_id == "shorten":
            self._shorten = not self._shorten
            self._changed()
        elif event.item_id == "thread":
            on = self.draft.fields.get(THREAD) == "on"
            self._area.put(THREAD, "" if on else "on")
            self._changed()
        elif self._media.open and self._media.display:
            self._media.fold()
        else:
            await self._media.unfold()
        self._show_options()

    @on(Row.Picked, "#compose-keys")
    def _key(self, event: Row.Picked) -> None:
        self.action_command(event.item_id)

    @on(PostEditor.ControlsDropped)
    def _dropped(self, event: PostEditor.ControlsDropped) -> None:
        self._catch_up()
        self._hint.say([(words.dropped(event.dropped), "warn")])

    def action_command(self, command_id: str) -> None:
        """Run one of the composer's commands, on the text as it stands: news of its last letter may be under way."""
        self._catch_up()
        {"compose.send": self._send, "compose.close": self._close, "compose.editor": self._external}[command_id]()

    def _send(self) -> None:
        draft, state = self.draft, self._snapshot
        found = self._problems()
        blocking = [problem for problem in found if problem.blocking]
        warnings = tuple(problem.message for problem in found if not problem.blocking)
        if blocking:
            self._says.say([(problem.message, "error") for problem in blocking])
            self._correct(blocking[0])
        elif warnings and warnings != self._warned:
            self._warned = warnings
            self._says.say([(f"Not sent yet. {' '.join(warnings)}", "warn")])
            self._show_keys()
        else:
            try:
                write = write_of(draft, state.profiles, self._clock.now(), state.account_zone, lacks=state.lacks)
            except DraftUnfit as error:
                self._says.say([(error.message, "error")])
            else:
                self._leave(Sent(draft, write))

    def _correct(self, problem: Problem) -> None:
        match problem.field:
            case "when":
                self._when.correct()
            case "profiles":
                self._picker.focus()
            case "text":
                self._editor.focus()
            case "media":
                self.call_later(self._unfold_media, problem.key)
            case "fields":
                self.call_later(self._area.unfold, problem.key)

    async def _unfold_media(self, name: str) -> None:
        await self._media.unfold(name)
        self._show_options()

    def _close(self) -> None:
        self._leave(Kept(self.draft))

    def _leave(self, result: Sent | Kept) -> None:
        if not self._left:
            self._left = True
            self._tell()
            self.dismiss(result)

    def _external(self) -> None:
        try:
            with self.app.suspend():
                text = edit(self._editor.text, self._env)
        except SuspendNotSupported:
            self._says.say([("Another editor cannot be opened from here: this is not a terminal of its own.", "error")])
        except EditorFailed as error:
            self._says.say([(f"{error.message} {error.hint}", "error")])
        else:
            self._editor.take(editable(text)[0])
        self._editor.focus()
