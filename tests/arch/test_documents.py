"""README, changelog, example configuration and pictures say what the program is now, and name nobody's machine."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import buffertui
from buffertui.cli import main
from buffertui.config.example import example
from buffertui.config.settings import AccountSettings, QueueSettings, ScreenSettings, Settings, names_of
from buffertui.core.commands import BY_ID, COMMANDS, Scope
from buffertui.ui.present import key_name
from screenshots.make import HERE, PICTURES, Picture, draw, hosts, made_with, recorded, texts

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
BEGIN, END = re.compile(r"<!-- keys: begin[^>]*-->\n"), "<!-- keys: end -->"

PLACES: Mapping[Scope, str] = {
    Scope.LIST: "In a list", Scope.MAIN: "On the main screen", Scope.COMPOSE: "While composing",
}

MACHINE = ("/" + "work/", "/" + "tmp/venv", "/" + "root/", "/" + "home/")
REGISTRIES = ("pypi" + ".org", "pythonhos" + "ted.org", "npmjs" + ".com", "crates" + ".io", "proxy.golang" + ".org",
              "cdnjs" + ".cloudflare", "fonts.google" + "apis", "img.shields" + ".io")


def readme() -> str:
    return README.read_text(encoding="utf-8")


def key_table() -> str:
    """The table of the README: keys as people write them, the command's name, and what it does."""
    rows = ["| Key | Command | What it does |", "|---|---|---|"]
    for scope in Scope:
        commands = [command for command in COMMANDS if command.scope is scope]
        if commands:
            rows.append(f"| **{PLACES.get(scope, f'In the {scope.value}')}** | | |")
        for command in commands:
            keys = " ".join(f"`{key_name(key)}`" for key in command.keys) or "(palette)"
            rows.append(f"| {keys} | `{command.id}` | {command.help} |")
    return "\n".join(rows) + "\n"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", readme(), re.DOTALL)


def commands() -> Iterator[list[str]]:
    """Every call of buffertui that the README shows, split into words."""
    shown = "\n".join(blocks("sh")) + "\n" + "\n".join(re.findall(r"`([^`\n]+)`", readme()))
    for line in shown.splitlines():
        for part in re.split(r"&&|\|", line.partition("  #")[0]):
            words = shlex.split(part, comments=True) if part.count("'") % 2 == 0 else []
            if words and words[0].rpartition("/")[2] == "buffertui" and len(words) > 1:
                yield words[1:]


def tracked() -> list[Path]:
    """The files of the project: those that git keeps, or all in a copy without git."""
    try:
        asked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
        names = asked.stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):
        names = [str(file.relative_to(ROOT)) for room in ("buffertui", "tests", "screenshots") for file in
                 (ROOT / room).rglob("*.*")]
    files = [ROOT / name for name in names if name]
    return [file for file in files if file.is_file() and "__pycache__" not in file.parts]


def test_the_table_of_keys_is_the_registry() -> None:
    text = readme()
    begin, end = BEGIN.search(text), text.index(END)
    assert begin is not None
    if os.environ.get("UPDATE_GOLDEN"):
        README.write_text(text[: begin.end()] + key_table() + text[end:], encoding="utf-8")
        text = readme()
        end = text.index(END)
    assert text[begin.end() : end] == key_table(), "UPDATE_GOLDEN=1 pytest tests/arch/test_documents.py writes it anew"


def test_every_command_that_the_readme_shows_is_understood(capsys: pytest.CaptureFixture[str]) -> None:
    found = list(commands())
    assert {words[0] for words in found} >= {"--demo", "login", "logout", "doctor", "sandbox"}
    for words in found:
        assert main([*words, "--help"]) == 0, words
    capsys.readouterr()


def test_the_first_screenful_shows_a_picture_the_date_and_both_first_commands() -> None:
    first = "\n".join(readme().splitlines()[:34])
    said = ("screenshots/main.svg", "2027-02-01", "GraphQL", "buffertui migrate", "--demo", "'.[test]'", "pytest")
    for needed in said:
        assert needed in first, needed


def test_every_file_and_heading_that_the_documents_link_to_exists() -> None:
    for document in (README, ROOT / "CHANGELOG.md"):
        text = document.read_text(encoding="utf-8")
        headings = {re.sub(r"[^\w\- ]", "", line.lstrip("# ").lower()).replace(" ", "-") for line in text.splitlines()
                    if line.startswith("#")}
        for target in re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", text):
            link = target[0] or target[1]
            assert "://" not in link, f"{document.name} links to a host: {link}"
            if link.startswith("#"):
                assert link[1:] in headings, link
            else:
                assert (ROOT / link).is_file(), link


def test_the_settings_that_the_readme_shows_exist() -> None:
    for block in blocks("toml"):
        shown = tomllib.loads(block)
        assert {*shown} <= {*names_of(Settings)}
        assert {*shown.get("queue", {})} <= {*names_of(QueueSettings)}
        assert {*shown.get("ui", {})} <= {*names_of(ScreenSettings)}
        assert {*shown.get("keys", {})} <= {*BY_ID}
        for account in shown.get("accounts", {}).values():
            assert {*account} <= {*names_of(AccountSettings)}


def test_the_example_configuration_is_the_model() -> None:
    assert (ROOT / "config.example.toml").read_text(encoding="utf-8") == example()


def test_the_changelog_names_the_version_of_the_package() -> None:
    told = re.findall(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert told[0] == declared == buffertui.__version__


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = []
    for file in tracked():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{file.relative_to(ROOT)}: {name}" for name in (*MACHINE, *REGISTRIES) if name in text]
    assert not found


@pytest.mark.parametrize("picture", PICTURES, ids=[picture.name for picture in PICTURES])
async def test_the_pictures_show_what_the_program_shows(picture: Picture) -> None:
    svg = (HERE / f"{picture.name}.svg").read_text(encoding="utf-8")
    assert list(hosts(svg)) == []
    if recorded(svg) != made_with():
        pytest.skip(f"the picture was made with textual and rich {recorded(svg)}; here they are {made_with()}")
    assert texts(svg) == texts(await draw(picture)), "python -m screenshots.make draws them anew"


async def test_the_same_picture_is_drawn_twice() -> None:
    assert await draw(PICTURES[0]) == await draw(PICTURES[0])
