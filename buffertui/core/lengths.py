"""How long a draft is by the rules of the chosen networks; of a thread, each of its posts."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from buffertui.domain import networks
from buffertui.domain.drafts import Draft
from buffertui.domain.field_catalogue import WARNING
from buffertui.domain.fields import THREAD, stretches
from buffertui.domain.models import Configuration, Profile
from buffertui.domain.networks import Count, network
from buffertui.domain.ports import Can
from buffertui.domain.records import dataclass

from .placing import chosen
from .problem import NEWER

Stretch = tuple[int, int]
"""Where something begins and ends in a text, in code points."""


@dataclass(frozen=True, slots=True)
class Length:
    """How one rule counts the text: for which network, and for how many of the chosen profiles.

    Of a thread ``count`` is that of its fullest post. ``over`` is what is too long: the place of the post (from one),
    its count, and the stretch of the whole text from where it is too long to the end of the post.
    """

    network: str
    count: Count
    profiles: int = 1
    over: tuple[tuple[int, Count, Stretch], ...] = ()


def posts_of(draft: Draft) -> tuple[Stretch, ...]:
    """Where the posts of a draft stand in its text: one, unless it is to be a thread and a line parts it."""
    if draft.fields.get(THREAD) == "on":
        found = stretches(draft.text)
        if len(found) > 1:
            return found
    return ((0, len(draft.text)),)


def lengths(
    draft: Draft, profiles: Sequence[Profile], configuration: Configuration, *, lacks: Container[Can] = NEWER
) -> tuple[Length, ...]:
    """The text counted by every rule that the chosen profiles bring, each rule once, the fullest first."""
    able = Can.FIELDS not in lacks
    posts = posts_of(draft) if able else ((0, len(draft.text)),)
    found: dict[tuple[str, int | None], Length] = {}
    for profile in chosen(draft, profiles):
        net = network(profile.service)
        limits = configuration.limits(profile.service, profile.service_type)
        limit = limits.character_limit if limits else None
        known = found.get((net.service, limit))
        if known:
            made = Length(known.network, known.count, known.profiles + 1, known.over)
        else:
            warning = draft.fields.get(WARNING, "").strip() if able and net.service == "mastodon" else ""
            made = _length(net.service, draft.text, posts, limit, warning)
        found[net.service, limit] = made
    return tuple(sorted(found.values(), key=lambda length: _fullness(length.count), reverse=True))


def _length(service: str, text: str, posts: Sequence[Stretch], limit: int | None, warning: str) -> Length:
    counts = [
        networks.count(service, text[start:end], limit=limit, content_warning=warning) for start, end in posts
    ]
    over = tuple(
        (place, count, (start + (count.over_from or 0), end))
        for place, (count, (start, end)) in enumerate(zip(counts, posts, strict=True), 1)
        if count.over
    )
    return Length(network(service).name, max(counts, key=lambda count: (_fullness(count), count.used)), over=over)


def _fullness(count: Count) -> float:
    """How much of its limit a text has used; a text without limit uses nothing of it."""
    return count.used / count.limit if count.limit else 0.0


def over_from(found: Iterable[Length]) -> int | None:
    """Where the text is too long for the tightest of these rules; ``None`` while it fits them all."""
    return min((start for start, _ in over_stretches(found)), default=None)


def over_stretches(found: Iterable[Length]) -> tuple[Stretch, ...]:
    """What of the text is too long, post by post, each by its tightest rule."""
    by_post: dict[int, Stretch] = {}
    for length in found:
        for place, _, stretch in length.over:
            by_post[place] = min(by_post.get(place, stretch), stretch)
    return tuple(by_post[place] for place in sorted(by_post))
