"""Which organization of the key is shown; and the way from API v1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from buffertui.core.commands import Situation
from buffertui.core.state import Snapshot
from buffertui.domain.overview import Organization
from buffertui.ui.plan import ChooseOrganization
from buffertui.ui.present import plural
from buffertui.ui.screens.listing_dialog import Choice, Chosen, ListDialog, Question
from buffertui.ui.text import Drawing, one_line, toast, ui_text
from buffertui.ui.work import work

if TYPE_CHECKING:
    from buffertui.ui.screens.main import MainScreen


def choose_organization(screen: MainScreen, at: Situation) -> None:
    """List the organizations that the key opens; the account is opened again on the one that is chosen."""
    choose, snapshot = screen.plan.choose_organization, at.snapshot
    if not snapshot.organizations:
        _say(screen, "Buffer has not said yet which organizations there are. Press r to ask.")
        return
    if choose is None:
        _say(screen, "Another organization cannot be chosen here.")
        return

    def after(chosen: Chosen | None) -> None:
        if chosen is not None and chosen.id != snapshot.organization:
            work(screen.app, "organization", _reopen(screen, choose, chosen.id), failed="Not changed")

    choices = [Choice(one.id, _label(one, snapshot, screen.picture.drawing)) for one in snapshot.organizations]
    screen.app.push_screen(ListDialog(Question("Organizations", choices)), after)


def _label(one: Organization, snapshot: Snapshot, drawing: Drawing) -> Content:
    """``● Northwind Studio   7 channels``; the mark stands at the one that is shown."""
    mark = drawing.mark("●", "*") if one.id == snapshot.organization else " "
    channels = "" if one.channels is None else f"   {plural(one.channels, 'channel')}"
    return Content.assemble(
        ui_text(f"{mark} ", "$text-accent"), ui_text(one_line(one.label, drawing)), ui_text(channels, "$text-muted")
    )


async def _reopen(screen: MainScreen, choose: ChooseOrganization, organization: str) -> None:
    account = screen.connection.account
    told = await choose(account, organization)
    screen.connection.open(account)
    if told:
        toast(screen.app, told, title="Organization", severity="warning", seconds=10)


def _say(screen: MainScreen, text: str) -> None:
    toast(screen.app, text, title="Organization", severity="warning")


def move_from_v1(screen: MainScreen, at: Situation) -> None:
    """Show what moving from v1 means."""
    from .moving import move

    move(screen, at)
