"""The whole fetcher over a real server, with memory where Kafka would be."""

import asyncio
import threading
from collections.abc import AsyncIterator
from http.server import BaseHTTPRequestHandler

import pytest

from quotewire_fetcher.documents.rescue import FeedReader
from quotewire_fetcher.feed_handler import FeedHandler, FeedLimits
from quotewire_fetcher.intake import Intake
from quotewire_fetcher.loop import FetchLoop, LoopLimits
from quotewire_fetcher.memory.book import StateBook
from quotewire_fetcher.net.client import HttpClient
from quotewire_fetcher.net.politeness import PoliteWeb
from quotewire_fetcher.pages.handler import PageHandler
from quotewire_fetcher.schedule.hosts_queue import HostQueue
from quotewire_fetcher.schedule.pace import Pace
from quotewire_fetcher.schedule.planning import Planner
from quotewire_fetcher.schedule.rhythm import Bounds
from quotewire_fetcher.sources.roster import Roster
from quotewire_fetcher.sources.source import Source
from quotewire_fetcher.summary import Summary
from quotewire_fetcher.websub.hubs import Hubs
from quotewire_shared.errors import FatalError
from quotewire_shared.messages import ArticleFetched
from quotewire_shared.retry import Backoff
from tests.eventually import eventually
from tests.unit.fetcher.fakes import MemoryLog, MemoryOutlet, item
from tests.unit.fetcher.site import Site, answer, new_client

BRISK_BOUNDS = Bounds(floor_s=0.05, ceiling_s=1.0, usual_s=0.2)
BRISK = Pace(
    retries=2,
    retry=Backoff(base_s=0.01, cap_s=0.05),
    patience_s=5.0,
)


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    client = new_client(concurrency=20, deadline_s=1.0, read_timeout_s=0.5)
    yield client
    await client.close()


def new_loop(
    client: HttpClient,
    sources: list[Source],
    log: MemoryLog,
    outlet: MemoryOutlet,
    *,
    delay_s: float = 0.0,
) -> FetchLoop:
    web = PoliteWeb(
        client,
        token="Quotewire",
        robots_ttl_s=60.0,
        delay_s=delay_s,
        max_crawl_delay_s=1.0,
        busy=BRISK.retry,
    )
    book = StateBook(log)
    pages = PageHandler(web, outlet, book, pace=BRISK, looks_after_s=(), max_page_bytes=1_000_000)
    feeds = FeedHandler(
        web,
        FeedReader(100),
        book,
        outlet,
        pages,
        Hubs(web, None),
        planner=Planner(BRISK_BOUNDS),
        limits=FeedLimits(1_000_000, 100),
    )
    roster = Roster(sources, book)
    loop = FetchLoop(
        roster, book, feeds, pages, HostQueue(), web.gate, pace=BRISK, limits=LoopLimits(16, 3600.0)
    )
    outlet.intake = Intake(book, roster, loop)
    return loop


async def begin_and_run(loop: FetchLoop) -> None:
    await loop.begin(frozenset([0]))
    await loop.run()


async def run_once(loop: FetchLoop) -> Summary:
    """Own everything, and run until nothing is left; requests never wait here."""

    async def drained() -> bool:
        return True

    loop.only_once()
    await loop.begin(frozenset([0]))
    return await loop.run_once(drained)


def outlet_of(site: Site, host: str, name: str, paths: list[str]) -> Source:
    """Serve a feed under *host* that lists *paths*."""
    links = [item(site.url(path, host), title=path) for path in paths]
    site.pages[f"/{name}.xml"] = answer(
        f"<rss><channel>{''.join(links)}</channel></rss>", kind="application/rss+xml"
    )
    return Source(id=name, name=name, url=site.url(f"/{name}.xml", host))


async def test_a_single_run_settles_every_page_and_says_how(client: HttpClient, site: Site) -> None:
    tries: list[str] = []

    def flaky(handler: BaseHTTPRequestHandler) -> None:
        tries.append(handler.path)
        answer("<p>at last</p>" if len(tries) > 1 else "", status=200 if len(tries) > 1 else 503)(handler)

    site.pages["/robots.txt"] = answer("User-agent: *\nDisallow: /closed", kind="text/plain")
    for name in ("a", "b"):
        site.pages[f"/{name}"] = answer(f"<p>{name}</p>")
    site.pages["/flaky"] = flaky
    site.pages["/drip"] = lambda handler: handler.wfile.write(b"HTTP/1.1 200 OK\r\n") and site.closing.wait(3)
    site.pages["/pdf"] = answer(b"%PDF", kind="application/pdf")
    paths = ["/a", "/b", "/flaky", "/drip", "/pdf", "/closed/x", "/missing"]
    sources = [
        outlet_of(site, "127.0.0.1", "mixed", paths),
        Source(id="lost", name="lost", url=site.url("/none.xml", "127.0.0.2")),
        Source(id="page", name="page", url=site.url("/a", "127.0.0.3")),
    ]
    outlet = MemoryOutlet()
    summary = await run_once(new_loop(client, sources, MemoryLog(), outlet))
    assert {article.url.rsplit("/", 1)[-1] for article in outlet.articles} == {"a", "b", "flaky"}
    assert len(outlet.articles) == 4
    assert {url.rsplit("/", 1)[-1]: code for url, code in outlet.buried} == {
        "drip": "read_timeout",
        "pdf": "bad_content_type",
        "x": "robots_disallowed",
        "missing": "http_404",
    }
    # The third source is the first page of the feed under another host, and so another article.
    assert (summary.sources, summary.feeds_ok, summary.pages_published, summary.pages_buried) == (3, 2, 3, 4)
    assert summary.feeds_failed == {"lost": "http_404"}
    assert "/closed/x" not in site.asked


async def test_a_second_run_fetches_nothing_twice(client: HttpClient, site: Site) -> None:
    log, outlet = MemoryLog(), MemoryOutlet()
    site.pages["/a"] = answer("<p>a</p>")
    source = outlet_of(site, "127.0.0.1", "one", ["/a", "/gone"])
    await run_once(new_loop(client, [source], log, outlet))
    await run_once(new_loop(client, [source], log, outlet))
    assert (site.asked["/a"], site.asked["/gone"], site.asked["/one.xml"]) == (1, 1, 2)
    assert (len(outlet.articles), len(outlet.buried)) == (1, 1)


async def test_a_slow_host_holds_up_no_other(client: HttpClient, site: Site) -> None:
    quick_done = threading.Event()

    def slow(handler: BaseHTTPRequestHandler) -> None:
        quick_done.wait(10)
        answer("<p>slow</p>")(handler)

    for number in range(40):
        site.pages[f"/slow{number}"] = slow
        site.pages[f"/quick{number}"] = answer("<p>quick</p>")
    sources = [
        outlet_of(site, "127.0.0.2", "slow", [f"/slow{n}" for n in range(40)]),
        outlet_of(site, "127.0.0.3", "quick", [f"/quick{n}" for n in range(40)]),
    ]
    outlet = MemoryOutlet()
    running = asyncio.create_task(begin_and_run(new_loop(client, sources, MemoryLog(), outlet)))

    async def all_quick_ones_are_there() -> bool:
        return sum("quick" in article.url for article in outlet.articles) == 40

    try:
        await eventually(all_quick_ones_are_there, within_s=10)
    finally:
        quick_done.set()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_never_two_requests_at_once_reach_a_host(client: HttpClient, site: Site) -> None:
    paths = [f"/p{n}" for n in range(10)]
    for path in paths:
        site.pages[path] = answer("<p>x</p>")
    sources = [outlet_of(site, "127.0.0.1", name, paths) for name in ("one", "two", "three")]
    await run_once(new_loop(client, sources, MemoryLog(), MemoryOutlet(), delay_s=0.005))
    assert site.most_at_once == 1
    assert all(site.asked[path] == 1 for path in paths)


async def test_a_running_loop_finds_what_is_new_and_ends_gracefully(client: HttpClient, site: Site) -> None:
    site.pages["/a"] = answer("<p>a</p>")
    site.pages["/b"] = answer("<p>b</p>")
    source = outlet_of(site, "127.0.0.1", "feed", ["/a"])
    outlet = MemoryOutlet()
    loop = new_loop(client, [source], MemoryLog(), outlet)
    assert "being read" in str(await loop.not_ready())
    running = asyncio.create_task(begin_and_run(loop))

    async def one_article() -> bool:
        return len(outlet.articles) == 1

    async def two_articles() -> bool:
        return len(outlet.articles) == 2

    await eventually(one_article)
    outlet_of(site, "127.0.0.1", "feed", ["/b", "/a"])
    await eventually(two_articles)
    assert await loop.not_ready() is None
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


class BrokenOutlet(MemoryOutlet):
    """An outlet with a bug."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    async def publish(self, article: ArticleFetched) -> None:
        raise self._error


async def test_a_bug_met_by_one_page_is_buried_and_many_in_a_row_end_the_process(
    client: HttpClient, site: Site
) -> None:
    paths = [f"/{n}" for n in range(10)]
    for path in paths:
        site.pages[path] = answer(f"<p>{path}</p>")
    outlet = BrokenOutlet(KeyError("oops"))
    source = outlet_of(site, "127.0.0.1", "feed", paths[:2])
    summary = await run_once(new_loop(client, [source], MemoryLog(), outlet))
    assert summary.reasons == {"internal_error": 2}
    source = outlet_of(site, "127.0.0.1", "feed", paths)
    with pytest.raises(FatalError, match="5 fetches in a row met a bug"):
        await run_once(new_loop(client, [source], MemoryLog(), BrokenOutlet(KeyError("oops"))))


async def test_a_fatal_error_ends_the_loop_at_once(client: HttpClient, site: Site) -> None:
    site.pages["/a"] = answer("<p>a</p>")
    source = outlet_of(site, "127.0.0.1", "feed", ["/a"])
    outlet = BrokenOutlet(FatalError("the producer is broken"))
    with pytest.raises(FatalError, match="the producer is broken"):
        await begin_and_run(new_loop(client, [source], MemoryLog(), outlet))
    assert outlet.buried == []
