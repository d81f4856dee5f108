"""
How many pages a second one process fetches from 300 hosts on loopback, beside a plain client, in one run.

Ours is the polite client as the fetcher uses it, but for pauses: robots.txt of each host, one request and one connection
at a time to each, all limits on, feeds read by the fetcher's reader, pages inflated and decoded. The plain client is
what one would write in a quarter of an hour with httpx and feedparser: no robots.txt, no limits, no politeness.

Both go through the same sites, served by another process, a host's pages one after the other, so many hosts at a time.
A probe beside each tells how long the event loop was held up at most. CPU is that of the measured process alone.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import IPv4Network

import feedparser
import httpx

from bench.figures import Table
from bench.loopback_web import LoopbackWeb, loopback_web
from quotewire_fetcher.documents.rescue import FeedReader
from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.net.addresses import AddressPolicy
from quotewire_fetcher.net.charset import decode_page
from quotewire_fetcher.net.client import ClientLimits, HttpClient
from quotewire_fetcher.net.inflate import looks_compressed
from quotewire_fetcher.net.politeness import PoliteWeb
from quotewire_fetcher.net.web import Wanted

HOSTS = 320
PAGES = 3_200
HOSTS_AT_ONCE = 100
PAGE_TYPES = frozenset({"text/html"})
MAX_BYTES = 5 * 1024 * 1024
PROBE_S = 0.005

Fetch = Callable[[LoopbackWeb], Awaitable[int]]
"""Fetches every page of every site; gives how many came."""


HEAVY = (
    "/large",
    "/large-gzip",
    "/large-gb18030",
    "/large-not-utf-8",
    "/bomb",
    "/bomb-in-bomb",
    "/small-chunks",
    "/many-headers",
)
"""Answers that cost the most to read; see `bench.loopback_web`."""
HEAVY_RUNS = 10


@dataclass(frozen=True, slots=True)
class Run:
    """One client's way through the sites."""

    pages: int
    seconds: float
    cpu_s: float
    longest_stall_s: float


def measure(pages: int = PAGES, *, extra: dict[str, Fetch] | None = None) -> list[Table]:
    """
    Fetch at least *pages* pages with each client; *extra* are more of them, as a whole fetcher over Kafka.

    Each goes through the sites twice, and the second time counts: the first fills caches of code and names.
    """
    rows: list[tuple[str | float, ...]] = []
    with loopback_web(HOSTS, max(pages // HOSTS, 1)) as web:
        for name, fetch in (
            {"polite client": polite, "plain httpx and feedparser": plain} | (extra or {})
        ).items():
            for _ in range(2):
                web.served()
                run = asyncio.run(timed(fetch, web))
                served = web.served()
            rows.append(
                (
                    name,
                    run.pages / run.seconds,
                    run.cpu_s * 1_000 / run.pages,
                    run.longest_stall_s * 1_000,
                    float(served.most_connections),
                    float(served.requests),
                )
            )
    return [
        Table(
            f"fetch: {HOSTS} hosts on loopback, {max(pages // HOSTS, 1)} pages each, one process",
            ("client", "pages/s", "CPU ms a page", "longest stall ms", "connections at a host", "requests"),
            tuple(rows),
            (f"{HOSTS_AT_ONCE} hosts at a time; robots.txt is asked by the polite client only.",),
        ),
        *measure_heavy(),
    ]


def measure_heavy() -> list[Table]:
    """Read each heavy answer some times, with a probe beside it: how long is the event loop held up?"""
    rows: list[tuple[str | float, ...]] = []
    with loopback_web(1, 1) as web:
        for path in HEAVY:
            run, code = asyncio.run(_heavy(web, path))
            rows.append(
                (
                    path,
                    code,
                    run.seconds * 1_000 / run.pages,
                    run.cpu_s * 1_000 / run.pages,
                    run.longest_stall_s * 1_000,
                )
            )
    return [
        Table(
            f"fetch: heavy answers, one after the other, {HEAVY_RUNS} times each",
            ("answer", "ends with", "ms", "CPU ms", "longest stall ms"),
            tuple(rows),
            ("read as a page is: fetched, inflated, and decoded in a thread.",),
        )
    ]


async def timed(fetch: Fetch, web: LoopbackWeb) -> Run:
    """Let *fetch* go through *web*, with a probe beside it."""
    stalls: list[float] = [0.0]

    async def probe() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(PROBE_S)
            stalls[0] = max(stalls[0], time.perf_counter() - before - PROBE_S)

    probing = asyncio.create_task(probe())
    started, cpu = time.perf_counter(), time.process_time()
    try:
        pages = await fetch(web)
        return Run(pages, time.perf_counter() - started, time.process_time() - cpu, stalls[0])
    finally:
        probing.cancel()


async def _heavy(web: LoopbackWeb, path: str) -> tuple[Run, str]:
    client, code = _client(web), "ok"

    async def read(web: LoopbackWeb) -> int:
        nonlocal code
        for _ in range(HEAVY_RUNS):
            try:
                answer = await client.get(Wanted(web.url(web.hosts[0], path), max_bytes=MAX_BYTES))
                if looks_compressed(answer.body):
                    code = "stacked_encoding"
                else:
                    await asyncio.to_thread(decode_page, answer.body, answer.content_type)
            except FetchRefusedError as error:
                code = error.reason_code
        return HEAVY_RUNS

    try:
        await read(web)
        return await timed(read, web), code
    finally:
        await client.close()


def _client(web: LoopbackWeb) -> HttpClient:
    limits = ClientLimits(
        user_agent="Quotewire/bench",
        concurrency=HOSTS_AT_ONCE,
        max_redirects=5,
        connect_timeout_s=10.0,
        read_timeout_s=15.0,
        deadline_s=30.0,
    )
    return HttpClient(AddressPolicy((IPv4Network("127.0.0.0/8"),), (web.port,)), limits)


async def polite(web: LoopbackWeb) -> int:
    """Fetch as the fetcher does."""
    client = _client(web)
    polite_web = PoliteWeb(client, token="Quotewire", robots_ttl_s=3600.0, delay_s=0.0, max_crawl_delay_s=1.0)  # noqa: S106 - robots.txt's word
    reader = FeedReader(1_000)

    async def site(host: str) -> int:
        feed_answer = await polite_web.get(Wanted(web.url(host, "/feed"), max_bytes=MAX_BYTES))
        feed = await reader.read(feed_answer.body, feed_answer.url)
        for entry in feed.entries:
            answer = await polite_web.get(
                Wanted(entry.url, max_bytes=MAX_BYTES, content_types=PAGE_TYPES, accept="text/html")
            )
            decode_page(answer.body, answer.content_type)
        return len(feed.entries)

    try:
        return await _all(web, site)
    finally:
        await client.close()


async def plain(web: LoopbackWeb) -> int:
    """Fetch as one would without thinking about it."""
    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=HOSTS_AT_ONCE)) as client:

        async def site(host: str) -> int:
            feed = feedparser.parse((await client.get(web.url(host, "/feed"))).content)
            for entry in feed.entries:
                page = await client.get(entry.link)
                page.raise_for_status()
                len(page.text)
            return len(feed.entries)

        return await _all(web, site)


async def _all(web: LoopbackWeb, site: Callable[[str], Awaitable[int]]) -> int:
    places = asyncio.Semaphore(HOSTS_AT_ONCE)

    async def one(host: str) -> int:
        async with places:
            return await site(host)

    return sum(await asyncio.gather(*map(one, web.hosts)))
