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

FURTHER: Sequence[tuple[str, str, str]] = (
    ("alt_text", "Alt text", "what the picture shows, for those who do not see it"),
    ("video", "Video", "https://… a video"),
)
"""What a post can have where the API knows fields of single networks."""


def summary(media: Media, fields: Sequence[tuple[str, str, str]] = FIELDS) -> str:
    """Which of the fields are filled, in one phrase."""
    filled = [label.lower() for name, label, _ in fields if getattr(media, name).strip()]
    return ", ".join(filled) or ("link, picture or photo" if fields is FIELDS else "link, picture, photo or video")


class MediaFields(Vertical):
    """Holds the media of a draft. What is not shown here (a video, an alternative text) stays as it was."""

    DEFAULT_CSS = """
    MediaFields {
        height: auto;
        & > Horizontal { height: auto; }
        & Line { width: 13; padding: 0 0 0 1; }
        & Vertical { height: auto; width: 1fr; }
    }
    """

    @dataclass
    class Changed(Message):
        """The media are other ones."""

        fields: MediaFields

    def __init__(self, media: Media, *, whole: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self._media = media
        self._shown = (*FIELDS, *FURTHER) if whole else FIELDS
        self.open = bool(trimmed(media))

    @property
    def media(self) -> Media:
        """The media as they are typed."""
        return self._media

    @property
    def summary(self) -> str:
        """Which of the fields are filled, in one phrase."""
        return summary(self._media, self._shown)

    def compose(self) -> ComposeResult:
        if self.open:
            yield self._block()

    def _block(self) -> Horizontal:
        labels = Line(*((Piece(label, "muted"),) for _, label, _ in self._shown))
        labels.styles.height = len(self._shown)
        inputs = (
            PostInput(getattr(self._media, name), placeholder=hint, id=f"media-{name}")
            for name, _, hint in self._shown
        )
        return Horizontal(labels, Vertical(*inputs))

    async def unfold(self, name: str = "") -> None:
        """Show the fields and go to one, or to the first."""
        if not self.open:
            self.open = True
            await self.mount(self._block())
        self.display = True
        named = self.query(f"#media-{name}") if name else self.query(PostInput)
        named.first().focus()

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
