"""The lines at the edges of the screen: title, status, and the footer with the keys that work now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo

from buffertui.core.commands import COMMANDS, Command, Scope, Situation
from buffertui.core.state import Link, Snapshot
from buffertui.core.wording import noun
from buffertui.domain.drafts import OutboxItem, State
from buffertui.domain.ports import Pace, Window
from buffertui.domain.times import clock_label, day_label, local_day, zone

from .cells import fit
from .pieces import Piece, Pieces, Role, cells, cut, lay, spread
from .present import ago, countdown, plural, seconds_left
from .text import PLAIN, Drawing, one_line

METER = 10
"""Cells of the budget's meter."""


def title_line(
    snapshot: Snapshot, now: datetime, width: int, *, where: tzinfo | None = None, drawing: Drawing = PLAIN
) -> Pieces:
    """Whose account this is at the left; at the right the protocol, how the program stands with Buffer, since when.

    ``where`` is the zone of the clock (default: the account's).
    """
    label = snapshot.account.label if snapshot.account else snapshot.account_name
    names = [Piece(one_line(label, drawing), "strong")]
    if len(snapshot.accounts) > 1 and snapshot.account_name != label:
        names.append(Piece(f"  {one_line(snapshot.account_name, drawing)}", "muted"))
    shown = next((one for one in snapshot.organizations if one.id == snapshot.organization), None)
    if shown is not None and len(snapshot.organizations) > 1 and shown.label != label:
        names.append(Piece(f"  {one_line(shown.label, drawing)}", "muted"))
    left = cut((Piece(" buffertui", "head"), Piece("   "), *names), max(10, width // 2))
    dot = Piece(drawing.mark(" · ", " - "), "muted")
    room = width - cells(left) - 3
    link = _link(snapshot, max(8, room // 2), drawing)
    groups = (
        (3, (Piece(one_line(snapshot.protocol, drawing), "muted"),) if snapshot.protocol else ()),
        (0, link),
        (1, (Piece("read-only", "warn"),) if snapshot.read_only else ()),
        (2, _as_of(snapshot, where)),
    )
    return lay(left, (*spread(groups, max(0, room), dot), Piece(" ")), width)


def _link(snapshot: Snapshot, room: int, drawing: Drawing) -> Pieces:
    match snapshot.link:
        case Link.OFFLINE:
            reason = one_line(snapshot.reason, drawing)
            return (Piece(fit(f"offline: {reason}" if reason else "offline", room), "warn"),)
        case Link.REFUSED:
            return (Piece("token refused", "error"),)
        case Link.STARTING:
            return (Piece("connecting…", "muted"),)
        case _:
            return (Piece("demo", "warn"),) if snapshot.demo else (Piece("live", "good"),)


def _as_of(snapshot: Snapshot, where: tzinfo | None) -> Pieces:
    if snapshot.as_of is None:
        return ()
    return (Piece(f"as of {clock_label(snapshot.as_of, where or zone(snapshot.account_zone))}", "muted"),)


def status_line(
    snapshot: Snapshot, pace: Pace, now: datetime, width: int, *, keys: Mapping[str, str],
    where: tzinfo | None = None, drawing: Drawing = PLAIN,
) -> Pieces:
    """The budget, what is under way, how fresh the screen is, and what is held; where it is narrow, less of it.

    Of several windows the one that is fullest has the meter, and the others stand beside it.
    """
    held = _held(snapshot, now, keys, drawing)
    groups = (
        (0, _shut(pace, now, where or zone(snapshot.account_zone), drawing)),
        (1, _budget(pace, drawing)),
        *((4, (_used(window, quiet="muted"),)) for window in _looser(pace)),
        (5, _next(pace, now)),
        (2, _under_way(snapshot, pace, drawing)),
        (3, _waiting(pace, now)),
        (6, _fresh(snapshot, now, where)),
    )
    room = max(0, width - 1 - (cells(held) + 3 if held else 0))
    left = (Piece(" "), *spread(groups, room, Piece("   ")))
    return lay(left, (*held, Piece(" ")) if held else (), width)


def _shut(pace: Pace, now: datetime, where: tzinfo, drawing: Drawing) -> Pieces:
    left = seconds_left(pace.shut_until, now)
    if not left or pace.shut_until is None:
        return ()
    dot = drawing.mark("·", "-")
    wait = f" {dot} {pace.waiting:,} wait" if pace.waiting else ""
    when = f"opens in {countdown(left)}" if left < 3600 else f"opens {moment_label(pace.shut_until, now, where)}"
    return (Piece(f"429 {dot} door shut, {when}{wait}", "error"),)


def moment_label(moment: datetime, now: datetime, where: tzinfo) -> str:
    """A moment that is hours or days away: ``at 17:05``, ``tomorrow at 09:00``, ``Fri 27 Nov at 09:00``."""
    day = day_label(local_day(moment, where), local_day(now, where))
    at = f"at {clock_label(moment, where)}"
    return at if day == "Today" else f"{day.replace('Tomorrow', 'tomorrow')} {at}"


def _tightest(pace: Pace) -> Window | None:
    return max(pace.windows, key=lambda window: window.used / max(1, window.limit), default=None)


def _looser(pace: Pace) -> tuple[Window, ...]:
    return tuple(window for window in pace.windows if window is not _tightest(pace))


def _used(window: Window, *, quiet: Role = "") -> Piece:
    """``34/250 a day``: how much of a window is used, loud when little is left of it."""
    share = window.used / max(1, window.limit)
    role: Role = "error" if share >= 1 else "warn" if share >= 0.8 else quiet
    return Piece(f"{window.used:,}/{window.limit:,} {window_name(window.seconds)}", role)


def _budget(pace: Pace, drawing: Drawing) -> Pieces:
    window = _tightest(pace)
    if window is None:
        return ()
    share = min(1.0, window.used / max(1, window.limit))
    full = min(METER, round(share * METER) if 0 < share < 1 else int(share * METER))
    full = max(1, min(METER - 1, full)) if 0 < share < 1 else full
    role: Role = "error" if share >= 1 else "warn" if share >= 0.8 else "accent"
    on, off = drawing.mark("▰", "#"), drawing.mark("▱", ".")
    number = _used(window) if len(pace.windows) > 1 else Piece(f"{window.used}/{window.limit}")
    return (Piece(on * full, role), Piece(off * (METER - full), "muted"), Piece(" "), number)


def window_name(seconds: float) -> str:
    """A window's length: ``minute``, ``15 min``, ``day``, ``30 days``."""
    whole = int(seconds)
    if whole % 86400 == 0 and whole:
        return "day" if whole == 86400 else f"{whole // 86400} days"
    if whole % 3600 == 0 and whole:
        return "hour" if whole == 3600 else f"{whole // 3600} h"
    return "minute" if whole == 60 else f"{whole // 60} min" if whole > 60 else f"{whole} s"


def _next(pace: Pace, now: datetime) -> Pieces:
    window = _tightest(pace)
    left = min(seconds_left(window.free_at, now), int(window.seconds)) if window and window.used else 0
    if not left or window is None or seconds_left(pace.shut_until, now):
        return ()
    if window.seconds > 60 and window.used < window.limit:
        # Of a long window the next free place says nothing while there are others.
        return ()
    return (Piece(f"next in {f'{left}s' if left <= 60 else countdown(left)}", "muted"),)


def counts_down(pace: Pace, now: datetime) -> bool:
    """Whether the status line counts seconds now."""
    return 0 < seconds_left(pace.shut_until, now) < 3600 or bool(_next(pace, now))


def _under_way(snapshot: Snapshot, pace: Pace, drawing: Drawing) -> Pieces:
    sign = drawing.mark("⟳", "~")
    if pace.under_way:
        return (Piece(f"{sign} {pace.under_way} under way", "accent"),)
    return (Piece(f"{sign} {one_line(snapshot.busy[0], drawing)[:24]}", "accent"),) if snapshot.busy else ()


def _waiting(pace: Pace, now: datetime) -> Pieces:
    if not pace.waiting or seconds_left(pace.shut_until, now):
        return ()
    return (Piece(plural(pace.waiting, "waits", "wait"), "warn"),)


def _fresh(snapshot: Snapshot, now: datetime, where: tzinfo | None) -> Pieces:
    if snapshot.as_of is None:
        return ()
    return (*_as_of(snapshot, where), Piece(f" ({ago(snapshot.as_of, now)})", "muted"))


def _newest_held(snapshot: Snapshot) -> OutboxItem | None:
    return next((item for item in reversed(snapshot.outbox) if item.state is State.HELD), None)


def _held(snapshot: Snapshot, now: datetime, keys: Mapping[str, str], drawing: Drawing) -> Pieces:
    item = _newest_held(snapshot)
    if item is None:
        return ()
    left, dot = seconds_left(item.held_until, now), drawing.mark("·", "-")
    undo = f" {dot} {keys['queue.undo']} {left}s" if "queue.undo" in keys else f" {dot} {left}s"
    cost = snapshot.costs.get(item.id, 0)
    price = f" {dot} {plural(cost, 'request')}" if cost > 1 else ""
    return (Piece(f"{drawing.mark('↺', '<')} {noun(item.write)}{price}{undo}", "warn"),)


_LAST_TO_GO = (
    "app.help", "queue.undo", "compose.send", "compose.close", "post.compose", "update.edit", "update.share",
    "update.delete", "update.queue", "view.filter", "update.top", "update.open", "app.quit", "update.link",
    "update.copy",
)
"""Which keys the footer keeps when it is narrow; those that are not named go first."""


def footer_line(
    at: Situation, now: datetime, width: int, *, keys: Mapping[str, str], scope: Scope = Scope.MAIN
) -> Pieces:
    """The keys that do something to what has the focus, as many as fit; the one for all keys stays."""
    ranks = {command_id: rank for rank, command_id in enumerate(_LAST_TO_GO)}
    groups: list[tuple[int, Pieces]] = []
    for command in COMMANDS:
        if command.scope is not scope or not command.footer or command.id not in keys or not _applies(command, at):
            continue
        label = _undo_label(at.snapshot, now) if command.id == "queue.undo" else command.footer
        hint: Pieces = (Piece(keys[command.id], "head"), Piece(f" {label}", "muted"))
        groups.append((ranks.get(command.id, len(ranks)), hint))
    if at.filtered and scope is Scope.MAIN:
        groups.insert(0, (1, (Piece("Esc", "head"), Piece(" no filter", "muted"))))
    return (Piece(" "), *spread(groups, max(0, width - 2)))


def _applies(command: Command, at: Situation) -> bool:
    if command.id == "view.filter" and at.side is None:
        return False
    return command.why_not(at) is None


def _undo_label(snapshot: Snapshot, now: datetime) -> str:
    item = _newest_held(snapshot)
    return "undo" if item is None else f"undo {noun(item.write)} ({seconds_left(item.held_until, now)} s)"
