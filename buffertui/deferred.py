"""Modules that others import at a start though nothing uses them then: executed at their first use.

The TLS library and what only the command palette needs would take as long as everything that is drawn. Nothing changes
but the moment: a module is in its place from its import on, and becomes whole with the first name that is asked of it.
"""

from __future__ import annotations

import sys
from _thread import RLock
from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from typing import Any

NAMES = ("ssl", "asyncio.sslproto", "tokenize", "textwrap", "locale", "ipaddress", "mimetypes")
"""What asyncio, inspect, traceback, subprocess, urllib.parse and Textual import and do not use before the first key."""

LENDING = "textual.command"
"""The palette, and with it every widget that it is made of. Textual takes names out of it when it is imported."""

LENT = ("CommandListItem", "CommandPalette", "DiscoveryHit", "Hit", "Hits", "Provider", "SimpleProvider")
BORROWERS = ("textual.app", "textual.theme")

_lock = RLock()


class Lent:
    """Stands for a class of a module that is not executed yet, wherever one can do without the class itself."""

    def __init__(self, module: Deferred, name: str) -> None:
        self._module = module
        self._name = name
        self.meanwhile: type = type(name, (), {})
        """The base of those that derive from it before it is there."""

    def real(self) -> Any:
        """The class; its module is executed."""
        self._module.become()
        return self._module.__dict__[self._name]

    def __call__(self, *args: Any, **options: Any) -> Any:
        return self.real()(*args, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real(), name)

    def __instancecheck__(self, instance: object) -> bool:
        return isinstance(instance, self.real())

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[type, ...]:
        return (self.meanwhile,)


class Deferred(ModuleType):
    """A module that is executed when a name is asked of it that it does not have yet."""

    def __getattr__(self, name: str) -> Any:
        # What the import system asks of any module is answered without the module.
        if name in ("__path__", "__file__", "__cached__"):
            raise AttributeError(name)
        if self.__name__ == LENDING and name in LENT and _WAITING in self.__dict__:
            return self.__dict__[_LENT].setdefault(name, Lent(self, name))
        self.become()
        return ModuleType.__getattribute__(self, name)

    def become(self) -> None:
        """Execute the module, once."""
        with _lock:
            waiting = self.__dict__.pop(_WAITING, None)
            if waiting is None:
                return
            lent: dict[str, Lent] = self.__dict__.pop(_LENT)
            try:
                waiting.exec_module(self)
            except BaseException:
                self.__dict__.update({_WAITING: waiting, _LENT: lent})
                raise
            for name, one in lent.items():
                _put_back(one, self.__dict__[name])
            self.__class__ = ModuleType  # type: ignore[assignment]


def _put_back(lent: Lent, real: Any) -> None:
    """Let everybody who was lent a class have it, and those who derive from it be derived from it."""
    new: dict[object, Any] = {lent: real}
    heirs: list[type] = lent.meanwhile.__subclasses__()
    for heir in heirs:
        own = {key: value for key, value in heir.__dict__.items() if key not in ("__dict__", "__weakref__")}
        bases = tuple(real if base is lent.meanwhile else base for base in heir.__bases__)
        new[heir] = type(real)(heir.__name__, bases, own)
    for borrower in BORROWERS:
        names = sys.modules[borrower].__dict__ if borrower in sys.modules else {}
        for key, value in list(names.items()):
            if isinstance(value, Lent | type) and value in new:
                names[key] = new[value]


_WAITING, _LENT = "_buffertui_waiting", "_buffertui_lent"


class _Loader:
    """Makes a module and leaves it to its first use."""

    def __init__(self, real: Any) -> None:
        self._real = real

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return Deferred(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        assert module.__spec__ is not None
        module.__spec__.loader = module.__loader__ = self._real
        module.__dict__.update({_WAITING: self._real, _LENT: {}})


class _Finder:
    """Finds the modules as all others would, and defers them."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in NAMES and name != LENDING:
            return None
        for finder in sys.meta_path:
            if finder is not self and (spec := finder.find_spec(name, path, target)) is not None:
                if hasattr(spec.loader, "exec_module") and spec.submodule_search_locations is None:
                    spec.loader = _Loader(spec.loader)  # type: ignore[assignment]
                return spec
        return None


def defer() -> None:
    """From now on these modules are executed when they are first used, those that are not there yet."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


def load() -> None:
    """Execute what was deferred so far, so that no key waits for it; later imports are as usual."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, _Finder)]
    for name in (*NAMES, LENDING):
        module = sys.modules.get(name)
        if isinstance(module, Deferred):
            module.become()
