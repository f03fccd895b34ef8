"""The command line: what is refused before the screen, exit codes, and sentences instead of tracebacks."""

from __future__ import annotations

import gc
import io
import logging
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import buffertui
from buffertui import cli, log, terminal
from buffertui.domain.errors import BuffertuiError, ConfigError, StoreError
from buffertui.paths import Paths

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "1/0123456789abcdef0123456789abcdef"


class Tty(io.StringIO):
    """A terminal that keeps what is written to it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def no_log_left() -> Iterator[None]:
    yield
    log.stop_log()


@pytest.fixture
def boot(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """Stands in for the wiring; each of its functions notes its arguments in ``calls`` and returns 0."""
    fake = types.ModuleType("buffertui.boot")
    calls: list[tuple[Any, ...]] = []

    def noting(name: str) -> Any:
        def call(*args: object, **named: object) -> int:
            calls.append((name, args, named))
            return 0

        return call

    for name in ("run_live", "run_demo", "run_sandbox"):
        setattr(fake, name, noting(name))
    fake.calls = calls  # type: ignore[attr-defined]  # a module takes any attribute
    monkeypatch.setitem(sys.modules, "buffertui.boot", fake)
    monkeypatch.setattr(buffertui, "boot", fake, raising=False)
    return fake


class Screen:
    """A terminal to start the program in; ``text`` is what came out on stderr there."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.text = ""
        self._monkeypatch = monkeypatch
        monkeypatch.setenv("TERM", "xterm-256color")

    def run(self, *argv: str, **instead: io.StringIO | None) -> int:
        """The exit code with all three streams terminals, but for those that are given another stream."""
        with self._monkeypatch.context() as patch:
            streams = {"stdin": Tty(), "stdout": Tty(), "stderr": Tty(), **instead}
            for name, stream in streams.items():
                patch.setattr(sys, name, stream)
            code = cli.main(argv)
        err = streams["stderr"]
        self.text = err.getvalue() if err is not None else ""
        return code


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    return Screen(monkeypatch)


def raising(boot: types.ModuleType, error: BaseException) -> None:
    def call(**named: object) -> int:
        raise error

    boot.run_demo = call  # type: ignore[attr-defined]  # as above


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_and_version_import_nothing_heavy(argument: str) -> None:
    code = (
        "import sys; from buffertui.cli import main; code = main([sys.argv[1]]);"
        "heavy = ('textual', 'rich', 'pydantic', 'httpx', 'h11', 'asyncio', 'platformdirs', 'sqlite3');"
        "print([name for name in heavy if name in sys.modules], code, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, argument], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stderr.strip() == "[] 0"
    assert "buffertui" in done.stdout


def test_the_module_can_be_run_and_says_its_version() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "buffertui", "--version"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == f"buffertui {buffertui.__version__}\n"


def test_help_names_every_command_and_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0
    text = capsys.readouterr().out
    for word in ("login", "logout", "doctor", "sandbox", "--demo", "--read-only", "Exit codes", "70", "128+n"):
        assert word in text


@pytest.mark.parametrize(
    "argv",
    [["--nonsense"], ["walk"], ["--demo", "doctor"], ["--demo", "--account", "x"], ["--demo", "--config", "x"],
     ["--api", "graphql"], ["--demo", "--api", "v2"], ["login", "--api", "v1"],
     ["--config", ""], ["sandbox", "--port", "65536"], ["sandbox", "--seed", "-1"], ["sandbox", "--sent", "1.5"],
     ["sandbox", "--sent", "9" * 5000], ["--acc", "x"]],
)
def test_wrong_arguments_are_code_2(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(argv) == 2
    assert "buffertui: error:" in capsys.readouterr().err.replace("buffertui sandbox", "buffertui")


def test_the_demo_can_be_of_either_api(boot: Any, screen: Screen) -> None:
    assert screen.run("--demo", "--api", "graphql") == 0
    assert boot.calls == [("run_demo", (), {"read_only": False, "api": "graphql"})]


def test_demo_touches_no_file_and_no_configuration(
    boot: Any, screen: Screen, fixed_world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (fixed_world / ".config/buffertui").mkdir(parents=True)
    (fixed_world / ".config/buffertui/config.toml").write_text("broken [")
    before = sorted(fixed_world.rglob("*"))
    assert screen.run("--demo", "--read-only") == 0
    assert boot.calls == [("run_demo", (), {"read_only": True, "api": "v1"})]
    assert sorted(fixed_world.rglob("*")) == before


def test_the_screen_opens_with_settings_account_and_paths(boot: Any, screen: Screen, fixed_world: Path) -> None:
    file = fixed_world / "mine.toml"
    file.write_text("[accounts.studio]\n[accounts.shop]\n[queue]\nundo_seconds = 3\n")
    assert screen.run("--config", str(file), "--account", "shop") == 0
    ((name, (settings, account, paths), named),) = boot.calls
    assert (name, account, named) == ("run_live", "shop", {"read_only": False})
    assert settings.queue.undo_seconds == 3
    assert isinstance(paths, Paths)
    assert paths.config_file == file
    logging.getLogger("buffertui.x").info("began")
    assert (paths.state_dir / "buffertui.log").read_text().endswith(" began\n")


def test_only_the_start_of_a_screen_is_without_collections_of_garbage(boot: Any, screen: Screen) -> None:
    found: list[bool] = []

    def look(*args: object, **named: object) -> int:
        found.append(gc.isenabled())
        return 0

    boot.run_live = boot.run_demo = boot.run_sandbox = look
    for words in ((), ("--read-only",), ("--demo",), ("sandbox",)):
        assert screen.run(*words) == 0
        assert gc.isenabled()
    assert found == [False, False, False, True]


def test_the_screens_exit_code_is_the_programs(boot: Any, screen: Screen) -> None:
    boot.run_live = lambda *args, **named: 143
    assert screen.run() == 143


def test_a_wrong_configuration_is_code_2_and_plain(boot: Any, screen: Screen, fixed_world: Path) -> None:
    file = fixed_world / "mine.toml"
    file.write_text("[queue]\nundo_second = 3\n")
    assert screen.run("--config", str(file)) == 2
    assert f"{file}:2: queue.undo_second is not a setting. Did you mean undo_seconds?" in screen.text
    assert "Traceback" not in screen.text
    assert screen.run("--account", "nobody") == 2
    assert "no account named nobody" in screen.text
    assert boot.calls == []


@pytest.mark.parametrize("away", ["stdin", "stdout", "stderr"])
@pytest.mark.parametrize("argv", [[], ["--demo"]])
def test_without_a_terminal_it_says_so_and_does_not_spin(
    away: str, argv: list[str], boot: Any, screen: Screen
) -> None:
    assert screen.run(*argv, **{away: io.StringIO()}) == 1
    assert f"needs a terminal, and {away} is not one" in screen.text
    assert boot.calls == []


@pytest.mark.parametrize("kind", ["dumb", "", None])
def test_a_terminal_that_cannot_draw_is_refused(
    kind: str | None, boot: Any, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind is None:
        monkeypatch.delenv("TERM")
    else:
        monkeypatch.setenv("TERM", kind)
    assert screen.run("--demo") == 1
    assert "cannot draw on this terminal" in screen.text
    assert boot.calls == []


def test_closed_streams_are_no_terminals(boot: Any, screen: Screen) -> None:
    closed = io.StringIO()
    closed.close()
    for stream in (None, closed):
        assert screen.run("--demo", stdin=stream) == 1
    assert screen.run("--demo", stderr=None) == 1
    assert boot.calls == []


def test_the_sandbox_gets_its_numbers_and_needs_no_terminal(boot: Any) -> None:
    argv = ["sandbox", "--port", "0", "--profiles", "3", "--pending", "12", "--sent", "0", "--seed", "7", "--control"]
    assert cli.main(argv) == 0
    assert boot.calls[0][2] == {
        "port": 0, "profiles": 3, "pending": 12, "sent": 0, "seed": 7, "control": True,
    }
    assert cli.main(["sandbox"]) == 0
    assert boot.calls[1][2] == {
        "port": 8765, "profiles": None, "pending": None, "sent": None, "seed": None, "control": False,
    }


@pytest.mark.parametrize(
    ("error", "code"),
    [(BuffertuiError("It broke.", hint="Mend it."), 1), (StoreError("It broke.", hint="Mend it."), 1),
     (ConfigError("It broke.", hint="Mend it."), 2)],
)
def test_a_known_error_is_a_sentence_with_a_hint(boot: Any, screen: Screen, error: BuffertuiError, code: int) -> None:
    raising(boot, error)
    assert screen.run("--demo") == code
    assert screen.text == "It broke.\nMend it.\n"


def test_ctrl_c_is_130_and_says_nothing(boot: Any, screen: Screen) -> None:
    raising(boot, KeyboardInterrupt())
    assert screen.run("--demo") == 130
    assert screen.text == ""


def test_a_mistake_of_our_own_leaves_a_report_and_one_line(boot: Any, screen: Screen, fixed_world: Path) -> None:
    def broken(*args: object, **named: object) -> int:
        raise LookupError("the text of a post")

    boot.run_live = broken
    assert screen.run() == 70
    (report,) = (fixed_world / ".local/state/buffertui").glob("crash-*.txt")
    assert "LookupError" in report.read_text()
    assert str(report) in screen.text
    assert screen.text.count("\n") == 1
    assert "text of a post" not in screen.text + report.read_text().replace('LookupError("the text of a post")', "")


def test_a_crash_of_the_demo_leaves_no_file(boot: Any, screen: Screen, fixed_world: Path) -> None:
    raising(boot, LookupError())
    assert screen.run("--demo") == 70
    assert "LookupError" in screen.text
    assert list(fixed_world.iterdir()) == []


def test_nothing_that_a_terminal_obeys_and_no_token_is_printed(boot: Any, screen: Screen) -> None:
    raising(boot, BuffertuiError(f"Buffer said \x1b]52;c;eA==\x07\x9b31m\u202e {TOKEN} \ud800"))
    assert screen.run("--demo") == 1
    text = screen.text
    assert TOKEN not in text
    assert all(c.isprintable() or c == "\n" for c in text)


def test_an_encoding_that_lacks_a_letter_is_no_crash() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    terminal.say("Café 新", stream)
    assert raw.getvalue() == b"Caf\\xe9 \\u65b0\n"


def test_a_reader_that_went_away_is_no_crash() -> None:
    code = (
        "import sys, types; import buffertui; fake = types.ModuleType('buffertui.boot');"
        "fake.run_sandbox = lambda **named: [print('x' * 100, flush=True) for _ in range(100000)] and 0;"
        "sys.modules['buffertui.boot'] = buffertui.boot = fake;"
        "from buffertui.cli import main; sys.exit(main(['sandbox']))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(10) == 141


def test_warnings_of_the_program_do_not_reach_the_terminal(boot: Any, screen: Screen) -> None:
    def warning(**named: object) -> int:
        logging.getLogger("buffertui.x").warning("the text of a post")
        return 0

    boot.run_demo = warning
    assert screen.run("--demo") == 0
    assert screen.text == ""
