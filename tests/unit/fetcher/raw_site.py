"""A server of raw bytes on loopback, for answers that no HTTP library would send; it counts what is open."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from tests.eventually import eventually

Script = Callable[["Talk"], Awaitable[None]]
"""What the server does on one connection, from the moment it is open."""


class Talk:
    """One connection as the server sees it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def request(self) -> bytes:
        """Read one request's head."""
        return await self._reader.readuntil(b"\r\n\r\n")

    async def body(self, length: int) -> bytes:
        """Read what was posted."""
        return await self._reader.readexactly(length)

    async def say(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    def reset(self) -> None:
        """End the connection by RST instead of FIN."""
        sock: socket.socket = self._writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        self._writer.transport.abort()

    async def until_closed(self) -> None:
        """Wait until the client goes away."""
        while await self._reader.read(65_536):
            pass


class RawSite:
    """The server, and what it saw."""

    def __init__(self) -> None:
        self.port = 0
        self.connections = 0
        self.open: dict[str, int] = {}
        self.most_open: dict[str, int] = {}
        """Most connections that were open at once, by the address that was connected to."""
        self.requests: list[bytes] = []

    def url(self, path: str = "/", host: str = "127.0.0.1", *, scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    async def until(self, fact: Callable[["RawSite"], object]) -> None:
        """Wait until *fact* is true of this site."""

        async def probe() -> object:
            return fact(self)

        await eventually(probe, within_s=10)

    def count(self, host: str, step: int) -> None:
        self.connections += max(step, 0)
        self.open[host] = self.open.get(host, 0) + step
        self.most_open[host] = max(self.most_open.get(host, 0), self.open[host])


@asynccontextmanager
async def raw_site(
    script: Script, *, tls: ssl.SSLContext | None = None, site: RawSite | None = None
) -> AsyncIterator[RawSite]:
    """Run *script* on each connection; *site* given: count into that one."""
    site = site or RawSite()
    talks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talks.add(task)
        host = writer.get_extra_info("sockname")[0]
        site.count(host, 1)
        try:
            # asyncio's streams complain loudly about a server task that was cancelled.
            with suppress(
                OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError
            ):
                await script(Talk(reader, writer))
        finally:
            site.count(host, -1)
            talks.discard(task)
            writer.close()
            with suppress(OSError, ssl.SSLError):
                await writer.wait_closed()

    server = await asyncio.start_server(serve, "0.0.0.0", 0, ssl=tls)
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        server.close()
        for task in list(talks):
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await server.wait_closed()


def answers(*replies: bytes, close: bool = True) -> Script:
    """Answer each request with the next of *replies*, then close, or wait for the client to."""

    async def script(talk: Talk) -> None:
        for reply in replies:
            await talk.request()
            await talk.say(reply)
        if not close:
            await talk.until_closed()

    return script


def page(body: bytes = b"<p>good</p>", *headers: str, status: str = "200 OK") -> bytes:
    """Write a well-formed answer."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
