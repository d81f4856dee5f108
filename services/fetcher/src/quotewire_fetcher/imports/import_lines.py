"""Lines of a text file, numbered, of bounded length; gzip and zstd are undone where the first bytes show them."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

from quotewire_fetcher.imports.warc_stream import plain_bytes

_READ_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Line:
    """One line."""

    number: int
    """From 1."""
    data: bytes
    """Without its end; empty where it was too long."""
    flaw: str | None = None
    """Why it cannot be used."""


def lines_of(raw: io.BufferedReader, *, max_bytes: int) -> Iterator[Line]:
    """
    Give the lines of *raw*; a longer one than *max_bytes* is passed over, and a damaged file ends with a flawed line.

    Raises:
        OSError: it cannot be read.
        ValueError: its zstd dictionary cannot be read.
    """
    stream = plain_bytes(raw)
    number, too_long = 1, False
    held: list[bytes] = []
    size = 0
    while data := stream.read(_READ_BYTES):
        *whole, rest = data.split(b"\n")
        for end in whole:
            yield _line(number, [*held, end], size + len(end), max_bytes, too_long=too_long)
            number, held, size, too_long = number + 1, [], 0, False
        if rest:
            held.append(rest)
            size += len(rest)
        if size > max_bytes:
            held, size, too_long = [], 0, True
    if stream.damage is not None:
        yield Line(number, b"", f"the rest is lost: {stream.damage}")
    elif held or too_long:
        yield _line(number, held, size, max_bytes, too_long=too_long)


def _line(number: int, pieces: list[bytes], size: int, max_bytes: int, *, too_long: bool) -> Line:
    if too_long or size > max_bytes:
        return Line(number, b"", f"the line is longer than {max_bytes:,} bytes")
    data = b"".join(pieces).removesuffix(b"\r")
    return Line(number, data.removeprefix(b"\xef\xbb\xbf") if number == 1 else data)
