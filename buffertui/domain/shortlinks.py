"""Which parts of a text X and Mastodon turn into a link of fixed length."""

from __future__ import annotations

import re
from functools import lru_cache

from .late import late
from .tlds import tld_at

Span = tuple[int, int]

_ACCENTED = (
    "\xc0-\xd6\xd8-\xf6\xf8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289\u028b\u02bb"
    "\u0300-\u036f\u1e00-\u1eff"
)
_LATIN = f"a-z0-9{_ACCENTED}"
_CYRILLIC = "\u0400-\u04ff"
_WIDE = "\xa0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U000efffd"
_INVALID = "\ufffe\ufeff\uffff"
_SPACES = "\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_DIRECTION = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"

_HOST_CHAR = rf"[^\x00-,./:-@\[-\^`{{-\x9f{_SPACES}{_INVALID}{_DIRECTION}]"
_HOST = late(rf"{_HOST_CHAR}++(?:\.{_HOST_CHAR}++)+")
_BARE_HOST = rf"(?<![{_LATIN}\-_./@\uff20$#\uff03{_INVALID}])(?:[{_LATIN}\-_]++\.)++{_HOST_CHAR}*+"
_BEFORE = late(f"[a-z0-9@\uff20$#\uff03{_INVALID}]", re.IGNORECASE)
_PORT = late(":[0-9]+")
_SLUG = late(r"/([a-z0-9]+)(?:\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/])?", re.IGNORECASE)

_MAX_URL = 4096
_MAX_LABEL = 63
_MAX_SLUG = 40


class _Style:
    """What a network takes as an address: its schemes (``bare`` for none as well), its path and its query."""

    def __init__(self, *, schemes: str, bare: str, path: str, ending: str, query: str, query_ending: str) -> None:
        self.find = re.compile(f"(?P<scheme>(?:{schemes})://){bare}", re.IGNORECASE)
        self.path = re.compile(f"/[{path}]{{0,{_MAX_URL}}}+", re.IGNORECASE)
        self.ending = re.compile(f"[{ending}]", re.IGNORECASE)
        self.query = re.compile(rf"\?[{query}]{{0,{_MAX_URL}}}[{query_ending}]", re.IGNORECASE)


_X = _Style(
    schemes="https?",
    bare=f"|{_BARE_HOST}",
    path=rf"()a-z{_CYRILLIC}0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{_ACCENTED}",
    ending=rf"+\-a-z{_CYRILLIC}0-9=_#/{_ACCENTED}",
    query=r"a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|",
    query_ending=r"a-z0-9\-_&=#/",
)
_MASTODON = _Style(
    schemes="https?|dat|dweb|ipfs|ipns|ssb|gopher|gemini",
    bare="",
    path=r"^\s<>?",
    ending=r"^\s()?!*\"'「」<>;:=,.$%\[\]~&|@",
    query=rf"a-z0-9!?*'();:&=+$/%#\[\]\-_.,~|@\^{_WIDE}",
    query_ending=rf"a-z0-9_&=#/\-{_WIDE}",
)


@lru_cache(maxsize=16)
def x_urls(text: str) -> tuple[Span, ...]:
    """Where X sees an address, with and without ``http(s)://``; each counts 23 (twitter-text, extraction of URLs)."""
    return _urls(text, _X) if "." in text else ()


@lru_cache(maxsize=16)
def mastodon_urls(text: str) -> tuple[Span, ...]:
    """Where Mastodon sees an address; only those with a scheme count 23 (Mastodon, StatusLengthValidator)."""
    return _urls(text, _MASTODON) if "://" in text else ()


def _urls(text: str, style: _Style) -> tuple[Span, ...]:
    spans: list[Span] = []
    at = 0
    while match := style.find.search(text, at):
        span = _with_scheme(text, match, style) if match["scheme"] else _bare(text, match, style)
        if span:
            spans.append(span)
        at = span[1] if span else match.end()
    return tuple(spans)


def _with_scheme(text: str, match: re.Match[str], style: _Style) -> Span | None:
    start, at = match.span()
    host = _HOST.match(text, at)
    if host is None or (start and _BEFORE.match(text, start - 1)):
        return None
    name = _domain(host[0], text[host.end() : host.end() + 1])
    if not name or (name.startswith("xn--") and not name.isascii()):
        return None
    at += len(name)
    if name.lower() == "t.co" and (slug := _SLUG.match(text, at)):
        return (start, slug.end()) if len(slug[1]) <= _MAX_SLUG else None
    if port := _PORT.match(text, at):
        at = port.end()
    end = _behind_host(text, at, style)
    return (start, end) if end - start <= _MAX_URL else None


def _bare(text: str, match: re.Match[str], style: _Style) -> Span | None:
    """An address without a scheme: port and query belong to it only together with a path."""
    start = match.start()
    name = _domain(match[0], text[match.end() : match.end() + 1])
    if not name:
        return None
    end = start + len(name)
    start += name.rfind("_") + 1
    port = _PORT.match(text, end)
    at = port.end() if port else end
    if text.startswith("/", at):
        end = _behind_host(text, at, style)
    return (start, end) if end - start <= _MAX_URL else None


def _domain(run: str, follows: str) -> str:
    """The longest domain with which a run of host characters begins, empty for none."""
    labels = run.split(".")
    for last in range(len(labels) - 1, 0, -1):
        behind = "." if last < len(labels) - 1 else follows
        length = tld_at(labels[last], behind)
        if length and "_" not in labels[last - 1] and all(map(_is_label, labels[:last])):
            return ".".join([*labels[:last], labels[last][:length]])
    return ""


def _is_label(label: str) -> bool:
    """Whether a part of a domain has a possible length (in punycode, RFC 3490) and no hyphen at its ends."""
    if not label or label[0] in "-_" or label[-1] in "-_":
        return False
    if label.isascii():
        return len(label) <= _MAX_LABEL
    if len(label) > _MAX_LABEL:
        return False
    try:
        return len(label.encode("punycode")) + len("xn--") <= _MAX_LABEL
    except UnicodeError:
        return False


def _behind_host(text: str, at: int, style: _Style) -> int:
    """Where path and query end. A query behind a path whose last marks were cut off does not belong to the address."""
    if run := style.path.match(text, at):
        at = _path_end(text, run, style.ending)
    query = style.query.match(text, at)
    return query.end() if query else at


def _path_end(text: str, run: re.Match[str], ending: re.Pattern[str]) -> int:
    """Where a path ends within its run of possible characters: parentheses come in pairs, closing marks are cut off."""
    start, end = run.span()
    if "(" not in run[0] and ")" not in run[0]:
        while end > start + 1 and not ending.match(text, end - 1):
            end -= 1
        return end
    last = start + 1
    opened: list[int] = []
    for index in range(start + 1, end):
        char = text[index]
        if char == "(":
            if len(opened) == 2:
                break
            opened.append(index)
        elif char == ")":
            if not opened or opened.pop() == index - 1:
                break
            last = last if opened else index + 1
        elif not opened and ending.match(char):
            last = index + 1
    return last
