"""A program in a pseudo-terminal of its own, every read of its output with a time, and the ends of its frames.

What a person would have seen is worked out afterwards from the log, so that drawing it never slows the program down.
Linux only.
"""

from __future__ import annotations

import contextlib
import os
import pty
import random
import re
import select
import signal
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tests.support.screen_model import Screen

ROWS, COLUMNS = 40, 120
QUIET = 0.300
"""Seconds without output after which a start has ended."""
GAP = 0.008
"""Seconds without output after which a frame has ended, for programs that do not mark their frames."""
REST = 0.040
"""Seconds without output after which the answer to a key has ended."""
SILENT = 0.500
"""Seconds after which a key has drawn nothing."""

DOWN, ENTER, ESCAPE = "\x1b[B", "\r", "\x1b"

BEGUN = b"\x1b[?2026$p"
"""What Textual asks when it takes the terminal: what comes before is not of the live screen."""

_SEQUENCE = re.compile(
    rb"\x1b\[\?2026(?P<frame>[hl])|\x1b\[\?(?P<mode>\d+)\$p|\x1b\[(?P<asked>>?0?c|\??[56]n|\?u|>0?q|1[468]t|\?2048h)"
    rb"|\x1b\](?P<colour>1[012]);\?"
)
_KNOWN_MODES = frozenset((b"1000", b"1002", b"1003", b"1004", b"1006", b"1049", b"2004", b"2026", b"2048"))
_ANSWERS = {
    b"c": b"\x1b[?62;22c", b"0c": b"\x1b[?62;22c", b">c": b"\x1b[>1;10;0c", b">0c": b"\x1b[>1;10;0c",
    b"5n": b"\x1b[0n", b"6n": b"\x1b[1;1R", b"?6n": b"\x1b[?1;1R", b"?u": b"\x1b[?0u",
    b"14t": b"\x1b[4;%d;%dt" % (ROWS * 20, COLUMNS * 10), b"16t": b"\x1b[6;20;10t",
    b"18t": b"\x1b[8;%d;%dt" % (ROWS, COLUMNS),
    b"?2048h": b"\x1b[48;%d;%d;%d;%dt" % (ROWS, COLUMNS, ROWS * 20, COLUMNS * 10),
    b">q": b"\x1bP>|bench(1)\x1b\\", b">0q": b"\x1bP>|bench(1)\x1b\\",
}


class Failed(RuntimeError):
    """A program did not do what it was started for; its screen is in the message."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a key did, in seconds after it: its first byte, the end of its first frame, its last byte; and how much."""

    first: float
    frame: float
    rest: float
    frames: int
    size: int


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from the start of a process: the first character, the first readable picture, and the live screen with
    its text; ``settled`` is the last byte before it was quiet."""

    paint: float
    picture: float
    live_paint: float
    live: float
    settled: float


class Run:
    """One run of a program. A context: at its end the program is gone."""

    def __init__(self, argv: Sequence[str], env: Mapping[str, str], folder: Path) -> None:
        self.log: list[tuple[float, bytes]] = []
        self.frames: list[tuple[float, int]] = []
        """The time of each frame's end, and how many reads there were by then."""
        self.size = 0
        self.ended = False
        self._tail = b""
        self._chance = random.Random(1)
        self.began = self.last = time.perf_counter()
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            try:
                termios.tcsetwinsize(0, (ROWS, COLUMNS))
                os.chdir(folder)
                os.execvpe(argv[0], list(argv), dict(env))
            finally:
                os._exit(127)
        self._poll = select.poll()
        self._poll.register(self._terminal, select.POLLIN)

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: object) -> None:
        for number, patience in ((signal.SIGTERM, 2.0), (signal.SIGKILL, 5.0)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)
            until = time.perf_counter() + patience
            while time.perf_counter() < until:
                self.pump(0.02)
                with contextlib.suppress(ChildProcessError):
                    if os.waitpid(self.pid, os.WNOHANG)[0] == 0:
                        continue
                os.close(self._terminal)
                return

    def pump(self, seconds: float) -> bool:
        """Read once and answer what is asked; false when nothing came in that time."""
        if self.ended or not self._poll.poll(max(0.0, seconds) * 1000):
            if self.ended:
                time.sleep(min(0.01, max(0.0, seconds)))
            return False
        try:
            data = os.read(self._terminal, 1 << 16)
        except OSError:
            data = b""
        now = time.perf_counter()
        if not data:
            self.ended = True
            return False
        self.last = now
        self.size += len(data)
        self.log.append((now, data))
        text, end = self._tail + data, 0
        for found in _SEQUENCE.finditer(text):
            end = found.end()
            if found["frame"] == b"l":
                self.frames.append((now, len(self.log)))
            elif not found["frame"] and (reply := _reply(found)):
                self.write(reply)
        self._tail = text[max(end, len(text) - 31) :]
        return True

    def drain(self, seconds: float) -> None:
        """Read for so long."""
        until = time.perf_counter() + seconds
        while not self.ended and (left := until - time.perf_counter()) > 0:
            self.pump(left)

    def quiet(self, seconds: float = QUIET, limit: float = 60.0) -> None:
        """Read until nothing comes for so long."""
        until = time.perf_counter() + limit
        while self.pump(seconds) and time.perf_counter() < until:
            pass

    def write(self, data: bytes) -> None:
        """Give bytes to the program."""
        try:
            os.write(self._terminal, data)
        except OSError:
            self.ended = True

    def started(self, useful: re.Pattern[str], limit: float = 60.0) -> Start:
        """Wait until the live screen shows what is useful and is quiet. Raises ``Failed``."""
        until = time.perf_counter() + limit
        while True:
            came = self.pump(QUIET)
            if came and self.last < until:
                continue
            if (start := self._look(useful)) is not None:
                return start
            if self.ended or time.perf_counter() > until:
                raise Failed(f"not seen: {useful.pattern}\n{self.screen}")

    def _look(self, useful: re.Pattern[str]) -> Start | None:
        everything, live = Screen(COLUMNS, ROWS), Screen(COLUMNS, ROWS)
        paint = picture = live_paint = 0.0
        begun, before = False, b""
        for when, data in self.log:
            everything.feed(data)
            shown = "\n".join(everything.lines)
            paint = paint or (when if shown.strip() else 0.0)
            picture = picture or (when if useful.search(shown) else 0.0)
            if not begun and BEGUN in before + data:
                begun = True
                live.feed((before + data).partition(BEGUN)[2])
            elif begun:
                live.feed(data)
            before = data[-len(BEGUN) :]
            if begun and live.whole:
                shown = "\n".join(live.lines)
                live_paint = live_paint or (when if shown.strip() else 0.0)
                if useful.search(shown):
                    return Start(*(at - self.began for at in (paint, picture, live_paint, when, self.last)))
        return None

    def until_written(self, texts: Sequence[bytes], limit: float = 30.0) -> float:
        """Wait until the live program has written one of these texts; when that was. Raises ``Failed``."""
        until = time.perf_counter() + limit
        seen, at = b"", 0
        while time.perf_counter() < until and not self.ended:
            self.pump(0.05)
            seen, at = seen + b"".join(data for _, data in self.log[at:]), len(self.log)
            if any(text in seen.partition(BEGUN)[2] for text in texts):
                return self.last
        raise Failed(f"not written: {texts[:1]!r}\n{self.screen}")

    @property
    def screen(self) -> str:
        """What stands on the screen now."""
        model = Screen(COLUMNS, ROWS)
        for _, data in self.log:
            model.feed(data)
        return "\n".join(model.lines)

    def press(self, key: str, *, rest: float = REST) -> Answer | None:
        """Press a key, out of step with any timer, and read its answer to its end; ``None`` when it drew nothing."""
        self.drain(self._chance.uniform(0.005, 0.030))
        frames, size, sent = len(self.frames), self.size, time.perf_counter()
        self.write(key.encode())
        if not self.pump(SILENT):
            return None
        times = [self.last]
        while self.last - sent < 2 and self.pump(rest):
            times.append(self.last)
        end = next((a for a, b in pairwise(times) if b - a > GAP), times[-1])
        end = self.frames[frames][0] if len(self.frames) > frames else end
        return Answer(
            times[0] - sent, end - sent, times[-1] - sent, len(self.frames) - frames, self.size - size,
        )

    def keys(self, *keys: str) -> None:
        """Press keys one after the other, each when the one before has had its answer."""
        for key in keys:
            self.press(key)


def _reply(found: re.Match[bytes]) -> bytes:
    if found["mode"]:
        return b"\x1b[?%s;%d$y" % (found["mode"], 2 if found["mode"] in _KNOWN_MODES else 0)
    if found["colour"]:
        shade = b"d0d0" if found["colour"] == b"10" else b"1818"
        return b"\x1b]%s;rgb:%s\x1b\\" % (found["colour"], b"/".join([shade] * 3))
    return _ANSWERS.get(found["asked"], b"")


def cpu(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    spent = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):
            spent += int((task / "schedstat").read_text().split()[0])
    return spent / 1e9


def wakeups(pid: int) -> int:
    """How often a process has gone to sleep and was woken."""
    return sum(
        int(line.split()[1]) for task in Path(f"/proc/{pid}/task").iterdir()
        for line in (task / "status").read_text().splitlines() if line.startswith("voluntary_ctxt_switches")
    )


def pss(pid: int) -> float:
    """The memory of a process in MB, where what several share counts in parts."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
