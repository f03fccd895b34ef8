"""The example configuration, written from the settings model: ``python -m buffertui.config.example`` prints it."""

from __future__ import annotations

import dataclasses
import sys
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

import tomli_w

from .settings import AccountSettings, QueueSettings, ScreenSettings, Settings

_OPENING = (
    "The configuration of buffertui: ~/.config/buffertui/config.toml, or the file after --config.",
    "Every setting is written out here; a line that begins with # and a name shows a default or an example."
    " Take the # away to change it. A name that is not known is an error, so that a slip of the pen is not silent.",
    "A token has no place in this file: `buffertui login` keeps it elsewhere.",
)


def example() -> str:
    """The text of ``config.example.toml``."""
    tables = (
        ("accounts.studio", AccountSettings, _about(Settings, "accounts"), True),
        ("queue", QueueSettings, f"{QueueSettings.__doc__}", False),
        ("ui", ScreenSettings, f"{ScreenSettings.__doc__}", False),
    )
    blocks = ["\n".join(line for part in _OPENING for line in _prose(part)), *_settings(Settings)]
    for name, model, about, chosen in tables:
        blocks.append("\n".join((*_prose(about), f"#[{name}]" if chosen else f"[{name}]")))
        blocks += _settings(model)
    keys = _field(Settings, "keys").metadata["example"]
    blocks.append("\n".join((*_prose(_about(Settings, "keys")), "[keys]")))
    blocks.append("\n".join(_line(command, key) for command, key in keys.items()))
    return "\n\n".join(blocks) + "\n"


def _settings(model: type) -> Iterator[str]:
    for one in dataclasses.fields(model):
        if one.default is not dataclasses.MISSING:
            shown = one.default if one.metadata["example"] is None else one.metadata["example"]
            yield "\n".join((*_prose(one.metadata["about"]), _line(one.name, shown)))


def _line(name: str, value: Any) -> str:
    return f"#{tomli_w.dumps({name: value}).strip()}"


def _prose(text: str) -> list[str]:
    return textwrap.wrap(text, width=100, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)


def _field(model: type, name: str) -> Any:
    return next(one for one in dataclasses.fields(model) if one.name == name)


def _about(model: type, name: str) -> str:
    meta: Mapping[str, Any] = _field(model, name).metadata
    return str(meta["about"])


if __name__ == "__main__":
    sys.stdout.write(example())
