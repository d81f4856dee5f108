"""Good publishers as they are met in the wild: old servers, odd addresses, feeds by hand, sitemaps that name themselves."""

import gzip
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import quote

from tests.hostile_web.documents import XML_HEAD, Entry, rss, sitemap, sitemap_index
from tests.hostile_web.http import HTML, Ask, Reply, always, answer, compressed, head, redirect
from tests.hostile_web.maker import Maker, first_then, serve_feed
from tests.hostile_web.site import Site

NETSCAPE = (
    '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
    '"http://my.netscape.com/publish/formats/rss-0.91.dtd">\n'
)


def add_all(maker: Maker) -> None:
    """Add every publisher of this file."""
    _add_servers(maker)
    _add_addresses(maker)
    _add_canonicals(maker)
    _add_one_target(maker)
    _add_feeds(maker)
    _add_sitemaps(maker)
    _add_turning(maker)


def _add_servers(maker: Maker) -> None:
    site, entries = maker.paper("old-servers", 1)
    ways = {
        "http-10": lambda body: Reply(
            200, [b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n", body], "good", close=True
        ),
        "no-length": lambda body: Reply(
            200, [head(200, {"Content-Type": HTML, "Connection": "close"}), body], "good", close=True
        ),
        "closes": lambda body: _closing(answer(body, headers={"Connection": "close"})),
        "closes-unsaid": lambda body: _closing(answer(body)),
        "status-203": lambda body: answer(body, status=203, meaning="good"),
        "quoted-charset": lambda body: answer(body, kind='text/html;charset="utf-8"'),
        "two-members": lambda body: answer(
            gzip.compress(body[:500], mtime=0) + gzip.compress(body[500:], mtime=0),
            headers={"Content-Encoding": "gzip"},
        ),
        "x-gzip": lambda body: answer(gzip.compress(body, mtime=0), headers={"Content-Encoding": "x-gzip"}),
        "many-cookies": lambda body: answer(body, headers={"Set-Cookie": "a=" + "b" * 3_000}),
    }
    for name, way in ways.items():
        told = maker.story()
        target = f"/old/{name}"
        body = site.page(target, told).encode()
        site.routes[target] = lambda _ask, w=way, b=body: _as_version(w(b))  # type: ignore[misc]
        site.article(target, told)
        entries.append(maker.entry(site.url(target), told))


def _closing(reply: Reply) -> Reply:
    return Reply(reply.status, reply.pieces, reply.meaning, close=True, headers=reply.headers)


def _as_version(reply: Reply) -> Reply:
    return Reply(reply.status, reply.pieces, reply.meaning, reply.close, reply.headers, "v1")


def _add_addresses(maker: Maker) -> None:
    site = maker.site("odd-addresses")
    entries: list[Entry] = []
    for link in (
        "/nachrichten/über-uns",
        "/news/with space.html",
        "/a/b/../c/./d.html",
        "/q?a=ü&b=%20x",
        "/caf%c3%a9",
    ):
        told = maker.story()
        asked = quote(link.replace("/a/b/../c/./d.html", "/a/c/d.html"), safe="/?&=%")
        page = site.page("/odd/" + str(len(entries)), told).encode()
        site.routes[asked] = site.routes[asked.replace("%c3%a9", "%C3%A9")] = always(
            answer(page, version="v1")
        )
        site.article("/odd/" + str(len(entries)), told, canonical="")
        entries.append(maker.entry(site.url(link), told, guid=f"odd-{len(entries)}"))
    serve_feed(site, lambda _ask: rss(entries, title="Odd addresses"))
    site.source()

    # A redirect whose target is written as people write it.
    told = maker.story()
    body = site.page("/odd/location", told).encode()
    site.routes["/ziel/stra%C3%9Fe%201"] = always(answer(body, version="v1"))
    site.routes["/umweg"] = always(redirect("/ziel/straße 1"))
    site.article("/odd/location", told, canonical="")
    entries.append(maker.entry(site.url("/umweg"), told))


def _add_canonicals(maker: Maker) -> None:
    site, entries = maker.paper("canonicals", 1)
    abroad = "http://127.0.0.1/elsewhere"
    for name, link, canonical in (
        ("front", site.url("/"), None),
        ("abroad", abroad, None),
        ("broken", "http://[", None),
        ("relative", "/canonical/by-its-right-name", "/canonical/by-its-right-name"),
    ):
        told = maker.story()
        target = f"/canonical/{name}"
        tag = f'<link rel="canonical" href="{link}">'
        site.routes[target] = always(answer(site.page(target, told, head=tag), version="v1"))
        site.article(target, told, canonical=canonical or target)
        entries.append(maker.entry(site.url(target), told))


def _add_one_target(maker: Maker) -> None:
    """Add addresses that all redirect to one page, which the feed names too: it is fetched once."""
    site, entries = maker.paper("many-roads", 1)
    told = maker.story()
    site.add_page("/the-page", told)
    for number in range(3):
        site.routes[f"/road/{number}"] = always(redirect("/the-page", 301))
        entries.append(maker.entry(site.url(f"/road/{number}"), told, guid=f"road-{number}"))
    entries.append(maker.entry(site.url("/the-page"), told))


def _add_feeds(maker: Maker) -> None:
    def serve(name: str, text: str | bytes, kind: str = "application/rss+xml") -> None:
        serve_feed(sites[name], lambda _ask: text, kind=kind)
        sites[name].source()

    sites: dict[str, Site] = {}
    listed: dict[str, list[Entry]] = {}
    for name in (
        "rss-netscape", "rss-cdata", "rss-guid-only", "rss-as-html", "rss-windows-1251", "rss-utf-16", "rss-gzip-unsaid",
        "rss-namespaces", "atom-many-links", "atom-base", "json-external", "etag-always-new",
    ):  # fmt: skip
        sites[name] = maker.site(name)
        listed[name] = maker.pages(sites[name], 2)

    plain = {name: rss(entries, title=name) for name, entries in listed.items()}
    netscape = rss(listed["rss-netscape"], title="Caf&eacute;", version="0.91").replace(
        "&amp;eacute;", "&eacute;"
    )
    serve("rss-netscape", netscape.replace(XML_HEAD, XML_HEAD + NETSCAPE))
    serve(
        "rss-cdata",
        plain["rss-cdata"].replace("<link>", "<link><![CDATA[\n  ").replace("</link>", "\n]]></link>"),
    )
    items = "".join(
        f"<item><title>{one.title}</title><guid>{one.url}</guid></item>" for one in listed["rss-guid-only"]
    )
    serve(
        "rss-guid-only", f'{XML_HEAD}<rss version="2.0"><channel><title>Guids</title>{items}</channel></rss>'
    )
    serve("rss-as-html", plain["rss-as-html"], "text/html; charset=utf-8")
    russian = plain["rss-windows-1251"].replace("UTF-8", "windows-1251").replace("Invented news", "Новости")
    serve("rss-windows-1251", russian.encode("cp1251", "xmlcharrefreplace"))
    serve("rss-utf-16", plain["rss-utf-16"].replace("UTF-8", "UTF-16").encode("utf-16"))
    serve("rss-gzip-unsaid", gzip.compress(plain["rss-gzip-unsaid"].encode(), mtime=0), "application/rss+xml")
    spaces = (
        '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/" '
        'xmlns:atom="http://www.w3.org/2005/Atom" version="2.0">'
    )
    own = '<atom:link rel="self" href="/feed"/><image><link>http://press.example/i</link></image>'
    body = "<content:encoded><![CDATA[<p>Long</p>" + "x" * 9_000 + "]]></content:encoded>"
    rich = (
        plain["rss-namespaces"]
        .replace('<rss version="2.0">', spaces)
        .replace("<language>", own + "<language>")
    )
    serve(
        "rss-namespaces",
        rich.replace("<guid", body + '<media:content url="http://press.example/a.jpg"/><guid'),
    )
    links = "".join(
        f"<entry><id>{number}</id><title>{one.title}</title><link rel='self' href='{one.url}/self'/>"
        f"<link rel='replies' href='{one.url}/replies'/><link href='{one.url}'/><updated>2026-11-01T00:00:00Z</updated></entry>"
        for number, one in enumerate(listed["atom-many-links"])
    )
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"{}><id>x</id><title>Links</title>{}</feed>'
    serve("atom-many-links", atom.format("", links), "application/atom+xml")
    base = sites["atom-base"].url("/news/")
    based = "".join(
        f"<entry><id>{number}</id><title>{one.title}</title><link href='{one.url.removeprefix(base)}'/></entry>"
        for number, one in enumerate(listed["atom-base"])
    )
    serve("atom-base", atom.format(f' xml:base="{base}"', based), "application/atom+xml")
    external = ", ".join(
        f'{{"id": {n}, "external_url": "{one.url}"}}' for n, one in enumerate(listed["json-external"])
    )
    serve(
        "json-external",
        f'\ufeff{{"version": "https://jsonfeed.org/version/1", "title": "External", "items": [{external}]}}',
        "application/json",
    )
    sites["etag-always-new"].routes["/feed"] = lambda ask: answer(
        plain["etag-always-new"], kind="text/xml", headers={"ETag": f'"{ask.number}"'}
    )
    sites["etag-always-new"].source()

    robots, _ = maker.paper("robots-gzip")
    rules = b"User-agent: *\nDisallow: /private/\n"
    packed = compressed(rules, "gzip", kind="text/plain")
    robots.routes["/robots.txt"] = always(Reply(200, packed.pieces, "silent", headers=packed.headers))
    encoded, entries = maker.paper("robots-encoded")
    encoded.robots(
        "User-Agent: QUOTEWIRE\nDisallow: /caf%C3%A9/\nDisallow: /*.pdf$\n\nUser-agent: *\nDisallow: /\n"
    )
    encoded.forbidden = ["/caf%C3%A9/", "/caf%c3%a9/", "/x.pdf"]
    for link in ("/caf%C3%A9/1", "/x.pdf"):
        encoded.refuse(link, "robots_disallowed")
        entries.append(Entry(encoded.url(link), f"Disallowed {link}"))


def _add_sitemaps(maker: Maker) -> None:
    site = maker.site("sitemap-names-itself")
    entries = maker.pages(site, 2)
    own, inner = site.url("/index.xml"), site.url("/inner.xml")
    fresh = maker.ago(0.5)
    serve_feed(site, lambda _ask: sitemap(entries), target="/leaf.xml", kind="text/xml")
    first = sitemap_index([(own, fresh), (inner, fresh), (site.url("/leaf.xml"), fresh)])
    second = sitemap_index([(own, fresh), (inner, fresh)])
    serve_feed(site, lambda _ask: first, target="/index.xml", kind="text/xml")
    serve_feed(site, lambda _ask: second, target="/inner.xml", kind="text/xml")
    site.source("/index.xml", "sitemapindex")

    lines = maker.site("sitemap-text")
    listed = maker.pages(lines, 2)
    text = "\n".join(one.url for one in listed) + "\n"
    serve_feed(lines, lambda _ask: text, target="/sitemap.txt", kind="text/plain")
    lines.source("/sitemap.txt", "sitemap")


def _add_turning(maker: Maker) -> None:
    """Add sources that were good once: what they named is published, and their record says what they are now."""
    for name, codes, reply in (
        ("turns-410", "http_410", answer("gone", status=410)),
        (
            "turns-html",
            "not_a_feed bad_feed",
            answer("<!doctype html><title>x</title><p>We closed", kind=HTML),
        ),
    ):
        site = maker.site(name)
        entries = maker.pages(site, 2)
        good = answer(rss(entries, title=name), kind="application/rss+xml")
        site.routes["/feed"] = first_then([good], always(reply))
        site.source(kind="rss", codes=codes)

    site, entries = maker.paper("retry-after-date", 1)
    told = maker.story()
    site.article("/dated", told)
    page = site.page("/dated", told)

    def dated(ask: Ask) -> Reply:
        if ask.number > 1:
            return answer(page, version="v1")
        when = format_datetime(datetime.now(UTC) + timedelta(seconds=3), usegmt=True)
        return answer("busy", status=503, headers={"Retry-After": when})

    site.routes["/dated"] = dated
    entries.append(maker.entry(site.url("/dated"), told))
