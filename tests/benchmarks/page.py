"""The results as a table for a terminal, and as a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .figures import Line

WIDTHS = (9, 46, 12, 22, 9, 9, 8)
HEADS = ("row", "what", "buffertui", "against", "compared", "target", "")


def table(lines: Sequence[Line]) -> str:
    """Lines for a terminal."""
    rows = [_cells(line) for line in lines]
    return "\n".join(
        "  ".join(f"{cell:{width}}" for cell, width in zip(row, WIDTHS, strict=True)).rstrip() for row in rows
    )


def page(lines: Sequence[Line], about: Mapping[str, object]) -> str:
    """A page in Markdown."""
    head = (
        "# How fast it is\n\n"
        "Written by `python -m tests.benchmarks --page`. Everything runs in a terminal of 120 by 40; what stands under"
        " *compared* is the median of the ratios of paired runs where a reference is named, else the measurement"
        " itself. H is a bare Textual program of one line, S a Textual program of three panes with nothing but speed in"
        " it, U a bare list in urwid; they are in `tests/benchmarks/references`. Milliseconds depend on the machine,"
        " ratios hardly.\n\n"
    )
    told = ", ".join(f"{name} {value}" for name, value in about.items())
    rows = [HEADS, tuple("---" for _ in HEADS), *(_cells(line) for line in lines)]
    body = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    return f"{head}{told}.\n\n{body}\n"


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
