"""Requests and answers as plain values, and the PHP habits of v1's backend: brackets in names, escaped slashes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

Params = dict[str, list[str]]

FORM = "application/x-www-form-urlencoded"
_INDEX = re.compile(r"\[\d+\]$")
_MAX_FIELDS = 5000


@dataclass(frozen=True, slots=True)
class Request:
    """One request. ``path`` begins with a slash and is decoded; header names are in small letters."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @classmethod
    def to(
        cls, method: str, target: str, headers: Mapping[str, str] | None = None, body: bytes = b"",
    ) -> Request:
        """A request for a target such as ``/1/user.json?pretty=true``."""
        path, _, query = target.partition("#")[0].partition("?")
        lower = {name.lower(): value for name, value in (headers or {}).items()}
        return cls(method.upper(), unquote(path, errors="replace"), query, lower, body)

    @property
    def content_type(self) -> str:
        """The type of the body in small letters, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def parameters(self) -> Params:
        """Those of the query, and those of the body when it is a form."""
        found = fields(self.query)
        if self.method == "POST" and self.content_type in ("", FORM):
            for name, values in fields(self.body.decode("utf-8", "replace")).items():
                found.setdefault(name, []).extend(values)
        return found


@dataclass(frozen=True, slots=True)
class Response:
    """One answer, whole."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def with_body(self, body: bytes, content_type: str | None = None) -> Response:
        """The same answer with another body and a length that fits it."""
        kept = [(name, value) for name, value in self.headers if name.lower() != "content-length"]
        if content_type is not None:
            kept = [(name, value) for name, value in kept if name.lower() != "content-type"]
            kept.insert(0, ("Content-Type", content_type))
        return Response(self.status, self.reason, (*kept, ("Content-Length", str(len(body)))), body)


REASONS = {
    200: "Awesome", 302: "Found", 400: "Bad Request", 401: "Authorization Required", 403: "Forbidden",
    404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable", 410: "Gone", 413: "Payload Too Large",
    429: "Too Many Requests", 431: "Request Header Fields Too Large",
    500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway",
}
"""Reason phrases; that of a good answer is the recorded one (v1 reference, section 1.3)."""


def encode(value: Any, *, pretty: bool = False) -> bytes:
    """JSON as PHP writes it: slashes escaped, everything beyond ASCII as ``\\uXXXX``, an empty object as ``[]``."""
    text = json.dumps(_php(value), indent=4 if pretty else None, separators=None if pretty else (",", ":"))
    return text.replace("/", "\\/").encode("ascii")


def json_response(value: Any, status: int = 200, *, pretty: bool = False) -> Response:
    """An answer that carries JSON."""
    body = encode(value, pretty=pretty)
    headers = (("Content-Type", "application/json;charset=UTF-8"), ("Content-Length", str(len(body))))
    return Response(status, REASONS.get(status, "Status"), headers, body)


def html_response(title: str, status: int, text: str = "") -> Response:
    """An answer that carries a small page."""
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"
    body = page.encode()
    headers = (("Content-Type", "text/html; charset=UTF-8"), ("Content-Length", str(len(body))))
    return Response(status, REASONS.get(status, "OK" if status == 200 else "Status"), headers, body)


def fields(encoded: str) -> Params:
    """Form fields by name; too many of them are cut off, and what is not UTF-8 becomes U+FFFD."""
    found: Params = {}
    for name, value in parse_qsl("&".join(encoded.split("&", _MAX_FIELDS)[:_MAX_FIELDS]), keep_blank_values=True):
        found.setdefault(name, []).append(value)
    return found


def many(params: Params, name: str) -> list[str] | None:
    """All values of ``name[]``, ``name[0]`` and the like, or of the plain ``name``; ``None`` without such a field."""
    keys = [key for key in params if key == name + "[]" or _INDEX.sub("", key) == name]
    return [value for key in keys for value in params[key]] if keys else None


def one(params: Params, name: str) -> str | None:
    """The last value of a field, as PHP takes it; ``None`` when it is missing."""
    return params[name][-1] if name in params else None


def truth(params: Params, name: str, *, default: bool = False) -> bool:
    """A flag: missing is the default; ``0``, ``false``, ``no``, ``off`` and nothing are false."""
    value = one(params, name)
    return default if value is None else value.strip().lower() not in ("", "0", "false", "no", "off", "none", "null")


def _php(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _php(inner) for key, inner in value.items()} if value else []
    if isinstance(value, (list, tuple)):
        return [_php(inner) for inner in value]
    return value
