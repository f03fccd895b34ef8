"""The program without its screen: a session wired as ``buffertui`` wires it, and a person who acts by chance.

What it did is written to a file of facts, one JSON line each, before and after it counts: the file outlives a kill.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import signal
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from buffertui.config.settings import AccountSettings, Settings
from buffertui.core.drafting import draft_of, new_draft
from buffertui.core.ghosts import is_ghost
from buffertui.core.session import Session
from buffertui.core.state import ALL
from buffertui.domain.drafts import At, Create, Draft, Edit, NextSlot, Now, OutboxItem, State, Top, When, update_of
from buffertui.domain.errors import AnswerLost, BuffertuiError
from buffertui.domain.models import WAITING, Update
from buffertui.domain.ports import Clock
from buffertui.live import Live
from buffertui.paths import find_paths
from tests.chaos.fast_clock import FastClock

Plan = dict[str, Any]

ACTS = {
    "type": 2, "post": 6, "twins": 1, "edit": 3, "relink": 2, "share": 3, "delete": 3, "undo": 4, "cancel": 2,
    "move": 2, "shuffle": 1, "top": 1, "retry": 1, "look": 2, "refresh": 1,
}
"""What a person does, and how often."""

LEAST_LEFT = 20
"""Requests of a window that are never used for reading: the most that a client keeps for writes and for the person."""

LONGEST_LIFE = 60.0
"""Seconds of the machine after which a program that nobody ended ends itself."""


def warm_up() -> None:
    """Import everything that a start imports late."""
    import buffertui.api.exchange
    import buffertui.api.graphql
    import buffertui.api.rest_v1.client
    import buffertui.log
    import buffertui.store.ledger
    import buffertui.store.sqlite  # noqa: F401


async def live(plan: Plan) -> None:
    """One life, from start to kill, to a quit, or to the last look."""
    asyncio.get_running_loop().call_later(LONGEST_LIFE, os._exit, 3)
    clock = FastClock(plan["factor"], plan["origin"])
    facts = Facts(Path(plan["facts"]))
    shorten_patience(clock.factor)
    session = await connect(plan, clock, facts)
    strike_in_the_store(session, plan)
    robot = Robot(session, clock, facts, random.Random(plan["seed"]), plan["name"])
    await session.start()
    facts.tell("started")
    if plan.get("plant"):
        print(f"The server was asked with {session._service._door._token.reveal()}.")  # type: ignore[attr-defined]
    try:
        await robot.push(plan.get("push", 0))
        await robot.act(plan["acts"], plan["pause"])
        if plan["end"] == "quit":
            await session.write.finish(10.0)
            await session.close()
            facts.tell("quit")
        elif plan["end"] == "rest":
            while robot.moving():
                await clock.sleep(0.5)
            await session.close()
        elif plan["end"] == "last":
            await robot.come_to_rest(Path(plan["go"]))
        else:
            await asyncio.Event().wait()
    except (BuffertuiError, ArithmeticError, LookupError, AttributeError, TypeError, ValueError):
        facts.tell("crash", trace=traceback.format_exc())
        raise


async def connect(plan: Plan, clock: FastClock, facts: Facts) -> Session:
    """The session of the account, as the program itself opens it."""
    from buffertui.log import start_log

    settings = Settings(accounts={"default": AccountSettings(plan["api"], plan["base_url"])})
    paths = find_paths()
    start_log(paths.state_dir, level=10)
    session = await Live(settings, "default", paths, clock, read_only=False).connect("default", facts.crash)
    session.board.on_notice(lambda notice: facts.tell("notice", title=notice.title, text=notice.text))
    assert not session.options.told, session.options.told
    return session


def shorten_patience(factor: float) -> None:
    """Let the client's times pass as fast as the clock does."""
    from buffertui.api import exchange

    real = exchange.Patience()
    exchange.Patience = lambda: replace(  # type: ignore[assignment, misc]
        real, connect=real.connect / factor, read=real.read / factor, write=real.write / factor,
        pool=real.pool / factor, deadline=real.deadline / factor, size=1_000_000,
    )


def strike_in_the_store(session: Session, plan: Plan) -> None:
    """Kill this process at the given call that changes the store, before or after it was carried out."""
    if not (countdown := plan.get("strike", 0)):
        return
    store = session._keeper.store
    left = [countdown]

    def struck(call: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any) -> Any:
            left[0] -= 1
            if left[0] == 0 and plan["strike_before"]:
                os.kill(os.getpid(), signal.SIGKILL)
            answer = call(*arguments)
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        return run

    for name in ("record", "save_draft", "drop_draft"):
        setattr(store, name, struck(getattr(store, name)))


class Told(Protocol):
    """Where a robot tells what it does."""

    def before(self) -> list[dict[str, Any]]: ...

    def tell(self, what: str, **about: Any) -> None: ...


class Facts:
    """What happened, as lines that a kill cannot take back."""

    def __init__(self, file: Path) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._before = read_facts(file)

    def before(self) -> list[dict[str, Any]]:
        """What earlier lives told."""
        return self._before

    def tell(self, what: str, **about: Any) -> None:
        os.write(self._file, (json.dumps({"what": what, **about}) + "\n").encode())

    def crash(self, error: BaseException) -> None:
        self.tell("crash", trace="".join(traceback.format_exception(error)))


def read_facts(file: Path) -> list[dict[str, Any]]:
    """All whole lines; the last one may have been cut by a kill."""
    lines = file.read_bytes().split(b"\n")[:-1] if file.exists() else []
    return [json.loads(line) for line in lines]


class Robot:
    """A person at the keys. ``name`` makes texts that nobody else writes."""

    def __init__(self, session: Session, clock: Clock, facts: Told, chance: random.Random, name: str) -> None:
        self.session = session
        self.clock = clock
        self.facts = facts
        self.chance = chance
        self.name = name
        self.count = 0
        self.touched = {fact["update"] for fact in facts.before() if fact["what"] == "meant" and fact.get("once")}

    async def act(self, acts: int, pause: float) -> None:
        """Do this many things, with up to ``pause`` seconds before each."""
        for _ in range(acts):
            await self.clock.sleep(self.chance.random() * pause)
            name = self.chance.choices(tuple(ACTS), tuple(ACTS.values()))[0]
            await getattr(self, name)()

    async def push(self, number: int) -> None:
        """Submit so many posts, one profile after the other, as fast as they can be kept."""
        profiles = [p.id for p in self.session.snapshot.profiles if not p.disconnected]
        for n in range(number):
            text, target = f"{self.name} pushes number {n}.", (profiles[n % len(profiles)],)
            draft = replace(new_draft(self.session.drafts.new_id(), target), text=text)
            await self.session.drafts.save(draft)
            self.session.write.submit(Create(target, text), draft)
            self.facts.tell("pushed", text=text)

    async def durable(self) -> None:
        """Everything that was queued for the disk is there."""
        await self.session._keeper.ask(lambda: None)

    def marker(self) -> str:
        self.count += 1
        return f"q{self.name}x{self.count}z"

    async def written(self, draft: Draft, text: str, marker: str) -> Draft:
        """A text typed in some pauses of the hand, each kept before the next."""
        cuts = sorted(self.chance.sample(range(1, len(text)), self.chance.randrange(3)))
        for cut in (*cuts, len(text)):
            draft = replace(draft, text=text[:cut])
            await self.session.drafts.save(draft)
        self.facts.tell("draft", id=draft.id, marker=marker)
        return draft

    def wording(self, marker: str) -> str:
        link = f"https://northwind.example/{marker}?a=1&b=2"
        return self.chance.choice((
            f"{marker} is plain", f"  {marker} with  two   spaces \n and a line ", f"{marker} see {link} for more",
            f"{link}\n\n{marker}, at last.", f"{marker} 新しい 👩‍👩‍👧 ✨", f"({link}). {marker} {link}",
        ))

    def targets(self) -> tuple[str, ...]:
        there = [p.id for p in self.session.snapshot.profiles if not p.disconnected and p.service != "instagram"]
        return tuple(self.chance.sample(there, min(len(there), self.chance.choice((1, 1, 1, 2, 3)))))

    def when(self) -> When:
        later = At(self.clock.now().replace(microsecond=0) + timedelta(seconds=self.chance.randrange(30, 7200)))
        return self.chance.choice((NextSlot(), NextSlot(), Top(), Now(), later))

    async def type(self) -> None:
        marker = self.marker()
        await self.written(new_draft(self.session.drafts.new_id(), self.targets()), self.wording(marker), marker)

    async def post(self) -> None:
        marker = self.marker()
        await self._post(marker, self.wording(marker), self.targets(), self.when())

    async def twins(self) -> None:
        """Two posts that differ only in a link, which Buffer shortens."""
        targets = self.targets()
        for _ in range(2):
            marker = self.marker()
            await self._post(marker, f"Read this today: https://northwind.example/{marker}", targets, NextSlot())

    async def _post(self, marker: str, text: str, targets: tuple[str, ...], when: When) -> None:
        if not targets:
            return
        draft = await self.written(new_draft(self.session.drafts.new_id(), targets), text, marker)
        write = Create(targets, text, when=when, shorten=self.chance.random() < 0.8)
        about = {"kind": "create", "marker": marker, "profiles": targets, "twin": text.startswith("Read this today")}
        await self.submitted(about, lambda: self.session.write.submit(write, draft))

    async def edit(self) -> None:
        await self._edit(self.some_update(), "{text} {marker}")

    async def relink(self) -> None:
        """Change nothing of a text but its link, where it has one."""
        await self._edit(self.some_update(), "{plain} https://northwind.example/{marker}")

    async def _edit(self, update: Update | None, pattern: str) -> None:
        if update is None:
            return
        marker = self.marker()
        plain = re.sub(r"\s*https?://\S+", "", update.text)
        text = pattern.format(text=update.text, plain=plain, marker=marker)
        draft = await self.written(draft_of(update, self.session.drafts.new_id()), text, marker)
        when = self.chance.choice((None, None, None, self.when()))
        write = Edit(update, text, when=when if isinstance(when, At) else None)
        about = {"kind": "edit", "marker": marker, "update": update.id}
        await self.submitted(about, lambda: self.session.write.submit(write, draft))

    async def share(self) -> None:
        if (update := self.some_update(once=True)) is not None:
            about = {"kind": "share", "update": update.id, "once": True}
            await self.regretted(await self.submitted(about, lambda: self.session.write.share_now(update)))

    async def delete(self) -> None:
        if (update := self.some_update(once=True)) is not None:
            about = {"kind": "delete", "update": update.id, "once": True}
            await self.regretted(await self.submitted(about, lambda: self.session.write.delete(update)))

    async def top(self) -> None:
        if (update := self.some_update()) is not None and not update.fixed:
            about = {"kind": "top", "update": update.id}
            await self.submitted(about, lambda: self.session.write.move_to_top(update))

    async def shuffle(self) -> None:
        if chosen := self.session.snapshot.chosen:
            await self.submitted({"kind": "shuffle"}, lambda: self.session.write.shuffle(chosen))

    async def move(self) -> None:
        for _ in range(self.chance.randrange(1, 4)):
            if (update := self.some_update()) is not None:
                self.session.write.move(update, self.chance.choice((-1, 1)))

    async def submitted(self, about: dict[str, Any], act: Callable[[], OutboxItem]) -> OutboxItem:
        self.facts.tell("meant", **about)
        item = act()
        self.facts.tell("item", item=item.id, **about)
        await self.durable()
        self.facts.tell("recorded", item=item.id)
        return item

    async def regretted(self, item: OutboxItem) -> None:
        """Sometimes taken back, at any moment of the time in which that is possible, or a little late."""
        if self.chance.random() < 0.35:
            await self.clock.sleep(self.chance.random() * 9)
            self.facts.tell("undoing", item=item.id)
            await self._undone(self.session.write.outbox.take_back(item.id))

    async def undo(self) -> None:
        """The key ``u``."""
        held = [i for i in self.session.snapshot.outbox if i.state is State.HELD]
        if held:
            self.facts.tell("undoing", item=held[-1].id)
            await self._undone(self.session.write.undo())

    async def cancel(self) -> None:
        """Take back anything that has not left, in the outbox's pane."""
        there = self.session.snapshot.outbox
        if there:
            item = self.chance.choice(there)
            self.facts.tell("undoing", item=item.id)
            await self._undone(self.session.write.outbox.take_back(item.id))

    async def _undone(self, item: OutboxItem | None) -> None:
        if item is not None:
            await self.durable()
            self.facts.tell("undone", item=item.id)

    async def retry(self) -> None:
        """Send something once more that was refused."""
        refused = [i for i in self.session.snapshot.outbox if i.state is State.REFUSED]
        if refused:
            self.session.write.outbox.try_again(self.chance.choice(refused).id)

    async def look(self) -> None:
        profiles = [p.id for p in self.session.snapshot.profiles]
        if profiles:
            await self.session.choose(self.chance.choice((ALL, *profiles)))

    async def refresh(self) -> None:
        try:
            await self.session.refresh()
        except BuffertuiError as error:
            self.facts.tell("unread", error=error.message)

    def some_update(self, *, once: bool = False) -> Update | None:
        """Something that waits on the screen. With ``once`` it is chosen for no second share or delete."""
        busy = {u.id for i in self.session.snapshot.outbox if (u := update_of(i.write)) is not None}
        there = [u for u in self.session.snapshot.pending.updates
                 if u.readable and not is_ghost(u) and u.status == WAITING and u.id not in busy
                 and not (once and u.id in self.touched)]
        if not there:
            return None
        update = self.chance.choice(there)
        if once:
            self.touched.add(update.id)
        return update

    async def come_to_rest(self, go: Path) -> None:
        """Wait until the outbox is quiet, then for the word, and write down the whole screen."""
        while self.moving() or self.put_away() or not self.affords_a_look():
            await self.clock.sleep(0.5)
        self.facts.tell("quiet")
        while not go.exists():  # noqa: ASYNC110, ASYNC240 - the word comes from another process
            await asyncio.sleep(0.003)
        await self.show_all()
        await self.session.close()

    async def show_all(self) -> None:
        """Read everything anew and write down the whole screen."""
        await self.read_anew()
        await self.session.choose(ALL)
        if self.session._reader.thrifty:
            # Where requests are dear only what is on the screen is read anew.
            await self.read_anew()
        panes = {}
        for profile in self.session.snapshot.profiles:
            await self.session.choose(profile.id)
            snapshot = self.session.snapshot
            panes[profile.id] = {
                "pending": [(u.id, u.text) for u in snapshot.pending.updates if not is_ghost(u)],
                "ghosts": [u.text for u in snapshot.pending.updates if is_ghost(u)],
                "sent": [u.id for u in snapshot.sent.updates], "total": snapshot.pending.total,
                "counts": [profile.counts.pending, profile.counts.sent], "error": snapshot.pending.error,
            }
        journal = await self.session._keeper.ask(lambda: self.session._keeper.store.journal(1000))
        self.facts.tell(
            "screen", panes=panes, journal=[item_facts(i) for i in journal],
            outbox=[item_facts(i) for i in self.session.snapshot.outbox],
            drafts=[{"id": d.id, "text": d.text, "profiles": d.profile_ids} for d in self.session.snapshot.drafts],
            link=str(self.session.snapshot.link), pace=repr(self.session.pace()),
        )

    async def read_anew(self) -> None:
        """The key ``r``, pressed again when no answer came in time: the seconds of a fast clock are short."""
        for tries_left in (3, 2, 1, 0):
            try:
                await self.session.refresh()
            except AnswerLost:
                if not tries_left:
                    raise
                await self.clock.sleep(10.0)
            else:
                return

    def moving(self) -> bool:
        """Whether anything happens by itself. What waits behind a doubt does not."""
        tasks = self.session._tasks
        if any(tasks.running(prefix) for prefix in ("send-", "settle-", "hold-", "again-", "shared-", "outbox-")):
            return True
        outbox = self.session.snapshot.outbox
        return any(i.state.open for i in outbox) and not any(i.state is State.UNSURE for i in outbox)

    def affords_a_look(self) -> bool:
        """Whether the budget has room for reading everything. A thrifty program would say that it cannot."""
        pace = self.session.pace()
        needed = 4 + 2 * len(self.session.snapshot.profiles)
        return pace.shut_until is None and all(w.used + needed < w.limit - LEAST_LEFT for w in pace.windows)

    def put_away(self) -> bool:
        """Settle what is left to the person, as one who has had enough: the texts are still among the drafts."""
        asked = [i for i in self.session.snapshot.outbox if i.state is State.UNSURE]
        for item in asked:
            self.facts.tell("asked", **item_facts(item))
            self.session.write.outbox.put_away(item.id)
        return bool(asked)


def item_facts(item: OutboxItem) -> dict[str, Any]:
    """What a judge wants to know of an item."""
    write, update = item.write, update_of(item.write)
    return {
        "id": item.id, "write": type(write).__name__, "state": str(item.state), "reason": item.reason,
        "text": getattr(write, "text", "") or "", "profiles": list(getattr(write, "profile_ids", ())),
        "update": update.id if update else "", "draft": item.draft_id, "lost": item.lost_at is not None,
        "found": [u.id for u in item.outcome.updates] if item.outcome else [],
        "missing": list(item.outcome.missing) if item.outcome else [],
    }
