"""What each command does on the main screen, by id."""

from __future__ import annotations

from buffertui.core.state import Side

from .run import Run, later

RUN: dict[str, Run] = {
    "update.open": later("updates", "open_update"),
    "post.compose": later("composing", "compose_post"),
    "post.new": later("composing", "compose_anew"),
    "update.edit": later("composing", "edit_update"),
    "update.share": later("updates", "share_now"),
    "update.delete": later("updates", "delete"),
    "queue.undo": later("updates", "undo"),
    "update.top": later("updates", "to_top"),
    "update.bottom": later("updates", "to_bottom"),
    "update.later": later("updates", "move", 1),
    "update.earlier": later("updates", "move", -1),
    "queue.shuffle": later("updates", "shuffle"),
    "update.queue": later("updates", "to_queue"),
    "update.draft": later("updates", "to_drafts"),
    "update.approval": later("updates", "approval"),
    "view.filter": later("views", "start_filter"),
    "update.link": later("updates", "open_link"),
    "update.copy": later("updates", "copy_text"),
    "view.refresh": later("views", "refresh"),
    "view.profiles": later("views", "focus_on", None),
    "view.pending": later("views", "focus_on", Side.PENDING),
    "view.sent": later("views", "focus_on", Side.SENT),
    "view.drafts": later("views", "focus_on", Side.DRAFTS),
    "view.approval": later("views", "focus_on", Side.APPROVAL),
    "view.failed": later("views", "focus_on", Side.FAILED),
    "view.next": later("views", "focus_next", 1),
    "view.previous": later("views", "focus_next", -1),
    "outbox.open": later("archive", "open_outbox"),
    "drafts.open": later("archive", "open_drafts"),
    "archive.search": later("archive", "search"),
    "archive.restore": later("archive", "restore"),
    "account.switch": later("leaving", "switch_account"),
    "account.login": later("leaving", "login"),
    "account.organization": later("organizations", "choose_organization"),
    "account.migrate": later("organizations", "move_from_v1"),
    "app.theme": lambda screen, at: screen.app.action_change_theme(),
    "app.palette": lambda screen, at: screen.app.action_command_palette(),
    "app.help": later("views", "show_help"),
    "app.suspend": later("leaving", "suspend"),
    "app.quit": later("leaving", "quit_app"),
}
"""Every command of the main screen, by id."""
