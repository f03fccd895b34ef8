"""The registry of commands: id, keys, title, help, and the reason why one cannot run now.

It feeds the bindings, the footer, the palette, the help screen, the table in the README and the ``[keys]`` section of
the configuration. A command that cannot run is not hidden: it says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from buffertui.domain.ports import Can
from buffertui.domain.records import dataclass

from . import reasons as why
from .reasons import Reason, Situation

__all__ = ["BY_ID", "COMMANDS", "Command", "Reason", "Scope", "Situation", "clashes", "command"]


class Scope(StrEnum):
    """Where a command's keys are live."""

    MAIN = "main"
    LIST = "list"
    COMPOSE = "compose"
    DETAIL = "detail"
    OUTBOX = "outbox"
    DRAFTS = "drafts"


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can do. ``footer`` is its short label there, empty to stay out of the footer."""

    id: str
    keys: tuple[str, ...]
    title: str
    help: str
    scope: Scope = Scope.MAIN
    footer: str = ""
    why_not: Reason = lambda situation: None


COMMANDS: tuple[Command, ...] = (
    Command("cursor.down", ("j", "down"), "Down", "Next line of the list.", Scope.LIST),
    Command("cursor.up", ("k", "up"), "Up", "Previous line of the list.", Scope.LIST),
    Command("cursor.first", ("g", "home"), "First", "First line of the list.", Scope.LIST),
    Command("cursor.last", ("G", "end"), "Last", "Last line of what is loaded; older ones load by themselves.",
            Scope.LIST),
    Command("cursor.page_down", ("pagedown",), "Page down", "One screen further.", Scope.LIST),
    Command("cursor.page_up", ("pageup",), "Page up", "One screen back.", Scope.LIST),
    Command("update.open", ("enter",), "Open", "Show the whole update.", footer="open", why_not=why.readable),
    Command("post.compose", ("c",), "Compose", "Write a new post; a text you closed before is still there.",
            footer="compose", why_not=why.compose),
    Command("post.new", ("n",), "Compose anew", "Write a new post and leave the kept text for later.",
            why_not=why.compose),
    Command("update.edit", ("e",), "Edit", "Change a waiting update.", footer="edit", why_not=why.change),
    Command("update.share", ("s",), "Share now", "Publish an update at once; u takes it back for some seconds.",
            footer="share now", why_not=why.share),
    Command("update.delete", ("d",), "Delete", "Delete a waiting update; u takes it back for some seconds.",
            footer="delete", why_not=why.change),
    Command("queue.undo", ("u",), "Undo", "Take back what is being held: the newest first.", footer="undo",
            why_not=why.undo),
    Command("update.top", ("t",), "To the top", "Move a waiting update to the front of its queue.", footer="top",
            why_not=why.first(why.power(Can.MOVE_TO_TOP), why.change, why.slot)),
    Command("update.bottom", ("T",), "To the bottom", "Move a waiting update to the end of its queue.",
            why_not=why.first(why.power(Can.REORDER), why.change, why.slot)),
    Command("update.later", ("J",), "Move down", "Swap with the next update of the queue.",
            why_not=why.first(why.power(Can.REORDER), why.change, why.slot, why.unfiltered, why.one_queue)),
    Command("update.earlier", ("K",), "Move up", "Swap with the previous update of the queue.",
            why_not=why.first(why.power(Can.REORDER), why.change, why.slot, why.unfiltered, why.one_queue)),
    Command("queue.shuffle", (), "Shuffle the queue", "Put the chosen profile's queue in a chance order.",
            why_not=why.first(why.power(Can.SHUFFLE), why.writable, why.shuffle)),
    Command("update.queue", ("p",), "Put in the queue", "Give a draft, a failed update or one with a fixed time "
            "the next free slot.", footer="queue it", why_not=why.first(why.power(Can.REQUEUE), why.requeue)),
    Command("update.draft", ("v",), "Back to the drafts", "Take an update out of the queue and keep it among Buffer's "
            "drafts.", why_not=why.first(why.power(Can.DRAFTS), why.redraft)),
    Command("update.approval", ("A",), "Ask for approval", "Ask for a draft to be approved, or take that back.",
            why_not=why.first(why.power(Can.DRAFTS), why.approval)),
    Command("view.filter", ("slash",), "Filter", "Show only what matches, while you type; Esc takes it away.",
            footer="filter"),
    Command("update.link", ("o",), "Open link", "Open the update's link in the browser.", footer="link",
            why_not=why.link),
    Command("update.copy", ("y",), "Copy text", "Copy the update's text to the clipboard (OSC 52).", footer="copy",
            why_not=why.readable),
    Command("view.refresh", ("r",), "Refresh", "Ask Buffer for the profiles and both lists again.", footer="refresh"),
    Command("view.profiles", ("1",), "Profiles", "Go to the list of profiles."),
    Command("view.pending", ("2",), "Pending", "Go to the updates that wait."),
    Command("view.sent", ("3",), "Sent", "Go to the updates that were sent."),
    Command("view.drafts", ("4",), "Drafts at Buffer", "Go to the drafts that Buffer holds.",
            why_not=why.power(Can.DRAFTS)),
    Command("view.approval", ("5",), "Needs approval", "Go to the posts that somebody has to approve.",
            why_not=why.power(Can.DRAFTS)),
    Command("view.failed", ("6",), "Failed", "Go to the posts that a network refused, with the reason.",
            why_not=why.power(Can.DRAFTS)),
    Command("view.next", ("tab",), "Next list", "Go to the next list."),
    Command("view.previous", ("shift+tab",), "Previous list", "Go to the previous list."),
    Command("outbox.open", ("b",), "Outbox", "What is held, waiting, refused or unsure.", why_not=why.outbox),
    Command("drafts.open", ("D",), "Drafts", "Texts that were kept: go on with one, copy it, throw it away."),
    Command("archive.search", ("F",), "Search everything", "Find any update ever seen, of any profile.",
            footer="search"),
    Command("archive.restore", (), "Restore a deleted update", "Make a deleted update anew, with its text and time.",
            why_not=why.writable),
    Command("account.switch", ("a",), "Switch account", "Choose another account of the configuration.",
            why_not=why.accounts),
    Command("account.login", (), "Log in", "Give this account a token."),
    Command("account.organization", ("O",), "Choose the organization", "Show another organization that the key opens.",
            why_not=why.first(why.power(Can.ORGANIZATIONS), why.organizations)),
    Command("account.migrate", (), "Move from v1", "Pair v1 profiles with channels, and save what only v1 can give."),
    Command("app.theme", (), "Choose a theme", "Colours: light, dark, high contrast, and those of Textual."),
    Command("app.palette", ("ctrl+p",), "Command palette", "Every command, by name.", footer="palette"),
    Command("app.help", ("question_mark",), "Help", "All keys.", footer="all keys"),
    Command("app.suspend", ("ctrl+z",), "Suspend", "Put buffertui in the background of the shell."),
    Command("app.quit", ("q",), "Quit", "Leave; asks when something is still held or waiting.", footer="quit"),
    Command("compose.send", ("ctrl+s", "alt+enter"), "Send", "Send the post as it stands.", Scope.COMPOSE, "send"),
    Command("compose.close", ("escape",), "Close", "Close and keep the text.", Scope.COMPOSE, "close, keep text"),
    Command("compose.editor", ("ctrl+e",), "External editor", "Write the text in $VISUAL or $EDITOR.", Scope.COMPOSE,
            "$EDITOR"),
    Command("outbox.take_back", ("u",), "Take back", "Take back what has not left; a text stays among the drafts.",
            Scope.OUTBOX, "take back", why.first(why.lost, why.of_item(
                sending=why.LEFT, refused="Buffer refused it, so there is nothing to take back. Put it away instead.",
                unsure="It has left, so it cannot be taken back. Look whether it is there, then say so."))),
    Command("outbox.change", ("e", "enter"), "Change", "Take a post or an edit out of the outbox and go on writing it.",
            Scope.OUTBOX, "change", why.first(why.has_text, why.lost, why.writable, why.of_item(
                sending=why.LEFT, unsure="It may be at Buffer already, so it cannot be changed. Say first if it is."))),
    Command("outbox.again", ("r",), "Try again", "Send what was refused, or what you know not to be there, once more.",
            Scope.OUTBOX, "try again", why.first(
                why.of_item(held=why.BY_ITSELF, waiting=why.BY_ITSELF, sending=why.LEFT), why.writable)),
    Command("outbox.done", ("m",), "It is there", "Say that an unsure one was carried out: you saw it at Buffer.",
            Scope.OUTBOX, "it is there", why.of_item(
                held=why.BY_ITSELF, waiting=why.BY_ITSELF, sending=why.LEFT,
                refused="Buffer refused it, so it is not there.")),
    Command("outbox.put_away", ("x",), "Put away", "Forget what was refused or is unsure; a text stays a draft.",
            Scope.OUTBOX, "put away", why.of_item(held=why.BY_ITSELF, waiting=why.BY_ITSELF, sending=why.LEFT)),
    Command("draft.resume", ("enter", "e"), "Go on", "Open the text in the composer.", Scope.DRAFTS, "go on",
            why.first(why.kept, why.compose)),
    Command("draft.send", ("s",), "Send", "Send the text as it stands.", Scope.DRAFTS, "send",
            why.first(why.kept, why.compose)),
    Command("draft.copy", ("c",), "Duplicate", "Make a new draft with the same text and media.", Scope.DRAFTS,
            "duplicate", lambda at: None if at.draft else "No draft is selected."),
    Command("draft.delete", ("d",), "Delete", "Throw the text away; asks once.", Scope.DRAFTS, "delete", why.kept),
    Command("draft.undo", ("u",), "Bring back", "Bring back the text that was thrown away last.", Scope.DRAFTS,
            "bring back"),
)
"""Every command of the program, in the order in which help and palette show them."""

BY_ID = {command.id: command for command in COMMANDS}


def command(command_id: str) -> Command:
    """The command of that id; ``KeyError`` for one that does not exist."""
    return BY_ID[command_id]


def clashes(changed: Mapping[str, str]) -> tuple[str, ...]:
    """A sentence for each key that two commands of one place would share, with the keys that were changed (by id)."""
    told: list[str] = []
    for scope in Scope:
        owner: dict[str, str] = {}
        for one in COMMANDS:
            if one.scope is not scope and not (scope is Scope.MAIN and one.scope is Scope.LIST):
                continue
            keys = changed[one.id].split(",") if one.id in changed else one.keys
            for key in (k.strip() for k in keys):
                if key in owner and {one.id, owner[key]} & set(changed):
                    told.append(f"keys.{one.id} and {owner[key]} are both on the key {key}; give one of them another.")
                owner[key] = one.id
    return tuple(told)
