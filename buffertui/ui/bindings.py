"""Textual bindings made from the registry of commands, so that keys stand in one place."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from buffertui.core.commands import BY_ID, COMMANDS, Scope


def binding(command_id: str, action: str = "") -> Binding:
    """One command as a binding; ``action`` defaults to handing its id to ``action_command``."""
    command = BY_ID[command_id]
    keys = ",".join(command.keys)
    return Binding(keys, action or f"command('{command_id}')", command.title, id=command_id, show=False)


def bindings(*command_ids: str) -> list[BindingType]:
    """Several commands as bindings; those without a key are left out."""
    return [binding(command_id) for command_id in command_ids if BY_ID[command_id].keys]


def scope_bindings(scope: Scope) -> list[BindingType]:
    """All commands of a scope as bindings."""
    return bindings(*(command.id for command in COMMANDS if command.scope is scope))
