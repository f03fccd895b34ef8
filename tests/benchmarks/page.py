"""The results as a table for a terminal, and as a page."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import replace

from .figures import Line

WIDTHS = (9, 46, 12, 22, 9, 9, 8)
HEADS = ("row", "what", "buffertui", "against", "compared", "target", "")


def table(lines: Sequence[Line]) -> str:
    """Lines for a terminal."""
    rows = [_cells(line) for line in lines]
    return "\n".join(
        "  ".join(f"{cell:{width}}" for cell, width in zip(row, WIDTHS, strict=True)).rstrip() for row in rows
    )


def page(runs: Sequence[Sequence[Line]], about: Sequence[Mapping[str, object]]) -> str:
    """A page in Markdown over one or several runs of the same lines; what is told of each run is in ``about``."""
    head = (
        "# How fast it is\n\n"
        "Written by `python -m tests.benchmarks`. Everything runs in a terminal of 120 by 40. H is a bare Textual"
        " program of one line, S a Textual program of three panes with nothing but speed in it, U a bare list in urwid;"
        " they are in `tests/benchmarks/references`. Where one of them is named, what is compared is the median of the"
        " ratios of paired runs, else the measurement itself, and each column is one run of everything. Milliseconds"
        " depend on the machine, ratios hardly.\n\n"
    )
    told = "\n".join(
        f"- run {number}: " + ", ".join(f"{name} {value}" for name, value in one.items())
        for number, one in enumerate(about, 1)
    )
    columns = [f"run {number}" for number in range(1, len(runs) + 1)]
    rows = [("row", "what", "buffertui", "against", *columns, "target", "")]
    rows += [("---",) * len(rows[0]), *(_joined(lines) for lines in zip(*runs, strict=True))]
    body = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    return f"{head}{told}\n\n{body}\n"


def _joined(lines: Sequence[Line]) -> tuple[str, ...]:
    """One line of several runs: medians over them of what was measured, and each of the figures that are judged."""
    first = lines[0]
    theirs = [line.theirs for line in lines if line.theirs is not None]
    middle = replace(
        first, ours=statistics.median(line.ours for line in lines), theirs=statistics.median(theirs) if theirs else None
    )
    row, what, ours, against, _, target, _ = _cells(middle)
    missed = sum(line.reached is False for line in lines)
    said = "" if first.target is None else f"missed {missed} of {len(lines)}" if missed else "reached"
    return row, what, ours, against, *(_cells(line)[4] for line in lines), target, said


def _cells(line: Line) -> tuple[str, ...]:
    if not line.unit and line.target is None and not line.against and line.note:
        return line.row, f"{line.what}: {line.note}", "", "", "", "", ""
    other = f"{line.against} {_number(line.theirs)} {line.unit}" if line.theirs is not None else ""
    compared = f"{line.value:.2f}" if line.against else _number(line.value)
    target = "" if line.target is None else f"≤ {line.target:g}"
    said = {True: "reached", False: "MISSED", None: ""}[line.reached]
    what = f"{line.what} ({line.note})" if line.note else line.what
    return line.row, what, f"{_number(line.ours)} {line.unit}".strip(), other, compared, target, said


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
