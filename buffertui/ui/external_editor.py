"""Writing a text in the person's own editor: a private file, no shell, and no token in its environment."""

from __future__ import annotations

import shlex
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from buffertui.domain.errors import BuffertuiError


class EditorFailed(BuffertuiError):
    """The external editor gave no text back; the one in the program is as it was."""

    hint = "Your text is as it was before."


def command(env: Mapping[str, str]) -> list[str]:
    """The words of ``$VISUAL``, else ``$EDITOR``; raises ``EditorFailed`` when neither can be used."""
    for name in ("VISUAL", "EDITOR"):
        value = env.get(name, "").strip()
        if not value:
            continue
        try:
            return shlex.split(value)
        except ValueError:
            raise EditorFailed(f"${name} cannot be read as a command: a quote in it is not closed.") from None
    raise EditorFailed("Neither $VISUAL nor $EDITOR names an editor.", hint="Set one, for example: export EDITOR=nano")


def environment(env: Mapping[str, str]) -> dict[str, str]:
    """The environment without anything that could be a token of Buffer's."""
    return {name: value for name, value in env.items()
            if not (name.upper().startswith("BUFFER") and "TOKEN" in name.upper())}


def _run(words: Sequence[str], env: Mapping[str, str]) -> None:
    try:
        # The command is the person's own setting, split into words and started without a shell.
        status = subprocess.run(words, env=environment(env), check=False).returncode  # noqa: S603
    except FileNotFoundError:
        raise EditorFailed(f"The editor {words[0]!r} was not found.",
                           hint="Look at $VISUAL and $EDITOR. Your text is as it was before.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its command is not valid"
        raise EditorFailed(f"The editor {words[0]!r} could not be started: {reason}.") from None
    if status:
        how = f"with status {status}" if status > 0 else f"by signal {-status}"
        raise EditorFailed(f"The editor ended {how}, so its text was not taken.")


def edit(text: str, env: Mapping[str, str]) -> str:
    """Let the person edit ``text`` and return what was saved. The terminal must be free; this waits for the editor.

    A newline that the editor put at the end by itself is taken away. The file has mode 0600 in a folder of mode 0700
    and is deleted afterwards. Raises ``EditorFailed``.
    """
    words = command(env)
    try:
        with tempfile.TemporaryDirectory(prefix="buffertui-") as folder:
            path = Path(folder) / "post.txt"
            path.touch(mode=0o600)
            path.write_bytes(text.encode("utf-8", "replace"))
            _run([*words, str(path)], env)
            saved = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise EditorFailed("The editor did not save the text as UTF-8, so it was not taken.") from None
    except OSError as error:
        reason = error.strerror or "the disk said no"
        raise EditorFailed(f"The text could not be handed to the editor and back: {reason}.") from None
    if saved.endswith("\n") and not text.endswith("\n"):
        saved = saved.removesuffix("\n").removesuffix("\r")
    return saved
