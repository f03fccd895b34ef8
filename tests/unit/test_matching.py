"""The filter while typing: what it finds, what it marks, and how quick it is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buffertui.domain.matching import fold, matcher


def marked(query: str, text: str) -> list[str] | None:
    spans = matcher(query)(text)
    return None if spans is None else [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("query", "text", "marks"),
    [
        ("", "anything", []),
        ("  ", "anything", []),
        ("launch", "The Launch, the launch", ["Launch", "launch"]),
        ("day launch", "Launch day", ["Launch", "day"]),
        ("aun", "Launch", ["aun"]),
        ("lnch", "The Launch", ["L", "nch"]),
        ("tmrw", "See you tomorrow", ["t", "m", "r", "w"]),
        ("lnch dy", "launch dy", ["l", "nch", "dy"]),
        ("cafe", "Caf\u00e9 and cafe\u0301s", ["Caf\u00e9", "cafe\u0301"]),
        ("caf\u00e9", "a cafe", ["cafe"]),
        ("cafe\u0301", "a CAF\u00c9", ["CAF\u00c9"]),
        ("strasse", "Die Stra\u00dfe hier", ["Stra\u00dfe"]),
        ("hier", "Die Stra\u00dfe hier", ["hier"]),
        ("\u00df", "STRASSE", ["SS"]),
        ("istanbul x", "\u0130stanbul x", ["\u0130stanbul", "x"]),
        ("fish", "\ufb01sh", ["\ufb01sh"]),
        ("\u30dd\u30b9\u30bf\u30fc", "\u65b0\u3057\u3044\u30dd\u30b9\u30bf\u30fc", ["\u30dd\u30b9\u30bf\u30fc"]),
        ("\u0438\u0439", "\u0421\u0418\u0419", ["\u0418\u0419"]),
        ("9:00", "at 9:00", ["9:00"]),
        ("#riso", "go #Riso", ["#Riso"]),
        ("ab bc", "abc", ["abc"]),
        ("aa", "aaaa", ["aaaa"]),
    ],
)
def test_marks(query: str, text: str, marks: list[str]) -> None:
    assert marked(query, text) == marks
    assert matcher(query).matches(text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("launch day", "Launch night"),
        ("lnch", "all nice children"),
        ("nch", "unicorn hat"),
        ("lh", "launch"),
        ("cat", "celebrate"),
        ("lnch", "xlaunch"),
        ("zebra", ""),
        ("hcnual", "launch"),
        ("l.n", "launch"),
    ],
)
def test_what_does_not_fit(query: str, text: str) -> None:
    assert marked(query, text) is None
    assert not matcher(query).matches(text)


def test_an_empty_query_is_no_filter() -> None:
    assert not matcher(" ")
    assert matcher("a")


ODD = "aAbB\u00df\u0130i\u0307\u00e9e\u0301 \ufb01\ud800.\u0345"
letters = st.lists(st.one_of(st.sampled_from(ODD), st.characters()), max_size=20).map("".join)


@settings(derandomize=True, max_examples=200)
@given(st.text(st.sampled_from("abi\u00df\u0130\u00e9e\u0301s "), max_size=5), letters)
def test_marks_lie_within_the_text_and_apart(query: str, text: str) -> None:
    spans = matcher(query)(text)
    assert (spans is not None) == matcher(query).matches(text)
    last = -1
    for start, end in spans or ():
        assert last < start < end <= len(text)
        last = end


@settings(derandomize=True, max_examples=200)
@given(letters, st.integers(0, 20), st.integers(1, 20))
def test_any_part_of_a_text_finds_it(text: str, start: int, length: int) -> None:
    part = text[start : start + length]
    assert matcher(part).matches(text) or fold(part) not in fold(text)


@settings(derandomize=True, max_examples=200)
@given(st.text(st.sampled_from("abi\u00df \u0130\u00e9e\u0301s "), max_size=6), st.lists(letters, max_size=8))
def test_many_at_a_time_are_as_many_as_one_by_one(query: str, texts: list[str]) -> None:
    chosen = matcher(query)
    assert chosen.select([fold(text) for text in texts]) == [
        at for at, text in enumerate(texts) if chosen.matches(text)
    ]


@pytest.mark.parametrize("query", ["lnch", "lnch dy", "tmrw launch"])
def test_with_gaps_too(query: str) -> None:
    texts = ["The Launch", "launch day", "all nice children", "See you tomorrow: launch", "lxxxxxxxxnch", "xlaunch"]
    chosen = matcher(query)
    assert chosen.select([fold(text) for text in texts]) == [n for n, text in enumerate(texts) if chosen.matches(text)]


@settings(derandomize=True, max_examples=300)
@given(letters)
def test_a_text_folds_as_its_characters_do(text: str) -> None:
    assert fold(text) == "".join(fold(char) for char in text)


def test_ten_thousand_posts_are_filtered_at_once() -> None:
    line = "Launch day. After a year of quiet work we open the doors at noon \u2014 come and see. "
    posts = [f"{n} {line * 3}" for n in range(10_000)]
    for query in ("l", "lnch", "zqxw", "doors nooon"):
        chosen = matcher(query)
        sum(map(chosen.matches, posts))
        began = time.process_time()
        sum(map(chosen.matches, posts))
        assert time.process_time() - began < 0.5


def test_a_hostile_text_takes_no_longer_than_it_is() -> None:
    began = time.process_time()
    assert not matcher("lnlnlnlnlnlnz").matches("ln" * 50_000)
    assert not matcher("aaaaaaaaab").matches("a " * 50_000)
    assert time.process_time() - began < 1
