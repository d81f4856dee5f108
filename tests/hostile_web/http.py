"""Answers as pieces of bytes and pauses: what a well-behaved server sends, and what no server should."""

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

HTML = "text/html; charset=utf-8"
XML = "application/xml"

Meaning = Literal["good", "not_modified", "redirect", "later", "never", "silent"]
"""
What an answer tells an honest client: have it (and do not ask again), unchanged, elsewhere, ask later, never ask again.

`silent` is an answer that is no page and no feed (robots.txt, tdmrep.json): how often it is asked is not counted.
"""


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing is sent for so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection is reset, not closed."""


Piece = bytes | Pause | Reset


@dataclass(frozen=True, slots=True)
class Ask:
    """One request."""

    target: str
    """Path with query."""
    headers: Mapping[str, str]
    """Names in lower case."""
    number: int
    """1 for the first request of this target."""

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent, and what it means."""

    status: int
    pieces: Iterable[Piece]
    meaning: Meaning
    close: bool = False
    """Whether the connection ends with it."""
    headers: Mapping[str, str] = field(default_factory=dict)
    version: str = ""
    """Which version of a page it shows."""


Route = Callable[[Ask], Reply]


def answer(
    body: bytes | str = b"",
    *,
    status: int = 200,
    kind: str = HTML,
    meaning: Meaning | None = None,
    version: str = "",
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """Make an orderly answer; the meaning follows from the status where it is not given."""
    data = body.encode() if isinstance(body, str) else body
    named = {"Content-Type": kind, "Content-Length": str(len(data)), **(headers or {})}
    if not kind:
        del named["Content-Type"]
    if status in (204, 304):
        del named["Content-Length"]
    return Reply(
        status,
        [head(status, named), data],
        meaning or _meaning(status),
        headers={name.lower(): value for name, value in named.items()},
        version=version,
    )


def always(reply: Reply) -> Route:
    """Answer the same each time; only for pieces that are no generator."""
    return lambda _ask: reply


def head(status: int, headers: Mapping[str, str]) -> bytes:
    """Write status line and headers."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} {'OK' if status == 200 else 'Status'}\r\n{lines}\r\n".encode()


def redirect(to: str, status: int = 302, *, headers: Mapping[str, str] | None = None) -> Reply:
    """Lead elsewhere."""
    return answer(b"", status=status, kind="", headers={"Location": to, **(headers or {})})


def chunked(body: bytes, *, size: int = 700, kind: str = HTML, version: str = "") -> Reply:
    """Answer without a length, in chunks."""
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    wire = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    named = {"Content-Type": kind, "Transfer-Encoding": "chunked"}
    return Reply(200, [head(200, named), wire], "good", version=version)


def compressed(body: bytes, how: Literal["gzip", "deflate"], *, kind: str = HTML, version: str = "") -> Reply:
    """Answer with a compressed body."""
    data = gzip.compress(body, mtime=0) if how == "gzip" else zlib.compress(body)
    return answer(data, kind=kind, version=version, headers={"Content-Encoding": how})


def in_pieces(reply: Reply, *, pieces: int, pause_s: float) -> Reply:
    """Send *reply* slowly but surely."""
    wire = b"".join(piece for piece in reply.pieces if isinstance(piece, bytes))
    size = max(1, -(-len(wire) // pieces))

    def slowly() -> Iterator[Piece]:
        for start in range(0, len(wire), size):
            yield Pause(pause_s)
            yield wire[start : start + size]

    return Reply(reply.status, slowly(), reply.meaning, headers=reply.headers, version=reply.version)


def raw(*pieces: Piece, meaning: Meaning = "later", status: int = 200) -> Reply:
    """Send exactly this, then close."""
    return Reply(status, pieces, meaning, close=True)


def endless(first: bytes, again: bytes, *, pause_s: float = 0.0, meaning: Meaning = "never") -> Reply:
    """Send *first*, then *again* for ever; the server stops it in the end."""

    def pieces() -> Iterator[Piece]:
        yield first
        while True:
            if pause_s:
                yield Pause(pause_s)
            yield again

    return Reply(200, pieces(), meaning, close=True)


@cache
def zeros(megabytes: int, how: Literal["gzip", "deflate"] = "gzip") -> bytes:
    """Pack *megabytes* of nothing: a bomb."""
    data = bytes(megabytes * 2**20)
    return gzip.compress(data, 6, mtime=0) if how == "gzip" else zlib.compress(data)


def _meaning(status: int) -> Meaning:
    if status == 200:
        return "good"
    if status == 304:
        return "not_modified"
    if status in (301, 302, 303, 307, 308):
        return "redirect"
    return "later" if status in (408, 425, 429) or status >= 500 else "never"
