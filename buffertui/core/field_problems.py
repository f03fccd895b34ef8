"""What speaks against sending in the fields of single networks, and in a thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from buffertui.domain.drafts import Draft
from buffertui.domain.field_catalogue import (
    GOOGLE_END,
    GOOGLE_START,
    TYPE_FACEBOOK,
    TYPE_INSTAGRAM,
    Kind,
    threaded,
)
from buffertui.domain.fields import THREAD
from buffertui.domain.models import Profile
from buffertui.domain.networks import network, pictures

from .attachments import all_media, is_address
from .fielding import Wanted
from .lengths import posts_of
from .placing import chosen
from .problem import Problem

FIELDS = "fields"


def field_problems(draft: Draft, asked: Sequence[Wanted], *, whole: bool) -> Iterable[Problem]:
    """What is missing, too long or not understood. ``whole`` is false for what the networks do not see yet.

    Lengths only warn, as those of the text do: what is known here may be older than the network.
    """
    by_key = {one.key: one for one in asked}
    for one in asked:
        if one.missing and whole:
            yield Problem(FIELDS, _wants(one), key=one.key)
        if one.odd:
            yield Problem(FIELDS, f"{_called(one)}: {one.note}", key=one.key)
        if one.field.kind is Kind.ADDRESS and one.value and not is_address(one.value):
            told = f"{_called(one)} is not an address that begins with https://."
            yield Problem(FIELDS, told, blocking=False, key=one.key)
        if whole:
            yield from _too_long(one)
    yield from _order(by_key)
    if whole:
        yield from _types(draft, by_key)


def _wants(one: Wanted) -> str:
    profile = one.profiles[0]
    name = profile.username or profile.id
    what = one.field.label.lower()
    article = "an" if what[0] in "aeiou" else "a"
    if one.field.kind is Kind.CHOICE and not one.choices:
        told = f"{one.group} wants {article} {what} for the profile {name}, and Buffer names none."
        return f"{told} Make one there, then press r on the main screen."
    verb = "choose one" if one.field.kind is Kind.CHOICE else "put it in"
    wanted = {GOOGLE_START: "the time when it starts", GOOGLE_END: "the time when it ends"}
    return f"{one.group} wants {wanted.get(one.key, f'{article} {what}')} for the profile {name}: {verb} under Fields."


def _called(one: Wanted) -> str:
    label = one.field.label
    return f"{one.group}: {label.lower()}" if one.group else label


def _too_long(one: Wanted) -> Iterable[Problem]:
    for service in dict.fromkeys(network(profile.service).service for profile in one.profiles):
        longest = one.field.longest.get(service)
        if longest is not None and len(one.value) > longest:
            told = f"{network(service).name}: {one.field.label.lower()} is {len(one.value) - longest} over the limit"
            yield Problem(FIELDS, f"{told} of {longest}.", blocking=False, key=one.key)


def _order(by_key: Mapping[str, Wanted]) -> Iterable[Problem]:
    start, end = by_key.get(GOOGLE_START), by_key.get(GOOGLE_END)
    if not (start and end and start.time and end.time):
        return
    if start.whole_day != end.whole_day:
        told = "Google Business: one end is a whole day and the other a time. Put in a time for both, or for neither."
        yield Problem(FIELDS, told, key=GOOGLE_END)
    ends = end.time + timedelta(days=1) if end.whole_day else end.time
    if ends <= start.time:
        yield Problem(FIELDS, "Google Business: it ends before it starts. Put another end in under Fields.",
                      key=GOOGLE_END)


def _types(draft: Draft, by_key: Mapping[str, Wanted]) -> Iterable[Problem]:
    """A reel is a video, a story one picture or video, a carousel several (Instagram and Facebook, content types)."""
    media = all_media(draft)
    images, video = pictures(media), any(item.video for item in media)
    for key in (TYPE_INSTAGRAM, TYPE_FACEBOOK):
        one = by_key.get(key)
        if one is None:
            continue
        kind = one.value
        if kind == "reel" and not video:
            yield Problem("media", f"A reel on {one.group} needs a video: put its address in under Media.", key="video")
        elif kind == "story" and not (images or video) and key == TYPE_FACEBOOK:
            # Instagram asks for one of the two whatever it becomes.
            told = f"A story on {one.group} needs a picture or a video: put its address in under Media."
            yield Problem("media", told, key="photo")
        elif kind == "carousel" and len([item for item in media if item]) < 2:
            yield Problem(FIELDS, f"A carousel on {one.group} has several pictures, and this post has one.",
                          blocking=False, key=key)


def thread_problems(draft: Draft, profiles: Sequence[Profile], *, able: bool) -> Iterable[Problem]:
    """What is wrong with a thread: an empty post in it, or a profile whose network has none.

    Where the API cannot send a thread it must not go out as one text with its lines of dashes.
    """
    posts = posts_of(draft)
    if len(posts) < 2:
        return
    if not able:
        yield Problem("text", "Buffer's API here takes no threads: turn the thread off, or send its posts one by one.",
                      key=THREAD)
        return
    without = dict.fromkeys(
        network(profile.service).name for profile in chosen(draft, profiles) if not threaded(profile.service)
    )
    names = ", ".join(without)
    if without:
        has = "has" if len(without) == 1 else "have"
        it = "it" if len(without) == 1 else "them"
        yield Problem("profiles", f"{names} {has} no threads: take {it} out, or turn the thread off.", key=THREAD)
    for place, (start, end) in enumerate(posts, 1):
        if not draft.text[start:end].strip():
            yield Problem("text", f"Post {place} of the thread is empty.", key=THREAD)

