"""Modules of the standard library that others import at a start though nothing uses them then: loaded at first use.

The TLS library alone would take as long as everything that is drawn. Nothing changes but the moment: a module is in
its place from its import on, and becomes whole with the first name that is asked of it.
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

_lock = RLock()


class Deferred(ModuleType):
    """A module that is executed when a name is asked of it that it does not have yet."""

    def __getattr__(self, name: str) -> Any:
        # What the import system asks of any module is answered without the module.
        if name in ("__path__", "__file__", "__cached__"):
            raise AttributeError(name)
        with _lock:
            waiting = self.__dict__.pop(_WAITING, None)
            if waiting is not None:
                try:
                    waiting.exec_module(self)
                except BaseException:
                    self.__dict__[_WAITING] = waiting
                    raise
                self.__class__ = ModuleType  # type: ignore[assignment]
        return ModuleType.__getattribute__(self, name)


_WAITING = "_buffertui_waiting"


class _Loader:
    """Makes a module and leaves it to its first use."""

    def __init__(self, real: Any) -> None:
        self._real = real

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return Deferred(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        assert module.__spec__ is not None
        module.__spec__.loader = module.__loader__ = self._real
        module.__dict__[_WAITING] = self._real


class _Finder:
    """Finds the modules of ``NAMES`` as all others would, and defers them."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in NAMES:
            return None
        for finder in sys.meta_path:
            if finder is not self and (spec := finder.find_spec(name, path, target)) is not None:
                if hasattr(spec.loader, "exec_module") and spec.submodule_search_locations is None:
                    spec.loader = _Loader(spec.loader)  # type: ignore[assignment]
                return spec
        return None


def defer() -> None:
    """From now on the modules of ``NAMES`` are executed when they are first used, those that are not there yet."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())  # type: ignore[arg-type]


def load() -> None:
    """Execute what was deferred so far, so that no key waits for it; later imports are as usual."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, _Finder)]
    for name in NAMES:
        module = sys.modules.get(name)
        if isinstance(module, Deferred):
            getattr(module, "__all__", None)
