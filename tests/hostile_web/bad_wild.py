"""More that no fetcher should trust: poisoned connections, costly documents, addresses made to confuse."""

from tests.hostile_web.documents import Entry, rss
from tests.hostile_web.http import Pause, Reply, Reset, always, answer, endless, head, raw, redirect
from tests.hostile_web.maker import Maker, serve_feed

COSTLY = "feed_too_costly bad_feed not_a_feed feed_too_deep feed_too_large"
XML = '<?xml version="1.0"?><rss version="2.0"><channel><title>Costly</title>'


def add_all(maker: Maker) -> None:
    """Add every publisher of this file."""
    _add_poisoned(maker)
    _add_framing(maker)
    _add_redirects(maker)
    _add_links(maker)
    _add_costly_feeds(maker)
    _add_robots(maker)


def _add_poisoned(maker: Maker) -> None:
    """Add a page with another answer behind it, which must not become the answer to the next request."""
    site, entries = maker.paper("poisoned", 0)
    for number in range(4):
        told = maker.story()
        target = f"/poisoned/{number}"
        good = answer(site.page(target, told), version="v1")
        forged = site.page("/forged", told)
        behind = answer(forged)
        site.routes[target] = always(
            Reply(200, [*good.pieces, *behind.pieces], "good", headers=good.headers, version="v1")
        )
        site.article(target, told)
        entries.append(maker.entry(site.url(target), told))


def _add_framing(maker: Maker) -> None:
    site, entries = maker.paper("framing", 1)
    chunked = {"Content-Type": "text/html", "Transfer-Encoding": "chunked"}
    for name, codes, reply in (
        (
            "huge-chunk-size",
            "protocol_error page_too_large truncated_body",
            raw(head(200, chunked), b"FFFFFFFFFFFFFFFF\r\nhi"),
        ),
        (
            "bad-chunk-size",
            "protocol_error truncated_body",
            raw(head(200, chunked), b"zz\r\nhi\r\n0\r\n\r\n"),
        ),
        (
            "switching",
            "protocol_error http_101",
            raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
        ),
        (
            "status-999",
            "http_999 protocol_error",
            raw(b"HTTP/1.1 999 Denied\r\nContent-Length: 0\r\n\r\n"),
        ),
    ):
        site.refuse(f"/framing/{name}", codes, reply)
        entries.append(Entry(site.url(f"/framing/{name}"), name, maker.ago(1)))


def _add_redirects(maker: Maker) -> None:
    site, entries = maker.paper("redirects-wild", 1)
    for name, codes, to in (
        ("port-0", "blocked_port bad_redirect bad_url", f"http://{site.host}:0/x"),
        ("port-99999", "blocked_port bad_redirect bad_url", f"http://{site.host}:99999/x"),
        ("long", "bad_redirect bad_url", site.url("/" + "x" * 9_000)),
        ("no-host", "bad_redirect bad_url blocked_scheme http_404", "http:///x"),
        ("brackets", "bad_redirect bad_url", "http://[::1/x"),
        ("metadata", "blocked_address", "http://169.254.169.254/latest/meta-data/"),
        ("ssh", "blocked_port", f"http://{site.host}:22/x"),
    ):
        site.refuse(f"/wild/{name}", codes, redirect(to))
        entries.append(Entry(site.url(f"/wild/{name}"), name, maker.ago(1)))
    # A wall in two steps: the page leads to the consent page, which sets a cookie and leads back.
    site.refuse("/behind-consent", "cookie_wall", redirect("/consent"))
    back = redirect("/behind-consent", headers={"Set-Cookie": "consent=yes; Path=/"})
    site.routes["/consent"] = always(back)
    entries.append(Entry(site.url("/behind-consent"), "Behind consent", maker.ago(1)))


def _add_links(maker: Maker) -> None:
    """Add a feed whose links lead nowhere; what cannot be an address is dropped, whatever it is called."""
    site = maker.site("links-wild")
    entries = maker.pages(site, 1)
    wild = (
        site.url("/" + "y" * 9_000), "http://", "https://", "http:///", "//", "http://user:word@/x", "ftp://press.example/x",
        "http://:80/x", "feed:nothing", "about:blank", "\\\\server\\share", "http://%00/x", "http://exa mple/x",
    )  # fmt: skip
    entries += [Entry(url, f"Wild {number}", guid=f"wild-{number}") for number, url in enumerate(wild)]
    site.may_refuse = True
    serve_feed(site, lambda _ask: rss(entries, title="Wild"))
    site.source()


def _add_costly_feeds(maker: Maker) -> None:
    many_attributes = " ".join(f'a{number}="1"' for number in range(150_000))
    many_names = "".join(f'<x{n}:y xmlns:x{n}="urn:{n}"/>' for n in range(40_000))
    for name, text, codes in (
        ("attributes", f"{XML}<item {many_attributes}/></channel></rss>", COSTLY),
        ("json-deep", "[" * 300_000, COSTLY),
        (
            "json-deep-feed",
            '{"version": "https://jsonfeed.org/version/1.1", "items": ' + "[" * 300_000,
            COSTLY,
        ),
        ("cut-text", XML + "<item><title>" + "x" * 2_000_000, COSTLY),
    ):
        site = maker.site(f"feed-costly-{name}")
        site.routes["/feed"] = always(answer(text, kind="application/rss+xml"))
        site.source(kind="rss", codes=codes)
    # Honest in form, absurd in size: whatever becomes of it, it must not cost more than it may.
    for name, text in (
        ("namespaces", f"{XML}{many_names}</channel></rss>"),
        ("tiny-entries", XML + "<item/>" * 250_000 + "</channel></rss>"),
        ("long-text", f"{XML}<item><title>{'x' * 2_000_000}</title></item></channel></rss>"),
        ("long-name", f"{XML}<{'n' * 1_000_000}/></channel></rss>"),
    ):
        site = maker.site(f"feed-absurd-{name}")
        site.routes["/feed"] = always(answer(text, kind="application/rss+xml"))
        site.source(any_code=True)


def _add_robots(maker: Maker) -> None:
    for name, reply in (
        ("robots-circle", redirect("/robots.txt")),
        ("robots-to-metadata", redirect("http://169.254.169.254/robots.txt")),
        ("robots-binary", answer(bytes(range(256)) * 20, kind="application/octet-stream", meaning="silent")),
        ("robots-long-lines", answer("Disallow: /" + "x" * 300_000, kind="text/plain", meaning="silent")),
    ):
        site, _ = maker.paper(name)
        site.routes["/robots.txt"] = always(reply)
        site.forbidden.clear()
    for name, codes, made in (
        ("robots-drips", "deadline_passed read_timeout robots_unavailable", lambda _ask: _drip()),
        (
            "robots-cut-off",
            "truncated_body robots_unavailable",
            always(raw(head(200, {"Content-Length": "900"}), b"User", Pause(0.1), Reset(), meaning="silent")),
        ),
    ):
        site, _ = maker.paper(name)
        site.versions.clear()
        site.sources.clear()
        site.source(codes=codes)
        site.routes["/robots.txt"] = made
        site.forbidden += ["/feed", "/news/"]
    endless_site, _ = maker.paper("robots-endless")
    start = head(200, {"Content-Type": "text/plain"}) + b"User-agent: *\nDisallow: /private/\n"
    endless_site.routes["/robots.txt"] = lambda _ask: endless(start, b"# more\n" * 5_000, meaning="silent")


def _drip() -> Reply:
    return endless(head(200, {"Content-Type": "text/plain"}), b"#", pause_s=0.3, meaning="silent")
