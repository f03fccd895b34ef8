"""What each command does on the main screen, by id."""

from __future__ import annotations

from buffertui.core.state import Side

from . import archive, composing, leaving, organizations, updates, views
from .run import Run

RUN: dict[str, Run] = {
    "update.open": updates.open_update,
    "post.compose": composing.compose_post,
    "post.new": composing.compose_anew,
    "update.edit": composing.edit_update,
    "update.share": updates.share_now,
    "update.delete": updates.delete,
    "queue.undo": updates.undo,
    "update.top": updates.to_top,
    "update.bottom": updates.to_bottom,
    "update.later": updates.move(1),
    "update.earlier": updates.move(-1),
    "queue.shuffle": updates.shuffle,
    "update.queue": updates.to_queue,
    "update.draft": updates.to_drafts,
    "update.approval": updates.approval,
    "view.filter": views.start_filter,
    "update.link": updates.open_link,
    "update.copy": updates.copy_text,
    "view.refresh": views.refresh,
    "view.profiles": views.focus_on(None),
    "view.pending": views.focus_on(Side.PENDING),
    "view.sent": views.focus_on(Side.SENT),
    "view.drafts": views.focus_on(Side.DRAFTS),
    "view.approval": views.focus_on(Side.APPROVAL),
    "view.failed": views.focus_on(Side.FAILED),
    "view.next": views.focus_next(1),
    "view.previous": views.focus_next(-1),
    "outbox.open": archive.open_outbox,
    "drafts.open": archive.open_drafts,
    "archive.search": archive.search,
    "archive.restore": archive.restore,
    "account.switch": leaving.switch_account,
    "account.login": leaving.login,
    "account.organization": organizations.choose_organization,
    "account.migrate": organizations.move_from_v1,
    "app.theme": lambda screen, at: screen.app.action_change_theme(),
    "app.palette": lambda screen, at: screen.app.action_command_palette(),
    "app.help": views.show_help,
    "app.suspend": leaving.suspend,
    "app.quit": leaving.quit_app,
}
"""Every command of the main screen, by id."""
