"""The whole day's work by keys alone, over HTTP, on an account of either API; afterwards Buffer's state is what was
done, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.support.day import (
    KINDS,
    AccountKind,
    Row,
    go_to_end,
    go_to_profile,
    go_to_update,
    label,
    opened,
    rests,
)
from tests.support.sandbox_process import SandboxProcess
from tests.support.terminal import Terminal

pytestmark = pytest.mark.terminal

KEPT = ("text", "scheduled_at", "media", "status")


def known(update: Row) -> tuple[Any, ...]:
    """What of an update must be as it was asked for. A queue gives slot times by place, so those are not in it."""
    return (update["id"], *(str(update[name]) for name in KEPT))


def browse(terminal: Terminal, profiles: list[Row], account: SandboxProcess, kind: AccountKind) -> None:
    """See the end of every list of every profile, and of all of them together; each page is asked for once."""
    for place, profile in enumerate(profiles):
        go_to_profile(terminal, profile["username"], *["j"] * min(place, 1))
        terminal.keys("2")
        go_to_end(terminal, label(profile["pending"][-1], profile["timezone"]))
        terminal.keys("3")
        go_to_end(terminal, label(profile["sent"][-1], profile["timezone"]))
    go_to_profile(terminal, "", "g")
    terminal.keys("2")
    go_to_end(terminal, max((p["pending"][-1]["due_at"], label(p["pending"][-1], p["timezone"])) for p in profiles)[1])
    assert kind.read(account) == kind.browsing * len(profiles)


def compose(terminal: Terminal, text: str, *steps: str) -> None:
    """Write a post for the chosen profile; ``steps`` are the keys between its text and sending it."""
    terminal.keys("c")
    terminal.wait_for("New post", "What do you want to say?")
    terminal.type(text)
    terminal.keys(*steps)


def filtered(terminal: Terminal, number: int) -> None:
    terminal.keys("/")
    terminal.wait_for("filter what is loaded")
    terminal.type("harbour choir")
    terminal.until(lambda: f" of {number} " in terminal.line_with("PENDING"), "the filter did not show how many match")
    terminal.keys("escape")
    terminal.until(lambda: f"PENDING  {number} " in terminal.text, "the filter did not go")


@pytest.fixture(params=KINDS, ids=lambda kind: kind.api)
def kind(request: pytest.FixtureRequest) -> AccountKind:
    found: AccountKind = request.param
    return found


@pytest.fixture
def account(sandbox_of: Callable[..., SandboxProcess], kind: AccountKind) -> SandboxProcess:
    return sandbox_of(*kind.size, api=kind.api)


def first_day(
    terminal: Terminal, profiles: list[Row], account: SandboxProcess, kind: AccountKind, edited: int, later: datetime
) -> None:
    """Browse everything, filter, compose, schedule, edit; take back a share and a delete."""
    here = profiles[0]
    opened(terminal)
    browse(terminal, profiles, account, kind)
    go_to_profile(terminal, here["username"], "j")
    terminal.keys("2", "g")
    filtered(terminal, kind.pending)

    compose(terminal, "At its own time", "tab", "right", "right", "right", "tab")
    terminal.type(f"{later:%Y-%m-%d %H:%M}")
    terminal.wait_for(f"{later.day} {later:%b}")
    terminal.keys("ctrl+s")
    terminal.wait_for("Posted · ")
    compose(terminal, "Three at once", "shift+tab", "j", "space", "j", "space", "ctrl+s")
    terminal.wait_for("Posted to 3 of 3 profiles")

    go_to_update(terminal, edited, here["pending"][edited], here["timezone"])
    terminal.keys("e")
    terminal.wait_for("Edit  ")
    terminal.keys("ctrl+end")
    terminal.type(" Edited.")
    terminal.keys("ctrl+s")
    terminal.wait_for("Saved · ")

    for key, doing in (("s", "sharing"), ("d", "deleting")):
        terminal.keys(key)
        terminal.wait_for(f"↺ {doing} · u")
        terminal.keys("u")
        terminal.wait_gone(f"↺ {doing} · u")


def palette(terminal: Terminal, words: str, title: str) -> None:
    """Run a command by its name."""
    terminal.keys("ctrl+p")
    terminal.wait_for("Search for commands")
    terminal.type(words)
    terminal.until(lambda: title in terminal.text and "Choose a theme" not in terminal.text, f"{title} was not found")
    terminal.keys("enter")


def held(terminal: Terminal) -> bool:
    """Whether something is on its way to Buffer."""
    return "OUTBOX" in terminal.text


def read_anew(act: Callable[[], Terminal], account: SandboxProcess, kind: AccountKind, profile: Row) -> Terminal:
    """Do what makes a profile's remembered lists be read again, and wait until they are."""
    asked = kind.read_whole(account, profile)
    terminal = act()
    terminal.until(
        lambda: kind.read_whole(account, profile) > asked and rests(terminal),
        f"the lists of {profile['username']} were not read again",
    )
    return terminal


def step_down(terminal: Terminal, profile: Row) -> Terminal:
    """Go to the next profile of the sidebar."""
    go_to_profile(terminal, profile["username"], "j")
    return terminal


def second_day(desk: Any, profiles: list[Row], account: SandboxProcess, kind: AccountKind) -> Terminal:
    """Copy and look at the first update, share it, delete the second one, reorder one queue and shuffle another."""
    here, there, elsewhere = profiles[:3]
    first, second = here["pending"][:2]
    terminal = read_anew(desk.start, account, kind, here)
    go_to_update(terminal, 0, first, here["timezone"])
    terminal.keys("y", "enter")
    terminal.wait_for("Created")
    terminal.keys("escape")
    terminal.wait_gone("Created")
    assert terminal.screen.copied == [first["text"]]
    terminal.keys("?")
    terminal.wait_for("Everywhere on the main screen")
    terminal.keys("escape")
    terminal.wait_gone("Everywhere on the main screen")

    go_to_update(terminal, 1, second, here["timezone"])
    terminal.keys("d")
    terminal.wait_for("Deleted · ")
    go_to_update(terminal, 0, first, here["timezone"])
    terminal.keys("s")
    terminal.wait_for("Shared · ")

    read_anew(lambda: step_down(terminal, there), account, kind, there)
    place = next(n for n, u in enumerate(there["pending"]) if u["scheduled_at"] is None)
    go_to_update(terminal, place, there["pending"][place], there["timezone"])
    for keys in (["J", "J"], ["K"]):
        asked = kind.reordered(account)
        terminal.keys(*keys)
        terminal.until(
            lambda asked=asked: kind.reordered(account) > asked and not held(terminal) and rests(terminal),
            "no new order was asked for",
        )

    read_anew(lambda: step_down(terminal, elsewhere), account, kind, elsewhere)
    palette(terminal, "shuffle", "Shuffle the queue")
    terminal.wait_for("Shuffled · ")
    return terminal


def in_slots(updates: list[Row]) -> list[Row]:
    """Those that go out by their place in the queue, in order."""
    return [update for update in updates if update["scheduled_at"] is None]


def slots(updates: list[Row]) -> list[str]:
    """Their ids."""
    return ids(in_slots(updates))


def ids(updates: list[Row]) -> list[str]:
    return [update["id"] for update in updates]


def in_line(now: list[Row], was: list[Row]) -> list[Row]:
    """Those that had no time of their own when the day began, in the order in which they go out now."""
    line = slots(was)
    return [update for update in now if update["scheduled_at"] is None or update["id"] in line]


def kept(updates: list[Row], *without: Row) -> dict[str, tuple[Any, ...]]:
    """Everything that must not change, by update."""
    return {update["id"]: known(update) for update in updates if update not in without}


def as_moved(kind: AccountKind, was: list[Row], now: list[Row]) -> list[Row]:
    """The updates of a queue of which some were moved, as they must be now but for their times."""
    fixed = {update["id"]: update["due_at"] for update in now if update["scheduled_at"] is not None}
    if not kind.moved_is_fixed:
        return was
    return [update | {"scheduled_at": fixed.get(update["id"])} for update in was]


def test_a_days_work_leaves_exactly_what_was_done(desk: Any, account: SandboxProcess, kind: AccountKind) -> None:
    before = account.state()
    profiles = before["profiles"][:4]
    one, two, three, _ = (profile["pending"] for profile in profiles)
    zone = ZoneInfo(profiles[0]["timezone"])
    later = (datetime.fromtimestamp(before["now"], zone) + timedelta(days=40)).replace(hour=8, minute=16, second=0)
    edited = next(n for n, u in enumerate(one) if n > 1 and len(u["text"]) < 200 and "://" not in u["text"])

    desk.queue = {"refresh_seconds": 0, "undo_seconds": 60}
    terminal = desk.start()
    first_day(terminal, profiles, account, kind, edited, later)
    terminal.keys("q")
    assert terminal.exit_code() == 0
    assert terminal.left_behind() == []

    middle = account.state()["profiles"]
    desk.queue = {"refresh_seconds": 0, "undo_seconds": 1}
    terminal = second_day(desk, middle, account, kind)
    terminal.keys("q")
    assert terminal.exit_code() == 0

    after = account.state()
    now_one, now_two, now_three = (profile["pending"] for profile in after["profiles"][:3])
    assert after["profiles"][3:] == before["profiles"][3:]
    assert after["requests"]["token_in_url"] == 0

    pairs = ((now_one, one), (now_two, two), (now_three, three))
    posted = [[u for u in now if u["id"] not in kept(was)] for now, was in pairs]
    assert [[(u["text"], u["scheduled_at"]) for u in updates] for updates in posted] == [
        [("At its own time", int(later.timestamp())), ("Three at once", None)],
        [("Three at once", None)], [("Three at once", None)],
    ]
    changed = one[edited] | {"text": one[edited]["text"] + " Edited."}
    assert kept(now_one, *posted[0]) == kept([*one, changed], one[0], one[1], one[edited])
    assert kept(now_two, *posted[1]) == kept(as_moved(kind, two, now_two))
    assert kept(now_three, *posted[2]) == kept(as_moved(kind, three, now_three))

    assert slots(now_one) == [*slots(one[2:]), posted[0][1]["id"]]
    second, first, *rest = slots(two)
    assert ids(in_line(now_two, two)) == [first, second, *rest, posted[1][0]["id"]]
    assert sorted(ids(in_line(now_three, three))) == sorted([*slots(three), posted[2][0]["id"]])
    assert ids(in_line(now_three, three))[:-1] != slots(three)
    for now, was in ((now_two, two), (now_three, three)):
        assert [u["due_at"] for u in in_line(now, was)][:-1] == [u["due_at"] for u in in_slots(was)]

    sent = [profile["sent"] for profile in after["profiles"][:3]]
    assert [(u["id"], u["text"]) for u in sent[0][:1]] == [(one[0]["id"], one[0]["text"])]
    assert [sent[0][1:], *sent[1:]] == [profile["sent"] for profile in profiles[:3]]
