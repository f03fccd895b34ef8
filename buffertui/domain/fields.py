"""What single networks want besides a text: which fields there are, for whom, and how a thread is parted.

Values are texts, in a mapping by key, so that what a network will want next needs no other shape. Keys begin with the
network (``instagram.type``), or are shared by several (``comment``). A field that differs from profile to profile of a
network ends in ``:`` and the profile's id (``pinterest.board:65a1…``). Of a thread the first post is the text itself;
``thread.2``, ``thread.3`` and so on are those that follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

THREAD = "thread"
"""In a draft: ``on`` when lines of three dashes part its text. In a post: the beginning of the keys of what follows."""

BREAK = "---"
"""A line of its own that parts the posts of a thread in the composer."""

COMMENT = "comment"
"""The first comment, put under the post by Buffer (Instagram, Facebook, LinkedIn; GraphQL reference, section 11.1)."""


def parts(text: str) -> tuple[str, ...]:
    """The posts of a thread as it was typed: lines of three dashes part them, blank lines around those do not count."""
    posts: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.strip() == BREAK:
            posts.append([])
        else:
            posts[-1].append(line)
    return tuple("\n".join(post).strip("\n") for post in posts)


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
