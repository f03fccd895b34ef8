"""From a draft to a write: what speaks against sending it, and what is sent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from buffertui.domain import networks
from buffertui.domain.drafts import At, Create, Draft, Edit, NextSlot, Now, Top, When
from buffertui.domain.errors import BuffertuiError
from buffertui.domain.models import Configuration, Media, Profile, Update
from buffertui.domain.networks import Count, network
from buffertui.domain.phrases import Understood

from .placing import chosen, meaning, named

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
    """A waiting update, ready to edit: its time stays until another one is asked for."""
    return Draft(draft_id, (update.profile_id,), editable(update.text)[0], _media(update), "keep", editing=update)


def copy_of(update: Update, draft_id: str, profile_ids: Iterable[str] = ()) -> Draft:
    """A new post with the text and media of an update, for its own profile unless others are named."""
    return Draft(draft_id, tuple(profile_ids) or (update.profile_id,), editable(update.text)[0], _media(update))


def _media(update: Update) -> Media:
    return update.media[0] if update.media else Media()


def untouched(draft: Draft) -> bool:
    """Whether closing the draft would lose nothing: it is empty, or an edit that changes nothing."""
    if draft.editing is None:
        return draft.empty
    return draft.placement == "keep" and _edited(draft, draft.editing) == (None, None)


def _edited(draft: Draft, before: Update) -> tuple[str | None, Media | None]:
    text = None if draft.text == editable(before.text)[0] else draft.text
    media = trimmed(draft.media)
    return text, None if media == trimmed(_media(before)) else media


def trimmed(media: Media) -> Media:
    """The media without blanks around what was typed."""
    return replace(
        media, link=media.link.strip(), title=media.title.strip(), description=media.description.strip(),
        picture=media.picture.strip(), photo=media.photo.strip(),
    )


@dataclass(frozen=True, slots=True)
class Problem:
    """What speaks against sending. ``field`` is ``profiles``, ``text``, ``media`` or ``when``.

    A blocking one must be put right; any other is a warning, and the person may send anyway.
    """

    field: str
    message: str
    blocking: bool = True


class DraftUnfit(BuffertuiError):
    """The draft cannot be sent as it stands; ``problems`` are all that speaks against it."""

    hint = "Your text is kept."

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Length:
    """How one rule counts the text: for which network, and for how many of the chosen profiles."""

    network: str
    count: Count
    profiles: int = 1


def lengths(draft: Draft, profiles: Sequence[Profile], configuration: Configuration) -> tuple[Length, ...]:
    """The text counted by every rule that the chosen profiles bring, each rule once, the fullest first."""
    found: dict[tuple[str, int | None], Length] = {}
    for profile in chosen(draft, profiles):
        net = network(profile.service)
        limits = configuration.limits(profile.service, profile.service_type)
        limit = limits.character_limit if limits else None
        known = found.get((net.service, limit))
        count = known.count if known else networks.count(profile.service, draft.text, limit=limit)
        found[net.service, limit] = Length(net.name, count, known.profiles + 1 if known else 1)
    return tuple(sorted(found.values(), key=_fullness, reverse=True))


def _fullness(length: Length) -> float:
    """How much of its limit a text has used; a text without limit uses nothing of it."""
    return length.count.used / length.count.limit if length.count.limit else 0.0


def over_from(found: Iterable[Length]) -> int | None:
    """Where the text is too long for the tightest of these rules; ``None`` while it fits them all."""
    return min((at for length in found if (at := length.count.over_from) is not None), default=None)


def problems(
    draft: Draft, profiles: Sequence[Profile], configuration: Configuration, now: datetime, zone_fallback: str = ""
) -> tuple[Problem, ...]:
    """Everything that speaks against sending a draft, what blocks first.

    What a network would refuse is only a warning: the rules known here may be older than the network's, and Buffer's
    own limits are (v1 reference, section 2.10).
    """
    found = [
        *_profile_problems(draft, profiles),
        *_text_problems(draft, profiles, configuration),
        *_media_problems(draft),
        *_when_problems(draft, profiles, now, zone_fallback),
    ]
    if draft.editing is not None and not any(p.blocking for p in found) and untouched(draft):
        found.append(Problem("text", "Nothing has been changed yet."))
    unique = tuple(dict.fromkeys(found))
    return tuple(sorted(unique, key=lambda problem: not problem.blocking))


def _profile_problems(draft: Draft, profiles: Sequence[Profile]) -> Iterable[Problem]:
    if draft.editing is not None:
        return
    found = chosen(draft, profiles)
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


def _text_problems(draft: Draft, profiles: Sequence[Profile], configuration: Configuration) -> Iterable[Problem]:
    media = _all_media(draft)
    # What is wrong whatever the network: an unknown one brings no rules of its own.
    always = networks.check("", draft.text, media)
    yield from (Problem("text", message) for message in always)
    for length in lengths(draft, profiles, configuration):
        if length.count.over:
            over, limit = -(length.count.left or 0), length.count.limit
            yield Problem("text", f"{length.network}: {over} over the limit of {limit}.", blocking=False)
    for service in dict.fromkeys(profile.service for profile in chosen(draft, profiles)):
        for message in networks.check(service, draft.text, media):
            if message not in always:
                yield Problem("text", message, blocking=False)


def _all_media(draft: Draft) -> tuple[Media, ...]:
    further = draft.editing.media[1:] if draft.editing else ()
    return (trimmed(draft.media), *further)


def _media_problems(draft: Draft) -> Iterable[Problem]:
    media = trimmed(draft.media)
    addresses = {"link": media.link, "picture": media.picture, "photo": media.photo}
    for name, value in addresses.items():
        if value and not re.match(r"https?://[^\s/]+\S*$", value, re.IGNORECASE):
            yield Problem("media", f"The {name} is not an address that begins with https://.", blocking=False)
    if draft.editing is None and (media.title or media.description) and not media.link:
        yield Problem("media", "A title or description needs the link it describes.", blocking=False)


def _when_problems(draft: Draft, profiles: Sequence[Profile], now: datetime, zone_fallback: str) -> Iterable[Problem]:
    if draft.placement == "at":
        meant = meaning(draft, profiles, now, zone_fallback)
        if not isinstance(meant, Understood):
            yield Problem("when", meant.message)
    elif draft.editing is not None and draft.placement in ("next", "top"):
        told = "Buffer's API has no way to give an update a place in the queue again. Choose another time."
        yield Problem("when", told)


def write_of(draft: Draft, profiles: Sequence[Profile], now: datetime, zone_fallback: str = "") -> Create | Edit:
    """What to send for a draft; of an edit only what was changed. Raises ``DraftUnfit``."""
    blocking = [p for p in problems(draft, profiles, Configuration(), now, zone_fallback) if p.blocking]
    if blocking:
        raise DraftUnfit(blocking)
    if draft.editing is not None:
        text, media = _edited(draft, draft.editing)
        when = _when(draft, profiles, now, zone_fallback)
        return Edit(draft.editing, text, media, when if isinstance(when, At | Now) else None)
    return Create(
        tuple(profile.id for profile in chosen(draft, profiles)), draft.text, trimmed(draft.media),
        _when(draft, profiles, now, zone_fallback), draft.shorten,
    )


def _when(draft: Draft, profiles: Sequence[Profile], now: datetime, zone_fallback: str) -> When:
    if draft.placement == "at":
        meant = meaning(draft, profiles, now, zone_fallback)
        if isinstance(meant, Understood):
            return At(meant.time)
    return Top() if draft.placement == "top" else Now() if draft.placement == "now" else NextSlot()
