"""Modules that wait for their first use are the ones that everybody knows, as soon as somebody looks."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

from buffertui import deferred

START = "from buffertui import deferred\ndeferred.defer()\nimport sys\nimport textual.app\n"


def said(program: str) -> list[str]:
    """What a new Python prints."""
    command = [sys.executable, "-c", START + textwrap.dedent(program)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_nothing_of_them_is_executed_by_the_import_of_textual() -> None:
    told = said("""
        waiting = [name for name in deferred.NAMES if isinstance(sys.modules.get(name), deferred.Deferred)]
        print(*waiting, "_ssl" in sys.modules, "textual.widgets._input" in sys.modules)
    """)
    assert {"ssl", "asyncio.sslproto", "tokenize", "textwrap"} <= set(told)
    assert told[-2:] == ["False", "False"]


@pytest.mark.parametrize("name", deferred.NAMES)
def test_each_becomes_itself_at_its_first_use(name: str) -> None:
    first = {"ssl": "SSLContext", "asyncio.sslproto": "SSLProtocol"}.get(name, "__doc__")
    told = said(f"""
        import importlib
        module = importlib.import_module({name!r})
        getattr(module, {first!r})
        deferred.load()
        print(type(module).__name__, module is sys.modules[{name!r}], bool(module.__doc__), len(vars(module)) > 15)
    """)
    assert told[0] == "module"
    assert told[1] == "True"
    assert told[3] == "True"


def test_a_tls_context_is_made_and_used_by_the_loop_as_ever() -> None:
    told = said("""
        import asyncio, ssl
        async def refused():
            server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
            port = server.sockets[0].getsockname()[1]
            try:
                await asyncio.open_connection("127.0.0.1", port, ssl=ssl.create_default_context())
            except (ssl.SSLError, ConnectionError) as error:
                print("refused")
            server.close()
        asyncio.run(refused())
        print(type(sys.modules["asyncio.sslproto"]).__name__)
    """)
    assert told == ["refused", "module"]


@pytest.mark.parametrize("ahead", ["", "deferred.load()\n"])
def test_the_palettes_work_and_their_classes_are_put_back(ahead: str) -> None:
    told = said(ahead + """
        import asyncio
        from textual.app import App
        async def person():
            app = App()
            async with app.run_test() as pilot:
                await pilot.press("ctrl+p")
                print(type(app.screen).__name__, isinstance(app.screen, textual.app.CommandPalette))
                await pilot.press("escape")
                app.search_themes()
                await pilot.pause()
                await pilot.press(*"nord")
                await app.workers.wait_for_complete()
                await pilot.press("down", "enter")
                await pilot.pause()
                print(app.theme)
        asyncio.run(person())
        import textual.command, textual.theme
        print(textual.app.CommandPalette is textual.command.CommandPalette)
        print(issubclass(textual.app.ThemeProvider, textual.command.Provider))
        print(textual.app.ThemeProvider is textual.theme.ThemeProvider)
    """.replace("\n        ", "\n"))
    assert told == ["CommandPalette", "True", "nord", "True", "True", "True"]


def test_later_imports_are_as_usual() -> None:
    told = said("""
        deferred.load()
        print(len([finder for finder in sys.meta_path if type(finder).__module__ == "buffertui.deferred"]))
    """)
    assert told == ["0"]
