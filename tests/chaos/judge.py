"""Whether the promises were kept: what was done by the person, what Buffer holds, and what the screen says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from buffertui.domain.models import SENT
from buffertui.sandbox.records import UpdateRecord
from buffertui.sandbox.world import World
from tests.chaos import faces

Fact = dict[str, Any]

DISK_FAILED = ("Not recorded on this machine", "The text could not be saved", "A draft could not be removed",
               "The screen could not be remembered")
"""Titles of notices that no day of chaos may bring: its disk is in order."""


class Chronicle:
    """Writes down what comes into a world, with the text that it came with, and what is deleted from it."""

    def __init__(self, world: World) -> None:
        self.came: dict[str, str] = {}
        self.deleted: set[str] = set()
        self._add, self._forget = world.add_update, world.forget
        world.add_update = self._noted  # type: ignore[method-assign]
        world.forget = self._gone  # type: ignore[method-assign]

    def _noted(self, update: UpdateRecord) -> UpdateRecord:
        self.came[update.id] = update.source
        return self._add(update)

    def _gone(self, update: UpdateRecord) -> None:
        self.deleted.add(update.id)
        self._forget(update)


@dataclass(frozen=True)
class Case:
    """Facts of the program, the world at the end, and what came and went in it."""

    facts: list[Fact]
    world: World
    chronicle: Chronicle
    clock_was_wrong: bool = False
    api: str = "v1"

    def came_as(self, update: UpdateRecord, marker: str) -> bool:
        """Whether this update was made from the text with that marker."""
        return marker in self.chronicle.came.get(update.id, "")

    def deleted(self, marker: str) -> bool:
        """Whether an update that was made from that text was deleted."""
        return any(marker in self.chronicle.came.get(i, "") for i in self.chronicle.deleted)

    def of(self, what: str) -> list[Fact]:
        return [fact for fact in self.facts if fact["what"] == what]


def judge(case: Case) -> list[str]:
    """Every broken promise as a sentence; empty when all were kept."""
    wrong = [f"a crash: {fact['trace']}" for fact in case.of("crash")]
    wrong += [f"the disk failed: {fact['text']}" for fact in case.of("notice") if fact["title"] in DISK_FAILED]
    screens = case.of("screen")
    if not screens:
        return [*wrong, "the last life showed no screen"]
    screen = screens[-1]
    everything = _everything(case.world)
    return [
        *wrong,
        *_twice(case, everything),
        *_lost(case, screen, everything),
        *_taken_back(case),
        *_done_once(case, screen, everything),
        *_screen_agrees(case, screen),
        *_left_over(case, screen),
    ]


def _everything(world: World) -> dict[str, list[UpdateRecord]]:
    """Every update that the program may have made, by profile."""
    return {p.id: [*world.pending(p.id), *p.sent] for p in world.profiles()}


def _holds(update: UpdateRecord, marker: str) -> bool:
    return marker in update.source or marker in update.text


def _markers(case: Case, kind: str) -> list[Fact]:
    return [fact for fact in case.of("meant") if fact["kind"] == kind]


def _twice(case: Case, everything: dict[str, list[UpdateRecord]]) -> Iterable[str]:
    """No update exists twice, whether or not anybody was told that it was sent."""
    for fact in _markers(case, "create"):
        for profile, updates in everything.items():
            n = sum(case.came_as(u, fact["marker"]) for u in updates)
            if n > 1:
                yield f"{fact['marker']} is {n} times on {profile}"
            if n and profile not in fact["profiles"]:
                yield f"{fact['marker']} is on {profile}, for which it was not meant"
    ids = Counter(u.id for updates in everything.values() for u in updates)
    yield from (f"update {i} stands {n} times" for i, n in ids.items() if n > 1)


def _lost(case: Case, screen: Fact, everything: dict[str, list[UpdateRecord]]) -> Iterable[str]:
    """Every text that was kept once is still somewhere where the person finds it."""
    found = [f"{u.source} {u.text}" for updates in everything.values() for u in updates]
    found += [d["text"] for d in screen["drafts"]] + [i["text"] for i in screen["outbox"]]
    found += list(case.chronicle.came.values())
    done_edits = [i["text"] for i in screen["journal"] if i["write"] == "Edit" and i["state"] == "done"]
    for fact in case.of("draft"):
        marker = fact["marker"]
        if not any(marker in text for text in (*found, *done_edits)):
            yield f"the text {marker} is lost"


def _taken_back(case: Case) -> Iterable[str]:
    """What was taken back, and said so, never happens."""
    about = {fact["item"]: fact for fact in case.of("item")}
    again = {fact["update"] for fact in case.of("meant") if fact["kind"] in ("share", "delete")}
    for fact in case.of("undone"):
        meant = about.get(fact["item"])
        if meant is None:
            continue
        update = case.world.update(meant["update"]) if "update" in meant else None
        if meant["kind"] == "delete" and update is None:
            yield f"update {meant['update']} was deleted though that was taken back"
        if meant["kind"] == "share" and update is not None and update.shared_now:
            yield f"update {meant['update']} was shared though that was taken back"
        if meant["kind"] == "create" and any(meant["marker"] in text for text in case.chronicle.came.values()):
            yield f"{meant['marker']} was posted though that was taken back"
        if meant["kind"] == "edit" and update is not None and _holds(update, meant["marker"]):
            yield f"update {meant['update']} was edited though that was taken back"
    shared = {u.id for us in _everything(case.world).values() for u in us if u.shared_now}
    seeded = [i for i in shared if i not in again]
    made = {u.id for us in _everything(case.world).values() for u in us if u.via == "api"}
    yield from (f"update {i} was shared and nobody asked for it" for i in seeded if i not in made)
    yield from (f"update {i} was deleted and nobody asked for it" for i in case.chronicle.deleted if i not in again)


def _done_once(case: Case, screen: Fact, everything: dict[str, list[UpdateRecord]]) -> Iterable[str]:
    """Every write that was recorded has an end, and what is said to be done is done."""
    fate = {i["id"]: i for i in (*screen["journal"], *screen["outbox"])}
    about = {fact["item"]: fact for fact in case.of("item")}
    undoing = {fact["item"] for fact in case.of("undoing")} | {fact["id"] for fact in case.of("asked")}
    for fact in case.of("recorded"):
        item, meant = fate.get(fact["item"]), about[fact["item"]]
        if item is None:
            yield f"the {meant['kind']} {fact['item']} is recorded nowhere"
            continue
        if item["state"] == "cancelled" and fact["item"] not in undoing:
            yield f"the {meant['kind']} {fact['item']} was cancelled and nobody asked for it"
        if item["state"] in ("held", "waiting", "sending"):
            yield f"the {meant['kind']} {fact['item']} is still {item['state']}"
        if item["state"] == "done":
            yield from _done(case, meant, item, screen, everything)


def _done(
    case: Case, meant: Fact, item: Fact, screen: Fact, everything: dict[str, list[UpdateRecord]]
) -> Iterable[str]:
    update = case.world.update(meant["update"]) if "update" in meant else None
    match meant["kind"]:
        case "create":
            open_for = {p for i in screen["outbox"] if meant["marker"] in i["text"] for p in i["profiles"]}
            open_for |= {p for i in case.of("asked") if meant["marker"] in i["text"] for p in i["profiles"]}
            deleted = case.deleted(meant["marker"])
            # GraphQL posts to each profile by itself: where one said no, the text is kept for it.
            for draft in screen["drafts"]:
                if meant["marker"] in draft["text"]:
                    open_for |= set(draft["profiles"]) & set(item["missing"])
            for profile in meant["profiles"]:
                there = any(case.came_as(u, meant["marker"]) for u in everything[profile])
                if not there and profile not in open_for and not deleted:
                    yield f"{meant['marker']} is said to be posted and is not on {profile}"
        case "delete":
            if update is not None:
                yield f"update {update.id} is said to be deleted and is there ({update.status})"
        case "share":
            if update is not None and update.status != SENT:
                yield f"update {update.id} is said to be shared and is {update.status}"
        case "edit":
            last = next((i for i in screen["journal"] if i["update"] == meant["update"] and i["write"] == "Edit"
                         and i["state"] == "done"), None)
            if last is not None and last["id"] == item["id"] and update is not None:
                unsure = any(i["update"] == update.id for i in case.of("asked"))
                if not _holds(update, meant["marker"]) and not unsure:
                    yield f"update {update.id} is said to be edited to {meant['marker']} and is not"


def _screen_agrees(case: Case, screen: Fact) -> Iterable[str]:
    """What the screen says of each queue is how it stands."""
    for profile in case.world.profiles():
        pane = screen["panes"].get(profile.id)
        if pane is None:
            yield f"profile {profile.id} is not on the screen"
            continue
        there = [[u.id, u.text] for u in faces.queue(case.api, case.world, profile.id)]
        if pane["pending"] != there:
            yield f"the screen shows {pane['pending']} for {profile.id}, and Buffer has {there}; {pane['error']}"
        if pane["counts"][0] not in (None, len(there)):
            yield f"the screen counts {pane['counts'][0]} for {profile.id}, and Buffer has {len(there)}"


def _left_over(case: Case, screen: Fact) -> Iterable[str]:
    """What stays for the person to decide is really in doubt, and what was refused has its text and did not happen."""
    twins = {fact["marker"] for fact in _markers(case, "create") if fact["twin"]}
    everything = _everything(case.world)
    kept = [d["text"] for d in screen["drafts"]]
    for item in (*screen["outbox"], *case.of("asked")):
        fresh = case.world.update(item["update"]) if item["update"] else None
        there = [p for p in item["profiles"] if any(case.came_as(u, m) for u in everything[p]
                 for m in _markers_in(case, item["text"]))]
        if item["state"] == "unsure" and item["write"] == "Create":
            there = case.clock_was_wrong and there
            if not there and not any(marker in item["text"] for marker in twins):
                yield f"{item['text']!r} is left to the person though nothing is in doubt: {item['reason']}"
        elif item["state"] == "unsure" and fresh is not None and fresh.status != SENT:
            yield f"{item['kind']} of {item['update']} is left to the person though it waits: {item['reason']}"
        elif item["state"] == "refused" and item["write"] == "Create":
            if there:
                yield f"{item['text']!r} is said to be refused ({item['reason']}) and is at {there}"
            if item["text"] not in kept:
                yield f"{item['text']!r} was refused and its draft is gone"
    done = {i["draft"] for i in screen["journal"] if i["state"] == "done" and i["draft"] and not i["missing"]}
    still = {i["draft"] for i in screen["outbox"]}
    for draft in screen["drafts"]:
        if draft["id"] in done - still:
            yield f"the draft {draft['text']!r} is still listed though it was sent"


def _markers_in(case: Case, text: str) -> list[str]:
    return [fact["marker"] for fact in _markers(case, "create") if fact["marker"] in text]
