"""The Textual application: themes, keys, signals and the way out. What a person does is on the screens."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.filter import LineFilter
from textual.screen import Screen

from buffertui.core.board import Tone
from buffertui.core.commands import COMMANDS, Scope

from .ahead import import_ahead
from .compat import QuietCrash
from .few_toasts import FewToasts
from .messages import NoticeGiven, TokenNeeded, WorkCrashed
from .opening import KeepsFrame, Opening, OpensOver
from .plan import Plan
from .present import key_names
from .screens.main import MainScreen
from .signals import obey_signals
from .styling import StylesWhenNeeded
from .text import StripControls, toast
from .themes import CONTRAST, DARK, LIGHT
from .type_ahead import OneKeyAtATime
from .work import work

if TYPE_CHECKING:
    from buffertui.domain.drafts import Draft

    from .screens.compose import ComposeScreen


REST = 0.5
"""Seconds after the first picture in which everything else is imported, and the network's client with it."""

CALM = 2.0
"""Seconds after which the start is over."""


def calm_collector() -> None:
    """What the start made lives as long as the program: walking it again and again would make single keys slow.

    What comes later is walked often enough that no single walk is felt: 10,000 objects take 2 ms, 50,000 took 12.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
    gc.enable()


class BuffertuiApp(FewToasts, OpensOver, KeepsFrame, OneKeyAtATime, StylesWhenNeeded, QuietCrash, App[int]):
    """Shows the main screen for one plan."""

    CSS_PATH: ClassVar = "styles/main.tcss"
    LATER_STYLES: ClassVar = ("dialogs", "compose", "archive")
    BINDINGS: ClassVar[list[BindingType]] = []
    TITLE = "buffertui"
    COMMAND_PALETTE_BINDING = "f13"
    """The registry binds the palette's key itself, so that the configuration can change it like any other."""

    def __init__(self, plan: Plan, opening: Opening | None = None) -> None:
        self.open_over(opening)
        super().__init__()
        self.plan = plan
        self.stopped_by_mistake = False
        """Whether the program ends because of an error that nobody expected."""
        self._token_wanted = ""
        self._controls = StripControls()
        for theme in (DARK, LIGHT, CONTRAST):
            self.register_theme(theme)
        self.theme = plan.theme if plan.theme in self.available_themes else DARK.name

    def get_default_screen(self) -> Screen[Any]:
        """The main screen; there is none under it."""
        return MainScreen(self.plan, self.size)

    def on_mount(self) -> None:
        self.set_keymap(dict(self.plan.keys))
        obey_signals(self._leave)
        self.screen_change_signal.subscribe(self, self._ask_token)
        # The terminal that comes back after Ctrl+Z is empty, and nothing of the screen has changed.
        self.app_resume_signal.subscribe(self, lambda _: self.screen.refresh())
        if not self.is_headless:
            self.set_timer(REST, self._import_ahead)
            self.set_timer(CALM, calm_collector)

    def _import_ahead(self) -> None:
        work(self, "ahead", import_ahead())

    @property
    def main(self) -> MainScreen | None:
        """The main screen, once it is there."""
        return next((s for s in self.screen_stack if isinstance(s, MainScreen)), None)

    def _leave(self, return_code: int) -> None:
        """End without a question; what stands in the composer is kept, down to the last letter."""
        if self.main is not None and self.main.composer is not None:
            self._keep(self.main, self.main.composer.draft)
        self.exit(return_code=return_code)

    async def action_quit(self) -> None:
        """Ctrl+Q, which Textual binds everywhere: on the main screen as q, elsewhere at once, with the text kept."""
        if self.main is not None and self.screen is self.main:
            self.main.action_command("app.quit")
        else:
            self._leave(0)

    def on_compose_screen_draft_changed(self, message: ComposeScreen.DraftChanged) -> None:
        """A pause of the hand: what stands in the composer is kept.

        One that arrives when its composer is closed is late: how that was left is settled, and its text may be sent.
        """
        main = self.main
        if main is not None and main.composing == message.draft.id:
            self._keep(main, message.draft)

    def _keep(self, main: MainScreen, draft: Draft) -> None:
        from .actions.composing import keep_draft

        keep_draft(main, draft)

    @on(NoticeGiven)
    def _notice_given(self, message: NoticeGiven) -> None:
        notice = message.notice
        seconds = 5 if notice.tone is Tone.DONE else 15
        toast(self, notice.text, title=notice.title, severity=notice.tone.value, seconds=seconds)

    @on(WorkCrashed)
    def _work_crashed(self, message: WorkCrashed) -> None:
        raise message.error

    @on(TokenNeeded)
    def _token_needed(self, message: TokenNeeded) -> None:
        self._token_wanted = message.reason
        self._ask_token()

    def _ask_token(self, *_: object) -> None:
        """Ask for a token that is needed, as soon as nothing else is being written or chosen."""
        if self._token_wanted and self.main is not None and self.screen is self.main:
            from .actions.leaving import ask_token

            reason, self._token_wanted = self._token_wanted, ""
            ask_token(self.main, reason)

    def crash_report(self, error: BaseException) -> str:
        """Write a report without local variables; returns the sentence for the terminal."""
        self.stopped_by_mistake = True
        self.give_back_terminal()
        return self.plan.crash_report(error)

    def get_line_filters(self) -> list[LineFilter]:
        """The last line of defence against control characters is behind all others."""
        return [*super().get_line_filters(), self._controls]

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every command of the registry, with its key or the reason why it cannot run now."""
        main = self.main
        if main is None or screen is not main:
            return
        keys = key_names(self.plan.keys)
        for command in COMMANDS:
            if command.scope is not Scope.MAIN or command.id == "app.palette":
                continue
            why_not = command.why_not(main.situation())
            key = keys.get(command.id)
            title = f"{command.title}  ({key})" if key else command.title
            yield SystemCommand(title, why_not or command.help, partial(main.action_command, command.id))
