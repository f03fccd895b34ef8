"""How each network counts: worked cases, and what holds for any text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buffertui.domain.graphemes import boundaries
from buffertui.domain.networks import count
from buffertui.domain.weighing import BYTES, CHARACTERS, GRAPHEMES, MASTODON, THREADS, UTF16, X_WEIGHTED, Rule

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
FLAG = "\U0001f1e9\U0001f1ea"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
RULES = [CHARACTERS, GRAPHEMES, BYTES, UTF16, THREADS, X_WEIGHTED, MASTODON]
PIECES = [*"ab .@:/-_#?=()", "\u0301", "e\u0301", FAMILY, FLAG, "\u3042", "\u4e00", "\u2019", "\u2026", "\xa9",
          "\xa9\ufe0f", "1\ufe0f\u20e3",
          "https://example.org/a", "example.com", "http://", "@ann@example.org", "\ud83d", "\u202e", "\u1100\u1161",
          "\U0001f44d\U0001f3fd", "\n"]
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=25).map("".join)


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("", 0),
        ("a" * 280, 280),
        ("\u6f22" * 140, 280),
        (FAMILY, 2),
        (FAMILY * 140, 280),
        (FLAG, 2),
        (ENGLAND, 2),
        ("1\u20e3", 2),
        ("1\ufe0f\u20e3", 2),
        ("\U0001f64b\U0001f3fd\U0001f468\u200d\U0001f3a4", 4),
        ("\u2764\ufe0f\u200d\U0001f525", 2),
        ("H\U0001f431\u263a" + FAMILY, 7),
        ("\xa9", 1),
        ("\xa9\ufe0f", 2),
        ("A\u0301B", 2),
        ("\u2014\u2018\u2019\u201c\u201d\u2032", 6),
        ("\u2026\u2022\u20ac", 6),
        ("\u0416\u05d0\u0e01", 3),
        ("https://example.com/ " + "a" * 257, 281),
        ("https://example.com/a/very/long/way?to=go&and=more", 23),
        ("see example.com", 27),
        ("see readme.mdx", 14),
        ("EXAMPLE.COM/Path", 23),
        ("ann@example.com", 15),
        ("#example.com $example.com @example.com", 38),
        ("example.com.", 24),
        ("(https://example.org/a_(b))", 25),
        ("example.com\u3066\u3059\u3068", 29),
        ("\u3053\u308c\u306fexample.com/a\u4e2d\u56fd\u8a9e", 35),
        ("http://no-tld", 13),
        ("http://example.\u307f\u3093\u306a", 23),
        ("example.com?a=b", 27),
        ("https://example.com?a=b", 23),
        ("https://example.com/a.", 24),
        ("http://under_score.com", 22),
        ("http://under_score.example.com", 23),
        ("under_score.example.com", 29),
        ("https://t.co/" + "a" * 40, 23),
        ("https://t.co/" + "a" * 41, 54),
        ("https://example.com/a.?b=c", 28),
        ("http://-dash.example.com", 24),
        ("https://t.co/abc's", 25),
        ("https://" + "a" * 64 + ".com", 76),
        ("http://192.0.2.1/", 17),
        ("foo.co.jp example.net", 47),
        ("end.Then another", 16),
        ("end.Next sentence", 32),
    ],
)
def test_weight_on_x(text: str, weight: int) -> None:
    assert X_WEIGHTED.length(text) == weight


@pytest.mark.parametrize(
    ("text", "length"),
    [
        (FAMILY, 1),
        ("https://example.com/" + "a" * 400, 23),
        ("example.com/" + "a" * 30, 42),
        ("@ann@social.example.org hi", 7),
        ("mail ann@example.org", 20),
        ("(https://example.org/\u65b0\u3057\u3044)", 25),
        ("https://example.org/a, then", 29),
        ("e\u0301", 1),
        ("https://example.org/@ann@example.net", 23),
    ],
)
def test_length_on_mastodon(text: str, length: int) -> None:
    assert MASTODON.length(text) == length


def test_a_content_warning_counts_on_mastodon_alone() -> None:
    assert count("mastodon", "four", content_warning="e\u0301tude").used == 9
    assert count("bluesky", "four", content_warning="e\u0301tude").used == 4


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("a\U0001f389", 5), (FAMILY, 25), ("\u65b0\u3057", 2), ("\xa9\u2122", 2), ("\u2764\ufe0f", 6), ("\u2728", 3),
        (FLAG, 8),
    ],
)
def test_an_emoji_counts_its_bytes_on_threads(text: str, length: int) -> None:
    assert THREADS.length(text) == length


def test_tiktok_counts_utf16_units() -> None:
    assert count("tiktok", "a\U0001f389\u65b0").used == 4


def test_others_count_code_points() -> None:
    assert count("linkedin", "a\U0001f389e\u0301").used == 4


def test_bluesky_tells_the_tighter_of_its_two_limits() -> None:
    letters = count("bluesky", "a" * 299)
    assert (letters.used, letters.limit, letters.unit, letters.over) == (299, 300, "characters", False)
    families = count("bluesky", FAMILY * 121)
    assert (families.used, families.limit, families.unit, families.over) == (3025, 3000, "bytes", True)
    assert families.over_from == 120 * len(FAMILY)


@pytest.mark.parametrize(
    ("service", "text", "index"),
    [
        ("twitter", "a" * 285, 280),
        ("twitter", "\u6f22" * 160, 140),
        ("twitter", "the" + "\u6f22" * 160, 141),
        ("twitter", "a" * 279 + FAMILY + "b", 279),
        ("twitter", "a" * 258 + " https://example.com/", 259),
        ("twitter", "https://example.com/ " + "a" * 257, 277),
        ("twitter", "a" * 279 + "e\u0301" + "b", 281),
        ("mastodon", FAMILY * 500 + "ab", 500 * len(FAMILY)),
        ("bluesky", "e\u0301" * 301, 600),
        ("threads", "a" * 498 + "\U0001f389", 498),
        ("instagram", "a" * 2199 + "e\u0301", 2199),
        ("tiktok", "\U0001f389" * 1101, 1100),
    ],
)
def test_where_a_text_becomes_too_long(service: str, text: str, index: int) -> None:
    counted = count(service, text)
    assert counted.over
    assert counted.over_from == index


@pytest.mark.parametrize("rule", RULES)
@settings(derandomize=True, max_examples=60)
@given(text=texts)
def test_a_text_is_as_long_as_its_parts(rule: Rule, text: str) -> None:
    total = rule.length(text)
    assert total >= 0
    assert rule.crossing(text, total) == len(text)
    if total:
        cut = rule.crossing(text, total - 1)
        assert cut < len(text)
        assert cut in boundaries(text) or any(start == cut for start, _, _ in rule.fixed(text))
    if text.isascii() and not rule.fixed(text) and "\r" not in text:
        assert total == len(text)


@settings(derandomize=True, max_examples=100)
@given(texts)
def test_normal_forms_weigh_the_same_on_x(text: str) -> None:
    assert X_WEIGHTED.length(unicodedata.normalize("NFC", text)) == X_WEIGHTED.length(text)


@settings(derandomize=True, max_examples=100)
@given(texts, st.integers(1, 40))
def test_what_fits_is_within_the_limit(text: str, limit: int) -> None:
    for service in ("mastodon", "bluesky", "threads", "tiktok", "instagram"):
        counted = count(service, text, limit=limit)
        assert counted.over == (counted.over_from is not None)
        assert counted.over_from is None or 0 <= counted.over_from < len(text)


def one_by_one(rule: Rule, text: str, limit: int) -> int:
    """Where a text is too long, found character by character."""
    fixed = {start: (end, length) for start, end, length in rule.fixed(text)}
    marks, at, left = boundaries(text), 0, limit
    while at < len(text):
        end, length = fixed.get(at, (0, 0))
        if not end:
            end = min([mark for mark in marks if mark > at][:1] + [start for start in fixed if start > at])
            length = rule.measure(text[at:end])
        if length > left:
            return at
        at, left = end, left - length
    return at


@pytest.mark.parametrize("rule", [CHARACTERS, GRAPHEMES, BYTES, UTF16, THREADS, X_WEIGHTED])
@pytest.mark.parametrize("limit", [0, 1, 63, 64, 65, 127, 128, 129, 300, 301, 1000])
def test_a_long_text_is_cut_where_character_by_character_says(rule: Rule, limit: int) -> None:
    for unit in ("\u00e9a", FAMILY + "b", "\u6f22", f"{FLAG}{FLAG}e\u0301", "\u2019 word"):
        text = unit * 200
        assert rule.crossing(text, limit) == one_by_one(rule, text, limit)
