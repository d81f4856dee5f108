"""
Many news sites on loopback, served by one process beside the measured one: a robots.txt, a feed and its pages at each.

Every host is an address of 127.0.0.0/8, so each is a server of its own to a client that counts connections by host. The
server does as little as HTTP lets it: it must not be what is measured.
"""

import asyncio
import gzip
import json
import multiprocessing
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

PARAGRAPHS = 25
HOSTS_IN_A_NET = 250
_TEXT = (
    "The harbour council of Adomi met on Tuesday and put off its decision on the new cranes, because two of its "
    'members wanted to hear the dockers first. "We waited ten years, and we can wait ten days," the mayor said.'
)


@dataclass(frozen=True, slots=True)
class Served:
    """What the sites saw since they were last asked."""

    requests: int
    pages: int
    most_connections: int
    """Most connections that one host had open at once."""
    first_page_at: float
    """When the first page was asked for, by the clock that all processes of the machine share (time.monotonic)."""
    last_page_at: float


class LoopbackWeb:
    """The running sites."""

    def __init__(self, port: int, hosts: tuple[str, ...], pages: int, pipe: Connection) -> None:
        """Know the sites at *hosts*, each with so many *pages*; *pipe* leads to their process."""
        self.port = port
        self.hosts = hosts
        self.pages = pages
        self._pipe = pipe

    def url(self, host: str, path: str) -> str:
        """Give an address at *host*."""
        return f"http://{host}:{self.port}{path}"

    def sources(self) -> str:
        """Write the sites as a sources file (JSON list) for the fetcher."""
        return json.dumps(
            [{"name": f"Site {host}", "url": self.url(host, "/feed"), "kind": "rss"} for host in self.hosts]
        )

    def served(self) -> Served:
        """Ask the sites what they saw, and let them count anew."""
        self._pipe.send("served")
        served = self._pipe.recv()
        assert isinstance(served, Served)  # noqa: S101 - what _answer sends
        return served


@contextmanager
def loopback_web(hosts: int, pages: int) -> Iterator[LoopbackWeb]:
    """Serve *hosts* sites with *pages* pages each until the block ends."""
    names = tuple(f"127.{10 + n // HOSTS_IN_A_NET}.{1 + n % HOSTS_IN_A_NET}.1" for n in range(hosts))
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_run, args=(theirs, pages), daemon=True, name="loopback web"
    )
    process.start()
    try:
        port = ours.recv()
        yield LoopbackWeb(port, names, pages, ours)
    finally:
        process.kill()
        process.join()


def _run(pipe: Connection, pages: int) -> None:
    asyncio.run(_serve(pipe, pages))


async def _serve(pipe: Connection, pages: int) -> None:
    loop = asyncio.get_running_loop()
    sites = _Sites(pages)
    server = await loop.create_server(lambda: _Talk(sites), "0.0.0.0", 0, backlog=1024)  # noqa: S104 - 127.0.0.0/8
    pipe.send(server.sockets[0].getsockname()[1])
    stopped = asyncio.Event()

    def answer() -> None:
        try:
            pipe.recv()
        except EOFError:
            stopped.set()
            return
        pipe.send(sites.served())

    loop.add_reader(pipe.fileno(), answer)
    await stopped.wait()


class _Sites:
    def __init__(self, pages: int) -> None:
        self._pages = pages
        body = "".join(f"<p>{_TEXT}</p>" for _ in range(PARAGRAPHS))
        self._page = gzip.compress(f"<!doctype html><title>Cranes</title><article>{body}</article>".encode())
        self._heavy = _heavy()
        self._requests = self._page_requests = self._most = 0
        self._first = self._last = 0.0
        self._open: Counter[str] = Counter()

    def opened(self, host: str) -> None:
        self._open[host] += 1
        self._most = max(self._most, self._open[host])

    def closed(self, host: str) -> None:
        self._open[host] -= 1

    def served(self) -> Served:
        served = Served(self._requests, self._page_requests, self._most, self._first, self._last)
        self._requests = self._page_requests = self._most = 0
        self._first = self._last = 0.0
        return served

    def answer(self, host: str, port: int, path: str) -> bytes:
        self._requests += 1
        if path.startswith("/page/"):
            self._page_requests += 1
            self._last = time.monotonic()
            self._first = self._first or self._last
            return _answer("text/html; charset=utf-8", self._page, "Content-Encoding: gzip\r\n")
        if path == "/robots.txt":
            return _answer("text/plain", b"User-agent: *\nDisallow: /private/\n")
        if path in self._heavy:
            return self._heavy[path]
        items = "".join(
            f"<item><title>Story {n}</title><link>http://{host}:{port}/page/{n}</link></item>"
            for n in range(self._pages)
        )
        feed = f"<rss version='2.0'><channel><title>{host}</title>{items}</channel></rss>"
        return _answer("application/rss+xml", feed.encode())


class _Talk(asyncio.Protocol):
    def __init__(self, sites: _Sites) -> None:
        self._sites = sites
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._host, self._port = "", 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what create_server promises
        self._transport = transport
        self._host, self._port = transport.get_extra_info("sockname")[:2]
        self._sites.opened(self._host)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer and self._transport is not None:
            head, self._buffer = self._buffer.split(b"\r\n\r\n", 1)
            path = head.split(b" ", 2)[1].decode("ascii")
            self._transport.write(self._sites.answer(self._host, self._port, path))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's interface
        self._sites.closed(self._host)


def _heavy() -> dict[str, bytes]:
    """Make answers that cost the most to read."""
    text = "".join(f"<p>{_TEXT} {n}</p>" for n in range(21_000)).encode()[: 5 * 1024 * 1024 - 1]
    html, packed = "text/html; charset=utf-8", "Content-Encoding: gzip\r\n"
    east = ("北京市长说" * 400_000).encode("gb18030")[: 5 * 1024 * 1024 - 6]
    once = gzip.compress(bytes(2**28), 9)
    chunks = b"".join(b"1\r\na\r\n" for _ in range(20_000)) + b"0\r\n\r\n"
    return {
        "/large": _answer(html, text),
        "/large-gzip": _answer(html, gzip.compress(text, 6), packed),
        "/large-gb18030": _answer("text/html; charset=gb18030", gzip.compress(east, 6), packed),
        "/large-not-utf-8": _answer(html, gzip.compress(bytes(range(128, 256)) * 40_000, 6), packed),
        "/bomb": _answer(html, once, packed),
        "/bomb-in-bomb": _answer(html, gzip.compress(gzip.compress(once)), packed),
        "/small-chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks,
        "/many-headers": _answer(html, text[:100], "".join(f"X-{n}: {'v' * 200}\r\n" for n in range(250))),
    }


def _answer(kind: str, body: bytes, more: str = "") -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{more}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body
