"""What a pane says around its rows: its title, what stands there while it is empty, and the line at its end."""

from __future__ import annotations

from collections.abc import Mapping

from buffertui.core.state import ALL, VIEWS, Link, Pane, Side, Snapshot
from buffertui.domain.models import Profile

from .pieces import Piece, Pieces, Ranked
from .present import count
from .text import Drawing, one_line


def title_left(pane: Pane, snapshot: Snapshot, matching: int | None, drawing: Drawing) -> Pieces:
    """``PENDING  12 · @northwind``; with a filter ``3 of 12``. The server's count where it gave one."""
    number, name = number_of(pane, matching), whose(pane, snapshot, drawing)
    dot = drawing.mark("·", "-")
    owner = f"{'  ' if not number else f' {dot} '}{name}" if name else ""
    return (Piece(pane.side.upper(), "strong"), Piece(f"  {number}"), Piece(owner, "muted"))


def number_of(pane: Pane, matching: int | None = None) -> str:
    """How many updates the list has: ``12``, ``100+`` where more can be loaded, ``3 of 12`` under a filter."""
    known = pane.total if pane.total is not None else len(pane.updates)
    if pane.as_of is None and not pane.updates:
        return ""
    if matching is not None:
        return f"{count(matching)} of {count(len(pane.updates))}"
    return count(known) if pane.total is not None or not pane.more else f"{count(known)}+"


def whose(pane: Pane, snapshot: Snapshot, drawing: Drawing) -> str:
    """The name of the profile whose list it is; empty for all profiles."""
    profile = snapshot.profile(pane.profile_id)
    return "" if profile is None else one_line(profile.username or profile.service_name or profile.id, drawing)


def title_right(pane: Pane, snapshot: Snapshot, drawing: Drawing) -> Pieces:
    """What is the matter with the list, short: it is being loaded, the last load failed, or nothing of it goes out."""
    if pane.error and pane.updates:
        return (Piece(drawing.mark("⚠ not refreshed", "! not refreshed"), "warn"),)
    if pane.loading and pane.updates:
        return (Piece("loading…", "muted"),)
    profile = snapshot.profile(pane.profile_id)
    if profile is not None and profile.locked and pane.updates and pane.side is not Side.SENT:
        return (Piece(drawing.mark("⊘ locked", "locked"), "warn"),)
    return ()


def empty_lines(
    pane: Pane, snapshot: Snapshot, keys: Mapping[str, str], query: str, drawing: Drawing
) -> tuple[Pieces, ...]:
    """What stands in a pane without rows: the reason first, then what to do."""
    if pane.error:
        return _lines(one_line(pane.error, drawing), _press(keys, "view.refresh", "tries again."), role="warn")
    if query and pane.updates:
        what = f"No loaded update matches “{one_line(query, drawing)[:60]}”."
        more = "Older ones are not loaded yet, so they were not searched." if pane.more else ""
        return _lines(what, more, "Esc takes the filter away.")
    if snapshot.link is Link.REFUSED:
        return _lines("Buffer refused the token.", "Log in again; nothing that you wrote is lost.", role="warn")
    if not snapshot.profiles and snapshot.as_of is not None:
        return _lines("No profile is connected yet.", "Connect one at Buffer.",
                      _press(keys, "view.refresh", "looks for it."))
    if pane.as_of is None:
        return _not_read(pane, snapshot, keys, drawing)
    return _nothing(pane, snapshot, keys)


def _not_read(
    pane: Pane, snapshot: Snapshot, keys: Mapping[str, str], drawing: Drawing
) -> tuple[Pieces, ...]:
    if snapshot.link is Link.OFFLINE:
        return _lines("No connection, and nothing stored to show.", "It loads by itself when the network is back.",
                      role="warn")
    if snapshot.link is Link.LIVE and not snapshot.busy:
        again = _press(keys, "view.refresh", "tries again.")
        if snapshot.reason:
            return _lines(one_line(snapshot.reason, drawing), again, role="warn")
        if not pane.loading and pane.profile_id != ALL and snapshot.profile(pane.profile_id) is None:
            return _lines("Buffer's last answer had no such profile.", again, role="warn")
        if not pane.loading and pane.side in VIEWS:
            return _lines("Not loaded yet.", _press(keys, "view.refresh", "loads it."))
    return _lines("Loading…")


def _nothing(pane: Pane, snapshot: Snapshot, keys: Mapping[str, str]) -> tuple[Pieces, ...]:
    match pane.side:
        case Side.SENT:
            return _lines("Nothing has been sent yet.")
        case Side.DRAFTS:
            return _lines("Buffer holds no drafts here.", _press(keys, "drafts.open", "shows those of this machine."))
        case Side.APPROVAL:
            return _lines("Nothing waits for an approval.")
        case Side.FAILED:
            return _lines("Nothing has failed.", "What a network refuses stands here.")
        case _:
            return _idle(pane, snapshot, keys)


def _idle(pane: Pane, snapshot: Snapshot, keys: Mapping[str, str]) -> tuple[Pieces, ...]:
    profile = snapshot.profile(pane.profile_id) if pane.profile_id != ALL else None
    why = why_idle(profile) if profile is not None else ""
    write = "" if snapshot.read_only else _press(keys, "post.compose", "writes a post.")
    return _lines("Nothing waits here.", *why.split("\n"), write)


def why_idle(profile: Profile) -> str:
    """Why nothing of this profile's queue goes out, and what to do about it; empty when it does."""
    if profile.locked:
        return "This profile is locked:\nthe plan has no room for it.\nUnlock it on Buffer's page."
    if profile.disconnected:
        return "This profile is disconnected; connect it again at Buffer."
    if profile.paused:
        return "The queue of this profile is paused."
    return "" if profile.has_slots else "This profile has no posting times."


def _press(keys: Mapping[str, str], command: str, does: str) -> str:
    return f"{keys[command]} {does}" if command in keys else ""


def _lines(first: str, *others: str, role: str = "strong") -> tuple[Pieces, ...]:
    head = Piece(first, "warn" if role == "warn" else "strong")
    return ((head,), *((Piece(line, "muted"),) for line in others if line))


def foot(pane: Pane, keys: Mapping[str, str], *, filtered: bool) -> tuple[Ranked, ...]:
    """The line after the last row while the server has more: how many, and that they come by themselves."""
    if not pane.more:
        return ()
    left = None if pane.total is None else max(0, pane.total - len(pane.updates))
    kind = "later" if pane.side is Side.PENDING else "older"
    what = f"… {count(left)} {kind}" if left else f"… more {kind} ones"
    if pane.error and not pane.loading and not pane.kept:
        again = _press(keys, "view.refresh", "tries again")
        advice = (Piece(f"; {again}", "warn"),) if again else ()
        return (0, (Piece(f"{what} could not be loaded", "warn"),)), (1, advice)
    how = ", not searched" if filtered else ", loading" if pane.loading else "; loading as you scroll"
    return (0, (Piece(what, "muted"),)), (1, (Piece(how, "muted"),))
