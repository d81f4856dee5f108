"""One HTTP/1.1 request and its answer over one connection, with a limit on everything the other side may send."""

import asyncio
import time
from dataclasses import dataclass
from typing import Final

import h11

from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from quotewire_fetcher.net.wire import Wire

MAX_HEAD_BYTES: Final = 64 * 1024
"""Status line and headers together; also one chunk's own line, and the trailer. Browsers stop at 256 KiB, servers at 8."""

MAX_HEADERS: Final = 256
MAX_INTERIM: Final = 8
"""Answers of the 1xx kind before the real one; real servers send one or two."""

FRAMING_SHARE: Final = 2
FRAMING_BYTES: Final = 1024 * 1024
"""A body may take twice its limit and this much on the wire: chunks of one byte with long extensions take more."""

MANY_PIECES: Final = 20_000
SMALL_PIECE_BYTES: Final = 256
"""Beyond so many pieces a body's chunks must be of this size on average: each costs some 20 µs, whatever is in it."""

PIECES_AT_ONCE: Final = 256


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one request may take: moments are of the monotonic clock, in seconds."""

    deadline: float
    silence_s: float
    """Longest wait for the next bytes."""

    def left_s(self, code: str = "deadline_passed") -> float:
        """
        Give the time for one more operation.

        Raises:
            FetchFailedError: there is none left; *code* says what it was needed for.
        """
        left_s = self.deadline - time.monotonic()
        if left_s <= 0:
            raise FetchFailedError("The deadline passed.", code=code)
        return min(left_s, self.silence_s)


@dataclass(frozen=True, slots=True)
class Question:
    """A request: what is sent, and how large a body may come."""

    target: bytes
    headers: list[tuple[bytes, bytes]]
    max_bytes: int
    method: str = "GET"
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Head:
    """Status and headers, as they came."""

    status: int
    headers: list[tuple[bytes, bytes]]
    """Names in lower case."""


class Exchange:
    """Speaks HTTP/1.1 over a wire, one request after the other."""

    def __init__(self, wire: Wire) -> None:
        """Speak over *wire*, which nobody else uses."""
        self.wire = wire
        self._h11 = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEAD_BYTES)
        self._received = 0
        """Bytes of the answer in hand, as they came over the wire."""
        self._pieces = self._most_received = self._most_pieces = 0
        self._ended = False

    @property
    def reusable(self) -> bool:
        """Whether another request may be sent: the last one ended cleanly, and nothing lies behind its answer."""
        return (
            self._h11.our_state is h11.IDLE
            and self.wire.quiet
            # What a server sends behind its answer would be taken for the next one.
            and not self._h11.trailing_data[0]
        )

    async def ask(self, question: Question, patience: Patience) -> Head:
        """
        Send *question* and read the answer's head.

        Raises:
            FetchRefusedError: too_many_headers.
            FetchFailedError: read_timeout, deadline_passed, connection_broken, protocol_error.
            h11.LocalProtocolError: the request cannot be sent like this.
        """
        self._received = self._pieces = 0
        self._most_received = question.max_bytes * FRAMING_SHARE + FRAMING_BYTES
        self._most_pieces = question.max_bytes // SMALL_PIECE_BYTES + MANY_PIECES
        request = h11.Request(method=question.method, target=question.target, headers=question.headers)
        data = self._h11.send(request) or b""
        if question.body:
            data += self._h11.send(h11.Data(data=question.body)) or b""
        data += self._h11.send(h11.EndOfMessage()) or b""
        try:
            await self.wire.write(data, patience.left_s())
        except TimeoutError:
            raise _late(patience) from None
        return await self._head(patience)

    async def next_chunk(self, patience: Patience) -> bytes | None:
        """
        Give the next bytes of the body, chunks undone, encodings not; None at its end.

        Raises:
            FetchRefusedError: page_too_large or protocol_error, for what surrounds a body of the size that was asked for.
            FetchFailedError: truncated_body, read_timeout, deadline_passed, protocol_error.
        """
        if self._h11.their_state is not h11.SEND_BODY:
            return None
        self._pieces += 1
        if self._pieces % PIECES_AT_ONCE == 0:
            await asyncio.sleep(0)  # many small pieces may lie in one read; others want to run too
        try:
            event = await self._next(patience)
        except FetchFailedError as error:
            if error.reason_code != "connection_broken":
                raise
            raise FetchFailedError(
                "The connection ended before the body did.", code="truncated_body"
            ) from None
        if self._received > self._most_received:
            raise FetchRefusedError(
                f"{self._received} bytes came, far more than the body may have.", code="page_too_large"
            )
        if self._pieces > self._most_pieces:
            raise FetchRefusedError(
                f"The body comes in over {self._most_pieces} pieces.", code="protocol_error"
            )
        if isinstance(event, h11.Data):
            return bytes(event.data)
        self._start_anew()
        return None

    async def _head(self, patience: Patience) -> Head:
        for _ in range(MAX_INTERIM + 1):
            event = await self._next(patience)
            if isinstance(event, h11.Response):
                headers = list(event.headers)
                if len(headers) > MAX_HEADERS or self._received > MAX_HEAD_BYTES < _size(headers):
                    raise FetchRefusedError(
                        f"{len(headers)} headers of {_size(headers)} bytes.", code="too_many_headers"
                    )
                return Head(event.status_code, headers)
            if not isinstance(event, h11.InformationalResponse) or event.status_code == 101:  # noqa: PLR2004 - the status
                break
        raise FetchFailedError("The server gives no answer, only notices.", code="protocol_error")

    async def _next(self, patience: Patience) -> h11.Event | type[h11.PAUSED]:
        try:
            while (event := self._h11.next_event()) is h11.NEED_DATA:
                self._h11.receive_data(await self._read(patience))
        except h11.RemoteProtocolError as error:
            raise self._unreadable(error) from None
        assert not isinstance(event, type) or event is h11.PAUSED  # noqa: S101 - h11's other marker was dealt with
        return event

    def _start_anew(self) -> None:
        if self._h11.our_state is h11.DONE and self._h11.their_state is h11.DONE:
            self._h11.start_next_cycle()

    async def _read(self, patience: Patience) -> bytes:
        left_s = patience.left_s()
        try:
            data = await self.wire.read(left_s)
        except TimeoutError:
            raise _late(patience) from None
        except OSError as error:
            raise FetchFailedError(f"The connection broke: {error}.", code="connection_broken") from None
        if not data and self._h11.their_state is h11.SEND_RESPONSE:
            raise FetchFailedError(
                "The server closed the connection without an answer.", code="connection_broken"
            )
        if not self._received and data and data[:5] != b"HTTP/"[: len(data)]:
            raise FetchFailedError(f"This is no HTTP/1.1: it starts {data[:20]!r}.", code="protocol_error")
        self._received += len(data)
        self._ended = not data
        return data

    def _unreadable(self, error: h11.RemoteProtocolError) -> FetchRefusedError | FetchFailedError:
        if error.error_status_hint == 431:  # noqa: PLR2004 - h11's word for its size limit
            return FetchRefusedError(
                f"The headers do not end within {MAX_HEAD_BYTES} bytes.", code="too_many_headers"
            )
        if self._ended:
            return FetchFailedError("The connection ended in the middle.", code="connection_broken")
        return FetchFailedError(f"This is no HTTP/1.1: {error}.", code="protocol_error")


def _size(headers: list[tuple[bytes, bytes]]) -> int:
    return sum(len(name) + len(value) for name, value in headers)


def _late(patience: Patience) -> FetchFailedError:
    if time.monotonic() >= patience.deadline:
        return FetchFailedError("The deadline passed.", code="deadline_passed")
    return FetchFailedError(f"The server was silent for {patience.silence_s} s.", code="read_timeout")
