"""Whatever bytes come as an answer: it ends as a head and a body, or with a reason; nothing else is raised."""

import asyncio
import itertools
import time
from collections.abc import Sequence
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from quotewire_fetcher.net.exchange import Exchange, Patience, Question
from quotewire_fetcher.net.inflate import Inflater
from quotewire_fetcher.net.wire import Wire

QUESTION = Question(b"/", [(b"Host", b"news.example")], 10_000)
GOOD = (
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: x\r\n\r\nhello",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 OK\r\nContent-Type: text/html; charset=x\r\n\r\nhello",
    b"HTTP/1.1 304 Not Modified\r\n\r\n",
)
PARTS = (
    b"\r\n",
    b"\n",
    b"\0",
    b":",
    b" ",
    b"HTTP/1.1 ",
    b"Content-Length: ",
    b"Transfer-Encoding: chunked\r\n",
    b"0",
)


class CannedWire:
    """Gives what it was made of, piece by piece, then ends."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self._pieces = [piece for piece in pieces if piece]
        self.quiet = True

    async def read(self, timeout_s: float) -> bytes:
        del timeout_s
        return self._pieces.pop(0) if self._pieces else b""

    async def write(self, data: bytes, timeout_s: float) -> None:
        del data, timeout_s


async def converse(pieces: Sequence[bytes]) -> tuple[int, bytes] | str:
    exchange = Exchange(cast("Wire", CannedWire(pieces)))
    patience = Patience(time.monotonic() + 60.0, 60.0)
    try:
        head = await exchange.ask(QUESTION, patience)
        body = b""
        while (chunk := await exchange.next_chunk(patience)) is not None:
            body += chunk
    except (FetchFailedError, FetchRefusedError) as error:
        return error.reason_code
    return head.status, body


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """Draw a good answer with something in it, something gone, or something doubled."""
    data = draw(st.sampled_from(GOOD))
    for _ in range(draw(st.integers(0, 4))):
        at, to = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        new = draw(st.sampled_from([*PARTS, data[at:to]]) | st.binary(max_size=20))
        data = data[:at] + new + data[to:]
    return data


@given(data=st.binary(max_size=300) | spoilt(), cuts=st.lists(st.integers(0, 300), max_size=5))
def test_any_bytes_end_as_an_answer_or_with_a_reason(data: bytes, cuts: list[int]) -> None:
    edges = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    pieces = [data[start:end] for start, end in itertools.pairwise(edges)]
    outcome = asyncio.run(converse(pieces))
    if isinstance(outcome, str):
        assert outcome in {"connection_broken", "protocol_error", "too_many_headers", "truncated_body"}
    else:
        assert 200 <= outcome[0] <= 999


@given(st.sampled_from(GOOD), st.integers(1, 7))
def test_a_good_answer_is_read_however_it_comes(data: bytes, step: int) -> None:
    pieces = [data[at : at + step] for at in range(0, len(data), step)]
    status, body = cast("tuple[int, bytes]", asyncio.run(converse(pieces)))
    assert (status, body) in {(200, b"hello"), (304, b"")}


@given(
    data=st.binary(max_size=200)
    | st.binary(max_size=200).map(lambda rest: b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + rest),
    encoding=st.sampled_from(["gzip", "deflate", "identity", "x-gzip"]),
    most=st.integers(1, 100),
)
def test_any_bytes_are_inflated_within_their_limit_or_refused(data: bytes, encoding: str, most: int) -> None:
    assert inflated(data, encoding, most) in range(most + 2)


def inflated(data: bytes, encoding: str, most: int) -> int:
    """Give how many bytes came out; refusals that are expected count as none."""
    inflater = Inflater(encoding, max_bytes=most)
    try:
        size = sum(len(inflater.feed(data[at : at + 9])) for at in range(0, len(data), 9))
        inflater.finish()
    except (FetchRefusedError, FetchFailedError) as error:
        if error.reason_code in {"bad_encoding", "truncated_body"}:
            return 0
        raise
    return size
