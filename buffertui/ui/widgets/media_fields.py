"""The media of a post: folded into one row until it is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input

from buffertui.core.drafting import trimmed
from buffertui.domain.models import Media
from buffertui.ui.pieces import Piece

from .line import Line
from .post_input import PostInput

FIELDS: Sequence[tuple[str, str, str]] = (
    ("link", "Link", "https://… the page that is previewed"),
    ("title", "Title", "of the preview"),
    ("description", "Description", "of the preview"),
    ("picture", "Picture", "https://… the picture of the preview"),
    ("photo", "Photo", "https://… an image post"),
)


def summary(media: Media) -> str:
    """Which of the fields are filled, in one phrase."""
    filled = [label.lower() for name, label, _ in FIELDS if getattr(media, name).strip()]
    return ", ".join(filled) or "link, picture or photo"


class MediaFields(Vertical):
    """Holds the media of a draft. What is not shown here (a video, an alternative text) stays as it was."""

    DEFAULT_CSS = """
    MediaFields {
        height: auto;
        & > Horizontal { height: auto; }
        & Line { width: 13; height: 5; padding: 0 0 0 1; }
        & Vertical { height: auto; width: 1fr; }
    }
    """

    @dataclass
    class Changed(Message):
        """The media are other ones."""

        fields: MediaFields

    def __init__(self, media: Media, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._media = media
        self.open = bool(trimmed(media))

    @property
    def media(self) -> Media:
        """The media as they are typed."""
        return self._media

    def compose(self) -> ComposeResult:
        if self.open:
            yield self._block()

    def _block(self) -> Horizontal:
        labels = Line(*((Piece(label, "muted"),) for _, label, _ in FIELDS))
        inputs = (
            PostInput(getattr(self._media, name), placeholder=hint, id=f"media-{name}") for name, _, hint in FIELDS
        )
        return Horizontal(labels, Vertical(*inputs))

    async def unfold(self) -> None:
        """Show the fields and go to the first one."""
        if not self.open:
            self.open = True
            await self.mount(self._block())
        self.display = True
        self.query(PostInput).first().focus()

    def fold(self) -> None:
        """Hide the fields; what is typed in them stays."""
        self.display = False

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        name = (event.input.id or "").removeprefix("media-")
        media = replace(self._media, **{name: event.value})
        if media != self._media:
            self._media = media
            self.post_message(self.Changed(self))
