"""Text from outside made harmless for drawing; what is sent to Buffer never passes through here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter

from buffertui.domain.late import late
from buffertui.domain.records import dataclass

from .cells import Span, fit, line_spans, width_of, wrap

__all__ = [
    "PLAIN", "Drawing", "Span", "StripControls", "clean", "drawn_spans", "fit", "line_spans", "one_line", "toast",
    "ui_text", "width_of", "wrap",
]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What this terminal can draw.

    ``emoji`` is ``simple`` where terminals count joined emoji otherwise than this program does: their joiners, skin
    tones and variations are then left out. ``icons`` is ``letters`` where only ASCII marks are wanted.
    """

    emoji: Literal["full", "simple"] = "full"
    icons: Literal["glyphs", "letters"] = "glyphs"

    def mark(self, glyph: str, letters: str) -> str:
        """The glyph, or the ASCII that stands for it."""
        return letters if self.icons == "letters" else glyph


PLAIN = Drawing()

_NEWLINES = late("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_EMOJI = "\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff"
_TAGS = "\U000e0020-\U000e007f"
_HALF_FLAG = "\U0001f1e6-\U0001f1ff"
_COMBINING = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20dc\u20e5-\u20f0\ufe20-\ufe2f"

_HIDDEN = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\U000e0000-\U000e001f\U000e0080-\U000e0fff"
)
"""Drawn as nothing or, worse, as a change of the reading direction."""

_STEERS = late(f"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029{_HIDDEN}]")
_VARIES = f"\ufe00-\ufe0f\u20e3\U0001f3fb-\U0001f3ff{_TAGS}"
_SUSPECT = late(f"{_STEERS.pattern[:-1]}\u200d{_TAGS}{_HALF_FLAG}]|[{_COMBINING}]{{4}}")
_SUSPECT_SIMPLE = late(f"{_SUSPECT.pattern}|[{_VARIES}]")
_HIDDEN_RE = late(f"[{_HIDDEN}]")
_LOOSE_JOINER = late(f"(?<![{_EMOJI}\ufe0f\U0001f3fb-\U0001f3ff])\u200d|\u200d(?![{_EMOJI}])")
_LOOSE_TAGS = late(f"(\U0001f3f4[{_TAGS}]+)|[{_TAGS}]+")
_LOOSE_FLAG = late(f"([{_HALF_FLAG}]{{2}})|[{_HALF_FLAG}]")
_SIMPLER = late(f"\u200d[^\n]?|[{_VARIES}]")
_HEAP = late(f"([{_COMBINING}]{{3}})[{_COMBINING}]+")

_VISIBLE: dict[int, str] = {code: chr(0x2400 + code) for code in range(32) if code not in (9, 10)}
_VISIBLE |= {0x7F: "␡"} | dict.fromkeys((*range(0x80, 0xA0), *range(0xD800, 0xE000)), "\ufffd")


def clean(text: str, drawing: Drawing = PLAIN) -> str:
    """The text as it may be drawn on several lines: no character in it steers a terminal.

    Controls and lone surrogates become visible signs, so that a person sees that they are there; what changes the
    reading direction goes; joiners stay only inside emoji; tabs become spaces and every kind of line end ``\\n``.
    """
    if text.isascii() and text.replace("\n", " ").isprintable():
        return text
    simple = drawing.emoji == "simple"
    if not (_SUSPECT_SIMPLE if simple else _SUSPECT).search(text):
        return text
    if _STEERS.search(text):
        text = _HIDDEN_RE.sub("", _NEWLINES.sub("\n", text)).translate(_VISIBLE).expandtabs(4)
    if simple:
        text = _SIMPLER.sub("", text)
    text = _LOOSE_TAGS.sub(r"\1", _LOOSE_JOINER.sub("", text))
    text = _LOOSE_FLAG.sub(lambda m: m[1] or chr(ord(m[0]) - 0x1F1E6 + ord("A")), text)
    return _HEAP.sub(r"\1", text)


def one_line(text: str, drawing: Drawing = PLAIN) -> str:
    """The text as it may be drawn on one line: line ends and runs of blanks become one space."""
    return " ".join(clean(text, drawing).split())


def drawn_spans(text: str, spans: Iterable[Span], drawing: Drawing = PLAIN) -> tuple[Span, ...]:
    """Where spans of ``text`` stand in ``clean(text)``."""
    if clean(text, drawing) == text:
        return tuple(spans)
    found = ((len(clean(text[:start], drawing)), len(clean(text[:end], drawing))) for start, end in spans)
    return tuple((start, end) for start, end in found if start < end)


def ui_text(text: str, style: str = "", drawing: Drawing = PLAIN) -> Content:
    """Text from outside for any Textual API: never markup, never an action, no character that steers a terminal."""
    return Content.styled(clean(text, drawing), style) if style else Content(clean(text, drawing))


Severity = Literal["information", "warning", "error"]


def toast(
    app: App[Any], text: str, *, title: str = "", severity: Severity = "information", seconds: float | None = None,
    drawing: Drawing = PLAIN,
) -> None:
    """A notice in the corner, with texts that may come from outside; ``seconds`` until it goes."""
    app.notify(clean(text, drawing), title=one_line(title, drawing), severity=severity, timeout=seconds, markup=False)


def _same_width(code: int) -> str | None:
    char = chr(code)
    if 0xD800 <= code < 0xE000:
        return "\ufffd"
    return None if cell_len(char) == 0 else " "


_FORBIDDEN = (
    *range(32), *range(0x7F, 0xA0), 0xAD, 0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0xFEFF,
    *range(0xFFF9, 0xFFFC), *range(0xD800, 0xE000),
)
_LAST_LINE: dict[int, str | None] = {}


class StripControls(LineFilter):
    """The last line of defence: whatever a widget drew, no control leaves it, and no line changes its width."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            part if part.control or _harmless(part) else Segment(_strip(part.text), _unlinked(part.style))
            for part in segments
        ]


def _harmless(segment: Segment) -> bool:
    text, style, _ = segment
    return text.isprintable() and (style is None or not style.link or style.link.isprintable())


def _strip(text: str) -> str:
    if not _LAST_LINE:
        _LAST_LINE.update((code, _same_width(code)) for code in _FORBIDDEN)
    return text.translate(_LAST_LINE)


def _unlinked(style: Style | None) -> Style | None:
    """The style without an address that holds characters which could end the sequence it is written in."""
    return style.update_link(None) if style and style.link and not style.link.isprintable() else style
