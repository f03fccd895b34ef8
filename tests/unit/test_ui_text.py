"""Text from outside: made harmless, wrapped and cut in cells, never through a character and never losing one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.content import Content

from buffertui.domain.graphemes import graphemes
from buffertui.ui.cells import NARROW
from buffertui.ui.text import Drawing, StripControls, clean, drawn_spans, fit, line_spans, one_line, ui_text, wrap

SIMPLE = Drawing(emoji="simple")
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
FLAG = "\U0001f1e9\U0001f1ea"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")

PARTS = st.sampled_from([
    " ", "  ", "\n", "a", "word", "a-very-long-word-without-end", "https://example.org/a/path", "é", "e\u0301", "ß",
    "…", "“”", "新しい", "ポスター", "。", "「", "」", "한국어", "नमस्ते", "สวัสดี", "مرحبا", "שלום", FAMILY, FLAG, ENGLAND,
    "👍🏽", "❤\ufe0f", "1\ufe0f\u20e3", "🎉", "🎉🎉🎉", "\u00a0", "\u3000", "\u200c", "が", "か\u3099",
])
TEXTS = st.lists(PARTS, max_size=30).map("".join)
ANYTHING = st.text(st.characters(codec=None), max_size=60)


@pytest.mark.parametrize(
    ("hostile", "drawn"),
    [
        ("[@click=app.quit]x[/]", "[@click=app.quit]x[/]"),
        ("[bold red]", "[bold red]"),
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("\x9b31m\x9d0;t\x9c", "\ufffd31m\ufffd0;t\ufffd"),
        ("a\x00b\x7fc\x08d", "a␀b␡c␈d"),
        ("safe\u202eexe.txt\u202c\u2066x\u2069", "safeexe.txtx"),
        ("\ufeffstart", "start"),
        ("a\ud800b", "a\ufffdb"),
        ("one\r\ntwo\rthree\u2028four\u2029five\x0bsix", "one\ntwo\nthree\nfour\nfive\nsix"),
        ("a\tb", "a   b"),
        ("h\u200de\u200dl\u200dl\u200do", "hello"),
        ("z" + "\u0301" * 40, "z" + "\u0301" * 3),
        ("\U000e0041\U000e0042hidden", "hidden"),
        ("🇩🇪🇫", "🇩🇪F"),
    ],
)
def test_hostile_text_is_drawn_as_harmless_text(hostile: str, drawn: str) -> None:
    assert clean(hostile) == drawn


@pytest.mark.parametrize(
    "text", ["", "plain", "zwei Wörter\nund noch", FAMILY, FLAG, ENGLAND, "👍🏽 ❤\ufe0f 1\ufe0f\u20e3", "می\u200cروم"]
)
def test_what_people_write_is_drawn_as_it_is(text: str) -> None:
    assert clean(text) == text


def test_simple_emoji_leave_out_what_terminals_disagree_on() -> None:
    assert clean(f"{FAMILY} 👍🏽 ❤\ufe0f 1\ufe0f\u20e3 {ENGLAND} {FLAG}", SIMPLE) == f"👨 👍 ❤ 1 🏴 {FLAG}"


@given(ANYTHING)
def test_nothing_that_steers_a_terminal_is_left(text: str) -> None:
    for drawing in (Drawing(), SIMPLE):
        drawn = clean(text, drawing)
        assert not STEERING.search(drawn)
        assert clean(drawn, drawing) == drawn
        drawn.encode()


@given(ANYTHING)
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert "\n" not in line
    assert line == line.strip()
    assert "  " not in line


@given(TEXTS, st.integers(min_value=2, max_value=40))
def test_no_line_is_too_wide(text: str, width: int) -> None:
    assert all(cell_len(line) <= width for line in wrap(clean(text), width))


@given(TEXTS, st.integers(min_value=0, max_value=40))
def test_wrapping_loses_nothing_but_blanks_between_lines(text: str, width: int) -> None:
    spans = list(line_spans(text, width))
    ends, starts = [0, *(end for _, end in spans)], [*(start for start, _ in spans), len(text)]
    gaps = [text[a:b] for a, b in zip(ends, starts, strict=True)]
    assert all(set(gap) <= {" ", "\n"} for gap in gaps)
    assert sum(gap.count("\n") for gap in gaps) == text.count("\n")


@given(TEXTS, st.integers(min_value=2, max_value=40))
def test_no_character_is_cut_in_two(text: str, width: int) -> None:
    edges, at = {0}, 0
    for cluster in graphemes(text):
        # What joins itself to a blank may be parted from it: a line ends there.
        edges |= {at + len(cluster), at + (cluster[0] == " ")}
        at += len(cluster)
    assert {edge for span in line_spans(text, width) for edge in span} <= edges


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("Launch day. After a year", 12, ["Launch day.", "After a year"]),
        ("", 5, [""]),
        ("a\n\nb\n", 5, ["a", "", "b", ""]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("  indented text", 10, ["  indented", "text"]),
        (FLAG * 3, 4, [FLAG * 2, FLAG]),
        ("end   ", 4, ["end"]),
    ],
)
def test_wrap(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


def test_japanese_breaks_between_characters_but_no_line_begins_with_what_closes_a_phrase() -> None:
    lines = wrap("これは長い「題」です。これで終わり、です。", 8)
    assert all(6 <= cell_len(line) <= 8 for line in lines[:-1])
    assert all(line[0] not in "」。、" for line in lines)


@given(TEXTS.filter(lambda text: "\n" not in text), st.integers(min_value=-2, max_value=30))
def test_fit_is_never_too_wide_and_says_when_it_cut(text: str, width: int) -> None:
    cut = fit(text, width)
    assert cell_len(cut) <= max(0, width)
    if cut != text and width > 0:
        assert cut.endswith("…")
        assert text.startswith(cut[:-1].rstrip())


def test_the_quick_way_through_plain_text_only_takes_characters_of_one_cell() -> None:
    plain = (chr(code) for code in range(0x10000) if NARROW.fullmatch(chr(code)))
    wrong = [char for char in plain if cell_len(char) != 1]
    assert wrong == []


def test_what_matched_is_found_again_in_what_is_drawn() -> None:
    text = "a\r\nb\u202e launch \x1b[1mday"
    start = text.index("launch")
    ((first, last),) = drawn_spans(text, [(start, start + 6)])
    assert clean(text)[first:last] == "launch"


def test_text_from_outside_never_becomes_markup() -> None:
    content = ui_text("[@click=app.quit]x[/]\x1b[2J", "bold")
    assert isinstance(content, Content)
    assert content.plain == "[@click=app.quit]x[/]␛[2J"
    assert all("@click" not in str(span.style) for span in content.spans)


def test_the_last_line_of_defence_lets_no_control_out_and_keeps_widths() -> None:
    line = "a\x1b[31m\x9b\x07\t\u202eb\ud800\xadc\u2066\u200f"
    (out,) = StripControls().apply([Segment(line)], Color(0, 0, 0))
    assert not STEERING.search(out.text)
    assert cell_len(out.text) == cell_len(line)


def test_the_last_line_of_defence_leaves_no_address_that_ends_its_own_sequence() -> None:
    good, bad = Style(link="https://example.org"), Style(link="https://example.org\x1b\\\x1b]52;c;x\x07")
    kept, gone = StripControls().apply([Segment("x", good), Segment("x", bad)], Color(0, 0, 0))
    assert kept.style is not None
    assert kept.style.link == "https://example.org"
    assert gone.style is not None
    assert gone.style.link is None
