"""The fields of single networks in the composer: one line for all of them, a label and a line of help for each."""

from __future__ import annotations

from collections.abc import Sequence

from buffertui.core.fielding import Wanted, about
from buffertui.domain.field_catalogue import BOARD, Kind
from buffertui.domain.fields import COMMENT
from buffertui.domain.networks import network

from .pieces import Piece, Pieces, Role
from .text import fit, one_line
from .widgets.rows import Item

LABEL = 16
"""Cells of a label."""


def summary(asked: Sequence[Wanted], *, unfolded: bool) -> list[Item]:
    """What is set and what is missing, network by network, what is missing first."""
    groups: dict[str, list[Wanted]] = {}
    for one in asked:
        groups.setdefault(COMMENT if one.key == COMMENT else one.group, []).append(one)
    items = [item for name, members in groups.items() if (item := _of_group(name, members))]
    items.sort(key=lambda item: item.role != "warn")
    if not items:
        names = list(dict.fromkeys(one.field.label.lower() for one in asked))
        items = [Item("", ", ".join(names), ", ".join(names[:2]), role="muted")]
    first, mark = items[0], "▾" if unfolded else "▸"
    return [Item(first.id, first.words, first.short, mark, "accent", first.role), *items[1:]]


def _of_group(name: str, members: Sequence[Wanted]) -> Item | None:
    """One network. The id is the key of the field to go to."""
    lacking = [one for one in members if one.missing or one.odd]
    if lacking:
        words = " ".join(dict.fromkeys(f"{one.field.label.lower()}?" for one in lacking))
        return Item(lacking[0].key, f"{name}: {words}", f"{_short(members)}: {words}", role="warn")
    if name == COMMENT:
        return Item(COMMENT, "1st comment", "comment") if members[0].value else None
    told = next((one.shown.lower() for one in members if one.key.endswith(".type")), "")
    told = told or ", ".join(dict.fromkeys(one.shown for one in members if _tells(one)))
    if not told:
        return None
    told = one_line(told)
    return Item(members[0].key, f"{name} {told}", f"{_short(members)} {told}")


_TELLING = ("youtube.category", "threads.topic", "mastodon.warning", "tiktok.title")


def _tells(one: Wanted) -> bool:
    """Whether the value itself says enough: a board, a category, a topic."""
    return bool(one.value) and (one.key.startswith(BOARD) or one.key in _TELLING)


def _short(members: Sequence[Wanted]) -> str:
    return network(members[0].profiles[0].service).short


def label(one: Wanted, among: Sequence[Wanted]) -> Pieces:
    """Before a field: the mark of its network and what it is called; of several profiles, whose it is."""
    role: Role = "warn" if one.missing or one.odd else "muted"
    net = network(one.profiles[0].service) if one.group else None
    words = one.field.label
    if one.field.per_profile and sum(1 for other in among if other.field is one.field) > 1:
        words = f"{words} {one_line(one.profiles[0].username or one.profiles[0].id)}"
    mark = Piece(f"{net.short:<3}", "muted", net.colour) if net else Piece("   ")
    return mark, Piece(fit(words, LABEL - 4), role)


def helped(one: Wanted) -> tuple[str, Role]:
    """The line under the fields while one has the focus."""
    services = {network(profile.service).service for profile in one.profiles}
    longest = min((number for service, number in one.field.longest.items() if service in services), default=0)
    said = one_line(about(one))
    if longest and one.field.kind is Kind.TEXT and one.put_in:
        said = f"{len(one.value)}/{longest} · {said}"
    over = bool(longest) and len(one.value) > longest
    return said, "error" if one.odd or over else "muted"
