"""Addresses in a text, and which of them may be opened."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buffertui.domain.links import find_links, safe_to_open
from buffertui.domain.shortlinks import mastodon_urls, x_urls


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("see https://example.org/a.", ["https://example.org/a"]),
        ("(see https://example.org/a_(b))", ["https://example.org/a_(b)"]),
        ("HTTP://EXAMPLE.ORG/A, https://example.com?", ["HTTP://EXAMPLE.ORG/A", "https://example.com"]),
        ("<https://example.org/a?b=c&d=e#f>", ["https://example.org/a?b=c&d=e#f"]),
        ("\u300chttps://example.org/\u65b0\u300d\u3067\u3059", ["https://example.org/\u65b0"]),
        ("http://localhost:8080/x", ["http://localhost:8080/x"]),
        ("https:// and http://, ftp://example.org xhttps://example.org", []),
        ("https://example.org/\x1b[31m", ["https://example.org/"]),
        ("https://[::1", []),
        ("no link", []),
    ],
)
def test_links_of_a_text(text: str, urls: list[str]) -> None:
    links = find_links(text)
    assert [link.url for link in links] == urls
    assert [text[link.start : link.end] for link in links] == urls


@pytest.mark.parametrize("url", ["https://example.org", "http://example.org:8080/a?b#c", "HTTPS://example.org/\u65b0"])
def test_plain_addresses_may_be_opened(url: str) -> None:
    assert safe_to_open(url)


@pytest.mark.parametrize(
    "url",
    [
        "", "example.org", "ftp://example.org", "file:///etc/passwd", "javascript:alert(1)", "https://", "https:///a",
        "https://user@example.org", "https://user:word@example.org", "https://@example.org", "https://example.org/\n",
        "https://example.org/\x1b]52;c;\x07", "https://example.org/\u202egnp.exe", "https://example.org/\ud800",
        "https://example.org\\@example.com", " https://example.org", "https://example.org/a b", "https://[::1",
        "https://example.org:99999/", "https://example.org/" + "a" * 5000, "--help", "https://example.org/\u200b",
    ],
)
def test_tricks_may_not_be_opened(url: str) -> None:
    assert not safe_to_open(url)


@settings(derandomize=True, max_examples=100)
@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_makes_it_fail(before: str, behind: str) -> None:
    text = f"{before}http://{behind}"
    for link in find_links(text):
        assert text[link.start : link.end] == link.url
    assert isinstance(safe_to_open(text), bool)
    for find in (x_urls, mastodon_urls):
        last = 0
        for start, end in find(text):
            assert last <= start < end <= len(text)
            last = end


@pytest.mark.parametrize(
    "text",
    [
        "a." * 20_000, "http://" * 10_000, "a" * 50_000, "-.-" * 15_000, "@a." * 15_000, "a.\u3042" * 10_000,
        "https://example.com/" + "(" * 20_000, "https://example.com/?" + "!" * 20_000,
        "https://example.com/" + "." * 50_000, "https://example.com/)" * 3_000,
    ],
)
def test_hostile_texts_take_no_longer_than_they_are(text: str) -> None:
    began = time.process_time()
    x_urls.__wrapped__(text)
    mastodon_urls.__wrapped__(text)
    find_links(text)
    assert time.process_time() - began < 2
