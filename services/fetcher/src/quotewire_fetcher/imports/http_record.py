"""An HTTP answer as an archive keeps it: status, headers and body, with the encodings of the transfer undone."""

import io
import re
from dataclasses import dataclass

import brotli

from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from quotewire_fetcher.imports.warc_records import fields_of
from quotewire_fetcher.imports.warc_stream import ZSTD_MAGIC, ZstdBytes
from quotewire_fetcher.net.inflate import Inflater
from quotewire_shared.messages import MAX_PAGE_BYTES

MAX_BODY_BYTES = 2 * MAX_PAGE_BYTES
"""A page in UTF-16 is twice as long as in UTF-8, at most."""
_MAX_HEADER_BYTES = 256 * 1024
_STATUS_LINE = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})\b[^\r\n]*\r?\n")
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
_LINE_END = re.compile(rb"\r?\n")
_TEXT_START = re.compile(rb"[\xef\xbb\xbf\s]*<[!a-zA-Z?]")


@dataclass(frozen=True, slots=True)
class HttpRecord:
    """The answer of a server."""

    status: int
    headers: dict[str, str]
    """Names in lower case; repeated ones joined by a comma."""
    body: bytes
    """As it was stored."""

    @property
    def media_type(self) -> str:
        """Type without parameters, in lower case; empty where none is named."""
        return self.headers.get("content-type", "").split(";", 1)[0].strip().lower()


def read_http(block: bytes) -> HttpRecord:
    """
    Take *block* apart.

    Raises:
        FetchRefusedError: bad_record.
    """
    start = _STATUS_LINE.match(block)
    if start is None:
        raise FetchRefusedError("the record holds no HTTP answer", code="bad_record")
    # The line end of the status line may be the first half of the empty line.
    end = _HEADER_END.search(block, start.end() - 2, _MAX_HEADER_BYTES)
    if end is None:
        raise FetchRefusedError("the HTTP header has no end, or is too long", code="bad_record")
    headers = fields_of(block[start.end() : end.start()].split(b"\n"))
    return HttpRecord(int(start.group(1)), headers, block[end.end() :])


def plain_body(record: HttpRecord) -> bytes:
    """
    Undo chunks and compression of *record*'s body.

    Crawlers often store a body that they have decoded already, beside the header that it came with: where a body shows
    that it is not encoded as its header says, it is taken as it stands.

    Raises:
        FetchRefusedError: page_too_large, or what keeps the body from being decoded.
    """
    body = record.body
    if "chunked" in record.headers.get("transfer-encoding", "").lower():
        body = _without_chunks(body)
    encoding = record.headers.get("content-encoding", "").strip().lower()
    if not body or not encoding or _TEXT_START.match(body):
        plain = body
    elif encoding == "br":
        plain = _from_brotli(body)
    elif encoding == "zstd":
        plain = _from_zstd(body)
    elif encoding in ("gzip", "x-gzip") and not body.startswith(b"\x1f\x8b"):
        plain = body
    else:
        plain = _inflated(body, encoding)
    if len(plain) > MAX_BODY_BYTES:
        raise FetchRefusedError("the page is over 5 MiB", code="page_too_large")
    return plain


def _without_chunks(body: bytes) -> bytes:
    pieces: list[bytes] = []
    at = 0
    while True:
        size = _CHUNK.match(body, at)
        if size is None:
            if not pieces:
                return body  # stored without its chunks
            raise FetchRefusedError("a chunk of the body is broken or missing", code="truncated_body")
        length = int(size.group(1), 16)
        if length == 0:
            return b"".join(pieces)
        piece = body[size.end() : size.end() + length]
        end = _LINE_END.match(body, size.end() + length)
        if len(piece) < length or end is None:
            if not pieces and len(piece) < length:
                return body  # its first line looks like a chunk's, by chance
            raise FetchRefusedError("a chunk of the body is broken or missing", code="truncated_body")
        pieces.append(piece)
        at = end.end()


def _inflated(body: bytes, encoding: str) -> bytes:
    inflater = Inflater(encoding, max_bytes=MAX_BODY_BYTES)
    plain = inflater.feed(body)
    try:
        inflater.finish()
    except FetchFailedError as error:  # no later try gives more of an archive
        raise FetchRefusedError(str(error), code=error.reason_code) from error
    return plain


def _from_brotli(body: bytes) -> bytes:
    decoder = brotli.Decompressor()
    pieces: list[bytes] = []
    left, given = MAX_BODY_BYTES + 1, body
    try:
        while left > 0 and not decoder.is_finished():
            piece = decoder.process(given, output_buffer_limit=left)
            given = b""
            if not piece and decoder.can_accept_more_data():
                raise FetchRefusedError("The compressed body ends too early.", code="truncated_body")
            pieces.append(piece)
            left -= len(piece)
    except brotli.error as error:
        raise FetchRefusedError(f"The body cannot be decompressed: {error}.", code="bad_encoding") from None
    return b"".join(pieces)


def _from_zstd(body: bytes) -> bytes:
    if not body.startswith(ZSTD_MAGIC):
        return body
    stream = ZstdBytes(io.BytesIO(body), None)
    pieces, left = [], MAX_BODY_BYTES + 1
    while left > 0 and (piece := stream.read(left)):
        pieces.append(piece)
        left -= len(piece)
    if stream.damage is not None:
        raise FetchRefusedError(f"The compressed body is damaged: {stream.damage}.", code="bad_encoding")
    return b"".join(pieces)
