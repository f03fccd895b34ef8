"""Rules for single settings that a type cannot say; each returns a sentence's end about what is wrong, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from buffertui.domain.late import late

_ACCOUNT = late(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class Rule:
    """A check that pydantic runs after the type's own; pydantic is imported only when it asks for it."""

    def __init__(self, problem: Callable[[Any], str]) -> None:
        self.problem = problem

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def _check(self, value: Any) -> Any:
        wrong = self.problem(value)
        if wrong:
            raise ValueError(wrong)
        return value


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that a misspelt one most likely means."""
    import difflib

    folded = {one.lower().replace("-", "_"): one for one in known}
    found = difflib.get_close_matches(name.lower().replace("-", "_"), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def account_name(name: str) -> str:
    """Names become file names: no separators, no leading point. Empty is "not set"."""
    if not name or _ACCOUNT.fullmatch(name):
        return ""
    return "must be letters, digits, points, dashes and underscores, at most 64, and begin with a letter or a digit"


def account_key(name: str) -> str:
    """As ``account_name``, where there has to be one."""
    return account_name(name or "-")


def base_url(text: str) -> str:
    """https, or http on this machine: elsewhere a token would cross the network in the clear. Empty: Buffer's own."""
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "is not a web address"
    if any(not c.isprintable() or c.isspace() for c in text) or parts.scheme not in ("http", "https") or not host:
        return "must be a web address that begins with https://"
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        return "must hold neither a user name, nor a password, nor ? or #"
    if parts.scheme == "http" and not _loopback(host):
        return "must begin with https:// (http is for this machine only: 127.0.0.1, [::1] or localhost)"
    return ""


def _loopback(host: str) -> bool:
    if host in ("localhost", "127.0.0.1", "::1"):
        return True
    import ipaddress

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def command(words: str | tuple[str, ...]) -> str:
    """One line that can be split, or a list whose first word is a program. Empty is "not set"."""
    if isinstance(words, str):
        import shlex

        try:
            shlex.split(words)
        except ValueError:
            return "has a quotation mark that is not closed"
        return ""
    return "must begin with the name of a program" if words and not words[0].strip() else ""


def seconds(value: float) -> str:
    return "" if 0 <= value <= 120 else "must be from 0 to 120 seconds"


def refresh(value: float) -> str:
    """Below ten seconds the refreshing alone would eat a tenth of v1's 60 requests a minute."""
    return "" if value == 0 or 10 <= value <= 86_400 else "must be 0 (never), or from 10 to 86400 seconds"


def zone(name: str) -> str:
    """A name of the zone database. Empty is "not set"."""
    if not name:
        return ""
    import zoneinfo

    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return 'is not a time zone that this machine knows; names look like "Europe/Lisbon"'
    return ""
