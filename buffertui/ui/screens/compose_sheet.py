"""The composer as it is drawn: its parts, the draft that stands in them, and everything that follows from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Generic, TypeVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen

from buffertui.core.drafting import Problem, editable, problems
from buffertui.core.fielding import wanted
from buffertui.core.lengths import lengths, over_stretches
from buffertui.core.placing import Taken, chosen, promise
from buffertui.core.state import Snapshot
from buffertui.domain.drafts import Draft
from buffertui.domain.field_catalogue import threaded
from buffertui.domain.models import DRAFT, Board, Profile
from buffertui.domain.ports import Can, Clock
from buffertui.ui.pieces import Pieces
from buffertui.ui.text import PLAIN, Drawing
from buffertui.ui.widgets.counters import Counters
from buffertui.ui.widgets.editor import PostEditor
from buffertui.ui.widgets.fields_area import FieldsArea
from buffertui.ui.widgets.line import Line
from buffertui.ui.widgets.media_fields import MediaFields
from buffertui.ui.widgets.profile_picker import ProfilePicker
from buffertui.ui.widgets.rows import ChoiceRow, Row
from buffertui.ui.widgets.says import Says
from buffertui.ui.widgets.when_field import Offer, WhenField, offer

from . import compose_words as words

Result = TypeVar("Result")


class ComposeSheet(ModalScreen[Result], Generic[Result]):
    """The parts of the composer. What is done with the draft is on ``ComposeScreen``."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (66, "-regular"), (110, "-wide")]  # noqa: RUF012 - so by Textual
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-middle"), (34, "-tall")]  # noqa: RUF012 - so by Textual
    AUTO_FOCUS = ""

    def __init__(
        self, draft: Draft, *, snapshot: Snapshot, clock: Clock, taken: Taken | None = None, drawing: Drawing = PLAIN,
    ) -> None:
        super().__init__()
        self._first = draft
        self._snapshot = snapshot
        self._clock = clock
        self._taken = taken or {}
        self._shorten = draft.shorten
        self._warned: tuple[str, ...] = ()
        self._promised: tuple[object, ...] = ()
        self._picker = ProfilePicker(snapshot.profiles, draft.profile_ids, drawing=drawing, id="picker")
        self._counters = Counters(id="counters")
        self._editor = PostEditor(editable(draft.text)[0], placeholder=words.PLACEHOLDER, id="editor")
        self._hint = Says(id="hint")
        self._media = MediaFields(draft.media, whole=self._able(Can.FIELDS), id="media")
        self._area = FieldsArea(draft.fields, id="fields")
        self._options = ChoiceRow("Also   ", id="options")
        self._when = WhenField(draft.placement, draft.when, self._offer(), id="when")
        self._says = Says(id="compose-says")
        self._keys = Row(id="compose-keys")

    def compose(self) -> ComposeResult:
        edited = self._first.editing
        profile = self._snapshot.profile(edited.profile_id) if edited else None
        with Vertical(id="compose"):
            yield Line(words.title(self._first, profile), id="compose-title")
            with Horizontal(id="compose-body"):
                with Vertical(id="compose-left"):
                    if edited is None:
                        yield Line(self._to, id="to")
                        yield self._picker
                    yield Line((words.heading("LENGTH"),), id="length")
                    yield self._counters
                with Vertical(id="compose-right"):
                    yield self._editor
                    yield self._hint
                    yield self._when
                    yield self._area
                    yield self._options
                    yield self._media
            yield self._says
            yield self._keys

    def on_mount(self) -> None:
        self.look()
        if self._first.saved_at is not None and self._first.text.strip():
            lacking = [problem for problem in self._problems() if problem.blocking and problem.field == "fields"]
            self._says.say([(problem.message, "warn") for problem in lacking])
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
            when=self._when.when, shorten=self._shorten, fields=self._area.fields,
            profile_ids=first.profile_ids if first.editing else (*self._picker.chosen, *unknown),
        )

    def renew(self, snapshot: Snapshot, taken: Taken | None = None) -> None:
        """Take over newer limits, boards and what is newly due; the choice of profiles and the text stay.

        The profiles to choose from stay those that were there when the composer opened.
        """
        before = self._snapshot
        boards = {profile.id: profile.boards for profile in snapshot.profiles}
        profiles = tuple(_with_boards(profile, boards.get(profile.id, ())) for profile in before.profiles)
        self._snapshot = replace(snapshot, profiles=profiles)
        if taken is not None:
            self._taken = taken
            self._promised = ()
            self._promise()
        # Anything else of a snapshot is not drawn here, and looking anew takes back what was just said.
        if (before.configuration, before.lacks, before.profiles) != (snapshot.configuration, snapshot.lacks, profiles):
            self.look()

    def look(self) -> None:
        """Draw everything that follows from the draft; what was said about the former one is taken back."""
        draft, state = self.draft, self._snapshot
        found = lengths(draft, state.profiles, state.configuration, lacks=state.lacks)
        self._counters.show(found)
        self._editor.over = over_stretches(found)
        self._hint.say(words.hint(draft, found, self._thread(draft)))
        self._area.show(wanted(draft, state.profiles, self._clock.now(), state.account_zone, lacks=state.lacks))
        self._promise()
        self._says.say([])
        self._warned = ()
        self._show_keys()
        self._show_to()
        self._show_options()

    def on_descendant_focus(self) -> None:
        """Say what the keys do here."""
        self._show_to()

    def on_descendant_blur(self) -> None:
        """Take that back."""
        self._show_to()

    def on_resize(self) -> None:
        """Keep in sight what has the focus, where the composer is taller than the screen."""
        if self.focused is not None:
            self.call_after_refresh(self.focused.scroll_visible, animate=False)

    def _show_to(self) -> None:
        if self._first.editing is None:
            self.query_one("#to", Line).show(self._to)

    def _to(self, width: int) -> Pieces:
        return words.to(len(self._picker.chosen), len(self._snapshot.profiles), width, self._picker.has_focus)

    def _promise(self) -> None:
        """Say what will come of the place in time. It does not hang on the text, and looking for a free slot among
        hundreds that are taken is dear, so a letter does not make it look again."""
        draft, now, state = self.draft, self._clock.now(), self._snapshot
        asked = (
            draft.placement, draft.when, draft.profile_ids, state.profiles, state.account_zone,
            now.replace(second=0, microsecond=0),
        )
        if draft.placement != "at" and asked == self._promised:
            return
        self._promised = asked
        self._when.promise(promise(draft, state.profiles, now, state.account_zone, self._taken))

    def _show_options(self) -> None:
        able = Can.SHORTEN not in self._snapshot.lacks and self._first.editing is None
        shorten, thread = self._shorten if able else None, self._thread(self.draft)
        self._options.show(words.options(self._media, shorten, thread))

    def _thread(self, draft: Draft) -> bool | None:
        """Whether it is to be a thread; ``None`` where none of the chosen networks has any."""
        there = any(threaded(profile.service) for profile in chosen(draft, self._snapshot.profiles))
        return words.thread_of(draft, self._able(Can.FIELDS) and there)

    def _able(self, can: Can) -> bool:
        return can not in self._snapshot.lacks

    def _offer(self) -> Offer:
        edited = self._first.editing
        drafts = self._able(Can.DRAFTS) and (edited is None or edited.status != DRAFT)
        return offer(editing=edited is not None, slots=self._able(Can.REQUEUE), drafts=drafts)

    def _problems(self) -> tuple[Problem, ...]:
        state = self._snapshot
        return problems(
            self.draft, state.profiles, state.configuration, self._clock.now(), state.account_zone, lacks=state.lacks,
            limits=state.limits,
        )

    def _show_keys(self) -> None:
        keys: dict[str, list[str]] = {}
        for active in self.active_bindings.values():
            keys.setdefault(active.binding.id or "", []).append(active.binding.key)
        snapshot = self._snapshot
        send = words.send_label(self.draft, snapshot.profiles, bool(self._warned), each=snapshot.thrifty)
        self._keys.show(words.keys(keys, send))


def _with_boards(profile: Profile, boards: tuple[Board, ...]) -> Profile:
    return replace(profile, boards=boards) if boards and boards != profile.boards else profile
