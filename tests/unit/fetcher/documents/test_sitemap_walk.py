"""Sitemap indexes: which children are read, and that nothing they list is lost."""

import pytest

from quotewire_fetcher.documents.rescue import FeedReader
from quotewire_fetcher.documents.sitemap_walk import SitemapWalk, Walked
from quotewire_fetcher.documents.sitemaps import SitemapRef, digest_of
from quotewire_fetcher.failures import FetchRefusedError, NotYetError
from quotewire_fetcher.net.web import Answer
from tests.unit.fetcher.fakes import SOURCE, FakeWeb, Newsroom, passing

INDEX = "https://news.example/index.xml"
NOW = 1_795_000_000.0


def child(number: int) -> str:
    return f"https://news.example/sitemap-{number}.xml"


def urlset(*paths: str) -> str:
    urls = "".join(f"<url><loc>https://news.example{path}</loc></url>" for path in paths)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def index(*urls: str) -> str:
    refs = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{refs}</sitemapindex>'


async def walk(web: FakeWeb, *urls: str, budget: int = 10, changed_at: float | None = 5.0) -> Walked:
    walker = SitemapWalk(web, FeedReader(100), max_bytes=100_000, budget=budget)
    return await walker.read([SitemapRef(url, changed_at) for url in urls], {}, INDEX, now=NOW)


def paths(walked: Walked) -> list[str]:
    return [entry.url.removeprefix("https://news.example") for entry in walked.entries]


async def test_children_and_their_children_are_read_once_each() -> None:
    web = FakeWeb()
    web.page(child(1), urlset("/a"))
    web.page(child(2), index(child(1), child(3), INDEX, child(2)))
    web.page(child(3), urlset("/b", "/c"))
    walked = await walk(web, child(1), child(2))
    assert sorted(paths(walked)) == ["/a", "/b", "/c"]
    assert walked.complete
    assert sorted(web.urls()) == [child(1), child(2), child(3)]


async def test_other_domains_are_not_asked_and_redirects_there_not_followed() -> None:
    web = FakeWeb()
    web.redirect(child(1), "https://other.example/sitemap.xml")
    walked = await walk(web, child(1), "https://other.example/sitemap.xml")
    assert (paths(walked), web.urls()) == ([], [child(1)])


@pytest.mark.parametrize(
    ("reply", "is_complete", "is_settled"),
    [
        (passing("read_timeout"), False, False),
        (FetchRefusedError("gone", code="http_404"), True, True),
        (NotYetError("news.example", 60.0), False, False),
    ],
)
async def test_a_child_that_fails_hides_no_other_and_is_asked_again_where_that_may_help(
    reply: Exception, is_complete: bool, is_settled: bool
) -> None:
    web = FakeWeb()
    web.page(child(1), urlset("/a"))
    web.replies[child(2)] = reply
    walked = await walk(web, child(1), child(2))
    assert paths(walked) == ["/a"]
    assert walked.complete is is_complete
    assert (digest_of(child(2)) in walked.children) is is_settled


async def test_what_is_over_the_budget_waits_for_the_next_walk() -> None:
    web = FakeWeb()
    for number in range(5):
        web.page(child(number), urlset(f"/{number}"))
    walked = await walk(web, *(child(number) for number in range(5)), budget=3)
    assert (len(walked.entries), len(walked.children), walked.complete) == (3, 3, False)


async def test_nothing_is_lost_where_an_index_lists_more_than_is_remembered() -> None:
    """Children are not read twice: what one poll leaves would never be asked for."""
    source = SOURCE.model_copy(update={"url": INDEX, "kind": "sitemapindex"})
    room = await Newsroom(sources=[source]).open()
    room.outlet.intake = None
    children = [child(number) for number in range(24)]
    room.web.replies[INDEX] = Answer(INDEX, 200, {"content-type": "text/xml"}, index(*children).encode())
    for number, url in enumerate(children):
        body = urlset(*(f"/{number}/{page}" for page in range(1_000)))
        room.web.replies[url] = Answer(url, 200, {"content-type": "text/xml"}, body.encode())
    await room.feeds.poll(source)
    assert len({request.url for request in room.outlet.requests}) == 24_000
