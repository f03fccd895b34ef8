"""The registry of commands: id, keys, title, help, and the reason why one cannot run now.

It feeds the bindings, the footer, the palette, the help screen, the table in the README and the ``[keys]`` section of
the configuration. A command that cannot run is not hidden: it says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from buffertui.domain.drafts import Create, Draft, Edit, OutboxItem, State
from buffertui.domain.models import FAILED, WAITING, Update
from buffertui.domain.ports import Can

from .ghosts import is_ghost
from .state import ALL, Link, Side, Snapshot


class Scope(StrEnum):
    """Where a command's keys are live."""

    MAIN = "main"
    LIST = "list"
    COMPOSE = "compose"
    DETAIL = "detail"
    OUTBOX = "outbox"
    DRAFTS = "drafts"


@dataclass(frozen=True, slots=True)
class Situation:
    """What a command would act on: the snapshot, the list that has the focus (``None``: the sidebar), its update.

    In the outbox it is an ``item``, among the drafts a ``draft``.
    """

    snapshot: Snapshot
    side: Side | None = None
    update: Update | None = None
    filtered: bool = False
    item: OutboxItem | None = None
    draft: Draft | None = None


Reason = Callable[[Situation], str | None]


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


def _writable(at: Situation) -> str | None:
    if at.snapshot.read_only:
        return "This window only looks (--read-only). Start buffertui without it to change anything."
    if at.snapshot.link is Link.REFUSED:
        return "Buffer refused the token. Log in again first; your texts are kept."
    return None


def _waiting(at: Situation) -> str | None:
    if at.update is None:
        return "No update is selected. Choose one in Pending first."
    if not at.update.readable:
        return "This row of Buffer's answer could not be read, so nothing can be done with it here."
    if at.update.status not in (WAITING, FAILED):
        return "This update has been sent. Only updates that wait in Pending can be changed."
    if is_ghost(at.update):
        return "This post has not gone out yet. Press b: the outbox can cancel it, change it or send it again."
    mark = at.snapshot.marks.get(at.update.id)
    if mark is not None:
        return f"This update is already being changed ({mark.label}). Press u to take it back while it is held."
    return None


def _readable(at: Situation) -> str | None:
    if at.update is None:
        return "No update is selected."
    return None


def _change(at: Situation) -> str | None:
    return _writable(at) or _waiting(at)


def _compose(at: Situation) -> str | None:
    if not at.snapshot.profiles:
        return "There is no profile to write for yet. Connect one at Buffer, then press r."
    return _writable(at)


def _power(can: Can) -> Reason:
    return lambda at: at.snapshot.lacks.get(can)


def _first(*reasons: Reason) -> Reason:
    def why(at: Situation) -> str | None:
        return next((said for reason in reasons if (said := reason(at))), None)

    return why


def _slot(at: Situation) -> str | None:
    if at.update is not None and at.update.fixed:
        return "This update has a fixed time, so it has no place in the order. Edit it (e) to change its time."
    return None


def _one_queue(at: Situation) -> str | None:
    if at.snapshot.chosen == ALL and at.update is None:
        return "Choose one profile first: the order belongs to its queue."
    return None


def _unfiltered(at: Situation) -> str | None:
    return "Take the filter away first (Esc): the order of hidden updates would change unseen." if at.filtered else None


def _link(at: Situation) -> str | None:
    if at.update is None:
        return "No update is selected."
    if not (at.update.link or any(m.link for m in at.update.media) or "://" in at.update.text):
        return "This update has no link."
    return None


def _undo(at: Situation) -> str | None:
    if any(item.state is State.HELD for item in at.snapshot.outbox):
        return None
    return "Nothing is being held, so there is nothing to take back."


def _shuffle(at: Situation) -> str | None:
    if at.snapshot.chosen == ALL:
        return "Choose one profile first: shuffling is done to one queue."
    if len(at.snapshot.pending.updates) < 2:
        return "There are fewer than two updates in this queue."
    return None


def _accounts(at: Situation) -> str | None:
    if len(at.snapshot.accounts) < 2:
        return "There is only one account. Add [accounts.NAME] to the configuration to have another."
    return None


def _outbox(at: Situation) -> str | None:
    return None if at.snapshot.outbox else "The outbox is empty: everything you did has been done."


_LEFT = "It has left, and its answer is awaited; nothing can be done to it until then."
_BY_ITSELF = "It has not left yet and goes out by itself. Take it back if it should not."


def _of_item(**reasons: str) -> Reason:
    """Why a command cannot run on an outbox item in the states that are named; in all others it can."""

    def why(at: Situation) -> str | None:
        if at.item is None:
            return "Nothing is selected."
        return reasons.get(at.item.state.value)

    return why


def _lost(at: Situation) -> str | None:
    if at.item is not None and at.item.state is State.WAITING and at.item.lost_at is not None:
        return "An earlier answer to it was lost, so it may have been carried out: nobody can promise to take it back."
    return None


def _has_text(at: Situation) -> str | None:
    if at.item is not None and not isinstance(at.item.write, Create | Edit):
        return "Only a post or an edit has a text that can be changed. Take it back instead."
    return None


def _kept(at: Situation) -> str | None:
    if at.draft is None:
        return "No draft is selected."
    if any(item.draft_id == at.draft.id for item in at.snapshot.outbox):
        return "This text is in the outbox. Change it there, or take it back there first."
    return None


COMMANDS: tuple[Command, ...] = (
    Command("cursor.down", ("j", "down"), "Down", "Next line of the list.", Scope.LIST),
    Command("cursor.up", ("k", "up"), "Up", "Previous line of the list.", Scope.LIST),
    Command("cursor.first", ("g", "home"), "First", "First line of the list.", Scope.LIST),
    Command("cursor.last", ("G", "end"), "Last", "Last line of what is loaded; older ones load by themselves.",
            Scope.LIST),
    Command("cursor.page_down", ("pagedown",), "Page down", "One screen further.", Scope.LIST),
    Command("cursor.page_up", ("pageup",), "Page up", "One screen back.", Scope.LIST),
    Command("update.open", ("enter",), "Open", "Show the whole update.", footer="open", why_not=_readable),
    Command("post.compose", ("c",), "Compose", "Write a new post; a text you closed before is still there.",
            footer="compose", why_not=_compose),
    Command("post.new", ("n",), "Compose anew", "Write a new post and leave the kept text for later.",
            why_not=_compose),
    Command("update.edit", ("e",), "Edit", "Change a waiting update.", footer="edit", why_not=_change),
    Command("update.share", ("s",), "Share now", "Publish a waiting update at once; u takes it back for some seconds.",
            footer="share now", why_not=_change),
    Command("update.delete", ("d",), "Delete", "Delete a waiting update; u takes it back for some seconds.",
            footer="delete", why_not=_change),
    Command("queue.undo", ("u",), "Undo", "Take back what is being held: the newest first.", footer="undo",
            why_not=_undo),
    Command("update.top", ("t",), "To the top", "Move a waiting update to the front of its queue.", footer="top",
            why_not=_first(_power(Can.MOVE_TO_TOP), _change, _slot)),
    Command("update.later", ("J",), "Move down", "Swap with the next update of the queue.",
            why_not=_first(_power(Can.REORDER), _change, _slot, _unfiltered, _one_queue)),
    Command("update.earlier", ("K",), "Move up", "Swap with the previous update of the queue.",
            why_not=_first(_power(Can.REORDER), _change, _slot, _unfiltered, _one_queue)),
    Command("queue.shuffle", (), "Shuffle the queue", "Put the chosen profile's queue in a chance order.",
            why_not=_first(_power(Can.SHUFFLE), _writable, _shuffle)),
    Command("view.filter", ("slash",), "Filter", "Show only what matches, while you type; Esc takes it away.",
            footer="filter"),
    Command("update.link", ("o",), "Open link", "Open the update's link in the browser.", footer="link", why_not=_link),
    Command("update.copy", ("y",), "Copy text", "Copy the update's text to the clipboard (OSC 52).", footer="copy",
            why_not=_readable),
    Command("view.refresh", ("r",), "Refresh", "Ask Buffer for the profiles and both lists again.", footer="refresh"),
    Command("view.profiles", ("1",), "Profiles", "Go to the list of profiles."),
    Command("view.pending", ("2",), "Pending", "Go to the updates that wait."),
    Command("view.sent", ("3",), "Sent", "Go to the updates that were sent."),
    Command("view.next", ("tab",), "Next list", "Go to the next list."),
    Command("view.previous", ("shift+tab",), "Previous list", "Go to the previous list."),
    Command("outbox.open", ("b",), "Outbox", "What is held, waiting, refused or unsure.", why_not=_outbox),
    Command("drafts.open", ("D",), "Drafts", "Texts that were kept: go on with one, copy it, throw it away."),
    Command("archive.search", ("F",), "Search everything", "Find any update ever seen, of any profile.",
            footer="search"),
    Command("archive.restore", (), "Restore a deleted update", "Make a deleted update anew, with its text and time.",
            why_not=_writable),
    Command("account.switch", ("a",), "Switch account", "Choose another account of the configuration.",
            why_not=_accounts),
    Command("account.login", (), "Log in", "Give this account a token."),
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
            Scope.OUTBOX, "take back", _first(_lost, _of_item(
                sending=_LEFT, refused="Buffer refused it, so there is nothing to take back. Put it away instead.",
                unsure="It has left, so it cannot be taken back. Look whether it is there, then say so."))),
    Command("outbox.change", ("e", "enter"), "Change", "Take a post or an edit out of the outbox and go on writing it.",
            Scope.OUTBOX, "change", _first(_has_text, _lost, _writable, _of_item(
                sending=_LEFT, unsure="It may be at Buffer already, so it cannot be changed. Say first if it is."))),
    Command("outbox.again", ("r",), "Try again", "Send what was refused, or what you know not to be there, once more.",
            Scope.OUTBOX, "try again", _first(_of_item(held=_BY_ITSELF, waiting=_BY_ITSELF, sending=_LEFT), _writable)),
    Command("outbox.done", ("m",), "It is there", "Say that an unsure one was carried out: you saw it at Buffer.",
            Scope.OUTBOX, "it is there", _of_item(
                held=_BY_ITSELF, waiting=_BY_ITSELF, sending=_LEFT, refused="Buffer refused it, so it is not there.")),
    Command("outbox.put_away", ("x",), "Put away", "Forget what was refused or is unsure; a text stays a draft.",
            Scope.OUTBOX, "put away", _of_item(held=_BY_ITSELF, waiting=_BY_ITSELF, sending=_LEFT)),
    Command("draft.resume", ("enter", "e"), "Go on", "Open the text in the composer.", Scope.DRAFTS, "go on",
            _first(_kept, _compose)),
    Command("draft.send", ("s",), "Send", "Send the text as it stands.", Scope.DRAFTS, "send", _first(_kept, _compose)),
    Command("draft.copy", ("c",), "Duplicate", "Make a new draft with the same text and media.", Scope.DRAFTS,
            "duplicate", lambda at: None if at.draft else "No draft is selected."),
    Command("draft.delete", ("d",), "Delete", "Throw the text away; asks once.", Scope.DRAFTS, "delete", _kept),
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
