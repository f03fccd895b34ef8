"""One HTTP exchange after another over httpx, with every failure told apart by whether the request had left."""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import Generator
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from buffertui.domain.errors import AnswerLost, ConfigError, Offline, ServiceError
from buffertui.domain.secret import Secret

from .answer import Answer
from .base_url import is_loopback

NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
"""Failures before anything was sent (v1 reference, section 6); the proxy refuses while it is asked to connect."""

_BROKE = "The request left, but the connection broke before a whole answer came."


@dataclass(frozen=True, slots=True)
class Patience:
    """Times in seconds, and the size in bytes up to which an answer is read. ``deadline`` is for the whole exchange."""

    connect: float = 10.0
    read: float = 20.0
    write: float = 20.0
    pool: float = 10.0
    deadline: float = 30.0
    size: int = 8 * 1024 * 1024


class _Bearer(httpx.Auth):
    """Puts the token into the header, and nowhere else, at the moment of sending."""

    def __init__(self, token: Secret) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._token.reveal()}"
        yield request


class Exchange:
    """A connection pool to one base address. Redirects are not followed, cookies and .netrc not used."""

    def __init__(
        self, base_url: str, token: Secret, user_agent: str, patience: Patience,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._base = base_url
        self._patience = patience
        timeout = httpx.Timeout(
            connect=patience.connect, read=patience.read, write=patience.write, pool=patience.pool
        )
        headers = {"User-Agent": user_agent, "Accept": "application/json", "Accept-Encoding": "gzip, deflate"}
        secure = base_url.startswith("https:") and transport is None
        self._client = httpx.AsyncClient(
            auth=_Bearer(token), headers=headers, timeout=timeout, follow_redirects=False, trust_env=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            transport=transport, verify=tls_context() if secure else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            proxy=proxy_for(base_url) if secure else None,
        )

    async def send(self, method: str, path: str | None, content: bytes, content_type: str) -> Answer:
        """Send once and read the whole answer; without a ``path`` to the base address, no slash behind it.

        Raises ``Offline`` when nothing left, ``AnswerLost`` when something may have and no whole answer came.
        """
        request = self._client.build_request(
            method, self._base.rstrip("/") if path is None else self._base + path, content=content,
            headers={"Content-Type": content_type} if content_type else None,
        )
        failure: ServiceError
        try:
            async with asyncio.timeout(self._patience.deadline):
                response = await self._client.send(request, stream=True)
                try:
                    body = await self._read(response)
                finally:
                    await response.aclose()
            headers = tuple((key, value) for key, value in response.headers.multi_items())
            return Answer(response.status_code, headers, body)
        except httpx.HTTPError as error:
            failure = _failure(error)
        except TimeoutError:
            failure = AnswerLost(f"Buffer did not finish answering within {self._patience.deadline:g} seconds.")
        except OSError:
            failure = AnswerLost(_BROKE)
        # Raised out here so that the error carries no httpx frame: their variables hold headers and the text sent.
        raise failure

    async def aclose(self) -> None:
        """Give the connections back."""
        await self._client.aclose()

    async def _read(self, response: httpx.Response) -> bytes:
        parts: list[bytes] = []
        size = 0
        async for part in response.aiter_bytes():
            size += len(part)
            if size > self._patience.size:
                limit = f"{self._patience.size // 1024:,} KiB"
                raise AnswerLost(f"Buffer's answer was larger than {limit} and was not read.")
            parts.append(part)
        return b"".join(parts)


def tls_context() -> ssl.SSLContext:
    """Trust the bundled authorities and those of this machine; ``SSL_CERT_FILE`` and ``SSL_CERT_DIR`` are honoured.

    Slow (tens of milliseconds, and files are read): not for the event loop.
    """
    try:
        context = httpx.create_ssl_context()
        context.load_default_certs()
    except OSError:
        named = next((name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)), None)
        raise ConfigError(
            "The certificates to check Buffer's server with could not be read.",
            hint=f"Look at the environment variable {named}." if named else "Reinstall the package certifi.",
        ) from None
    return context


def proxy_for(base_url: str) -> httpx.Proxy | None:
    """The proxy that ``HTTPS_PROXY`` or ``ALL_PROXY`` names for an https address, unless ``NO_PROXY`` excepts its host.

    The token is safe from the proxy: it sees only a tunnel. A loopback service is never asked for through a proxy.
    """
    host = urlsplit(base_url).hostname or ""
    found = getproxies()
    address = found.get("https") or found.get("all")
    if not address or is_loopback(host) or proxy_bypass(host):
        return None
    if "://" not in address:
        address = f"http://{address}"
    if not address.startswith(("http://", "https://")):
        raise ConfigError(
            "The proxy that the environment names cannot be used: only http:// and https:// proxies are supported.",
            hint="Change HTTPS_PROXY or ALL_PROXY, or except Buffer's host in NO_PROXY.",
        )
    try:
        return httpx.Proxy(address)
    except (httpx.InvalidURL, ValueError):
        pass
    raise ConfigError("The proxy that the environment names is not a valid address.", hint="Look at HTTPS_PROXY.")


def _failure(error: httpx.HTTPError) -> ServiceError:
    """What a failure of httpx means. Its own text is not passed on: it may quote what the server sent."""
    if _about_certificate(error):
        return Offline(
            "The server's certificate could not be verified, so no connection was made.",
            hint="Nothing was sent. Check this machine's date, or whether a proxy stands between (SSL_CERT_FILE).",
        )
    if isinstance(error, httpx.ProxyError):
        return Offline("The proxy did not connect to Buffer.", hint="Nothing was sent. Look at HTTPS_PROXY.")
    if isinstance(error, NEVER_LEFT):
        return Offline("No connection to Buffer.")
    if isinstance(error, httpx.TimeoutException):
        return AnswerLost("The request left, but Buffer did not answer in time.")
    return AnswerLost(_BROKE)


def _about_certificate(error: BaseException) -> bool:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY_FAILED" in str(seen):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
