"""What belongs to the network of an update alone, as a person reads it: type, board, title, first comment."""

from __future__ import annotations

from collections.abc import Iterator

from buffertui.domain.field_catalogue import CATALOGUE, PostField
from buffertui.domain.fields import THREAD
from buffertui.domain.models import Profile, Update


def field_facts(update: Update, profile: Profile | None) -> list[tuple[str, str]]:
    """Label and value of each field: those that are known in their order, then others under their own name."""
    left = {key: value for key, value in update.fields.items() if not _of_thread(key)}
    facts: list[tuple[str, str]] = []
    for one in CATALOGUE:
        for key in [key for key in left if _is(one, key)]:
            facts.append((one.label, _said(one, left.pop(key), profile)))
    return [*facts, *_others(left)]


def _of_thread(key: str) -> bool:
    return key == THREAD or key.startswith(f"{THREAD}.")


def _is(one: PostField, key: str) -> bool:
    return key.startswith(one.key) if one.per_profile else key == one.key


def _said(one: PostField, value: str, profile: Profile | None) -> str:
    """The name of a choice or a board; a value that nobody knew is said as it is."""
    for choice in one.choices:
        if choice.value == value:
            return choice.label
    boards = profile.boards if one.per_profile and profile is not None else ()
    return next((board.label for board in boards if board.id == value), value)


def _others(left: dict[str, str]) -> Iterator[tuple[str, str]]:
    for key, value in left.items():
        name = key.partition(":")[0].rpartition(".")[2] or key
        yield name.replace("_", " ").capitalize(), value
