"""The composer: one modal in which a post is written or a waiting update is edited."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.timer import Timer

from buffertui.core.commands import Scope
from buffertui.core.drafting import DraftUnfit, editable, lengths, over_from, problems, write_of
from buffertui.core.placing import Taken, promise
from buffertui.core.state import Snapshot
from buffertui.domain.drafts import Create, Draft, Edit
from buffertui.domain.ports import Can, Clock
from buffertui.ui.bindings import scope_bindings
from buffertui.ui.external_editor import EditorFailed, edit
from buffertui.ui.text import PLAIN, Drawing
from buffertui.ui.widgets.counters import Counters
from buffertui.ui.widgets.editor import PostEditor
from buffertui.ui.widgets.line import Line
from buffertui.ui.widgets.media_fields import MediaFields
from buffertui.ui.widgets.profile_picker import ProfilePicker
from buffertui.ui.widgets.rows import ChoiceRow, Row
from buffertui.ui.widgets.says import Says
from buffertui.ui.widgets.when_field import WhenField

from . import compose_words as words


@dataclass(frozen=True, slots=True)
class Sent:
    """The composer was left to send: the whole draft, and what it asks of Buffer."""

    draft: Draft
    write: Create | Edit


@dataclass(frozen=True, slots=True)
class Kept:
    """The composer was closed: the whole draft as it stood."""

    draft: Draft


class ComposeScreen(ModalScreen["Sent | Kept"]):
    """Edits one draft. It is left with ``Sent`` or ``Kept``, and never without the text."""

    BINDINGS: ClassVar[list[BindingType]] = scope_bindings(Scope.COMPOSE)
    HORIZONTAL_BREAKPOINTS: ClassVar = [(0, "-narrow"), (66, "-regular"), (110, "-wide")]
    VERTICAL_BREAKPOINTS: ClassVar = [(0, "-low"), (22, "-middle"), (34, "-tall")]
    AUTO_FOCUS = ""

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
        super().__init__()
        self._first = self._told = draft
        self._snapshot = snapshot
        self._clock = clock
        self._taken = taken or {}
        self._env = env
        self._shorten = draft.shorten
        self._warned: tuple[str, ...] = ()
        self._pause: Timer | None = None
        self._left = False
        self._picker = ProfilePicker(snapshot.profiles, draft.profile_ids, drawing=drawing, id="picker")
        self._counters = Counters(id="counters")
        self._editor = PostEditor(editable(draft.text)[0], placeholder=words.PLACEHOLDER, id="editor")
        self._hint = Says(id="hint")
        self._media = MediaFields(draft.media, id="media")
        self._options = ChoiceRow("Also   ", id="options")
        self._when = WhenField(draft.placement, draft.when, editing=draft.editing is not None, id="when")
        self._says = Says(id="compose-says")
        self._keys = Row(id="compose-keys")

    def compose(self) -> ComposeResult:
        profile = self._first.editing and self._snapshot.profile(self._first.editing.profile_id)
        with Vertical(id="compose"):
            yield Line(words.title(self._first, profile), id="compose-title")
            with Horizontal(id="compose-body"):
                with Vertical(id="compose-left"):
                    if self._first.editing is None:
                        yield Line(self._to, id="to")
                        yield self._picker
                    yield Line((words.heading("LENGTH"),), id="length")
                    yield self._counters
                with Vertical(id="compose-right"):
                    yield self._editor
                    yield self._hint
                    yield self._when
                    yield self._options
                    yield self._media
            yield self._says
            yield self._keys

    def on_mount(self) -> None:
        self._show_options()
        self._look()
        self.set_interval(20, self._promise)
        nobody = self._first.editing is None and not self._picker.chosen
        (self._picker if nobody and self._snapshot.profiles else self._editor).focus()
        self._editor.move_cursor(self._editor.document.end)
        self.call_after_refresh(self._editor.scroll_cursor_visible)

    @property
    def draft(self) -> Draft:
        """The draft as it stands."""
        first = self._first
        known = {profile.id for profile in self._snapshot.profiles}
        unknown = tuple(i for i in first.profile_ids if i not in known)
        return replace(
            first, text=self._editor.text, media=self._media.media, placement=self._when.placement,
            when=self._when.when, shorten=self._shorten,
            profile_ids=first.profile_ids if first.editing else (*self._picker.chosen, *unknown),
        )

    def renew(self, snapshot: Snapshot, taken: Taken | None = None) -> None:
        """Take over newer limits and profiles; the choice of profiles and the text stay."""
        self._snapshot = snapshot
        if taken is not None:
            self._taken = taken
        self._look()

    @on(PostEditor.Changed, "#editor")
    @on(ProfilePicker.Changed)
    @on(MediaFields.Changed)
    @on(WhenField.Changed)
    def _changed(self) -> None:
        self._look()
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(self.PAUSE, self._tell)

    def _tell(self) -> None:
        draft = self.draft
        if draft != self._told:
            self._told = draft
            self.post_message(self.DraftChanged(draft))

    def _look(self) -> None:
        """Draw everything that follows from the draft."""
        draft = self.draft
        found = lengths(draft, self._snapshot.profiles, self._snapshot.configuration)
        self._counters.show(found)
        self._editor.over_from = over_from(found)
        self._hint.say(words.hint(draft, found))
        self._promise()
        self._says.say([])
        self._warned = ()
        self._show_keys()
        if draft.editing is None:
            self.query_one("#to", Line).show(self._to)
        self._show_options()

    def _to(self, width: int) -> words.Pieces:
        return words.to(len(self._picker.chosen), len(self._snapshot.profiles))

    def _promise(self) -> None:
        now, zone = self._clock.now(), self._snapshot.account_zone
        self._when.promise(promise(self.draft, self._snapshot.profiles, now, zone, self._taken))

    def _show_options(self) -> None:
        able = Can.SHORTEN not in self._snapshot.lacks and self._first.editing is None
        self._options.show(words.options(self._media, self._shorten if able else None))

    def _show_keys(self) -> None:
        keys: dict[str, list[str]] = {}
        for active in self.active_bindings.values():
            keys.setdefault(active.binding.id or "", []).append(active.binding.key)
        self._keys.show(words.keys(keys, words.send_label(self.draft, self._snapshot.profiles, bool(self._warned))))

    @on(Row.Picked, "#options")
    async def _option(self, event: Row.Picked) -> None:
        if event.item_id == "shorten":
            self._shorten = not self._shorten
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
        self._hint.say([(words.dropped(event.dropped), "warn")])

    def action_command(self, command_id: str) -> None:
        """Run one of the composer's commands."""
        {"compose.send": self._send, "compose.close": self._close, "compose.editor": self._external}[command_id]()

    def _send(self) -> None:
        draft, profiles, now, zone = self.draft, self._snapshot.profiles, self._clock.now(), self._snapshot.account_zone
        found = problems(draft, profiles, self._snapshot.configuration, now, zone)
        blocking = [problem for problem in found if problem.blocking]
        warnings = tuple(problem.message for problem in found if not problem.blocking)
        if blocking:
            self._says.say([(problem.message, "error") for problem in blocking])
            self._correct(blocking[0].field)
        elif warnings and warnings != self._warned:
            self._warned = warnings
            self._says.say([(f"Not sent yet. {' '.join(warnings)}", "warn")])
            self._show_keys()
        else:
            try:
                self._leave(Sent(draft, write_of(draft, profiles, now, zone)))
            except DraftUnfit as error:
                self._says.say([(error.message, "error")])

    def _correct(self, field: str) -> None:
        if field == "when":
            self._when.correct()
        elif field == "profiles":
            self._picker.focus()
        elif field == "text":
            self._editor.focus()

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
