"""Reading the configuration: what is accepted, and how each mistake is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from buffertui.config.reading import read_settings
from buffertui.config.settings import AccountSettings, Settings
from buffertui.domain.errors import ConfigError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def told(file: Path, text: str) -> list[str]:
    """The lines of the error that a text brings, without the file's name."""
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_settings(file)
    lines = caught.value.message.splitlines()
    assert all(line.startswith(f"{file}:") for line in lines)
    return [line.removeprefix(f"{file}:") for line in lines]


def test_without_a_file_everything_has_its_default(file: Path) -> None:
    settings = read_settings(file)
    assert settings == Settings()
    assert (settings.queue.undo_seconds, settings.queue.refresh_seconds) == (8, 60)
    assert settings.ui.theme == "buffertui-dark"
    assert settings.account("whoever").address == "https://api.bufferapp.com/1/"


def test_a_named_file_has_to_exist(file: Path) -> None:
    with pytest.raises(ConfigError, match="no configuration file"):
        read_settings(file, named=True)


def test_a_whole_file(file: Path) -> None:
    file.write_text(
        """
        default_account = "studio"
        [accounts.studio]
        token_command = "pass show 'buffer studio'"
        [accounts.local]
        api = "graphql"
        base_url = "http://127.0.0.1:8765/1/"
        token_command = ["secret-tool", "lookup", "service", "buffer"]
        timezone = "Europe/Lisbon"
        [queue]
        undo_seconds = 0
        refresh_seconds = 12.5
        [ui]
        theme = "nord"
        icons = "letters"
        [keys]
        "update.share" = "S,f5"
        update.delete = "D"
        """
    )
    settings = read_settings(file)
    assert settings.choose_account() == "studio"
    assert settings.account("local") == AccountSettings(
        api="graphql", base_url="http://127.0.0.1:8765/1/", timezone="Europe/Lisbon",
        token_command=("secret-tool", "lookup", "service", "buffer"),
    )
    assert (settings.queue.undo_seconds, settings.queue.refresh_seconds) == (0, 12.5)
    assert (settings.ui.theme, settings.ui.icons) == ("nord", "letters")
    assert settings.keys == {"update.share": "S,f5", "update.delete": "D"}


def test_a_misspelt_key_names_place_and_nearest(file: Path) -> None:
    assert told(file, "[queue]\nrefresh_seconds = 60\nundo_second = 3\n") == [
        "3: queue.undo_second is not a setting. Did you mean undo_seconds?"
    ]


def test_a_misspelt_table(file: Path) -> None:
    assert told(file, "\n[account.studio]\napi = 'v1'\n") == ["2: account is not a setting. Did you mean accounts?"]


def test_a_setting_in_the_wrong_table(file: Path) -> None:
    assert told(file, "undo_seconds = 3\n") == ["1: undo_seconds is not a setting here: it belongs under [queue]."]


def test_a_name_far_from_all_others_lists_them(file: Path) -> None:
    assert told(file, "[ui]\nzzz = 1\n") == ["2: ui.zzz is not a setting. Known here: theme, icons, emoji."]


def test_several_mistakes_are_told_together_in_the_order_of_the_file(file: Path) -> None:
    text = "\n".join((
        "default_account = 2026-11-23",
        "[ui]",
        "theme = ['nord']",
        "icons = 'none'",
        "[queue]",
        "undo_seconds = '8'",
        "[accounts.studio]",
        "token_command = 3",
        "[accounts.local]",
        "token_shell = 1",
        "[keys]",
        "update.delete = 1",
    ))
    assert told(file, text) == [
        "1: default_account must be a text in quotation marks, but is a date or time.",
        "3: ui.theme must be a text in quotation marks, but is a list.",
        '4: ui.icons must be "auto" or "letters", but is "none".',
        '6: queue.undo_seconds must be a number, but is "8".',
        "8: accounts.studio.token_command must be a text in quotation marks, or a list of them.",
        "10: accounts.local.token_shell must be true or false, but is 1.",
        "12: keys.update.delete must be a text in quotation marks, but is 1.",
    ]


@pytest.mark.parametrize("table", ["queue = 1", "accounts = []", "accounts.studio = 'x'", "keys = 2026-01-01"])
def test_a_table_that_is_none(file: Path, table: str) -> None:
    (line,) = told(file, table)
    assert "must be a table, but is" in line


@pytest.mark.parametrize("value", ["-1", "120.5", "nan", "inf", "true", "[]", "10" * 200])
def test_undo_seconds_out_of_bounds(file: Path, value: str) -> None:
    (line,) = told(file, f"queue.undo_seconds = {value}")
    assert line.startswith("1: queue.undo_seconds must be ")


@pytest.mark.parametrize("value", ["9.9", "-60", "1"])
def test_refresh_below_ten_seconds_is_refused_but_zero_is_never(file: Path, value: str) -> None:
    (line,) = told(file, f"[queue]\nrefresh_seconds = {value}")
    assert "must be 0 (never), or from 10" in line
    file.write_text("[queue]\nrefresh_seconds = 0")
    assert read_settings(file).queue.refresh_seconds == 0


@pytest.mark.parametrize(
    "address",
    ["http://example.org/1/", "ftp://example.org/", "example.org", "https:///1/", "https://user:pw@example.org/1/",
     "http://localhost.example.org/", "http://127.0.0.1.example.org/", "https://example.org/1/?access_token=x",
     "https://example.org:x/", "https://exam ple.org/", "http://10.0.0.1/1/", "http://[::2]/", "https://[x/"],
)
def test_an_address_that_would_carry_the_token_in_the_clear_or_away(file: Path, address: str) -> None:
    (line,) = told(file, f"[accounts.studio]\nbase_url = '{address}'")
    assert line.startswith("2: accounts.studio.base_url ")
    assert address not in line


@pytest.mark.parametrize(
    "address", ["https://example.org/1/", "http://localhost:8765/1", "http://127.0.0.2:1/1/", "http://[::1]:8765/1/"]
)
def test_https_and_this_machine_are_fine(file: Path, address: str) -> None:
    file.write_text(f"[accounts.studio]\nbase_url = '{address}'")
    assert read_settings(file).account("studio").base_url == address


def test_a_token_in_the_configuration_is_refused_and_not_repeated(file: Path) -> None:
    (line,) = told(file, "[accounts.studio]\naccess_token = '1/0123456789abcdef0123456789abcdef'")
    assert "buffertui login" in line
    assert "0123456789abcdef" not in line


@pytest.mark.parametrize("name", ["../studio", "", "a b", ".hidden", "a/b", "x" * 65, "ä"])
def test_an_account_name_that_could_be_no_file(file: Path, name: str) -> None:
    (line,) = told(file, f'[accounts."{name}"]\n')
    assert line.startswith("1: accounts.")
    assert "must be letters, digits" in line


def test_a_command_whose_quotes_stay_open(file: Path) -> None:
    (line,) = told(file, "[accounts.studio]\ntoken_command = \"pass show 'x\"")
    assert line == "2: accounts.studio.token_command has a quotation mark that is not closed."


def test_a_shell_wants_one_text(file: Path) -> None:
    (line,) = told(file, "[accounts.studio]\ntoken_shell = true\ntoken_command = ['pass', 'x']")
    assert line == "2: accounts.studio.token_shell needs token_command as one text, not as a list."


def test_a_zone_that_nobody_knows(file: Path) -> None:
    for zone in ("Europe/Nowhere", "../etc/passwd", "/etc/localtime", "Europe"):
        (line,) = told(file, f"[accounts.studio]\ntimezone = '{zone}'")
        assert "is not a time zone" in line


@pytest.mark.parametrize(
    ("text", "place"), [("[queue\n", "1:7"), ("a = 1\nb = \n", "2:5"), ("x = 1\n\ny = [1,\n", "4:1"), ("x = 'a", "1:7")]
)
def test_broken_toml_gives_line_and_column(file: Path, text: str, place: str) -> None:
    (line,) = told(file, text)
    assert line.startswith(f"{place}: this is not valid TOML: ")


def test_lists_without_end_are_no_crash(file: Path) -> None:
    (line,) = told(file, f"x = {'[' * 100_000}")
    assert "not a configuration" in line or "not valid TOML" in line


def test_what_is_not_utf_8_names_the_line(file: Path) -> None:
    file.write_bytes(b"[ui]\n# caf\xe9\n")
    with pytest.raises(ConfigError, match=r":2: this is not UTF-8"):
        read_settings(file)


def test_a_byte_order_mark_and_windows_lines_are_borne(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf[ui]\r\ntheme = 'nord'\r\n")
    assert read_settings(file).ui.theme == "nord"


def test_a_folder_or_a_huge_file_is_no_configuration(file: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_settings(file.parent)
    file.write_bytes(b"#" * 1_000_001)
    with pytest.raises(ConfigError, match="too big"):
        read_settings(file)


def test_the_line_is_right_around_texts_of_several_lines(file: Path) -> None:
    text = '[ui]\ntheme = """\n[queue]\nthem = 1\n"""\nthem = "x"\n'
    assert told(file, text) == ["6: ui.them is not a setting. Did you mean theme?"]


def test_choosing_an_account() -> None:
    settings = Settings(accounts={"studio": AccountSettings(), "shop": AccountSettings()})
    assert settings.choose_account() == "studio"
    assert settings.choose_account("shop") == "shop"
    assert settings.choose_account("kept", ("kept",)) == "kept"
    assert settings.known_accounts(("zoo", "kept", "shop")) == ("studio", "shop", "kept", "zoo")
    assert Settings().choose_account() == "default"
    assert Settings().choose_account(stored=("kept",)) == "kept"


def test_an_account_that_nobody_knows() -> None:
    settings = Settings(accounts={"studio": AccountSettings()})
    with pytest.raises(ConfigError, match=r"no account named studoi.*Did you mean studio\?"):
        settings.choose_account("studoi")
    assert settings.choose_account("studoi", new=True) == "studoi"
    with pytest.raises(ConfigError, match="cannot be the name"):
        settings.choose_account("../studio", new=True)
    with pytest.raises(ConfigError, match="default_account is gone"):
        Settings(default_account="gone").choose_account()


def test_without_a_file_nothing_heavy_is_imported(file: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from buffertui.config.reading import read_settings;"
        f"read_settings(Path({str(file)!r}));"
        "heavy = ('pydantic', 'pydantic_core', 'textual', 'httpx', 'asyncio', 'tomli_w');"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
