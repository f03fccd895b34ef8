"""Writing in an editor of one's own: a private file, no token, and no text lost when the editor fails."""

from __future__ import annotations

import json
import os
import shlex
import stat
import sys
import tempfile
from pathlib import Path

import pytest

from buffertui.ui.external_editor import EditorFailed, edit


def an_editor(tmp_path: Path, code: str) -> dict[str, str]:
    """An environment whose editor runs ``code`` with the file's path in ``path``."""
    script = tmp_path / "an editor.py"
    script.write_text("import os, pathlib, sys\npath = pathlib.Path(sys.argv[-1])\n" + code, encoding="utf-8")
    words = shlex.join([sys.executable, str(script), "--wait"])
    return {**os.environ, "EDITOR": words}


@pytest.fixture
def own_temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files that a test can look into."""
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_the_saved_text_comes_back_and_nothing_stays_behind(tmp_path: Path, own_temp: Path) -> None:
    env = an_editor(tmp_path, "path.write_text(path.read_text('utf-8') + ' and café 🎉', 'utf-8')")
    assert edit("tea", env) == "tea and café 🎉"
    assert list(own_temp.iterdir()) == []


@pytest.mark.parametrize(
    ("before", "saved", "after"),
    [
        ("a", "a\n", "a"),
        ("a", "a\n\n", "a\n"),
        ("a\n", "a\n", "a\n"),
        ("a", "b", "b"),
        ("", "\n", ""),
        ("a", "", ""),
        ("a\nb", "a\r\nb\r\n", "a\r\nb"),
    ],
)
def test_only_the_newline_that_the_editor_added_goes(tmp_path: Path, before: str, saved: str, after: str) -> None:
    env = an_editor(tmp_path, f"path.write_bytes({saved.encode()!r})")
    assert edit(before, env) == after


def test_the_file_is_private_and_the_editor_gets_no_token(tmp_path: Path) -> None:
    seen = tmp_path / "seen.json"
    code = (
        "import json\n"
        f"pathlib.Path({str(seen)!r}).write_text(json.dumps([path.stat().st_mode, path.parent.stat().st_mode,"
        " dict(os.environ), sys.argv]))"
    )
    env = an_editor(tmp_path, code) | {"BUFFER_ACCESS_TOKEN": "1/secret", "BUFFER_ACCESS_TOKEN_WORK": "1/other"}
    edit("x", env)
    mode, folder, environment, words = json.loads(seen.read_text())
    assert stat.S_IMODE(mode) == 0o600
    assert stat.S_IMODE(folder) == 0o700
    assert "PATH" in environment
    assert "1/" not in json.dumps([v for k, v in environment.items() if "BUFFER" in k])
    assert words[1] == "--wait"


def test_visual_goes_before_editor(tmp_path: Path) -> None:
    env = an_editor(tmp_path, "path.write_text('from EDITOR')")
    assert edit("", env | {"VISUAL": ""}) == "from EDITOR"
    visual = an_editor(tmp_path, "path.write_text('from VISUAL')")["EDITOR"]
    assert edit("", env | {"VISUAL": visual}) == "from VISUAL"


def test_no_shell_reads_the_command(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    env = an_editor(tmp_path, "path.write_text(' '.join(sys.argv[1:-1]))")
    env["EDITOR"] += f" ; touch {shlex.quote(str(victim))} $(id)"
    assert edit("", env) == f"--wait ; touch {victim} $(id)"
    assert not victim.exists()


@pytest.mark.parametrize(
    ("code", "word"),
    [("sys.exit(3)", "status 3"), ("os.kill(os.getpid(), 9)", "signal 9"), ("path.write_bytes(b'\\xff\\xfe')", "UTF-8"),
     ("path.unlink()", "could not")],
)
def test_an_editor_that_fails_says_so(tmp_path: Path, own_temp: Path, code: str, word: str) -> None:
    with pytest.raises(EditorFailed, match=word) as caught:
        edit("kept", an_editor(tmp_path, code))
    assert caught.value.hint
    assert list(own_temp.iterdir()) == []


@pytest.mark.parametrize(
    ("env", "word"),
    [
        ({}, "Neither"),
        ({"EDITOR": "  "}, "Neither"),
        ({"EDITOR": "no-such-editor-anywhere"}, "not found"),
        ({"VISUAL": "vim 'x"}, "quote"),
        ({"EDITOR": "/"}, "could not be started"),
        ({"EDITOR": "''"}, "not found"),
    ],
)
def test_no_usable_editor_is_a_sentence_with_a_hint(env: dict[str, str], word: str) -> None:
    with pytest.raises(EditorFailed, match=word) as caught:
        edit("kept", env | {"PATH": "/nowhere"})
    assert caught.value.hint
