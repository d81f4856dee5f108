"""One TCP connection, plain or TLS: bytes in, bytes out, each wait bounded, closed at once and without leftovers."""

import asyncio
import ssl
from collections.abc import Callable
from typing import Final

_HIGH: Final = 256 * 1024
"""Bytes that may wait for us before the sender is held back."""

_CLOSING_S: Final = 5.0


class Wire(asyncio.Protocol):
    """
    A connection whose every operation takes the seconds that it may last.

    asyncio's streams would do, but they do not tell whether bytes lie in an idle connection, and those bytes would be
    taken for the next answer.
    """

    def __init__(self) -> None:
        """Wait to be connected; see `open_wire`."""
        self._transport: asyncio.Transport | None = None
        self._chunks: list[bytes] = []
        self._waiting = 0
        self._ended = False
        self._error: Exception | None = None
        self._reader: asyncio.Future[None] | None = None
        self._writable: asyncio.Future[None] | None = None
        self._lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what create_connection promises
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Keep what came, and hold the sender back when it is too much."""
        self._chunks.append(data)
        self._waiting += len(data)
        if self._waiting > _HIGH and self._transport is not None:
            self._transport.pause_reading()
        self._wake(self._reader)

    def eof_received(self) -> None:
        """Note the end; the transport closes itself."""
        self._ended = True
        self._wake(self._reader)

    def connection_lost(self, exc: Exception | None) -> None:
        """Note why it ended, and wake whoever waits."""
        self._ended, self._error = True, exc
        for waiter in (self._reader, self._writable, self._lost):
            self._wake(waiter)

    def pause_writing(self) -> None:
        """Make the writer wait."""
        self._writable = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        """Let the writer go on."""
        self._wake(self._writable)

    # What we call.

    async def read(self, timeout_s: float) -> bytes:
        """
        Give what has come; empty at the end.

        Raises:
            TimeoutError: nothing came within *timeout_s*.
            OSError: the connection broke.
        """
        if not self._chunks and not self._ended:
            self._reader = asyncio.get_running_loop().create_future()
            async with asyncio.timeout(timeout_s):
                await self._reader
        if self._chunks:
            data = self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)
            self._chunks.clear()
            if self._waiting > _HIGH and self._transport is not None and not self._ended:
                self._transport.resume_reading()
            self._waiting = 0
            return data
        if self._error is not None:
            raise self._error
        return b""

    async def write(self, data: bytes, timeout_s: float) -> None:
        """
        Send *data*.

        Raises:
            TimeoutError: it was not taken within *timeout_s*.
        """
        if self._transport is None or self._transport.is_closing():
            return  # whoever reads next sees the end, or what the other side said before it
        self._transport.write(data)
        if self._writable is not None and not self._writable.done():
            async with asyncio.timeout(timeout_s):
                await self._writable

    @property
    def quiet(self) -> bool:
        """Whether the connection stands and nothing lies in it: only then may it be used again."""
        return not self._ended and not self._chunks and self._transport is not None

    def abort(self) -> None:
        """Close at once, without a farewell."""
        if self._transport is not None:
            self._transport.abort()

    def when_closed(self, call: Callable[[], object]) -> None:
        """Let *call* be made once the socket is closed; soon, if it is already."""
        self._lost.add_done_callback(lambda _: call())

    async def closed(self) -> None:
        """Close at once and come back when the socket is closed."""
        self.abort()
        if self._transport is not None:
            await asyncio.wait((self._lost,), timeout=_CLOSING_S)

    @staticmethod
    def _wake(waiter: asyncio.Future[None] | None) -> None:
        if waiter is not None and not waiter.done():
            waiter.set_result(None)


async def open_wire(
    address: str, port: int, *, tls: ssl.SSLContext | None, server_name: str, timeout_s: float
) -> Wire:
    """
    Connect to *address*, and secure the connection for *server_name* where *tls* is given.

    Raises:
        TimeoutError: not within *timeout_s*, handshake included.
        OSError: nobody answered, or TLS failed (ssl.SSLError).
    """
    async with asyncio.timeout(timeout_s):
        _, wire = await asyncio.get_running_loop().create_connection(
            Wire,
            address,
            port,
            ssl=tls,
            server_hostname=server_name if tls is not None else None,
            # The default is a minute, beyond our own limit; it ends what a cancelled handshake leaves behind.
            ssl_handshake_timeout=timeout_s if tls is not None else None,
            ssl_shutdown_timeout=1.0 if tls is not None else None,
        )
    return wire
