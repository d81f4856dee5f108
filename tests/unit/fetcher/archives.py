"""Web archives for tests: records, packed in every way that people pack them."""

import gzip
from collections.abc import Iterable
from pathlib import Path

import zstandard

PAGE = b"<!doctype html><title>Storm</title><p>The harbour was closed, said Ann Lee.</p>"


def http(
    body: bytes = PAGE, *fields: str, status: str = "200 OK", media_type: str | None = "text/html"
) -> bytes:
    """Make an HTTP answer."""
    named = [f"Content-Type: {media_type}"] if media_type else []
    return "\r\n".join([f"HTTP/1.1 {status}", *named, *fields, "", ""]).encode() + body


def record(
    uri: str = "https://news.example/a",
    block: bytes | None = None,
    *fields: str,
    kind: str = "response",
    date: str = "2026-10-01T08:00:00Z",
    media_type: str = "application/http; msgtype=response",
    length: int | str | None = None,
) -> bytes:
    """Make a record; *length* is what its header says, where that is to be a lie."""
    block = http() if block is None else block
    head = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {uri}",
        f"WARC-Date: {date}",
        f"Content-Type: {media_type}",
        *fields,
        f"Content-Length: {len(block) if length is None else length}",
        "",
        "",
    ]
    return "\r\n".join(head).encode() + block + b"\r\n\r\n"


def pages(count: int) -> list[bytes]:
    """Make *count* records with pages of their own: https://news.example/0 and so on."""
    return [record(f"https://news.example/{number}", http(PAGE + b"%d" % number)) for number in range(count)]


def packed(records: Iterable[bytes]) -> bytes:
    """Pack each record for itself, as archives are."""
    return b"".join(gzip.compress(one) for one in records)


def zstd_packed(records: Iterable[bytes], dictionary: bytes | None = None) -> bytes:
    """Pack each record as a zstd frame, the dictionary in front (the .warc.zst convention)."""
    given = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
    packer = zstandard.ZstdCompressor(dict_data=given)
    head = b""
    if dictionary:
        stored = zstandard.ZstdCompressor().compress(dictionary)
        head = b"\x5d\x2a\x4d\x18" + len(stored).to_bytes(4, "little") + stored
    return head + b"".join(packer.compress(one) for one in records)


def written(path: Path, data: bytes) -> Path:
    """Write *data* and give *path*."""
    path.write_bytes(data)
    return path
