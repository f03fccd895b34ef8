"""The picture before the program: when it is shown, that it is whole, and that nothing in its file can do harm."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from binascii import crc32
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from buffertui import frame_file, splash
from buffertui.config.tokens import forget_token, store_token
from buffertui.core.state import Snapshot
from buffertui.domain.secret import Secret
from buffertui.kept_frame import KeptFrame, forget
from buffertui.paths import find_paths
from buffertui.ui.last_frame import Frame
from buffertui.ui.last_frame_rows import AGE, Row
from buffertui.ui.present import ago
from buffertui.ui.screens.main import LOWEST, NARROWEST, MainScreen

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no picture on Windows")

NOON = 1_000_000.0
DAY = 86_400.0
KEY = "a start"


def row(text: str, width: int) -> Row:
    return (("1;31", len(text), text), ("0", width - len(text), " " * (width - len(text))))


def frame(columns: int = 120, rows: int = 40) -> Frame:
    """A frame as the main screen makes it, in which every part names itself."""
    parts = {
        name: [row(f"{name} {number}", width) for number in range(height)]
        for _, _, width, height, name in frame_file.layout(columns, rows)
    }
    status: Row = (("0", 6, " as of"), ("2", 11, AGE), ("0", columns - 17, " " * (columns - 17)))
    parts["status"] = [status]
    parts.setdefault("sent", [row("sent 0", 20)])
    later = ((NOON + 3600, "pending", 2, row("Tomorrow came", 40)),)
    return Frame(Snapshot(), NOON, NOON + DAY, NOON - 60, (columns, rows), "0", parts, later)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of an account that has a store."""
    made = tmp_path / "accounts" / "default"
    made.mkdir(parents=True, mode=0o700)
    (made / "cache.db").write_bytes(b"lists")
    return made


@pytest.fixture
def kept(folder: Path) -> Path:
    """The file of a frame that was kept."""
    place = KeptFrame(folder, KEY)
    place.keep(frame(), place.state())
    return folder / splash.NAME


def found(file: Path, size: tuple[int, int] = (120, 40), *, key: str = KEY, now: float = NOON) -> bytes:
    return splash.find(key, str(file.parent.parent), *size, now)


def lines(picture: bytes) -> list[str]:
    """The text of each row of a picture."""
    rows = re.split(r"\x1b\[\d+;1H", picture.decode())[1:]
    return [re.sub(r"\x1b\[[0-9;]*m", "", text) for text in rows]


def test_it_is_shown_to_the_same_start_and_to_no_other(kept: Path) -> None:
    assert "pending 0" in lines(found(kept))[2]
    assert found(kept, key="another start") == b""


def test_it_is_not_shown_when_more_is_known_by_now(kept: Path) -> None:
    for name in ("cache.db", "cache.db-wal"):
        file = kept.parent / name
        before = file.read_bytes() if file.exists() else None
        file.write_bytes(b"newer lists")
        assert found(kept) == b""
        if before is None:
            file.unlink()
        else:
            place = KeptFrame(kept.parent, KEY)
            place.keep(frame(), place.state())
            assert found(kept)


def test_it_holds_from_when_it_was_made_until_its_days_are_over(kept: Path) -> None:
    assert found(kept, now=NOON + DAY - 1)
    assert found(kept, now=NOON + DAY) == b""
    assert found(kept, now=NOON - 1) == b""


def test_another_day_has_its_own_rows(kept: Path) -> None:
    assert not [line for line in lines(found(kept, now=NOON + 3599)) if "Tomorrow came" in line]
    assert "Tomorrow came" in lines(found(kept, now=NOON + 3600))[4]


def test_the_age_is_that_of_now_in_the_words_of_the_screen(kept: Path) -> None:
    assert "as of (1 min ago)" in lines(found(kept))[38]
    then = datetime(2026, 11, 23, tzinfo=UTC)
    for seconds in (0, 59, 60, 3599, 3600, 86_399, 86_400, 172_799, 172_800, 900_000):
        assert frame_file._ago(seconds) == f" ({ago(then, then + timedelta(seconds=seconds))})"


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (200, 50), (40, 10), (103, 30), (300, 90), (104, 29)], ids=str)
@pytest.mark.parametrize("kept_at", [(120, 40), (80, 24), (200, 50)], ids=str)
def test_every_row_fits_at_every_size(folder: Path, kept_at: tuple[int, int], size: tuple[int, int]) -> None:
    place = KeptFrame(folder, KEY)
    place.keep(frame(*kept_at), place.state())
    shown = lines(found(folder / splash.NAME, size))
    assert {len(line) for line in shown} == {size[0]}
    assert len(shown) == size[1]
    assert shown[0].startswith("title 0")
    assert shown[-2].startswith(" as of")
    assert shown[-1].startswith("footer 0")
    assert [line for line in shown if "profiles 0" in line and "pending 0" in line]


def test_where_the_live_screen_shows_no_lists_it_shows_none(kept: Path) -> None:
    assert frame_file.SMALLEST == (NARROWEST, LOWEST)
    assert found(kept, (NARROWEST - 1, 40)) == b""
    assert found(kept, (120, LOWEST - 1)) == b""


def test_it_turns_narrow_and_low_where_the_live_screen_does() -> None:
    assert (frame_file.NARROW, "-wide") in MainScreen.HORIZONTAL_BREAKPOINTS
    assert (frame_file.LOW, "-tall") in MainScreen.VERTICAL_BREAKPOINTS


def test_runs_fit_any_width() -> None:
    chance = Random(5)
    for _ in range(500):
        runs = [(0, len(text), text) for text in chance.choices(["word", "   ", "a", " " * 20, "·" * 3], k=6)]
        width = chance.randrange(0, 90)
        fitted = frame_file.fit(runs, width)
        assert sum(cells for _, cells, _ in fitted) == width == len("".join(text for _, _, text in fitted))


def test_the_gap_gives_way_first_and_a_cut_is_marked() -> None:
    runs = [(0, 13, "@northwind.te"), (0, 6, " " * 6), (0, 2, "12")]
    assert "".join(text for _, _, text in frame_file.fit(runs, 17)) == "@northwind.te  12"
    assert "".join(text for _, _, text in frame_file.fit(runs, 30)) == f"@northwind.te{' ' * 15}12"
    assert "".join(text for _, _, text in frame_file.fit(runs, 8)) == "@northw…"
    wide = [(0, 4, "新し")]
    assert "".join(text for _, _, text in frame_file.fit(wide, 3)) == "   "


def test_a_damaged_file_shows_nothing(kept: Path) -> None:
    whole = kept.read_bytes()
    chance = Random(7)
    for _ in range(200):
        at = chance.randrange(len(whole))
        kept.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :])
        assert found(kept) == b""
    for size in (0, 1, 30, len(whole) // 2, len(whole) - 1):
        kept.write_bytes(whole[:size])
        assert found(kept) == b""
    kept.write_bytes(whole)
    assert found(kept)


def sealed(text: str, name: str = frame_file.FORMAT) -> bytes:
    rest = text.encode()
    return f"{name} {crc32(rest):08x}\n".encode() + rest


def test_the_file_of_another_version_shows_nothing(kept: Path) -> None:
    text = kept.read_text(encoding="utf-8").partition("\n")[2]
    kept.write_bytes(sealed(text))
    assert found(kept)
    for name in ("buffertui frame 2", "buffertui frame 0", "something else 1"):
        kept.write_bytes(sealed(text, name))
        assert found(kept) == b""


@pytest.mark.parametrize(
    "instead", ["\x1b]52;c;aGk=\x07", "\x1b[2J", "\x9b2J", "a\rb", "\x07", "\u202etxt", "\u2028", "\x00\x00"], ids=ascii
)
def test_nothing_that_steers_a_terminal_is_written_even_if_the_file_is_whole(kept: Path, instead: str) -> None:
    text = kept.read_text(encoding="utf-8").partition("\n")[2]
    kept.write_bytes(sealed(text.replace("pending 0", instead)))
    assert found(kept) == b""


def test_neither_does_a_style(kept: Path) -> None:
    text = kept.read_text(encoding="utf-8").partition("\n")[2]
    assert " 1;31 " in f" {text.splitlines()[3]} "
    for codes in ("1m\x1b[2J", "31H", "?1049l", "1:31"):
        kept.write_bytes(sealed(text.replace("1;31", codes)))
        assert found(kept) == b""
    for style in ("-1", "99"):
        kept.write_bytes(sealed(text.replace("\t1,9,pending 0", f"\t{style},9,pending 0")))
        assert found(kept) == b""


def test_emoji_that_are_joined_are_shown(folder: Path) -> None:
    whole = frame()
    family = "👨\u200d👩\u200d👧"
    whole.parts["pending"][0] = (("0", 2, family), ("0", 43, " " * 43))
    place = KeptFrame(folder, KEY)
    place.keep(whole, place.state())
    assert family in lines(found(folder / splash.NAME))[2]


def test_a_file_that_is_not_its_owners_alone_is_not_read(kept: Path, tmp_path: Path) -> None:
    assert kept.stat().st_mode & 0o777 == 0o600
    kept.chmod(0o640)
    assert found(kept) == b""
    kept.chmod(0o600)
    elsewhere = tmp_path / "elsewhere"
    kept.rename(elsewhere)
    kept.symlink_to(elsewhere)
    assert found(kept) == b""
    kept.unlink()
    os.mkfifo(kept, 0o600)
    assert found(kept) == b""


def test_a_link_in_its_place_is_replaced_and_a_disk_that_refuses_costs_only_the_picture(
    folder: Path, tmp_path: Path
) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (folder / splash.NAME).symlink_to(victim)
    place = KeptFrame(folder, KEY)
    place.keep(frame(), place.state())
    assert victim.read_text() == "mine"
    assert found(folder / splash.NAME)
    assert sorted(entry.name for entry in folder.iterdir()) == ["cache.db", splash.NAME]
    KeptFrame(tmp_path / "no such folder", KEY).keep(frame(), "")
    bad = replace(frame(), parts={"title": [(("0", 1, "\ud800"),)]})
    place.keep(bad, place.state())
    assert found(folder / splash.NAME)


def test_it_can_be_forgotten(kept: Path) -> None:
    forget(kept.parent.parent.parent)
    assert not kept.exists()


@pytest.mark.parametrize(
    "environ",
    [
        {"HOME": "/somewhere/anna"},
        {"HOME": "/somewhere/anna", "XDG_DATA_HOME": "/data", "XDG_CONFIG_HOME": "/settings/"},
        {"HOME": "/somewhere/anna", "XDG_DATA_HOME": "relative", "XDG_CONFIG_HOME": ""},
    ],
    ids=str,
)
def test_it_looks_where_everything_else_looks(environ: dict[str, str]) -> None:
    paths = find_paths(environ, platform="linux")
    assert splash.data_dir(environ, "linux") == str(paths.data_dir)
    assert ascii(str(paths.config_file))[1:-1] in splash.key_of([], environ)


def test_it_looks_there_on_a_mac_too() -> None:
    from platformdirs.macos import MacOS

    environ = {"HOME": str(Path.home())}
    assert splash.data_dir(environ, "darwin") == MacOS("buffertui", appauthor=False).user_data_dir


def test_without_a_home_there_is_none() -> None:
    assert splash.key_of([], {}) == ""
    assert splash.key_of([], {"HOME": "relative"}) == ""


@pytest.mark.parametrize(
    "words",
    [
        ["--demo"], ["login"], ["logout"], ["doctor"], ["sandbox"], ["--help"], ["--version"], ["--accoun", "a"],
        ["-x"], ["--config"], ["--config="],
        ["--config", "--read-only"], ["--read-only=1"], ["--account", "a", "doctor"], [""],
    ],
    ids=str,
)
def test_other_commands_and_mistakes_have_none(words: list[str]) -> None:
    assert splash.key_of(words, os.environ) == ""


def test_whatever_changes_what_a_start_shows_changes_its_key(fixed_world: Path, tmp_path: Path) -> None:
    paths = find_paths()
    seen = {splash.key_of([], os.environ)}

    def differs(*words: str, **more: str) -> None:
        key = splash.key_of(words, {**os.environ, **more})
        assert key
        assert key not in seen
        assert "\n" not in key
        seen.add(key)

    differs("--read-only")
    differs("--account", "studio")
    differs("--account=studio")
    differs("--config", str(tmp_path / "one.toml"))
    for name in ("TERM", "COLORTERM", "NO_COLOR", "LANG", "TMUX", "TEXTUAL_COLOR_SYSTEM", "BUFFER_ACCESS_TOKEN"):
        differs(**{name: "new"})
    store_token(paths.data_dir, "default", Secret("1/abc"))
    differs()
    forget_token(paths.data_dir, "default")
    differs()
    paths.config_file.parent.mkdir(parents=True)
    paths.config_file.write_text("[ui]\n")
    differs()
    paths.config_file.write_text('[ui]\ntheme = "buffertui-light"\n')
    differs()


def test_a_file_of_the_same_name_elsewhere_is_another_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = set()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        keys.add(splash.key_of(["--config", "mine.toml"], os.environ))
    assert len(keys) == 2


def test_the_key_holds_no_token() -> None:
    assert "1/secret" not in splash.key_of([], {**os.environ, "BUFFER_ACCESS_TOKEN": "1/secret"})


def test_hardly_anything_is_imported_before_it() -> None:
    asked = "import sys; before = {*sys.modules}; import buffertui.cli; from buffertui import splash;" \
            "splash.show([], 0.0); print(*sorted({*sys.modules} - before))"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True, text=True).stdout.split()
    own = {"buffertui", "buffertui.cli", "buffertui.splash", "buffertui.frame_file"}
    assert {*told} <= own | {"__future__", "binascii", "gc", "time", "termios", "_signal"}


def test_where_there_is_no_terminal_nothing_is_shown(kept: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", "from buffertui import splash; print(splash.show([], 0.0).shown)"],
        capture_output=True, check=True, stdin=subprocess.DEVNULL, text=True,
    )
    assert (told.stdout, told.stderr) == ("False\n", "")
