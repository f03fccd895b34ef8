"""The file of a frame: reading it, and laying it out as bytes for a terminal of any size.

It holds runs of text and numbers of styles (``kept_frame`` writes it). Nothing of it reaches the terminal that could
steer it. ``splash`` stands on this, so hardly anything is imported.
"""

from __future__ import annotations

import os
from binascii import crc32

TYPE_CHECKING = False
if TYPE_CHECKING:
    Run = tuple[int, int, str]

FORMAT = "buffertui frame 1"
LONGEST = 1 << 20
SMALLEST = (40, 10)
"""Columns and rows below which the live screen draws no lists either."""

BLOCKS = ("title", "profiles", "pending", "sent", "status", "footer")
JOINERS = {0x200C: None, 0x200D: None} | dict.fromkeys(range(0xE0020, 0xE0080))
"""What belongs to emoji and scripts, and is not called printable all the same."""

INDENT = 12
"""A gap that begins this near to the left keeps its size: it brings the text of a post under its beginning."""

NARROW, LOW = 104, 30
"""Columns and rows from which the main screen has room for more."""


def read(file: str) -> str:
    """What stands in a frame's file behind its first line. ``OSError``, or ``ValueError`` when it is not whole."""
    handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        facts = os.fstat(handle)
        if facts.st_uid != os.geteuid() or facts.st_mode & 0o170077 != 0o100000 or facts.st_size > LONGEST:
            raise ValueError
        raw = os.read(handle, LONGEST)
    finally:
        os.close(handle)
    head, _, rest = raw.partition(b"\n")
    if head != f"{FORMAT} {crc32(rest):08x}".encode():
        raise ValueError
    return rest.decode()


def lay(text: str, columns: int, rows: int, now: float) -> bytes:
    """The bytes that draw a frame on a terminal of this size; empty when it does not hold now.

    Raises ``ValueError``, ``KeyError`` or ``IndexError`` for a text that is no frame.
    """
    _, _, times, styles, *lines = text.split("\n")
    begin, end, as_of, *size = map(int, times.split(" "))
    if not begin <= now < end or columns < SMALLEST[0] or rows < SMALLEST[1]:
        return b""
    if styles.strip("0123456789; "):
        raise ValueError
    sgr = [f"\x1b[0;{style}m" for style in styles.split(" ")]
    blocks: dict[str, list[str]] = {name: [] for name in BLOCKS}
    for line in lines:
        if line:
            # A line that another day changes comes again behind its first form, with the time from which it holds.
            since, name, number, row = line.split("\t", 3)
            block = blocks[name]
            if int(number) == len(block):
                block.append(row)
            elif int(since) <= now:
                block[int(number)] = row
    if size != [columns, rows]:
        for name in ("pending", "sent"):
            blocks[name][0] = _left_of(blocks[name][0])
    age = _ago(int(now) - as_of)
    drawn: list[str] = []
    places = layout(columns, rows)
    for y in range(rows):
        drawn.append(f"\x1b[{y + 1};1H")
        at, last = 0, -1
        for left, top, width, height, name in places:
            if top <= y < top + height:
                block = blocks[name]
                runs = _runs(block[y - top], len(sgr), age) if y - top < len(block) else []
                for style, _, said in fit([(0, left - at, " " * (left - at)), *fit(runs, width)], left - at + width):
                    drawn.append(said if style == last else sgr[style] + said)
                    last = style
                at = left + width
        drawn.append((sgr[0] if last else "") + " " * (columns - at))
    return "".join(drawn).encode()


def layout(columns: int, rows: int) -> list[tuple[int, int, int, int, str]]:
    """Where the parts of the main screen stand: left, top, width and height of each, from left to right."""
    narrow, low = columns < NARROW, rows < LOW
    side, top = 22 if narrow else 30, 1 if low else 2
    wide, high = columns - side, rows - 2 - top
    found = [(0, 0, columns, 1, "title"), (0, top, side, high, "profiles")]
    if not narrow:
        found += [(side, top, wide // 2, high, "pending"), (side + wide // 2, top, wide - wide // 2, high, "sent")]
    elif low:
        found += [(side, top, wide, high, "pending")]
    else:
        found += [(side, top, wide, high // 2, "pending"), (side, top + high // 2, wide, high - high // 2, "sent")]
    return [*found, (0, rows - 2, columns, 1, "status"), (0, rows - 1, columns, 1, "footer")]


def _left_of(row: str) -> str:
    """A list's title alone. What stands at the right of it is the way to a list that has no room at another size."""
    fields = row.split("\t")
    gaps = [at for at, field in enumerate(fields) if field[-2:] == "  " and not field.split(",", 2)[2].strip()]
    return "\t".join(fields[: gaps[0]] if gaps else fields)


def _runs(row: str, styles: int, age: str) -> list[Run]:
    found: list[Run] = []
    for field in row.split("\t"):
        style, cells, said = field.split(",", 2)
        if said == "\0":
            cells, said = str(len(age)), age
        if not (said.isprintable() or said.translate(JOINERS).isprintable()) or not 0 <= int(style) < styles:
            raise ValueError
        found.append((int(style), int(cells), said))
    return found


def fit(runs: list[Run], width: int) -> list[Run]:
    """The runs in exactly ``width`` cells: gaps give way or the longest grows; what is still too long is cut off."""
    spare = width - sum([run[1] for run in runs])
    while spare and runs:
        size, at = _longest_gap(runs)
        new = max(1, size + spare)
        if at < 0 or new == size:
            break
        runs = [*runs[:at], (runs[at][0], new, " " * new), *runs[at + 1 :]]
        spare += size - new
    kept: list[Run] = []
    left = width
    for style, cells, said in runs:
        if cells > left:
            if said.isascii() and left > 1:
                kept.append((style, left, f"{said[: left - 1]}…" if said.strip() else said[:left]))
                left = 0
            break
        kept.append((style, cells, said))
        left -= cells
    return [*kept, (kept[-1][0] if kept else 0, left, " " * left)] if left else kept


def _longest_gap(runs: list[Run]) -> tuple[int, int]:
    """Cells and place of the longest blanks that are more than a distance between words; -1 where there are none."""
    size, at, before = 0, -1, 0
    for place, (_, cells, said) in enumerate(runs):
        if before >= INDENT and cells > 2 and cells >= size and not said.strip():
            size, at = cells, place
        before += cells
    return size, at


def _ago(seconds: int) -> str:
    """As ``ui.present.ago`` says it, in brackets."""
    for size, least, word in ((86400, 172800, "days"), (3600, 3600, "h"), (60, 60, "min")):
        if seconds >= least:
            return f" ({seconds // size} {word} ago)"
    return " (just now)"
