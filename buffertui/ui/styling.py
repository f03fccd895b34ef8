"""Styles are read when they are needed: those of the main screen at the start, the rest when something opens above."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from textual.app import App, ScreenStackError

STYLES = Path(__file__).with_name("styles")


class StylesWhenNeeded(App[Any]):
    """An app whose start parses few rules, and those once."""

    LATER_STYLES: ClassVar[tuple[str, ...]] = ()
    """Files in ``styles`` that nothing on the main screen needs."""

    def refresh_css(self, animate: bool = True) -> None:
        """Take over the colours of the theme. Before anything is mounted there is nothing to be drawn anew."""
        if self._has_screen():
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def _has_screen(self) -> bool:
        try:
            return self.screen is not None
        except ScreenStackError:
            return False

    def push_screen(self, *args: Any, **options: Any) -> Any:
        """Open a screen above this one."""
        self.read_later_styles()
        return super().push_screen(*args, **options)

    def read_later_styles(self) -> None:
        """Read what is not read yet."""
        paths = [str(STYLES / f"{name}.tcss") for name in self.LATER_STYLES]
        if missing := [path for path in paths if not self.stylesheet.has_source(path)]:
            self.stylesheet.read_all(missing)  # type: ignore[arg-type]
            self.stylesheet.parse()
