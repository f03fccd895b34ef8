"""The registry of commands: complete, without clashes, and honest about what cannot run."""

from __future__ import annotations

import pytest

from buffertui.core.commands import BY_ID, COMMANDS, Scope, Situation, clashes
from buffertui.core.state import Link, Side, Snapshot
from buffertui.domain.models import FROM_NETWORK, UNREADABLE, Profile, Update

DEFAULT_KEYS = {
    "cursor.down": "j", "cursor.up": "k", "cursor.first": "g", "cursor.last": "G", "cursor.page_up": "pageup",
    "cursor.page_down": "pagedown", "view.next": "tab", "view.previous": "shift+tab", "view.profiles": "1",
    "view.pending": "2", "view.sent": "3", "update.open": "enter", "post.compose": "c", "update.edit": "e",
    "update.share": "s", "update.delete": "d", "queue.undo": "u", "update.top": "t", "update.later": "J",
    "update.earlier": "K", "view.refresh": "r", "view.filter": "slash", "update.link": "o", "update.copy": "y",
    "app.help": "question_mark", "app.palette": "ctrl+p", "app.quit": "q", "compose.send": "ctrl+s",
    "compose.close": "escape",
}
"""What scripts may rely on."""


@pytest.mark.parametrize(("command_id", "key"), DEFAULT_KEYS.items())
def test_the_keys_that_scripts_rely_on_stay(command_id: str, key: str) -> None:
    assert key in BY_ID[command_id].keys


def test_ids_are_unique_and_no_two_commands_share_a_key_in_one_place() -> None:
    assert len(BY_ID) == len(COMMANDS)
    for scope in Scope:
        scopes = {scope, Scope.LIST} if scope is Scope.MAIN else {scope}
        keys = [key for command in COMMANDS if command.scope in scopes for key in command.keys]
        assert len(keys) == len(set(keys)), scope


def test_a_key_given_to_two_commands_is_named_with_both() -> None:
    (told,) = clashes({"update.share": "d"})
    assert "update.share" in told
    assert "update.delete" in told
    assert clashes({"update.share": "x", "update.delete": "s"}) == ()


def situation(update: Update | None, **fields: object) -> Situation:
    profiles = (Profile("p", "twitter"),)
    return Situation(Snapshot(profiles=profiles, link=Link.LIVE, **fields), Side.PENDING, update)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("update", "fields", "word"),
    [
        (None, {}, "selected"),
        (Update("u", "p", "x", status=FROM_NETWORK), {}, "sent"),
        (Update("u", "p", "x", status=UNREADABLE), {}, "could not be read"),
        (Update("outbox:1:p", "p", "x"), {}, "not gone out"),
        (Update("u", "p", "x"), {"read_only": True}, "--read-only"),
    ],
)
def test_a_command_that_cannot_run_says_why(update: Update | None, fields: dict[str, object], word: str) -> None:
    for command_id in ("update.edit", "update.share", "update.delete", "update.top"):
        why = BY_ID[command_id].why_not(situation(update, **fields))
        assert why is not None
        assert word in why


def test_a_waiting_update_can_be_changed() -> None:
    for command_id in ("update.edit", "update.share", "update.delete", "update.top", "update.later", "update.copy"):
        assert BY_ID[command_id].why_not(situation(Update("u", "p", "x"))) is None
