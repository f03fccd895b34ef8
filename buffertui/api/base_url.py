"""Which base addresses of an API are allowed to receive the token."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from buffertui.domain.errors import ConfigError

V1_BASE_URL = "https://api.bufferapp.com/1/"
"""Where Buffer's REST API v1 lives (v1 reference, first section)."""

_HINT = "Write it like https://api.bufferapp.com/1/ or, for a service on this machine, http://127.0.0.1:8765/1/."
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9.])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")


def check_base_url(text: str) -> str:
    """The address with one slash at its end, when the token may be sent there.

    That is https, or http to a loopback address; without a user name, a query or a fragment. Anything else raises
    ``ConfigError``, whose text does not repeat the address, because somebody may have put a password into it.
    """
    if not text or any(not "!" <= c <= "~" or c in '\\<>"`{}|^' for c in text):
        raise ConfigError("The base URL must be an address of plain characters without spaces.", hint=_HINT)
    if "?" in text or "#" in text:
        raise ConfigError("The base URL must not have a query or a fragment (? or #).", hint=_HINT)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ConfigError("The base URL is not a valid address.", hint=_HINT) from None
    _check_host(parts)
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise ConfigError(
            "The base URL must begin with https://. Plain http is allowed only to this machine (127.0.0.1, ::1, "
            "localhost), because the token would travel readable.",
            hint=_HINT,
        )
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}{'' if port is None else f':{port}'}{parts.path.rstrip('/')}/"


def is_loopback(host: str) -> bool:
    """Whether a host name can only mean this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_host(parts: SplitResult) -> None:
    if parts.scheme not in {"https", "http"}:
        raise ConfigError("The base URL must begin with https://.", hint=_HINT)
    if "@" in parts.netloc:
        raise ConfigError("The base URL must not hold a user name or a password.", hint=_HINT)
    if not _HOST.fullmatch(parts.hostname or ""):
        raise ConfigError("The base URL names no valid host.", hint=_HINT)
    if any(step in {".", ".."} for step in parts.path.split("/")):
        raise ConfigError("The path of the base URL must not contain . or .. steps.", hint=_HINT)
