"""Plain lines for the terminal before and after the screen, and whether the screen can be shown there at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TextIO

from .domain.errors import BuffertuiError


def plain(text: str) -> str:
    """The text with everything replaced that a terminal could obey: controls, escapes, invisible and bidi marks."""
    return "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text)


def say(text: str, stream: TextIO | None = None) -> None:
    """Write a text and a line's end. What the terminal's encoding cannot show is written as an escape of Python."""
    out = sys.stdout if stream is None else stream
    if out is None:
        return
    encoding = getattr(out, "encoding", None) or "utf-8"
    out.write(plain(text).encode(encoding, "backslashreplace").decode(encoding) + "\n")
    out.flush()


def complain(text: str) -> None:
    """A line on stderr, without tokens."""
    from .log import redact

    say(redact(text), sys.stderr)


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a stream is there and is a terminal."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


class NoScreen(BuffertuiError):
    """The screen cannot be shown here."""


def need_screen(environ: Mapping[str, str] | None = None) -> None:
    """Raise ``NoScreen`` unless the program sits in a terminal that can show a screen.

    Keys come from stdin and the screen goes to stderr; without a terminal at either end it would spin or stay unseen.
    """
    environ = os.environ if environ is None else environ
    for name, stream in (("stdin", sys.stdin), ("stdout", sys.stdout), ("stderr", sys.stderr)):
        if not is_terminal(stream):
            raise NoScreen(
                f"buffertui needs a terminal, and {name} is not one.",
                hint="Start it without < > and | around it. For scripts there is `buffertui doctor`.",
            )
    kind = environ.get("TERM", "")
    if kind in ("", "dumb") and sys.platform != "win32":
        what = "TERM is dumb" if kind else "TERM is not set"
        raise NoScreen(
            f"buffertui cannot draw on this terminal: {what}.", hint="Use a terminal emulator, or set TERM rightly."
        )
