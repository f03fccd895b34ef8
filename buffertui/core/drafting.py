"""From a draft to a write: what speaks against sending it, and what is sent."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from buffertui.domain import networks
from buffertui.domain.drafts import At, Create, Draft, Edit, NextSlot, Now, Top, When
from buffertui.domain.fields import as_typed, joined, thread_of
from buffertui.domain.models import DRAFT, FAILED, Configuration, Profile, Update
from buffertui.domain.overview import DailyLimit
from buffertui.domain.phrases import Understood
from buffertui.domain.ports import Can
from buffertui.domain.times import local_day, zone

from .attachments import all_media, media_of, media_problems, needs_problems, trimmed
from .field_problems import field_problems, thread_problems
from .fielding import values, wanted
from .lengths import Length, lengths, over_from, posts_of
from .placing import chosen, meaning, named
from .problem import NEWER, DraftUnfit, Problem

__all__ = [
    "NEWER", "DraftUnfit", "Length", "Problem", "copy_of", "draft_of", "editable", "lengths", "new_draft", "over_from",
    "problems", "trimmed", "untouched", "write_of",
]

NO_LIMITS: Mapping[str, DailyLimit] = MappingProxyType({})

_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)"
)
_NEWLINE = re.compile("\r\n|[\r\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def editable(text: str) -> tuple[str, int]:
    """A text as it can be edited and sent, and how many controls and escape sequences were left out of it.

    Line ends become ``\\n``; half of a surrogate pair, which no encoding can carry, becomes U+FFFD. Buffer refuses
    control characters other than tab and newline.
    """
    text = _NEWLINE.sub("\n", text)
    text, sequences = _SEQUENCE.subn("", text)
    text, controls = _CONTROL.subn("", text)
    return _SURROGATE.sub("\ufffd", text), sequences + controls


def new_draft(draft_id: str, profile_ids: Iterable[str] = ()) -> Draft:
    """An empty text for these profiles."""
    return Draft(draft_id, tuple(profile_ids))


def draft_of(update: Update, draft_id: str) -> Draft:
    """An update that is not sent, ready to edit: its time stays until another one is asked for."""
    return Draft(draft_id, (update.profile_id,), _text(update), media_of(update), "keep", editing=update,
                 fields=as_typed(update.fields))


def copy_of(update: Update, draft_id: str, profile_ids: Iterable[str] = ()) -> Draft:
    """A new post with all that an update holds, for its own profile unless others are named."""
    return Draft(draft_id, tuple(profile_ids) or (update.profile_id,), _text(update), media_of(update),
                 fields=as_typed(update.fields))


def _text(update: Update) -> str:
    return editable(joined((update.text, *thread_of(update.fields))))[0]


def untouched(draft: Draft) -> bool:
    """Whether closing the draft would lose nothing: it is empty, or an edit that changes nothing."""
    before = draft.editing
    if before is None:
        return draft.empty
    return draft.placement == "keep" and draft.text == _text(before) and not _other_media(draft, before) \
        and dict(draft.fields) == dict(as_typed(before.fields))


def _other_media(draft: Draft, before: Update) -> bool:
    return trimmed(draft.media) != trimmed(media_of(before))


def problems(
    draft: Draft, profiles: Sequence[Profile], configuration: Configuration, now: datetime, zone_fallback: str = "", *,
    lacks: Container[Can] = NEWER, limits: Mapping[str, DailyLimit] = NO_LIMITS,
) -> tuple[Problem, ...]:
    """Everything that speaks against sending a draft, what blocks first.

    What a network would refuse is only a warning where the rules known here may be older than the network's, and
    Buffer's own limits are (v1 reference, section 2.10). What a post cannot be without blocks where the API asks for
    it (``Can.FIELDS``). A draft at Buffer may be anything yet.
    """
    able, whole, before = Can.FIELDS not in lacks, not _unfinished(draft), draft.editing
    found = [
        *_profile_problems(draft, profiles),
        *thread_problems(draft, profiles, able=able),
        *_text_problems(draft, profiles, configuration, lacks, whole=whole),
        *media_problems(draft, able=able),
    ]
    if able and whole:
        found += needs_problems(draft, profiles)
    if able and (before is None or not _as_buffer_has_it(draft, before, profiles, now, zone_fallback, lacks)):
        asked = wanted(draft, profiles, now, zone_fallback, lacks=lacks)
        found += field_problems(draft, asked, whole=whole)
    found += _when_problems(draft, profiles, now, zone_fallback, lacks)
    found += _limit_problems(draft, profiles, now, zone_fallback, limits)
    if before is not None and not any(p.blocking for p in found):
        edit = _edit(draft, before, profiles, now, zone_fallback, lacks)
        found += [] if edit.changes else [Problem("text", "Nothing has been changed yet.")]
    unique = tuple(dict.fromkeys(found))
    return tuple(sorted(unique, key=lambda problem: not problem.blocking))


def _unfinished(draft: Draft) -> bool:
    """Whether it stays a draft at Buffer, of which the networks ask nothing yet (GraphQL reference, section 9.10)."""
    kept = draft.placement == "keep" and draft.editing is not None and draft.editing.status == DRAFT
    return kept or draft.placement == "draft"


def _as_buffer_has_it(
    draft: Draft, before: Update, profiles: Sequence[Profile], now: datetime, zone_fallback: str, lacks: Container[Can]
) -> bool:
    """Whether an edit leaves the fields, and all that they depend on, as they are at Buffer.

    What Buffer did not tell of a post is missing here and not there, so then nothing is asked for.
    """
    if _other_media(draft, before) or _leaves(draft, before):
        return False
    return _fields(draft, before, profiles, now, zone_fallback, lacks) is None


def _leaves(draft: Draft, before: Update) -> bool:
    """Whether an edit takes a post out of the drafts, or of what failed."""
    return draft.placement not in ("keep", "draft") and before.status in (DRAFT, FAILED)


def _profile_problems(draft: Draft, profiles: Sequence[Profile]) -> Iterable[Problem]:
    found = chosen(draft, profiles)
    for profile in found:
        if profile.locked:
            told = f"{named(profile)} is locked: its plan has no room for it, so Buffer publishes nothing of it."
            yield Problem("profiles", told, blocking=False)
    if draft.editing is not None:
        return
    if not found:
        yield Problem("profiles", "Choose at least one profile.")
    gone = len(draft.profile_ids) - len(found)
    if found and gone:
        what = "One chosen profile is" if gone == 1 else f"{gone} chosen profiles are"
        yield Problem("profiles", f"{what} no longer there and will be left out.", blocking=False)
    for profile in found:
        if profile.disconnected:
            told = f"{named(profile)} is disconnected, so Buffer may make nothing of it."
            yield Problem("profiles", told, blocking=False)
        elif draft.placement in ("next", "top") and not profile.has_slots:
            told = f"{named(profile)} has no posting times, so its post gets no time."
            yield Problem("profiles", told, blocking=False)


def _text_problems(
    draft: Draft, profiles: Sequence[Profile], configuration: Configuration, lacks: Container[Can], *, whole: bool
) -> Iterable[Problem]:
    able = Can.FIELDS not in lacks
    media = all_media(draft)
    # What is wrong whatever the network: an unknown one brings no rules of its own.
    always = networks.check("", draft.text, media)
    yield from (Problem("text", message) for message in always)
    if not whole:
        return
    for length in lengths(draft, profiles, configuration, lacks=lacks):
        for place, count, _ in length.over:
            over, limit = -(count.left or 0), count.limit
            told = f"{over} over the limit of {limit}."
            if len(posts_of(draft)) > 1:
                told = f"post {place} of the thread is {told}"
            yield Problem("text", f"{length.network}: {told}", blocking=False)
    for service in dict.fromkeys(profile.service for profile in chosen(draft, profiles)):
        needed = networks.needs(service, media) if able else ()
        for start, end in posts_of(draft) if able else ((0, len(draft.text)),):
            for message in networks.check(service, draft.text[start:end], media, titled=able):
                if message not in always and message not in needed:
                    yield Problem("text", message, blocking=False)


def _when_problems(
    draft: Draft, profiles: Sequence[Profile], now: datetime, zone_fallback: str, lacks: Container[Can]
) -> Iterable[Problem]:
    if draft.placement == "at":
        meant = meaning(draft, profiles, now, zone_fallback)
        if not isinstance(meant, Understood):
            yield Problem("when", meant.message)
    elif draft.editing is not None and draft.placement in ("next", "top") and Can.REQUEUE in lacks:
        told = "Buffer's API has no way to give an update a place in the queue again. Choose another time."
        yield Problem("when", told)
    elif draft.placement == "draft" and Can.DRAFTS in lacks:
        yield Problem("when", "Buffer's API here keeps no drafts. Choose when it goes out; the text is kept by itself.")


def _limit_problems(
    draft: Draft, profiles: Sequence[Profile], now: datetime, zone_fallback: str, limits: Mapping[str, DailyLimit]
) -> Iterable[Problem]:
    """A profile whose day is full (GraphQL reference, section 9.16). Where the queue puts a post is Buffer's to say."""
    if not limits or draft.placement in ("keep", "draft"):
        return
    meant = meaning(draft, profiles, now, zone_fallback) if draft.placement == "at" else None
    for profile in chosen(draft, profiles):
        limit, where = limits.get(profile.id), zone(profile.timezone, zone_fallback)
        if limit is None or not limit.reached:
            continue
        if isinstance(meant, Understood) and local_day(meant.time, where) != local_day(now, where):
            continue
        number = f" of {limit.limit} posts" if limit.limit else ""
        told = f"{named(profile)} has reached its limit{number} for today, so a post for today may be refused."
        yield Problem("when", told, blocking=False)


def write_of(
    draft: Draft, profiles: Sequence[Profile], now: datetime, zone_fallback: str = "", *,
    lacks: Container[Can] = NEWER,
) -> Create | Edit:
    """What to send for a draft; of an edit only what was changed. Raises ``DraftUnfit``."""
    found = problems(draft, profiles, Configuration(), now, zone_fallback, lacks=lacks)
    blocking = [problem for problem in found if problem.blocking]
    if blocking:
        raise DraftUnfit(blocking)
    if draft.editing is not None:
        return _edit(draft, draft.editing, profiles, now, zone_fallback, lacks)
    return Create(
        tuple(profile.id for profile in chosen(draft, profiles)), _first_post(draft), trimmed(draft.media),
        _when(draft, profiles, now, zone_fallback), draft.shorten,
        values(draft, profiles, now, zone_fallback, lacks=lacks), draft.placement == "draft",
    )


def _edit(
    draft: Draft, before: Update, profiles: Sequence[Profile], now: datetime, zone_fallback: str, lacks: Container[Can]
) -> Edit:
    text = None if draft.text == _text(before) else _first_post(draft)
    if text == editable(before.text)[0]:
        text = None
    media = trimmed(draft.media) if _other_media(draft, before) else None
    when = draft_now = None
    if draft.placement == "draft":
        draft_now = None if before.status == DRAFT else True
    elif draft.placement != "keep":
        when = _when(draft, profiles, now, zone_fallback)
        draft_now = False if before.status == DRAFT else None
    fields = _fields(draft, before, profiles, now, zone_fallback, lacks, other_text=text is not None)
    return Edit(before, text, media, when, fields, draft_now)


def _fields(
    draft: Draft, before: Update, profiles: Sequence[Profile], now: datetime, zone_fallback: str, lacks: Container[Can],
    *, other_text: bool = False,
) -> Mapping[str, str] | None:
    """All fields that an edited post is to have, ``None`` where they stay.

    They go along with a post that gets its first place in the queue, and with another text of a thread: its first post
    stands in the fields as well, and has to be the text (GraphQL reference, section 9.10).
    """
    made = values(draft, profiles, now, zone_fallback, lacks=lacks)
    then = values(draft_of(before, draft.id), profiles, now, zone_fallback, lacks=lacks)
    if made != then or (made and _leaves(draft, before)) or (other_text and thread_of(made)):
        return made
    return None


def _first_post(draft: Draft) -> str:
    start, end = posts_of(draft)[0]
    return draft.text[start:end]


def _when(draft: Draft, profiles: Sequence[Profile], now: datetime, zone_fallback: str) -> When:
    if draft.placement == "at":
        meant = meaning(draft, profiles, now, zone_fallback)
        if isinstance(meant, Understood):
            return At(meant.time)
    return Top() if draft.placement == "top" else Now() if draft.placement == "now" else NextSlot()
