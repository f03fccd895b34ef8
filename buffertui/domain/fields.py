"""What single networks want besides a text: which fields there are, for whom, and how a thread is parted.

Values are texts, in a mapping by key, so that what a network will want next needs no other shape. Keys begin with the
network (``instagram.type``), or are shared by several (``comment``). A field that differs from profile to profile of a
network ends in ``:`` and the profile's id (``pinterest.board:65a1…``). Of a thread the first post is the text itself;
``thread.2``, ``thread.3`` and so on are those that follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

THREAD = "thread"
"""In a draft: ``on`` when lines of three dashes part its text. In a post: the beginning of the keys of what follows."""

BREAK = "---"
"""A line of its own that parts the posts of a thread in the composer."""

COMMENT = "comment"
"""The first comment, put under the post by Buffer (Instagram, Facebook, LinkedIn; GraphQL reference, section 11.1)."""


def parts(text: str) -> tuple[str, ...]:
    """The posts of a thread as it was typed: lines of three dashes part them, blank lines around those do not count."""
    return tuple(text[start:end] for start, end in stretches(text))


def stretches(text: str) -> tuple[tuple[int, int], ...]:
    """Where each post of a thread begins and ends in the text, in code points."""
    edges: list[tuple[int, int]] = []
    begin = at = 0
    for line in text.split("\n"):
        if line.strip() == BREAK:
            edges.append((begin, at))
            begin = at + len(line) + 1
        at += len(line) + 1
    edges.append((begin, len(text)))
    return tuple(_without_edges(text, min(start, len(text)), min(end, len(text))) for start, end in edges)


def _without_edges(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without the line ends around it."""
    while start < end and text[start] == "\n":
        start += 1
    while end > start and text[end - 1] == "\n":
        end -= 1
    return start, end


def joined(posts: Iterable[str]) -> str:
    """The posts of a thread in one text, as ``parts`` takes it apart."""
    return f"\n{BREAK}\n".join(posts)


def has_break(text: str) -> bool:
    """Whether a line of the text would part it."""
    return BREAK in text and any(line.strip() == BREAK for line in text.split("\n"))


def with_thread(fields: Mapping[str, str], posts: Iterable[str]) -> dict[str, str]:
    """``fields`` with these posts after the first."""
    kept = {key: value for key, value in fields.items() if key != THREAD and not key.startswith(f"{THREAD}.")}
    return kept | {f"{THREAD}.{place}": post for place, post in enumerate(posts, 2)}


def thread_of(fields: Mapping[str, str]) -> tuple[str, ...]:
    """The posts after the first, in their order."""
    found: list[str] = []
    while (post := fields.get(f"{THREAD}.{len(found) + 2}")) is not None:
        found.append(post)
    return tuple(found)


def as_typed(fields: Mapping[str, str]) -> Mapping[str, str]:
    """The fields of a post as a draft holds them: its thread stands in the text (``joined``), and is switched on."""
    return MappingProxyType(with_thread(fields, ()) | ({THREAD: "on"} if thread_of(fields) else {}))
