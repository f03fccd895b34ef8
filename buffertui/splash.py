"""The last screen, on the terminal before anything dear is imported; the live screen takes its place.

Every import here is paid for by whoever waits for the picture, so there are hardly any.
"""

from __future__ import annotations

import os
import sys
from binascii import crc32

from . import __version__
from .frame_file import lay, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import FrameType
    from typing import Any

NAME = "screen.frame"
"""The file in an account's folder."""

_ALONE = ("--read-only",)
_WITH_VALUE = ("--config", "--account")
_LOOKS = (
    "HOME", "TERM", "COLORTERM", "TERM_PROGRAM", "NO_COLOR", "FORCE_COLOR", "LANG", "LC_ALL", "LC_CTYPE",
    "PYTHONIOENCODING", "PYTHONUTF8", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
)
_THERE = ("TMUX", "STY")
_SECRET = "BUFFER_ACCESS_TOKEN"  # noqa: S105 - the name of a variable

_ON = b"\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h\x1b[?2026h"
_DRAWN = b"\x1b[0m\x1b[?2026l"
_OFF = b"\x1b[0m\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[?25h"


class Splash:
    """What was put on the terminal, until the live screen takes the terminal over."""

    def __init__(self, key: str = "") -> None:
        self.key = key
        """What this start depends on (see ``key_of``); empty where no picture is shown or kept."""
        self.shown = False
        """Whether a picture stands there and the terminal is still this object's to put right."""
        self.before: list[Any] = []
        """The settings of the terminal (termios) as they were found."""

    def put(self, picture: bytes) -> None:
        """Write the picture; from now on nothing that is typed is echoed, and nothing of it is lost."""
        import termios

        self.before = termios.tcgetattr(0)
        mode = termios.tcgetattr(0)
        mode[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        mode[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
        mode[6][termios.VMIN], mode[6][termios.VTIME] = 1, 0
        # Ctrl+C still ends a start that hangs. The others would leave the picture behind; as keys they wait.
        mode[6][termios.VSUSP] = mode[6][termios.VQUIT] = b"\0"
        self._obey_signals()
        self.shown = True
        termios.tcsetattr(0, termios.TCSANOW, mode)
        _write(_ON + picture + _DRAWN)

    def take_down(self) -> None:
        """Put the terminal as it was, unless the live screen has taken it over."""
        if self.shown:
            import termios

            self.shown = False
            try:
                _write(_OFF)
                termios.tcsetattr(0, termios.TCSANOW, self.before)
            except (OSError, termios.error):
                pass  # The terminal is gone.

    def hand_over(self) -> None:
        """The live screen has the terminal now, and will put it right."""
        self.shown = False

    def _obey_signals(self) -> None:
        """Until the live screen does: a signal ends the program, and the terminal is put right first."""
        # What `signal` makes of this costs as much as everything else before the picture together.
        import _signal as signal  # type: ignore[import-not-found]

        def leave(number: int, frame: FrameType | None) -> None:
            self.take_down()
            sys.exit(128 + number)

        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) == signal.SIG_DFL:
                signal.signal(number, leave)


on_terminal = Splash()
"""That of this process."""


def show(words: Sequence[str], now: float) -> Splash:
    """Put the last screen on the terminal, if this start would come to just that; ``now`` is the time (epoch)."""
    key = key_of(words, os.environ) if sys.platform != "win32" and _can_draw(os.environ) else ""
    global on_terminal  # noqa: PLW0603 - there is one terminal
    splash = on_terminal = Splash(key)
    if key:
        try:
            size = os.get_terminal_size(1)
            picture = find(key, f"{data_dir(os.environ)}/accounts", size.columns, size.lines, now)
            if picture and os.tcgetpgrp(0) == os.getpgrp():
                splash.put(picture)
        except OSError:
            pass
    return splash


def _can_draw(environ: Mapping[str, str]) -> bool:
    """Whether the live screen would come up here, in UTF-8, and at the size that the terminal has."""
    if not all(os.isatty(number) for number in (0, 1, 2)) or environ.get("TERM", "") in ("", "dumb"):
        return False
    if "COLUMNS" in environ or "LINES" in environ or "TEXTUAL_DRIVER" in environ:
        return False
    return sys.__stderr__ is not None and sys.__stderr__.encoding.lower() in ("utf-8", "utf8")


def find(key: str, accounts: str, columns: int, rows: int, now: float) -> bytes:
    """The picture for a start with this key at this size; empty when there is none that holds now."""
    try:
        names = sorted(os.listdir(accounts))
    except OSError:
        return b""
    for name in names:
        folder = f"{accounts}/{name}"
        try:
            text = read(f"{folder}/{NAME}")
            found, state, _ = text.split("\n", 2)
            if found == key and state == stamp(folder):
                return lay(text, columns, rows, now)
        except (OSError, ValueError, KeyError, IndexError):
            continue
    return b""


def key_of(words: Sequence[str], environ: Mapping[str, str]) -> str:
    """Everything that decides what a start with these arguments shows, as one line; empty for any other command."""
    config = _config_of(words, environ)
    if not config:
        return ""
    parts = [__version__, "\0".join(words), config, _mark(config)]
    parts += [f"{name}={environ[name]}" for name in _LOOKS if name in environ]
    parts += [name for name in _THERE if name in environ]
    parts += sorted(f"{name}={value}" for name, value in environ.items() if name.startswith("TEXTUAL"))
    # Not the token itself: the key stands in a file.
    parts.append(f"{crc32(environ.get(_SECRET, '').encode('utf-8', 'surrogateescape')):08x}")
    tokens = f"{data_dir(environ)}/tokens"
    try:
        parts += [f"{name} {_mark(f'{tokens}/{name}')}" for name in sorted(os.listdir(tokens))]
    except OSError:
        parts.append("no tokens")
    return ascii(parts)


def stamp(folder: str) -> str:
    """The state of what is known of an account, as one line: a picture holds as long as this is the same."""
    files = " ".join(_mark(f"{folder}/{name}") for name in ("cache.db", "cache.db-wal"))
    modes = " ".join(str(_mode(path)) for path in (folder, f"{folder}/words.db"))
    return f"{files} {modes}"


def _mark(path: str) -> str:
    try:
        facts = os.stat(path)
    except OSError:
        return "-"
    return f"{facts.st_mtime_ns}.{facts.st_size}.{facts.st_ino}"


def _mode(path: str) -> int:
    try:
        return os.stat(path).st_mode
    except OSError:
        return -1


def _config_of(words: Sequence[str], environ: Mapping[str, str]) -> str:
    """The configuration file of a start that opens the screen on an account; empty for everything else."""
    named, at = "", 0
    while at < len(words):
        option, equals, value = words[at].partition("=")
        at += 1
        if option in _WITH_VALUE:
            if not equals and at < len(words):
                value, at = words[at], at + 1
            if not value or (not equals and value.startswith("-")):
                return ""
            named = os.path.abspath(os.path.expanduser(value)) if option == "--config" else named
        elif option not in _ALONE or equals:
            return ""
    folder = _folder("XDG_CONFIG_HOME", ".config", environ)
    return named or (f"{folder}/config.toml" if folder and data_dir(environ) else "")


def data_dir(environ: Mapping[str, str], platform: str = sys.platform) -> str:
    """What ``paths.find_paths`` finds, without its imports; empty where that would have to look further."""
    return _folder("XDG_DATA_HOME", ".local/share", environ, platform)


def _folder(variable: str, below: str, environ: Mapping[str, str], platform: str = sys.platform) -> str:
    chosen, home = environ.get(variable, ""), environ.get("HOME", "")
    if chosen.startswith("/"):
        return f"{chosen.rstrip('/')}/buffertui"
    if not home.startswith("/"):
        return ""
    return f"{home.rstrip('/')}/{'Library/Application Support' if platform == 'darwin' else below}/buffertui"


def _write(data: bytes) -> None:
    while data:
        data = data[os.write(2, data) :]
