"""What a terminal would show after the bytes that a program wrote to it: cells, modes, and what it was told besides.

Only what full-screen programs use is understood. Standard library only: a script outside the tests uses it too.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import re
import unicodedata
from itertools import pairwise

_TOKEN = re.compile(
    r"\x1b\[(?P<mark>[<=>?]?)(?P<numbers>[0-9;:]*)(?P<between>[ -/]*)(?P<final>[@-~])"
    r"|\x1b\](?P<osc>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|\x1b[PX^_][^\x1b]*\x1b\\"
    r"|\x1b[ -/]*[0-OQ-WYZ\\`-~]"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f\x7f])"
    r"|(?P<text>[^\x00-\x1f\x7f]+)"
)
AT_START = frozenset({7, 25})
"""Modes that are on in a fresh terminal: lines wrap, the cursor is seen."""

ALTERNATE = 1049
FRAME = 2026
_REGIONAL = range(0x1F1E6, 0x1F200)


def clusters(text: str) -> list[str]:
    """The text in pieces that take cells of their own: marks, joined emoji and flags belong to what is before them."""
    edges = [0]
    for at, (before, char) in enumerate(pairwise(text), 1):
        pair = ord(before) in _REGIONAL and ord(char) in _REGIONAL and edges[-1] == at - 1
        if not (_clings(char) or before == "\u200d" or pair):
            edges.append(at)
    return [text[start:end] for start, end in pairwise([*edges, len(text)])] if text else []


def _clings(char: str) -> bool:
    point = ord(char)
    skin, tag = 0x1F3FB <= point <= 0x1F3FF, 0xE0020 <= point <= 0xE007F
    return skin or tag or unicodedata.category(char) in ("Mn", "Me", "Cf")


def width(cluster: str) -> int:
    """The cells of one such piece."""
    wide = unicodedata.east_asian_width(cluster[0]) in ("W", "F") or "\ufe0f" in cluster or "\u20e3" in cluster
    return 2 if wide or (len(cluster) > 1 and ord(cluster[0]) in _REGIONAL) else 0 if _clings(cluster[0]) else 1


class Screen:
    """The cells of a terminal of ``columns`` and ``rows``. ``feed`` takes bytes as they come, cut anywhere."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self.modes: set[int] = set(AT_START)
        self.kitty = 0
        """How often the keyboard's protocol was changed and not changed back."""
        self.copied: list[str] = []
        """What was put into the clipboard (OSC 52)."""
        self.questions: list[str] = []
        """What the program asked of the terminal and was not answered yet."""
        self.frames = 0
        """How many whole pictures were drawn."""
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._rest = ""
        self._column = self._row = 0
        self._cells = self._blank()
        self._below = self._cells, 0, 0

    def resize(self, columns: int, rows: int) -> None:
        """Another size. What stood there is forgotten: a full-screen program draws everything anew."""
        self.columns, self.rows = columns, rows
        self._cells = self._blank()
        self._below = self._blank(), 0, 0
        self._column = self._row = 0

    @property
    def whole(self) -> bool:
        """Whether no picture is half drawn."""
        return FRAME not in self.modes and not self._rest

    @property
    def lines(self) -> list[str]:
        """The lines as they are seen, without blanks at their ends."""
        return ["".join(row).rstrip() for row in self._cells]

    def feed(self, data: bytes) -> None:
        """Take what the program wrote."""
        text = self._rest + self._decode(data)
        at = 0
        while at < len(text):
            token = _TOKEN.match(text, at)
            if token is None:
                if text[at] == "\x1b" and len(text) - at < 100_000:
                    break
                at += 1
                continue
            at = token.end()
            self._take(token)
        self._rest = text[at:]

    def _take(self, token: re.Match[str]) -> None:
        if token["text"]:
            self._write(token["text"])
        elif token["control"]:
            self._control(token["control"])
        elif token["osc"] is not None:
            self._told(token["osc"])
        elif token["final"]:
            numbers = [int(n) if n.isdigit() else 0 for n in re.split("[;:]", token["numbers"])]
            self._sequence(token["mark"], numbers, token["between"], token["final"])

    def _write(self, text: str) -> None:
        for cluster in clusters(text):
            cells = width(cluster)
            if self._column + cells > self.columns:
                if 7 not in self.modes:
                    continue
                self._control("\r")
                self._control("\n")
            row = self._cells[self._row]
            if cells:
                row[self._column] = cluster
                row[self._column + 1 : self._column + cells] = [""] * (cells - 1)
                self._column += cells

    def _control(self, char: str) -> None:
        if char == "\r":
            self._column = 0
        elif char == "\b":
            self._column = max(0, self._column - 1)
        elif char == "\n":
            self._row += 1
            if self._row == self.rows:
                self._cells = [*self._cells[1:], [" "] * self.columns]
                self._row -= 1

    def _told(self, text: str) -> None:
        if text.startswith("52;"):
            try:
                self.copied.append(base64.b64decode(text.rpartition(";")[2], validate=True).decode())
            except (binascii.Error, UnicodeDecodeError):
                self.copied.append(f"not readable: {text}")

    def _sequence(self, mark: str, numbers: list[int], between: str, final: str) -> None:
        first = numbers[0]
        if between == "$" and final == "p":
            self.questions.append(f"mode {first}")
        elif mark == "?" and final in "hl":
            for number in numbers:
                self._switch(number, final == "h")
        elif final == "u" and mark in ("<", ">"):
            self.kitty += 1 if mark == ">" else -1
        elif mark or between:
            return
        elif final in "Hf":
            row, column = first, numbers[1] if len(numbers) > 1 else 1
            self._row, self._column = min(max(row, 1), self.rows) - 1, min(max(column, 1), self.columns) - 1
        elif final in "JK":
            self._erase(final, first)
        elif final in "ABCD":
            self._step(final, max(1, first))

    def _erase(self, final: str, what: int) -> None:
        if final == "J" and what >= 2:
            self._cells = self._blank()
            return
        self._cells[self._row][self._column :] = [" "] * (self.columns - self._column)
        if final == "J":
            self._cells[self._row + 1 :] = self._blank()[self._row + 1 :]

    def _step(self, final: str, by: int) -> None:
        down, right = {"A": (-by, 0), "B": (by, 0), "C": (0, by), "D": (0, -by)}[final]
        self._row = min(max(0, self._row + down), self.rows - 1)
        self._column = min(max(0, self._column + right), self.columns - 1)

    def _switch(self, mode: int, on: bool) -> None:
        if mode == FRAME and not on and FRAME in self.modes:
            self.frames += 1
        if mode == ALTERNATE and on is not (ALTERNATE in self.modes):
            if on:
                self._below = self._cells, self._column, self._row
                self._cells = self._blank()
            else:
                self._cells, self._column, self._row = self._below
        (self.modes.add if on else self.modes.discard)(mode)

    def _blank(self) -> list[list[str]]:
        return [[" "] * self.columns for _ in range(self.rows)]
