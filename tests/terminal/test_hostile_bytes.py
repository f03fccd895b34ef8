"""Hostile texts on a real terminal: the proof is in the bytes that reach it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.hostile_screen import PAYLOADS

pytestmark = pytest.mark.terminal

ROOT = Path(__file__).resolve().parents[2]
DEADLINE = 60.0
"""Seconds after which a program that says nothing more has failed; a normal run takes two."""

# Every sequence that Textual itself sends: modes, cursor, colours and weight, keyboard protocol, pointer shape.
OWN = re.compile(
    "\x1b\\[\\?[0-9;]+[hl]|\x1b\\[\\?[0-9;]+\\$p|\x1b\\[[0-9;]*[HJKm]|\x1b\\[[<>=][0-9;]*u|\x1b\\[[0-9]* q"
    "|\x1b\\[[0-9;]*t|\x1b\\]22;[a-z-]*(?:\x07|\x1b\\\\)|\x1b\\[[0-9;]*c|\x1b\\[[0-9]+n"
)
SGR = re.compile("\x1b\\[([0-9;]*)m")
STEERING = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


class Terminal:
    """A program on a pseudo-terminal of 160 by 50, and everything that it has written so far."""

    def __init__(self) -> None:
        self.fd, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))
        env = os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.hostile_screen"], cwd=ROOT, env=env, stdin=theirs, stdout=theirs,
            stderr=theirs, start_new_session=True,
        )
        os.close(theirs)
        self.output = b""
        self.closed = False

    def read_until(self, done: Callable[[bytes], bool]) -> None:
        """Read until enough came or the program ended."""
        end = time.monotonic() + DEADLINE
        while not done(self.output) and not self.closed:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.fd], [], [], left)[0]:
                raise AssertionError(f"waited in vain; the last bytes were {self.output[-2000:]!r}")
            # Linux reports the end of the other side as an error.
            try:
                part = os.read(self.fd, 65536)
            except OSError:
                part = b""
            self.output += part
            self.closed = not part

    def type(self, keys: bytes) -> None:
        """Press keys, or send anything else that a terminal might."""
        os.write(self.fd, keys)

    def end(self) -> int:
        """Read the rest and return the exit code."""
        self.read_until(lambda output: False)
        return self.process.wait(DEADLINE)


@pytest.fixture(scope="module")
def shown() -> Iterator[tuple[bytes, int]]:
    """Everything that reached the terminal, and the exit code. A byte that is no UTF-8 is typed on the way."""
    terminal = Terminal()
    try:
        terminal.read_until(lambda output: b"toast-begins" in output and b"unclean" in output and b"PROFILES" in output)
        terminal.type(b"\xff\xfen")
        terminal.read_until(lambda output: b"keys-still-arrive" in output)
        terminal.type(b"q")
        code = terminal.end()
        yield terminal.output, code
    finally:
        if terminal.process.poll() is None:
            terminal.process.kill()
            terminal.process.wait()
        with contextlib.suppress(OSError):
            os.close(terminal.fd)


def test_the_program_ends_when_it_is_told_to_and_not_because_of_a_bad_byte(shown: tuple[bytes, int]) -> None:
    output, code = shown
    assert b"keys-still-arrive" in output
    assert code == 0


def test_all_that_arrives_is_text(shown: tuple[bytes, int]) -> None:
    shown[0].decode("utf-8", errors="strict")


def test_only_the_sequences_of_the_program_itself_arrive(shown: tuple[bytes, int]) -> None:
    rest = OWN.sub("", shown[0].decode())
    found = STEERING.search(rest)
    assert found is None, f"{found[0]!r} in {rest[max(0, found.start() - 60):found.end() + 60]!r}"


@pytest.mark.parametrize("sequence", ["]52;", "]0;", "]2;", "]8;", "P", "7", "8", "c"])
def test_no_sequence_that_does_something_arrives(shown: tuple[bytes, int], sequence: str) -> None:
    assert f"\x1b{sequence}".encode() not in shown[0]


def test_no_colour_of_a_payload_arrives(shown: tuple[bytes, int]) -> None:
    assert not any("5;201" in codes for codes in SGR.findall(shown[0].decode()))


def test_the_texts_are_there_as_text(shown: tuple[bytes, int]) -> None:
    text = OWN.sub("", shown[0].decode())
    for said in ("[@click=app.quit]x[/]", "[bold red]", "␛[38;5;201mp", "␛]52;c;aGFja2Vk", "evil", "\ufffdhalf"):
        assert said in text
    assert text.count("[@click=app.quit]x[/]") >= 5
    assert len(PAYLOADS) > 10
