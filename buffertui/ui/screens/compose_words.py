"""What the composer says about a draft: titles, hints, options and keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from buffertui.core.commands import BY_ID
from buffertui.core.lengths import Length, posts_of
from buffertui.core.placing import chosen, named
from buffertui.core.unseen import unseen
from buffertui.domain.drafts import Draft
from buffertui.domain.fields import THREAD, has_break
from buffertui.domain.models import Profile
from buffertui.ui.pieces import Piece, Pieces, Role, lay
from buffertui.ui.present import key_name, plural
from buffertui.ui.text import one_line
from buffertui.ui.widgets.media_fields import MediaFields
from buffertui.ui.widgets.rows import Item

__all__ = ["PLACEHOLDER", "Pieces", "dropped", "heading", "hint", "keys", "options", "send_label", "thread_of",
           "title", "to"]

SHORT = {"compose.close": "close", "compose.editor": "editor"}
PLACEHOLDER = "What do you want to say?"


def heading(text: str) -> Piece:
    """The name of a part of the composer."""
    return Piece(text, "muted")


def title(draft: Draft, profile: Profile | None) -> Pieces:
    """What is being written."""
    if draft.editing is None:
        return (Piece("New post", "strong"),)
    name = f"  {one_line(named(profile))}" if profile else ""
    return Piece("Edit", "strong"), Piece(name, "muted")


def to(chosen_count: int, total: int, width: int, focused: bool) -> Pieces:
    """The heading of the profiles, and how to choose while they have the focus."""
    count = Piece(f"{chosen_count} of {total}", "" if chosen_count else "warn")
    keys = (Piece("a", "accent"), Piece(" all", "muted"))
    return lay((heading("TO  "), count), keys if focused else (), width)


def hint(draft: Draft, lengths: Sequence[Length], thread: bool | None = None) -> list[tuple[str, Role]]:
    """The line under the text: what is marked in it, what is in it that nobody sees, or how many posts it makes.

    ``thread`` says whether it is to be a thread; ``None`` where that cannot be.
    """
    posts = len(posts_of(draft)) if thread else 1
    over = [length for length in lengths if length.over]
    if over and posts > 1:
        places = sorted({place for length in over for place, _, _ in length.over})
        named = f"Post {places[0]}" if len(places) == 1 else f"{len(places)} posts"
        verb = "is" if len(places) == 1 else "are"
        return [(f"{named} of {posts} {verb} too long for {_and([length.network for length in over])}.", "error")]
    if over:
        return [(f"What is marked is too long for {_and([length.network for length in over])}.", "error")]
    hidden = unseen(draft.text)
    if hidden:
        return [(f"Unseen but sent: {hidden}.", "muted")]
    if posts > 1:
        return [(f"Thread of {posts} posts.", "accent")]
    if thread:
        return [("Thread: a line of --- begins its next post.", "muted")]
    if thread is False and has_break(draft.text):
        return [("--- is sent as text; Thread (Also) parts it.", "warn")]
    return []


def thread_of(draft: Draft, possible: bool) -> bool | None:
    """Whether a draft is to be a thread; ``None`` where there is nothing to choose."""
    on = draft.fields.get(THREAD) == "on"
    return on if on or possible else None


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def dropped(count: int) -> str:
    """What is said after a paste with controls in it."""
    what = "One control character or sequence was" if count == 1 else f"{count} control characters or sequences were"
    return f"{what} left out of the paste; Buffer refuses them."


def options(media: MediaFields, shorten: bool | None, thread: bool | None = None) -> list[Item]:
    """Shortening and threads, unless they are not to be had, and the fold of the media."""
    unfolded = media.open and media.display
    fold = Item("media", f"Media: {media.summary}", "Media", "▾" if unfolded else "▸", "accent")
    return [
        *([] if shorten is None else [_switch("shorten", "Shorten links", "Shorten", shorten)]),
        *([] if thread is None else [_switch("thread", "Thread, parted by ---", "Thread", thread)]),
        fold,
    ]


def _switch(item_id: str, words: str, short: str, on: bool) -> Item:
    return Item(item_id, words, short, "[✓]" if on else "[ ]", "accent" if on else "")


def send_label(draft: Draft, profiles: Sequence[Profile], warned: bool, *, each: bool = False) -> str:
    """What sending does; where ``each`` profile is a request of its own, how many it takes."""
    if draft.editing is not None:
        action = "Publish now" if draft.placement == "now" else "Save"
        return f"{action} anyway" if warned else action
    action, link = {"now": ("Send now", "to"), "draft": ("Save draft", "for")}.get(draft.placement, ("Send", "to"))
    if warned:
        return f"{action} anyway"
    found = chosen(draft, profiles)
    where = one_line(found[0].username or found[0].id) if len(found) == 1 else f"{len(found)} profiles"
    price = f" ({plural(len(found), 'request')})" if each and len(found) > 1 else ""
    return f"{action} {link} {where}{price}"


def keys(bound: Mapping[str, Sequence[str]], send: str) -> list[Item]:
    """The keys of the composer; a click on one does the same."""
    found = []
    for command_id in ("compose.send", "compose.close", "compose.editor"):
        names = [key_name(key) for key in bound.get(command_id) or BY_ID[command_id].keys]
        label = send if command_id == "compose.send" else BY_ID[command_id].footer
        role: Role = "strong" if command_id == "compose.send" else "muted"
        short = SHORT.get(command_id, label)
        found.append(Item(command_id, label, short, " ".join(names), "accent", role, names[0] if names else ""))
    return found
