"""Opens an address outside the terminal, and never a browser that would draw over the screen."""

from __future__ import annotations

import asyncio
import os
import sys
import webbrowser
from collections.abc import Mapping


def has_browser(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Whether a browser with a window of its own can be expected: on a bare console Python would start one in it."""
    if platform in ("win32", "darwin"):
        return True
    return any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME"))


async def open_in_browser(url: str) -> bool:
    """Open an address beside the screen; false when there is nothing to open it with."""
    if not has_browser():
        return False
    return await asyncio.to_thread(webbrowser.open, url)
