"""An ``Input`` in which a letter is drawn and nothing is laid out anew."""

from __future__ import annotations

from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input


class StillInput(Input):
    """For lines whose width does not depend on what is typed: the base class lays the whole screen out for each letter,
    because the length of its value is another one."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False)
