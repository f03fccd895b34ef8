"""The rules of the house, read from the source: who may import whom, how large things are, what may not appear."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "buffertui"
ROOMS = ("domain", "config", "api", "store", "sandbox", "core", "ui")
WIRING = ("cli", "boot", "live", "doctor", "login", "__main__")

MAY_IMPORT = {
    "domain": set(),
    "config": {"domain"},
    "api": {"domain"},
    "store": {"domain"},
    "sandbox": {"domain"},
    "core": {"domain"},
    "ui": {"core", "domain", "config"},
}
OUTSIDE = {
    "textual": {"ui"},
    "rich": {"ui"},
    "httpx": {"api", "sandbox"},
    "h11": {"sandbox"},
    "pydantic": {"config"},
    "pydantic_core": {"config"},
    "sqlite3": {"store"},
    "graphql": {"sandbox"},
    "tomli_w": {"config"},
}
WIRED_ONLY = {
    "time": {"time", "monotonic", "perf_counter"},
    "datetime": {"now", "utcnow", "today"},
    "uuid": {"uuid4", "uuid1"},
    "random": {"random", "choice", "randint", "shuffle", "seed"},
}

FILES = sorted(PACKAGE.rglob("*.py"))


def room_of(file: Path) -> str:
    first = file.relative_to(PACKAGE).parts[0]
    return first if first in ROOMS else first.removesuffix(".py")


def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def imports(file: Path) -> Iterator[tuple[int, str]]:
    """Line and absolute dotted name of every import, also of those inside functions."""
    here = ("buffertui", *file.relative_to(PACKAGE).with_suffix("").parts)
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(here[: len(here) - node.level]) if node.level else ""
            name = ".".join(part for part in (base, node.module or "") if part)
            yield node.lineno, name
            if name == "buffertui":
                yield from ((node.lineno, f"{name}.{alias.name}") for alias in node.names)


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(PACKAGE)))
def test_a_room_imports_only_the_rooms_that_it_may(file: Path) -> None:
    room = room_of(file)
    wrong = []
    for line, name in imports(file):
        top, _, rest = name.partition(".")
        other = rest.partition(".")[0]
        if top == "buffertui" and room in MAY_IMPORT and other and other not in MAY_IMPORT[room] | {room}:
            wrong.append(f"line {line}: {room} imports {name}")
        if top in OUTSIDE and room in ROOMS and room not in OUTSIDE[top]:
            wrong.append(f"line {line}: {room} imports {name}")
    assert not wrong


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(PACKAGE)))
def test_files_classes_and_functions_stay_small(file: Path) -> None:
    wrong = []
    lines = len(file.read_text(encoding="utf-8").splitlines())
    if lines > 330:
        wrong.append(f"{lines} lines")
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.ClassDef):
            methods = [n for n in node.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
            protocol = any(isinstance(base, ast.Name) and base.id == "Protocol" for base in node.bases)
            if len(methods) > 24 and not protocol:
                wrong.append(f"class {node.name} has {len(methods)} methods")
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            length = node.end_lineno - node.lineno + 1
            if length > 55:
                wrong.append(f"function {node.name} has {length} lines")
    assert not wrong


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(PACKAGE)))
def test_clock_chance_and_ids_come_as_arguments(file: Path) -> None:
    if room_of(file) in {*WIRING, "clock"}:
        return
    wrong = [
        f"line {node.lineno}: {node.value.id}.{node.attr}"
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.attr in WIRED_ONLY.get(node.value.id, set())
    ]
    assert not wrong


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(PACKAGE)))
def test_no_catch_all_and_every_module_says_what_it_is(file: Path) -> None:
    tree = tree_of(file)
    wrong = [
        f"line {node.lineno}: a handler for everything"
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id == "Exception"))
    ]
    if tree.body and not ast.get_docstring(tree):
        wrong.append("no docstring")
    assert not wrong


def test_the_sandbox_and_the_client_share_no_shape() -> None:
    """If they did, one mistake would hide the other."""
    for file in (PACKAGE / "sandbox").rglob("*.py"):
        assert not [name for _, name in imports(file) if name.startswith("buffertui.api")]


def test_private_names_of_textual_stand_only_in_compat() -> None:
    """A leading underscore behind ``app``, ``screen``, ``self.app`` or a module of Textual."""
    wrong = []
    for file in (PACKAGE / "ui").rglob("*.py"):
        if file.name == "compat.py":
            continue
        wrong += [
            f"{file.name}:{line} {name}" for line, name in imports(file)
            if name.startswith("textual") and any(part.startswith("_") for part in name.split("."))
        ]
        wrong += [
            f"{file.name}:{node.lineno} {ast.unparse(node)}"
            for node in ast.walk(tree_of(file))
            if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__")
            and isinstance(node.value, ast.Attribute | ast.Name)
            and (node.value.attr if isinstance(node.value, ast.Attribute) else node.value.id) in {"app", "screen"}
        ]
    assert not wrong
