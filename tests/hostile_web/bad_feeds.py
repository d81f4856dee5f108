"""Sources that cannot be read, each with the code that must stand in its record."""

import gzip
import itertools

from tests.hostile_web.documents import Entry, rss
from tests.hostile_web.http import (
    HTML,
    Pause,
    Reply,
    Reset,
    Route,
    always,
    answer,
    endless,
    head,
    raw,
    redirect,
    zeros,
)
from tests.hostile_web.maker import Maker, serve_feed

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in itertools.pairwise("abcdefghijk"))
    + ']><rss version="2.0"><channel><title>&k;</title><item><title>&k;</title><link>http://press.example/1</link></item>'
    "</channel></rss>"
)
QUADRATIC = (
    f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "{"x" * 50_000}">]><rss version="2.0"><channel><title>'
    + "&a;" * 5_000
    + "</title></channel></rss>"
)
EXTERNAL = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname"><!ENTITY % b SYSTEM '
    '"http://169.254.169.254/x"> %b;]><rss version="2.0"><channel><title>&a;</title></channel></rss>'
)
TOO_LARGE = "feed_too_large page_too_large"
NO_FEED = "not_a_feed bad_feed"
NO_TEXT = f"{NO_FEED} bad_content_type bad_content"
COSTLY = "feed_too_costly bad_feed not_a_feed feed_too_deep feed_too_large"


def add_all(maker: Maker) -> None:
    """Add every source of this file."""
    _add_documents(maker)
    _add_bodies(maker)
    _add_servers(maker)
    _add_big(maker)


def _add(maker: Maker, name: str, codes: str, route: Route | Reply, kind: str | None = None) -> None:
    site = maker.site(name)
    site.routes["/feed"] = always(route) if isinstance(route, Reply) else route
    site.source(kind=kind, codes=codes)


def _add_documents(maker: Maker) -> None:
    xml = "application/rss+xml"
    for name, body in (
        ("entities-laughs", BOMB.encode()),
        ("entities-quadratic", QUADRATIC.encode()),
        ("entities-external", EXTERNAL.encode()),
        (
            "entities-utf-16",
            BOMB.replace('<?xml version="1.0"?>', '<?xml version="1.0" encoding="UTF-16"?>').encode("utf-16"),
        ),
    ):
        _add(maker, name, "xml_entities", answer(body, kind=xml))
    page = "<!doctype html><html><head><title>Our news</title></head><body><p>Welcome<p>to our news</body></html>"
    for name, text, kind in (
        ("html-as-feed", page, HTML),
        ("html-as-rss", page, xml),
        ("text-as-feed", "Our feed has moved. Ask the desk.", "text/plain"),
        ("json-no-feed", '{"error": "not found", "items": 3}', "application/json"),
        (
            "json-broken",
            '{"version": "https://jsonfeed.org/version/1.1", "items": [',
            "application/feed+json",
        ),
        ("empty-feed-body", "", xml),
        ("xml-no-feed", '<?xml version="1.0"?><catalog><book/></catalog>', "text/xml"),
    ):
        _add(maker, name, NO_FEED, answer(text, kind=kind), kind="rss")
    _add(
        maker,
        "binary-as-feed",
        NO_TEXT,
        answer(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, kind="image/png"),
        "rss",
    )
    _add(
        maker,
        "pdf-as-feed",
        NO_TEXT,
        answer(b"%PDF-1.7\n" + bytes(range(256)) * 40, kind="application/pdf"),
        "rss",
    )
    deep = '<?xml version="1.0"?><rss version="2.0"><channel>' + "<b>" * 300_000
    _add(maker, "feed-300000-tags", COSTLY, answer(deep, kind=xml), kind="rss")


def _add_bodies(maker: Maker) -> None:
    big = zeros(64)
    stacked = gzip.compress(gzip.compress(big, mtime=0), mtime=0)
    packed = {"Content-Encoding": "gzip"}
    _add(maker, "feed-gzip-bomb", TOO_LARGE, answer(big, kind="text/xml", headers=packed))
    _add(
        maker,
        "feed-deflate-bomb",
        TOO_LARGE,
        answer(zeros(64, "deflate"), kind="text/xml", headers={"Content-Encoding": "deflate"}),
    )
    _add(maker, "feed-stacked", "stacked_encoding", answer(stacked, kind="text/xml", headers=packed))
    named_thrice = {"Content-Encoding": "gzip, gzip, gzip"}
    _add(
        maker, "feed-stacked-said", "stacked_encoding", answer(stacked, kind="text/xml", headers=named_thrice)
    )
    _add(maker, "feed-xml-gz-bomb", TOO_LARGE, answer(big, kind="application/gzip"))
    start = head(200, {"Content-Type": "text/xml"}) + b'<?xml version="1.0"?><rss version="2.0"><channel>'
    item = b"<item><title>Again</title></item>" * 400
    _add(maker, "feed-endless", TOO_LARGE, lambda _ask: endless(start, item))
    _add(
        maker,
        "feed-drips",
        "deadline_passed read_timeout",
        lambda _ask: endless(start, b" ", pause_s=0.3, meaning="later"),
    )
    short = head(200, {"Content-Type": "text/xml", "Content-Length": "5000"}) + b"<rss>"
    _add(maker, "feed-cut-off", "truncated_body", raw(short))


def _add_servers(maker: Maker) -> None:
    for status in (401, 403, 404, 410, 451, 500, 502, 503):
        _add(maker, f"feed-{status}", f"http_{status}", answer("no", status=status, kind="text/plain"))
    _add(maker, "feed-429", "http_429", answer("no", status=429, headers={"Retry-After": "3600"}))
    unasked = answer(b"", status=304, kind="", meaning="never")
    _add(maker, "feed-304-unasked", "http_304", unasked)
    _add(maker, "feed-hangs", "read_timeout deadline_passed", lambda _ask: raw(Pause(40), b"late"))
    _add(maker, "feed-reset", "connection_broken protocol_error", raw(Reset()))
    _add(maker, "feed-hangs-up", "connection_broken protocol_error", raw(b""))
    _add(maker, "feed-circle", "redirect_loop", redirect("/feed"))
    _add(maker, "feed-to-metadata", "blocked_address", redirect("http://169.254.169.254/latest/meta-data/"))
    _add(maker, "feed-wrong-type", NO_TEXT, answer(b"\0\1\2\3" * 500, kind="application/octet-stream"), "rss")

    for name, codes, reply in (
        ("robots-500", "robots_unavailable", answer("no", status=500, meaning="silent")),
        (
            "robots-503",
            "robots_unavailable",
            answer("no", status=503, meaning="silent", headers={"Retry-After": "600"}),
        ),
        ("robots-hangs", "robots_unavailable read_timeout deadline_passed", None),
        (
            "robots-reset",
            "robots_unavailable connection_broken protocol_error",
            raw(Reset(), meaning="silent"),
        ),
    ):
        site, _ = maker.paper(name)
        site.versions.clear()
        site.sources.clear()
        site.source(codes=codes)
        site.routes["/robots.txt"] = (
            (lambda _ask: raw(Pause(40), meaning="silent")) if reply is None else always(reply)
        )
        site.forbidden += ["/feed", "/news/"]

    nobody = maker.site("nobody-listens")
    nobody.listens = False
    nobody.source(codes="connect_failed")


def _add_big(maker: Maker) -> None:
    # Read up to the limit; its pages do not exist, and nothing else may wait for them.
    site = maker.site("feed-10000-entries")
    entries = [Entry(site.url(f"/many/{number}"), f"Entry {number}") for number in range(10_000)]
    text = rss(entries, title="Many")
    serve_feed(site, lambda _ask: text)
    site.unjudged_validators = True
    site.free = True
    site.source()
