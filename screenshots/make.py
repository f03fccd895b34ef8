"""Makes the pictures of the README from the demo, on a clock that stands still: ``python -m screenshots.make``.

Run it from the folder of the project, in an environment with the extra ``test``. The same program makes the same files,
byte for byte; they name no host, and the fonts are those of whoever looks at them.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from importlib.metadata import version
from pathlib import Path

from textual.widgets import Input, TextArea

from buffertui.ui.cells import width_of
from tests.support.scenes import SCENES
from tests.support.screen import HUGE, WIDE, Person, opened

HERE = Path(__file__).parent

CELL = 12.2
"""Width of one cell in a picture, as Rich lays them out."""

FONTS = "Fira Code, Cascadia Code, DejaVu Sans Mono, Menlo, Consolas"
"""Fonts of the machine that shows a picture, the first one that it has."""

_FONT_FACE = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)
_CREDIT = re.compile(r"\s*<!-- Generated with Rich .*?-->")
_ADDRESS = re.compile(r"https?://(?!www\.w3\.org/)")
_LENGTH = re.compile(r'textLength="[\d.]+"([^>]*)>(.*?)</text>', re.DOTALL)
_TEXT = re.compile(r"<text[^>]*>(.*?)</text>", re.DOTALL)
_ROW = re.compile(r'<text[^>]* y="([\d.]+)"[^>]*>(.*?)</text>', re.DOTALL)
_MADE = re.compile(r"<!-- textual ([\w.]+), rich ([\w.]+) -->")


@dataclass(frozen=True, slots=True)
class Picture:
    """One file: which scene, at which size, in which theme, and what it shows."""

    name: str
    scene: str
    title: str
    size: tuple[int, int] = WIDE
    theme: str = "buffertui-dark"


PICTURES = (
    Picture("main", "main", "The main screen"),
    Picture("main-wide", "main", "The main screen in a large terminal", HUGE),
    Picture("compose", "compose", "One post for three networks, too long for one of them"),
    Picture("detail", "detail", "One update whole, with its statistics"),
    Picture("throttled", "throttled", "Buffer has shut the door; what waits goes out by itself"),
    Picture("palette", "palette", "Every command by its name"),
    Picture("light", "main", "The light theme", theme="buffertui-light"),
)


def made_with() -> tuple[str, str]:
    """The versions of Textual and Rich here; others may draw the same screen with other elements."""
    return version("textual"), version("rich")


async def draw(picture: Picture) -> str:
    """The picture as SVG."""
    scene = SCENES[picture.scene]
    async with opened(
        picture.size, world=scene.world, prepare=scene.prepare, theme=picture.theme, api=scene.api
    ) as person:
        await scene.act(person)
        await hold_still(person)
        return finished(person.app.export_screenshot(title=f"buffertui --demo · {picture.title}"))


async def hold_still(person: Person) -> None:
    """Stop what blinks, at its visible end."""
    for field in (*person.app.screen.query(TextArea), *person.app.screen.query(Input)):
        field.cursor_blink = False
    await person.settle()


def finished(svg: str) -> str:
    """The picture without the fonts that it would fetch, in whole cells, and with a note of what it was made with."""
    svg = _CREDIT.sub("", _FONT_FACE.sub("", svg)).replace("Fira Code", FONTS)
    svg = _LENGTH.sub(_in_cells, svg)
    textual, rich = made_with()
    return f"{svg.rstrip()}\n<!-- textual {textual}, rich {rich} -->\n"


def _in_cells(text: re.Match[str]) -> str:
    """Rich gives every character one cell; wide ones and emoji have two, and joined ones fewer than they have parts."""
    width = width_of(unescape(text[2]).replace("\xa0", " ")) * CELL
    return f'textLength="{width:.4g}"{text[1]}>{text[2]}</text>'


def texts(svg: str) -> list[str]:
    """What is written in a picture, row by row, without blanks at the ends; colours and places do not count."""
    rows: dict[float, list[str]] = {}
    for y, text in _ROW.findall(svg):
        rows.setdefault(float(y), []).append(unescape(text).replace("\xa0", " "))
    return ["".join(rows[y]).strip() for y in sorted(rows)]


def recorded(svg: str) -> tuple[str, str]:
    """The versions of Textual and Rich that a picture was made with."""
    found = _MADE.search(svg)
    return (found[1], found[2]) if found else ("", "")


def hosts(svg: str) -> Iterator[str]:
    """Addresses that a viewer of the picture would fetch; there must be none."""
    markup = _TEXT.sub("", svg)
    return (match[0] for match in _ADDRESS.finditer(markup))


def prepare() -> None:
    """What the pictures may not depend on: this machine's zone, colours and habits."""
    for name in [name for name in os.environ if name.startswith(("TEXTUAL", "BUFFER"))] + ["NO_COLOR"]:
        os.environ.pop(name, None)
    os.environ["TEXTUAL_ANIMATIONS"] = "none"


async def main() -> None:
    """Write every picture."""
    for picture in PICTURES:
        (HERE / f"{picture.name}.svg").write_text(await draw(picture), encoding="utf-8")
        sys.stdout.write(f"{picture.name}.svg\n")


if __name__ == "__main__":
    prepare()
    asyncio.run(main())
