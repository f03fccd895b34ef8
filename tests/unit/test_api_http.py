"""The door to a server: what leaves, what comes back, every failure in its class, and no token in any text."""

from __future__ import annotations

import asyncio
import gzip
import logging
import ssl
import traceback
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from buffertui import __version__
from buffertui.api import exchange
from buffertui.api.exchange import Patience
from buffertui.api.http import HttpDoor, check_token, form
from buffertui.api.pacing import Limit, Pacer
from buffertui.clock import ManualClock
from buffertui.domain.errors import AnswerLost, ConfigError, Offline, ServiceError, TokenUnusable
from buffertui.domain.ports import Priority
from buffertui.domain.secret import Secret
from tests.support.v1_wire import BASE, NOON, TOKEN, Server, answer, door_to

TEXT = "a-text-that-nobody-else-should-read"


class Drip(httpx.AsyncByteStream):
    """A body that comes in pieces, and breaks or stops where it is told."""

    def __init__(self, *pieces: bytes, then: BaseException | None = None, stuck: bool = False) -> None:
        self.pieces, self.then, self.stuck, self.closed, self.given = pieces, then, stuck, False, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            self.given += 1
            yield piece
        if self.stuck:
            await asyncio.Event().wait()
        if self.then is not None:
            raise self.then

    async def aclose(self) -> None:
        self.closed = True


class Answering(httpx.AsyncBaseTransport):
    """A network that gives one answer, or raises, or never does either."""

    def __init__(self, outcome: httpx.Response | BaseException | None) -> None:
        self.outcome = outcome
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self.outcome is None:
            await asyncio.Event().wait()
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        assert self.outcome is not None
        return self.outcome


async def test_a_read_carries_the_token_in_its_header_and_nowhere_else() -> None:
    server = Server(answer([]))
    got = await door_to(server).get("profiles.json", [("page", "2"), ("url", "http://example.org/?a=b&c")])
    request = server.requests[0]
    assert got.json() == []
    assert str(request.url) == f"{BASE}profiles.json?page=2&url=http%3A%2F%2Fexample.org%2F%3Fa%3Db%26c"
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert request.headers["User-Agent"] == f"buffertui/{__version__}"
    assert request.headers["Accept"] == "application/json"
    assert TOKEN not in str(request.url)
    assert "cookie" not in request.headers


async def test_a_write_is_a_form_with_percent_encoded_brackets() -> None:
    server = Server(answer({}))
    fields = [("profile_ids[]", "a"), ("profile_ids[]", "b"), ("text", "é &=")]
    await door_to(server).post_form("updates/create.json", fields)
    request = server.requests[0]
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert request.content == b"profile_ids%5B%5D=a&profile_ids%5B%5D=b&text=%C3%A9+%26%3D"


async def test_a_write_without_fields_has_an_empty_body() -> None:
    server = Server(answer({}))
    await door_to(server).post_form("updates/u/share.json")
    assert server.requests[0].headers["Content-Length"] == "0"
    assert server.requests[0].content == b""


async def test_a_json_document_can_be_posted_too() -> None:
    server = Server(answer({"data": None}))
    await door_to(server).post_json("", b'{"query":""}', Priority.READ)
    assert server.requests[0].headers["Content-Type"] == "application/json"
    assert str(server.requests[0].url) == BASE


def test_half_a_surrogate_pair_leaves_as_a_replacement_character() -> None:
    assert form([("text", "a\ud800b\udc00")]) == "text=a%EF%BF%BDb%EF%BF%BD"
    assert form([("text", "\ud83c\udf89")]) == "text=%F0%9F%8E%89"
    assert form([("text", "👩‍🌾\u00a0\u200c")]) == "text=%F0%9F%91%A9%E2%80%8D%F0%9F%8C%BE%C2%A0%E2%80%8C"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (httpx.ConnectError("x"), Offline),
        (httpx.ConnectTimeout("x"), Offline),
        (httpx.PoolTimeout("x"), Offline),
        (httpx.ProxyError("x"), Offline),
        (httpx.ReadTimeout("x"), AnswerLost),
        (httpx.WriteTimeout("x"), AnswerLost),
        (httpx.ReadError("x"), AnswerLost),
        (httpx.WriteError("x"), AnswerLost),
        (httpx.CloseError("x"), AnswerLost),
        (httpx.RemoteProtocolError("x"), AnswerLost),
        (httpx.LocalProtocolError("x"), AnswerLost),
        (ssl.SSLError("x"), AnswerLost),
        (ConnectionResetError("x"), AnswerLost),
    ],
)
async def test_each_failure_tells_whether_the_request_had_left(
    error: Exception, expected: type[ServiceError]
) -> None:
    door = door_to(Answering(error))
    with pytest.raises(expected) as caught:
        await door.post_form("updates/create.json", [("text", TEXT)])
    assert type(caught.value) is expected
    assert caught.value.again
    assert caught.value.hint
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    used = door.pacer.snapshot().windows[0].used
    assert used == (0 if expected is Offline else 1), "what never left costs nothing"


async def test_a_certificate_that_cannot_be_verified_is_named() -> None:
    error = httpx.ConnectError("x")
    error.__cause__ = ssl.SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED] self-signed")
    with pytest.raises(Offline, match="certificate") as caught:
        await door_to(Answering(error)).get("user.json")
    assert "SSL_CERT_FILE" in caught.value.hint


@pytest.mark.parametrize("status", [500, 502, 503, 504, 599])
async def test_an_error_of_the_server_leaves_open_what_it_did(status: int) -> None:
    with pytest.raises(AnswerLost, match=f"HTTP {status}"):
        await door_to(Server(answer({"code": 1000}, status))).post_form("updates/create.json")


async def test_a_body_that_is_cut_off_is_a_lost_answer() -> None:
    body = Drip(b'{"success":', then=httpx.RemoteProtocolError("peer closed"))
    with pytest.raises(AnswerLost, match="broke before a whole answer"):
        await door_to(Answering(httpx.Response(200, stream=body))).get("user.json")
    assert body.closed


async def test_a_body_that_never_ends_is_left_at_the_limit() -> None:
    body = Drip(*[b"x" * 1000] * 1000)
    door = door_to(Answering(httpx.Response(200, stream=body)), patience=Patience(size=10_240))
    with pytest.raises(AnswerLost, match="larger than 10 KiB"):
        await door.get("user.json")
    assert body.given < 20
    assert body.closed


async def test_a_packed_body_counts_by_its_unpacked_size() -> None:
    packed = httpx.Response(200, headers={"Content-Encoding": "gzip"}, content=gzip.compress(b"x" * 100_000))
    door = door_to(Answering(packed), patience=Patience(size=10_240))
    with pytest.raises(AnswerLost, match="larger"):
        await door.get("user.json")


async def test_a_body_that_cannot_be_unpacked_is_a_lost_answer() -> None:
    broken = httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=Drip(b"not packed at all"))
    with pytest.raises(AnswerLost):
        await door_to(Answering(broken)).get("user.json")


@pytest.mark.parametrize("where", ["before the answer", "in the body"])
async def test_the_whole_answer_has_a_deadline(where: str) -> None:
    body = Drip(b"{", stuck=True)
    network = Answering(None if where == "before the answer" else httpx.Response(200, stream=body))
    door = door_to(network, patience=Patience(deadline=0.01))
    with pytest.raises(AnswerLost, match=r"within 0\.01 seconds") as caught:
        await door.get("user.json")
    assert caught.value.__context__ is None
    assert door.pacer.snapshot().under_way == 0


async def test_cancelling_passes_through_and_frees_the_place() -> None:
    door = door_to(Answering(None))
    task = asyncio.get_running_loop().create_task(door.post_form("updates/create.json"))
    for _ in range(5):
        await asyncio.sleep(0)
    assert door.pacer.snapshot().under_way == 1
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert door.pacer.snapshot().under_way == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(status: int) -> None:
    server = Server(httpx.Response(status, headers={"Location": "https://elsewhere.test/"}))
    got = await door_to(server).get("user.json")
    assert got.status == status
    assert len(server.requests) == 1


async def test_cookies_are_not_kept() -> None:
    server = Server(answer({}, Set_Cookie="a=b; Path=/"))
    door = door_to(server)
    await door.get("user.json")
    await door.get("user.json")
    assert "cookie" not in server.requests[1].headers


async def test_an_answer_shows_neither_its_headers_nor_its_body() -> None:
    got = await door_to(Server(answer({"text": TEXT}, Set_Cookie="a=b"))).get("user.json")
    assert repr(got) == "Answer(status=200)"
    assert (got.header("SET-COOKIE"), got.header("x-none")) == ("a=b", None)


async def test_a_429_is_sent_again_by_itself_when_the_named_time_is_over() -> None:
    clock = ManualClock(NOON)
    server = Server(answer({}, 429, Retry_After="30"), answer({"id": "u"}))
    door = door_to(server, clock)
    task = asyncio.get_running_loop().create_task(door.get("user.json"))
    await clock.advance(29)
    assert door.pacer.snapshot().shut_until == NOON + timedelta(seconds=30)
    assert not task.done()
    await clock.advance(2)
    assert task.result().json() == {"id": "u"}
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "Mon, 23 Nov 2026 12:00:40 GMT"}, 40),
        ({"Retry-After": "Mon, 23 Nov 2026 09:00:40 GMT", "Date": "Mon, 23 Nov 2026 09:00:15 GMT"}, 25),
        ({"Retry-After": "1000000"}, 60),
        ({"Retry-After": "tomorrow"}, 60),
        ({}, 60),
    ],
)
async def test_the_named_time_is_understood_in_every_form(headers: dict[str, str], seconds: int) -> None:
    clock = ManualClock(NOON)
    door = door_to(Server(httpx.Response(429, headers=headers)), clock)
    task = asyncio.get_running_loop().create_task(door.get("user.json"))
    await clock.advance(0)
    assert door.pacer.snapshot().shut_until == NOON + timedelta(seconds=seconds)
    task.cancel()


async def test_closing_cancels_what_waits_and_refuses_what_comes() -> None:
    clock = ManualClock(NOON)
    door = door_to(Server(answer({})), clock, pacer=Pacer(clock, (Limit(1, 60.0),)))
    await door.get("user.json")
    waiting = asyncio.get_running_loop().create_task(door.get("user.json"))
    await clock.advance(1)
    await door.aclose()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    with pytest.raises(Offline, match="closed"):
        await door.get("user.json")


@pytest.mark.parametrize("token", ["", " \n", "two words", "1/abc\nX-Evil: 1", "tökén", "1/abc\x00"])
def test_a_token_that_no_header_can_carry_is_refused_unseen(token: str) -> None:
    with pytest.raises(TokenUnusable) as caught:
        HttpDoor(BASE, Secret(token), Pacer(ManualClock(NOON)), ManualClock(NOON))
    assert caught.value.hint
    assert not token.strip() or token not in str(caught.value)


def test_the_line_break_of_a_pasted_token_is_taken_off() -> None:
    assert check_token(Secret(f"  {TOKEN}\n")) == Secret(TOKEN)


def test_a_door_to_a_forbidden_address_is_not_made() -> None:
    with pytest.raises(ConfigError):
        door_to(Server(answer({})), base_url="http://api.example.com/1/")


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


@pytest.mark.parametrize(
    "outcome",
    [
        httpx.ReadTimeout(f"{TOKEN} {TEXT}"),
        httpx.ConnectError(f"{TOKEN} {TEXT}"),
        httpx.Response(500, content=f"{TOKEN} {TEXT}".encode()),
        httpx.Response(200, stream=Drip(b"x" * 100)),
        None,
    ],
)
async def test_no_error_and_no_log_holds_the_token_or_the_text(
    outcome: Any, everything_logged: pytest.LogCaptureFixture
) -> None:
    door = door_to(Answering(outcome), patience=Patience(deadline=0.01, size=50))
    with pytest.raises(ServiceError) as caught:
        await door.post_form("updates/create.json", [("text", TEXT)])
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + caught.value.hint
    shown += everything_logged.text + repr(vars(door)) + repr(vars(caught.value))
    assert TOKEN not in shown
    assert TEXT not in shown


async def test_a_good_answer_is_logged_without_token_and_text(
    everything_logged: pytest.LogCaptureFixture
) -> None:
    server = Server(answer({"text": TEXT}))
    door = door_to(server)
    await door.post_form("updates/create.json", [("text", TEXT)])
    own = [record.getMessage() for record in everything_logged.records if record.name.startswith("buffertui")]
    assert own == [f"POST updates/create.json: HTTP 200, {len(answer({'text': TEXT}).content)} bytes"]
    assert TOKEN not in everything_logged.text
    assert TEXT not in everything_logged.text


async def test_the_http_library_and_the_certificates_are_loaded_off_the_event_loop(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[bool] = []

    class Fake:
        def __init__(self, *_: object) -> None:
            try:
                asyncio.get_running_loop()
            except RuntimeError:
                threads.append(True)

        async def send(self, *_: object) -> exchange.Answer:
            return exchange.Answer(200, (), b"{}")

    monkeypatch.setattr(exchange, "Exchange", Fake)
    clock = ManualClock(NOON)
    door = HttpDoor(BASE, Secret(TOKEN), Pacer(clock), clock)
    await asyncio.gather(*(door.get("user.json") for _ in range(4)))
    assert threads == [True], "made once, in a thread"
    door.pacer.close()
