import gzip
import zlib

import brotli
import pytest
import zstandard

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.imports.http_record import MAX_BODY_BYTES, plain_body, read_http
from tests.unit.fetcher.archives import PAGE, http


def test_an_answer_is_taken_apart() -> None:
    answer = read_http(http(b"a\r\n\r\nb", "X-One: 1", "x-one: 2", media_type="Text/HTML; charset=x"))
    assert (answer.status, answer.media_type, answer.body) == (200, "text/html", b"a\r\n\r\nb")
    assert answer.headers["x-one"] == "1, 2"


@pytest.mark.parametrize(
    "block",
    [
        b"HTTP/1.0 200\r\n\r\nbody",
        b"HTTP/2 200 \r\n\r\nbody",
        b"HTTP/1.1 200 OK\nA: 1\n\nbody",
        b"HTTP/1.1\t200 Very OK\xff\r\nno field\r\n\r\nbody",
    ],
)
def test_answers_of_odd_servers_are_read(block: bytes) -> None:
    answer = read_http(block)
    assert (answer.status, answer.body) == (200, b"body")


@pytest.mark.parametrize(
    "block",
    [
        b"",
        b"<html>",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA: 1\r\n",
        b"HTTP/1.1 200 OK\r\nA: " + b"x" * 300_000 + b"\r\n\r\n",
    ],
)
def test_what_is_no_answer_is_refused(block: bytes) -> None:
    with pytest.raises(FetchRefusedError) as caught:
        read_http(block)
    assert caught.value.reason_code == "bad_record"


def body_of(body: bytes, *fields: str) -> bytes:
    return plain_body(read_http(http(body, *fields)))


RAW = zlib.compressobj(wbits=-15)
DEFLATED = RAW.compress(PAGE) + RAW.flush()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(PAGE)),
        ("X-GZIP", gzip.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", DEFLATED),
        ("br", brotli.compress(PAGE)),
        ("zstd", zstandard.compress(PAGE)),
        ("identity", PAGE),
        ("", PAGE),
    ],
)
def test_compression_is_undone(encoding: str, body: bytes) -> None:
    assert body_of(body, f"Content-Encoding: {encoding}") == PAGE


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "gzip, br", "unheard-of"])
def test_a_page_that_the_crawler_decoded_is_taken_as_it_stands(encoding: str) -> None:
    assert body_of(PAGE, f"Content-Encoding: {encoding}", "Transfer-Encoding: chunked") == PAGE


def test_chunks_are_joined() -> None:
    chunks = b"5;name=value\r\n<html\r\n1\n>\n000\r\nTrailer: x\r\n\r\n"
    assert body_of(chunks, "Transfer-Encoding: gzip, Chunked") == b"<html>"
    assert body_of(b"0\r\n\r\n", "Transfer-Encoding: chunked") == b""


@pytest.mark.parametrize("chunks", [b"3\r\nabc\r\n5\r\nab", b"3\r\nabc\r\n", b"3\r\nabcdef\r\n0\r\n\r\n"])
def test_a_broken_chunk_is_refused(chunks: bytes) -> None:
    with pytest.raises(FetchRefusedError) as caught:
        body_of(chunks, "Transfer-Encoding: chunked")
    assert caught.value.reason_code == "truncated_body"


BOMB = b"x" * (5 * MAX_BODY_BYTES)


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(BOMB)),
        ("deflate", zlib.compress(BOMB)),
        ("br", brotli.compress(BOMB, quality=1)),
        ("zstd", zstandard.compress(BOMB)),
    ],
)
def test_a_body_that_grows_past_the_limit_is_refused(encoding: str, body: bytes) -> None:
    with pytest.raises(FetchRefusedError) as caught:
        body_of(body, f"Content-Encoding: {encoding}")
    assert caught.value.reason_code == "page_too_large"


@pytest.mark.parametrize(
    ("encoding", "body", "code"),
    [
        ("gzip", gzip.compress(PAGE)[:-9], "truncated_body"),
        ("gzip", gzip.compress(PAGE)[:10] + b"\xff" * 40, "bad_encoding"),
        ("br", brotli.compress(PAGE)[:-5], "truncated_body"),
        ("br", b"\x00\x01\x02 no brotli", "bad_encoding"),
        ("zstd", zstandard.compress(PAGE)[:-5], "bad_encoding"),
        ("gzip, gzip", gzip.compress(gzip.compress(PAGE)), "stacked_encoding"),
        ("unheard-of", b"\x01\x02", "bad_encoding"),
    ],
)
def test_a_damaged_body_is_refused(encoding: str, body: bytes, code: str) -> None:
    with pytest.raises(FetchRefusedError) as caught:
        body_of(body, f"Content-Encoding: {encoding}")
    assert caught.value.reason_code == code
