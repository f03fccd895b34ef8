"""The drafts: every text that was kept, to go on with, to copy, to send or to throw away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType

from buffertui.core.commands import Scope, Situation
from buffertui.core.drafting import DraftUnfit, Problem, problems, write_of
from buffertui.core.session import Session
from buffertui.domain.drafts import Create, Draft, Edit
from buffertui.ui.bindings import binding, scope_bindings
from buffertui.ui.pieces import Pieces
from buffertui.ui.present_drafts import draft_about, draft_entries, drafts_title
from buffertui.ui.text import PLAIN, Drawing, one_line
from buffertui.ui.widgets.entries import Entry
from buffertui.ui.widgets.says import Sentence
from buffertui.ui.work import work

from .entries_screen import EntriesScreen
from .entries_sheet import line


@dataclass(frozen=True, slots=True)
class Resume:
    """The drafts were left to go on writing one."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class Send:
    """The drafts were left to send one as it stands."""

    draft: Draft
    write: Create | Edit


class DraftsScreen(EntriesScreen["Resume | Send | None"]):
    """Lists the drafts, the newest first; dismisses with what is to be done with one that leaves the list."""

    BINDINGS: ClassVar[list[BindingType]] = [*scope_bindings(Scope.DRAFTS), binding("update.copy", "copy_text")]
    ACTS: ClassVar[tuple[str, ...]] = ("draft.resume", "draft.send", "draft.copy", "draft.delete", "draft.undo")

    def __init__(self, session: Session, keymap: Mapping[str, str] | None = None, drawing: Drawing = PLAIN) -> None:
        super().__init__(session.board, session.clock, keymap, drawing)
        self._session = session
        self._thrown: list[Draft] = []

    def on_mount(self) -> None:
        super().on_mount()
        # Another running copy may have written, or opened, some of them since.
        work(self.app, "drafts", self._session.drafts.show(), failed="Drafts could not be read")

    @property
    def draft(self) -> Draft | None:
        """The draft under the cursor."""
        return next((d for d in self.snapshot.drafts if d.id == self.entries.cursor_key), None)

    def title_pieces(self) -> Pieces:
        return drafts_title(self.snapshot)

    def shown(self) -> Sequence[Entry]:
        return draft_entries(self.snapshot, self.clock.now(), self.drawing)

    def nothing(self) -> Sequence[Pieces]:
        key = self.names.get("post.compose", "Compose")
        return line("No draft is kept.", "strong"), line(f"{key} writes a post; what you close unsent is kept here.")

    def about(self) -> Sequence[Sentence]:
        draft = self.draft
        return draft_about(draft, self.snapshot, self._problems(draft), self.clock.now()) if draft else []

    def situation(self) -> Situation:
        return Situation(self.snapshot, draft=self.draft)

    def able(self, command_id: str) -> bool:
        return bool(self._thrown) if command_id == "draft.undo" else super().able(command_id)

    def question(self, command_id: str) -> str:
        draft = self.draft
        if draft is None:
            return ""
        if command_id == "draft.delete":
            return "The text is thrown away."
        found = self._problems(draft) if command_id == "draft.send" else ()
        if any(problem.blocking for problem in found):
            return ""
        return " ".join(problem.message for problem in found)

    def _problems(self, draft: Draft) -> tuple[Problem, ...]:
        state = self.snapshot
        return problems(
            draft, state.profiles, state.configuration, self.clock.now(), state.account_zone, lacks=state.lacks,
            limits=state.limits,
        )

    def run(self, command_id: str) -> None:
        draft = self.draft
        if command_id == "draft.undo":
            self._bring_back()
        elif draft is None:
            return
        elif command_id == "draft.resume":
            self.dismiss(Resume(draft))
        elif command_id == "draft.send":
            self._send(draft)
        elif command_id == "draft.copy":
            twin = self._session.drafts.copy(draft)
            self.draw()
            self.entries.select(twin.id)
            self.say("Copied as a new post; the cursor is on the copy.")
        elif command_id == "draft.delete":
            self._thrown.append(draft)
            self._session.drafts.drop(draft.id)
            self.draw()
            key = self.names.get("draft.undo", "Bring back")
            self.say(f"Thrown away. {key} brings it back while this list is open.")

    def _send(self, draft: Draft) -> None:
        state = self.snapshot
        try:
            write = write_of(draft, state.profiles, self.clock.now(), state.account_zone, lacks=state.lacks)
        except DraftUnfit as error:
            self.say(f"Not sent. {error.message}", bad=True)
        else:
            self.dismiss(Send(draft, write))

    def _bring_back(self) -> None:
        if not self._thrown:
            self.say("Nothing was thrown away since this list was opened.", bad=True)
            return
        draft = self._thrown.pop()
        self._session.drafts.post(draft)
        self.draw()
        self.entries.select(draft.id)
        self.say("It is back.")

    def action_copy_text(self) -> None:
        """Copy the text of the draft, through the terminal."""
        draft = self.draft
        if draft is not None:
            self.app.copy_to_clipboard(draft.text)
            self.say(f"Copied: {one_line(draft.text)[:60]}")
