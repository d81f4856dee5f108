"""Good publishers: every format of feed and sitemap, and the ways in which honest servers send them."""

import gzip
from datetime import timedelta
from functools import partial

from tests.hostile_web.documents import (
    Entry,
    atom,
    atom03,
    json_feed,
    news_sitemap,
    rdf,
    rss,
    sitemap,
    sitemap_index,
)
from tests.hostile_web.http import always, answer, chunked, compressed, in_pieces, redirect
from tests.hostile_web.maker import Maker, Write, first_then, serve_feed
from tests.hostile_web.site import validated

_FORMATS: tuple[tuple[str, Write, str, str | None], ...] = (
    ("rss-20", rss, "application/rss+xml", "rss"),
    ("rss-091", partial(rss, version="0.91"), "text/xml", None),
    ("rss-092", partial(rss, version="0.92"), "application/xml", "rss"),
    ("rdf", rdf, "application/rdf+xml", None),
    ("atom", atom, "application/atom+xml; charset=utf-8", "atom"),
    ("atom-03", atom03, "application/xml", None),
    ("json-feed", json_feed, "application/feed+json", "jsonfeed"),
    ("json-feed-plain", json_feed, "application/json", None),
    ("news-sitemap", news_sitemap, "application/xml", "newssitemap"),
    ("news-sitemap-unsaid", news_sitemap, "text/xml", None),
)

SLOW_PAPERS = 9
"""Papers whose pages take a second and a half: whoever is killed has some of them in hand."""


def add_all(maker: Maker, extra: int) -> None:
    """Add every good publisher of this file, and *extra* plain ones."""
    _add_formats(maker)
    _add_sitemaps(maker)
    _add_ways_of_sending(maker)
    _add_growing(maker)
    _add_home(maker)
    _add_passing_failures(maker)
    for number in range(extra):
        maker.paper(f"plain-{number:03}", 3)


def _add_formats(maker: Maker) -> None:
    for name, write, mime, kind in _FORMATS:
        site = maker.site(name)
        entries = maker.pages(site, 3)
        serve_feed(site, lambda _ask, w=write, e=entries, n=name: w(e, title=n), kind=mime)  # type: ignore[misc]
        site.source(kind=kind)


def _add_sitemaps(maker: Maker) -> None:
    site = maker.site("sitemap-plain")
    entries = maker.pages(site, 3)
    serve_feed(site, lambda _ask: sitemap(entries), target="/sitemap.xml", kind="application/xml")
    site.source("/sitemap.xml", "sitemap")

    zipped = maker.site("news-sitemap-gz")
    zipped_entries = maker.pages(zipped, 3)
    body = gzip.compress(news_sitemap(zipped_entries, title="Zipped").encode(), mtime=0)
    serve_feed(zipped, lambda _ask: body, target="/news.xml.gz", kind="application/gzip")
    zipped.source("/news.xml.gz", "newssitemap")

    index = maker.site("sitemap-index")
    fresh, older = maker.pages(index, 2, folder="/fresh"), maker.pages(index, 2, folder="/older")
    older = [Entry(one.url, one.title, maker.ago(24 * 20)) for one in older]
    packed = gzip.compress(sitemap(older).encode(), mtime=0)
    serve_feed(index, lambda _ask: sitemap(fresh), target="/maps/fresh.xml", kind="application/xml")
    serve_feed(index, lambda _ask: packed, target="/maps/older.xml.gz", kind="application/x-gzip")
    children = [
        (index.url("/maps/fresh.xml"), maker.ago(0.5)),
        (index.url("/maps/older.xml.gz"), maker.ago(24 * 20)),
    ]
    serve_feed(
        index, lambda _ask: sitemap_index(children), target="/sitemap_index.xml", kind="application/xml"
    )
    index.source("/sitemap_index.xml", "sitemapindex")


def _add_ways_of_sending(maker: Maker) -> None:
    for name, etag, modified, weak in (
        ("etag-only", True, False, False),
        ("modified-only", False, True, False),
        ("weak-etag", True, False, True),
        ("no-validators", False, False, False),
    ):
        site, entries = maker.paper(name)
        text = rss(entries, title=name)
        serve_feed(site, lambda _ask, t=text: t, etag=etag, modified=modified, weak=weak)  # type: ignore[misc]

    sent = maker.site("sent-oddly")
    ways = ("chunked", "gzip", "deflate", "slowly")
    entries = []
    for way in ways:
        told = maker.story()
        target = f"/sent/{way}"
        body = sent.page(target, told).encode()
        sent.article(target, told)
        if way == "chunked":
            sent.routes[target] = always(chunked(body, version="v1"))
        elif way == "slowly":
            sent.routes[target] = lambda _ask, b=body: in_pieces(
                answer(b, version="v1"), pieces=8, pause_s=0.25
            )  # type: ignore[misc]
        else:
            sent.routes[target] = always(compressed(body, way, version="v1"))  # type: ignore[arg-type]
        entries.append(maker.entry(sent.url(target), told))
    feed = compressed(rss(entries, title="Sent").encode(), "gzip", kind="application/rss+xml")
    sent.routes["/feed"] = always(feed)
    sent.source()

    slow = maker.site("slow-but-good")
    told = maker.story()
    slow.article("/slow", told)
    page = slow.page("/slow", told).encode()
    slow.routes["/slow"] = lambda _ask: in_pieces(answer(page, version="v1"), pieces=6, pause_s=0.5)
    text = rss([maker.entry(slow.url("/slow"), told)], title="Slow")
    slow.routes["/feed"] = lambda _ask: in_pieces(answer(text, kind="text/xml"), pieces=4, pause_s=0.4)
    slow.source()

    for number in range(SLOW_PAPERS):
        site, entries = maker.paper(f"slow-pages-{number}", 0)
        for page_number in range(14):
            told = maker.story()
            target = f"/slow/{page_number}"
            body = site.page(target, told).encode()
            site.routes[target] = lambda _ask, b=body: in_pieces(
                answer(b, version="v1"), pieces=5, pause_s=0.3
            )  # type: ignore[misc]
            site.article(target, told)
            entries.append(maker.entry(site.url(target), told))

    moved, target_site = maker.site("feed-moved"), maker.site("feed-moved-here")
    entries = maker.pages(target_site, 2)
    serve_feed(target_site, lambda _ask: rss(entries, title="Moved"), target="/new-feed")
    moved.routes["/feed"] = always(redirect(target_site.url("/new-feed"), 301))
    moved.source(leads_on=True)


def _add_growing(maker: Maker) -> None:
    site = maker.site("updated-later")
    stories = [maker.story() for _ in range(3)]
    targets = [f"/story/{number}" for number in range(3)]
    for told, target in zip(stories, targets, strict=True):
        site.article(target, told)
    site.article(targets[0], stories[0].corrected(), version="v2")

    def is_corrected() -> bool:
        # The correction comes after the first version was read, so that no machine is too slow to see both.
        return site.delivered[targets[0]] > 0

    def page(number: int) -> tuple[bytes, str]:
        version = "v2" if number == 0 and is_corrected() else "v1"
        told = stories[number] if version == "v1" else stories[number].corrected()
        return site.page(targets[number], told, version).encode(), version

    for number, target in enumerate(targets):
        site.routes[target] = validated(lambda _ask, n=number: page(n))  # type: ignore[misc]

    def feed(_ask: object) -> str:
        entries = [
            maker.entry(
                site.url(target),
                told,
                hours=2,
                updated=maker.now + timedelta(seconds=1) if number == 0 and is_corrected() else None,
            )
            for number, (target, told) in enumerate(zip(targets, stories, strict=True))
        ]
        # The third story is news only once the others were read.
        return atom(entries if site.delivered[targets[1]] else entries[:2], title="Updated")

    serve_feed(site, feed, kind="application/atom+xml")
    site.source(kind="atom")


def _add_home(maker: Maker) -> None:
    site = maker.site("home-page")
    entries = maker.pages(site, 2)
    serve_feed(site, lambda _ask: rss(entries, title="Home"), target="/feeds/all.xml")
    front = (
        '<!doctype html><html><head><title>The Home Page paper</title><link rel="alternate" '
        'type="application/rss+xml" title="All" href="/feeds/all.xml"></head><body><h1>Today</h1></body></html>'
    )
    site.routes["/"] = validated(lambda _ask: (front.encode(), ""))
    site.source("/", home=site.url("/"), leads_on=True)

    single = maker.site("one-page")
    told = maker.story()
    single.add_page("/live/blog", told)
    single.source("/live/blog", "page")


def _add_passing_failures(maker: Maker) -> None:
    site, entries = maker.paper("passing-failures", 1)
    for name, reply in (
        ("429", answer("slower", status=429, headers={"Retry-After": "1"})),
        ("503", answer("busy", status=503, headers={"Retry-After": "1"})),
        ("500", answer("oops", status=500)),
    ):
        told = maker.story()
        target = f"/later/{name}"
        good = validated(lambda _ask, t=target, s=told: (site.page(t, s).encode(), "v1"))  # type: ignore[misc]
        site.routes[target] = first_then([reply], good)
        site.article(target, told)
        entries.append(maker.entry(site.url(target), told))

    feed = maker.site("feed-429-then-good")
    listed = maker.pages(feed, 2)
    serve_feed(feed, lambda _ask: rss(listed, title="Later"))
    feed.routes["/feed"] = first_then(
        [answer("slower", status=429, headers={"Retry-After": "2"})], feed.routes["/feed"]
    )
    feed.source()
