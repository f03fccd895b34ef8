"""What is left behind when the program stops by a mistake of its own: a file without texts and tokens, and one line."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from . import __version__
from .domain.errors import BuffertuiError, StoreError
from .domain.ports import Clock
from .log import named, redact, safe_traceback
from .paths import private_folder

_KEPT = 10
"""Reports in the folder; older ones go."""

_PACKAGES = ("textual", "rich", "httpx", "pydantic", "h11")


def report(error: BaseException, state_dir: Path | None, *, clock: Clock | None = None) -> Path | None:
    """Write a crash report of mode 0600 and return its file; ``None`` without a folder or when the disk refuses.

    It holds no local variables, no token, and no message of an error that is not the program's own, so that it can
    be shown to others. It never raises.
    """
    if state_dir is None:
        return None
    if clock is None:
        from .clock import SystemClock

        clock = SystemClock()
    now = clock.now()
    text = "\n".join((_facts(), f"time: {now.isoformat(timespec='seconds')}", "", safe_traceback(error), ""))
    try:
        folder = private_folder(state_dir)
        file = _written(folder, f"crash-{now:%Y%m%dT%H%M%S}", redact(text))
        _thin_out(folder)
    except (OSError, StoreError):
        return None
    return file


def summary(error: BaseException, file: Path | None) -> str:
    """One sentence or two for the terminal."""
    what = f"{error.message}" if isinstance(error, BuffertuiError) else f"{named(error)}."
    rest = f" What was saved is kept. A report without your texts and without your token: {file}" if file else ""
    return redact(f"buffertui stopped by a mistake of its own: {what}{rest}")


def _facts() -> str:
    import importlib.metadata
    import platform

    versions = [f"buffertui {__version__}", f"Python {platform.python_version()}"]
    for name in _PACKAGES:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            versions.append(f"{name} {importlib.metadata.version(name)}")
    terminal = f"TERM={os.environ.get('TERM', '')[:40]} COLORTERM={os.environ.get('COLORTERM', '')[:40]}"
    return f"{', '.join(versions)}\n{platform.system()} {platform.machine()}, {terminal}"


def _written(folder: Path, name: str, text: str) -> Path:
    for number in range(1, 100):
        file = folder / (f"{name}.txt" if number == 1 else f"{name}-{number}.txt")
        with contextlib.suppress(FileExistsError):
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as stream:
                stream.write(text)
            return file
    raise FileExistsError(name)


def _thin_out(folder: Path) -> None:
    reports = sorted(folder.glob("crash-*.txt"))
    for old in reports[:-_KEPT]:
        with contextlib.suppress(OSError):
            old.unlink()
