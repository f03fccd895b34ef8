"""An account whose every text tries to harm the program that shows it."""

from __future__ import annotations

from buffertui.domain.models import FAILED, SENT, Media, Schedule
from buffertui.domain.ports import Clock

from .queues import join
from .records import ProfileRecord, UpdateRecord
from .seed import seed_empty
from .world import World

HOSTILE_TEXTS: tuple[str, ...] = (
    "[@click=app.quit]x[/]",
    "[bold red]not red[/bold red] [link=https://example.org]not a link[/link]",
    "[/] [[ ]] [unclosed \\[escaped] [$accent] [on red",
    "\x1b[31mred\x1b[0m \x1b[2J\x1b[H\x1b]0;a new title\x07",
    "\x1b]52;c;b3duZWQ=\x07 the clipboard is not yours",
    "\x1b]8;;https://example.org/\x1b\\a link\x1b]8;;\x1b\\ \x1bP$q\"p\x1b\\ \x1b_Gi=1;AAAA\x1b\\",
    "\x9b31m eight-bit \x9d52;c;b3duZWQ=\x9c \x85 \x84 \x90q\x9c",
    "\u202eesrever\u202c and \u2066isolated\u2069 \u200f\u061c marks \u2067never closed",
    "a lone surrogate: \ud800 and \udfff, and backwards \udc00\ud83d",
    "tabs\tand\rreturns\x0band\x0cfeeds\x00nul\x07bell\x08\x08\x08back\x7fdelete",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 4,
    "Z" + "\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307" * 15 + "algo t" + "\u0334\u0335\u0336" * 9 + "ext",
    "👨‍👩‍👧‍👦👩🏽‍🚀🏴󠁧󠁢󠁳󠁣󠁴󠁿🇺🇳#️⃣ " * 6,
    "zero\u200bwidth\u2060joined\ufeffmarks \u00ad\u034f\u115f\u3164 and \ufffe\uffff nothing",
    "%s %d {0} {text} ${HOME} $(id) `id` '; DROP TABLE updates; --",
    "<script>alert(1)</script> <b>bold</b> &lt;i&gt; &amp;amp; <a href=\"javascript:alert(1)\">x</a>",
    "line one\n\n\n\n\nline six\n" + "\n".join(f"line {number}" for number in range(7, 60)),
    "\n \t \u2028\u2029\u3000",
    "🅰️ 漢字かなカナ한글 ไทยกำลัง हिन्दी العربية עברית " * 3,
    "x" * 9000,
)
"""Texts with console markup, terminal escapes, bidi tricks, broken characters, and sizes that burst a layout."""


def seed_hostile(clock: Clock, *, seed: int = 1) -> World:
    """One profile per kind of trick in its name, each with all of ``HOSTILE_TEXTS`` waiting and sent."""
    world = seed_empty(clock, seed=seed)
    world.accounts[0].name = "[@click=app.quit]Evil[/] \x1b[31m\u202eoiduts"
    now = world.now()
    for number, name in enumerate(HOSTILE_TEXTS[:10]):
        created_at = now - 86_400 * (50 - number)
        profile = world.add_profile(ProfileRecord(
            id=world.new_id(created_at), account_id=world.accounts[0].id, username=name, created_at=created_at,
            service="twitter" if number % 2 else "[red]\x1b[7m\u202enetwork", service_type="page",
            timezone="Nowhere/[bold]Land" if number == 2 else "Europe/Berlin", default=number == 0,
            schedules=(Schedule(("mon", "wed", "fri"), ("09:00", "17:00")),), followers=10**9,
        ))
        for place, text in enumerate(HOSTILE_TEXTS):
            _hang(world, profile, text, now - 86_400 * (place + 1))
    return world


def _hang(world: World, profile: ProfileRecord, text: str, at: int) -> None:
    """The same text waiting, sent and, now and then, failed."""
    now = world.now()
    media = Media(link="javascript:alert(1)//\x1b[31m", title=text[:80], description=text[:300], photo="file:///etc/\x07")
    join(profile, _update(world, profile, text, at, media), now)
    gone = _update(world, profile, text, at, media)
    gone.status, gone.sent_at, gone.due_at = SENT, at, at
    profile.sent.insert(0, gone)
    if text == HOSTILE_TEXTS[0]:
        failed = _update(world, profile, text, at, media)
        failed.status, failed.due_at = FAILED, at
        failed.error, failed.error_link = f"[bold]{text} \x1b]52;c;eA==\x07", "javascript:alert(2)"
        profile.failed.append(failed)


def _update(world: World, profile: ProfileRecord, text: str, at: int, media: Media) -> UpdateRecord:
    return world.add_update(UpdateRecord(
        id=world.new_id(at), profile_id=profile.id, account_id=profile.account_id, text=text, source=text,
        created_at=at, media=media, via="\x1b[5m[blink]web",
    ))
