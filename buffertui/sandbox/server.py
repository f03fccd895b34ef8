"""The sandbox over real HTTP/1.1, on this machine only unless told otherwise."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import h11

from .control import PREFIX as CONTROL
from .control import Control
from .door import Cut, Delivery, Door
from .faults import Faults
from .graphql_manners import Manners
from .http import Request, Response, html_response
from .pace import RetryAfter
from .world import World

HEADER_BYTES = 32 * 1024
BODY_BYTES = 1024 * 1024
CHUNK = 64 * 1024
LINGER_SECONDS = 1.0


class SandboxServer:
    """A running server. ``base_url`` ends in ``/1`` and is v1's, ``graphql_url`` ends in ``/graphql``.

    ``door`` holds the log of requests and the faults.
    """

    def __init__(self, door: Door, *, control: bool = False) -> None:
        self.door = door
        self.base_url = ""
        self.graphql_url = ""
        self.origin = ""
        self._control = Control(door) if control else None
        self._open: set[asyncio.Task[None]] = set()

    async def start(self, host: str, port: int) -> asyncio.Server:
        """Listen; port 0 takes any free one. ``OSError`` when the port is taken."""
        if self._control and not _loopback(host):
            raise ValueError("the control channel is for this machine only")
        server = await asyncio.start_server(self._connected, host, port, limit=CHUNK)
        address = server.sockets[0].getsockname()
        shown = f"[{address[0]}]" if ":" in address[0] else address[0]
        self.origin = f"http://{shown}:{address[1]}"
        self.base_url = self.origin + "/1"
        self.graphql_url = self.origin + "/graphql"
        return server

    async def stop(self) -> None:
        """End all connections."""
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._open.add(task)
        try:
            await self._converse(h11.Connection(h11.SERVER, HEADER_BYTES), reader, writer)
        except (ConnectionError, h11.LocalProtocolError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            if task is not None:
                self._open.discard(task)
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _converse(
        self, http: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter,
    ) -> None:
        """Answer one request after the other until either side ends it."""
        while True:
            try:
                request = await _read(http, reader, writer)
            except h11.RemoteProtocolError as error:
                status = error.error_status_hint or 400
                if http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
                    await _send(http, writer, Delivery(html_response("Bad Request", status)))
                    await _discard(reader)
                return
            if request is None:
                return
            if self._control and request.path.startswith(CONTROL):
                delivery = Delivery(self._control.answer(request))
            else:
                delivery = self.door.deliver(request)
            if not await self._bring(http, writer, delivery) or http.our_state is not h11.DONE:
                return
            if http.their_state is not h11.DONE:
                return
            http.start_next_cycle()

    async def _bring(self, http: h11.Connection, writer: asyncio.StreamWriter, delivery: Delivery) -> bool:
        """Bring an answer to the client; false when the connection was cut instead."""
        if delivery.cut in (Cut.OFFLINE, Cut.UNHEARD):
            writer.transport.abort()
            return False
        await self.door.world.clock.sleep(delivery.wait)
        if delivery.cut is Cut.SILENT:
            writer.transport.abort()
            return False
        if delivery.cut is Cut.HALFWAY:
            answer = delivery.response
            writer.write((http.send(_head(answer)) or b"") + answer.body[: len(answer.body) // 2])
            await writer.drain()
            return False
        if delivery.trickle:
            await self._trickle(http, writer, delivery)
        await _send(http, writer, delivery)
        return True

    async def _trickle(self, http: h11.Connection, writer: asyncio.StreamWriter, delivery: Delivery) -> None:
        writer.write(http.send(_head(delivery.response, chunked=True)) or b"")
        while True:
            writer.write(http.send(h11.Data(data=b" ")) or b"")
            await writer.drain()
            await self.door.world.clock.sleep(delivery.trickle)


@asynccontextmanager
async def serve(
    world: World, host: str = "127.0.0.1", port: int = 0, faults: Faults | None = None, *, control: bool = False,
    limit: int = 60, retry_after: RetryAfter = RetryAfter.SECONDS, quirks: bool = False, strict: bool = False,
    graphql: Manners | None = None,
) -> AsyncIterator[SandboxServer]:
    """A server for as long as the block lasts, of v1 and, where graphql-core is installed, of GraphQL too."""
    door = Door(
        world, faults, limit=limit, retry_after=retry_after, quirks=quirks, strict=strict, graphql=graphql,
    )
    sandbox = SandboxServer(door, control=control)
    listening = await sandbox.start(host, port)
    try:
        yield sandbox
    finally:
        listening.close()
        await sandbox.stop()
        await listening.wait_closed()


async def _read(
    http: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter,
) -> Request | None:
    """The next request whole, or ``None`` when the client has gone. A body of more than 1 MiB is refused (413)."""
    head: h11.Request | None = None
    body = bytearray()
    while True:
        event = http.next_event()
        if event is h11.NEED_DATA:
            if http.they_are_waiting_for_100_continue:
                writer.write(http.send(h11.InformationalResponse(status_code=100, headers=[])) or b"")
            http.receive_data(await reader.read(CHUNK))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > BODY_BYTES:
                raise h11.RemoteProtocolError("the body is too large", error_status_hint=413)
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in head.headers}
            return Request.to(head.method.decode("ascii"), head.target.decode("latin-1"), headers, bytes(body))
        else:
            return None


async def _discard(reader: asyncio.StreamReader) -> None:
    """Take what is still under way for a moment: closing over unread bytes would reset the answer away."""
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER_SECONDS):
            while await reader.read(CHUNK):
                pass


def _head(answer: Response, *, chunked: bool = False) -> h11.Response:
    headers = [(name, value) for name, value in answer.headers if not (chunked and name.lower() == "content-length")]
    return h11.Response(
        status_code=answer.status, headers=[*headers, ("Server", "Apache")], reason=answer.reason.encode("ascii"),
    )


async def _send(http: h11.Connection, writer: asyncio.StreamWriter, delivery: Delivery) -> None:
    answer = delivery.response
    writer.write(http.send(_head(answer, chunked=bool(delivery.padding))) or b"")
    if answer.body:
        writer.write(http.send(h11.Data(data=answer.body)) or b"")
    for start in range(0, delivery.padding, CHUNK):
        writer.write(http.send(h11.Data(data=b" " * min(CHUNK, delivery.padding - start))) or b"")
        await writer.drain()
    writer.write(http.send(h11.EndOfMessage()) or b"")
    await writer.drain()


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
