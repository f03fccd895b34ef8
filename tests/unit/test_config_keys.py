"""The check of other keys against the commands that exist."""

from __future__ import annotations

from pathlib import Path

from buffertui.config.keys import check_keys, keys_of

COMMANDS = ("update.share", "update.delete", "update.up")
NAMES = {"x", "d", "S", "f5", "ctrl+x", "comma"}


def test_known_commands_and_keys_bring_no_complaint() -> None:
    assert check_keys({"update.share": "S", "update.delete": "d, f5 ,comma"}, COMMANDS, NAMES.__contains__) == ()


def test_a_misspelt_command_gets_the_nearest() -> None:
    (line,) = check_keys({"update.shar": "S"}, COMMANDS, NAMES.__contains__)
    assert line == "keys.update.shar is not a command. Did you mean update.share?"
    (line,) = check_keys({"share": "S"}, COMMANDS, NAMES.__contains__)
    assert "Did you mean update.share?" in line
    (line,) = check_keys({"zzz": "S"}, COMMANDS, NAMES.__contains__)
    assert "every command" in line


def test_a_key_that_does_not_exist_and_one_that_is_missing() -> None:
    first, second = check_keys({"update.delete": "d,\x1bhyper+x,"}, COMMANDS, NAMES.__contains__)
    assert "names a key that does not exist: '\\x1bhyper+x'" in first
    assert "names no key" in second


def test_file_and_line_are_named(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("[ui]\n[keys]\n'update.delete' = 'd'\nupdate.share = 'nokey'\n")
    (line,) = check_keys({"update.delete": "d", "update.share": "nokey"}, COMMANDS, NAMES.__contains__, file=file)
    assert line.startswith(f"{file}:4: keys.update.share names a key")


def test_a_file_that_is_gone_meanwhile_is_still_named(tmp_path: Path) -> None:
    (line,) = check_keys({"update.delete": "nokey"}, COMMANDS, NAMES.__contains__, file=tmp_path / "gone.toml")
    assert line.startswith(f"{tmp_path / 'gone.toml'}: keys.update.delete ")


def test_several_keys_in_one_setting() -> None:
    assert keys_of("d, delete") == ("d", "delete")
