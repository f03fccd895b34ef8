"""The filter while typing: which texts fit what was typed, and which of their characters to mark."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from .late import late

Spans = tuple[tuple[int, int], ...]

_MARKS = late("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]")
_SHORTEST_FUZZY = 3


class _Folds(dict[int, str]):
    """Code point to what it is compared as, filled as texts bring new characters; ``odd`` are not one for one."""

    def __init__(self) -> None:
        super().__init__()
        self.odd: set[str] = set()

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = _MARKS.sub("", unicodedata.normalize("NFKD", char.casefold()))
        folded = self[code] = unicodedata.normalize("NFC", plain)
        if len(folded) != 1:
            self.odd.add(char)
        return folded


_FOLDS = _Folds()
_RUNS = late("[\x00-\x7f]+|[^\x00-\x7f]+")


@lru_cache(maxsize=32_768)
def fold(text: str) -> str:
    """A text as it is compared: without case, without accents, compatible forms as one."""
    if text.isascii():
        return text.lower()
    # Only what is not plain is worth a look at each of its characters.
    return "".join([run.lower() if run.isascii() else run.translate(_FOLDS) for run in _RUNS.findall(text)])


def _origins(text: str, folded: str) -> list[int] | None:
    """For each folded character the index of the one it came from; ``None`` where they are the same."""
    if len(text) == len(folded) and (text.isascii() or _FOLDS.odd.isdisjoint(text)):
        return None
    return [index for index, char in enumerate(text) for _ in _FOLDS[ord(char)]]


class Matcher:
    """One query. Every word of it must be in a text: as it stands, else with gaps within one word of the text.

    Case and accents make no difference. With gaps ("lnch" for "launch") it must begin where the word begins, have at
    least three letters and leave out no more letters than it has.
    """

    __slots__ = ("_fuzzy", "_words", "query")

    def __init__(self, query: str) -> None:
        self.query = query
        self._words = tuple(dict.fromkeys(fold(unicodedata.normalize("NFC", query)).split()))
        self._fuzzy = tuple(_gapped(word) for word in self._words)

    def __bool__(self) -> bool:
        return bool(self._words)

    def matches(self, text: str) -> bool:
        """Whether a text fits; the quick half of calling the matcher."""
        folded = fold(text)
        for word, gapped in zip(self._words, self._fuzzy, strict=True):
            if word not in folded and (gapped is None or not _first(gapped, word, folded)):
                return False
        return True

    def select(self, folded: Sequence[str]) -> list[int]:
        """The places of those that fit, as ``matches`` says of each, for thousands of texts that were folded once."""
        left: Iterable[int] = range(len(folded))
        for word, gapped in zip(self._words, self._fuzzy, strict=True):
            if gapped is None:
                left = [at for at in left if word in folded[at]]
                continue
            begins, most = gapped.search, 2 * len(word)
            left = [
                at for at in left
                if word in (text := folded[at])
                or ((hit := begins(text)) and (hit.end() - hit.start() <= most or _first(gapped, word, text)))
            ]
        return list(left)

    def __call__(self, text: str) -> Spans | None:
        """What to mark, as ``(start, end)`` in code points of ``text``, in order; ``None`` if it does not fit.

        An empty query fits everything and marks nothing.
        """
        folded = fold(text)
        found: list[tuple[int, int]] = []
        for word, gapped in zip(self._words, self._fuzzy, strict=True):
            if word in folded:
                found += _everywhere(word, folded)
            elif gapped is not None and (hit := _first(gapped, word, folded)):
                found += _letters(word, folded, hit.start())
            else:
                return None
        return _united(found, _origins(text, folded), len(text))


def matcher(query: str) -> Matcher:
    """The filter for what was typed so far."""
    return Matcher(query)


def _gapped(word: str) -> re.Pattern[str] | None:
    """The letters in their order within one word. Each gap excludes the letter it waits for, so nothing is retried."""
    if len(word) < _SHORTEST_FUZZY or not word.isalnum():
        return None
    letters = [re.escape(letter) for letter in word]
    rest = "".join(rf"[^\W{letter}]*+{letter}" for letter in letters[1:])
    return re.compile(rf"{letters[0]}(?<!\w{letters[0]}){rest}")


def _first(gapped: re.Pattern[str], word: str, folded: str) -> re.Match[str] | None:
    most = 2 * len(word)
    return next((hit for hit in gapped.finditer(folded) if hit.end() - hit.start() <= most), None)


def _everywhere(word: str, folded: str) -> list[tuple[int, int]]:
    spans = []
    at = folded.find(word)
    while at >= 0:
        spans.append((at, at + len(word)))
        at = folded.find(word, at + len(word))
    return spans


def _letters(word: str, folded: str, at: int) -> list[tuple[int, int]]:
    spans = []
    for letter in word:
        at = folded.index(letter, at)
        spans.append((at, at + 1))
        at += 1
    return spans


def _united(found: list[tuple[int, int]], origins: list[int] | None, length: int) -> Spans:
    """Marks in the original text, those that touch made one."""
    if origins is not None:
        ends = [*origins[1:], length]
        found = [(origins[start], max(ends[end - 1], origins[end - 1] + 1)) for start, end in found]
    spans: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(spans)
