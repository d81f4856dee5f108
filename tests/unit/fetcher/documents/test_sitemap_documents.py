import gzip
from datetime import UTC, datetime

import pytest

from quotewire_fetcher.documents.collecting import TooHeavyError
from quotewire_fetcher.documents.reading import read_document
from tests.unit.fetcher.document_samples import job, read

NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:video="http://www.google.com/schemas/sitemap-video/1.1">
<url><loc> https://news.example/old </loc><news:news><news:publication><news:name>The Post</news:name>
<news:language>pt-br</news:language></news:publication><news:publication_date>2026-11-23T10:00:00+01:00</news:publication_date>
<news:title>Old &amp; good</news:title><news:keywords>a, b</news:keywords></news:news>
<image:image><image:loc>https://news.example/p.jpg</image:loc><image:title>Picture</image:title></image:image></url>
<url><loc>https://news.example/new</loc><lastmod>2026-11-24T09:30:00Z</lastmod>
<news:news><news:publication><news:name>The Post</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-11-24</news:publication_date><news:title>New</news:title></news:news>
<video:video><video:title>Film</video:title><video:publication_date>2020-01-01</video:publication_date></video:video></url>
</urlset>"""
PLAIN = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://news.example/none</loc><priority>1.0</priority></url>
<url><loc>https://news.example/1</loc><lastmod>2026-11-01</lastmod></url>
<url><loc>https://news.example/2</loc><lastmod>2026-11-02T10:00:00+00:00</lastmod></url>
<url><loc>ftp://news.example/3</loc></url><url><lastmod>2026-11-03</lastmod></url>
<url><loc>https://news.example/2</loc></url><url><loc>/relative</loc><lastmod>soon</lastmod></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://news.example/a.xml.gz</loc><lastmod>2026-11-24T10:00:00Z</lastmod></sitemap>
<sitemap><loc>/b.xml</loc></sitemap><sitemap><loc>https://news.example/b.xml</loc><lastmod>2026-11-01</lastmod></sitemap>
<sitemap><loc>javascript:1</loc></sitemap></sitemapindex>"""


def test_a_news_sitemap_gives_titles_dates_and_languages_newest_first() -> None:
    feed = read(NEWS)
    assert (feed.kind, feed.title, feed.dropped) == ("newssitemap", "The Post", 0)
    new, old = feed.entries
    assert (new.url, new.title, new.language) == ("https://news.example/new", "New", "en")
    assert new.published_at == datetime(2026, 11, 24, tzinfo=UTC)
    assert new.changed_at == datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    assert (old.url, old.title, old.language) == ("https://news.example/old", "Old & good", "pt-br")
    assert old.changed_at == datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_a_plain_sitemap_gives_addresses_and_changes() -> None:
    feed = read(PLAIN)
    assert (feed.kind, feed.dropped) == ("sitemap", 2)
    assert [(entry.url[20:], entry.changed_at and entry.changed_at.day) for entry in feed.entries] == [
        ("/2", 2),
        ("/1", 1),
        ("/none", None),
        ("/relative", None),
    ]


def test_a_sitemap_index_gives_its_children_once_each() -> None:
    feed = read(INDEX)
    assert (feed.kind, feed.entries, feed.dropped) == ("sitemapindex", (), 1)
    first, second = feed.children
    assert (first.url, first.changed_at) == (
        "https://news.example/a.xml.gz",
        datetime(2026, 11, 24, 10, tzinfo=UTC).timestamp(),
    )
    assert (second.url, second.changed_at) == ("https://news.example/b.xml", None)


def test_of_a_long_index_the_latest_changes_are_kept() -> None:
    children = "".join(
        f"<sitemap><loc>/{n}.xml</loc><lastmod>{2000 + n % 25}-01-01</lastmod></sitemap>"
        for n in range(6_000)
    )
    feed = read(f"<sitemapindex>{children}</sitemapindex>")
    assert (len(feed.children), feed.cut) == (5_000, True)
    assert (
        min(child.changed_at or 0 for child in feed.children) >= datetime(2004, 1, 1, tzinfo=UTC).timestamp()
    )


def test_compressed_sitemaps_are_read() -> None:
    assert read(gzip.compress(NEWS.encode()), content_type="application/octet-stream").kind == "newssitemap"


@pytest.mark.parametrize("heavy", [False, True])
def test_of_a_long_sitemap_the_newest_entries_are_kept(heavy: bool) -> None:
    urls = "".join(
        f"<url><loc>https://news.example/{n}</loc><lastmod>2026-{n % 11 + 1:02}-{n % 27 + 1:02}</lastmod></url>"
        for n in range(1_000)
    )
    feed = read_document(job(f"<urlset>{urls}</urlset>", max_entries=10), heavy=heavy)
    assert (len(feed.entries), feed.cut) == (50, True)
    times = [entry.changed_at for entry in feed.entries]
    assert all(moment is not None and moment.month == 11 for moment in times)
    assert times == sorted(times, key=str, reverse=True)


def test_a_list_of_addresses_is_a_sitemap() -> None:
    lines = [
        "\ufeffhttps://news.example/1",
        "",
        *(f"https://news.example/{n}" for n in range(1, 6)),
        "not one",
    ]
    feed = read("\r\n".join(lines))
    assert (feed.kind, feed.cut, feed.dropped) == ("sitemap", False, 1)
    assert [entry.url for entry in feed.entries] == [f"https://news.example/{n}" for n in range(1, 6)]


def test_a_long_list_of_addresses_is_read_elsewhere_and_cut() -> None:
    text = "".join(f"https://news.example/{n}\n" for n in range(30_000))
    with pytest.raises(TooHeavyError):
        read(text)
    feed = read_document(job(text), heavy=True)
    assert (len(feed.entries), feed.cut) == (500, True)


def test_an_empty_sitemap_is_no_fault() -> None:
    assert read("<urlset/>").entries == ()
    assert read("<sitemapindex/>").children == ()
