"""Good publishers with odd servers: robots.txt of every kind, feeds that a reader can save, and small lies."""

from dataclasses import replace
from datetime import timedelta

from tests.hostile_web.documents import Entry, atom, rss
from tests.hostile_web.http import Ask, always, answer, redirect
from tests.hostile_web.maker import Maker, serve_feed
from tests.hostile_web.site import Site

CRAWL_DELAY_S = 1.5


def add_all(maker: Maker) -> None:
    """Add every publisher of this file."""
    _add_robots(maker)
    _add_disallowed(maker)
    _add_salvageable(maker)
    _add_lies(maker)
    _add_odd_links(maker)


def _add_robots(maker: Maker) -> None:
    rules = "User-agent: *\nDisallow: /private/\nAllow: /\n"
    for name, text, values in (
        ("robots-404", "no", {"status": 404}),
        ("robots-403", "no", {"status": 403}),
        ("robots-410", "gone", {"status": 410}),
        ("robots-html", "<!doctype html><html><body>Welcome! User-agent readers</body></html>", {}),
        ("robots-bom-crlf", "\ufeff" + rules.replace("\n", "\r\n"), {}),
        ("robots-huge", rules + "# padding\n" * 70_000 + "Disallow: /\n", {}),
        ("robots-empty", "", {}),
    ):
        site, _ = maker.paper(name)
        site.robots(text, **values)
        if not text.lstrip("\ufeff").startswith("User-agent"):
            site.forbidden.clear()

    site, _ = maker.paper("robots-redirected")
    site.routes["/robots.txt"] = always(redirect("/robots-moved.txt", 301))
    site.routes["/robots-moved.txt"] = always(answer(rules, kind="text/plain", meaning="silent"))

    slow, _ = maker.paper("crawl-delay", 3)
    slow.robots(f"User-agent: *\nCrawl-delay: {CRAWL_DELAY_S}\nDisallow: /private/\n")
    slow.crawl_delay_s = CRAWL_DELAY_S


def _add_disallowed(maker: Maker) -> None:
    site, entries = maker.paper("robots-wildcards")
    site.robots(
        "User-agent: OtherBot\nDisallow: /\n\n"
        "User-agent: *\nDisallow: /*/print$\nDisallow: /*?print=\nDisallow: /archive/\nAllow: /archive/open/\n"
        "Disallow: /private/\n"
    )
    allowed = maker.pages(site, 1, folder="/archive/open")
    entries += allowed
    for target in ("/news/3/print", "/news/4?print=1", "/archive/5"):
        site.refuse(target, "robots_disallowed")
        site.forbidden.append(target)
        entries.append(Entry(site.url(target), f"Not for robots: {target}", maker.ago(1)))

    named = maker.site("robots-names-us")
    named.robots("User-agent: *\nAllow: /\n\nUser-agent: quotewire\nDisallow: /news/\nAllow: /news/open\n")
    told = maker.story()
    named.add_page("/news/open", told)
    named.refuse("/news/shut", "robots_disallowed")
    named.forbidden.append("/news/shut")
    listed = [
        maker.entry(named.url("/news/open"), told),
        Entry(named.url("/news/shut"), "Shut", maker.ago(1)),
    ]
    serve_feed(named, lambda _ask: rss(listed, title="Named"))
    named.source()

    # Disallowed only where the redirect leads.
    start, entries = maker.paper("redirects-into-disallowed")
    start.routes["/in"] = always(redirect(site.url("/archive/6")))
    start.refused[start.url("/in")] = frozenset({"robots_disallowed"})
    site.forbidden.append("/archive/6")
    entries.append(Entry(start.url("/in"), "Leads into the disallowed", maker.ago(1)))

    shut = maker.site("feed-disallowed")
    shut.robots("User-agent: *\nDisallow: /\n")
    shut.forbidden.append("/feed")
    shut.source(codes="robots_disallowed")


def _add_salvageable(maker: Maker) -> None:
    for name, spoil in (
        ("bare-ampersand", lambda text: text.replace("Invented news", "News & weather & sport")),
        ("leading-junk", lambda text: "\n\n  \n" + text),
        (
            "warning-before",
            lambda text: "<br />\n<b>Warning</b>: date() in /srv/x.php on line 3<br />\n" + text,
        ),
        ("trailing-garbage", lambda text: text + "<!-- cached --><script>1</script>"),
        ("html-entities", lambda text: text.replace("Invented news", "News&nbsp;&eacute;t&eacute;")),
        ("control-characters", lambda text: text.replace("Invented news", "In\x0bven\x01ted")),
        (
            "unclosed-tag",
            lambda text: text.replace("</description><guid", "<br></description><guid"),
        ),
        ("truncated", lambda text: text[: text.rindex("</item>") - 40]),
    ):
        site = maker.site(f"salvage-{name}")
        entries = maker.pages(site, 3)
        if name == "truncated":
            # The last entry is cut in the middle: it may be lost.
            site.versions[-1] = replace(site.versions[-1], optional=True)
        serve_feed(site, lambda _ask, e=entries, s=spoil, n=name: s(rss(e, title=n)))  # type: ignore[misc]
        site.source()
    wrong = maker.site("salvage-wrong-encoding")
    entries = maker.pages(wrong, 2)
    text = rss(entries, title="Köln, Málaga").encode("cp1252", "xmlcharrefreplace")
    serve_feed(wrong, lambda _ask: text)
    wrong.source()


def _add_lies(maker: Maker) -> None:
    # Always 304, though there is more: what was seen first is all that can be had.
    stuck, _ = maker.paper("etag-stuck")
    fresh = stuck.routes["/feed"]
    stuck.routes["/feed"] = lambda ask: (
        answer(b"", status=304, kind="", headers={"ETag": '"one"'})
        if ask.headers.get("if-none-match")
        else fresh(ask)
    )

    # The same ETag for other content, never a 304.
    same = maker.site("etag-same")
    entries = maker.pages(same, 3)
    first_target = entries[0].url.removeprefix(same.origin)

    def feed(_ask: Ask) -> str:
        return rss(entries if same.delivered[first_target] else entries[:1], title="Same")

    same.routes["/feed"] = lambda ask: answer(feed(ask), kind="text/xml", headers={"ETag": '"for-ever"'})
    same.source()

    guids = maker.site("one-guid-for-all")
    listed = [Entry(one.url, one.title, one.at, guid="guid") for one in maker.pages(guids, 3)]
    serve_feed(guids, lambda _ask: rss(listed, title="Guids"))
    guids.source()

    future = maker.site("dated-in-the-future")
    later = [
        Entry(one.url, one.title, maker.now + timedelta(days=400 * (number + 1)))
        for number, one in enumerate(maker.pages(future, 3))
    ]
    serve_feed(future, lambda _ask: atom(later, title="Future"), kind="application/atom+xml")
    future.source()

    twice = maker.site("entries-twice")
    many = maker.pages(twice, 2)
    serve_feed(twice, lambda _ask: rss(many * 5, title="Twice"))
    twice.source()

    calendar, own = maker.paper("endless-calendar")
    calendar.free = True
    calendar.unjudged_validators = True
    calendar.fallback = lambda ask: answer(_day(calendar, ask), version="v1")
    serve_feed(
        calendar,
        lambda ask: rss(
            own
            + [
                Entry(calendar.url(f"/day/{ask.number}-{one}"), f"Day {ask.number}.{one}") for one in range(5)
            ],
            title="Calendar",
        ),
    )


def _day(site: Site, ask: Ask) -> str:
    marker = f'<meta name="hostile-web" content="{site.marker(ask.target)}">'
    return f"<!doctype html><title>{ask.path}</title>{marker}<p>Nothing is planned on {ask.path}.</p>"


def _add_odd_links(maker: Maker) -> None:
    site = maker.site("odd-links")
    entries = maker.pages(site, 4)
    relative = [
        Entry(
            one.url.removeprefix(site.origin) if number else one.url.removeprefix("http:"), one.title, one.at
        )
        for number, one in enumerate(entries)
    ]
    odd = [
        Entry(url, f"Odd: {url[:20]}", guid=f"odd-{number}")
        for number, url in enumerate(
            (
                "",
                "   ",
                "javascript:alert(1)",
                "mailto:desk@press.example",
                "data:text/html,x",
                "http://",
                "http://[::1",
            )
        )
    ]
    serve_feed(site, lambda _ask: rss([*odd, *relative], title="Odd"))
    site.source()
