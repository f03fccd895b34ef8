"""Where files live, and that nobody else can look into the folders."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from buffertui.domain.errors import StoreError
from buffertui.paths import find_paths, private_folder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_without_xdg_everything_is_under_home(fixed_world: Path) -> None:
    paths = find_paths(platform="linux")
    assert paths.config_file == fixed_world / ".config/buffertui/config.toml"
    assert paths.data_dir == fixed_world / ".local/share/buffertui"
    assert paths.state_dir == fixed_world / ".local/state/buffertui"
    assert paths.cache_dir == fixed_world / ".cache/buffertui"
    assert not paths.config_named


def test_xdg_folders_are_honoured_on_every_system(tmp_path: Path) -> None:
    environ = {f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    for platform in ("linux", "darwin", "win32"):
        paths = find_paths(environ, platform=platform)
        assert paths.config_file == tmp_path / "CONFIG/buffertui/config.toml"
        assert (paths.data_dir, paths.state_dir, paths.cache_dir) == tuple(
            tmp_path / kind / "buffertui" for kind in ("DATA", "STATE", "CACHE")
        )


@pytest.mark.parametrize("value", ["", "relative/folder", "."])
def test_a_relative_xdg_folder_is_ignored(value: str, tmp_path: Path) -> None:
    paths = find_paths({"HOME": str(tmp_path), "XDG_DATA_HOME": value}, platform="linux")
    assert paths.data_dir == tmp_path / ".local/share/buffertui"


def test_finding_makes_nothing(fixed_world: Path) -> None:
    find_paths()
    assert list(fixed_world.iterdir()) == []


def test_a_named_configuration_replaces_only_the_file(
    fixed_world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    paths = find_paths(config="other.toml", platform="linux")
    assert paths.config_file == tmp_path / "other.toml"
    assert paths.config_named
    assert paths.data_dir == fixed_world / ".local/share/buffertui"
    assert find_paths(config="~/mine.toml").config_file == fixed_world / "mine.toml"


def test_every_folder_that_is_made_is_private(tmp_path: Path) -> None:
    folder = private_folder(tmp_path / "one" / "two")
    assert mode(folder) == mode(folder.parent) == 0o700


def test_an_open_folder_of_ours_is_closed_and_those_above_are_left(tmp_path: Path) -> None:
    (tmp_path / "one" / "two").mkdir(parents=True)
    (tmp_path / "one").chmod(0o755)
    (tmp_path / "one" / "two").chmod(0o755)
    assert mode(private_folder(tmp_path / "one" / "two")) == 0o700
    assert mode(tmp_path / "one") == 0o755


def test_a_file_in_the_way_is_a_plain_error(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("x")
    with pytest.raises(StoreError, match="cannot be used") as caught:
        private_folder(tmp_path / "one" / "two")
    assert "XDG" in caught.value.hint
