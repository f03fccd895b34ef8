"""Asks for a token when there is none, or when Buffer refused the one there was."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from buffertui.domain.errors import BuffertuiError, Unauthorized
from buffertui.ui.plan import Login
from buffertui.ui.text import ui_text

WHERE = (
    "A personal key from Buffer's settings opens its GraphQL API. An access token of an application that was "
    "registered before October 2019 opens API v1, which Buffer retires on 2027-02-01. Which one it is, is found out."
)


class LoginScreen(ModalScreen[bool]):
    """Takes a token without showing it, checks it, and says whose account it opens; dismisses with success."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "Close")]

    def __init__(self, login: Login, account: str, reason: str = "") -> None:
        super().__init__()
        self._login = login
        self._account = account
        self._reason = reason
        self._checking = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="login"):
            yield Static("Connect to Buffer", classes="dialog-title")
            if self._reason:
                yield Static(ui_text(self._reason), id="login-reason", classes="dialog-text")
            yield Static(Content.from_markup("Key or access token for the account [b]$a[/b]:", a=self._account))
            yield Input(password=True, id="token")
            yield Static(Content(""), id="login-answer")
            yield Static(Content(WHERE), classes="dialog-text dim")
            yield Static(
                Content.from_markup("[b]Enter[/b] check and store   [b]Esc[/b] not now"), classes="dialog-keys"
            )

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Check what was typed, once at a time."""
        if not self._checking:
            self._checking = True
            self._say("Asking Buffer whose token this is …")
            self.run_worker(self._check(event.value.strip()), name="login", group="login", exclusive=True)

    async def _check(self, token: str) -> None:
        try:
            account = await self._login(self._account, token)
        except Unauthorized:
            self._say("Buffer does not accept this token. Nothing was stored. Check that you copied all of it.")
            self.query_one(Input).action_select_all()
        except BuffertuiError as error:
            self._say(f"{error.message} {error.hint}".strip())
        else:
            self.notify(f"This is the account of {ui_text(account.label).plain}. The token is stored.", markup=False)
            self.dismiss(True)
        finally:
            self._checking = False

    def _say(self, text: str) -> None:
        self.query_one("#login-answer", Static).update(ui_text(text))

    def action_leave(self) -> None:
        """Close without a token."""
        self.dismiss(False)
