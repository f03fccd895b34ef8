"""The quick way to settings: whatever it takes, the strict check takes too, and makes the same of it."""

from __future__ import annotations

import sys
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buffertui.config.accepting import accept
from buffertui.config.example import example
from buffertui.config.validation import validate

ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.dates(),
    st.lists(st.text(max_size=3) | st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
)
"""What may stand in a file where something else belongs; ``None`` is for nothing at all."""


def setting(*right: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(right) | st.sampled_from(right) | st.sampled_from(right) | ODD


def table(kinds: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Some of these settings, and now and then one that nobody knows."""
    rarely = st.sampled_from([None] * 6 + [{"theem": "x"}, {"token": "x"}])
    known = st.fixed_dictionaries({}, optional=kinds)
    return st.tuples(known, rarely).map(lambda both: both[0] | (both[1] or {}))


URLS = ("", "https://example.org/1/", "http://127.0.0.1:1/", "http://[::1]/", "http://example.org/", "http://localhost",
        "https://me@example.org", "no address", "https://[::1")
COMMANDS = ("", "pass show x", "pass 'x", ["pass", "show"], [" "], [], ["a", 1])
ACCOUNT = table({
    "api": setting("v1", "graphql", "v2"), "base_url": setting(*URLS), "token_command": setting(*COMMANDS),
    "token_shell": setting(True, False, 1), "timezone": setting("", "Europe/Lisbon", "Nowhere/Land", "../etc"),
})
NAMES = st.sampled_from(["studio", "a.b", "", "-x", "é", "a" * 65, "default"])
FILES = table({
    "default_account": setting("studio", "", "a/b"),
    "accounts": st.dictionaries(NAMES, ACCOUNT | ODD, max_size=2) | ODD,
    "queue": table({
        "undo_seconds": setting(0, 8, 8.5, 120, 121, -1, True, float("nan"), 10**400),
        "refresh_seconds": setting(0, 10, 60.5, 9, 86_400, float("inf"), "60"),
    }) | ODD,
    "ui": table({
        "theme": setting("nord", ""), "icons": setting("auto", "letters", "Auto"), "emoji": setting("full", "simple"),
    }) | ODD,
    "keys": st.dictionaries(st.sampled_from(["update.share", "x", ""]), setting("S", "a,b", {"b": "c"}), max_size=3)
    | setting({"update": {"share": "S", "delete": "d"}, "update.share": "T"}),
})


def without_nothing(value: Any) -> Any:
    """TOML cannot write ``None``; whoever left a setting out has that in mind."""
    if isinstance(value, dict):
        return {name: without_nothing(one) for name, one in value.items() if one is not None}
    return [without_nothing(one) for one in value if one is not None] if isinstance(value, list) else value


@given(FILES)
def test_whatever_it_takes_the_strict_check_takes_and_reads_alike(file: dict[str, Any]) -> None:
    quick = accept(without_nothing(file))
    if quick is not None:
        strict, problems = validate(without_nothing(file))
        assert (quick, problems) == (strict, [])
        assert repr(quick) == repr(strict)


@given(table({"queue": table({"undo_seconds": st.integers(0, 120), "refresh_seconds": st.floats(10, 86_400)})}))
def test_numbers_become_the_same_kind(file: dict[str, Any]) -> None:
    quick = accept(file)
    assert repr(quick or validate(file)[0]) == repr(validate(file)[0])


@pytest.mark.parametrize(
    "text",
    [
        "",
        '[accounts.default]\nbase_url = "http://127.0.0.1:8765/1/"\n[queue]\nrefresh_seconds = 0\n',
        'default_account = "a"\n[accounts.a]\napi = "graphql"\ntoken_command = ["pass"]\ntimezone = "Asia/Tokyo"\n',
        '[ui]\ntheme = "nord"\nicons = "letters"\n[keys]\nupdate.share = "S"\n"view.filter" = "f"\n',
        "".join(line[1:] if line[:1] == "#" and line[1:2] != " " else line for line in example().splitlines(True)),
    ],
    ids=["nothing", "an address", "an account", "a screen", "everything"],
)
def test_what_people_write_is_taken_at_once(text: str) -> None:
    file = tomllib.loads(text)
    quick = accept(file)
    assert quick is not None
    assert quick == validate(file)[0]
    assert repr(quick) == repr(validate(file)[0])


@pytest.mark.parametrize("number", [2**53 + 1, 10**400, sys.float_info.max, float("nan"), float("inf"), -float("inf")])
def test_numbers_without_measure_are_left_to_the_strict_check(number: float) -> None:
    assert accept({"queue": {"undo_seconds": number}}) is None


@pytest.mark.parametrize(
    "file",
    [
        {"queue": {"undo_seconds": True}},
        {"queue": {"undo_seconds": "8"}},
        {"accounts": {"a": {"token_shell": True, "token_command": ["pass"]}}},
        {"accounts": {"a": {"token_command": ["pass", 1]}}},
        {"accounts": {"a/b": {}}},
        {"accounts": {"a": {"base_url": "http://example.org/"}}},
        {"accounts": {"a": {"api": "v2"}}},
        {"accounts": []},
        {"keys": {"update.share": 1}},
        {"theme": "nord"},
        {"ui": "nord"},
    ],
    ids=repr,
)
def test_what_is_wrong_is_left_to_the_strict_check(file: dict[str, Any]) -> None:
    assert accept(file) is None
    assert validate(file)[1]
