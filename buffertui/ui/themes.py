"""The program's own themes: dark, light and high contrast, each calm and with one accent."""

from __future__ import annotations

from functools import lru_cache

from textual.color import Color
from textual.theme import Theme

BLACK, WHITE = Color(0, 0, 0), Color(255, 255, 255)


def _own(
    name: str, *, dark: bool, background: str, surface: str, panel: str, foreground: str, muted: str, accent: str,
    good: str, warn: str, error: str,
) -> Theme:
    """A theme whose text colours are exactly these; Textual would mix its own from them."""
    return Theme(
        name=name, dark=dark, primary=accent, secondary=muted, accent=accent, success=good, warning=warn, error=error,
        background=background, surface=surface, panel=panel, foreground=foreground,
        variables={
            "text": foreground,
            "text-muted": muted,
            "text-disabled": muted,
            "foreground-muted": muted,
            "text-primary": accent,
            "text-secondary": muted,
            "text-accent": accent,
            "text-success": good,
            "text-warning": warn,
            "text-error": error,
            "border": accent,
            "border-blurred": panel,
            "block-cursor-background": accent,
            "block-cursor-foreground": background,
            "block-cursor-blurred-background": panel,
            "block-cursor-blurred-foreground": foreground,
            "footer-background": background,
            "footer-key-foreground": accent,
            "input-selection-background": f"{accent} 35%",
            "scrollbar": panel,
            "scrollbar-hover": muted,
            "scrollbar-active": accent,
            "scrollbar-background": background,
            "scrollbar-background-hover": background,
            "scrollbar-background-active": background,
            "scrollbar-corner-color": background,
            "link-color": accent,
            "button-color-foreground": background,
        },
    )


DARK = _own(
    "buffertui-dark", dark=True, background="#14171c", surface="#1a1e24", panel="#2a3038", foreground="#dbe0e6",
    muted="#929baa", accent="#7fcabc", good="#9ccc8f", warn="#e4b969", error="#f28b82",
)
LIGHT = _own(
    "buffertui-light", dark=False, background="#fbfaf7", surface="#f4f2ed", panel="#dfdbd2", foreground="#23272d",
    muted="#5b616b", accent="#0a6157", good="#2c6630", warn="#7d5000", error="#b3261e",
)
CONTRAST = _own(
    "buffertui-contrast", dark=True, background="#000000", surface="#0a0a0a", panel="#3a3a3a", foreground="#ffffff",
    muted="#d2d2d2", accent="#ffd60a", good="#8dff8d", warn="#ffb340", error="#ff9a94",
)

THEMES: tuple[Theme, ...] = (DARK, LIGHT, CONTRAST)
"""The first one is the default."""


def luminance(colour: Color) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2, "relative luminance")."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """Contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=512)
def readable(colour: Color, background: Color, least: float = 4.5) -> Color:
    """The colour, moved towards black or white as little as it needs to stand out from ``background`` by ``least``.

    The colours of a terminal's own palette are left alone: nobody knows how they look.
    """
    if colour.ansi is not None or background.ansi is not None:
        return colour
    colour = background.blend(colour, colour.a, alpha=1.0)
    goal = max(BLACK, WHITE, key=lambda end: contrast(end, background))
    for step in range(21):
        moved = colour.blend(goal, step / 20, alpha=1.0)
        if contrast(moved, background) >= least:
            return moved
    return goal
