"""A pseudo-terminal with the real program in it: keys go in, and what a person would see is waited for.

Standard library only: a script outside the tests uses it too. Nothing sleeps: every wait ends when the screen, the
process or a condition of the caller's is as it should be, or fails after a generous deadline and shows the screen.
"""

from __future__ import annotations

import contextlib
import os
import select
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

if sys.platform != "win32":
    import fcntl
    import termios

from .screen_model import AT_START, Screen

DEADLINE = 30.0
"""Seconds after which a wait has failed. Nothing takes near as long on a machine that is not overloaded."""

# The terminal must be the program's own, or changes of its size and hang-ups would not be told to it. Only a process
# that leads its session can take it, and forking one from a test that may have threads is not safe. Tests that a shell
# runs in the background have an interrupt ignored; a program in a terminal has not.
_TAKE_TERMINAL = (
    "import fcntl, os, signal, sys, termios; signal.signal(signal.SIGINT, signal.SIG_DFL);"
    "fcntl.ioctl(2, termios.TIOCSCTTY, 0); os.execvp(sys.argv[1], sys.argv[1:])"
)

KEYS = {
    "enter": "\r", "escape": "\x1b", "tab": "\t", "shift+tab": "\x1b[Z", "backspace": "\x7f", "space": " ",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F",
    "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "alt+enter": "\x1b\r", "ctrl+home": "\x1b[1;5H",
    "ctrl+end": "\x1b[1;5F",
}


class NotSeen(AssertionError):
    """What was waited for did not come."""


class Terminal:
    """One program in a terminal of ``size`` (columns, rows). A context: at its end the program is gone.

    ``stdin``, ``stdout`` and ``stderr`` take the place of the terminal where they are given.
    """

    def __init__(
        self, argv: Sequence[str], *, size: tuple[int, int] = (120, 40), env: Mapping[str, str] | None = None,
        **streams: Any,
    ) -> None:
        self.screen = Screen(*size)
        self.output = b""
        """Every byte that the program wrote to the terminal."""
        self._master, self._slave = os.openpty()
        self._set_size(*size)
        self.settings_before = self.settings
        ends = {"stdin": self._slave, "stdout": self._slave, "stderr": self._slave} | streams
        terminal_at_stderr = ends["stderr"] == self._slave
        launch = [sys.executable, "-SEIc", _TAKE_TERMINAL] if terminal_at_stderr else []
        self.began = time.monotonic()
        self.process = subprocess.Popen([*launch, *argv], env=env, start_new_session=True, **ends)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.hang_up()

    def hang_up(self) -> None:
        """Close the terminal's window."""
        for name in ("_master", "_slave"):
            handle = getattr(self, name)
            setattr(self, name, -1)
            if handle >= 0:
                os.close(handle)

    @property
    def settings(self) -> list[Any]:
        """How the terminal treats what is typed and written (termios)."""
        return termios.tcgetattr(self._slave)

    @property
    def text(self) -> str:
        """The screen as it is."""
        return "\n".join(self.screen.lines)

    def keys(self, *names: str) -> None:
        """Press keys. ``escape`` has to be the last: a terminal cannot tell it and a key after it from Alt."""
        assert "escape" not in names[:-1]
        for name in names:
            known = KEYS.get(name) or (chr(ord(name[-1]) & 0x1F) if name.startswith("ctrl+") else name)
            self.write(known.encode())

    def type(self, text: str) -> None:
        """Type a text, as a keyboard or an input method gives it."""
        self.write(text.encode())

    def write(self, data: bytes) -> None:
        """Give bytes to the program as they are."""
        while data:
            self.pump(0)
            data = data[os.write(self._master, data[:512]) :]

    def pump(self, seconds: float) -> bool:
        """Take what the program writes, waiting at most so long for it. False when nothing came."""
        if not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:
            return False
        self.output += data
        self.screen.feed(data)
        for question in self.screen.questions:
            number = question.removeprefix("mode ")
            os.write(self._master, f"\x1b[?{number};{2 if number == '2026' else 0}$y".encode())
        self.screen.questions.clear()
        return bool(data)

    def until(self, condition: Callable[[], Any], what: str, *, seconds: float = DEADLINE) -> Any:
        """Wait until ``condition`` holds and return what it gave. ``NotSeen`` names ``what`` and shows the screen."""
        deadline = time.monotonic() + seconds
        while True:
            if self.screen.whole and (found := condition()):
                return found
            ended = self.process.poll() is not None
            if not self.pump(0.05) and (ended or time.monotonic() > deadline):
                if ended and (found := condition()):
                    return found
                state = f"the program ended with {self.process.returncode}" if ended else f"waited {seconds:g} s"
                raise NotSeen(f"{what}: {state}. The screen:\n{self.text.rstrip()}")

    def wait_for(self, *texts: str, seconds: float = DEADLINE) -> None:
        """Wait until all these texts are on the screen at once."""
        self.until(lambda: all(text in self.text for text in texts), f"not seen: {texts}", seconds=seconds)

    def wait_gone(self, *texts: str) -> None:
        """Wait until none of these texts is on the screen."""
        self.until(lambda: not any(text in self.text for text in texts), f"still there: {texts}")

    def line_with(self, text: str) -> str:
        """The first line of the screen that holds this; empty when none does."""
        return next((line for line in self.screen.lines if text in line), "")

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the window."""
        while self.pump(0):
            pass
        self.screen.resize(columns, rows)
        self._set_size(columns, rows)

    def signal(self, number: int) -> None:
        """Send a signal to the program."""
        self.process.send_signal(number)

    def exit_code(self, *, seconds: float = DEADLINE) -> int:
        """Wait until the program has ended; what it wrote last is on the screen then."""
        self.until(lambda: self.process.poll() is not None, "the program did not end", seconds=seconds)
        while self.pump(0):
            pass
        assert self.process.returncode is not None
        return self.process.returncode

    def left_behind(self) -> list[str]:
        """What a program that has ended left changed in the terminal; empty when it is as it was."""
        found = [f"mode {mode} is {'on' if mode in self.screen.modes else 'off'}"
                 for mode in sorted(self.screen.modes ^ AT_START)]
        if self.screen.kitty:
            found.append("the keyboard's protocol is changed")
        if self.settings != self.settings_before:
            found.append("the settings of the line (termios) are changed")
        return found

    def _set_size(self, columns: int, rows: int) -> None:
        with contextlib.suppress(OSError):
            fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
