"""The real network below the door: proxies, certificates, and sockets that are closed or hung up."""

from __future__ import annotations

import asyncio

import pytest

from buffertui.api import exchange
from buffertui.api.http import HttpDoor
from buffertui.api.pacing import Pacer
from buffertui.clock import ManualClock
from buffertui.domain.errors import AnswerLost, ConfigError, Offline
from buffertui.domain.secret import Secret
from tests.support.v1_wire import BASE, NOON, TOKEN


@pytest.mark.parametrize(
    ("environment", "proxy"),
    [
        ({}, None),
        ({"HTTPS_PROXY": "http://proxy.example.com:3128"}, "http://proxy.example.com:3128"),
        ({"https_proxy": "proxy.example.com:3128"}, "http://proxy.example.com:3128"),
        ({"ALL_PROXY": "https://proxy.example.com"}, "https://proxy.example.com"),
        ({"HTTP_PROXY": "http://proxy.example.com:3128"}, None),
        ({"HTTPS_PROXY": "http://proxy.example.com:3128", "NO_PROXY": ".example.org,api.example.com"}, None),
        ({"HTTPS_PROXY": "http://proxy.example.com:3128", "NO_PROXY": "*"}, None),
    ],
)
def test_the_proxy_of_the_environment_is_used_for_https(
    environment: dict[str, str], proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    found = exchange.proxy_for(BASE)
    assert (None if found is None else str(found.url)) == proxy
    assert exchange.proxy_for("https://localhost:8765/1/") is None


@pytest.mark.parametrize("address", ["socks5://user:hunter2@proxy.example.com", "http://proxy.example.com:port"])
def test_a_proxy_that_cannot_be_used_is_an_error_of_configuration(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.setenv("https_proxy", address)
    with pytest.raises(ConfigError) as caught:
        exchange.proxy_for(BASE)
    assert "hunter2" not in str(caught.value)


def test_certificates_that_cannot_be_read_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nonexistent/authorities.pem")
    with pytest.raises(ConfigError) as caught:
        exchange.tls_context()
    assert "SSL_CERT_FILE" in caught.value.hint


async def test_a_closed_port_is_offline() -> None:
    """Nothing listens on the port that was just given back."""
    listener = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    listener.close()
    await listener.wait_closed()
    clock = ManualClock(NOON)
    door = HttpDoor(f"http://127.0.0.1:{port}/1/", Secret(TOKEN), Pacer(clock), clock)
    with pytest.raises(Offline, match="No connection"):
        await door.get("user.json")
    await door.aclose()


async def test_a_server_that_hangs_up_after_the_request_is_a_lost_answer() -> None:
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.close()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    clock = ManualClock(NOON)
    door = HttpDoor(f"http://127.0.0.1:{port}/1/", Secret(TOKEN), Pacer(clock), clock)
    with pytest.raises(AnswerLost):
        await door.post_form("updates/create.json")
    assert heard[0].startswith(b"POST /1/updates/create.json HTTP/1.1\r\n")
    assert len(heard) == 1, "nothing is sent twice"
    await door.aclose()
    listener.close()
    await listener.wait_closed()
