"""Sentences that a studio would write, put together by chance from the word lists of the agency."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

_BLANK = re.compile(r"\{(\w+)\}")
_TAGS = ("#risograph", "#print", "#letterpress", "#印刷", "#Werkstatt", "#taller", "#друк", "#design")
_EMOJI = ("🎉", "💛", "🖨️", "👩🏽‍🎨", "🌊", "👨‍👩‍👧", "🇯🇵", "☕️", "✂️", "🐈‍⬛", "🧡", "📦")


@lru_cache(maxsize=1)
def agency() -> Mapping[str, Any]:
    """The house example as it is written in ``agency.toml``."""
    found: dict[str, Any] = tomllib.loads(files(__package__).joinpath("agency.toml").read_text("utf-8"))
    return found


def sentence(chance: random.Random) -> str:
    """One post about a piece of work, in one of several languages."""
    history = agency()["history"]
    spoken = history["languages"]
    language = spoken[chance.choices(list(spoken), [each["share"] for each in spoken.values()])[0]]

    def fill(blank: re.Match[str]) -> str:
        if blank[1] == "number":
            return str(chance.randrange(2, 900))
        return str(chance.choice(language.get(blank[1]) or history[blank[1]]))

    text = _BLANK.sub(fill, chance.choice(language["texts"]))
    return text[0].upper() + text[1:]


def passage(chance: random.Random) -> str:
    """A post of 1 to 12 lines, most of them short, with tags and emoji here and there."""
    lines = [sentence(chance) for _ in range(chance.choice((1, 1, 1, 1, 2, 2, 3, 4, 6, 10)))]
    if chance.random() < 0.3:
        lines[-1] += " " + chance.choice(_EMOJI)
    if chance.random() < 0.25:
        lines += ["", " ".join(chance.sample(_TAGS, 3))]
    return "\n".join(lines)
