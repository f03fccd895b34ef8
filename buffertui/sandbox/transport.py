"""The sandbox as a transport of httpx: no socket, the same answers, and faults as the errors that httpx would raise."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

import httpx

from buffertui.domain.ports import Clock

from .door import Cut, Delivery, Door
from .faults import Faults
from .graphql_manners import Manners
from .http import Request
from .pace import RetryAfter
from .world import World

CHUNK = 64 * 1024


class SandboxTransport(httpx.AsyncBaseTransport):
    """Serves a world in memory. ``door`` holds the log of requests, ``faults`` what is still to go wrong."""

    def __init__(
        self, world: World, faults: Faults | None = None, *, limit: int = 60,
        retry_after: RetryAfter = RetryAfter.SECONDS, quirks: bool = False, strict: bool = False,
        graphql: Manners | None = None,
    ) -> None:
        self.world = world
        self.door = Door(
            world, faults, limit=limit, retry_after=retry_after, quirks=quirks, strict=strict, graphql=graphql,
        )
        self.faults = self.door.faults

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request of httpx; its read timeout holds while the answer is slow."""
        body = await request.aread()
        target = request.url.raw_path.decode("ascii")
        delivery = self.door.deliver(Request.to(request.method, target, dict(request.headers), body))
        if delivery.cut is Cut.OFFLINE:
            raise httpx.ConnectError("All connection attempts failed", request=request)
        if delivery.cut is Cut.UNHEARD:
            raise httpx.RemoteProtocolError("Server disconnected without sending a response.", request=request)
        await _wait(self.world.clock, delivery.wait, _read_timeout(request), request)
        if delivery.cut is Cut.SILENT:
            raise httpx.ReadError("Connection reset by peer", request=request)
        return _response(delivery, request, self.world.clock)


class _Body(httpx.AsyncByteStream):
    """The body as it arrives: whole, padded, drop by drop, or ending too early."""

    def __init__(self, delivery: Delivery, request: httpx.Request, clock: Clock) -> None:
        self._delivery = delivery
        self._request = request
        self._clock = clock

    async def __aiter__(self) -> AsyncIterator[bytes]:
        body, delivery = self._delivery.response.body, self._delivery
        if delivery.cut is Cut.HALFWAY:
            yield body[: len(body) // 2]
            message = "peer closed connection without sending complete message body"
            raise httpx.RemoteProtocolError(message, request=self._request)
        if delivery.trickle:
            while True:
                await _wait(self._clock, delivery.trickle, _read_timeout(self._request), self._request)
                yield b" "
        yield body
        for start in range(0, delivery.padding, CHUNK):
            await self._clock.sleep(0)
            yield b" " * min(CHUNK, delivery.padding - start)


def _response(delivery: Delivery, request: httpx.Request, clock: Clock) -> httpx.Response:
    answer = delivery.response
    whole = not (delivery.padding or delivery.trickle)
    headers = [(name, value) for name, value in answer.headers if whole or name.lower() != "content-length"]
    return httpx.Response(
        answer.status, headers=headers, stream=_Body(delivery, request, clock),
        extensions={"reason_phrase": answer.reason.encode("ascii"), "http_version": b"HTTP/1.1"},
    )


def _read_timeout(request: httpx.Request) -> float | None:
    given = request.extensions.get("timeout")
    limit = given.get("read") if isinstance(given, Mapping) else None
    return float(limit) if isinstance(limit, (int, float)) else None


async def _wait(clock: Clock, seconds: float, limit: float | None, request: httpx.Request) -> None:
    if limit is not None and seconds > limit:
        await clock.sleep(limit)
        raise httpx.ReadTimeout("The read operation timed out", request=request)
    await clock.sleep(seconds)
