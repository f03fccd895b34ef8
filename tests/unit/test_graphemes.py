"""Characters as a reader sees them: where they begin and end."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buffertui.domain.graphemes import (
    boundaries,
    boundary_after,
    boundary_before,
    floor_boundary,
    grapheme_count,
    graphemes,
)

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
ALPHABET = [*"ab \r\n\t1", "\u0301", "\u200d", "\u200c", "\ufe0f", "\U0001f469", "\U0001f3fd", "\U0001f1e9", "\u20e3",
            "\u0915", "\u094d", "\u0937", "\u093f", "\u1100", "\u1161", "\u11a8", "\uac00", "\uac01", "\u0e33",
            "\u0600", "\U000e0067", "\U000e007f", "\ud800", "\u3042", "\u202e"]


@pytest.mark.parametrize(
    "cluster",
    [
        "a", "e\u0301", "e\u0301\u0323", "\r\n",
        FAMILY, "\U0001f44d\U0001f3fd", "\U0001f1e9\U0001f1ea", "1\ufe0f\u20e3",
        "\u2764\ufe0f", "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "\u1112\u1161\u11ab", "\uac00\u11a8", "\u0e01\u0e33", "\u0915\u094d\u0937", "\u0915\u094d\u200d\u0937",
        "\u0915\u093f", "\u0ba8\u0bbf", "\u0600\u0661", "\u0301", "\U0001f3f3\ufe0f\u200d\U0001f308",
    ],
)
def test_one_character_for_a_reader_is_one_cluster(cluster: str) -> None:
    assert list(graphemes(cluster)) == [cluster]
    assert list(graphemes(f"x{cluster}y") if cluster != "\u0301" else ["x", cluster, "y"]) == ["x", cluster, "y"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7", ["\U0001f1e9\U0001f1ea", "\U0001f1eb\U0001f1f7"]),
        ("\U0001f1e9\U0001f1ea\U0001f1eb", ["\U0001f1e9\U0001f1ea", "\U0001f1eb"]),
        ("\uac00\uac01", ["\uac00", "\uac01"]),
        ("\n\u0301", ["\n", "\u0301"]),
        ("\n\r", ["\n", "\r"]),
        ("a\u200db", ["a\u200d", "b"]),
        ("\u0915\u094d\u200c\u0937", ["\u0915\u094d\u200c", "\u0937"]),
        ("\u2764\u2764", ["\u2764", "\u2764"]),
        ("\u202ea", ["\u202e", "a"]),
        ("", []),
    ],
)
def test_neighbours_stay_apart(text: str, parts: list[str]) -> None:
    assert list(graphemes(text)) == parts
    assert grapheme_count(text) == len(parts)


@settings(derandomize=True, max_examples=100)
@given(st.lists(st.one_of(st.sampled_from(ALPHABET), st.characters()), max_size=20).map("".join))
def test_every_view_of_a_text_agrees(text: str) -> None:
    parts = list(graphemes(text))
    marks = boundaries(text)
    assert "".join(parts) == text
    assert all(parts)
    assert len(parts) == grapheme_count(text) == len(marks) - 1
    assert [text[a:b] for a, b in pairwise(marks)] == parts
    for index in range(len(text) + 1):
        assert floor_boundary(text, index) == max(mark for mark in marks if mark <= index)
        assert boundary_before(text, index) == max((mark for mark in marks if mark < index), default=0)
        assert boundary_after(text, index) == min((mark for mark in marks if mark > index), default=len(text))


def test_backspace_takes_a_whole_family() -> None:
    text = f"us: {FAMILY}"
    assert boundary_before(text, len(text)) == 4
    assert boundary_after(text, 4) == len(text)


def test_a_long_run_of_joiners_takes_no_longer_than_it_is() -> None:
    text = "\u0915" + "\u094d\u200d" * 20_000
    began = time.process_time()
    assert grapheme_count(text) == 1
    assert time.process_time() - began < 1
