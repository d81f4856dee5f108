"""Bounded inflating: a compressed body never grows past its limit, however small it was."""

import zlib
from collections.abc import Iterator

from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError

MAX_GZIP_MEMBERS = 64
"""A body may be several gzip files in a row; real ones have one or two."""

PIECE_BYTES = 256 * 1024
"""Inflated bytes that are made at a time."""

_GZIP_MAGIC = b"\x1f\x8b"


class Inflater:
    """Takes a body's raw chunks and gives its plain bytes, at most `max_bytes` and one more."""

    def __init__(self, content_encoding: str | None, *, max_bytes: int) -> None:
        """
        Prepare for *content_encoding* as the header gives it.

        Raises:
            FetchRefusedError: stacked_encoding or bad_encoding.
        """
        names = [name.strip().lower() for name in (content_encoding or "").split(",")]
        names = [name for name in names if name not in ("", "identity")]
        if len(names) > 1:
            raise FetchRefusedError(f"The body is encoded {len(names)} times.", code="stacked_encoding")
        self._name = names[0] if names else "identity"
        if self._name not in ("identity", "gzip", "x-gzip", "deflate"):
            raise FetchRefusedError(f"Encoding {self._name[:40]!r} is not read.", code="bad_encoding")
        self._left = max_bytes + 1
        self._members = 0
        self._wrapped = self._new() if self._name in ("gzip", "x-gzip") else None
        self._ignoring = False
        self._fed = False

    @property
    def full(self) -> bool:
        """Whether the limit was passed; no more is given then."""
        return self._left <= 0

    def feed(self, chunk: bytes) -> bytes:
        """
        Inflate *chunk*, as far as the limit allows.

        Raises:
            FetchRefusedError: bad_encoding.
        """
        return b"".join(self.pieces(chunk))

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """
        Inflate *chunk* piece by piece, a millisecond's work each; all of them must be taken before the next chunk.

        Raises:
            FetchRefusedError: bad_encoding.
        """
        if self._name == "identity":
            yield self._take(chunk[: self._left])
            return
        self._fed = self._fed or bool(chunk)
        if self._wrapped is None:
            self._wrapped = self._deflate_object(chunk)
        while chunk and not self.full and not self._ignoring:
            yield self._take(self._inflated(self._wrapped, chunk))
            if self._wrapped.eof:
                chunk = self._wrapped.unused_data
                if chunk:
                    self._next_member(chunk)
            else:
                chunk = self._wrapped.unconsumed_tail

    def _inflated(self, wrapped: "zlib._Decompress", chunk: bytes) -> bytes:
        try:
            return wrapped.decompress(chunk, min(self._left, PIECE_BYTES))
        except zlib.error as error:
            raise FetchRefusedError(f"The body cannot be inflated: {error}.", code="bad_encoding") from None

    def finish(self) -> None:
        """
        Check that the body was whole.

        Raises:
            FetchFailedError: truncated_body.
        """
        whole = self._wrapped is None or self._wrapped.eof or not self._fed
        if self._name != "identity" and not whole and not self.full and not self._ignoring:
            raise FetchFailedError("The compressed body ends too early.", code="truncated_body")

    def _take(self, data: bytes) -> bytes:
        self._left -= len(data)
        return data

    def _next_member(self, rest: bytes) -> None:
        if self._name == "deflate" or not rest.startswith(_GZIP_MAGIC[: len(rest)]):
            self._ignoring = True  # padding behind the end, which browsers ignore too
            return
        self._members += 1
        if self._members >= MAX_GZIP_MEMBERS:
            raise FetchRefusedError("The body is made of too many gzip files.", code="bad_encoding")
        self._wrapped = self._new()

    def _new(self) -> "zlib._Decompress":
        return zlib.decompressobj(zlib.MAX_WBITS | 16)

    def _deflate_object(self, first: bytes) -> "zlib._Decompress":
        # "deflate" means zlib (RFC 9110), but some servers send the raw stream, as old browsers read it.
        looks_like_zlib = bool(first) and first[0] & 0x0F == zlib.DEFLATED
        return zlib.decompressobj(zlib.MAX_WBITS if looks_like_zlib else -zlib.MAX_WBITS)


def looks_compressed(body: bytes) -> bool:
    """Tell whether *body* is a gzip file: after inflating once, that is an encoding which was not declared."""
    return body.startswith(_GZIP_MAGIC)
