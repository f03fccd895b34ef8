"""The example configuration says what the settings model says."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

from buffertui.config.example import example
from buffertui.config.reading import read_settings
from buffertui.config.settings import AccountSettings, QueueSettings, ScreenSettings, Settings
from buffertui.core.commands import BY_ID

ROOT = Path(__file__).resolve().parents[2]


def test_the_file_at_the_root_is_current() -> None:
    written = (ROOT / "config.example.toml").read_text(encoding="utf-8")
    assert written == example(), "run: python -m buffertui.config.example > config.example.toml"


def test_the_module_prints_it() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "buffertui.config.example"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == example()


def test_as_it_stands_it_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(example(), encoding="utf-8")
    assert read_settings(file) == Settings()


def test_every_line_can_be_taken_into_use(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(re.sub(r'(?m)^#(?=[a-z\["])', "", example()), encoding="utf-8")
    settings = read_settings(file)
    assert settings.queue == QueueSettings()
    assert settings.ui == ScreenSettings()
    assert settings.default_account == "studio"
    assert settings.account("studio").base_url == "http://127.0.0.1:8765/1/"
    assert settings.account("studio").token_command == "pass show buffer"
    assert set(settings.keys) <= set(BY_ID)
    assert settings.keys


def test_every_setting_is_in_it() -> None:
    for model in (AccountSettings, QueueSettings, ScreenSettings):
        for one in fields(model):
            assert re.search(rf"(?m)^#{one.name} = ", example()), one.name
