"""What the program knows of each network, and what it says a network will refuse."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buffertui.domain.models import Media
from buffertui.domain.networks import NETWORKS, check, count, network

PHOTO = Media(photo="https://example.org/a.png")
TITLED = Media(photo="https://example.org/a.png", title="Riso in a minute")
PREVIEW = Media(link="https://example.org/", picture="https://example.org/p.png")
VIDEO = Media(video="https://example.org/a.mp4", title="Riso in a minute")


def test_every_network_can_be_drawn_anywhere() -> None:
    for known in NETWORKS.values():
        assert len(known.icon) == 1
        assert unicodedata.east_asian_width(known.icon) in ("N", "Na")
        assert unicodedata.category(known.icon) != "Co"
        assert known.letter.isascii()
        assert len(known.letter) == 1
        assert known.short.isascii()
        assert 1 <= len(known.short) <= 2
        assert known.colour == "" or re.fullmatch("#[0-9a-f]{6}", known.colour)
    assert len({known.short for known in NETWORKS.values()}) == len(NETWORKS)
    assert len({known.icon for known in NETWORKS.values()}) == len(NETWORKS)


@pytest.mark.parametrize(
    ("service", "name", "limit"),
    [
        ("twitter", "X", 280), ("mastodon", "Mastodon", 500), ("bluesky", "Bluesky", 300), ("threads", "Threads", 500),
        ("instagram", "Instagram", 2200), ("linkedin", "LinkedIn", 3000), ("facebook", "Facebook", 5000),
        ("pinterest", "Pinterest", 500), ("tiktok", "TikTok", 2200), ("youtube", "YouTube", 5000),
        ("googlebusiness", "Google Business", 1500), ("google", "Google Business", 1500), ("Twitter", "X", 280),
    ],
)
def test_names_and_limits(service: str, name: str, limit: int) -> None:
    assert (network(service).name, network(service).limit) == (name, limit)


def test_an_unknown_service_works_without_a_limit() -> None:
    new = network("smokesignal")
    assert (new.name, new.short, new.letter, new.limit) == ("Smokesignal", "sm", "s", None)
    counted = count("smokesignal", "a" * 100_000)
    assert (counted.used, counted.limit, counted.over, counted.left) == (100_000, None, False, None)
    assert counted.over_from is None
    assert check("smokesignal", "hello") == ()


@settings(derandomize=True, max_examples=100)
@given(st.text(max_size=30), st.text(max_size=60))
def test_no_service_and_no_text_makes_it_fail(service: str, text: str) -> None:
    known = network(service)
    assert len(known.icon) == 1
    assert 1 <= len(known.short) <= 2
    assert known.name.isprintable()
    assert known.name
    assert count(service, text).used >= 0
    assert all(sentence.endswith(".") for sentence in check(service, text))


def test_the_limit_of_the_server_replaces_the_number_and_not_the_counting() -> None:
    counted = count("twitter", "https://example.org/a/long/way " + "a" * 120, limit=140)
    assert (counted.used, counted.limit, counted.left, counted.over_from) == (144, 140, -4, 147)
    assert count("twitter", "a", limit=0).limit == 280
    assert count("mastodon", "a" * 501, limit=5000).over is False


@pytest.mark.parametrize(
    ("service", "text", "media", "word"),
    [
        ("instagram", "no picture", (), "picture or a video"),
        ("instagram", "only a link", PREVIEW, "picture or a video"),
        ("tiktok", "no picture", (), "picture or a video"),
        ("pinterest", "no picture", VIDEO, "picture"),
        ("pinterest", "long title", Media(photo="a.png", title="t" * 101), "at most 100 characters"),
        ("youtube", "no video", TITLED, "video"),
        ("youtube", "no title", Media(video="https://example.org/a.mp4"), "title"),
        ("instagram", "#a #b #c #d #e #f", PHOTO, "5 hashtags; this text has 6"),
        ("threads", " ".join(f"https://example.org/{n}" for n in range(6)), (), "5 different links; this text has 6"),
        ("bluesky", "five", [PHOTO] * 5, "4 pictures; this post has 5"),
        ("googlebusiness", "Call +49 30 23125 123 now", (), "phone number"),
        ("google", "Call (555) 010-9999 now", (), "phone number"),
        ("twitter", "bad \ufeff mark", (), "U+FEFF"),
        ("linkedin", "bell \x07", (), "U+0007"),
        ("linkedin", "return \r\n", (), "U+000D"),
        ("mastodon", "half \ud83d", (), "U+D83D"),
        ("facebook", " \n", (), "nothing to post"),
    ],
)
def test_what_a_network_refuses(service: str, text: str, media: Media | list[Media], word: str) -> None:
    sentences = check(service, text, media)
    assert len(sentences) == 1
    assert word in sentences[0]


@pytest.mark.parametrize(
    ("service", "text", "media"),
    [
        ("instagram", "#a #b #c #d #e and #5 and a/#fragment", PHOTO),
        ("instagram", "", Media(picture="https://example.org/a.png", thumbnail="https://example.org/t.png")),
        ("threads", " ".join(["https://example.org/same"] * 9), ()),
        ("googlebusiness", "Open 2026-12-24 08:15 to 18:00, 1,234,567 prints, https://example.org/555-010-9999", ()),
        ("youtube", "", VIDEO),
        ("twitter", "tab\tand line\n", ()),
        ("facebook", "", PHOTO),
        ("bluesky", "four", [PHOTO] * 4),
    ],
)
def test_what_a_network_takes(service: str, text: str, media: Media | list[Media]) -> None:
    assert check(service, text, media) == ()


def test_a_refused_text_is_told_with_the_count_as_well() -> None:
    assert "5 different links" in count("threads", " ".join(f"https://example.org/{n}" for n in range(6))).problems[0]
