"""Where files live: the XDG folders (or those of the system), each closed to other people."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Mapping
from pathlib import Path

from .domain.errors import ConfigError, StoreError
from .domain.records import dataclass

APP = "buffertui"
CONFIG_NAME = "config.toml"

_XDG = {
    "config": ("XDG_CONFIG_HOME", (".config",)),
    "data": ("XDG_DATA_HOME", (".local", "share")),
    "state": ("XDG_STATE_HOME", (".local", "state")),
    "cache": ("XDG_CACHE_HOME", (".cache",)),
}


@dataclass(frozen=True, slots=True)
class Paths:
    """The configuration file and three folders; none of them need exist.

    ``config_named`` is true when a person named the file (``--config``): it then has to exist.
    """

    config_file: Path
    data_dir: Path
    state_dir: Path
    cache_dir: Path
    config_named: bool = False

    def account_dir(self, account: str) -> Path:
        """The folder of what belongs to one account: its drafts and its outbox."""
        return self.data_dir / "accounts" / account


def find_paths(
    environ: Mapping[str, str] | None = None, *, config: str | None = None, platform: str = sys.platform
) -> Paths:
    """The places for this person on this machine; nothing is created. Raises ``ConfigError`` without a home folder.

    ``XDG_*_HOME`` counts everywhere when it is an absolute path; a relative value is ignored, as the XDG Base
    Directory Specification asks. Without it macOS and Windows have their own customs.
    """
    environ = os.environ if environ is None else environ
    folder = {kind: _folder(kind, environ, platform) for kind in _XDG}
    file = Path(config).expanduser().absolute() if config else folder["config"] / CONFIG_NAME
    return Paths(file, folder["data"], folder["state"], folder["cache"], config_named=bool(config))


def _folder(kind: str, environ: Mapping[str, str], platform: str) -> Path:
    variable, below_home = _XDG[kind]
    chosen = environ.get(variable, "")
    if chosen and Path(chosen).is_absolute():
        return Path(chosen) / APP
    if platform in ("darwin", "win32"):
        import platformdirs

        customs = platformdirs.PlatformDirs(APP, appauthor=False)
        return Path(getattr(customs, f"user_{kind}_dir"))
    return _home(environ).joinpath(*below_home, APP)


def _home(environ: Mapping[str, str]) -> Path:
    named = environ.get("HOME", "")
    if named and Path(named).is_absolute():
        return Path(named)
    try:
        return Path.home()
    except RuntimeError:
        raise ConfigError(
            "This machine does not say where your home folder is.", hint="Set HOME, or the XDG_*_HOME folders."
        ) from None


def private_folder(folder: Path) -> Path:
    """Make a folder (and those above it that are missing) with mode 0700, or close an open one of ours.

    Raises ``StoreError`` when that is impossible.
    """
    try:
        missing = [one for one in (folder, *folder.parents) if not one.exists()]
        for one in reversed(missing):
            one.mkdir(mode=0o700, exist_ok=True)
        if open_to_others(folder):
            folder.chmod(0o700)
    except OSError as error:
        raise StoreError(
            f"The folder {folder} cannot be used: {error.strerror or type(error).__name__}.",
            hint="Make it a folder that you can write to, or point the XDG_*_HOME variables elsewhere.",
        ) from error
    return folder


def open_to_others(path: Path) -> bool:
    """Whether other people of this machine may read or change it. Always false on Windows, which has no such bits."""
    return os.name == "posix" and bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
