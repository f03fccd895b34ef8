"""The command line: arguments, exit codes, and one plain sentence for everything that goes wrong.

The last screen is put on the terminal first, so everything that costs time to import is imported where it is needed.
"""

from __future__ import annotations

import gc
import os
import sys
import time

from . import __version__, splash

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from .config.settings import Settings
    from .paths import Paths

DONE, FAILED, USAGE, CRASHED, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 70, 130, 141

_EPILOG = """\
The token of an account comes from BUFFER_ACCESS_TOKEN, else from token_command in the
configuration, else from the file that `buffertui login` writes.

Exit codes: 0 all is well; 1 something failed, and stderr says what; 2 wrong arguments or
configuration; 70 a mistake of the program's own, with a report; 128+n ended by signal n
(129 hang-up, 130 Ctrl+C, 143 terminate).
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    words = sys.argv[1:] if argv is None else argv
    opening = splash.show(words, time.time())
    # What a start makes, it keeps: to walk it for garbage would take a third of the time until the live screen stands,
    # which collects when that has come to rest.
    gc.disable()
    try:
        with _Ending(opening) as ending:
            try:
                chosen = _chosen(words)
            except SystemExit as stop:
                return stop.code if isinstance(stop.code, int) else DONE
            if chosen.command is None:
                from .deferred import defer

                defer()
            ending.code = _run(chosen, ending)
    finally:
        gc.enable()
        opening.take_down()
    _let_go_of_closed_streams()
    return ending.code


def _let_go_of_closed_streams() -> None:
    # Python writes what is left at its end, and turns a stream that is closed by then into an exit code of its own.
    import contextlib

    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class _Ending:
    """Turns whatever is raised into an exit code and a sentence; nobody ever sees a traceback."""

    def __init__(self, opening: splash.Splash) -> None:
        self.opening = opening
        self.code = DONE
        self.state_dir: Path | None = None

    def __enter__(self) -> _Ending:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if error is None or isinstance(error, (SystemExit, GeneratorExit)):
            return False
        self.opening.take_down()
        from .domain.errors import BuffertuiError, ConfigError
        from .terminal import complain

        if isinstance(error, KeyboardInterrupt):
            self.code = INTERRUPTED
        elif isinstance(error, BrokenPipeError):
            self.code = PIPE_CLOSED
        elif isinstance(error, BuffertuiError):
            self.code = USAGE if isinstance(error, ConfigError) else FAILED
            complain(f"{error.message}\n{error.hint}".rstrip())
        else:
            from . import crash

            self.code = CRASHED
            complain(crash.summary(error, crash.report(error, self.state_dir)))
        return True


def _run(chosen: argparse.Namespace, ending: _Ending) -> int:
    from .log import start_log

    start_log(None)
    if chosen.command is not None:
        gc.enable()
    if chosen.command == "sandbox":
        return _sandbox(chosen)
    if chosen.demo:
        return _demo(chosen)
    from .paths import find_paths

    paths = find_paths(config=chosen.config)
    ending.state_dir = paths.state_dir
    if chosen.command == "doctor":
        from .doctor import examine

        return examine(paths, chosen.account)
    from .config.reading import read_settings

    settings = read_settings(paths.config_file, named=paths.config_named)
    if chosen.command is None:
        return _live(chosen, settings, paths)
    if chosen.command == "migrate":
        from .migrate import migrate

        return migrate(chosen, settings, paths)
    from .kept_frame import forget
    from .login import log_in, log_out

    forget(paths.data_dir)
    return (log_in if chosen.command == "login" else log_out)(settings, chosen.account, paths)


def _live(chosen: argparse.Namespace, settings: Settings, paths: Paths) -> int:
    from .config.tokens import stored_accounts
    from .log import start_log_later
    from .terminal import need_screen

    account = settings.choose_account(chosen.account, stored_accounts(paths.data_dir))
    need_screen()
    start_log_later(paths.state_dir)
    from . import boot

    return boot.run_live(settings, account, paths, read_only=chosen.read_only)


def _demo(chosen: argparse.Namespace) -> int:
    from .terminal import need_screen

    need_screen()
    from . import boot

    return boot.run_demo(read_only=chosen.read_only, api=chosen.api or "v1")


def _sandbox(chosen: argparse.Namespace) -> int:
    from . import boot

    return boot.run_sandbox(
        port=chosen.port, profiles=chosen.profiles, pending=chosen.pending, sent=chosen.sent, seed=chosen.seed,
        control=chosen.control,
    )


def _chosen(words: Sequence[str]) -> argparse.Namespace:
    """What was asked for. Raises ``SystemExit`` as ``argparse`` does."""
    if not words:
        from types import SimpleNamespace

        # What argparse would make of nothing, without its import.
        return SimpleNamespace(  # type: ignore[return-value]
            command=None, demo=False, api=None, read_only=False, config=None, account=None
        )
    parser = _parser()
    chosen = parser.parse_args(words)
    _check_together(parser, chosen)
    return chosen


def _check_together(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> None:
    if chosen.demo and chosen.command:
        parser.error(f"--demo opens the screen; it does not go together with {chosen.command}")
    if chosen.demo and (chosen.config is not None or chosen.account is not None):
        parser.error("--demo uses neither a configuration nor an account of yours; leave --config and --account out")
    if chosen.api and not chosen.demo:
        parser.error("--api goes with --demo; which API an account of yours has is in the configuration, as `api`")
    if chosen.config == "":
        parser.error("--config needs the name of a file")


def _parser() -> argparse.ArgumentParser:
    import argparse

    parser = argparse.ArgumentParser(
        prog="buffertui", description="Run a Buffer account from a terminal. Without a command it opens the screen.",
        epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"buffertui {__version__}")
    parser.add_argument("--demo", action="store_true", help="a simulated account in memory: no network, no files")
    parser.add_argument("--api", choices=("v1", "graphql"), help="with --demo: which of Buffer's APIs to show (v1)")
    parser.add_argument("--read-only", action="store_true", help="look, and change nothing")
    _common(parser, None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name, about in (
        ("login", "check an access token with Buffer and keep it; it is typed unseen, or comes through a pipe"),
        ("logout", "delete the kept token of an account"),
        ("doctor", "say where everything lives, whether Buffer answers, and how much budget is left"),
    ):
        _common(commands.add_parser(name, help=about, description=about, allow_abbrev=False), argparse.SUPPRESS)
    about = "show what moving from API v1 to GraphQL means, and save to files what only v1 has"
    _migrate_options(commands.add_parser("migrate", help=about, description=about, allow_abbrev=False))
    about = "serve a simulated Buffer over HTTP on this machine, for trying out any client"
    _sandbox_options(commands.add_parser("sandbox", help=about, description=about, allow_abbrev=False))
    return parser


def _common(parser: argparse.ArgumentParser, default: str | None) -> None:
    parser.add_argument("--config", metavar="FILE", default=default, help="use this configuration file")
    parser.add_argument("--account", metavar="NAME", default=default, help="the account named so in the configuration")


def _migrate_options(parser: argparse.ArgumentParser) -> None:
    from argparse import SUPPRESS

    parser.add_argument("--config", metavar="FILE", default=SUPPRESS, help="use this configuration file")
    parser.add_argument("--from", dest="frm", metavar="ACCOUNT", help="the account with API v1 (the first one)")
    parser.add_argument("--to", metavar="ACCOUNT", help="the account with a key for GraphQL (the first one)")
    parser.add_argument("--save", metavar="FOLDER",
                        help="where to save, or to go on (buffertui-v1-ACCOUNT-DATE, or the one broken off)")
    parser.add_argument("--no-history", action="store_true", help="save schedules and queues, not what was sent")
    parser.add_argument("--interactions", action="store_true", help="save who reacted, too; that takes many requests")


def _sandbox_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_number(65_535), default=8765, metavar="N", help="8765 if not given; 0: any")
    for name, most, default, about in (
        ("profiles", 1000, None, "how many profiles"),
        ("pending", 100_000, None, "how many updates wait, in all"),
        ("sent", 1_000_000, None, "how many updates were sent, in all"),
        ("seed", 2**32, None, "the same number makes the same account"),
    ):
        parser.add_argument(f"--{name}", type=_number(most), default=default, metavar="N", help=about)
    parser.add_argument("--control", action="store_true", help="let requests set faults and move the clock")


class _number:
    """The type of an argument that is a whole number from 0 up to a bound."""

    def __init__(self, most: int) -> None:
        self._most = most

    def __call__(self, text: str) -> int:
        if text.isascii() and text.isdecimal() and int(text[:20]) <= self._most:
            return int(text)
        from argparse import ArgumentTypeError

        raise ArgumentTypeError(f"a whole number from 0 to {self._most} is needed")


if __name__ == "__main__":
    sys.exit(main())
